"""What stands around every page: menu, languages, who one is and for whom one acts, banners."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from functools import lru_cache
from pathlib import Path
from typing import Any

from flask import Flask, current_app, g, get_template_attribute, request, url_for
from flask_babel import gettext
from markupsafe import Markup

from app.accounts.viewing import Viewed
from views import menu
from views.framework.assets import assets_in
from views.framework.identity import Standing, standing
from views.framework.incidents import page_told
from views.framework.words import speak
from views.labels import LANGUAGES, instant, label_of, language, money


@dataclass(frozen=True)
class Link:
    label: str
    url: str
    current: bool = False
    icon: str = "list"
    code: str = ""


@dataclass(frozen=True)
class LinkGroup:
    label: str
    items: tuple[Link, ...]


@dataclass(frozen=True)
class Banner:
    tone: str
    text: str


@dataclass(frozen=True)
class Shown:
    """The name bar: who one is, for whom one acts, where to change that."""

    name: str
    organisation_name: str
    change_context_url: str | None


@dataclass
class Frame:
    """All the frame template reads; made anew for each page."""

    title: str = ""
    menu: str = ""
    languages: list[Link] = field(default_factory=list)
    identity: Shown | None = None
    balance: str | None = None
    wallet_url: str | None = None
    name_menu: list[Link] = field(default_factory=list)
    sign_in_url: str | None = None
    sign_out_url: str | None = None
    search_url: str | None = None
    hits_url: str | None = None
    banners: list[Banner] = field(default_factory=list)
    idle_seconds: int | None = None
    warn_seconds: int = 120
    keep_alive_url: str | None = None
    report_url: str | None = None


def surround(app: Flask) -> None:
    """Every page of this application stands in its frame, with our words and our styles."""
    app.jinja_env.trim_blocks = app.jinja_env.lstrip_blocks = True
    speak(app)
    app.jinja_env.filters["label"] = label_of
    app.jinja_env.globals["asset"] = assets_in(Path(app.root_path) / "static")
    app.context_processor(lambda: {"frame": g.get("frame") or frame()})


def frame() -> Frame:
    """The frame of this request's page."""
    found = standing()
    made = Frame(languages=_languages(), banners=_banners(found is not None))
    refused = g.get("reference") if "incident" in g else None
    made.report_url = url_for("ReportScreen.index", page=page_told() or None, reference=refused)
    if found is None:
        made.sign_in_url = url_for("SignInScreen.login")
        return made
    who = found.identity
    made.menu = _menu(who.roles)
    made.identity = Shown(
        who.name,
        who.organisation_name or _without_organisation(found),
        url_for("ContextScreen.index") if found.contexts else None,
    )
    if found.balance is not None:
        made.balance = money(found.balance)
        made.wallet_url = url_for("WalletScreen.index")
    made.search_url, made.hits_url = url_for("SearchScreen.index"), url_for("SearchScreen.hits")
    made.name_menu += [
        Link(str(gettext("My account")), url_for("MyAccountScreen.index")),
        Link(str(gettext("My organisations")), url_for("MyOrganisationScreen.index")),
        Link(str(gettext("My tools")), url_for("OurToolScreen.index")),
        *([Link(str(gettext("Change context")), url_for("ContextScreen.index"))] if found.contexts else []),
        Link(str(gettext("My digital keys")), url_for("KeyScreen.index")),
        Link(str(gettext("My privacy")), url_for("PrivacyScreen.index")),
    ]
    if menu.opens(who.roles, "WorkScreen", "can_list"):
        made.name_menu.append(Link(str(gettext("My tasks")), url_for("WorkScreen.list")))
    made.sign_out_url = url_for("SignInScreen.logout")
    made.keep_alive_url = url_for("SignInScreen.keep_alive")
    made.idle_seconds = int(current_app.config["IDLE_SECONDS"])
    if found.viewed is not None:
        made.banners.insert(0, _looking(found.viewed))
    if found.needs_high_key:
        made.banners.append(_needs_stronger(who.organisation_name))
    return made


def _without_organisation(found: Standing) -> str:
    """How acting for no organisation is called: at the desk of staff, or as oneself where there is a choice."""
    if found.identity.is_staff:
        return str(gettext("Staff desk"))
    return str(gettext("Myself")) if found.contexts else ""


def _languages() -> list[Link]:
    here = request.full_path.rstrip("?") if request.method == "GET" else "/"
    return [
        Link(
            name,
            url_for("LanguageScreen.index", locale=code, next=here),
            code == language(),
            icon="",
            code=code.upper(),
        )
        for code, name in LANGUAGES.items()
    ]


def _looking(viewed: Viewed) -> Banner:
    said = gettext(
        "You look along with %(name)s until %(when)s, and can read only.",
        name=viewed.username,
        when=instant(viewed.until),
    )
    back = Markup('<a href="{}">{}</a>').format(url_for("ViewAsScreen.stop"), gettext("Back to my own pages"))
    return Banner("soon", Markup("{} {}").format(said, back))


def _needs_stronger(organisation: str) -> Banner:
    said = gettext(
        "You are local administrator of %(organisation)s, but came in with a password: rights are"
        " administered with"
        " a stronger key.",
        organisation=organisation,
    )
    here = request.full_path.rstrip("?") if request.method == "GET" else None
    link = Markup('<a href="{}">{}</a>').format(url_for("StrongerScreen.index", next=here), gettext("Show it"))
    return Banner("soon", Markup("{} {}").format(said, link))


def _banners(signed_in: bool) -> list[Banner]:
    if current_app.config["DEMO_PASSWORD_IS_HIGH"] and signed_in:
        return [
            Banner(
                "info",
                gettext("Demonstration: a password counts as a key of level high here. All data are invented."),
            )
        ]
    return []


def _menu(roles: frozenset[Any]) -> Markup:
    here = (request.endpoint or "").split(".")[0]
    return _drawn(roles, language(), request.script_root, here)


@lru_cache(maxsize=1024)
def _drawn(roles: frozenset[Any], spoken: str, root: str, here: str) -> Markup:
    """The menu with the current screen marked. A third of what drawing a page costs, so drawn once for everybody
    with these roles who reads this language on this screen, wherever the application is mounted."""
    groups = [
        LinkGroup(label, tuple(replace(link, current=screen == here) for screen, link in links))
        for label, links in _places(roles, spoken, root)
    ]
    return Markup(get_template_attribute("parts/menu.html", "menu")(groups)) if groups else Markup()  # noqa: S704


@lru_cache(maxsize=256)
def _places(roles: frozenset[Any], _: str, __: str) -> list[tuple[str, list[tuple[str, Link]]]]:
    """The groups of the menu by their labels, with the screens and links of each: the same for everybody with
    these roles who reads this language, wherever the application is mounted."""
    shown = []
    for group in menu.SITE:
        links = [
            (place.screen, Link(str(place.label), url_for(place.endpoint), icon=place.icon))
            for place in group.places
            if place.endpoint and roles & place.opens
        ]
        if links:
            shown.append((str(group.label), links))
    return shown
