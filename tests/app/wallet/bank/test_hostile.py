"""Files nobody's bank would send: refused with a declared problem, in little time and memory."""

from __future__ import annotations

import gzip
import io
import tracemalloc
import zipfile
from collections.abc import Callable
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.wallet.bank_files import BankFileProblem, BankFormat, BankStatement, read_bank_file, reading
from app.wallet.bank_files.reading import MOST_BYTES
from models.values import NOTHING
from tests.app.wallet.bank import writer
from tests.app.wallet.bank.statements import entry, payment, statement
from tests.app.wallet.bank.test_camt import INNER, document
from tests.little_work import little_work
from tests.mutants import Breaking, read_after_all

pytestmark = [
    pytest.mark.trust("Bank file"),
    pytest.mark.trust("Parsers"),
    pytest.mark.trust("1.5.1"),
]

MEMORY = 64 * 1024 * 1024


def _zip(content: bytes) -> bytes:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("statement.cod", content)
    return packed.getvalue()


def _laughs(levels: int = 12) -> bytes:
    entities = "".join(f'<!ENTITY l{at} "{f"&l{at - 1};" * 10}">' for at in range(1, levels))
    return (
        f'<?xml version="1.0"?><!DOCTYPE l [<!ENTITY l0 "lol">{entities}]><Document><BkToCstmrStmt><Stmt>'
        f"<Id>&l{levels - 1};</Id></Stmt></BkToCstmrStmt></Document>"
    ).encode()


OUTSIDE = (
    b'<?xml version="1.0"?><!DOCTYPE d [<!ENTITY x SYSTEM "file:///etc/passwd">]><Document><BkToCstmrStmt><Stmt>'
    b"<Id>&x;</Id></Stmt></BkToCstmrStmt></Document>"
)
REMOTE = document().replace(b"<Document", b'<!DOCTYPE d SYSTEM "http://127.0.0.1:9/x.dtd"><Document', 1)
UTF_7 = OUTSIDE.replace(b'version="1.0"', b'version="1.0" encoding="UTF-7"').replace(b"<!", b"+ADwAIQ-")
GOOD_CODA = writer.coda([statement([entry(1, payment("100.00"), code="00150000")])])


def _with(inside: str) -> bytes:
    return document(inside + INNER)


def _again(kind: bytes, times: int) -> bytes:
    """A CODA file in which one record of a kind stands so often, as a detail of its movement."""
    lines = GOOD_CODA.split(b"\r\n")
    first, second, third = (next(line for line in lines if line.startswith(one)) for one in (b"21", b"22", b"23"))
    again = {
        b"21": first[:6] + b"0001" + first[10:53] + b"5" + first[54:],
        b"22": second,
        b"31": b"31" + first[2:6] + b"0001" + first[10:39] + b"0" + b"x" * 88,
    }[kind]
    at = lines.index(second if kind == b"22" else third) + 1
    return b"\r\n".join([*lines[:at], *[again] * times, *lines[at:]])


HOSTILE: dict[str, tuple[Callable[[], bytes], str]] = {
    "a billion laughs": (_laughs, "hostile_xml"),
    "an entity of another file": (lambda: OUTSIDE, "hostile_xml"),
    "a definition from elsewhere": (lambda: REMOTE, "hostile_xml"),
    "an undefined entity": (lambda: _with("<Id>&x;</Id>"), "damaged_xml"),
    "an encoding that hides": (lambda: UTF_7, "encoding"),
    "a declaration that never ends": (lambda: document().replace(b"?>", b" " * 500 + b"?>", 1), "encoding"),
    "two bytes a letter": (lambda: document().decode().encode("utf-16"), "encoding"),
    "an attribute of 100 MB": (lambda: _with(f'<Id a="{"x" * 100_000_000}"/>'), "too_large"),
    "an attribute of 15 MB": (lambda: _with(f'<Id a="{"x" * 15_000_000}"/>'), "damaged_xml"),
    "a text of 15 MB": (lambda: _with(f"<Id>{'x' * 15_000_000}</Id>"), "damaged_xml"),
    "a name of 15 MB": (lambda: _with(f"<{'x' * 15_000_000}/>"), "damaged_xml"),
    "a hundred thousand levels": (lambda: _with("<a>" * 100_000 + "</a>" * 100_000), "damaged_xml"),
    "four million elements": (lambda: _with("<a/>" * 4_000_000), "too_many"),
    "a million attributes": (
        lambda: _with("<a" + "".join(f" b{n}=''" for n in range(1_000_000)) + "/>"),
        "too_many",
    ),
    "a stylesheet and an inclusion": (
        lambda: document('<i:include xmlns:i="http://www.w3.org/2001/XInclude" href="file:///etc/passwd"/>'),
        "account",
    ),
    "a report of today": (lambda: document().replace(b"BkToCstmrStmt", b"BkToCstmrAcctRpt"), "not_a_statement"),
    "another document": (lambda: b"<html><body>BkToCstmrStmt</body></html>", "not_a_statement"),
    "half an XML file": (lambda: document()[:-200], "damaged_xml"),
    "a zip": (lambda: _zip(GOOD_CODA), "packed"),
    "a gzip": (lambda: gzip.compress(document()), "packed"),
    "nothing": (lambda: b"", "empty"),
    "only spaces": (lambda: b" \r\n" * 100, "empty"),
    "a table": (lambda: b"datum;bedrag\r\n15/03/2027;100,00\r\n", "not_a_statement"),
    "a picture": (lambda: b"\x89PNG\r\n\x1a\n" + bytes(1_000), "encoding"),
    "twenty megabytes and one": (lambda: b"0" * (MOST_BYTES + 1), "too_large"),
    "twenty megabytes of headers": (lambda: (GOOD_CODA[:130] * 161_000)[:MOST_BYTES], "truncated"),
    "a movement that goes on and on": (lambda: _again(b"22", 140_000), "bad_line"),
    "a movement explained on and on": (lambda: _again(b"31", 140_000), "count_off"),
    "a total of fifty thousand details": (lambda: _again(b"21", 50_000), "count_off"),
    "one endless line": (lambda: GOOD_CODA[:128] + b"x" * 10_000_000 + b"\n\n", "bad_line"),
    "a NUL in a name": (lambda: GOOD_CODA.replace(b"Immo", b"Im\0o"), "encoding"),
}


