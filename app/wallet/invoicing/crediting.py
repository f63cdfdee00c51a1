"""Credit notes: by finance, of lines of a document, with the money back; or of a charge that a tool undoes.

An issued document never changes: what is wrong in it is credited, in part or whole, and never more than that.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from sqlalchemy import ARRAY, BigInteger, Numeric, SmallInteger, bindparam, exists, func, select, text
from sqlalchemy.orm import Session, aliased

from app import clock, events
from app.errors import Missing, Refusal, refuse
from app.policy import Identity, Permission, require
from app.transaction import Scope, refuse_as, within
from app.wallet.books.vat import first_open_month
from app.wallet.invoicing.issuing import Issued, seal, wait_for_turn
from app.wallet.invoicing.months import visible_to
from app.wallet.invoicing.paper import Rate, Row
from app.wallet.invoicing.rules import Credit, Left, credit_of, credit_refusals
from app.wallet.ledger import Posting, hold, post
from app.wallet.rules import lines_of_credit
from models.events import PLATFORM
from models.values import NOTHING, Money, PaperKind, TransactionKind
from models.wallet import Invoice, InvoiceLine, InvoiceRate, InvoiceSeries, Transaction

refuse_as("ck_wallet_invoice_credited", "wallet.credit.more_than_left_now")
MOST_REASON = 500
# A credit note is sold and bought by whom the document was; its lines are those of the document, but how many.
_NOTE = text(
    """
    insert into wallet_invoice (organisation_id, kind, month, vat_month, year, number, issued_at, issued_on,
        language, seller, buyer, lines, rates, net, vat, paid, credits_id, reason, issued_by)
    select o.organisation_id, 'credit_note', :month, :vat_month, :year, :number, :now, :day, o.language, o.seller,
        o.buyer, (select array_agg(row(l.tool_id, l.product, l.named, c.quantity, l.unit_net,
                c.quantity * l.unit_net, l.percent, c.number)::wallet_invoice_item order by c.place)
            from unnest(:credited, :quantities) with ordinality as c (number, quantity, place)
            join unnest(o.lines) with ordinality as l on l.ordinality = c.number),
        (select array_agg(row(r.percent, r.net, r.vat)::wallet_invoice_vat order by r.percent desc)
            from unnest(:percents, :nets, :vats) as r (percent, net, vat)),
        :net, :vat, :paid, o.id, :reason, :actor
    from wallet_invoice o where o.organisation_id = :organisation and o.id = :of
    returning id
    """
).bindparams(
    bindparam("credited", type_=ARRAY(SmallInteger)),
    bindparam("quantities", type_=ARRAY(BigInteger)),
    bindparam("percents", type_=ARRAY(SmallInteger)),
    bindparam("nets", type_=ARRAY(Numeric)),
    bindparam("vats", type_=ARRAY(Numeric)),
)


@dataclass(frozen=True)
class ByQuantity:
    """How many pieces of a line finance credited by quantity, so of none of its charges in particular: those on it
    that nobody undid, and the references of the credit notes."""

    units: int
    charges: tuple[int, ...]
    notes: tuple[str, ...]


def left_of(session: Session, one: Invoice) -> Left:
    """What of this document isn't credited yet, in its own language; three statements."""
    note, credited = aliased(Invoice), aliased(InvoiceLine)
    back = (
        select(credited.credits_number, func.sum(credited.quantity).label("quantity"))
        .join(note, (note.organisation_id == credited.organisation_id) & (note.id == credited.invoice_id))
        .where(note.organisation_id == one.organisation_id, note.credits_id == one.id)
        .group_by(credited.credits_number)
        .subquery()
    )
    lines = session.execute(
        select(InvoiceLine, func.coalesce(back.c.quantity, 0))
        .join(back, back.c.credits_number == InvoiceLine.number, isouter=True)
        .where(InvoiceLine.organisation_id == one.organisation_id, InvoiceLine.invoice_id == one.id)
        .order_by(InvoiceLine.number)
    ).all()
    rows = []
    for line, gone in lines:
        quantity, unit = line.quantity - int(gone), Money(line.unit_net)
        name = line.product_named(one.language)
        rows.append(Row(line.number, name, quantity, unit, unit * quantity, line.percent))
    noted = aliased(InvoiceRate)
    taken = (
        select(noted.percent, func.sum(noted.net).label("net"), func.sum(noted.vat).label("vat"))
        .join(note, (note.organisation_id == noted.organisation_id) & (note.id == noted.invoice_id))
        .where(note.organisation_id == one.organisation_id, note.credits_id == one.id)
        .group_by(noted.percent)
        .subquery()
    )
    rates = session.execute(
        select(
            InvoiceRate.percent,
            InvoiceRate.net - func.coalesce(taken.c.net, 0),
            InvoiceRate.vat - func.coalesce(taken.c.vat, 0),
        )
        .join(taken, taken.c.percent == InvoiceRate.percent, isouter=True)
        .where(InvoiceRate.organisation_id == one.organisation_id, InvoiceRate.invoice_id == one.id)
        .order_by(InvoiceRate.percent.desc())
    ).all()
    returned = session.scalar(
        select(func.coalesce(func.sum(note.paid), 0)).where(
            note.organisation_id == one.organisation_id, note.credits_id == one.id
        )
    )
    return Left(
        tuple(rows),
        tuple(Rate(percent, Money(net), Money(vat)) for percent, net, vat in rates),
        Money(one.paid) - Money(returned or Decimal(0)),
    )


