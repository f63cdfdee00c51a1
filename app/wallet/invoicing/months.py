"""A month is invoiced: which organisations still are to be, in parts that any worker does, and how far it is.

Asked for again, it does what was left: nobody gets a document twice. In office scope.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

import structlog
from sqlalchemy import ColumnElement, false, func, select, text, true
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import Session

from app import clock, events
from app.errors import Outage, Refusal
from app.log import told as told_of
from app.policy import Identity, Permission, may, require
from app.queue import enqueue
from app.transaction import in_our_words, take_time
from app.wallet.books.vat import first_open_month
from app.wallet.invoicing.issuing import Issue, issue_month, wait_for_turn
from app.wallet.invoicing.paper import Party
from models.values import NotInvoiced
from models.wallet import Invoice, InvoicePart, InvoiceRun

log = structlog.get_logger("jobs")
LIST_JOB, PART_JOB = "list_invoices", "issue_invoices"
AT_ONCE = 500
ENDED = timedelta(minutes=10)
"""So long after a month nothing of it is being bought or undone any more."""
# Organisations with something in that month that wasn't undone and is on no document.
_LEFT = """
    select o.id, case when coalesce(i.street, '') <> ''
            or (o.street <> '' and o.postal_code <> '' and o.place <> '') then '' else 'without_address' end as why
    from organisation o left join wallet_invoicing i on i.organisation_id = o.id
    where exists (select from wallet_transaction t
        where t.organisation_id = o.id and t.at >= :since and t.at < :until
            and t.kind = 'charge' and t.state = 'completed'
            and not exists (select from wallet_transaction u where u.organisation_id = t.organisation_id
                and u.reverses_id = t.id and u.kind = 'reversal')
            and not exists (select from wallet_invoice d where d.organisation_id = o.id and d.month = :month
                and d.kind = case t.vat_percent when 0 then 'fees' else 'invoice' end))
"""
# Parts wait for each other, each as long as those before it take.
_WAIT_LONG = text("select set_config('lock_timeout', '600s', true)")
_LIST = text(
    f"insert into wallet_invoice_part (run_id, number, first_id, last_id, organisations)"  # noqa: S608
    f" select :run, place / :at_once + 1, min(id), max(id), count(*) from (select id,"
    f" row_number() over (order by id) - 1 as place from ({_LEFT}) l where why = '') ordered"
    " group by place / :at_once returning number"
)
_BLOCKED = text(
    f"select l.id, o.name, l.why from ({_LEFT}) l join organisation o on o.id = l.id"  # noqa: S608
    " where l.why <> '' order by o.sort_name, l.id limit :most"
)
_OF_ONE = text(f"select exists (select from ({_LEFT}) l where l.id = :organisation and l.why = '')")  # noqa: S608
_MONTHS = text(
    "select distinct date_trunc('month', t.at at time zone 'Europe/Brussels')::date from wallet_transaction t"
    " where t.organisation_id = :organisation and t.kind = 'charge' and t.state = 'completed' and t.at < :until"
    " order by 1"
)


@dataclass(frozen=True)
class Blocked:
    """An organisation that can't be invoiced yet, and why."""

    organisation_id: int
    name: str
    why: NotInvoiced


@dataclass(frozen=True)
class Progress:
    """How far a run is: organisations looked at, of how many, and the documents they got."""

    run: InvoiceRun
    done: int
    total: int
    issued: int

    @property
    def over(self) -> bool:
        return self.run.listed_at is not None and self.done == self.total


def visible_to(who: Identity) -> ColumnElement[bool]:
    """The documents this reader may see: those of his organisation; for finance and the desk, all."""
    if not may(who, Permission.WALLET_SEE):
        return false()
    return true() if who.is_staff else Invoice.organisation_id == who.organisation_id


def _told(month: date) -> dict[str, object]:
    until = clock.end_of(clock.last_day_of(month))
    return {"month": month, "since": clock.start_of(month), "until": until}


def ask_month(
    session: Session, actor: Identity | None, month: date, seller: Party | None, now: datetime
) -> InvoiceRun:
    """Asks that a month is invoiced; None is the clock. The one that is under way is given when there is one, and
    goes on where its jobs were given up. Right after midnight it begins some minutes later: what isn't written yet
    would stand on no document.

    Raises Forbidden, Refusal wallet.invoice.month_not_over, .no_seller.
    """
    if actor is not None:
        require(actor, Permission.INVOICE_MAKE)
    if seller is None:
        raise Refusal("wallet.invoice.no_seller")
    if clock.day_of(now) <= clock.last_day_of(month):
        raise Refusal("wallet.invoice.month_not_over", field="month", from_day=clock.month_after(month))
    latest = progress_of(session, month)
    ended = clock.end_of(clock.last_day_of(month)) + ENDED
    begins = ended if now < ended else None
    if latest is not None and not latest.over:
        _begin(session, latest.run, begins)
        return latest.run
    run = InvoiceRun(month=month, asked_at=now, asked_by=actor.account_id if actor else None)
    session.add(run)
    session.flush()
    facts = {"month": month.isoformat()}
    events.record(
        session, events.Tag.INVOICES_ASKED, events.Subject("invoice_run", run.id), actor, now, facts=facts
    )
    _begin(session, run, begins)
    return run


