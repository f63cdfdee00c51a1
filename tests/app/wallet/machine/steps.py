"""One life: every step is done by the services and by the model, and both must say the same.

A step is a name and some whole numbers, read as this or that by what is there; so a life is data, and is told
again exactly by its seed, or shorter with steps left out.
"""

from __future__ import annotations

import random
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import Any, NamedTuple

from sqlalchemy import text
from sqlalchemy.orm import Session, sessionmaker

from app import clock
from app.errors import Missing, Refusal, Stale
from app.outside.payments import Payment
from app.transaction import Scope, enter, transaction
from app.wallet import charging, limits
from app.wallet.charging import Payer, Wanted
from app.wallet.ledger import Posting, post_many
from app.wallet.rules import Cost, lines_of_charge
from models.values import TransactionKind
from tests.app.wallet.machine.bank import MemoryBank
from tests.app.wallet.machine.model import (
    Booked,
    Bought,
    Paying,
    Priced,
    Purse,
    gross_of,
    months_apart,
)
from tests.app.wallet.machine.paying import OFFICES, PayingSteps
from tests.app.wallet.machine.paying import cents_of as _cents
from tests.app.wallet.machine.paying import money_of as _money
from tests.app.wallet.offices import Office, finance, office, price, tool

BEGINS = datetime(2026, 11, 30, 9, 30, tzinfo=UTC)
TOOLS = ("register", "maps")
PRICES = {
    # With a gap in February, and another rate of VAT after it.
    "search": (
        Priced(date(2026, 1, 1), date(2027, 1, 31), 450, 21),
        Priced(date(2027, 2, 3), None, 500, 6),
    ),
    "copy": (Priced(date(2026, 1, 1), date(2026, 12, 31), 3, 21), Priced(date(2027, 1, 1), None, 7, 12)),
    "dossier": (Priced(date(2026, 1, 1), None, 12_500, 21),),
    "free": (Priced(date(2026, 1, 1), None, 0, 0),),
}
PRODUCTS = ("search", "copy", "dossier", "search", "copy", "dossier", "search", "copy", "free", "nothing")
QUANTITIES = (1, 1, 2, 3, 7, 20, 1, 2, 3, 5, 0, 10_001)
LIMITS = (None, 0, 1_000, 10_000, 50_000)
THRESHOLDS = (None, 0, 2_500, 40_000, -1)
DST = (datetime(2027, 3, 28, 1, 0, tzinfo=UTC), datetime(2027, 10, 31, 1, 0, tzinfo=UTC))
# How often each step is taken, and how many numbers it reads.
STEPS: dict[str, tuple[int, int]] = {
    "charge": (30, 6), "charge_again": (6, 3), "quote": (3, 4), "batch": (5, 1), "reverse": (7, 3), "ask": (12, 4),
    "begin": (3, 1), "pay": (10, 2), "end": (3, 2), "take_back": (7, 2), "give_back": (4, 2), "notice": (10, 2),
    "work": (9, 1), "look": (4, 1), "late": (4, 1), "lie": (2, 2), "silence": (2, 2), "strange": (2, 1),
    "poll": (5, 0), "limit": (5, 4), "threshold": (4, 3), "pass_time": (12, 2),
}  # fmt: skip
Step = tuple[str, tuple[int, ...]]


class Stage(NamedTuple):
    """What a database holds before any life: two tools with their prices, and somebody of finance."""

    tools: dict[str, int]
    finance: Any


def staged(sessions: sessionmaker[Session]) -> Stage:
    with sessions.begin() as session:
        enter(session, Scope.office())
        tools = {name: tool(session, code="unused") for name in TOOLS}
        for tool_id in tools.values():
            for code, many in PRICES.items():
                session.add_all(
                    price(tool_id, str(Decimal(one.net) / 100), one.percent, one.first_day, one.last_day, code)
                    for one in many
                )
        return Stage(tools, finance(session))


def drawn(chance: random.Random, length: int) -> list[Step]:
    """A life of so many steps, in which two of three offices have money at once."""
    names = chance.choices(list(STEPS), [often for often, _ in STEPS.values()], k=length)
    begins: list[Step] = [step for place in (0, 1) for step in (("ask", (place, 3, place, 1)), ("pay", (0, 0)))]
    steps = [(name, tuple(chance.randrange(1 << 16) for _ in range(STEPS[name][1]))) for name in names]
    return [*begins, ("pass_time", (5, 5)), ("poll", ()), *steps][:length]


