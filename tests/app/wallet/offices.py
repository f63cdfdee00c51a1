"""An office with a wallet, who spends from it, and a tool that charges: what the tests of money stand on."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime
from decimal import Decimal
from itertools import count

from sqlalchemy import text
from sqlalchemy.orm import Session

from app.policy import Identity, Role
from app.transaction import Scope, enter
from app.wallet.charging import Payer
from app.wallet.ledger import Posted, Posting, hold, post
from app.wallet.rules import lines_of_money_in
from models.accounts import Account
from models.organisations import Member, Organisation
from models.rights import Price, Tool
from models.values import LedgerAccount, Money, TransactionKind, euro

NOW = datetime(2026, 11, 30, 9, 30, tzinfo=UTC)
_NUMBERS = count(1)


@dataclass(frozen=True)
class Office:
    """An office: its manager An, its member Bram, and a tool with one product, `search`."""

    id: int
    tool_id: int
    an: Payer
    bram: Payer

    @property
    def manager(self) -> Identity:
        roles = frozenset({Role.PERSON, Role.MEMBER, Role.MANAGER})
        return Identity(self.an.account_id, None, roles, self.id, key_level="high")

    @property
    def member(self) -> Identity:
        return Identity(self.bram.account_id, None, frozenset({Role.PERSON, Role.MEMBER}), self.id)


FINANCE_ROLES = frozenset({Role.PERSON, Role.FINANCE})


def account(session: Session, name: str) -> int:
    one = Account(
        first_name=name, last_name="", username=f"{name}.{next(_NUMBERS)}", password="-", active=True,
        email=f"{name}{next(_NUMBERS)}@x.example",
    )  # fmt: skip
    session.add(one)
    session.flush()
    return int(one.id)


def finance(session: Session) -> Identity:
    return Identity(account(session, "hugo"), None, FINANCE_ROLES)


def tool(session: Session, net: str = "4.50", percent: int = 21, code: str = "search") -> int:
    """A tool with one product at that price since the beginning of 2026."""
    made = Tool(code=f"tool-{next(_NUMBERS)}", name_nl="Kadaster", name_fr="Cadastre", name_en="Cadastre",
                opened_by="manager", key_level="basic")  # fmt: skip
    session.add(made)
    session.flush()
    session.add(price(made.id, net, percent, date(2026, 1, 1), code=code))
    session.flush()
    return made.id


def price(
    tool_id: int, net: str, percent: int, first_day: date, last_day: date | None = None, code: str = "search"
) -> Price:
    return Price(
        tool_id=tool_id, code=code, name_nl="Opzoeking", name_fr="Recherche", name_en="Search",
        net=Decimal(net), vat_percent=percent, first_day=first_day, last_day=last_day,
    )  # fmt: skip


def office(session: Session, tool_id: int | None = None, base: int | None = None) -> Office:
    """A new office; the session goes on in office scope."""
    enter(session, Scope.office())
    stem = f"{base or 40_000_000 + next(_NUMBERS):08d}"
    number = f"0{stem[1:]}" if stem[0] not in "01" else stem
    one = Organisation(
        kind="enterprise", name=f"Immo {number}", enterprise_number=f"{number}{97 - int(number) % 97:02d}",
        created_at=NOW,
    )  # fmt: skip
    session.add(one)
    session.flush()
    kept = tool_id or tool(session)
    payers = []
    for name, manages in (("an", True), ("bram", False)):
        who = account(session, name)
        member = Member(organisation_id=one.id, account_id=who, state="confirmed", is_manager=manages,
                        first_day=date(2026, 6, 1), created_at=NOW)  # fmt: skip
        session.add(member)
        session.flush()
        payers.append(Payer(one.id, who, kept, member.id))
    return Office(one.id, kept, *payers)


def filled(session: Session, one: Office, gross: str, now: datetime = NOW) -> Posted:
    """Money from the practice bank, as a top-up brings it."""
    held = hold(session, one.id)
    amount = euro(gross)
    lines = lines_of_money_in(amount, held.owed, LedgerAccount.TRANSIT)
    key = f"filled:{next(_NUMBERS)}"
    return post(
        session, Posting(one.id, TransactionKind.TOP_UP, key, amount, lines, provider="practice_bank"), now
    )


def balance(session: Session, one: Office) -> Money:
    found = session.execute(
        text("select balance from wallet where organisation_id = :id"), {"id": one.id}
    ).scalar()
    return Money(found or Decimal(0))
