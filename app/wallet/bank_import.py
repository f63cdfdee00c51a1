"""Taking in what the bank says: a file at a time, whole or not at all, each statement once.

However often a file comes, in whatever order and format: a statement that is known changes nothing, one that
doesn't follow the last of its account is refused. What is done with each payment stands in `bank_booking.py`.
All of it in office scope.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import groupby

from sqlalchemy import insert, or_, select, text
from sqlalchemy.dialects.postgresql import distinct_on
from sqlalchemy.orm import Session

from app import events
from app.errors import Refusal, refuse
from app.policy import Identity, Permission, require
from app.wallet.bank_booking import Booked, Booking
from app.wallet.bank_files.statement import BankStatement as Told
from app.wallet.bank_rules import Last, following_refusals, in_order, movements_of, named, next_of
from models.columns import one_of
from models.events import PLATFORM
from models.values import NOTHING, Money
from models.wallet import BankFile, BankStatement

_LONGEST_KEY = 200
_ONE_AT_A_TIME = text("select pg_advisory_xact_lock(hashtext('sleutelbos.bank'), hashtext(:account))")


@dataclass(frozen=True)
class FileFacts:
    """What the statements came in. `sha256` of its bytes, which aren't kept."""

    name: str
    size: int
    sha256: bytes


@dataclass(frozen=True)
class Taken:
    """What came of a file: payments that found their wallet, that wait for a decision, that were known already.

    `credited` and `parked` are the sums of the first two; `file_id` is None for a file that brought nothing new.
    """

    file_id: int | None = None
    statements: int = 0
    matched: int = 0
    unmatched: int = 0
    known: int = 0
    credited: Money = NOTHING
    parked: Money = NOTHING

    @property
    def total(self) -> int:
        return self.matched + self.unmatched + self.known


def take_in(
    session: Session,
    actor: Identity | None,
    file: FileFacts,
    statements: Sequence[Told],
    ours: Collection[str],
    now: datetime,
) -> Taken:
    """Books every payment of the statements that are new; `ours` are the IBANs of the house, without spaces.

    No actor: it lay in the folder. Raises Forbidden, Refusal wallet.bank.empty, .not_ours, .other_content, .older,
    .missing_statement, .balance_gap; then nothing of the file is taken in.
    """
    if actor is not None:
        require(actor, Permission.BANK_IMPORT)
    if not statements:
        raise Refusal("wallet.bank.empty", field="file")
    accounts = sorted({one.account.digits for one in statements})
    for one in statements:
        if one.account.digits not in ours:
            raise Refusal("wallet.bank.not_ours", field="file", account=str(one.account))
    for account in accounts:
        session.execute(_ONE_AT_A_TIME, {"account": account})
    fresh, known = _sorted_out(session, accounts, statements)
    if not fresh:
        return Taken(known=known)
    file_id = _write_file(session, actor, file, fresh[0], now)
    ids = _write_statements(session, file_id, fresh)
    booked = Booking(session, now).book(list(zip(ids, fresh, strict=True)))
    taken = _taken(file_id, len(fresh), known, booked)
    facts = {
        "statements": [named(one) for one in fresh],
        "matched": taken.matched,
        "unmatched": taken.unmatched,
        "known": taken.known,
        "credited": str(taken.credited),
        "parked": str(taken.parked),
        "sha256": file.sha256.hex(),
    }
    subject = events.Subject("bank_file", file_id, PLATFORM)
    events.record(session, events.Tag.BANK_FILE_IMPORTED, subject, actor, now, facts=facts)
    return taken


def _taken(file_id: int, statements: int, known: int, booked: Booked) -> Taken:
    return Taken(
        file_id, statements, booked.matched, booked.unmatched, known, booked.credited, booked.parked
    )  # fmt: skip