def credit_lines(
    session: Session,
    actor: Identity,
    invoice_id: int,
    wanted: Mapping[int, int],
    reason: str,
    form_key: str,
    now: datetime,
) -> Issued:
    """Credits so many of these lines, by their numbers, and puts the money back into the wallet; the same form
    credits once. In office scope.

    Raises Forbidden, Missing, Refusal wallet.credit.nothing, .more_than_left, .no_reason, .of_credit_note,
    .sent_twice.
    """
    require(actor, Permission.INVOICE_CREDIT)
    _take_turn(session)
    one = session.scalars(select(Invoice).where(Invoice.id == invoice_id, visible_to(actor))).one_or_none()
    if one is None:
        raise Missing("invoice", invoice_id)
    if one.kind == PaperKind.CREDIT_NOTE:
        raise Refusal("wallet.credit.of_credit_note")
    key = f"credit:{one.id}:{form_key}"
    held = hold(session, one.organisation_id)
    if session.scalar(select(Transaction.id).where(Transaction.organisation_id == one.organisation_id,
                                                   Transaction.key == f"{key}:1")):  # fmt: skip
        raise Refusal("wallet.credit.sent_twice")
    left, why = left_of(session, one), reason.strip()[:MOST_REASON]
    refuse(credit_refusals(left, wanted, why))
    credit = credit_of(left, wanted)
    note = _written(session, one, credit, why, actor, now)
    owed, lines = held.owed, _lines(session, one)
    for row, number, share in zip(credit.rows, credit.credited, credit.shares, strict=True):
        posted = post(
            session,
            Posting(
                one.organisation_id,
                TransactionKind.CREDITED,
                f"{key}:{row.number}",
                share,
                lines_of_credit(row.net, share - row.net, owed),
                account_id=actor.account_id,
                tool_id=lines[number].tool_id,
                reference=note.reference,
                reason=why,
            ),
            now,
        )
        owed = posted.owed
    return seal(session, [(note.organisation_id, note.id)], actor, now)[0]


def take_turn(session: Session, charge: Transaction, now: datetime) -> None:
    """Before a charge is undone: of a month that is over it may be on a document, or come on one right now."""
    if clock.day_of(charge.at) < clock.day_of(now).replace(day=1):
        with within(session, Scope.office()):
            _take_turn(session)


def _take_turn(session: Session) -> None:
    """The house's own wallet, which bears cents, is held before another's, as by whoever holds several."""
    wait_for_turn(session)
    hold(session, PLATFORM)


def credit_reversed(
    session: Session, charge: Transaction, actor: events.Actor | None, reason: str, now: datetime
) -> Issued | None:
    """Credits a charge that was just undone, where it stands on a document; None where it stands on none.

    Raises Refusal wallet.credit.credited_already when finance credited it before.
    """
    with within(session, Scope.office()):
        found = _line_of(session, charge)
        if found is None:
            return None
        one, number, _ = found
        left, wanted = left_of(session, one), {number: charge.quantity or 0}
        if credit_refusals(left, wanted, reason):
            raise Refusal("wallet.credit.credited_already", reference=one.reference)
        note = _written(session, one, credit_of(left, wanted, Money(charge.gross)), reason, actor, now)
        return seal(session, [(note.organisation_id, note.id)], actor, now)[0]


