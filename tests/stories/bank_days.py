"""The house's bank in stories: files that it would give, from payments; each day's statement follows the last."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta

from app.wallet.bank_files import BankPayment, BankStatement
from models.values import StructuredReference
from tests.app.wallet.bank.statements import entry, payment, statement
from tests.app.wallet.bank.writer import camt, coda

FIRST = date(2027, 3, 8)
AT_NOBODYS = "NL91ABNA0417164300"


def paid(gross: str, communication: str = "", text: str = "", **told: str) -> BankPayment:
    """A payment with that communication in its field, and these words."""
    field = StructuredReference.parse(communication) if communication else None
    return payment(gross, field, text=text, **told)


def day(number: int, payments: Sequence[BankPayment], opening: str = "1000.00") -> BankStatement:
    entries = [entry(at, one) for at, one in enumerate(payments, 1)]
    return statement(entries, opening, number, day=FIRST + timedelta(days=number))


def file_of(*statements: BankStatement) -> bytes:
    return coda(statements)


def other_file_of(*statements: BankStatement) -> bytes:
    """The same in the bank's other format."""
    return camt(statements)


def one_digit_wrong(communication: str) -> str:
    digits = StructuredReference.parse(communication).digits
    wrong = digits[:5] + str((int(digits[5]) + 1) % 10) + digits[6:]
    return f"+++{wrong[:3]}/{wrong[3:7]}/{wrong[7:]}+++"
