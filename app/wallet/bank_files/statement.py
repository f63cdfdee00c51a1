"""What a bank says of an account, whichever format it said it in.

Convention: amounts are signed, above zero what came in; days are the bank's own. An entry is what the balance
moved by; a globalised one was made of several payments, its `leaves`, and only those may credit anybody:
`payments` gives what to look at. Whose they are is the importer's business.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import Enum

from app.errors import Refusal
from models.values import Iban, Money, StructuredReference, ValueProblem

EURO = "EUR"
LONGEST_TEXT = 1_000
LONGEST_NAME = 140
_LARGEST = 10**14


class BankFileProblem(Refusal):
    """A file of a bank can't be believed: `wallet.bank_file.why`; nothing of it may be used."""


class BankFormat(Enum):
    """In which of the two formats a statement came; not a word for people."""

    CODA = "coda"
    CAMT = "camt"


@dataclass(frozen=True, slots=True)
class BankPayment:
    """One payment of an entry: `number` 0 is the whole entry, from 1 on its place among the leaves.

    `structured` only when the bank says that the payer used the field for it, with right check digits; `text` is
    everything else that was told. `account` is the other's as the bank writes it, `iban` if it is one.
    `is_reversal`: it undoes an earlier payment, whichever its sign.
    """

    number: int
    amount: Money
    structured: StructuredReference | None = None
    text: str = ""
    name: str = ""
    account: str = ""
    bank_reference: str = ""
    is_reversal: bool = False

    @property
    def iban(self) -> Iban | None:
        return iban_of(self.account)


@dataclass(frozen=True, slots=True)
class BankEntry:
    """One movement of the account; `sequence` counts from 1 in its statement, without holes.

    `code` is the bank's kind of movement: CODA's eight digits, or camt's domain/family/subfamily.
    `currency` is None for euro. `leaves_off` tells by how much details that the bank gave don't make the entry:
    then there are no leaves, and the entry stays whole.
    """

    sequence: int
    whole: BankPayment
    entry_day: date
    value_day: date | None = None
    code: str = ""
    currency: str | None = None
    leaves: tuple[BankPayment, ...] = ()
    leaves_off: Money | None = None

    @property
    def amount(self) -> Money:
        return self.whole.amount

    @property
    def payments(self) -> tuple[BankPayment, ...]:
        """The leaves, or the entry itself when it has none: their amounts sum to the entry's."""
        return self.leaves or (self.whole,)


@dataclass(frozen=True, slots=True)
class BankStatement:
    """One statement of one account, proved complete.

    `number` is the bank's count within a year, None when it gives none; `bank_id` what else the bank calls it.
    """

    format: BankFormat
    account: Iban
    currency: str
    number: int | None
    bank_id: str
    first_day: date
    last_day: date
    opening: Money
    closing: Money
    entries: tuple[BankEntry, ...]

    @property
    def year(self) -> int:
        """The year the number counts in; around New Year banks differ, hence `key` names the day."""
        return self.last_day.year

    @property
    def key(self) -> str:
        """What this statement is called within its account, the same however often it comes.

        The day stands in it: numbers begin again each year, and some banks give every statement the same one.
        """
        told = str(self.number) if self.number is not None else self.bank_id
        return f"{self.last_day.isoformat()}/{told or f'{self.opening}>{self.closing}'}"


def same_movements(one: BankStatement, other: BankStatement) -> bool:
    """Whether two statements tell the same money, in whatever format and under whatever number.

    For a day that comes as CODA and as camt.053: same account, same balances, same entries in some order.
    """
    return (one.account, one.opening, one.closing, one.last_day) == (
        other.account,
        other.opening,
        other.closing,
        other.last_day,
    ) and Counter(entry.amount for entry in one.entries) == Counter(entry.amount for entry in other.entries)


def prove(opening: int, entries: Iterable[int], closing: int) -> None:
    """Opening and entries, in cents, make the closing balance; raises `balance_off` with what is missing."""
    if off := closing - opening - sum(entries):
        raise BankFileProblem("wallet.bank_file.balance_off", difference=money(off))


def money(cents: int) -> Money:
    """Cents as an amount; raises `bad_amount` beyond what an account can hold."""
    if not -_LARGEST < cents < _LARGEST:
        raise BankFileProblem("wallet.bank_file.bad_amount", place="–")
    return Money(Decimal(cents).scaleb(-2))


def line(text: str, most: int = LONGEST_TEXT) -> str:
    """Text of a bank on one line: what isn't printed and rows of spaces are one space; cut at `most`."""
    if not text.isprintable():
        text = "".join(letter if letter.isprintable() else " " for letter in text)
    told = " ".join(text.split())
    return told if len(told) <= most else told[:most].rstrip()


def reference_of(told: str) -> StructuredReference | None:
    """The structured communication that stands in a field for it; None when its check digits are wrong."""
    try:
        return StructuredReference(told) if len(told) == 12 else StructuredReference.parse(told)
    except ValueProblem:
        return None


def iban_of(told: str) -> Iban | None:
    """The account as IBAN; None when it is another kind of number."""
    try:
        return Iban.parse(told)
    except ValueProblem:
        return None
