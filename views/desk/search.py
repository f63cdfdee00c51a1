"""The one search field: results by kind, the record at once where there is but one, hits for the palette.

What was typed comes by POST. A name goes on in the address, so that the page can be kept and reloaded; what may
be a national number never does: it waits, encrypted, in the session, under a word that says nothing.
"""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from typing import Any

from flask import Response, jsonify, make_response, redirect, request, session, url_for
from flask_appbuilder import expose, has_access
from flask_babel import gettext

from app.panels import Hit
from app.policy import Identity, Permission, may
from models import keyring
from models.values import SearchText
from views.desk.places import KINDS, address_of, notes_of, offered, opens_to
from views.framework.database import db
from views.framework.identity import identity
from views.framework.screens import Screen

ON_THE_PAGE = 10
IN_THE_PALETTE = 4
_PURPOSE = "session.sought"
_KEY = "sought"


@dataclass(frozen=True)
class Found:
    """One line of the results."""

    title: str
    note: str
    url: str
    exact: bool


@dataclass(frozen=True)
class Group:
    """The hits of one kind; `more` when there are more than the page shows."""

    label: str
    hits: list[Found]
    more: bool


class SearchScreen(Screen):
    """Search over everything this reader may see."""

    route_base = "/search"

    @expose("/", methods=["GET", "POST"])
    @has_access
    def index(self) -> Response:
        if request.method == "POST":
            return self._asked(request.form.get("q", ""))
        typed = _kept(request.args["s"]) if "s" in request.args else request.args.get("q", "")
        text = SearchText.read(typed)
        if text.secret and "s" not in request.args:
            return self._asked(typed)
        groups = [] if text.empty else search(identity(), text, ON_THE_PAGE)
        if (only := _only(groups)) is not None:
            return make_response(redirect(only.url))
        return self.page(
            "desk/search.html",
            gettext("Search"),
            groups=groups,
            asked=not text.empty or bool(typed.strip()),
            sought="" if text.secret else typed[:200],
            masked=text.national.masked() if text.national else "",
            elsewhere_url=url_for("GrantScreen.person")
            if text.national and may(identity(), Permission.RIGHT_GRANT)
            else None,
        )

    @expose("/hits", methods=["POST"])
    @has_access
    def hits(self) -> Response:
        """The same for the palette, as it is typed."""
        text = SearchText.read(request.form.get("q", ""))
        groups = [] if text.empty else search(identity(), text, IN_THE_PALETTE)
        return jsonify(
            [
                {
                    "label": group.label,
                    "hits": [{"title": h.title, "note": h.note, "url": h.url} for h in group.hits],
                }
                for group in groups
            ]
        )

    def _asked(self, typed: str) -> Response:
        """To the record where the text is the number of one; else to the page of results."""
        text = SearchText.read(typed)
        if text.empty and not typed.strip():
            return make_response(redirect(url_for("SearchScreen.index"), code=303))
        if not text.secret:
            return make_response(redirect(url_for("SearchScreen.index", q=typed[:200].strip()), code=303))
        if (only := _only(search(identity(), text, ON_THE_PAGE))) is not None:
            return make_response(redirect(only.url, code=303))
        return make_response(redirect(url_for("SearchScreen.index", s=_keep(typed[:200])), code=303))


def search(who: Identity, text: SearchText, limit: int) -> list[Group]:
    """Everything found that this reader may see and open, by kind; one more than `limit` is asked for."""
    found: dict[str, list[Hit]] = {kind: [] for kind in KINDS if opens_to(who, kind)}
    sources = offered().sources
    hits = [hit for source in sources for hit in source.find(db(), who, text, limit + 1)]
    if text.words and (persons := [hit.id for hit in hits if hit.kind == "person"]):
        hits += [hit for source in sources for hit in source.along(db(), who, persons, limit + 1)]
    for hit in hits:
        if hit.kind in found:
            found[hit.kind].append(hit)
    return [
        Group(str(KINDS[kind].label), [_shown(hit) for hit in of_kind[:limit]], len(of_kind) > limit)
        for kind, of_kind in found.items()
        if of_kind
    ]


def _shown(hit: Hit) -> Found:
    return Found(hit.title, notes_of(hit), address_of(hit), hit.exact)


def _only(groups: list[Group]) -> Found | None:
    """The record to open at once: the only thing found by its own number."""
    exact = [hit for group in groups for hit in group.hits if hit.exact]
    return exact[0] if len(exact) == 1 else None


def _keep(typed: str) -> str:
    """Keeps what was typed in the session, encrypted; only the last one. Returns the word that stands for it."""
    word = secrets.token_hex(8)
    session[_KEY] = {"word": word, "sealed": keyring.installed().encrypt(typed, _PURPOSE).hex()}
    return word


def _kept(word: str) -> str:
    kept: Any = session.get(_KEY)
    if not kept or not secrets.compare_digest(str(kept["word"]).encode(), word.encode()):
        return ""
    return keyring.decrypt(bytes.fromhex(kept["sealed"]), _PURPOSE)
