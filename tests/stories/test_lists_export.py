"""Filip takes the list of rights out as a file: filtered, sorted, with his columns, in his language."""

from __future__ import annotations

import csv
import io
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from openpyxl import load_workbook
from sqlalchemy import select, update
from sqlalchemy.orm import Session, sessionmaker

from app import clock
from app.transaction import Scope
from app.transaction import enter as act_in
from models.events import Event, EventPayload
from models.organisations import Membership
from models.rights import Right
from tests.stories.cast import Cast
from tests.stories.page import text_of
from tests.stories.stage import Browser, Time, enter, worked_off
from tests.stories.walker import Walker
from views.framework import exports

CSV, XLSX = "Text with semicolons (CSV)", "Excel (XLSX)"


def _lines(walker: Walker) -> list[list[str]]:
    """The file he got, as an office opens it."""
    assert walker.answer is not None
    assert walker.answer.mimetype == "text/csv"
    assert "attachment" in walker.answer.headers["Content-Disposition"]
    content = walker.answer.get_data()
    assert content.startswith(b"\xef\xbb\xbf")
    return list(csv.reader(io.StringIO(content.decode("utf-8-sig"), newline=""), delimiter=";"))


def _sheet(walker: Walker) -> list[tuple[Any, ...]]:
    assert walker.answer is not None
    book = load_workbook(io.BytesIO(walker.answer.get_data()))
    return [tuple(cell.value for cell in row) for row in book.active.iter_rows()]


def _told(factory: sessionmaker[Session]) -> list[tuple[int, dict[str, object], Any]]:
    """Organisation, facts and what is kept apart, of every export there was."""
    with factory() as session:
        act_in(session, Scope.office())
        rows = session.execute(
            select(Event.organisation_id, Event.facts, EventPayload.content)
            .outerjoin(EventPayload, EventPayload.event_id == Event.id)
            .where(Event.tag == "lists.list.exported")
            .order_by(Event.id)
        )
        return [tuple(row) for row in rows]


def test_what_one_sees_is_what_one_takes_out(browser: Browser, cast: Cast) -> None:
    chloe = enter(browser, "chloe.dubois").follow("All rights").choose("State", "Active").press("Search")
    chloe.follow("Until")
    shown = [text_of(one) for one in chloe.page.xpath("//tbody/tr/td[@data-label='Person']")]
    heads, *rows = _lines(chloe.press(CSV))
    assert heads == ["Person", "Right", "From", "Until", "Granted", "State"]
    assert [row[0] for row in rows] == shown
    assert sorted(shown) == ["An Peeters", "Chloé Dubois"]


def test_the_columns_one_chose_are_those_of_page_and_file(browser: Browser, cast: Cast) -> None:
    filip = enter(browser, "filip.janssens").follow("All rights")
    for column in ("Person", "Right", "Granted", "State"):
        filip.tick(column, on=False)
    filip.tick("National number").press("Show these columns")
    heads = [text_of(one) for one in filip.page.xpath("//thead//th")]
    assert heads == ["National number", "From", "Until"]
    filip.typed_address(filip.url)
    told, *rows = _lines(filip.press(CSV))
    assert told == heads
    assert rows[0][0] == cast.numbers["Filip"].masked()
    assert cast.numbers["Filip"].digits not in str(rows)


@pytest.mark.parametrize(
    ("language", "list_name", "button", "head", "right"),
    [
        ("NL", "Alle rechten", "Tekst met puntkomma’s (CSV)", "Persoon", "Lokaal beheerder"),
        ("FR", "Tous les droits", "Texte à points-virgules (CSV)", "Personne", "Administrateur local"),
    ],
)
def test_the_file_speaks_the_language_of_who_asked(
    browser: Browser, cast: Cast, language: str, list_name: str, button: str, head: str, right: str
) -> None:
    heads, first, *_ = _lines(enter(browser, "chloe.dubois").follow(language).follow(list_name).press(button))
    assert heads[0] == head
    assert right in first


def test_a_sheet_has_real_days(browser: Browser, cast: Cast) -> None:
    heads, *rows = _sheet(enter(browser, "chloe.dubois").follow("All rights").press(XLSX))
    assert heads == ("Person", "Right", "From", "Until", "Granted", "State")
    assert all(isinstance(row[2], datetime) and isinstance(row[3], datetime) for row in rows)


@pytest.mark.trust("Audit log")
def test_every_export_is_recorded_with_what_was_asked(
    browser: Browser, cast: Cast, factory: sessionmaker[Session]
) -> None:
    filip = enter(browser, "filip.janssens").follow("All rights").fill("Name", "Filip").press("Search")
    filip.press(CSV)
    ((organisation_id, facts, apart),) = _told(factory)
    assert organisation_id == cast.organisations["Gemeente Voorbeeldegem"]
    assert (facts["list"], facts["format"], facts["rows"], facts["filters"]) == ("RightScreen", "csv", 1, ["name"])
    assert apart == {"filters": {"name": ["Filip"]}}
    assert "Filip" not in str(facts)
    enter(browser, "filip.janssens").follow("Audit trail").reads("List exported")


