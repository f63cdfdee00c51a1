"""What finance decides of a payment that found no wallet by itself: each page says first what will happen."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from flask import Response, request, url_for
from flask_appbuilder import expose, has_access
from flask_babel import gettext
from flask_babel import lazy_gettext as _l
from sqlalchemy import select
from wtforms import BooleanField, HiddenField, RadioField, TextAreaField
from wtforms.validators import InputRequired, Length

from app import clock
from app.errors import Missing
from app.policy import Permission, require
from app.transaction import transaction
from app.wallet import bank_desk, bank_queries, bank_reading
from models.organisations import Organisation
from models.values import BankEntryState, EnterpriseNumber, Money
from models.wallet import BankEntry
from views.base import text_of
from views.framework.database import db
from views.framework.identity import identity
from views.framework.screens import HouseForm, Screen, after, attempt
from views.labels import day, money
from views.wallet import bank_cells as cells
from views.wallet.cells import holder

LONGEST_REASON = 500
LONGEST_SOUGHT = 200


class AssignForm(HouseForm):
    organisation = HiddenField(validators=[InputRequired(_l("Choose for whom it is."))])
    transfer = HiddenField()
    learn = BooleanField(
        _l("Remember this account"),
        description=_l("A payment from the same account is proposed for this organisation from now on."),
        default=True,
    )


class ReturnForm(HouseForm):
    reason = TextAreaField(
        _l("Why is it sent back?"),
        validators=[
            InputRequired(_l("Say why this is sent back; it stays in the books.")),
            Length(max=LONGEST_REASON, message=_l("At most 500 characters.")),
        ],
    )


class PaidOutForm(HouseForm):
    returning = RadioField(_l("What did the bank pay out?"), [InputRequired(_l("Choose one of them."))])


class TakeBackForm(HouseForm):
    top_up = RadioField(_l("Which top-up does the bank take back?"), [InputRequired(_l("Choose one of them."))])


class BankDecisionScreen(Screen):
    """The acts on one payment; its record leads here."""

    route_base = "/bank-decisions"
    default_view = "assign"

    @expose("/assign/<int:pk>", methods=["GET", "POST"])
    @has_access
    def assign(self, pk: int) -> Response:
        """For whom it is, and then the question whether it really is."""
        item = _waiting(pk)
        if isinstance(item, Response):
            return item
        form = AssignForm(organisation=request.args.get("organisation"), transfer=request.args.get("transfer"))
        chosen, transfer = _organisation(form.organisation.data), _number(form.transfer.data)
        if chosen is not None and form.validate_on_submit():
            organisation_id, learn = chosen.id, bool(form.learn.data)
            decided = _decided(
                form,
                lambda: bank_desk.assign(
                    db(), identity(), pk, organisation_id, clock.now(), transfer_id=transfer, learn=learn
                ),
            )
            if decided is not None:
                said = gettext(
                    "Assigned: %(amount)s is in the wallet of %(name)s.", amount=_gross(item), name=chosen.name
                )
                return after(_record(pk), said)
            if isinstance(item := _waiting(pk), Response):
                return item
            chosen = _organisation(form.organisation.data)
        if chosen is None:
            return self._whom(item, 422 if form.is_submitted() else 200)
        return self.page(
            "wallet/bank_assign.html",
            gettext("Assign to %(name)s", name=chosen.name),
            422 if form.is_submitted() else 200,
            form=form,
            back_url=_record(pk),
            gross=_gross(item),
            name=chosen.name,
            payer=item.name,
            answers=transfer is not None,
            remembers=item.account_hash is not None,
        )

    def _whom(self, item: BankEntry, status: int) -> Response:
        sought = request.args.get("find", "").strip()[:LONGEST_SOUGHT]
        found = bank_reading.organisations_named(db(), sought)
        return self.page(
            "wallet/bank_whom.html",
            gettext("For whom is it?"),
            status,
            sought=sought,
            found=[
                (
                    one.name,
                    str(EnterpriseNumber(one.enterprise_number)) if one.enterprise_number else "",
                    url_for("BankDecisionScreen.assign", pk=item.id, organisation=one.id),
                )
                for one in found
            ],
            most=bank_reading.MOST_FOUND,
            gross=_gross(item),
            payer=item.name,
            back_url=_record(item.id),
        )

    @expose("/back/<int:pk>", methods=["GET", "POST"])
    @has_access
    def back(self, pk: int) -> Response:
        """Money that isn't for anybody here goes back to who paid it, for a reason."""
        item, form = _waiting(pk), ReturnForm()
        if isinstance(item, Response):
            return item
        if form.validate_on_submit():
            decided = _decided(
                form,
                lambda: bank_desk.return_to_payer(db(), identity(), pk, text_of(form.reason), clock.now()),
            )
            if decided is not None:
                return after(_record(pk), gettext("Decided. Now order the transfer at the bank."))
            if isinstance(item := _waiting(pk), Response):
                return item
        return self.page(
            "wallet/bank_back.html",
            gettext("Send back %(amount)s", amount=_gross(item)),
            422 if form.is_submitted() else 200,
            form=form,
            back_url=_record(pk),
            gross=_gross(item),
            payer=item.name,
            account=cells.whole(item.account),
        )

    @expose("/paid-out/<int:pk>", methods=["GET", "POST"])
    @has_access
    def paid_out(self, pk: int) -> Response:
        """A debit is the bank's executing of what was sent back."""
        item, form = _waiting(pk), PaidOutForm()
        if isinstance(item, Response):
            return item
        found = bank_queries.returns_like(db(), item)
        form.returning.choices = [
            (str(one.id), f"{day(one.entry_day)} · {one.name} · {cells.masked(one.account)}") for one in found
        ]
        if form.validate_on_submit():
            returning = int(form.returning.data)
            decided = _decided(form, lambda: bank_desk.was_paid_out(db(), identity(), pk, returning, clock.now()))
            if decided is not None:
                return after(_record(pk), gettext("Settled: it was sent back, and the bank did so."))
            if isinstance(item := _waiting(pk), Response):
                return item
        return self._which(item, form, "returning", gettext("What did the bank pay out?"))

    @expose("/take-back/<int:pk>", methods=["GET", "POST"])
    @has_access
    def take_back(self, pk: int) -> Response:
        """A debit takes a top-up back; the wallet goes to zero at most."""
        item, form = _waiting(pk), TakeBackForm()
        if isinstance(item, Response):
            return item
        sought = request.args.get("find", "").strip()[:LONGEST_SOUGHT]
        offered = (
            bank_reading.top_ups_numbered(db(), sought, -Money(item.amount))
            if sought
            else bank_queries.top_ups_like(db(), item)
        )
        found = {str(one.id): one for one in offered}
        form.top_up.choices = [
            (number, f"{holder(one)} · {money(Money(one.gross))} · {one.receipt}") for number, one in found.items()
        ]
        if form.validate_on_submit():
            one = found[form.top_up.data]
            decided = _decided(
                form,
                lambda: bank_desk.take_back(db(), identity(), pk, one.organisation_id, one.id, clock.now()),
            )
            if decided is not None:
                said = gettext(
                    "Settled: %(amount)s was taken back of %(name)s.", amount=_gross(item), name=holder(one)
                )
                return after(_record(pk), said)
            if isinstance(item := _waiting(pk), Response):
                return item
        return self._which(item, form, "top_up", gettext("Which top-up does the bank take back?"), sought=sought)

    def _which(self, item: BankEntry, form: HouseForm, name: str, title: str, **shown: Any) -> Response:
        return self.page(
            "wallet/bank_which.html",
            title,
            422 if form.is_submitted() else 200,
            form=form,
            field=form[name],
            finds=name == "top_up",
            gross=_gross(item),
            payer=item.name,
            back_url=_record(item.id),
            **({"sought": ""} | shown),
        )


def _record(pk: int) -> str:
    return url_for("BankEntryRegister.show", pk=pk)


def _gross(item: BankEntry) -> str:
    return money(Money(abs(item.amount)))


def _waiting(pk: int) -> BankEntry | Response:
    """The payment while it waits; back to its record once it is decided. Raises Missing."""
    require(identity(), Permission.BANK_DECIDE)
    found = db().scalars(select(BankEntry).where(BankEntry.id == pk)).one_or_none()
    if found is None:
        raise Missing("bank_entry", pk)
    if found.state == BankEntryState.PARKED:
        return found
    said = gettext("Somebody decided about this payment meanwhile. Look at it again.")
    return after(_record(pk), said, "info")


def _decided(form: HouseForm, act: Callable[[], Any]) -> Any:
    """What was decided; None when a rule, or somebody who was first, says no."""
    with transaction(db()):
        done = attempt(form, act)
    if done is None:
        db().expire_all()
    return done


def _number(text: str | None) -> int | None:
    return int(text) if text and text.isascii() and text.isdigit() and len(text) < 10 else None


def _organisation(text: str | None) -> Organisation | None:
    number = _number(text)
    return db().get(Organisation, number) if number is not None else None
