"""Transfers to the account of the demonstration, what its bank told of them, and a file to try the import with.

The statements were all taken in this morning, so that nothing of it lies before what the wallet did since.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from datetime import date, datetime, timedelta
from pathlib import Path

from sqlalchemy import select
from sqlalchemy.orm import Session, sessionmaker

from app import events
from app.clock import day_of
from app.demo.bank_file import coda
from app.demo.cast import HUGO
from app.demo.wallets import TRANSFERS, staff_of
from app.policy import Role
from app.transaction import Scope, enter, transaction
from app.wallet.bank_files import BankEntry, BankFormat, BankPayment, BankStatement
from app.wallet.bank_import import FileFacts, take_in
from models.values import Iban, Money, StructuredReference, euro
from models.wallet import BankStatement as Kept
from models.wallet import TopUp

ACCOUNT = Iban("BE68539007547034")
EXAMPLE = "example.cod"
_OPENING = euro("12500")
_OFFICE, _BRAM_AT_HOME, _NOBODY, _PARTNER = (
    "BE71096123456769", "BE62510007547061", "NL91ABNA0417164300", "BE43068999999501",
)  # fmt: skip


def fill_bank(session: Session, now: datetime) -> None:
    """Of the transfers that were asked one is credited, and three payments wait for Hugo; in office scope."""
    with events.quietly(session):
        references = [StructuredReference(one) for one in _asked(session)]
        hugo = staff_of(session, HUGO, Role.FINANCE)
        for told in _statements(references, day_of(now)):
            written = coda([told])
            facts = FileFacts(f"CODA{told.last_day:%y%m%d}.cod", len(written), hashlib.sha256(written).digest())
            with transaction(session):
                take_in(session, hugo, facts, [told], (ACCOUNT.digits,), now - timedelta(minutes=25))


def _asked(session: Session) -> list[str]:
    """The communications of the transfers, in the order in which they were asked."""
    asked = select(TopUp.reference).where(TopUp.reference.is_not(None)).order_by(TopUp.transaction_id)
    return [one for one in session.scalars(asked) if one is not None]


def _statements(references: Sequence[StructuredReference], today: date) -> list[BankStatement]:
    known, mistyped = references[0], _with_a_digit_wrong(references[1])
    first = _statement(1, today - timedelta(days=20), _OPENING, [_paid("300", "IMMO PEETERS", _OFFICE, known)])
    second = _statement(
        2,
        today - timedelta(days=9),
        first.closing,
        [_paid("125", "CLAES BRAM", _BRAM_AT_HOME, words=f"opladen {mistyped}")],
    )
    third = [
        _paid("80", "IMMO PEETERS", _OFFICE, words="portefeuille, oktober"),
        _paid("60", "DE VRIES BOUW", _NOBODY, words="factuur 118"),
    ]
    return [first, second, _statement(3, today - timedelta(days=5), second.closing, third)]


def put_example(session_factory: sessionmaker[Session], folder: Path) -> None:
    """The bank's next file, to bring in by hand, unless it lies there or there is nothing it could follow."""
    file = folder / EXAMPLE
    with session_factory() as session:
        enter(session, Scope.office())
        last = session.scalars(
            select(Kept).where(Kept.account == ACCOUNT.digits).order_by(Kept.id.desc()).limit(1)
        ).one_or_none()
        asked = _asked(session)
    if file.exists() or last is None or last.number is None or len(asked) < len(TRANSFERS):
        return
    payments = [
        _paid("200", "IMMO PEETERS", _OFFICE, StructuredReference(asked[2])),
        _paid("90", "CLAES EN ZONEN", _PARTNER, words="voor de portefeuille"),
        _paid("-3.50", "", "", words="kosten van de rekening"),
    ]
    told = _statement(last.number + 1, last.last_day + timedelta(days=1), Money(last.closing), payments)
    folder.mkdir(mode=0o700, exist_ok=True)
    file.write_bytes(coda([told]))


def _paid(
    gross: str, name: str, account: str, reference: StructuredReference | None = None, words: str = ""
) -> BankPayment:
    return BankPayment(0, euro(gross), reference, words, name, account)


def _statement(number: int, day: date, opening: Money, payments: Sequence[BankPayment]) -> BankStatement:
    entries = tuple(BankEntry(place, one, day, day) for place, one in enumerate(payments, 1))
    closing = sum((one.amount for one in payments), opening)
    return BankStatement(BankFormat.CODA, ACCOUNT, "EUR", number, "", day, day, opening, closing, entries)


def _with_a_digit_wrong(reference: StructuredReference) -> str:
    """As somebody typed it who looked away once."""
    digits = reference.digits
    wrong = digits[:4] + str((int(digits[4]) + 3) % 10) + digits[5:]
    return f"+++{wrong[:3]}/{wrong[3:7]}/{wrong[7:]}+++"
