"""The tool by which acts are charged, with its price list: the registration fee of a year, and what bringing an
association into the business register costs.

Both are made where they are missing. What an act costs is told by the table of fees; the price list repeats it, as
whatever a wallet pays stands there. In office scope.
"""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from sqlalchemy import ColumnElement, or_, select, text
from sqlalchemy.orm import Session

from app.wallet.charging import Payer
from app.wallet.rules import Cost
from models.rights import Price, Tool
from models.syndics import Fee
from models.values import Money

CODE = "office-mandates"
REGISTRATION_FEE, ASSOCIATION = "registration_fee", "association_registration"
OUT_OF_SCOPE = 0
"""The rate of VAT of a statutory fee: none, so that it comes on a document of its own."""
_NAMES = {
    REGISTRATION_FEE: ("Inschrijvingsrecht", "Droit d’inscription", "Registration fee"),
    ASSOCIATION: (
        "Inschrijving van een vereniging van mede-eigenaars",
        "Inscription d’une association des copropriétaires",
        "Registration of an association of co-owners",
    ),
}
_ASSOCIATION_NET, _ASSOCIATION_PERCENT = Decimal("37.00"), 21
_SINCE = date(2017, 1, 1)
_ALONE = text("select pg_advisory_xact_lock(hashtext('sleutelbos.mandates.prices'))")


def tool_id_of(session: Session) -> int:
    """The tool's, made where it isn't there yet."""
    found = _tool(session)
    if found is None:
        session.execute(_ALONE)
        found = _tool(session)
    if found is not None:
        return found
    made = Tool(
        code=CODE,
        name_nl="Mandaten van syndici",
        name_fr="Mandats de syndic",
        name_en="Mandates of syndics",
        opened_by="manager",
        key_level="high",
    )
    session.add(made)
    session.flush()
    return made.id


def mirror(session: Session, fee: Fee) -> Price:
    """The price that repeats this fee, made where it is missing; one that differs is left as it is."""
    tool_id, first, last = tool_id_of(session), date(fee.year, 1, 1), date(fee.year, 12, 31)
    found = _price(session, tool_id, REGISTRATION_FEE, first)
    if found is None:
        session.execute(_ALONE)
        found = _price(session, tool_id, REGISTRATION_FEE, first)
    return found or _made(session, tool_id, REGISTRATION_FEE, fee.net, OUT_OF_SCOPE, first, last)


def association_price(session: Session, day: date) -> Price:
    """What it costs that day to bring an association into the business register, made where it is missing."""
    tool_id = tool_id_of(session)
    found = _price(session, tool_id, ASSOCIATION, day)
    if found is None:
        session.execute(_ALONE)
        found = _price(session, tool_id, ASSOCIATION, day)
    return found or _made(session, tool_id, ASSOCIATION, _ASSOCIATION_NET, _ASSOCIATION_PERCENT, _SINCE, None)


def association_cost(session: Session, day: date) -> Cost:
    """The same as an amount, told before anything is made."""
    found = session.execute(
        select(Price.net, Price.vat_percent)
        .join(Tool, Tool.id == Price.tool_id)
        .where(Tool.code == CODE, Price.code == ASSOCIATION, *_counts_on(day))
    ).one_or_none()
    if found is None:
        return Cost(Money(_ASSOCIATION_NET), 1, _ASSOCIATION_PERCENT)
    return Cost(Money(found.net), 1, found.vat_percent)


def same(price: Price, fee: Fee) -> bool:
    """Whether the price list says of a year what the table of fees does."""
    return Money(price.net) == Money(fee.net) and price.vat_percent == OUT_OF_SCOPE


def reader_of(session: Session, organisation_id: int, account_id: int, member_id: int | None) -> Payer:
    """Who would spend, for what is read before he does; nothing is made."""
    return Payer(organisation_id, account_id, _tool(session) or 0, member_id)


def _tool(session: Session) -> int | None:
    return session.scalar(select(Tool.id).where(Tool.code == CODE))


def _price(session: Session, tool_id: int, code: str, day: date) -> Price | None:
    return session.scalars(
        select(Price)
        .where(
            Price.tool_id == tool_id,
            Price.code == code,
            *_counts_on(day),
        )
        .execution_options(populate_existing=True)
    ).one_or_none()


def _counts_on(day: date) -> tuple[ColumnElement[bool], ColumnElement[bool]]:
    return Price.first_day <= day, or_(Price.last_day.is_(None), Price.last_day >= day)


def _made(
    session: Session, tool_id: int, code: str, net: Decimal, percent: int, first: date, last: date | None
) -> Price:
    dutch, french, english = _NAMES[code]
    made = Price(
        tool_id=tool_id,
        code=code,
        name_nl=dutch,
        name_fr=french,
        name_en=english,
        net=net,
        vat_percent=percent,
        first_day=first,
        last_day=last,
    )
    session.add(made)
    session.flush()
    return made
