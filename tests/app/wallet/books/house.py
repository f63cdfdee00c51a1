"""A house with months of business: two offices that spend, in two tools, and the bank that told of payments."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from itertools import count

from sqlalchemy import text
from sqlalchemy.orm import Session

from app.policy import Identity
from app.transaction import Scope, enter
from app.wallet.books.vat import first_open_month
from app.wallet.charging import Payer, Wanted, charge, reverse
from app.wallet.invoicing.issuing import Issue, Issued, issue_month
from app.wallet.invoicing.seller import DEMO
from app.wallet.ledger import Posted
from tests.app.wallet.offices import Office, filled, finance, office, price, tool

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

    def asks(self, session: Session, day: date, product: str, quantity: int = 1) -> Posted:
        """The first office buys something else: a survey at 9.99 and 12 %, or a statutory fee of 93.50."""
        payer = Payer(self.one.id, self.one.an.account_id, self.searches, self.one.an.membership_id)
        return charge(session, payer, Wanted(product, quantity), str(next(_KEYS)), at(day))

    def invoices(self, session: Session, month: date, now: datetime) -> list[Issued]:
        """What both have left of that month, as the clock does it."""
        issue = Issue(DEMO, month, first_open_month(session, month))
        return issue_month(session, issue, [self.one.id, self.other.id], now)

    def undoes(self, session: Session, bought: Posted, day: date) -> Posted:
        return reverse(session, self.hugo, bought.organisation_id, bought.id, "A mistake.", at(day))


def house(session: Session) -> House:
    """Both paid in on the first of September; nothing was bought yet."""
    enter(session, Scope.office())
    searches, deeds = tool(session), tool(session, "10.00", 6)
    for code, net, percent in (("survey", "9.99", 12), ("fee", "93.50", 0)):
        session.add(price(searches, net, percent, date(2026, 1, 1), code=code))
    one, other = office(session, searches), office(session, deeds)
    address = text("update organisation set street = 'Markt 1', postal_code = '9300', place = 'Aalst'")
    session.execute(address)
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
