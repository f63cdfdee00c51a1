"""What isn't invoiced yet: of a month, before it is asked for; and who can't be, for want of an address."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import case, exists, func, or_, select, text
from sqlalchemy.orm import Session, aliased

from app import clock
from app.panels import counted
from app.policy import Identity, Permission, require
from models.organisations import Organisation
from models.values import Money
from models.wallet import Invoice, Invoicing, Transaction


@dataclass(frozen=True)
class StillToInvoice:
    """What of a month is on no document yet: of how many organisations, and how much they paid; how many of them
    can't be invoiced, and how much that is."""

    organisations: int
    paid: Money
    blocked: int
    blocked_paid: Money


# The same charges as are invoiced (issuing.py), summed per organisation.
_STILL = text(
    """
    select count(*) filter (where whole) as organisations, coalesce(sum(paid) filter (where whole), 0) as paid,
        count(*) filter (where not whole) as blocked,
        coalesce(sum(paid) filter (where not whole), 0) as blocked_paid
    from (select o.id, sum(t.gross) as paid, coalesce(i.street, '') <> ''
            or (o.street <> '' and o.postal_code <> '' and o.place <> '') as whole
        from wallet_transaction t join organisation o on o.id = t.organisation_id
        left join wallet_invoicing i on i.organisation_id = o.id
        where t.at >= :since and t.at < :until and t.kind = 'charge' and t.state = 'completed'
            and not exists (select from wallet_transaction u where u.organisation_id = t.organisation_id
                and u.reverses_id = t.id and u.kind = 'reversal')
            and not exists (select from wallet_invoice d where d.organisation_id = t.organisation_id
                and d.month = :month and d.kind = case t.vat_percent when 0 then 'fees' else 'invoice' end)
        group by o.id, i.organisation_id) spent
    """
)


def still_to_invoice(session: Session, actor: Identity, month: date) -> StillToInvoice:
    """What is to be invoiced of that month. In office scope. Raises Forbidden."""
    require(actor, Permission.INVOICE_MAKE)
    until = clock.end_of(clock.last_day_of(month))
    told = {"month": month, "since": clock.start_of(month), "until": until}
    row = session.execute(_STILL, told).one()
    return StillToInvoice(row.organisations, Money(row.paid), row.blocked, Money(row.blocked_paid))


def cant_be_invoiced(
    session: Session, now: datetime, most: int, own: int | None = None
) -> tuple[int, list[Organisation]]:
    """Organisations that spent something before this month which is on no document, as they have no whole address:
    how many, counted no further than the cap, and the first of them by name.

    `own`: of these only that one. In the scope of whoever asks; one statement.
    """
    undone, paper = aliased(Transaction), aliased(Invoice)
    month = func.date_trunc("month", func.timezone("Europe/Brussels", Transaction.at))
    spent = exists().where(
        Transaction.organisation_id == Organisation.id,
        Transaction.kind == "charge",
        Transaction.state == "completed",
        Transaction.at < clock.start_of(clock.day_of(now).replace(day=1)),
        ~exists()
        .where(
            undone.organisation_id == Transaction.organisation_id,
            undone.reverses_id == Transaction.id,
            undone.kind == "reversal",
        )
        .correlate(Transaction),
        ~exists()
        .where(
            paper.organisation_id == Transaction.organisation_id,
            paper.month == month,
            paper.kind == case((Transaction.vat_percent == 0, "fees"), else_="invoice"),
        )
        .correlate(Transaction),
    )
    found = (
        select(Organisation)
        .join(Invoicing, Invoicing.organisation_id == Organisation.id, isouter=True)
        .where(
            or_(Organisation.street == "", Organisation.postal_code == "", Organisation.place == ""),
            func.coalesce(Invoicing.street, "") == "",
            spent.correlate(Organisation),
        )
        .order_by(Organisation.sort_name, Organisation.id)
    )
    if own is not None:
        found = found.where(Organisation.id == own)
    rows = session.execute(found.add_columns(counted(found.with_only_columns(Organisation.id))).limit(most)).all()
    return (rows[0][1] if rows else 0), [one for one, _ in rows]
