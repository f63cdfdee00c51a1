"""The register of cash above what the law lets: the list, an entry, noting one, withdrawing one."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from flask import Response, url_for
from flask_appbuilder import expose, has_access
from flask_babel import gettext
from flask_babel import lazy_gettext as _l
from sqlalchemy import ColumnElement, func
from sqlalchemy.orm import joinedload

from app import clock
from app.aml import cash_breaches
from app.aml.breach_rules import CashTold
from app.aml.registered_matters import (
    chosen_contact,
    chosen_deal,
    parties_of,
    root_of,
    with_contact,
    with_deal,
    year_is,
)
from app.policy import Identity
from models.aml import CashBreach, Contact, Deal
from models.values import Money
from views.aml.breach_forms import CashForm, WithdrawForm, choices_of
from views.aml.register_screens import Known, RegisterScreen, about_facts, typed_text, years
from views.base import text_of
from views.framework.database import db
from views.framework.filters import Filter, amounts_within, like_pattern, within
from views.framework.history import Told
from views.framework.identity import identity
from views.framework.register import Column, Fact, Interface
from views.framework.screens import after
from views.labels import day, instant, money
from views.labels.aml_breaches import CASH_STATES, CashState, cash_state


def _states() -> list[tuple[str, str]]:
    return [(str(one), str(word)) for one, word in CASH_STATES.items()]


def _in_state(told: str) -> ColumnElement[bool]:
    gone: ColumnElement[bool] = CashBreach.withdrawn_at.is_not(None)
    return gone if told == CashState.WITHDRAWN else ~gone


class CashBreachScreen(RegisterScreen):
    """For whoever works in the tool: all of the office."""

    route_base = "/cash-breaches"
    datamodel = Interface(CashBreach)
    page_title = _l("Cash above the limit")
    one_line = _l(
        "Cash that was paid or offered where the law forbids it: any for a sale, an exchange or the transfer of a"
        " business, more than € 3,000 for a letting."
    )
    options = (joinedload(CashBreach.deal), joinedload(CashBreach.maker))
    list_options = (
        joinedload(CashBreach.deal).load_only(Deal.reference, Deal.version),
        joinedload(CashBreach.maker),
    )
    orders = {"day": CashBreach.happened_on}
    first_order = "day"
    first_descending = True
    columns = (
        Column("day", _l("Day"), lambda seen: seen.item.happened_on, "day"),
        Column("amount", _l("Cash"), lambda seen: Money(seen.item.amount), numeric=True),
        Column("contact", _l("Contact"), lambda seen: seen.name),
        Column("deal", _l("Client transaction"), lambda seen: seen.item.deal.reference if seen.item.deal else ""),
        Column("told", _l("What happened"), lambda seen: seen.item.told, shown=False),
        Column("measure", _l("What was done about it"), lambda seen: seen.item.measure, shown=False),
        Column(
            "state",
            _l("State"),
            lambda seen: cash_state(seen.item)[1],
            tone=lambda seen: cash_state(seen.item)[0],
        ),
        Column("by", _l("Noted by"), lambda seen: seen.item.maker.username),
        Column("made", _l("Noted on"), lambda seen: seen.item.made_at, shown=False),
    )
    filters = (
        Filter("year", _l("Year"), "choice", lambda one: year_is(CashBreach.happened_on, one), years),
        Filter("state", _l("State"), "choice", _in_state, _states),
        Filter(
            "contact",
            _l("Contact"),
            "text",
            lambda text: Contact.sort_name.like(func.house_sort_name(like_pattern(text))),
            join=with_contact(CashBreach),
        ),
        Filter(
            "deal",
            _l("Client transaction"),
            "text",
            lambda text: Deal.reference.ilike(like_pattern(text)),
            join=with_deal(CashBreach),
            more=True,
        ),
        Filter("amount", _l("Cash"), "amounts", amounts_within(CashBreach.amount), more=True),
        Filter("day", _l("Day"), "days", within(CashBreach.happened_on), more=True),
    )
    empty_text = _l(
        "No cash was noted. Whoever sees cash that the law forbids notes it here, or on the transaction."
    )
    record_template = "aml/cash_breach.html"

    def rows(self, who: Identity) -> ColumnElement[bool]:
        return cash_breaches.visible_to(who)

    def primary(self) -> tuple[str, str] | None:
        return str(gettext("Note cash")), url_for("CashBreachScreen.note")

    def title_of(self, item: Any) -> str:
        return str(gettext("Cash of %(day)s", day=day(item.happened_on)))

    def told_in(self, item: Any) -> Told | None:
        return Told("cash_breach", item.id, item.organisation_id)

    def describe(self, item: Any) -> dict[str, Any]:
        tone, word = cash_state(item)
        return {
            "state": tone,
            "state_word": word,
            "facts": [
                Fact(gettext("Cash"), money(Money(item.amount))),
                Fact(gettext("Day"), day(item.happened_on)),
                *about_facts(item),
                Fact(gettext("What happened"), typed_text(item.told)),
                Fact(gettext("What was done about it"), typed_text(item.measure)),
                Fact(gettext("Noted by"), item.maker.username, instant(item.made_at)),
                *_withdrawn(item),
            ],
        }

    @expose("/note", methods=["GET", "POST"])
    @has_access
    def note(self) -> Response:
        """Cash, with a choice of what it is about."""
        return self._noted(url_for("CashBreachScreen.list"))

    @expose("/note-deal/<int:deal_id>", methods=["GET", "POST"])
    @has_access
    def note_deal(self, deal_id: int) -> Response:
        """Cash at a transaction, from its page; who of its parties paid can be told."""
        deal = chosen_deal(db(), identity(), deal_id)
        url = url_for("DealScreen.show", pk=deal_id)
        return self._noted(url, Known(deal.reference, url), deal=deal)

    @expose("/note-contact/<int:contact_id>", methods=["GET", "POST"])
    @has_access
    def note_contact(self, contact_id: int) -> Response:
        """Cash of a contact, from its page."""
        contact = chosen_contact(db(), identity(), root_of(db(), identity(), contact_id))
        url = url_for("ContactScreen.show", pk=contact.id)
        return self._noted(url, Known(contact.name, url), contact=contact)

    def _noted(
        self,
        back_url: str,
        known: Known | None = None,
        *,
        deal: Deal | None = None,
        contact: Contact | None = None,
    ) -> Response:
        database, who = db(), identity()
        form = CashForm(data={"happened_on": clock.today()})
        parties: Sequence[Contact] = parties_of(database, deal) if deal is not None else ()
        form.party.choices = [
            *((str(one.root_id), one.name) for one in parties),
            ("", gettext("Somebody else, or it isn’t known")),
        ]
        deal_id, root_id = deal.id if deal else None, contact.root_id if contact else None
        if form.validate_on_submit() and not self.searches():
            told = CashTold(
                form.happened_on.data,
                form.amount.money.euro if form.amount.money is not None else None,
                text_of(form.told),
                text_of(form.measure),
                deal_id if known else form.chosen.deal_id,
                (root_id or form.party_id) if known else form.chosen.root_id,
            )
            made = self.done(
                form,
                lambda: cash_breaches.note_cash_breach(
                    database, who, told, clock.now(), anyway=bool(form.anyway.data)
                ),
            )
            if made is not None:
                return after(url_for("CashBreachScreen.show", pk=made.id), gettext("The cash is noted."))
        return self.noting(
            "aml/cash_note.html",
            gettext("Note cash"),
            form,
            known=known,
            parties=bool(parties),
            back_url=back_url,
            **({} if known else choices_of(form)),
        )

    @expose("/withdraw/<int:pk>", methods=["GET", "POST"])
    @has_access
    def withdraw(self, pk: int) -> Response:
        """It was a mistake; asked first."""
        item, form = self.record(str(pk)), WithdrawForm()
        if item.withdrawn_at is not None:
            return after(url_for("CashBreachScreen.show", pk=pk), gettext("It was withdrawn already."), "info")
        return self.acting(
            pk,
            form,
            lambda: cash_breaches.withdraw_cash_breach(db(), identity(), pk, text_of(form.why), clock.now()),
            gettext("It is withdrawn."),
            "aml/register_withdraw.html",
            gettext("Withdraw this entry?"),
        )


def _withdrawn(item: CashBreach) -> list[Fact]:
    return [Fact(gettext("Withdrawn on"), instant(item.withdrawn_at))] if item.withdrawn_at is not None else []
