"""Files as they come: encodings, delimiters, quotes, workbooks; and what is none of these is refused, at once."""

from __future__ import annotations

import io
import random
import struct
import tracemalloc
import zipfile
from datetime import date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st
from openpyxl import Workbook, load_workbook

from app.errors import Refusal
from app.imports.cells import BROKEN, FORMULA
from app.imports.reading import Sheet, read
from app.organisations.people_import import COLUMNS
from tests.app.imports.files import HEADS, delimited, person, workbook

pytestmark = pytest.mark.trust("Parsers")
OF_THE_FILE = "imports.file."


def opened(content: bytes, name: str = "list.csv") -> Sheet:
    return read(io.BytesIO(content), name, COLUMNS)


def rows(content: bytes, name: str = "list.csv") -> list[list[str]]:
    return [cells for _, cells in opened(content, name).rows]


def refused(content: bytes, name: str = "list.csv") -> Refusal:
    with pytest.raises(Refusal) as found:
        list(opened(content, name).rows)
    return found.value


# -- texts


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1252", "cp850", "mac_roman"])
@pytest.mark.parametrize("delimiter", [";", ",", "\t", "|"])
def test_encoding_and_delimiter_are_found(encoding: str, delimiter: str) -> None:
    people = [person(number) for number in range(40)]
    people[3][2] = "Hélène; Zoë, “Ça” | naïve".replace("“", "'").replace("”", "'")
    assert rows(delimited(people, delimiter=delimiter, encoding=encoding)) == people


@pytest.mark.parametrize("encoding", ["utf-16-le", "utf-16-be"])
def test_utf_16_is_known_without_its_mark(encoding: str) -> None:
    sheet = opened(delimited([person(2)], encoding=encoding))
    assert (sheet.encoding, [cells for _, cells in sheet.rows]) == (encoding, [person(2)])


def test_euros_and_quotes_of_windows_are_kept() -> None:
    assert rows(delimited([person(0, Functie="€ “chef” – Zoë")], encoding="cp1252"))[0][7] == "€ “chef” – Zoë"


def test_lines_in_another_encoding_are_named() -> None:
    content = delimited([person(number, Naam="Évrard") for number in range(300)], encoding="utf-8")
    lines = content.split(b"\r\n")
    for number in (17, 250):
        lines[number] = lines[number].decode().encode("cp1252")
    found = refused(b"\r\n".join(lines))
    assert (found.code, found.facts) == ("imports.file.mixed_encodings", {"lines": "18, 251"})


def test_what_is_odd_is_named_whichever_of_the_two_it_is() -> None:
    lines = delimited([person(n, Naam="Évrard") for n in range(60)], encoding="cp1252").split(b"\r\n")
    lines[4:12] = [line.decode("cp1252").encode("utf-8") for line in lines[4:12]]
    assert refused(b"\r\n".join(lines)).facts == {"lines": "5, 6, 7, 8, 9 …"}


def test_a_mark_that_lies_is_noticed() -> None:
    content = b"\xef\xbb\xbf" + delimited([person(2, Naam="Évrard")], encoding="cp1252")
    assert refused(content).code == "imports.file.mixed_encodings"


def test_newlines_delimiters_and_quotes_in_a_cell_stay_there() -> None:
    odd = person(1, Functie='Diensthoofd\n"Burgerzaken"; zone 1')
    content = delimited([odd, person(2)])
    assert rows(content) == [odd, person(2)]
    assert [number for number, _ in opened(content).rows] == [2, 3]


def test_a_first_line_that_names_the_delimiter_is_obeyed() -> None:
    content = b"sep=|\r\n" + delimited([person(1)], delimiter="|", encoding="utf-8")
    assert rows(content) == [person(1)]


def test_texts_that_were_kept_from_being_worked_out_are_read() -> None:
    content = delimited([person(1)], encoding="utf-8").replace(b"02 555 01 02", b"'+32 2 555 01 02")
    assert rows(content)[0][9] == "+32 2 555 01 02"
    assert rows(content.replace(b"'+32 2 555 01 02", b'="025550102"'))[0][9] == "025550102"


def test_blank_rows_are_left_out_but_counted() -> None:
    content = delimited([person(1), [""] * 12, person(2)])
    assert [number for number, _ in opened(content).rows] == [2, 4]