@pytest.mark.parametrize("name", HOSTILE)
def test_a_hostile_file_is_refused_soon(name: str) -> None:
    make, code = HOSTILE[name]
    content = make()
    with little_work(), pytest.raises(BankFileProblem) as caught:
        read_bank_file(content)
    assert caught.value.code == f"wallet.bank_file.{code}"


def test_too_many_payments_are_refused_before_they_are_booked(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(reading, "MOST_PAYMENTS", 100)
    rows = [entry(at, payment("1.00"), code="00150000") for at in range(1, 102)]
    with pytest.raises(BankFileProblem, match="too_many"):
        read_bank_file(writer.coda([statement(rows)]))


def test_a_stream_is_not_read_beyond_its_limit() -> None:
    class Endless(io.RawIOBase):
        asked = 0

        def read(self, size: int = -1) -> bytes:
            self.asked += size
            return b"0" * size

    endless = Endless()
    with pytest.raises(BankFileProblem, match="too_large"):
        read_bank_file(endless)  # type: ignore[arg-type]
    assert endless.asked == MOST_BYTES + 1


# -- anything


def _survives(content: bytes) -> bool:
    """Whether it was read; what was read is proved once more here."""
    try:
        found = read_bank_file(content)
    except BankFileProblem:
        return False
    for one in found:
        _is_whole(one)
    return True


def _is_whole(one: BankStatement) -> None:
    paid = [payment.amount for entry in one.entries for payment in entry.payments]
    assert sum(paid, one.opening) == one.closing
    assert sum((amount.euro for amount in paid), Decimal(0)) == one.closing.euro - one.opening.euro
    texts = [one.currency, one.bank_id, one.key, *(each.code for each in one.entries)]
    for each in one.entries:
        for paid_by in (each.whole, *each.leaves):
            texts += [paid_by.text, paid_by.name, paid_by.account, paid_by.bank_reference]
    assert all(text.isprintable() for text in texts)
    assert [entry.sequence for entry in one.entries] == list(range(1, len(one.entries) + 1))


@given(st.binary(max_size=600))
def test_whatever_the_bytes_they_are_read_or_refused(content: bytes) -> None:
    _survives(content)
    _survives(GOOD_CODA[:130] + content)
    _survives(b"<Document><BkToCstmrStmt>" + content + b"</BkToCstmrStmt></Document>")


def _goods(kind: BankFormat) -> list[bytes]:
    coda = kind is BankFormat.CODA
    single = "00150000" if coda else "PMNT/RCDT/ESCT"
    total = "20150000" if coda else "PMNT/RCDT/ATXN"
    leaves = [payment("60.00", number=1), payment("40.00", None, number=2, text="zonder 010/8068/17183")]
    rows = [
        entry(1, payment("100.00"), code=single),
        entry(2, payment("-12.34", None, text="kosten"), code=single),
        entry(3, payment("100.00", None, name="", account=""), leaves, code=total),
        entry(4, payment("75.00", None, text="mededeling +++010/8068/17183+++ " * 3), code=single),
    ]
    told = [statement(rows, kind=kind), statement(rows[:2], kind=kind, number=52, bank_id="S2")]
    if coda:
        return [writer.coda(told, dialect) for dialect in writer.DIALECTS.values()]
    return [writer.camt(told, version) for version in ("02", "08")]


def _mutants(kind: BankFormat, count: int, seed: int) -> int:
    """How many of them were read after all."""
    goods = _goods(kind)
    breaking = Breaking(
        (b"\n",) if b"\n" in goods[0] else (b">",),
        b"0123456789 -.<>/&\xe9",
        (b"\x00", b"\xff", b"\r\n", b"<a>", b"&x;", b"0", b" ", b"]]>", b"<!--"),
    )
    return read_after_all(goods, breaking, _survives, count, seed, MEMORY)


@pytest.mark.parametrize("kind", BankFormat)
def test_five_hundred_mutants_are_read_or_refused(kind: BankFormat) -> None:
    assert 10 < _mutants(kind, 500, seed=20270315) < 400


@pytest.mark.slow
@pytest.mark.parametrize("kind", BankFormat)
def test_twenty_thousand_mutants_are_read_or_refused(kind: BankFormat) -> None:
    assert 400 < _mutants(kind, 20_000, seed=1) < 16_000


@pytest.mark.slow
@pytest.mark.parametrize("kind", BankFormat)
def test_a_large_file_costs_its_values_not_its_text_many_times(kind: BankFormat) -> None:
    code = "00150000" if kind is BankFormat.CODA else ""
    rows = [entry(at, payment("1.00", text="t"), code=code) for at in range(1, 20_001)]
    told = statement(rows, kind=kind)
    content = writer.coda([told]) if kind is BankFormat.CODA else writer.camt([told])
    tracemalloc.start()
    (found,) = read_bank_file(content)
    _, most = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert sum((one.amount for one in found.entries), NOTHING) == told.closing - told.opening
    assert most < 5 * len(content) + MEMORY
