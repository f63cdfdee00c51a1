"""My accreditations: what each register says of somebody, and why one is missing; the helpdesk sees it too."""

from __future__ import annotations

from typing import Any

from flask import Response
from flask_appbuilder import expose, has_access
from flask_babel import gettext
from flask_babel import lazy_gettext as _l
from sqlalchemy import ColumnElement, false, true

from app import clock
from app.accounts.accreditations import Held, Lack, held_by, in_force
from app.policy import Identity, Permission, may
from app.transaction import Scope, within
from models.accounts import Accreditation
from models.values import AccreditationRegister, EnterpriseNumber
from views.framework.database import db
from views.framework.filters import Filter, words_of
from views.framework.identity import identity
from views.framework.register import Column, Fact, Interface, Register
from views.framework.screens import Screen
from views.labels import day, label_of, until

# What to do about a missing one, where something can be done.
_REMEDIES: dict[Lack, Any] = {
    Lack.NO_CARD: _l(
        "Link your eID, under My digital keys: what the registers say of you then appears here at once."
    ),
    Lack.NEVER_DELIVERED: _l("The register hasn't delivered its list to us yet."),
    Lack.NOT_NAMED: _l(
        "You don't stand in its last delivery. Were you accredited lately? Then wait for the next one."
    ),
    Lack.ENDED: _l("Ask the register to renew it; its next delivery brings it back."),
    Lack.STRUCK_OFF: _l("The register no longer names you. Is that wrong? Then ask the register itself."),
    Lack.NOT_BEGUN: _l("It counts by itself from its first day on."),
}
_SLOW = _l("After an accreditation this register can take up to four months.")


def told(held: Held) -> dict[str, Any]:
    """One register, as a page tells it."""
    found, lack = held.accreditation, held.lack
    steps = [str(_REMEDIES[lack])] if lack is not None else []
    if lack is Lack.NOT_NAMED and held.register is AccreditationRegister.SF323:
        steps.append(str(_SLOW))
    return {
        "register": label_of(held.register),
        "tone": "good" if lack is None else "off",
        "word": str(gettext("In force")) if lack is None else label_of(lack),
        "number": found.number if found is not None else "",
        "period": f"{day(found.first_day)} – {until(found.last_day)}" if found is not None else "",
        "delivered": day(held.delivered_at.astimezone(clock.BRUSSELS).date()) if held.delivered_at else "",
        "remedy": " ".join(steps),
        "unlinked": lack is Lack.NO_CARD,
    }


class MyAccreditationScreen(Screen):
    """One's own; nobody opens another's here."""

    route_base = "/accreditations"

    @expose("/")
    @has_access
    def index(self) -> Response:
        with within(db(), Scope.office()):
            held = held_by(db(), identity().account_id, clock.today())
        return self.page(
            "accounts/accreditations.html",
            gettext("My accreditations"),
            registers=[told(one) for one in held],
        )


class AccreditationScreen(Register):
    """Everything the registers delivered, for who answers questions; of whom, only the register's number says."""

    route_base = "/accreditation-list"
    datamodel = Interface(Accreditation)
    page_title = _l("Accreditations")
    one_line = _l(
        "What the registers delivered. Whose it is can't be read here: open the account of the person instead."
    )
    orders = {"number": Accreditation.number}
    first_order = "number"
    columns = (
        Column("number", _l("Number"), lambda item: item.number, "number"),
        Column("register", _l("Register"), lambda item: label_of(item.register)),
        Column("enterprise", _l("Enterprise number"), lambda item: _enterprise(item)),
        Column("first_day", _l("From"), lambda item: item.first_day),
        Column("last_day", _l("Until"), lambda item: until(item.last_day), plain=lambda item: item.last_day),
        Column("state", _l("State"), lambda item: _state(item)[1], tone=lambda item: _state(item)[0]),
    )
    filters = (
        Filter("number", _l("Number"), "text", lambda text: Accreditation.number == text.strip()),
        Filter(
            "register",
            _l("Register"),
            "choice",
            lambda register: Accreditation.register == register,
            words_of(AccreditationRegister),
        ),
    )
    empty_text = _l("No register delivered anything yet. The central team brings its file under “Import a list”.")

    def rows(self, who: Identity) -> ColumnElement[bool]:
        return true() if may(who, Permission.ACCOUNT_SEE) else false()

    def title_of(self, item: Any) -> str:
        return f"{label_of(item.register)} {item.number}"

    def describe(self, item: Any) -> dict[str, Any]:
        tone, word = _state(item)
        return {
            "facts": [
                Fact(gettext("Register"), label_of(item.register)),
                Fact(gettext("Number"), item.number),
                Fact(gettext("Enterprise number"), _enterprise(item)),
                Fact(gettext("Period"), f"{day(item.first_day)} – {until(item.last_day)}"),
                Fact(gettext("Struck off"), day(item.struck_off_on)),
            ],
            "state": tone,
            "state_word": word,
        }


def _enterprise(item: Accreditation) -> str:
    """Whose it is, where it is an enterprise's; a person is never told here."""
    return str(EnterpriseNumber(item.enterprise_number)) if item.enterprise_number else ""


def _state(item: Accreditation) -> tuple[str, str]:
    if in_force(item, clock.today()):
        return "good", str(gettext("In force"))
    return "off", label_of(Lack.STRUCK_OFF if item.struck_off_on is not None else Lack.ENDED)