@pytest.mark.parametrize(
    ("content", "name", "code"),
    [
        (b"", "x.csv", "empty"),
        (b"\r\n \r\n", "x.csv", "empty"),
        (b"%PDF-1.7 Naam;Voornaam", "x.csv", "unreadable"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(500), "x.xls", "old_workbook"),
        (b"\x89PNG\r\n\x1a\n" + bytes(100), "x.csv", "unreadable"),
        (bytes(range(256)) * 20, "x.csv", "unreadable"),
        (delimited([]), "x.exe", "unknown_ending"),
        (delimited([]), "x", "unknown_ending"),
        (delimited([]), "x.xlsx", "text_called_workbook"),
        (workbook([]), "x.csv", "workbook_called_text"),
        (b"<html><table><tr><td>Naam</td></tr></table></html>", "x.csv", "unknown_heads"),
        (b"Artikel;Prijs\r\nlamp;3\r\n", "x.csv", "unknown_heads"),
        (delimited([])[:-2] + b'\r\n"85.07.30;x', "x.csv", "broken_quotes"),
        (delimited([["x" * 20_000]]), "x.csv", "cell_too_long"),
        (delimited([["x" * 200_000]]), "x.csv", "cell_too_long"),
        (delimited([]) + b"a\x00b;c\r\n", "x.csv", "unreadable"),
    ],
)
def test_what_is_no_list_of_people_is_refused_in_one_sentence(content: bytes, name: str, code: str) -> None:
    assert refused(content, name).code == OF_THE_FILE + code


def test_a_wrong_header_above_fifty_thousand_rows_is_refused_before_they_are_read() -> None:
    content = delimited([["lamp", "3"]] * 50_000, heads=("Artikel", "Prijs"))
    with pytest.raises(Refusal) as found:
        opened(content)
    assert found.value.code == "imports.file.unknown_heads"


def test_fifty_thousand_rows_stream_through_a_little_memory() -> None:
    content = delimited([person(number) for number in range(500)] * 100)
    file = io.BytesIO(content)
    tracemalloc.start()
    assert sum(1 for _ in read(file, "x.csv", COLUMNS).rows) == 50_000
    _, most = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert most < 2_000_000


def test_more_rows_than_can_be_are_refused() -> None:
    content = delimited([["x"]] * 100_001, heads=("Naam", "INSZ"))
    assert refused(content).code == "imports.file.too_many_rows"


# -- workbooks


def test_a_workbook_gives_values_as_one_would_have_typed_them() -> None:
    row = [79040211458, "Peeters", "Zoë", date(1979, 4, 2), "V", None, True, 1.5, datetime(2027, 1, 2, 10, 30)]  # noqa: DTZ001
    found = rows(workbook([row]), "x.xlsx")
    assert found == [
        ["79040211458", "Peeters", "Zoë", "1979-04-02", "V", "", "True", "1.5", "2027-01-02 10:30:00"]
    ]


def test_formulas_without_their_value_and_errors_are_marked() -> None:
    book = Workbook()
    book.active.append(list(HEADS))  # type: ignore[union-attr]
    book.active.append(["=1+1", "#N/A", "An"])  # type: ignore[union-attr]
    book.active["B2"].data_type = "e"  # type: ignore[index]
    content = io.BytesIO()
    book.save(content)
    assert rows(content.getvalue(), "x.xlsx") == [[FORMULA, BROKEN, "An"]]


def test_a_formula_with_its_value_is_its_value() -> None:
    """As a spreadsheet program saves it: formula and last value side by side."""
    content = _changed(workbook([["x", "Peeters"]]), "xl/worksheets/sheet1.xml", _worked_out)
    assert rows(content, "x.xlsx")[0][0] == "79040211458"


def _worked_out(sheet: bytes) -> bytes:
    start = sheet.index(b'<c r="A2"')
    end = sheet.index(b"</c>", start) + 4
    return sheet[:start] + b'<c r="A2"><f>79040211400+58</f><v>79040211458</v></c>' + sheet[end:]


def test_hidden_sheets_are_passed_by_and_the_first_in_sight_is_read() -> None:
    book = Workbook()
    book.active.append(["geheim"])  # type: ignore[union-attr]
    book.active.sheet_state = "hidden"  # type: ignore[union-attr]
    book.create_sheet("Leeg")
    sheet = book.create_sheet("Mensen")
    sheet.append(list(HEADS))
    sheet.append(person(1))
    content = io.BytesIO()
    book.save(content)
    found = opened(content.getvalue(), "x.xlsx")
    assert (found.title, [cells for _, cells in found.rows]) == ("Mensen", [person(1)[:11]])


def test_a_dimension_that_lies_costs_nothing() -> None:
    content = _changed(
        workbook([person(1)]),
        "xl/worksheets/sheet1.xml",
        lambda sheet: sheet.replace(b"<sheetData>", b'<dimension ref="A1:XFD1048576"/><sheetData>'),
    )
    assert len(rows(content, "x.xlsx")) == 1


def _changed(content: bytes, name: str, change: object) -> bytes:
    made = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as old, zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as new:
        for part in old.infolist():
            inside = old.read(part)
            new.writestr(part.filename, change(inside) if part.filename == name else inside)  # type: ignore[operator]
    return made.getvalue()


