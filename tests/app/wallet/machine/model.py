"""What wallets should hold, in plain Python: whole cents, lists and dictionaries.

Knows no database and no rule of ours. Written from the description of the product, not from the code that it
judges.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import NamedTuple
from zoneinfo import ZoneInfo

BRUSSELS = ZoneInfo("Europe/Brussels")
MOMENT = timedelta(microseconds=1)
HOUR = timedelta(hours=1)
ASKED_IN_VAIN = 14


class Priced(NamedTuple):
    """A line of the price list: cents without VAT."""

    first_day: date
    last_day: date | None
    net: int
    percent: int


class Bought(NamedTuple):
    """What a tool says when it charges; the same key with anything else in it is another charge."""

    who: str
    product: str
    quantity: int
    reference: str


@dataclass
class Booked:
    """A completed transaction, in cents, and what it left."""

    kind: str
    gross: int
    change: int
    balance: int
    owed: int
    year: int
    number: int
    at: datetime
    who: str = ""
    tool: str = ""
    bought: Bought | None = None
    undone: bool = False

    @property
    def told(self) -> tuple[str, int, int, int, int, int, int]:
        return self.kind, self.gross, self.change, self.balance, self.owed, self.year, self.number


@dataclass
class Paying:
    """A top-up: what became of it with us. `taken` and `given`: references of its bank that are booked."""

    gross: int
    asked_at: datetime
    state: str = "open"
    begun: bool = False
    credited: bool = False
    doubted: bool = False
    in_vain: int = 0
    taken: set[str] = field(default_factory=set)
    given: set[str] = field(default_factory=set)


class Back(NamedTuple):
    """Money that a bank took back, in cents, and whether it gave it again."""

    reference: str
    gross: int
    given: bool


@dataclass
class Purse:
    """One organisation's money."""

    balance: int = 0
    owed: int = 0
    booked: list[Booked] = field(default_factory=list)
    keys: dict[tuple[str, str], Booked] = field(default_factory=dict)
    limits: dict[tuple[str, str], int] = field(default_factory=dict)
    threshold: int | None = None
    knows_low: bool = False
    events: Counter[str] = field(default_factory=Counter)
    over: Counter[str] = field(default_factory=Counter)

    # -- booking

    def _book(self, kind: str, gross: int, change: int, owing: int, now: datetime) -> Booked:
        last = self.booked[-1] if self.booked else None
        at = max(now, last.at + MOMENT) if last else now
        year = at.astimezone(BRUSSELS).year
        number = last.number + 1 if last and last.year == year else 1
        self.balance += change
        self.owed += owing
        assert self.balance >= 0
        assert self.owed >= 0
        assert not (self.balance and self.owed)
        made = Booked(kind, gross, change, self.balance, self.owed, year, number, at)
        self.booked.append(made)
        return made

    def money_in(self, kind: str, gross: int, now: datetime) -> Booked:
        settled = min(gross, self.owed)
        return self._book(kind, gross, gross - settled, -settled, now)

    def money_back(self, gross: int, now: datetime) -> Booked:
        there = min(gross, self.balance)
        return self._book("chargeback", gross, -there, gross - there, now)

    def look(self) -> None:
        """Managers are told once that the balance fell below what they set."""
        low = self.threshold is not None and self.balance < self.threshold
        if low and not self.knows_low:
            self.events["wallet.balance.low"] += 1
        self.knows_low = low

    # -- spending

    def spent(self, what: str, whose: str, now: datetime) -> int:
        month = now.astimezone(BRUSSELS).strftime("%Y-%m")
        return sum(
            one.gross if one.kind == "charge" else -one.gross
            for one in self.booked
            if one.kind in ("charge", "reversal")
            and (one.who if what == "member" else one.tool) == whose
            and one.at.astimezone(BRUSSELS).strftime("%Y-%m") == month
        )

    def refusal(self, who: str, tool: str, gross: int, now: datetime) -> str:
        """Why so much can't be spent, '' for what can."""
        if self.owed:
            return "wallet.charge.owed"
        if gross > self.balance:
            return "wallet.charge.too_low"
        for what, whose in (("member", who), ("tool", tool)):
            most = self.limits.get((what, whose))
            if most is not None and self.spent(what, whose, now) + gross > most:
                return f"wallet.charge.over_limit_of_{what}"
        return ""

    def charge(self, tool: str, bought: Bought, key: str, cost: int | str, now: datetime) -> Booked | str:
        """What it leaves, or why not. `cost` is the gross in cents, or why there is no price."""
        before = self.keys.get((tool, key))
        if before is not None:
            return before if before.bought == bought else "wallet.charge.another_request"
        if isinstance(cost, str):
            return cost
        refused = self.refusal(bought.who, tool, cost, now)
        if refused:
            return refused
        made = self._book("charge", cost, -cost, 0, now)
        made.who, made.tool, made.bought = bought.who, tool, bought
        self.keys[tool, key] = made
        self.events["wallet.charge.made"] += 1
        self.look()
        return made

    def charge_in_a_batch(self, tool: str, who: str, key: str, cost: int, now: datetime) -> Booked | None:
        """The ledger's own way: a key once, no more than there is, nothing else is asked."""
        before = self.keys.get((tool, key))
        if before is not None:
            return before
        if cost > self.balance:
            return None
        made = self._book("charge", cost, -cost, 0, now)
        made.who, made.tool = who, tool
        self.keys[tool, key] = made
        return made

    def reverse(self, one: Booked, now: datetime) -> Booked | str:
        if one.undone:
            return "wallet.reversal.done_already"
        one.undone = True
        made = self.money_in("reversal", one.gross, now)
        made.who, made.tool = one.who, one.tool
        self.events["wallet.charge.reversed"] += 1
        self.look()
        return made

    # -- paying in

    def settle(self, one: Paying, state: str, paid: int, backs: Sequence[Back], now: datetime) -> str:
        """A provider's word about a payment; what of it is news."""
        one.doubted = False  # what it says is what was asked
        news = list(self._news(one, state, paid, backs, now))
        one.in_vain = 0 if news else one.in_vain + 1
        return " + ".join(news) or "nothing new"

    def _news(self, one: Paying, state: str, paid: int, backs: Sequence[Back], now: datetime) -> Iterator[str]:
        if state in ("failed", "expired") and one.state == "open":
            self.end(one, state)
            yield state
        if state != "paid":
            return
        if not one.credited:
            one.credited = True
            if one.state == "open":
                one.state = "completed"
            self._tell("wallet.top_up.paid", self.money_in("top_up", paid, now))
            yield "paid"
        for back in backs:
            if back.reference not in one.taken:
                one.taken.add(back.reference)
                self._tell("wallet.money.taken_back", self.money_back(back.gross, now))
                yield "taken back"
            if back.given and back.reference not in one.given:
                one.given.add(back.reference)
                self._tell("wallet.money.given_back", self.money_in("given_back", back.gross, now))
                yield "given back"

    def _tell(self, tag: str, _: Booked) -> None:
        self.events[tag] += 1
        self.look()

    def unknown_there(self, one: Paying) -> str:
        """The provider says that it knows no such payment."""
        if one.state == "open" and one.in_vain >= ASKED_IN_VAIN:
            self.end(one, "expired")
            return "expired"
        one.in_vain += 1
        return "unknown there"

    def doubt(self, one: Paying) -> str:
        if not one.doubted:  # finance hears of it once, however often it is said
            self.events["wallet.payment.doubted"] += 1
        one.doubted = True
        return "doubt"

    def end(self, one: Paying, state: str) -> None:
        one.state = state
        self.over[state] += 1
        self.events["wallet.top_up.ended"] += 1


def gross_of(prices: Sequence[Priced], quantity: int, now: datetime) -> int | str:
    """Cents with VAT, half a cent and more rounded up for the whole line; or why it can't be bought."""
    if not 1 <= quantity <= 10_000:
        return "wallet.charge.quantity"
    day = now.astimezone(BRUSSELS).date()
    for one in prices:
        if one.first_day <= day and (one.last_day is None or day <= one.last_day):
            net = one.net * quantity
            return net + (net * one.percent + 50) // 100 or "wallet.charge.free"
    return "wallet.charge.no_price"


def months_apart(now: datetime) -> datetime:
    """The first instant of the next month in Brussels, in UTC."""
    day = now.astimezone(BRUSSELS)
    first = date(day.year + day.month // 12, day.month % 12 + 1, 1)
    return datetime(first.year, first.month, 1, tzinfo=BRUSSELS).astimezone(ZoneInfo("UTC"))
