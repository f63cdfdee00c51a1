"""Registers for staff: who holds which staff role, and the attempts to sign in."""

from __future__ import annotations

from typing import Any

from flask_babel import gettext
from flask_babel import lazy_gettext as _l
from sqlalchemy import ColumnElement, false, true
from sqlalchemy.orm import joinedload

from app.accounts.rules import Outcome
from app.policy import Identity, Permission, may
from models.accounts import Attempt, StaffRole
from views.accounts.cards.remedies import cause_of, steps_of
from views.framework.filters import Filter, words_of
from views.framework.history import Told
from views.framework.register import Column, Fact, Interface, Register
from views.labels import day, instant, label_of, until


class StaffRoleScreen(Register):
    """Who is staff, in which role, from when until when."""

    route_base = "/staff"
    datamodel = Interface(StaffRole)
    page_title = _l("Staff roles")
    options = (joinedload(StaffRole.account),)
    orders = {"from": StaffRole.first_day}
    first_order = "from"
    first_descending = True
    columns = (
        Column("account", _l("Account"), lambda item: item.account.username),
        Column("role", _l("Role"), lambda item: label_of(item.role)),
        Column("first_day", _l("From"), lambda item: item.first_day, "from"),
        Column("last_day", _l("Until"), lambda item: until(item.last_day), plain=lambda item: item.last_day),
    )
    empty_text = _l("Nobody has a staff role yet.")

    def rows(self, who: Identity) -> ColumnElement[bool]:
        return true() if may(who, Permission.ACCOUNT_SEE) else false()

    def title_of(self, item: Any) -> str:
        return f"{label_of(item.role)}: {item.account.username}"

    def describe(self, item: Any) -> dict[str, Any]:
        return {
            "facts": [
                Fact(gettext("Account"), item.account.username),
                Fact(gettext("Role"), label_of(item.role)),
                Fact(gettext("Period"), f"{day(item.first_day)} – {until(item.last_day)}"),
            ]
        }

    def told_in(self, item: Any) -> Told | None:
        return Told("account", item.account_id)


class AttemptScreen(Register):
    """Every try to sign in, found by its reference; a name that doesn't exist stands here only as a hash."""

    route_base = "/attempts"
    datamodel = Interface(Attempt)
    page_title = _l("Sign-in attempts")
    one_line = _l("Ask the caller for the reference on the screen.")
    options = (joinedload(Attempt.account),)
    orders = {"when": Attempt.tried_at}
    first_order = "when"
    first_descending = True
    columns = (
        Column("when", _l("When"), lambda item: item.tried_at, "when"),
        Column("account", _l("Account"), lambda item: item.account.username if item.account else "–"),
        Column("way", _l("Key"), lambda item: label_of(item.way)),
        Column("outcome", _l("Outcome"), lambda item: label_of(item.outcome)),
        Column("reference", _l("Reference"), lambda item: item.reference),
    )
    filters = (
        Filter("reference", _l("Reference"), "text", lambda text: Attempt.reference == text.lower()),
        Filter("outcome", _l("Outcome"), "choices", Attempt.outcome.in_, words_of(Outcome)),
    )
    empty_text = _l("Nobody tried to sign in yet.")

    def rows(self, who: Identity) -> ColumnElement[bool]:
        return true() if may(who, Permission.ACCOUNT_SEE) else false()

    def title_of(self, item: Any) -> str:
        return f"{label_of(item.outcome)}, {instant(item.tried_at)}"

    def describe(self, item: Any) -> dict[str, Any]:
        return {
            "facts": [
                Fact(gettext("When"), instant(item.tried_at)),
                Fact(gettext("Account"), item.account.username if item.account else ""),
                Fact(gettext("Key"), label_of(item.way)),
                Fact(gettext("Outcome"), label_of(item.outcome)),
                Fact(gettext("Reference"), item.reference),
                *((Fact(gettext("Cause"), cause_of(item.fault)),) if item.fault else ()),
                *((Fact(gettext("Next step"), steps_of(item.fault)),) if item.fault else ()),
            ]
        }