class Life(PayingSteps):
    """Some offices on a stage, beside their model."""

    def __init__(self, sessions: sessionmaker[Session], stage: Stage) -> None:
        self.sessions, self.stage = sessions, stage
        self.now = BEGINS
        self.bank = MemoryBank()
        self.keys = 0
        self.purses: list[Purse] = []
        self.offices: list[Office] = []
        self.payings: dict[tuple[int, int], Paying] = {}  # (office's place, transaction)
        self.forms: dict[tuple[int, str, str], int] = {}
        self.references: dict[str, tuple[int, int]] = {}
        self.ids: dict[int, int] = {}  # id() of what the model booked → transaction
        self.waiting: list[str] = []  # told, and not asked about yet
        self.looked: list[tuple[str, Payment | None]] = []
        with self.sessions.begin() as session:
            for _ in range(OFFICES):
                self.offices.append(office(session, stage.tools["register"]))
                self.purses.append(Purse())

    def step(self, one: Step) -> None:
        act: Callable[..., None] = getattr(self, one[0])
        act(*one[1])

    # -- how the services are called

    def _does(self, act: Callable[[Session], Any], scope: Scope | None = None) -> Any:
        """What came of it in a transaction of its own, or the refusal's code."""
        with self.sessions() as session:
            enter(session, scope or Scope.office())
            try:
                with transaction(session):
                    return act(session)
            except Refusal as refusal:
                return refusal.code

    def _payer(self, place: int, who: str, tool_name: str) -> Payer:
        one = self.offices[place]
        mine = one.an if who == "an" else one.bram
        return Payer(one.id, mine.account_id, self.stage.tools[tool_name], mine.membership_id)

    def _same(self, came: Any, wanted: Booked | str | None) -> None:
        if not isinstance(wanted, Booked):
            assert came == wanted, (came, wanted)
            return
        assert not isinstance(came, str), (came, wanted)
        told = (_cents(came.change), _cents(came.balance), _cents(came.owed), came.year, came.number, came.at)
        assert told == (wanted.change, wanted.balance, wanted.owed, wanted.year, wanted.number, wanted.at)
        assert self.ids.setdefault(id(wanted), came.id) == came.id

    # -- spending

    def charge(self, place: int, who: int, tool_at: int, product: int, quantity: int, new: int) -> None:
        self.keys += new % 4 > 0  # now and then with a key that was used
        self._charge(
            place % OFFICES, ("an", "bram")[who % 2], TOOLS[tool_at % 2], PRODUCTS[product % len(PRODUCTS)],
            QUANTITIES[quantity % len(QUANTITIES)], f"dossier {new % 3}", f"key {self.keys}",
        )  # fmt: skip

    def charge_again(self, place: int, nth: int, much: int) -> None:
        """The same charge told again; one in four with something else in it."""
        purse = self.purses[place % OFFICES]
        if not purse.keys:
            return
        (tool_name, key), one = list(purse.keys.items())[nth % len(purse.keys)]
        if one.bought is None:
            return
        bought = one.bought if much % 4 else one.bought._replace(quantity=one.bought.quantity + 1)
        self._charge(place % OFFICES, bought.who, tool_name, *bought[1:], key=key)

    def _charge(
        self, place: int, who: str, tool_name: str, product: str, quantity: int, reference: str, key: str
    ) -> None:
        cost = gross_of(PRICES.get(product, ()), quantity, self.now)
        wanted = self.purses[place].charge(
            tool_name, Bought(who, product, quantity, reference), key, cost, self.now
        )
        payer = self._payer(place, who, tool_name)
        bought = Wanted(product, quantity, reference)
        came = self._does(
            lambda session: charging.charge(session, payer, bought, key, self.now),
            Scope.organisation(payer.organisation_id),
        )
        self._same(came, wanted)

    def quote(self, place: int, who: int, tool_at: int, product: int) -> None:
        place %= OFFICES
        name, spender, code = TOOLS[tool_at % 2], ("an", "bram")[who % 2], PRODUCTS[product % len(PRODUCTS)]
        cost = gross_of(PRICES.get(code, ()), 2, self.now)
        payer = self._payer(place, spender, name)
        came = self._does(
            lambda session: charging.quote(session, payer, Wanted(code, 2), clock.day_of(self.now)),
            Scope.organisation(payer.organisation_id),
        )
        if cost == "wallet.charge.free":
            assert not came.cost.gross
        elif isinstance(cost, str):
            assert came == cost
        else:
            purse = self.purses[place]
            told = (_cents(came.cost.gross), _cents(came.balance), [one.code for one in came.refusals][:1])
            refused = purse.refusal(spender, name, cost, self.now)
            assert told == (cost, purse.balance, [refused] if refused else [])

    def batch(self, seed: int) -> None:
        chance = random.Random(seed)  # noqa: S311 - replayed by its seed
        many, wanted = [], []
        asked = []
        for _ in range(chance.randint(1, 8)):
            place, net, name = (
                chance.randrange(OFFICES),
                chance.choice((10, 99, 1_000, 20_000)),
                chance.choice(TOOLS),
            )
            self.keys += chance.random() < 0.8
            asked.append((place, net, name, chance.choice(("an", "bram")), f"key {self.keys}"))
        for place, net, name, who, key in asked:
            cost = Cost(_money(net), 1, 21)
            payer = self._payer(place, who, name)
            many.append(
                Posting(
                    payer.organisation_id, TransactionKind.CHARGE, f"tool:{payer.tool_id}:{key}", cost.gross,
                    lines_of_charge(cost), payer.account_id, payer.membership_id, payer.tool_id, "batch",
                    ("a", "b", "c"), cost,
                )
            )  # fmt: skip
            gross = net + (net * 21 + 50) // 100
            wanted.append(self.purses[place].charge_in_a_batch(name, who, key, gross, self.now))
        for came, one in zip(self._does(lambda session: post_many(session, many, self.now)), wanted, strict=True):
            self._same(came, one)

    def reverse(self, place: int, nth: int, by: int) -> None:
        place %= OFFICES
        purse = self.purses[place]
        if not purse.booked:
            return
        one = purse.booked[nth % len(purse.booked)]
        told = {"id": self.offices[place].id, "year": one.year, "number": one.number}
        number = self._does(lambda session: session.execute(_NUMBERED, told).scalar_one())
        elsewhere = by % 7 == 0  # another organisation's
        strange = by % 5 == 0  # a tool that didn't charge
        where = self.offices[(place + elsewhere) % OFFICES].id
        name = one.tool or "register"
        actor = self._payer(place, "an", TOOLS[1 - TOOLS.index(name)] if strange else name) if by % 2 else None
        missing = one.kind != "charge" or elsewhere or (actor is not None and strange)
        wanted = "missing" if missing else purse.reverse(one, self.now)
        try:
            came = self._does(
                lambda session: charging.reverse(
                    session, actor or self.stage.finance, where, number, "by mistake", self.now
                )
            )
        except Missing:
            came = "missing"
        self._same(came, wanted)

    # -- what managers set

    def limit(self, place: int, what: int, whose: int, much: int) -> None:
        place %= OFFICES
        one, most = self.offices[place], LIMITS[much % len(LIMITS)]
        who, name = ("an", "bram")[whose % 2], TOOLS[whose % 2]
        member = (one.an if who == "an" else one.bram).membership_id if what % 2 else None
        tool_id = None if what % 2 else self.stage.tools[name]
        monthly = None if most is None else _money(most)
        key = ("member", who) if what % 2 else ("tool", name)
        limits_of = self.purses[place].limits
        if limits_of.get(key) != most:
            self.purses[place].events["wallet.limit.set"] += 1
        limits_of.pop(key, None)
        if most is not None:
            limits_of[key] = most
        came = self._does(
            lambda session: limits.set_limit(session, one.manager, member, tool_id, monthly, self.now),
            Scope.organisation(one.id),
        )
        assert came is None

    def threshold(self, place: int, much: int, stale: int) -> None:
        place %= OFFICES
        one, purse, cents = self.offices[place], self.purses[place], THRESHOLDS[much % len(THRESHOLDS)]
        wanted = None if cents is None else _money(cents)

        def act(session: Session) -> None:
            version = session.execute(_VERSION, {"id": one.id}).scalar()
            limits.set_threshold(session, one.manager, wanted, (version or 1) - (stale % 6 == 0), self.now)

        try:
            came = self._does(act, Scope.organisation(one.id))
        except Stale:
            assert stale % 6 == 0
            return
        if cents is not None and cents < 0:
            assert came == "wallet.threshold.below_zero"
            return
        assert came is None
        if purse.threshold != cents:
            purse.events["wallet.threshold.set"] += 1
            purse.threshold = cents
            purse.knows_low = cents is not None and purse.balance < cents

    # -- time

    def pass_time(self, how: int, much: int) -> None:
        month = months_apart(self.now)
        year = datetime(self.now.year, 12, 31, 23, tzinfo=UTC)
        night = next((one for one in DST if one > self.now), month)
        instants = {
            0: self.now + timedelta(seconds=1 + much % 90), 1: self.now + timedelta(minutes=1 + much % 90),
            2: self.now + timedelta(hours=1 + much % 30), 3: self.now + timedelta(days=1 + much % 12),
            4: month - timedelta(seconds=1), 5: month, 6: year - timedelta(microseconds=1), 7: year,
            8: night - timedelta(seconds=1), 9: night, 10: self.now - timedelta(seconds=much % 120),
        }  # fmt: skip
        # Years and nights are far away: seldom, or every life would be over at once.
        kinds = (0, 0, 1, 1, 1, 2, 2, 2, 3, 3, 4, 5, 10, 10, 6 + much % 4 if much % 5 == 0 else 0)
        then = instants[kinds[how % len(kinds)]]
        self.now = max(then, self.now - timedelta(minutes=2))


_VERSION = text("select version from wallet where organisation_id = :id")
_NUMBERED = text(
    "select id from wallet_transaction where organisation_id = :id and year = :year and number = :number"
)
