"""A house with months of business: two offices that spend, in two tools, and the bank that told of payments."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from itertools import count

from sqlalchemy.orm import Session

from app.policy import Identity
from app.transaction import Scope, enter
from app.wallet.charging import Payer, Wanted, charge, reverse
from app.wallet.ledger import Posted
from tests.app.wallet.offices import Office, filled, finance, office, tool

SEPTEMBER, OCTOBER, NOVEMBER = date(2026, 9, 1), date(2026, 10, 1), date(2026, 11, 1)
_KEYS = count(1)


def at(day: date, hour: int = 12) -> datetime:
    """An hour of that day, in UTC."""
    return datetime(day.year, day.month, day.day, hour, tzinfo=UTC)


@dataclass(frozen=True)
class House:
    """Two offices, who keeps the books, and two tools: searches at 4.50 and 21 %, deeds at 10.00 and 6 %."""

    one: Office
    other: Office
    hugo: Identity
    searches: int
    deeds: int

    def buys(self, session: Session, day: date, quantity: int = 1, *, other: bool = False) -> Posted:
        """The first office searches, the other buys deeds."""
        who = self.other if other else self.one
        payer = Payer(who.id, who.an.account_id, self.deeds if other else self.searches, who.an.membership_id)
        return charge(session, payer, Wanted("search", quantity), str(next(_KEYS)), at(day))

    def undoes(self, session: Session, bought: Posted, day: date) -> Posted:
        return reverse(session, self.hugo, bought.organisation_id, bought.id, "A mistake.", at(day))


def house(session: Session) -> House:
    """Both paid in on the first of September; nothing was bought yet."""
    enter(session, Scope.office())
    searches, deeds = tool(session), tool(session, "10.00", 6)
    one, other = office(session, searches), office(session, deeds)
    for each in (one, other):
        filled(session, each, "1000", at(SEPTEMBER))
    return House(one, other, finance(session), searches, deeds)


def business(session: Session) -> House:
    """Three searches in September, one of them undone in October; two deeds in October; a search in November."""
    made = house(session)
    undone = made.buys(session, SEPTEMBER + timedelta(days=9))
    made.buys(session, SEPTEMBER + timedelta(days=9), 2)
    made.undoes(session, undone, OCTOBER + timedelta(days=4))
    made.buys(session, OCTOBER + timedelta(days=4), 2, other=True)
    made.buys(session, NOVEMBER + timedelta(days=1))
    return made
