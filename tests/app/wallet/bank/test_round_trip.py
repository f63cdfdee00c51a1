"""What a bank writes is what is read, in every dialect; and its money is all there."""

from __future__ import annotations

from collections.abc import Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.wallet.bank_files import BankFormat, BankStatement, read_bank_file, same_movements
from models.values import NOTHING, euro
from tests.app.wallet.bank import writer
from tests.app.wallet.bank.statements import ASCII, LATIN, REFERENCE, entry, payment, statement, statements

pytestmark = pytest.mark.trust("Bank file")


def _each_once(found: Sequence[BankStatement]) -> list[BankStatement]:
    return list({one.key: one for one in reversed(found)}.values())[::-1]


@given(st.sampled_from(sorted(writer.DIALECTS)), st.data())
def test_a_coda_file_reads_back_as_it_was_written(name: str, data: st.DataObject) -> None:
    dialect = writer.DIALECTS[name]
    letters = ASCII if dialect.encoding == "ascii" else LATIN
    told = _each_once(data.draw(st.lists(statements(BankFormat.CODA, letters), min_size=1, max_size=3)))
    assert read_bank_file(writer.coda(told, dialect)) == told


@given(st.sampled_from(["02", "04", "08", "13"]), st.sampled_from(["utf-8", "ISO-8859-1"]), st.data())
def test_a_camt_file_reads_back_as_it_was_written(version: str, encoding: str, data: st.DataObject) -> None:
    told = data.draw(st.lists(statements(BankFormat.CAMT, LATIN), min_size=1, max_size=2))
    told = [BankStatement(**(_fields(one) | {"bank_id": f"S{at}"})) for at, one in enumerate(_each_once(told))]
    told = _each_once(told)
    assert read_bank_file(writer.camt(told, version, encoding)) == told


def _fields(one: BankStatement) -> dict[str, object]:
    return {name: getattr(one, name) for name in one.__slots__}


@given(statements(BankFormat.CODA) | statements(BankFormat.CAMT))
def test_what_is_to_be_credited_or_looked_at_is_all_that_moved(told: BankStatement) -> None:
    content = writer.coda([told]) if told.format is BankFormat.CODA else writer.camt([told])
    (found,) = read_bank_file(content)
    payments = [one for each in found.entries for one in each.payments]
    assert sum((one.amount for one in payments), found.opening) == found.closing
    assert [each.sequence for each in found.entries] == list(range(1, len(found.entries) + 1))
    for each in found.entries:
        assert sum((one.amount for one in each.payments), NOTHING) == each.amount


@given(statements(BankFormat.CODA), statements(BankFormat.CODA))
def test_files_in_any_order_and_number_give_the_same_statements(one: BankStatement, other: BankStatement) -> None:
    if one.key == other.key:
        return
    both = {found.key: found for found in read_bank_file(writer.coda([one, other, one]))}
    assert both == {found.key: found for found in read_bank_file(writer.coda([other, one]))}
    assert both == {one.key: one, other.key: other}


def test_one_day_in_two_formats_tells_the_same_movements() -> None:
    rows = [entry(1, payment("100.00")), entry(2, payment("-3.50", None))]
    (first,) = read_bank_file(writer.coda([statement(rows)]))
    (second,) = read_bank_file(writer.camt([statement(rows, kind=BankFormat.CAMT, number=None)]))
    (third,) = read_bank_file(writer.camt([statement(rows[:1], kind=BankFormat.CAMT, number=None)]))
    assert first.key != second.key
    assert same_movements(first, second)
    assert not same_movements(first, third)


def test_more_than_9999_movements_go_on_counting() -> None:
    rows = [entry(at, payment("1.00", None), code="00150000") for at in range(1, 10_003)]
    (found,) = read_bank_file(writer.coda([statement(rows)]))
    assert found.entries[-1].sequence == 10_002
    assert found.closing == euro("11002.00")


def test_a_stream_is_read_as_bytes_are(tmp_path) -> None:
    file = tmp_path / "statement"
    file.write_bytes(writer.coda([statement([entry(1, payment("50.00"), code="00150000")])]))
    with file.open("rb") as stream:
        (found,) = read_bank_file(stream)
    assert found.entries[0].whole.structured == REFERENCE
