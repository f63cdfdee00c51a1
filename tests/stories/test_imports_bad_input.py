"""What people upload by mistake, in haste or on purpose; and the wizard in two tabs, out of order, twice."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from sqlalchemy.orm import Session, sessionmaker

from app.imports.work import carry_on
from models.values import WorkKind
from scheduler.jobs import work_off
from tests.app.imports.files import HEADS, delimited, person, workbook
from tests.stories.cast import Cast
from tests.stories.stage import Browser, enter
from tests.stories.test_imports_people import relations, uploaded
from tests.stories.walker import Walker


@pytest.fixture
def filip(browser: Browser, cast: Cast) -> Walker:
    return enter(browser, "filip.janssens")


@pytest.fixture
def worker(factory: sessionmaker[Session], state: Path) -> Callable[[], None]:
    address = factory.kw["bind"].url.render_as_string(hide_password=False)
    return lambda: work_off(address, factory, state, kinds={WorkKind.IMPORT: carry_on})


def test_no_file_is_a_sentence_under_the_field(filip: Walker) -> None:
    filip.follow("Import a list").press("Upload the file")
    assert "Choose the file to import" in filip.error("File")


@pytest.mark.trust("2.3.2")
def test_a_wrong_header_on_fifty_thousand_rows_is_one_sentence(filip: Walker) -> None:
    content = delimited([["lamp", "3"]] * 50_000, heads=("Artikel", "Prijs"))
    uploaded(filip, content).reads("“National number”, “Name”, “First names”, “First day”")
    assert (filip.status, filip.text.count("The first row doesn't hold the heads")) == (
        422,
        2,
    )  # summary and field
    filip.follow("Imports").reads("Nothing here yet")


@pytest.mark.parametrize(
    ("content", "name", "sentence"),
    [
        (workbook([person(1)]), "personeel.csv", "This file is called a text, but holds an Excel workbook."),
        (delimited([person(1)]), "personeel.xlsx", "doesn't hold an Excel workbook"),
        (b"%PDF-1.7\n%\xe2\xe3\xcf\xd3", "personeel.csv", "neither a CSV file nor an Excel workbook"),
        (delimited([]), "personeel.csv", "This file has heads, but no row under them."),
        (
            delimited([person(1, Naam="Évrard"), person(2, Naam="Évrard")], encoding="utf-8").replace(
                "Évrard".encode(), "Évrard".encode("cp1252"), 1
            ),
            "personeel.csv",
            "these lines differ from the others: 2",
        ),
    ],
    ids=["workbook called csv", "text called xlsx", "pdf", "no rows", "mixed encodings"],
)
def test_a_file_that_is_none_is_refused_at_once(filip: Walker, content: bytes, name: str, sentence: str) -> None:
    uploaded(filip, content, name).reads(sentence)
    assert filip.status == 422


def test_formula_cells_are_refused_by_row(filip: Walker) -> None:
    uploaded(filip, workbook([person(0), ["=A1", *person(1)[1:]]]), "personeel.xlsx").press("Check the rows")
    filip.reads(
        "New person and relation 1", "Refused 1", "National number: Here stands a formula without its value."
    )


@pytest.mark.trust("Wider attack list")
@pytest.mark.trust("1.2.1")
def test_markup_in_file_name_head_and_cell_stays_text(filip: Walker) -> None:
    evil = "<script>alert(1)</script>"
    row = [*person(1, Functie=evil, Naam="O'<b>Neil"), evil]
    uploaded(filip, delimited([row], heads=(*HEADS, evil)), f"{evil}.csv")
    filip.reads(evil)
    assert "<script>alert" not in filip.sent
    filip.press("Check the rows").reads("O'<b>Neil")
    assert "<b>Neil" not in filip.sent


@pytest.mark.trust("2.3.1")
def test_steps_can_not_be_skipped(filip: Walker, factory: sessionmaker[Session]) -> None:
    uploaded(filip, delimited([person(1)]))
    number = filip.url.rpartition("/")[2]
    for step in ("check", "confirm"):
        filip.typed_address(f"/import/{step}/{number}")
        assert filip.title == "Which column is which?"
    filip.typed_address(f"/imports/undo/{number}")
    assert filip.title == "personeel.csv"
    assert relations(factory) == 0


def test_back_keeps_everything_and_another_choice_is_checked_anew(
    filip: Walker, factory: sessionmaker[Session]
) -> None:
    uploaded(filip, delimited([person(1)])).choose("Functie", "Not imported").press("Check the rows")
    filip.follow("Columns")
    assert (filip.chosen("Functie"), filip.chosen("Naam")) == ("Not imported", "Name")
    filip.choose("Naam", "Not imported").press("Check the rows")
    filip.reads("Name: Choose which column of the file holds this.")
    filip.choose("Naam", "First names").press("Check the rows").reads(
        "First names: This was chosen for two columns"
    )
    filip.choose("Naam", "Name").press("Check the rows").reads("Every row is good.")
    assert relations(factory) == 0


@pytest.mark.trust("2.3.4")
def test_a_double_click_and_a_second_tab_import_once(filip: Walker, factory: sessionmaker[Session]) -> None:
    uploaded(filip, delimited([person(1), person(2)])).press("Check the rows", times=2).follow("Go on")
    tab = filip.new_tab()
    filip.press("Import 2 rows", times=2)
    assert filip.title == "personeel.csv"
    tab.press("Import 2 rows")
    assert tab.title == "personeel.csv"
    assert relations(factory) == 2


def test_an_import_that_was_confirmed_on_an_older_check_is_not_done(filip: Walker) -> None:
    uploaded(filip, delimited([person(1), person(2)])).press("Check the rows")
    tab = filip.new_tab()
    filip.follow("Go on")
    tab.press("Check again")
    filip.press("Import 2 rows").reads("Somebody changed this in the meantime")
    filip.press("Import 2 rows").reads("2 rows were imported.")


@pytest.mark.trust("Tenants")
def test_another_government_finds_nothing_of_it(browser: Browser, filip: Walker) -> None:
    uploaded(filip, delimited([person(1)])).press("Check the rows")
    number = filip.url.rpartition("/")[2]
    chloe = enter(browser, "chloe.dubois")
    for path in ("import/columns", "import/check", "import/confirm", "imports/show", "imports/undo"):
        assert chloe.typed_address(f"/{path}/{number}").status == 404
    chloe.follow("Home").follow("Imports").reads_nothing_of("personeel.csv")


def test_dropping_takes_the_rows_away(filip: Walker, factory: sessionmaker[Session]) -> None:
    uploaded(filip, delimited([person(1)])).press("Check the rows").press("Drop this import")
    filip.reads("Dropped. Nothing was imported, and the rows are deleted.", "personeel.csv", "Dropped")
    assert relations(factory) == 0


@pytest.mark.slow
def test_a_long_import_can_be_stopped_and_taken_up_again(
    filip: Walker, factory: sessionmaker[Session], worker: Callable[[], None]
) -> None:
    uploaded(filip, delimited([person(number) for number in range(600)])).press("Check the rows")
    check = filip.url
    filip.follow("My tasks").follow(
        "Import, 15/03/2027 10:05" if filip.sees_link("Import, 15/03/2027 10:05") else "Import"
    )
    filip.press("Stop it")
    worker()
    filip.typed_address(check)
    assert filip.title == "Which column is which?"
    filip.press("Check the rows")
    worker()
    filip.reload().follow("Go on").press("Import 600 rows").reads("Being imported")
    worker()
    filip.reload().reads("Imported", "New person and relation 600")
    assert relations(factory) == 600