def _begin(session: Session, run: InvoiceRun, at: datetime | None) -> None:
    """Puts what is left of a run in the queue; what waits there already, waits once."""
    if run.listed_at is None:
        enqueue(session, LIST_JOB, key=f"{LIST_JOB}:{run.id}", at=at, run_id=run.id)
        return
    left = select(InvoicePart.number).where(InvoicePart.run_id == run.id, InvoicePart.done_at.is_(None))
    for number in session.scalars(left.order_by(InvoicePart.number)).all():
        enqueue(session, PART_JOB, key=f"{PART_JOB}:{run.id}:{number}", run_id=run.id, number=number)


def list_parts(session: Session, run_id: int, now: datetime) -> int:
    """Parts the organisations of a run, with a job for each part; how many. Told again, it does nothing."""
    run = session.scalars(select(InvoiceRun).where(InvoiceRun.id == run_id).with_for_update()).one()
    if run.listed_at is not None:
        return 0
    take_time(session)
    numbers = session.scalars(_LIST, {**_told(run.month), "run": run.id, "at_once": AT_ONCE}).all()
    run.listed_at = now
    session.flush()
    _begin(session, run, None)
    return len(numbers)


def issue_part(session: Session, run_id: int, number: int, seller: Party, now: datetime) -> int:
    """Issues the documents of one part; how many. Told again, it does nothing."""
    take_time(session)
    session.execute(_WAIT_LONG)
    part = session.scalars(
        select(InvoicePart).where(InvoicePart.run_id == run_id, InvoicePart.number == number).with_for_update()
    ).one()
    if part.done_at is not None:
        return 0
    run = session.get_one(InvoiceRun, run_id)
    left = text(f"select id from ({_LEFT}) l where why = '' and id between :first and :last order by id")  # noqa: S608
    told = {**_told(run.month), "first": part.first_id, "last": part.last_id}
    actor = Identity(run.asked_by, None, frozenset()) if run.asked_by is not None else None
    wait_for_turn(session)  # before the month of VAT is asked, as whoever credits does
    one = Issue(seller, run.month, first_open_month(session, run.month), actor)
    made = _issued(session, one, session.scalars(left, told).all(), now)
    part.issued, part.done_at = made, now
    return made


def _issued(session: Session, one: Issue, organisations: Sequence[int], now: datetime) -> int:
    """Issues what these spent; how many documents. One whose document can't be written is left out, and stays
    among those still to be invoiced; the halves are tried apart until it is found."""
    if not organisations:
        return 0
    try:
        with session.begin_nested():
            return len(issue_month(session, one, organisations, now))
    except (DBAPIError, ValueError, LookupError, TypeError) as problem:
        if isinstance(problem, DBAPIError) and isinstance(in_our_words(problem), Outage):
            raise
        if len(organisations) == 1:
            log.error("its documents can't be written", organisation=organisations[0], **told_of(problem))
            return 0
    half = len(organisations) // 2
    return sum(_issued(session, one, some, now) for some in (organisations[:half], organisations[half:]))


def issue_left(session: Session, organisation_id: int, seller: Party, now: datetime) -> int:
    """Issues what one organisation has left of all months that are over: its address is complete now."""
    until = clock.start_of(clock.day_of(now - ENDED).replace(day=1))
    issued = 0
    for month in session.scalars(_MONTHS, {"organisation": organisation_id, "until": until}).all():
        if session.scalar(_OF_ONE, {**_told(month), "organisation": organisation_id}):
            wait_for_turn(session)
            one = Issue(seller, month, first_open_month(session, month))
            issued += len(issue_month(session, one, [organisation_id], now))
    return issued


def is_left(session: Session, month: date) -> bool:
    """Whether somebody could be invoiced for that month who isn't."""
    return bool(session.scalar(text(f"select exists (select from ({_LEFT}) l where l.why = '')"), _told(month)))  # noqa: S608


def blocked(session: Session, month: date, most: int) -> list[Blocked]:
    """The first organisations, by name, that can't be invoiced for that month, with the reason."""
    rows = session.execute(_BLOCKED, {**_told(month), "most": most})
    return [Blocked(row.id, row.name, NotInvoiced(row.why)) for row in rows]


def progress_of(session: Session, month: date) -> Progress | None:
    """How far the last run of that month is; None when there was none."""
    run = session.scalars(
        select(InvoiceRun).where(InvoiceRun.month == month).order_by(InvoiceRun.id.desc()).limit(1)
    ).one_or_none()
    if run is None:
        return None
    total, done, issued = session.execute(
        select(
            func.coalesce(func.sum(InvoicePart.organisations), 0),
            func.coalesce(func.sum(InvoicePart.organisations).filter(InvoicePart.done_at.is_not(None)), 0),
            func.coalesce(func.sum(InvoicePart.issued), 0),
        ).where(InvoicePart.run_id == run.id)
    ).one()
    return Progress(run, int(done), int(total), int(issued or 0))
