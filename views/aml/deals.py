"""Transactions of an office: what they are about, who is in them, how watchful the office must be, and what was
decided."""

from __future__ import annotations

from datetime import date
from typing import Any

from flask import Response, redirect, url_for
from flask_appbuilder import expose, has_access
from flask_babel import gettext, lazy_pgettext
from flask_babel import lazy_gettext as _l
from sqlalchemy import ColumnElement, Select, and_, not_, or_
from sqlalchemy.orm import joinedload, undefer

from app import clock
from app.aml import dealt
from app.aml.deals import begin_deal, drop_deal
from app.aml.matters import matter_of
from app.policy import Identity
from app.transaction import transaction
from models.accounts import Account
from models.aml import Deal
from models.values import Money
from models.values.dealt import DealKind
from models.values.matters import MatterState
from models.values.subscribed import PaidBy
from models.values.vigilance import Level
from views.aml import keeping_part
from views.aml.access import AmlScreen
from views.aml.deal_cells import address, expected, price, state, tone
from views.aml.deal_file.property import BeginForm
from views.aml.deal_page import page_of
from views.aml.matter_part import acts_part
from views.aml.owners import owned_by, owner_choices, owner_fact
from views.aml.register_part import register_part
from views.framework.database import db
from views.framework.filters import Filter, instants_within, like_pattern, within
from views.framework.history import Told
from views.framework.identity import identity
from views.framework.register import Column, Interface, Register
from views.framework.screens import HouseForm, VersionField, after, attempt
from views.labels.aml_deals import deal_title
from views.labels.aml_file import PARTS
from views.labels.aml_matters import DEAL_KINDS, MATTER_STATES, WAYS
from views.labels.aml_record import level_tone, level_word

_BLOCKED, _NOT_PAID, _NO_LEVEL = "blocked", "none", "none"
_SHOWN_STATES = (
    MatterState.DRAFT, MatterState.ASSESSED, MatterState.ASKED_BACK, MatterState.ACCEPTED, MatterState.REFUSED,
    MatterState.DROPPED,
)  # fmt: skip


def _kinds() -> list[tuple[str, str]]:
    return [(str(one), str(word)) for one, word in DEAL_KINDS.items()]


def _states() -> list[tuple[str, str]]:
    found = [(str(one), str(MATTER_STATES[one])) for one in _SHOWN_STATES]
    return [*found, (_BLOCKED, str(MATTER_STATES[MatterState.WITH_OFFICER]))]


def _in_state(chosen: str) -> ColumnElement[bool]:
    """As people read it: what is blocked is that, and nothing else."""
    if chosen == _BLOCKED:
        return dealt.is_blocked()
    return and_(Deal.state == chosen, not_(dealt.is_blocked()))


def _levels() -> list[tuple[str, str]]:
    """Both that read *raised* are one choice."""
    told = (Level.SIMPLIFIED, Level.STANDARD, Level.RAISED)
    return [*((str(one), level_word(one)) for one in told), (_NO_LEVEL, level_word(None))]


def _of_level(chosen: str) -> ColumnElement[bool]:
    if chosen == _NO_LEVEL:
        return Deal.level.is_(None)
    return Deal.level.in_((chosen, Level.STOP) if chosen == Level.RAISED else (chosen,))


def _ways() -> list[tuple[str, str]]:
    return [*((str(one), str(word)) for one, word in WAYS.items()), (_NOT_PAID, gettext("Not paid yet"))]


def _paid_by(chosen: str) -> ColumnElement[bool]:
    if chosen == _NOT_PAID:
        return Deal.paid_at.is_(None)
    found: ColumnElement[bool] = Deal.paid_way == chosen
    return found


def _closed(first: date | None, last: date | None) -> ColumnElement[bool]:
    """On the day somebody told, else on that of the decision."""
    told = within(Deal.closed_on)(first, last)
    decided = instants_within(Deal.decided_at)(first, last)
    return or_(told, and_(Deal.closed_on.is_(None), Deal.decided_at.is_not(None), decided))


def _roles() -> list[tuple[str, str]]:
    return [(str(one), str(word)) for one, word in PARTS.items()]


def _with_maker(statement: Select[Any]) -> Select[Any]:
    return statement.join(Account, Account.id == Deal.made_by)


def _priced(least: Money | None, most: Money | None) -> ColumnElement[bool]:
    return and_(
        *(() if least is None else (Deal.price >= least.euro,)),
        *(() if most is None else (Deal.price <= most.euro,)),
    )


class DropForm(HouseForm):
    version = VersionField()


