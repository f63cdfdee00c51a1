"""Statements a bank could send, as values: some by hand, any number by Hypothesis."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta

from hypothesis import strategies as st

from app.wallet.bank_files import BankEntry, BankFormat, BankPayment, BankStatement
from app.wallet.bank_files.statement import money
from models.values import Iban, Money, StructuredReference, euro

OURS = Iban("BE68539007547034")
DAY = date(2027, 3, 15)
REFERENCE = StructuredReference.make(108068171)


def payment(gross: str | Money, reference: StructuredReference | None = REFERENCE, **told: object) -> BankPayment:
    amount = gross if isinstance(gross, Money) else euro(gross)
    whole: dict[str, object] = {
        "number": 0,
        "text": "",
        "name": "Immo Janssens BV",
        "account": "BE71096123456769",
        "bank_reference": "REF0001",
    }
    return BankPayment(amount=amount, structured=reference, **(whole | told))  # type: ignore[arg-type]


def entry(sequence: int, whole: BankPayment, leaves: Sequence[BankPayment] = (), code: str = "") -> BankEntry:
    return BankEntry(sequence, whole, DAY, DAY, code, None, tuple(leaves))


def statement(
    entries: Sequence[BankEntry],
    opening: str | Money = "1000.00",
    number: int | None = 51,
    kind: BankFormat = BankFormat.CODA,
    day: date = DAY,
    **told: object,
) -> BankStatement:
    """Entries with the closing balance they make."""
    begin = opening if isinstance(opening, Money) else euro(opening)
    whole: dict[str, object] = {
        "account": OURS,
        "currency": "EUR",
        "bank_id": "" if kind is BankFormat.CODA else "STMT-51",
    }
    return BankStatement(
        format=kind,
        number=number,
        first_day=day - timedelta(days=1),
        last_day=day,
        opening=begin,
        closing=sum((one.amount for one in entries), begin),
        entries=tuple(entries),
        **(whole | told),  # type: ignore[arg-type]
    )


# -- any

cents = st.integers(-10_000_000, 10_000_000)
references = st.integers(0, 10**10 - 1).map(StructuredReference.make)
days = st.dates(date(2020, 1, 2), date(2060, 12, 30))
CODES = {
    BankFormat.CODA: ("00150000", "00250000", "30101000", "00149000"),
    BankFormat.CAMT: ("PMNT/RCDT/ESCT", "PMNT/ICDT/ESCT", ""),
}
GLOBAL_CODES = {BankFormat.CODA: ("10150000", "20150000"), BankFormat.CAMT: ("PMNT/RCDT/ATXN",)}


def words(most: int, letters: str) -> st.SearchStrategy[str]:
    """Text on one line, without spaces at its ends or in rows."""
    return st.text(st.sampled_from(letters), max_size=most).map(lambda text: " ".join(text.split()))


ASCII = "ABCxyz 0123456789 +/.-:&<>'\""
LATIN = ASCII + "éèàçëüÉñ"


@st.composite
def payments(
    draw: st.DrawFn, kind: BankFormat, letters: str, number: int, amount: Money, code: str
) -> BankPayment:
    return BankPayment(
        number,
        amount,
        draw(st.none() | references),
        draw(words(120, letters)),
        draw(words(35, letters)),
        draw(st.sampled_from(("", "BE71096123456769", "NL91ABNA0417164300", "370121620105"))),
        draw(words(21, "ABC0123456789")),
        (code[3:5] == "49") if kind is BankFormat.CODA else False,
    )


@st.composite
def entries(draw: st.DrawFn, kind: BankFormat, letters: str, sequence: int) -> BankEntry:
    parts = draw(st.lists(cents, max_size=4)) if draw(st.booleans()) else []
    if len(parts) < 2:
        parts = []
    code = draw(st.sampled_from((GLOBAL_CODES if parts else CODES)[kind]))
    amount = money(sum(parts) if parts else draw(cents))
    if parts and kind is BankFormat.CAMT:
        whole = BankPayment(0, amount, None, draw(words(80, letters)), "", "", draw(words(21, "AB019")))
    else:
        whole = draw(payments(kind, letters, 0, amount, code))
    leaves = tuple(draw(payments(kind, letters, number, money(one), code)) for number, one in enumerate(parts, 1))
    return BankEntry(sequence, whole, draw(days), draw(st.none() | days), code, None, leaves)


@st.composite
def statements(draw: st.DrawFn, kind: BankFormat = BankFormat.CODA, letters: str = ASCII) -> BankStatement:
    made = [draw(entries(kind, letters, at)) for at in range(1, draw(st.integers(0, 6)) + 1)]
    number = draw(st.integers(1, 999)) if kind is BankFormat.CODA else draw(st.none() | st.integers(1, 10**6))
    return statement(made, money(draw(cents)), number, kind, draw(days))