def _with(content: bytes, name: str, inside: bytes) -> bytes:
    made = io.BytesIO(content)
    with zipfile.ZipFile(made, "a", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(name, inside)
    return made.getvalue()


@pytest.mark.trust("Hostile files refused / good files accepted")
def test_an_xlsx_bomb_is_refused_unopened() -> None:
    tracemalloc.start()
    for content in (
        _with(workbook([]), "xl/media/image1.png", bytes(300 * 1024 * 1024)),
        _with(workbook([]), "xl/worksheets/sheet9.xml", bytes(50 * 1024 * 1024)),
        _changed(
            workbook([]),
            "xl/workbook.xml",
            lambda inside: inside.replace(b"<workbook", b'<!DOCTYPE w [<!ENTITY a "aaaa">]><workbook', 1),
        ),
    ):
        assert refused(content, "x.xlsx").code == "imports.file.bomb"
    tracemalloc.stop()


@pytest.mark.trust("Hostile files refused / good files accepted")
@pytest.mark.parametrize(
    ("content", "code"),
    [
        (_with(workbook([]), "xl/vbaProject.bin", b"x"), "macros"),
        (workbook([person(1)])[:-40], "damaged"),
        (workbook([person(1)])[:200] + bytes(300), "damaged"),
        (b"PK\x03\x04" + bytes(100), "damaged"),
        (_with(b"", "word/document.xml", b"<x/>"), "unreadable"),
        (_changed(workbook([]), "xl/workbook.xml", lambda inside: b"<nothing"), "damaged"),
    ],
)
def test_a_workbook_that_is_none_is_refused(content: bytes, code: str) -> None:
    assert refused(content, "x.xlsx").code == OF_THE_FILE + code


def test_a_size_in_the_directory_that_lies_unpacks_no_more_than_it_says() -> None:
    content = bytearray(_with(workbook([person(1)]), "xl/worksheets/big.xml", bytes(40 * 1024 * 1024)))
    at = content.rindex(b"xl/worksheets/big.xml") - 46
    content[at + 24 : at + 28] = struct.pack("<I", 100)
    assert refused(bytes(content), "x.xlsx").code in ("imports.file.damaged", "imports.file.bomb")


# -- anything


@given(st.binary(max_size=2000), st.sampled_from(["x.csv", "x.xlsx", "x.txt", "x"]))
def test_whatever_the_bytes_there_are_rows_or_a_declared_refusal(content: bytes, name: str) -> None:
    _survives(content, name)


def _survives(content: bytes, name: str) -> None:
    try:
        for number, cells in opened(content, name).rows:
            assert number > 0
            assert all(isinstance(cell, str) for cell in cells)
    except Refusal as problem:
        if not problem.code.startswith(OF_THE_FILE):
            raise


def _mutant(chance: random.Random, good: bytes) -> bytes:
    content = bytearray(good)
    for _ in range(chance.randint(1, 8)):
        at = chance.randrange(len(content))
        what = chance.randrange(4)
        if what == 0:
            content[at] = chance.randrange(256)
        elif what == 1:
            del content[at : at + chance.randint(1, 40)]
        elif what == 2:
            content[at:at] = bytes(chance.choice((b'"', b"\x00", b"\xff\xfe", b";", b"\r", b"=", b"<", b"\xc3")))
        else:
            end = at + chance.randint(1, 60)
            content[at:at] = content[at:end]
        content = content or bytearray(b"x")
    return bytes(content)


def _mutants(count: int, seed: int) -> None:
    chance = random.Random(seed)  # noqa: S311 - the same mutants each time
    goods = [
        (delimited([person(n) for n in range(6)]), "x.csv"),
        (delimited([person(n) for n in range(6)], encoding="cp1252", delimiter=","), "x.csv"),
        (delimited([person(n) for n in range(3)], encoding="utf-16"), "x.csv"),
        (workbook([person(n) for n in range(3)]), "x.xlsx"),
        (
            _changed(workbook([person(1)]), "xl/worksheets/sheet1.xml", lambda inside: _mutant(chance, inside)),
            "x.xlsx",
        ),
    ]
    for number in range(count):
        good, name = goods[number % len(goods)]
        _survives(_mutant(chance, good), name)


def test_five_hundred_mutants_raise_nothing_undeclared() -> None:
    _mutants(500, seed=20270315)


@pytest.mark.slow
def test_twenty_thousand_mutants_raise_nothing_undeclared() -> None:
    _mutants(20_000, seed=1)


def test_a_workbook_we_write_is_one_that_others_read() -> None:
    book = load_workbook(io.BytesIO(workbook([person(1)])))
    assert book.active is not None
    assert book.active["B2"].value == person(1)[1]