class DealScreen(AmlScreen, Register):
    """For whoever works in the tool: all of the office."""

    route_base = "/deals"
    datamodel = Interface(Deal)
    page_title = lazy_pgettext("aml", "Transactions")
    one_line = _l("Sales, lettings and what else your office acts in, with who is in it and how watchful to be.")
    options = (
        undefer(Deal.blocked_since),
        undefer(Deal.paid_way),
        joinedload(Deal.maker),
        undefer(Deal.owner_name),
    )
    list_options = (
        undefer(Deal.blocked_since),
        undefer(Deal.paid_way),
        joinedload(Deal.maker),
        joinedload(Deal.owner),
    )
    orders = {"reference": Deal.reference, "made": Deal.made_at}
    first_order = "made"
    first_descending = True
    columns = (
        Column("reference", _l("Reference"), lambda item: item.reference, "reference"),
        Column("kind", _l("Kind"), lambda item: str(DEAL_KINDS[DealKind(item.kind)]), shown=False),
        Column("address", _l("Address"), address),
        Column("price", _l("Price or rent"), price, numeric=True),
        Column("state", _l("State"), state, tone=tone),
        Column(
            "level",
            _l("Vigilance"),
            lambda item: level_word(item.level),
            tone=lambda item: level_tone(item.level),
        ),
        Column(
            "paid", _l("Paid"), lambda item: str(WAYS[PaidBy(item.paid_way)]) if item.paid_way else "", shown=False
        ),
        Column("by", _l("Begun by"), lambda item: item.maker.username, shown=False),
        Column("owner", _l("File of"), lambda item: item.owner.username, shown=False),
        Column("made", _l("Begun"), lambda item: item.made_at, "made"),
        Column("expected", _l("Expected on"), expected, shown=False),
        Column("closed", _l("Closed on"), lambda item: item.closed_on, shown=False),
    )
    filters = (
        Filter("text", _l("Reference, address or party"), "text", lambda text: dealt.says(like_pattern(text))),
        Filter("kind", _l("Kind"), "choice", lambda one: Deal.kind == one, _kinds),
        Filter("state", _l("State"), "choice", _in_state, _states),
        Filter("level", _l("Vigilance"), "choice", _of_level, _levels),
        Filter("owner", _l("File of"), "choice", owned_by(Deal), owner_choices),
        Filter("paid", _l("Paid"), "choice", _paid_by, _ways, more=True),
        Filter("role", _l("Has a party who is"), "choice", dealt.has_party, _roles, more=True),
        Filter(
            "party",
            _l("Name of that party"),
            "text",
            lambda text, role: dealt.has_party_named(like_pattern(text), role),
            beside="role",
            more=True,
        ),
        Filter("price", _l("Price or rent"), "amounts", _priced, more=True),
        Filter(
            "by",
            _l("Begun by"),
            "text",
            lambda text: Account.username.ilike(like_pattern(text)),
            join=_with_maker,
            more=True,
        ),
        Filter("made", _l("Begun"), "days", instants_within(Deal.made_at), more=True),
        Filter("expected", _l("Expected on"), "days", dealt.expected_within, more=True),
        Filter("closed", _l("Closed on"), "days", _closed, more=True),
    )
    empty_text = _l("No transaction here yet. Begin the first: who is in it are contacts your office accepted.")
    record_template = "aml/deal.html"

    def rows(self, who: Identity) -> ColumnElement[bool]:
        return dealt.visible_to(who)

    def primary(self) -> tuple[str, str] | None:
        return gettext("Begin a transaction"), url_for("DealScreen.begin")

    def title_of(self, item: Any) -> str:
        return deal_title(item.reference)

    def describe(self, item: Any) -> dict[str, Any]:
        shown = page_of(db(), item, clock.now())
        shown |= acts_part(db(), identity(), matter_of(item), clock.now())
        shown |= register_part(db(), identity(), item)
        hand_url = url_for("FileOwnerScreen.deal", pk=item.id)
        shown["facts"].append(owner_fact(identity(), item, hand_url))
        return shown | keeping_part.of_deal(db(), item)

    def told_in(self, item: Any) -> Told | None:
        return Told("deal", item.id, item.organisation_id)

    @expose("/begin", methods=["GET", "POST"])
    @has_access
    def begin(self) -> Response:
        """A new one: its reference and its kind, the rest page by page."""
        form = BeginForm()
        if form.validate_on_submit():
            database, who = db(), identity()
            reference, kind = form.reference.data or "", form.kind.data or ""
            with transaction(database):
                made = attempt(
                    form, lambda: begin_deal(database, who, who.organisation_id or 0, reference, kind, clock.now())
                )
            if made is not None:
                url = url_for("DealFileScreen.open", pk=made.id)
                return redirect(url, code=303)  # type: ignore[return-value]
        return self.page(
            "aml/deal_begin.html",
            gettext("Begin a transaction"),
            422 if form.is_submitted() else 200,
            form=form,
            back_url=url_for("DealScreen.list"),
        )

    @expose("/drop/<int:pk>", methods=["GET", "POST"])
    @has_access
    def drop(self, pk: int) -> Response:
        """One that wasn't paid is given up."""
        deal = dealt.deal_record(db(), identity(), pk)
        form = DropForm(data={"version": str(deal.version)})
        record_url = url_for("DealScreen.show", pk=pk)
        if form.validate_on_submit():
            database, version = db(), form.version.number
            with transaction(database):
                done = attempt(form, lambda: drop_deal(database, identity(), pk, version, clock.now()))
            if done is not None:
                return after(record_url, gettext("The transaction is given up."))
            database.expire_all()
            deal = dealt.deal_record(database, identity(), pk)
            form.version.data = str(deal.version)
        return self.page(
            "aml/version.html",
            gettext("Give up transaction %(reference)s", reference=deal.reference),
            422 if form.is_submitted() else 200,
            form=form,
            verb=gettext("Give this transaction up"),
            effects=[
                gettext("Nothing was paid for it, so nothing is given back."),
                gettext("Its reference is free for another transaction."),
                gettext("It can't be taken back. What was told is kept as the law asks."),
            ],
            tone="danger",
            back_url=record_url,
        )
