"""CODA by hand: columns typed out from the published layout, and everything a file can be refused for."""

from __future__ import annotations

from datetime import date

import pytest

from app.wallet.bank_files import BankFileProblem, BankStatement, communication_of, credits_of, read_bank_file
from models.values import StructuredReference, euro
from tests.app.wallet.bank import writer
from tests.app.wallet.bank.statements import OURS, REFERENCE, entry, payment, statement

pytestmark = pytest.mark.trust("Bank file")


def record(*fields: tuple[int, str], begins: str) -> str:
    """128 columns: what it begins with, then texts at their column."""
    made = begins.ljust(128)
    for at, text in fields:
        made = made[:at] + text + made[at + len(text) :]
    assert len(made) == 128
    return made


ACCOUNT = "BE68539007547034".ljust(34) + "EUR"
HEADER = record(
    (5, "150327"), (11, "300"), (14, "05"), (60, "GEBABEBB"), (83, "00000"), (127, "2"), begins="00000"
)
OLD = record((5, ACCOUNT), (42, "0000000001000000"), (58, "140327"), (125, "051"), begins="12000")
MOVED = record(
    (2, "00010000"),
    (10, "BANKREF1"),
    (31, "0000000000100500"),
    (47, "160327"),
    (53, "00150000"),
    (61, "1101010806817183"),
    (115, "150327"),
    (125, "1"),
    begins="21",
)
MORE = record((2, "00010000"), (98, "KREDBEBB"), (125, "1"), begins="22")
OTHER = record((2, "00010000"), (10, "BE71096123456769"), (47, "JANSSENS AN"), (125, "0"), (127, "1"), begins="23")
NAMED = record(
    (2, "00010001"),
    (10, "BANKREF1"),
    (31, "00150000"),
    (39, "1001JANSSENS AN EN PEETERS BRAM, NOTARISSEN"),
    begins="31",
)
NEW = record((1, "051"), (4, ACCOUNT), (41, "0000000001100500"), (57, "150327"), begins="8")
NEWS = record((2, "00010000"), (32, "Nieuwe tarieven vanaf 1 april"), begins="4")
END = record((16, "000006"), (22, "000000000000000"), (37, "000000000100500"), (127, "2"), begins="9")
FILE = [HEADER, OLD, MOVED, MORE, OTHER, NAMED, NEW, NEWS, END]


def read(*lines: str, encoding: str = "ascii") -> BankStatement:
    (found,) = read_bank_file("\r\n".join(lines).encode(encoding))
    return found


def refused(*lines: str) -> BankFileProblem:
    with pytest.raises(BankFileProblem) as caught:
        read(*lines)
    return caught.value


def changed(which: int, at: int, text: str) -> list[str]:
    lines = list(FILE)
    lines[which] = lines[which][:at] + text + lines[which][at + len(text) :]
    return lines


def test_a_statement_is_read_column_by_column() -> None:
    found = read(*FILE)
    assert (found.account, found.currency, found.number, found.key) == (OURS, "EUR", 51, "2027-03-15/51")
    assert (found.opening, found.closing) == (euro("1000.00"), euro("1100.50"))
    assert (found.first_day, found.last_day) == (date(2027, 3, 14), date(2027, 3, 15))
    (moved,) = found.entries
    assert (moved.sequence, moved.amount, moved.code) == (1, euro("100.50"), "00150000")
    assert (moved.entry_day, moved.value_day, moved.currency) == (date(2027, 3, 15), date(2027, 3, 16), None)
    assert moved.whole.structured == StructuredReference("010806817183")
    assert (moved.whole.name, moved.whole.account) == (
        "JANSSENS AN EN PEETERS BRAM, NOTARISSEN",
        "BE71096123456769",
    )
    assert (moved.whole.bank_reference, moved.whole.text, moved.whole.is_reversal) == ("BANKREF1", "", False)
    assert moved.whole.iban is not None


