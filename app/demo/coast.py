"""Two offices at the coast, both of Els: one owes, since its bank took a top-up back, the other has no street."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import date, datetime, timedelta
from functools import cache, partial

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.clock import day_of
from app.demo.cast import ELS, GREET
from app.demo.governments import IMMO_DUINZICHT, IMMO_ZEEZICHT, Home, register
from app.demo.plan import working_day
from app.demo.wallets import BANK, Act, Office, Purchase, at_eleven, buy, office_of, staff_of, top_up
from app.organisations.joining import WorkDetails, admit
from app.outside.payments import TakenBack
from app.policy import Role
from app.wallet.charging import Wanted
from app.wallet.settling import settle
from models.accounts import Account
from models.values import Money, euro


def at_the_coast(session: Session, now: datetime) -> Iterator[Act]:
    """What happens there, in no order."""
    yield from _zeezicht(session, now)
    yield from _duinzicht(session, now)


def _zeezicht(session: Session, now: datetime) -> Iterator[Act]:
    """Its bank took back a top-up two weeks ago: most of it was spent already."""
    begun, gross = working_day(day_of(now) - timedelta(days=75)), euro(150)
    office, acts = _opened(session, IMMO_ZEEZICHT, begun, gross, now)
    yield from acts
    yield from _weekly(session, office, begun, range(1, 8), 8, now)
    at = at_eleven(working_day(day_of(now) - timedelta(days=14)), now)
    yield Act(at, lambda: _take_back(session, office, gross, at))


def _duinzicht(session: Session, now: datetime) -> Iterator[Act]:
    """It spent something, and nobody can invoice it."""
    begun = working_day(day_of(now) - timedelta(days=70))
    office, acts = _opened(session, IMMO_DUINZICHT, begun, euro(100), now)
    yield from acts
    yield from _weekly(session, office, begun, range(1, 5), 3, now)


def _opened(
    session: Session, home: Home, begun: date, gross: Money, now: datetime
) -> tuple[Callable[[], Office], list[Act]]:
    """The office, once it is there; the central team registers it on that day, and Els tops up on the next."""

    @cache
    def office() -> Office:
        return office_of(session, home, (ELS,))

    at, later = at_eleven(begun, now), at_eleven(begun + timedelta(days=1), now)

    def pay() -> None:
        office().payments.append(top_up(session, office(), ELS, gross, later))

    return office, [Act(at, partial(_registered, session, home, at)), Act(later, pay)]


def _registered(session: Session, home: Home, at: datetime) -> None:
    greet = staff_of(session, GREET, Role.CENTRAL)
    made = register(session, greet, home, at)
    els = session.scalars(select(Account.id).where(Account.username == ELS.username)).one()
    details = WorkDetails("Zaakvoerder", f"els@{home.domain}.example")
    admit(session, greet, made, int(els), details, at, is_manager=True)


def _weekly(
    session: Session, office: Callable[[], Office], begun: date, weeks: range, many: int, now: datetime
) -> Iterator[Act]:
    """So many copies of a certificate each week."""
    for week in weeks:
        at = at_eleven(working_day(begun + timedelta(days=7 * week)), now)
        one = Purchase(at, "energy", Wanted("copy", many), ELS)
        yield Act(at, partial(_bought, session, office, one))


def _bought(session: Session, office: Callable[[], Office], one: Purchase) -> None:
    buy(session, office(), one)


def _take_back(session: Session, office: Callable[[], Office], gross: Money, at: datetime) -> None:
    (payment,) = office().payments
    taken = TakenBack(f"{payment.reference}-1", gross, at)
    settle(session, BANK.name, replace(payment, taken_back=(taken,)), payment.reference, at)
