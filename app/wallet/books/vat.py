"""VAT by calendar month: in which month a document is declared, and declaring a month, which never changes then.

A month is named by its first day. Whoever issues a document asks in which month it is declared, and until he is
done nobody declares a month; so no document ever slips into one that was declared. Statutory fees bear no VAT.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import Date, and_, bindparam, func, select, text
from sqlalchemy.orm import Session

from app import clock, events
from app.errors import Refusal
from app.policy import Identity, Permission, require
from app.transaction import refuse_as
from app.wallet.books.rules import GRIDS, Grids, declaring_refusals
from models.accounts import Account
from models.columns import one_of
from models.values import Money, PaperKind
from models.wallet import Invoice, InvoiceRate, VatReturn

refuse_as("pk_wallet_vat_return", "wallet.vat.declared_already")
refuse_as("ck_wallet_vat_return_over", "wallet.vat.not_over")
refuse_as("ck_wallet_vat_return_in_order", "wallet.vat.earlier_open")
refuse_as("ck_wallet_vat_return_of_documents", "wallet.vat.changed")

_OPEN_MONTH = text("select house_vat_month(:month)").bindparams(bindparam("month", type_=Date)).columns(month=Date)
# From month to month, each looked up in the index: not through all documents there ever were.
_WITH_DOCUMENTS = text(
    """
    with recursive kept (month) as (
        select min(vat_month) from wallet_invoice union all
        select (select min(i.vat_month) from wallet_invoice i where i.vat_month > kept.month) from kept
        where kept.month is not null
    )
    select month from kept where (select true from wallet_invoice i cross join lateral unnest(i.rates) as r
        where i.vat_month = kept.month and r.percent > 0 limit 1) order by month
    """
).columns(month=Date)
_WAIT = text("select pg_advisory_xact_lock(hashtext('sleutelbos.vat'))")
# From month to month along the index: there are few of them, and many documents in each.
_WITH_DOCUMENTS = text(
    """
    with recursive bearing as not materialized (
        select vat_month from wallet_invoice i where exists (select from unnest(i.rates) r where r.percent > 0)
    ), found as (
        (select vat_month from bearing order by vat_month limit 1)
        union all select (select b.vat_month from bearing b
            where b.vat_month > found.vat_month order by b.vat_month limit 1)
        from found where found.vat_month is not null)
    select vat_month from found where vat_month is not null
    """
).columns(vat_month=Date)
_INVOICED = Invoice.kind == PaperKind.INVOICE
_CREDITED = Invoice.kind == PaperKind.CREDIT_NOTE
OF_GRIDS = {
    "03": and_(_INVOICED, InvoiceRate.percent == 21),
    "02": and_(_INVOICED, InvoiceRate.percent == 12),
    "01": and_(_INVOICED, InvoiceRate.percent == 6),
    "54": and_(_INVOICED, InvoiceRate.percent > 0),
    "49": and_(_CREDITED, InvoiceRate.percent > 0),
    "64": and_(_CREDITED, InvoiceRate.percent > 0),
}
"""What of documents stands behind each grid."""


def first_open_month(session: Session, month: date) -> date:
    """In which month something of `month` is declared: itself, or, when that was declared, the first after it
    that wasn't. Nobody declares a month until the caller's transaction ends. In any scope that may issue."""
    found = session.execute(_OPEN_MONTH, {"month": month}).scalar_one()
    assert isinstance(found, date)  # noqa: S101 - a function of the database, which returns nothing else
    return found


@dataclass(frozen=True)
class Declared:
    """A month that was declared: its figures, when, and by whom, as he is called."""

    grids: Grids
    at: datetime
    by: str


@dataclass(frozen=True)
class MonthOfVat:
    """One month: its figures, and whether it was declared; `why_not` says why it can't be declared now, '' when it
    can or was."""

    month: date
    grids: Grids
    declared: Declared | None
    why_not: str


def months(session: Session, who: Identity, wanted: tuple[date, ...], today: date) -> tuple[MonthOfVat, ...]:
    """These months, in their order; what was declared stands as it was kept. Three statements. Raises
    Forbidden."""
    require(who, Permission.BOOKS_SEE)
    returns, behind = _returns(session), with_documents(session)
    figures = _figures(session, [month for month in wanted if month not in returns])
    found = []
    for month in wanted:
        if (kept := returns.get(month)) is not None:
            found.append(MonthOfVat(month, kept.grids, kept, ""))
            continue
        refusals = declaring_refusals(month, today, returns, behind)
        found.append(MonthOfVat(month, figures.get(month, Grids()), None, refusals[0].code if refusals else ""))
    return tuple(found)


def with_documents(session: Session) -> tuple[date, ...]:
    """The months that have documents to declare, the first first."""
    return tuple(session.scalars(_WITH_DOCUMENTS))


def declare(session: Session, actor: Identity, month: date, seen: Grids, now: datetime) -> VatReturn:
    """Declares the VAT of a month: its figures are kept, and later documents of it go with a later month. `seen`:
    the figures the actor saw. In office scope.

    Raises Forbidden; Refusal wallet.vat.not_over, .declared_already, .earlier_open, .changed.
    """
    require(actor, Permission.VAT_DECLARE)
    session.execute(_WAIT)
    refusals = declaring_refusals(month, clock.day_of(now), _returns(session), with_documents(session))
    if refusals:
        raise refusals[0]
    grids = _figures(session, [month]).get(month, Grids())
    if grids != seen:
        raise Refusal("wallet.vat.changed")
    made = VatReturn(
        month=month,
        **{f"grid_{name}": amount.euro for name, amount in zip(GRIDS, grids.amounts, strict=True)},
        documents=grids.documents,
        declared_at=now,
        declared_by=actor.account_id,
    )
    session.add(made)
    session.flush()
    subject = events.Subject("vat_month", month.year * 100 + month.month)
    facts = {f"grid_{name}": str(amount) for name, amount in zip(GRIDS, grids.amounts, strict=True)}
    facts |= {"month": month.isoformat(), "documents": str(grids.documents)}
    events.record(session, events.Tag.VAT_DECLARED, subject, actor, now, facts=facts)
    return made


def _figures(session: Session, wanted: Sequence[date]) -> Mapping[date, Grids]:
    """What the documents of these months say; one statement, and none for no month."""
    if not wanted:
        return {}
    amounts: list[Any] = [
        func.coalesce(func.sum(InvoiceRate.vat if name in ("54", "64") else InvoiceRate.net).filter(behind), 0)
        for name, behind in OF_GRIDS.items()
    ]
    rows = session.execute(
        select(Invoice.vat_month, func.count(Invoice.id.distinct()), *amounts)
        .join(
            InvoiceRate,
            and_(InvoiceRate.organisation_id == Invoice.organisation_id, InvoiceRate.invoice_id == Invoice.id),
        )
        .where(one_of(Invoice.vat_month, wanted), InvoiceRate.percent > 0)
        .group_by(Invoice.vat_month)
    )
    return {month: Grids(tuple(Money(one) for one in sums), count) for month, count, *sums in rows}


def _returns(session: Session) -> dict[date, Declared]:
    rows = session.execute(select(VatReturn, Account.username).join(Account, Account.id == VatReturn.declared_by))
    return {
        one.month: Declared(
            Grids(tuple(Money(getattr(one, f"grid_{name}")) for name in GRIDS), one.documents), one.declared_at, by
        )
        for one, by in rows
    }