@pytest.mark.parametrize(
    ("lines", "code"),
    [
        (FILE[:-1], "truncated"),
        (FILE[:3], "truncated"),
        ([*FILE[:4], HEADER, *FILE[1:]], "truncated"),
        ([*FILE[:6], END], "truncated"),
        (FILE[1:], "not_a_statement"),
        ([*FILE, NEWS], "bad_line"),
        ([*FILE[:2], *FILE[1:]], "bad_line"),
        ([HEADER, *FILE[2:]], "bad_line"),
        ([*FILE[:2], *FILE[3:]], "bad_line"),
        ([*FILE[:5], "7", *FILE[5:]], "bad_line"),
        ([*FILE[:5], FILE[5] + "X", *FILE[6:]], "bad_line"),
        ([*FILE[:3], *FILE[4:]], "count_off"),
        ([*FILE[:5], *FILE[6:]], "count_off"),
        (changed(2, 2, "00020000"), "sequence_hole"),
        (changed(2, 2, "00000000"), "sequence_hole"),
        (changed(2, 6, "0001"), "sequence_hole"),
        ([*FILE[:6], FILE[2], *FILE[3:6], *FILE[6:]], "sequence_hole"),
        (changed(2, 31, "0000000000100501"), "bad_amount"),
        (changed(2, 31, "2"), "bad_amount"),
        (changed(2, 31, "0 00000000100500"), "bad_amount"),
        (changed(1, 42, "0000000001000001"), "bad_amount"),
        (changed(8, 16, "00000A"), "bad_amount"),
        (changed(2, 47, "310227"), "bad_date"),
        (changed(2, 115, "15O327"), "bad_date"),
        (changed(6, 57, "000000"), "bad_date"),
        (changed(1, 42, "1"), "balance_off"),
        (changed(6, 41, "0000000001100600"), "balance_off"),
        (changed(8, 37, "000000000100510"), "totals_off"),
        (changed(8, 22, "000000000000010"), "totals_off"),
        (changed(1, 5, "BE69539007547034"), "account"),
        (changed(6, 4, "BE71096123456769"), "account"),
        (changed(1, 39, "E1R"), "wrong_currency"),
        (changed(0, 127, "1"), "version"),
        (changed(0, 127, " "), "version"),
        (changed(0, 83, "00001"), "separate"),
    ],
)
def test_a_file_that_contradicts_itself_is_refused(lines: list[str], code: str) -> None:
    assert refused(*lines).code == f"wallet.bank_file.{code}"


def test_a_balance_that_is_off_says_by_how_much() -> None:
    assert refused(*changed(6, 41, "0000000001100600")).facts == {"difference": euro("0.10")}


def test_a_hole_says_what_was_expected() -> None:
    assert refused(*changed(2, 2, "00030000")).facts == {"line": 3, "expected": "0001", "found": "0003"}


def test_numbers_in_another_script_are_none() -> None:
    with pytest.raises(BankFileProblem, match="bad_amount"):
        read(*changed(2, 32, "٠"), encoding="utf-8")


def test_an_empty_day_has_no_entries_and_needs_no_new_balance() -> None:
    end = record((16, "000001"), (22, "0" * 30), (127, "2"), begins="9")
    found = read(HEADER, OLD, end)
    assert (found.entries, found.opening, found.closing) == ((), euro("1000.00"), euro("1000.00"))


def test_an_old_account_number_becomes_its_iban() -> None:
    account = "539007547034 EUR0BE".ljust(37)
    old = record((5, account), (42, OLD[42:]), begins="10000")
    new = record((4, account), (41, NEW[41:]), begins="8051")
    assert read(HEADER, old, *FILE[2:6], new, NEWS, END).account == OURS


def test_a_statement_in_another_currency_is_read_and_its_entries_say_so() -> None:
    lines = changed(1, 39, "USD")
    lines[6] = lines[6][:38] + "USD" + lines[6][41:]
    found = read(*lines)
    assert (found.currency, found.entries[0].currency) == ("USD", "USD")
    assert credits_of(found.entries[0])[0][1] is None


