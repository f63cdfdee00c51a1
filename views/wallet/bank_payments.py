"""Payments the bank told of, for finance; first of all those that found no wallet by themselves."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from flask import Response, request, url_for
from flask_appbuilder import expose, has_access
from flask_babel import gettext
from flask_babel import lazy_gettext as _l
from sqlalchemy import ColumnElement, or_
from werkzeug.datastructures import MultiDict

from app import clock
from app.lists.saved import may_save, views_of
from app.policy import Identity, Permission, may
from app.wallet import bank_desk, bank_queries, bank_reading
from models.accounts import Account
from models.values import BankEntryState, Money
from models.wallet import BankEntry
from views.framework.database import db
from views.framework.filters import Filter, amounts_within, within
from views.framework.history import Told
from views.framework.identity import identity
from views.framework.listing import EVERYTHING, listing
from views.framework.register import Column, Fact, Interface, Register
from views.labels import day, instant, money
from views.labels.wallet import PROPOSAL_REASONS
from views.wallet import bank_cells as cells

_NOW = MultiDict([("state", str(BankEntryState.PARKED))])


def _of_statement(text: str) -> ColumnElement[bool]:
    return BankEntry.statement_id == (int(text) if text.isascii() and text.isdigit() and len(text) < 10 else 0)


def _of_amount(least: Money | None, most: Money | None) -> ColumnElement[bool]:
    """Whether it came in or went out."""
    turned = amounts_within(-BankEntry.amount)
    return or_(amounts_within(BankEntry.amount)(least, most), turned(least, most))


class BankEntryRegister(Register):
    """Every payment in a statement; those that wait for a decision come first."""

    route_base = "/bank-payments"
    datamodel = Interface(BankEntry)
    page_title = _l("Payments without a wallet")
    one_line = _l(
        "What the bank told and nobody could tell by itself whose it is. Each is assigned or sent back once."
    )
    options = bank_queries.along()
    orders = {"day": BankEntry.entry_day, "amount": BankEntry.amount}
    first_order = "day"
    columns = (
        Column("day", _l("Day"), lambda item: item.entry_day, "day"),
        Column("amount", _l("Amount"), cells.amount, "amount", numeric=True),
        Column("payer", _l("Paid by"), cells.payer, plain=cells.payer_plainly),
        Column("communication", _l("Communication"), cells.communication_loosely, plain=cells.communication),
        Column("why", _l("Why not by itself"), cells.why),
        Column("state", _l("State"), cells.state_word, tone=cells.tone),
        Column("organisation", _l("Organisation"), cells.whose),
        Column("statement", _l("Statement"), lambda item: item.statement.named, shown=False),
        Column("place", _l("Place"), lambda item: item.place, shown=False),
        Column("value_day", _l("Value day"), lambda item: item.value_day, shown=False),
        Column("decided", _l("Decided on"), lambda item: item.decided_at, shown=False),
    )
    filters = (
        Filter("state", _l("State"), "choices", BankEntry.state.in_, cells.states),
        Filter("amount", _l("Amount"), "amounts", _of_amount),
        Filter("day", _l("Period"), "days", within(BankEntry.entry_day)),
        Filter("why", _l("Why not by itself"), "choices", BankEntry.why.in_, cells.whys, more=True),
        Filter("communication", _l("Structured communication"), "text", bank_reading.carrying, more=True),
        Filter("statement", _l("Statement"), "text", _of_statement, more=True),
    )
    empty_text = _l("The bank told of no payment yet.")
    record_template = "wallet/bank_payment.html"
    add_columns = edit_columns = show_columns = list_columns = search_columns = ("id",)

    def rows(self, who: Identity) -> ColumnElement[bool]:
        return bank_queries.visible_to(who)

    @expose("/list/")
    @has_access
    def list(self) -> Response:
        """What waits, unless something else is asked, or somebody's own view opens first."""
        args = request.args or (MultiDict() if self._has_own_view() else _NOW)
        return self.page("list.html", str(self.page_title), **listing(self, args))

    def _has_own_view(self) -> bool:
        who = identity()
        return may_save(who) and any(one.first for one in views_of(db(), who, type(self).__name__))

    def url_of_list(self, pairs: Sequence[tuple[str, str]] = ()) -> str:
        return super().url_of_list(pairs or [("view", EVERYTHING)])

    def title_of(self, item: Any) -> str:
        told = cells.amount(item)
        what = money(told) if isinstance(told, Money) else told
        return str(gettext("Payment of %(amount)s", amount=what))

    def describe(self, item: Any) -> dict[str, Any]:
        waits = item.state == BankEntryState.PARKED and may(identity(), Permission.BANK_DECIDE)
        came = item.amount > 0
        return {
            "facts": _facts(item),
            "state": cells.tone(item),
            "state_word": cells.state_word(item),
            "waits": waits,
            "came": came,
            "proposals": _proposals(item) if waits and came else [],
            "why": cells.why(item),
            "gross": money(Money(abs(item.amount))),
            "account": cells.whole(item.account),
        }

    def told_in(self, item: Any) -> Told | None:
        return Told("bank_entry", item.id)


def _facts(item: BankEntry) -> list[Fact]:
    decided = db().get(Account, item.decided_by) if item.decided_by is not None else None
    statement = item.statement
    return [
        Fact(gettext("Day"), day(item.entry_day)),
        Fact(gettext("Paid by") if item.amount > 0 else gettext("Paid to"), item.name, cells.whole(item.account)),
        Fact(gettext("Communication"), cells.communication(item)),
        Fact(gettext("Statement"), statement.named, gettext("place %(place)s", place=item.place)),
        *([Fact(gettext("Why not by itself"), cells.why(item))] if item.why else []),
        *([Fact(gettext("The bank calls it"), item.bank_reference)] if item.bank_reference else []),
        *(
            [
                Fact(
                    gettext("Its details"),
                    gettext("make %(amount)s less", amount=money(Money(item.leaves_off))),
                    gettext("so it is looked at as a whole"),
                )
            ]
            if item.leaves_off
            else []
        ),
        *(Fact(gettext("Booked in"), cells.booking_link(one)) for one in cells.ends(item)),
        *([Fact(gettext("Decided on"), instant(item.decided_at), decided.username)] if decided else []),
    ]


def _proposals(item: BankEntry) -> list[dict[str, Any]]:
    """Whose it may be, each with its reasons and the page that assigns it."""
    found = bank_desk.proposals(db(), identity(), item.id, clock.now())
    slips = bank_reading.slips_of(db(), item, [one.organisation_id for one in found])
    return [
        {
            "name": one.name,
            "reasons": [str(PROPOSAL_REASONS[reason]) for reason in one.reasons],
            "slip": slips.get(one.organisation_id),
            "url": url_for(
                "BankDecisionScreen.assign", pk=item.id, organisation=one.organisation_id, transfer=one.transfer_id
            ),
        }
        for one in found
    ]
