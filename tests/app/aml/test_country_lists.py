"""Lists of countries: read from a file line by line, dated, kept for good, and counted from their day on."""

from __future__ import annotations

import io
from collections.abc import Callable
from datetime import date, timedelta

import pytest
from sqlalchemy import text
from sqlalchemy.orm import Session, sessionmaker

from app.aml import reassessing
from app.aml.assessing import lists_in_force
from app.aml.country_lists import (
    CountryListCode,
    NewList,
    beside_of,
    in_force_ids,
    lists_visible_to,
    load_countries,
    read_countries,
)
from app.errors import Forbidden, Refusal
from app.policy import Identity
from models.aml import CountryList
from tests.app.aml.drafted_rules import contact, greet, reassessed
from tests.app.aml.lists_of_today import Desk, aml_office
from tests.app.wallet.offices import NOW

TAX, DAY = CountryListCode.TAX, date(2026, 11, 1)
SOURCE = "Council conclusions, OJ C 2026/1"


def _read(content: bytes, name: str = "list.csv") -> tuple[str, ...]:
    return read_countries(io.BytesIO(content), name)


def _refused(act: Callable[[], object]) -> list[tuple[str, str | None, dict[str, object]]]:
    with pytest.raises(Refusal) as found:
        act()
    return [(one.code, one.field, one.facts) for one in found.value.everything]


@pytest.fixture
def who(session: Session) -> Identity:
    return greet(session)


def _new(*countries: str, since: date = DAY, source: str = SOURCE) -> NewList:
    return NewList(TAX, since, source, countries)


@pytest.mark.parametrize(
    ("content", "name"),
    [
        (b"RU\nAF\nCI\n", "list.txt"),
        (b"RU\r\n\r\nAF\r\nci", "LIST.TXT"),
        ("code;naam\nRU;Rusland\nAF;Afghanistan\nCI;Ivoorkust (Côte d'Ivoire)\n".encode(), "list.csv"),
        ("\ufeffPays,Nom\nRU,Russie\nAF,Afghanistan\nCI,Côte d’Ivoire\n".encode(), "list.csv"),
        ("code;naam\nRU;Rusland\nAF;Afghanistan\nCI;C\xf4te d'Ivoire\n".encode("cp1252"), "list.csv"),
    ],
)
def test_a_list_is_read_however_it_is_written(content: bytes, name: str) -> None:
    assert _read(content, name) == ("AF", "CI", "RU")


def test_each_wrong_line_is_named_with_what_stands_there() -> None:
    assert _refused(lambda: _read(b"code\nAF\nXX\naf\nBelgium\nUK\n")) == [
        ("aml.countries.unknown", "file", {"line": 3, "value": "XX"}),
        ("aml.countries.twice", "file", {"line": 4, "value": "af", "first": 2}),
        ("aml.countries.unknown", "file", {"line": 5, "value": "Belgium"}),
        ("aml.countries.unknown", "file", {"line": 6, "value": "UK"}),
    ]


@pytest.mark.parametrize(
    ("content", "name", "code"),
    [
        (b"", "a.csv", "imports.file.empty"),
        (b"\n\n", "a.csv", "imports.file.empty"),
        (b"code;name\n", "a.csv", "aml.countries.empty"),
        (b"AF\n", "a.pdf", "aml.countries.ending"),
        (b"PK\x03\x04\x00\x00", "a.csv", "imports.file.unreadable"),
        (b'"AF\nDZ\n', "a.csv", "imports.file.broken_quotes"),
        (b"AF\n" * 1001, "a.csv", "aml.countries.too_long"),
    ],
)
def test_what_is_no_list_of_countries_is_refused_whole(content: bytes, name: str, code: str) -> None:
    assert [(one, field) for one, field, _ in _refused(lambda: _read(content, name))] == [(code, "file")]


def test_at_most_twenty_wrong_lines_are_told() -> None:
    assert len(_refused(lambda: _read(b"\n".join(b"X%d" % (n % 10) for n in range(50))))) == 20


def test_a_list_says_what_it_has_otherwise_than_the_one_before(session: Session, who: Identity) -> None:
    beside = beside_of(session, TAX, DAY, ("AS", "FJ"))
    assert beside.before is not None
    assert (beside.came, "AS" in beside.went, "RU" in beside.went) == (("FJ",), False, True)
    first = beside_of(session, TAX, date(2000, 1, 1), ("AS",))
    assert (first.before, first.came, first.went) == (None, ("AS",), ())


def test_a_list_counts_from_its_day_on_and_the_one_before_until_then(session: Session, who: Identity) -> None:
    before = lists_in_force(session, DAY - timedelta(days=1)).tax
    made = load_countries(session, who, _new("FJ", "AS"), NOW)
    assert lists_in_force(session, DAY - timedelta(days=1)).tax == before
    assert lists_in_force(session, DAY).tax == ("AS", "FJ")
    assert made.id in in_force_ids(session, DAY)
    assert made.id not in in_force_ids(session, DAY - timedelta(days=1))
    load_countries(session, who, _new("RU", since=date(2024, 1, 1)), NOW)
    assert lists_in_force(session, DAY).tax == ("AS", "FJ"), "history changes nothing of today"
    facts = session.execute(
        text("select facts from event where tag = 'aml.countries.loaded' order by id limit 1")
    ).scalar_one()
    assert facts == {"list": "tax", "since": "2026-11-01", "count": 2, "came": 1, "went": len(before) - 1}


@pytest.mark.parametrize(
    ("new", "refused"),
    [
        (_new(), [("aml.countries.empty", "file")]),
        (_new("AF", source="  "), [("aml.countries.source_missing", "source")]),
        (_new("AF", source="x" * 501), [("aml.countries.source_too_long", "source")]),
        (_new("AF", since=date(2026, 2, 17)), [("aml.countries.same_day", "since")]),
        (_new("AF", "AF", "ZZ"), [("aml.countries.twice", "file"), ("aml.countries.unknown", "file")]),
    ],
)
def test_a_list_without_what_it_needs_isnt_kept(
    session: Session, who: Identity, new: NewList, refused: list[tuple[str, str]]
) -> None:
    found = _refused(lambda: load_countries(session, who, new, NOW))
    assert [(code, field) for code, field, _ in found] == refused


def test_an_office_reads_the_lists_and_loads_none(session: Session, who: Identity) -> None:
    one = aml_office(session)
    assert session.scalars(CountryList.__table__.select().where(lists_visible_to(one.bram))).all()
    assert not session.scalars(
        CountryList.__table__.select().where(lists_visible_to(Identity(1, None, frozenset())))
    ).all()
    with pytest.raises(Forbidden):
        load_countries(session, one.an, _new("AF"), NOW)


def test_contacts_are_assessed_anew_once_a_list_is_loaded_and_once_it_begins(
    session: Session, sessions: sessionmaker[Session], who: Identity
) -> None:
    contact(session, aml_office(session).bram, "Casper Okafor", {})
    who = greet(session)
    assert (reassessed(sessions, session), reassessed(sessions, session)) == (1, 0)
    load_countries(session, who, _new("FJ"), NOW)
    assert (reassessed(sessions, session), reassessed(sessions, session)) == (1, 0)
    load_countries(session, who, _new("AS", since=date(2027, 1, 1)), NOW)
    assert reassessed(sessions, session) == 0
    begun = NOW.replace(year=2027, month=1, day=1)
    assert reassessing.reassess_all(Desk(sessions), lambda: begun) == 1
