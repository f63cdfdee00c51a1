"""What an act costs, by the year in which it is handed in: a table that the business counter keeps.

A year without a row can't be charged, and the counter is told of it once. An amount that something was charged by
stays as it is: what people paid is told by it. The table is read by everybody, and written in office scope.
"""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import ColumnElement, exists, false, select, text, true
from sqlalchemy.orm import Session

from app import clock, events
from app.errors import Missing, Refusal, Stale
from app.policy import Identity, Permission, may, require
from app.syndics import tool
from app.transaction import Scope, refuse_as, within
from models.events import Event
from models.rights import Tool
from models.syndics import Fee
from models.values import NOTHING, Money, TransactionKind
from models.wallet import Transaction

refuse_as("uq_syndic_fee_year", "syndics.fee.exists", field="year")
FIRST_YEAR, LAST_YEAR = 2017, 2200
LONGEST_SOURCE = 300
MOST = Money.parse("10000")
_ALONE = text("select pg_advisory_xact_lock(hashtext('sleutelbos.mandates.fee'), :year)")


def visible_to(who: Identity) -> ColumnElement[bool]:
    """The rows this reader may see: whoever signed in sees all."""
    return true() if may(who, Permission.MANDATE_SEE) else false()


def fee_of(session: Session, year: int) -> Fee | None:
    """What an act costs when it is handed in that year; None where the counter filled in nothing."""
    return session.scalars(
        select(Fee).where(Fee.year == year).execution_options(populate_existing=True)
    ).one_or_none()


def fee_record(session: Session, who: Identity, fee_id: int) -> Fee:
    """One row. Raises Missing."""
    found = session.scalars(select(Fee).where(Fee.id == fee_id, visible_to(who))).one_or_none()
    if found is None:
        raise Missing("fee", fee_id)
    return found


def held_fee(session: Session, year: int) -> Fee | None:
    """The same, held against being changed until the transaction ends; with others who charge by it. In office
    scope."""
    return session.scalars(
        select(Fee)
        .where(Fee.year == year)
        .with_for_update(read=True, of=Fee)
        .execution_options(populate_existing=True)
    ).one_or_none()


def charged_by(session: Session, year: int) -> bool:
    """Whether anything was charged by the fee of that year. In office scope."""
    first, after = clock.start_of(date(year, 1, 1)), clock.start_of(date(year + 1, 1, 1))
    asked = exists().where(
        Transaction.tool_id == Tool.id,
        Tool.code == tool.CODE,
        Transaction.product == tool.REGISTRATION_FEE,
        Transaction.kind == TransactionKind.CHARGE,
        Transaction.at >= first,
        Transaction.at < after,
    )
    return bool(session.scalar(select(asked)))


def set_fee(
    session: Session,
    actor: Identity,
    year: int,
    net: Money,
    source: str,
    now: datetime,
    *,
    version: int | None = None,
) -> Fee:
    """The counter says what an act of that year costs, and its source. `version`: of the row that is corrected;
    None adds the year, and told twice it is added once.

    Raises Forbidden, Missing, Stale, Refusal syndics.fee.year, .net, .source, .exists, .charged_already.
    """
    require(actor, Permission.FEE_KEEP)
    told = " ".join(source.split())
    if not FIRST_YEAR <= year <= LAST_YEAR:
        raise Refusal("syndics.fee.year", field="year", first=FIRST_YEAR)
    if not NOTHING < net <= MOST:
        raise Refusal("syndics.fee.net", field="net", most=MOST)
    if not told or len(told) > LONGEST_SOURCE:
        raise Refusal("syndics.fee.source", field="source", most=LONGEST_SOURCE)
    with within(session, Scope.office()):
        session.execute(_ALONE, {"year": year})
        standing = session.scalars(
            select(Fee).where(Fee.year == year).with_for_update().execution_options(populate_existing=True)
        ).one_or_none()
        if standing is None:
            if version is not None:
                raise Missing("fee", year)
            return _added(session, actor, year, net, told, now)
        same = (Money(standing.net), standing.source) == (net, told)
        if same and (version is None or standing.version == version):
            return standing
        if version is None:
            raise Refusal("syndics.fee.exists", field="year")
        if standing.version != version:
            raise Stale("fee", standing.id)
        return _corrected(session, actor, standing, net, told, now)


def _added(session: Session, actor: Identity, year: int, net: Money, source: str, now: datetime) -> Fee:
    made = Fee(year=year, net=net.euro, source=source, set_by=actor.account_id, set_at=now)
    session.add(made)
    session.flush()
    _mirrored(session, made)
    _told(session, made, actor, now, None)
    return made


def _corrected(session: Session, actor: Identity, fee: Fee, net: Money, source: str, now: datetime) -> Fee:
    if charged_by(session, fee.year):
        raise Refusal("syndics.fee.charged_already", year=fee.year)
    before = {"net": str(Money(fee.net)), "source": fee.source}
    fee.net, fee.source, fee.set_by, fee.set_at = net.euro, source, actor.account_id, now
    session.flush()
    _mirrored(session, fee)
    _told(session, fee, actor, now, before)
    return fee


def _mirrored(session: Session, fee: Fee) -> None:
    """The price list says the same; nothing was charged by what stood there."""
    price = tool.mirror(session, fee)
    price.net, price.vat_percent = fee.net, tool.OUT_OF_SCOPE
    session.flush()


def _told(session: Session, fee: Fee, actor: Identity, now: datetime, before: dict[str, str] | None) -> None:
    facts = {"year": fee.year, "net": str(Money(fee.net)), "source": fee.source, "before": before}
    events.record(session, events.Tag.FEE_SET, events.Subject("registration_fee", fee.id), actor, now, facts=facts)


def tell_missing(session: Session, actor: Identity, now: datetime) -> bool:
    """The counter is told that nobody filled in what an act of this year costs; once a year, whoever runs into it.
    Whether it was told now. Nothing where the fee is there."""
    year = clock.day_of(now).year
    with within(session, Scope.office()):
        session.execute(_ALONE, {"year": year})
        if fee_of(session, year) is not None or _known_missing(session, year):
            return False
        subject = events.Subject("registration_fee", 0)
        events.record(session, events.Tag.FEE_MISSING, subject, actor, now, facts={"year": year})
    return True


def _known_missing(session: Session, year: int) -> bool:
    asked = exists().where(Event.tag == str(events.Tag.FEE_MISSING), Event.facts["year"].as_integer() == year)
    return bool(session.scalar(select(asked)))