def by_quantity(session: Session, charge: Transaction) -> ByQuantity | None:
    """How much finance credited of the line on which a charge stands; None where it stands on none, or nothing of
    that is credited. In office scope, with its turn taken and the wallet held to rely on it."""
    found = _line_of(session, charge)
    if found is None:
        return None
    one, number, quantity = found
    note, piece = aliased(Invoice), aliased(InvoiceLine)
    credited = session.scalar(
        select(func.sum(piece.quantity))
        .join(note, (note.organisation_id == piece.organisation_id) & (note.id == piece.invoice_id))
        .where(
            note.organisation_id == one.organisation_id,
            note.credits_id == one.id,
            piece.credits_number == number,
        )
    )
    if not credited:
        return None
    undone, first = aliased(Transaction), clock.day_of(charge.at).replace(day=1)
    standing = session.execute(
        select(Transaction.id, Transaction.quantity)
        .outerjoin(
            undone,
            (undone.organisation_id == Transaction.organisation_id) & (undone.reverses_id == Transaction.id),
        )
        .where(
            Transaction.organisation_id == charge.organisation_id,
            Transaction.kind == TransactionKind.CHARGE,
            Transaction.at >= clock.start_of(first),
            Transaction.at < clock.end_of(clock.last_day_of(first)),
            Transaction.tool_id == charge.tool_id,
            Transaction.product == charge.product,
            Transaction.unit_net == charge.unit_net,
            Transaction.vat_percent == charge.vat_percent,
            Transaction.named == charge.named,
            undone.id.is_(None),
        )
    ).all()
    # What is left of the line covers the charges that stand, but for as many pieces as finance credited.
    units = sum(row.quantity for row in standing) - (quantity - int(credited))
    return ByQuantity(
        units, tuple(row.id for row in standing), _notes_by_hand(session, one, number) if units else ()
    )


def _notes_by_hand(session: Session, one: Invoice, number: int) -> tuple[str, ...]:
    """The credit notes of that line by which money came back, the first one first; one that follows a charge that
    was undone brings none."""
    note = aliased(Invoice)
    return tuple(
        session.scalars(
            select(note.reference)
            .join(
                InvoiceLine,
                (InvoiceLine.organisation_id == note.organisation_id) & (InvoiceLine.invoice_id == note.id),
            )
            .where(
                note.organisation_id == one.organisation_id,
                note.credits_id == one.id,
                InvoiceLine.credits_number == number,
                exists().where(
                    Transaction.organisation_id == note.organisation_id,
                    Transaction.kind == TransactionKind.CREDITED,
                    Transaction.reference == note.reference,
                ),
            )
            .order_by(note.id)
        )
    )


def _line_of(session: Session, charge: Transaction) -> tuple[Invoice, int, int] | None:
    """The document on which a purchase stands, and its line there: number and quantity. In office scope."""
    assert charge.product is not None and charge.vat_percent is not None  # noqa: S101, PT018 - it is a purchase
    found = session.execute(
        select(Invoice, InvoiceLine.number, InvoiceLine.quantity)
        .join(
            InvoiceLine,
            (InvoiceLine.organisation_id == Invoice.organisation_id) & (InvoiceLine.invoice_id == Invoice.id),
        )
        .where(
            Invoice.organisation_id == charge.organisation_id,
            Invoice.month == clock.day_of(charge.at).replace(day=1),
            Invoice.kind == (PaperKind.INVOICE if charge.vat_percent else PaperKind.FEES),
            InvoiceLine.tool_id == charge.tool_id,
            InvoiceLine.product == charge.product,
            InvoiceLine.unit_net == charge.unit_net,
            InvoiceLine.percent == charge.vat_percent,
            InvoiceLine.named == charge.named,
        )
    ).one_or_none()
    return (found[0], found[1], int(found[2])) if found is not None else None


def _lines(session: Session, one: Invoice) -> dict[int, InvoiceLine]:
    found = session.scalars(
        select(InvoiceLine).where(
            InvoiceLine.organisation_id == one.organisation_id, InvoiceLine.invoice_id == one.id
        )
    )
    return {line.number: line for line in found}


def _written(
    session: Session, one: Invoice, credit: Credit, reason: str, actor: events.Actor | None, now: datetime
) -> Invoice:
    """The rows of a credit note, but its file."""
    day = clock.day_of(now)
    month = day.replace(day=1)
    last = session.scalar(
        select(InvoiceSeries.last_number).where(
            InvoiceSeries.kind == PaperKind.CREDIT_NOTE, InvoiceSeries.year == day.year
        )
    )
    note_id = session.execute(
        _NOTE,
        {
            "of": one.id,
            "organisation": one.organisation_id,
            "month": month,
            "vat_month": first_open_month(session, month),
            "year": day.year,
            "number": (last or 0) + 1,
            "now": now,
            "day": day,
            "net": sum((rate.net for rate in credit.rates), NOTHING).euro,
            "vat": sum((rate.vat for rate in credit.rates), NOTHING).euro,
            "paid": credit.paid.euro,
            "reason": reason,
            "actor": actor.account_id if actor else None,
            "credited": list(credit.credited),
            "quantities": [row.quantity for row in credit.rows],
            "percents": [rate.percent for rate in credit.rates],
            "nets": [rate.net.euro for rate in credit.rates],
            "vats": [rate.vat.euro for rate in credit.rates],
        },
    ).scalar_one()
    return session.get_one(Invoice, note_id)