def test_a_communication_cut_in_two_by_records_is_whole_again() -> None:
    text = "betaling van de factuur met mededeling +++010/8068/17183+++"
    lines = changed(2, 61, f"0{text[:53]}")
    lines[3] = lines[3][:10] + text[53:].ljust(53) + lines[3][63:]
    (moved,) = read(*lines).entries
    assert (moved.whole.structured, moved.whole.text) == (None, text)
    assert communication_of(moved.whole) == REFERENCE


def test_what_an_information_record_tells_is_read_too() -> None:
    lines = changed(2, 61, "0".ljust(54))
    lines[5] = lines[5][:39] + "0mededeling 010/8068/17183".ljust(74) + lines[5][113:]
    (moved,) = read(*lines).entries
    assert moved.whole.text == "mededeling 010/8068/17183"
    assert moved.whole.name == "JANSSENS AN"


def test_a_structured_field_with_wrong_check_digits_is_only_text() -> None:
    (moved,) = read(*changed(2, 62, "101010806817184")).entries
    assert (moved.whole.structured, moved.whole.text) == (None, "010806817184")


def test_leaves_of_a_globalised_movement_are_the_payments() -> None:
    leaves = [payment("60.00", number=1), payment("40.00", None, number=2, text="zonder")]
    told = statement([entry(1, payment("100.00", None), leaves, code="20150000")])
    (found,) = read_bank_file(writer.coda([told]))
    assert found.entries[0].payments == tuple(leaves)
    assert [known for _, known in credits_of(found.entries[0])] == [REFERENCE, None]


def test_details_that_dont_make_their_total_leave_it_whole_and_uncredited() -> None:
    leaves = [payment("60.00", number=1), payment("40.00", None, number=2)]
    told = statement([entry(1, payment("100.00"), leaves, code="20150000")])
    content = writer.coda([told]).replace(b"0000000000060000", b"0000000000059000")
    (found,) = read_bank_file(content)
    (moved,) = found.entries
    assert (moved.leaves, moved.leaves_off) == ((), euro("1.00"))
    assert credits_of(moved) == ((moved.whole, None),)


def test_costs_inside_one_payment_are_no_payments() -> None:
    total = changed(2, 53, "34150000")
    gross = record(
        (2, "00010002"),
        (31, "0000000000105500"),
        (47, "160327"),
        (53, "84150100"),
        (61, "0"),
        (115, "150327"),
        begins="21",
    )
    cost = gross[:9] + "3" + gross[10:31] + "1000000000005000" + gross[47:]
    end = record((16, "000008"), (22, "000000000000000"), (37, "000000000100500"), (127, "2"), begins="9")
    (moved,) = read(*total[:6], gross, cost, NEW, end).entries
    assert (moved.leaves, moved.leaves_off, moved.amount) == ((), None, euro("100.50"))


@pytest.mark.parametrize(("which", "at", "text"), [(2, 53, "00199000"), (3, 112, "2AC04")])
def test_a_storno_is_told_apart(which: int, at: int, text: str) -> None:
    (moved,) = read(*changed(which, at, text)).entries
    assert moved.whole.is_reversal
    assert credits_of(moved)[0][1] is None


def test_the_paper_number_serves_where_the_coded_one_is_zero() -> None:
    lines = changed(1, 125, "000")
    assert read(*lines).number == 51
    lines[6] = lines[6][:1] + "000" + lines[6][4:]
    found = read(*lines)
    assert (found.number, found.key) == (None, "2027-03-15/1000.00>1100.50")


@pytest.mark.parametrize("encoding", ["cp1252", "cp850", "utf-8"])
def test_names_keep_their_accents_in_any_encoding(encoding: str) -> None:
    (moved,) = read(*changed(5, 43, "Crème brûlée".ljust(70)), encoding=encoding).entries
    assert moved.whole.name == "Crème brûlée"


def test_columns_hold_where_a_bank_counts_bytes() -> None:
    lines = [line.encode() for line in FILE]
    lines[4] = lines[4][:47] + "ANDRÉ".encode() + lines[4][53:]
    (found,) = read_bank_file(b"\n".join(lines))
    assert found.closing == euro("1100.50")