def _sorted_out(session: Session, accounts: Sequence[str], statements: Sequence[Told]) -> tuple[list[Told], int]:
    """The new statements, each after the one it follows; and how many payments are in those that were known."""
    seen = _Seen(session, accounts, statements)
    last = _last_of(session, accounts)
    fresh: list[Told] = []
    known = 0
    for account, of_account in groupby(in_order(statements), lambda one: one.account.digits):
        waiting = []
        for one in of_account:
            if seen.knows(one):
                known += _payments(one)
            else:
                waiting.append(one)
        while waiting:
            one = next_of(last.get(account), waiting)
            waiting.remove(one)
            if seen.knows(one):
                known += _payments(one)
                continue
            refuse(following_refusals(last.get(account), one))
            fresh.append(one)
            seen.add(one)
            last[account] = Last(
                one.format.value, named(one), one.year, one.number, one.last_day, one.closing
            )  # fmt: skip
    return fresh, known


class _Seen:
    """The statements that were taken in before, of those in the file."""

    def __init__(self, session: Session, accounts: Sequence[str], statements: Sequence[Told]) -> None:
        self.keys: dict[tuple[str, str], bytes] = {}
        self.movements: dict[tuple[str, bytes], str] = {}
        rows = session.execute(
            select(BankStatement.account, BankStatement.key, BankStatement.movements, BankStatement.format).where(
                BankStatement.account.in_(accounts),
                or_(
                    one_of(BankStatement.key, [_key(one) for one in statements]),
                    one_of(BankStatement.movements, [movements_of(one) for one in statements]),
                ),
            )
        )
        for row in rows:
            self._note(row.account, row.key, bytes(row.movements), row.format)

    def _note(self, account: str, key: str, movements: bytes, format_: str) -> None:
        self.keys[account, key] = movements
        self.movements[account, movements] = format_

    def add(self, one: Told) -> None:
        self._note(one.account.digits, _key(one), movements_of(one), one.format.value)

    def knows(self, one: Told) -> bool:
        """Raises Refusal wallet.bank.other_content for one that was known with other amounts."""
        movements, account = movements_of(one), one.account.digits
        before = self.keys.get((account, _key(one)))
        if before is not None and before != movements:
            raise Refusal("wallet.bank.other_content", field="file", account=str(one.account), found=named(one))
        in_format = self.movements.get((account, movements))
        return before is not None or (in_format is not None and in_format != one.format.value)


def _key(one: Told) -> str:
    return one.key[:_LONGEST_KEY]


def _payments(one: Told) -> int:
    return sum(len(entry.payments) for entry in one.entries)


def _last_of(session: Session, accounts: Sequence[str]) -> dict[str, Last]:
    rows = session.scalars(
        select(BankStatement)
        .where(BankStatement.account.in_(accounts))
        .order_by(BankStatement.account, BankStatement.id.desc())
        .ext(distinct_on(BankStatement.account))
    )
    return {
        row.account: Last(row.format, row.named, row.year, row.number, row.last_day, Money(row.closing))
        for row in rows
    }


def _write_file(session: Session, actor: Identity | None, file: FileFacts, one: Told, now: datetime) -> int:
    made = BankFile(
        sha256=file.sha256,
        name=file.name[:200],
        format=one.format.value,
        size=file.size,
        imported_at=now,
        imported_by=actor.account_id if actor is not None else None,
    )
    session.add(made)
    session.flush()
    return made.id


def _write_statements(session: Session, file_id: int, fresh: Sequence[Told]) -> list[int]:
    rows = [
        {
            "file_id": file_id,
            "format": one.format.value,
            "account": one.account.digits,
            "currency": one.currency,
            "key": _key(one),
            "year": one.year,
            "number": one.number,
            "first_day": one.first_day,
            "last_day": one.last_day,
            "opening": one.opening.euro,
            "closing": one.closing.euro,
            "count": _payments(one),
            "movements": movements_of(one),
        }
        for one in fresh
    ]
    made = insert(BankStatement).returning(BankStatement.id, sort_by_parameter_order=True)
    return list(session.scalars(made, rows))
