"""Three years of money: what Immo Peeters topped up and spent in its tools.

By the services, each act at its own instant. What the practice bank would say of a payment is told here; nobody
asks it about these afterwards, as it never saw them.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from functools import partial
from pathlib import Path
from random import Random

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from app import events
from app.clock import BRUSSELS, day_of
from app.demo.cast import AN, BRAM, HUGO, Member
from app.demo.governments import IMMO_PEETERS, Home
from app.demo.plan import Draw, working_day
from app.organisations.joining import with_number
from app.outside.payments import Begun, Payment, PaymentState
from app.outside.practice_bank import PracticeBank
from app.policy import Identity, Role
from app.transaction import transaction
from app.wallet.charging import Payer, Wanted, charge, reverse
from app.wallet.limits import set_limit, set_threshold
from app.wallet.settling import settle
from app.wallet.top_ups import NewTopUp, ask_top_up, note_of, note_payment
from app.wallet.transfers import ask_transfer
from models.accounts import Account
from models.organisations import Member as Belongs
from models.rights import Tool
from models.values import NOTHING, EnterpriseNumber, Money, PaymentMethod, euro
from models.wallet import TopUp

SEED = "Portefeuilles"
BANK = PracticeBank(Path(), "")  # its name and its methods; it keeps nothing of these payments
_LOW = euro(40)
_AT_ONCE = 60  # acts in one transaction
# tool → product, how often a month at least and at most, how many at once at most, and who buys it.
_BOUGHT = (
    ("energy", "copy", 2, 6, 3, (AN, BRAM, BRAM)),
    ("valuations", "report", 0, 3, 1, (BRAM,)),
    ("cadastre", "search", 1, 4, 2, (BRAM,)),
    ("cadastre", "extract", 0, 2, 1, (BRAM,)),
    ("agenda", "reminder", 0, 2, 5, (AN, BRAM)),
)
# Days ago, who asks for a transfer, how much.
TRANSFERS = ((24, AN, "300"), (12, BRAM, "125"), (4, AN, "200"), (3, BRAM, "90"))
_STREETS = ("Stationsstraat", "Zeedijk", "Kerkstraat", "Markt", "Nieuwstraat", "Molenstraat", "Brugsesteenweg")


@dataclass
class Office:
    """One office while its years are played; `short`: how often its money ran low."""

    organisation_id: int
    members: dict[Member, Belongs]
    tools: dict[str, int]
    random: Random
    balance: Money = NOTHING
    count: int = 0
    short: int = 0
    charges: list[int] = field(default_factory=list)
    payments: list[Payment] = field(default_factory=list)

    def identity(self, member: Member) -> Identity:
        mine = self.members[member]
        roles = {Role.PERSON, Role.MEMBER} | ({Role.MANAGER} if mine.is_manager else set())
        return Identity(mine.account_id or 0, mine.person_id, frozenset(roles), self.organisation_id)


@dataclass(frozen=True)
class Act:
    """Something that happens at that moment."""

    at: datetime
    do: Callable[[], object]


@dataclass(frozen=True)
class Purchase:
    """Who buys what, when, in which tool."""

    at: datetime
    tool: str
    wanted: Wanted
    member: Member


@dataclass(frozen=True)
class _Transfer:
    at: datetime
    member: Member
    gross: Money


def fill_wallets(session: Session, start: date, now: datetime, others: Iterable[Act]) -> Office:
    """Plays it all, with what happens elsewhere meanwhile, in the order of time; gives the office of An.

    In office scope; nobody gets a letter about it.
    """
    with events.quietly(session):
        office = office_of(session, IMMO_PEETERS, (AN, BRAM))
        purchases = [one for month in _months(office, start, now) for one in month]
        acts = [Act(one.at, partial(_buy, session, office, one)) for one in purchases]
        acts += [Act(one.at, partial(_ask, session, office, one)) for one in _transfers(now)]
        acts += [one for one in others if one.at < now]
        acts.sort(key=lambda one: one.at)
        for first in range(0, len(acts), _AT_ONCE):
            with transaction(session):
                for act in acts[first : first + _AT_ONCE]:
                    act.do()
        with transaction(session):
            session.execute(update(TopUp).where(TopUp.provider == BANK.name).values(ask_at=None))
    return office


def office_of(session: Session, home: Home, members: tuple[Member, ...]) -> Office:
    """The office with its members and the tools there are."""
    found = with_number(session, EnterpriseNumber.parse(home.number))
    if found is None:
        raise LookupError(home.number)
    belong = session.execute(
        select(Account.username, Belongs)
        .join(Account, Account.id == Belongs.account_id)
        .where(Belongs.organisation_id == found.id, Belongs.state == "confirmed")
    )
    named = {row.username: row[1] for row in belong}
    tools = session.execute(select(Tool.code, Tool.id).where(Tool.code.like("office-%"))).all()
    return Office(
        found.id,
        {member: named[member.username] for member in members},
        {code.removeprefix("office-"): tool_id for code, tool_id in tools},
        Random(f"{SEED} {home.number}"),
    )


def _moment(office: Office, day: date, start: date) -> datetime:
    return Draw(office.random, "nl", "", start, day).instant(working_day(day))


def _months(office: Office, start: date, now: datetime) -> Iterator[list[Purchase]]:
    """What is bought in each month, in its order, up to now."""
    random, first = office.random, start + timedelta(days=10)
    while first < day_of(now):
        bought = []
        for tool, product, least, most, at_once, members in _BOUGHT:
            for _ in range(random.randint(least, most)):
                at = _moment(office, first + timedelta(days=random.randrange(28)), start)
                reference = f"{random.choice(_STREETS)} {random.randint(1, 160)}"
                wanted = Wanted(product, random.randint(1, at_once), reference)
                bought.append(Purchase(at, tool, wanted, random.choice(members)))
        yield sorted((one for one in bought if one.at < now), key=lambda one: one.at)
        first += timedelta(days=30)


def _transfers(now: datetime) -> list[_Transfer]:
    """What is asked to be transferred, early on working days of the last weeks; the oldest first."""
    days = ((working_day(day_of(now) - timedelta(days=ago)), member, gross) for ago, member, gross in TRANSFERS)
    return [
        _Transfer(datetime.combine(day, time(7, 30), BRUSSELS).astimezone(UTC), member, euro(gross))
        for day, member, gross in days
    ]


def _ask(session: Session, office: Office, one: _Transfer) -> None:
    """Its communication is the next one of this installation; what became of it stands in bank.py."""
    ask_transfer(session, office.identity(one.member), one.gross, f"demo-transfer-{one.at:%m%d}", one.at)


def _buy(session: Session, office: Office, one: Purchase) -> None:
    if office.balance < _LOW:
        office.short += 1
        gross, member = (
            office.random.choice((euro(150), euro(200), euro(250))),
            office.random.choice((AN, AN, BRAM)),
        )
        # Once the bank said no to a card, and once somebody walked away from its page.
        if office.short == 3:
            top_up(session, office, member, gross, one.at - timedelta(minutes=20), PaymentState.FAILED)
        if office.short == 6:
            top_up(session, office, member, gross, one.at - timedelta(hours=2), PaymentState.EXPIRED)
        top_up(session, office, member, gross, one.at - timedelta(minutes=9))
    buy(session, office, one)


def buy(session: Session, office: Office, one: Purchase) -> None:
    """Charges it to the wallet of the office."""
    mine = office.members[one.member]
    payer = Payer(office.organisation_id, mine.account_id or 0, office.tools[one.tool], mine.id, mine.person_id)
    made = charge(session, payer, one.wanted, f"demo-{office.count}", one.at)
    office.balance, office.count = made.balance, office.count + 1
    office.charges.append(made.id)


def look_after_wallet(session: Session, office: Office, now: datetime) -> None:
    """One purchase was given back, and An set what she wants to hear of and how much Bram may spend."""
    with events.quietly(session), transaction(session):
        _afterwards(session, office, now)


def _afterwards(session: Session, office: Office, now: datetime) -> None:
    day = day_of(now)
    manager = office.identity(AN)
    hugo = staff_of(session, HUGO, Role.FINANCE)
    reason = "Het verslag was voor een ander pand."
    reverse(
        session, hugo, office.organisation_id, office.charges[-2], reason, at_eleven(day - timedelta(days=1), now)
    )
    earlier = now - timedelta(minutes=29)  # the bank's files are brought in after it
    set_limit(session, manager, office.members[BRAM].id, None, euro(250), earlier)
    set_threshold(session, manager, _LOW, 1, earlier)


def staff_of(session: Session, member: Member, role: Role) -> Identity:
    """Somebody of the house, at work."""
    account = session.scalars(select(Account).where(Account.username == member.username)).one()
    return Identity(int(account.id), account.person_id, frozenset({Role.PERSON, role}), key_level="high")


def at_eleven(day: date, now: datetime) -> datetime:
    """At eleven in the morning of that day, or just before now."""
    return min(datetime.combine(day, time(11), BRUSSELS).astimezone(UTC), now - timedelta(minutes=30))


def top_up(
    session: Session,
    office: Office,
    member: Member,
    gross: Money,
    at: datetime,
    state: PaymentState = PaymentState.PAID,
) -> Payment:
    """Asked, sent to the bank, and what the bank says of it two minutes later; an hour later where it expired."""
    number = office.random.getrandbits(128)
    asked = NewTopUp(gross, office.random.choice(list(PaymentMethod)), f"demo-{number:032x}")
    made = ask_top_up(session, office.identity(member), asked, BANK, at)
    reference = f"tb_{number:032x}"
    note_payment(session, made, Begun(reference, f"/demo/bank/{reference}"), at)
    session.flush()
    paid = gross if state is PaymentState.PAID else NOTHING
    payment = Payment(reference, state, paid, note_of(made))
    later = timedelta(hours=1) if state is PaymentState.EXPIRED else timedelta(minutes=2)
    settle(session, BANK.name, payment, reference, at + later)
    office.balance, office.count = office.balance + paid, office.count + 1
    return payment