@pytest.mark.trust("Tenants")
def test_an_export_has_the_rows_of_whoever_asks_and_no_others(browser: Browser, cast: Cast) -> None:
    filip = str(_lines(enter(browser, "filip.janssens").follow("Persons").press(CSV)))
    assert "Bram Claes" in filip
    assert "Chloé" not in filip
    greet = str(_lines(enter(browser, "greet.desmet").follow("Persons").press(CSV)))
    assert "Bram Claes" in greet
    assert "Chloé" in greet


@pytest.mark.trust("1.2.10")
@pytest.mark.parametrize("text", ["=HYPERLINK(1)", "  +1", '"=1+1', "-1", "@SUM(A1)", "\t=1"])
def test_what_could_be_a_formula_is_text_in_the_file(
    browser: Browser, cast: Cast, factory: sessionmaker[Session], text: str
) -> None:
    with factory.begin() as session:
        act_in(session, Scope.office())
        session.execute(update(Membership).where(Membership.id == cast.relations["Bram"]).values(function=text))
    filip = enter(browser, "filip.janssens").follow("Relations")
    assert f"'{text}" in str([row[3] for row in _lines(filip.new_tab().press(CSV))]).replace("\\t", "\t")
    assert text.strip() in [str(row[3]).strip() for row in _sheet(filip.press(XLSX))]
    book = load_workbook(io.BytesIO(filip.answer.get_data()))  # type: ignore[union-attr]
    assert not any(cell.data_type == "f" for row in book.active.iter_rows() for cell in row)


def test_what_the_list_doesnt_know_is_left_out_of_the_file_too(browser: Browser, cast: Cast) -> None:
    filip = enter(browser, "filip.janssens").follow("All rights")
    filip.smuggle("columns", "nothing").smuggle("colour", "red").smuggle("sort", "id; drop table event")
    heads, *rows = _lines(filip.press(CSV))
    assert heads == ["Person", "Right", "From", "Until", "Granted", "State"]
    assert len(rows) == 1


@pytest.fixture
def small(monkeypatch: pytest.MonkeyPatch) -> None:
    """Two rows are many."""
    monkeypatch.setattr(exports, "LONGEST_AT_ONCE", {"csv": 1, "xlsx": 1})


@pytest.mark.parametrize("button", [CSV, XLSX])
@pytest.mark.trust("Audit log")
def test_a_long_export_is_a_task_with_a_file_at_its_end(
    browser: Browser,
    cast: Cast,
    app: Flask,
    factory: sessionmaker[Session],
    state: Path,
    time: Time,
    small: None,
    button: str,
) -> None:
    chloe = enter(browser, "chloe.dubois").follow("FR").follow("Tous les droits")
    chloe.press({CSV: "Texte à points-virgules (CSV)", XLSX: "Fichier Excel (XLSX)"}[button]).follow("EN")
    assert _told(factory) == []
    worked_off(app, factory, state)
    chloe.follow("My tasks").follow("Export").reads("Done")
    where = chloe.url
    rows = (_lines if button == CSV else _sheet)(chloe.follow("Download"))
    assert rows[0][0] == "Personne", "in the language it was asked in"
    ((organisation_id, facts, _),) = _told(factory)
    assert (organisation_id, facts["rows"]) == (cast.organisations["Commune d'Exempleville"], len(rows) - 1)
    filip = enter(browser, "filip.janssens").typed_address(where)
    assert filip.status == 404
    time.passes(days=8)
    later = enter(browser, "chloe.dubois").typed_address(where)
    assert not later.sees_link("Download")


@pytest.mark.trust("8.3.2")
def test_whoever_lost_his_role_before_it_ran_gets_no_file(
    browser: Browser, cast: Cast, app: Flask, factory: sessionmaker[Session], state: Path, small: None
) -> None:
    enter(browser, "chloe.dubois").follow("All rights").press(CSV)
    with factory.begin() as session:
        act_in(session, Scope.office())
        gone = {"revoked_at": clock.now(), "revoked_on": clock.today()}
        session.execute(
            update(Right)
            .where(Right.id == cast.authority["Chloé"])
            .values(**gone, revoked_by=cast.accounts["Greet"])
        )
    worked_off(app, factory, state)
    assert _told(factory) == []


def test_more_rows_than_a_sheet_holds_are_refused_before_anything_is_made(
    browser: Browser, cast: Cast, monkeypatch: pytest.MonkeyPatch, factory: sessionmaker[Session]
) -> None:
    monkeypatch.setattr(exports, "LONGEST_SHEET", 1)
    chloe = enter(browser, "chloe.dubois").follow("All rights").press(XLSX)
    assert chloe.status == 422
    chloe.reads("A spreadsheet holds 1 rows at most")
    assert _told(factory) == []
