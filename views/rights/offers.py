"""The catalogue of tools, open to everybody, signed in or not."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from flask import Response, request, url_for
from flask_appbuilder import expose
from flask_babel import gettext

from app import clock
from app.imports.cells import fold
from app.rights.offers import Offer, offers
from app.transaction import Scope, within
from models.rights import Requirement
from views.framework.database import db
from views.framework.identity import standing
from views.framework.screens import Screen
from views.labels import label_of, language


@dataclass(frozen=True)
class Shown:
    """One tool on the page, all of it in the reader's words."""

    name: str
    described: str
    whom: list[str]
    key: str
    roles: list[tuple[str, list[str]]]
    to_register: list[str]
    prices: list[tuple[str, Decimal, int]]
    helpdesk: str


class OfferScreen(Screen):
    """What tools do and take is no secret; who uses them is."""

    route_base = "/catalogue"

    @expose("/", methods=["GET"])
    def index(self) -> Response:
        """Every tool, or those whose name or description has what was typed."""
        typed = request.args.get("q", "").strip()[:100]
        database, signed_in = db(), standing() is not None
        with within(database, Scope.office()):
            found = [_shown(one) for one in offers(database, clock.today())]
        words = [fold(word) for word in typed.split()]
        return self.page(
            "rights/catalogue.html",
            gettext("Tools"),
            tools=sorted((one for one in found if _fits(one, words)), key=lambda one: one.name.casefold()),
            typed=typed,
            onward=url_for("OurToolScreen.index") if signed_in else url_for("SignInScreen.login"),
            signed_in=signed_in,
        )


def _fits(one: Shown, words: list[str]) -> bool:
    text = [fold(part) for part in f"{one.name} {one.described}".split()]
    return all(any(part.startswith(word) for part in text) for word in words)


def _shown(offer: Offer) -> Shown:
    tool = offer.tool
    return Shown(
        tool.named(language()),
        tool.described(language()),
        _whom(offer),
        label_of(tool.key_level),
        [
            (role.named(language()), [asked_text(one) for one in offer.requirements if of_use(one, role.id)])
            for role in offer.roles
        ],
        [asked_text(one) for one in offer.requirements if one.purpose == "registration"],
        [(one.named(language()), one.net, one.vat_percent) for one in offer.prices],
        tool.helpdesk_email,
    )


def of_use(one: Requirement, role_id: int) -> bool:
    """Whether it is asked to use the tool in that role."""
    return one.purpose == "use" and one.role_id in (None, role_id)


def asked_text(one: Requirement) -> str:
    """What is asked, in the reader's words."""
    registers = f" {gettext('or')} ".join(label_of(register) for register in one.registers)
    if one.holder == "organisation":
        return str(gettext("the organisation accredited by %(registers)s", registers=registers))
    return str(gettext("accredited by %(registers)s", registers=registers))


def _whom(offer: Offer) -> list[str]:
    tool = offer.tool
    if tool.opened_by == "manager":
        said = [
            gettext("organisations on its list, once their manager registers it")
            if tool.listed_only
            else gettext("organisations, once their manager registers it")
        ]
    else:
        kinds = sorted(label_of(one) for one in offer.government_kinds)
        said = [
            gettext("whoever has a right, in: %(kinds)s", kinds=", ".join(kinds))
            if kinds
            else gettext("whoever has a right in a local government")
        ]
    if tool.admits_legal_representative:
        said.append(gettext("legal representatives, directly"))
    if tool.usable_as_oneself:
        said.append(gettext("everybody, as oneself"))
    return [str(one) for one in said]
