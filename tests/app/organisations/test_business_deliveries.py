"""Deliveries of the business register: what comes, changes and goes; in order, once, on where they stopped."""

from __future__ import annotations

import os
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, date, datetime, timedelta
from itertools import count
from pathlib import Path

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session, sessionmaker

from app.database import engine_for, session_factory
from app.demo.enterprises import PEETERS, put_business_register
from app.errors import Refusal
from app.organisations import business_deliveries
from app.organisations.business_deliveries import take_in_all
from app.organisations.business_parts import PARTS
from app.organisations.businesses import by_number, named, unit_with, units_of
from app.transaction import Scope, enter
from models.organisations import Business, BusinessDelivery, BusinessName
from models.values import EnterpriseNumber, EstablishmentNumber, ExtractKind, SearchText
from tests.app.organisations.extracts import NUMBERS, UNITS, address, enterprise, full, name, written
from tests.database import TestServer

NOW = datetime.now(UTC) + timedelta(days=1)  # whatever file a test writes is older
_SECONDS = count()
FIRST = {NUMBERS[0]: "Immo Een", NUMBERS[1]: "Garage Twee", NUMBERS[2]: "Bakkerij Drie"}


@pytest.fixture
def own_sessions(server: TestServer, cloned_database: str) -> Iterator[sessionmaker[Session]]:
    """Sessions that really commit, in a database of one's own."""
    engine = engine_for(server.url("house_app", cloned_database), seconds=120)
    yield session_factory(engine)
    engine.dispose()


def _take(sessions: sessionmaker[Session], folder: Path, *, parts: int = 99) -> int:
    """Takes in what is due; told to stop after so many parts."""
    asked = 0

    def stop() -> bool:
        nonlocal asked
        asked += 1
        return asked > parts + 1

    return take_in_all(sessions, folder, lambda: NOW + timedelta(seconds=next(_SECONDS)), stop)


def _deliveries(sessions: sessionmaker[Session]) -> list[BusinessDelivery]:
    with sessions() as session:
        enter(session, Scope.office())
        return list(session.scalars(select(BusinessDelivery).order_by(BusinessDelivery.id)))


def _refusal(sessions: sessionmaker[Session]) -> str:
    last = _deliveries(sessions)[-1]
    assert last.state == "failed"
    assert last.problem is not None
    return str(last.problem["code"]).removeprefix("organisations.extract.")


def _names(sessions: sessionmaker[Session], text: str, language: str = "nl") -> list[str]:
    with sessions() as session:
        enter(session, Scope.own(None, 1))
        return [one.name for one in named(session, SearchText.read(text), language)]


def _gone(sessions: sessionmaker[Session]) -> dict[str, date | None]:
    with sessions() as session:
        enter(session, Scope.office())
        return {str(EnterpriseNumber(one.number)): one.gone_on for one in session.scalars(select(Business))}


def test_the_extract_of_the_demonstration_is_found_by_number_and_by_every_name(
    sessions: sessionmaker[Session], tmp_path: Path
) -> None:
    put_business_register(tmp_path)
    assert _take(sessions, tmp_path) == 1
    assert _names(sessions, "peeters") == ["Immo Peeters"]
    assert _names(sessions, "PEET immo") == ["Immo Peeters"]
    assert _names(sessions, "vastgoed") == ["Immo Peeters", "Vastgoed Claes"]
    assert _names(sessions, "oostende") == ["Immo Peeters"]  # its establishment there bears that name
    assert _names(sessions, "evrard", "fr") == ["Cabinet d’avocats Évrard"]
    assert _names(sessions, "nobody") == []
    with sessions() as session:
        enter(session, Scope.own(None, 1))
        found = by_number(session, PEETERS.number, "fr")
        assert found is not None
        assert (found.form, found.address.street, found.address.place) == (
            "Société à responsabilité limitée",
            "Rue de la Gare 48",
            "Termonde",
        )
        units = units_of(session, PEETERS.number, "nl")
        assert [(one.name, one.address.place) for one in units] == [
            ("Immo Peeters Dendermonde", "Dendermonde"),
            ("Immo Peeters Oostende", "Oostende"),
        ]
        same = unit_with(session, units[0].number, "nl")
        assert same == units[0]
        assert unit_with(session, EstablishmentNumber.parse(UNITS[0]), "nl") is None
        assert by_number(session, EnterpriseNumber.parse(NUMBERS[0]), "nl") is None


def test_what_was_taken_in_isnt_taken_in_again(sessions: sessionmaker[Session], tmp_path: Path) -> None:
    full(tmp_path, 140, FIRST)
    assert _take(sessions, tmp_path) == 1
    assert _take(sessions, tmp_path) == 0
    assert len(_deliveries(sessions)) == 1


def test_the_next_full_extract_adds_changes_and_ends(sessions: sessionmaker[Session], tmp_path: Path) -> None:
    full(tmp_path, 140, FIRST, [(UNITS[0], NUMBERS[0]), (UNITS[1], NUMBERS[1])])
    _take(sessions, tmp_path)
    later = {NUMBERS[0]: "Immo Eerste", NUMBERS[1]: "Garage Twee", NUMBERS[3]: "Syndic Vier"}
    full(tmp_path, 141, later, [(UNITS[0], NUMBERS[1])])
    assert _take(sessions, tmp_path) == 1
    assert _gone(sessions)[NUMBERS[2]] == date(2026, 11, 2)
    assert _names(sessions, "bakkerij") == []
    assert _names(sessions, "een") == []
    assert _names(sessions, "immo") == ["Immo Eerste"]
    last = _deliveries(sessions)[-1]
    # One enterprise and no establishment new; one establishment moved; one of each gone.
    assert (last.added, last.changed, last.gone) == (1, 1, 2)


def test_who_comes_back_is_no_longer_gone(sessions: sessionmaker[Session], tmp_path: Path) -> None:
    for number, names in ((140, FIRST), (141, {**FIRST} | {}), (142, FIRST)):
        full(tmp_path, number, {key: one for key, one in names.items() if number != 141 or key != NUMBERS[2]})
        _take(sessions, tmp_path)
    assert set(_gone(sessions).values()) == {None}


def test_an_update_changes_what_it_names_and_nothing_else(sessions: sessionmaker[Session], tmp_path: Path) -> None:
    full(tmp_path, 140, FIRST)
    files = {
        "enterprise_delete": [(NUMBERS[1],), (NUMBERS[0],)],
        "enterprise_insert": [enterprise(NUMBERS[0], form="014"), enterprise(NUMBERS[4])],
        "denomination_delete": [(NUMBERS[0],)],
        "denomination_insert": [name(NUMBERS[0], "Vastgoed Een"), name(NUMBERS[4], "Taxi Vijf")],
        "address_insert": [address(NUMBERS[4], "Zeedijk")],
    }
    written(tmp_path, 141, ExtractKind.UPDATE, files)
    assert _take(sessions, tmp_path) == 2
    assert _names(sessions, "een") == ["Vastgoed Een"]
    assert _names(sessions, "garage") == []
    assert _names(sessions, "bakkerij") == ["Bakkerij Drie"]
    with sessions() as session:
        enter(session, Scope.own(None, 1))
        taxi = by_number(session, EnterpriseNumber.parse(NUMBERS[4]), "nl")
        assert taxi is not None
        assert taxi.address.street == "Zeedijk 1"


def test_an_update_waits_for_the_one_before_it_and_fits_once_that_came(
    sessions: sessionmaker[Session], tmp_path: Path
) -> None:
    written(tmp_path, 142, ExtractKind.UPDATE, {"enterprise_delete": [(NUMBERS[0],)]})
    assert _take(sessions, tmp_path) == 0
    assert _refusal(sessions) == "full_first"
    full(tmp_path, 140, FIRST)
    assert _take(sessions, tmp_path) == 1
    assert _refusal(sessions) == "out_of_order"
    before = len(_deliveries(sessions))
    assert _take(sessions, tmp_path) == 0
    assert len(_deliveries(sessions)) == before, "a file nobody touched isn't refused each night anew"
    written(tmp_path, 141, ExtractKind.UPDATE, {"enterprise_insert": [enterprise(NUMBERS[4])]})
    assert _take(sessions, tmp_path) == 2
    assert _gone(sessions)[NUMBERS[0]] is not None


def test_a_newer_full_extract_makes_the_ones_before_it_needless(
    sessions: sessionmaker[Session], tmp_path: Path
) -> None:
    full(tmp_path, 140, FIRST)
    written(tmp_path, 141, ExtractKind.UPDATE, {})
    full(tmp_path, 142, FIRST)
    assert _take(sessions, tmp_path) == 1
    assert [one.extract_number for one in _deliveries(sessions)] == [142]


@pytest.mark.parametrize("parts", range(len(PARTS)))
def test_who_was_stopped_goes_on_where_the_last_part_ended(
    sessions: sessionmaker[Session], tmp_path: Path, parts: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    full(tmp_path, 140, FIRST, [(UNITS[0], NUMBERS[0])])
    assert _take(sessions, tmp_path, parts=parts) == 0
    assert [one.step for one in _deliveries(sessions)] == [parts]
    done: list[str] = []
    real = business_deliveries.take_part

    def watched(session, extract, part, tell):  # type: ignore[no-untyped-def]
        done.append(part.name)
        return real(session, extract, part, tell)

    monkeypatch.setattr(business_deliveries, "take_part", watched)
    assert _take(sessions, tmp_path) == 1
    assert done == [part.name for part in PARTS[parts:]]
    assert _names(sessions, "immo") == ["Immo Een"]
    assert [one.state for one in _deliveries(sessions)] == ["done"]


def test_two_workers_at_once_take_it_in_once(own_sessions: sessionmaker[Session], tmp_path: Path) -> None:
    full(tmp_path, 140, {number: f"Immo {number}" for number in NUMBERS})
    with ThreadPoolExecutor(4) as pool:
        list(pool.map(lambda _: _take(own_sessions, tmp_path), range(4)))
    (only,) = _deliveries(own_sessions)
    assert (only.state, only.step, only.added) == ("done", len(PARTS), len(NUMBERS))
    with own_sessions() as session:
        enter(session, Scope.office())
        assert len(session.scalars(select(BusinessName)).all()) == len(NUMBERS)


def test_lines_that_cant_be_are_left_out_and_told(sessions: sessionmaker[Session], tmp_path: Path) -> None:
    good, stopped = NUMBERS[0], NUMBERS[1]
    wrong = f"{good[:-1]}{(int(good[-1]) + 1) % 10}"
    ended = (stopped, "ST", "000", "2", "610", "", "")
    files = {
        "enterprise": [enterprise(good, started="31-02-2020"), enterprise(wrong), enterprise("BE0123"), ended],
        "denomination": [name(good, "Immo Een"), name(good, ""), name("x", "Immo Niemand")],
        "address": [
            address(good, struck="01-01-2020"),
            address(good, "Marktstraat"),
            address(good, "Zeedijk", "OTHER"),
        ],
    }
    written(tmp_path, 140, ExtractKind.FULL, files)
    assert _take(sessions, tmp_path) == 1
    (delivery,) = _deliveries(sessions)
    assert (delivery.added, delivery.left_out) == (1, 4)
    assert sorted(delivery.examples) == sorted([good, "x", wrong, "BE0123"])
    with sessions() as session:
        enter(session, Scope.own(None, 1))
        (found,) = named(session, SearchText.read("immo"), "nl")
        assert found.address.street == "Marktstraat 1"


def test_a_line_that_isnt_of_the_format_refuses_its_file_whole(
    sessions: sessionmaker[Session], tmp_path: Path
) -> None:
    files = {"code": [], "address": [address(NUMBERS[0])], "denomination": [name(NUMBERS[0], "Immo"), ("one",)]}
    written(tmp_path, 140, ExtractKind.FULL, files)  # type: ignore[arg-type]
    assert _take(sessions, tmp_path) == 0
    assert _refusal(sessions) == "line"
    problem = _deliveries(sessions)[-1].problem
    assert problem is not None
    assert problem["facts"] == {"file": "denomination.csv", "line": 3}
    assert _names(sessions, "immo") == []


def test_a_full_extract_that_lacks_half_of_what_stands_is_refused(
    sessions: sessionmaker[Session], tmp_path: Path
) -> None:
    full(tmp_path, 140, FIRST)
    _take(sessions, tmp_path)
    full(tmp_path, 141, {NUMBERS[0]: "Immo Een"})
    assert _take(sessions, tmp_path) == 0
    assert _refusal(sessions) == "halved"
    assert set(_gone(sessions).values()) == {None}


def test_a_file_that_was_put_back_whole_is_taken_in(sessions: sessionmaker[Session], tmp_path: Path) -> None:
    path = full(tmp_path, 140, FIRST)
    whole = path.read_bytes()
    path.write_bytes(whole[: len(whole) // 2])
    assert _take(sessions, tmp_path) == 0
    assert _refusal(sessions) == "not_a_zip"
    path.write_bytes(whole)
    later = NOW + timedelta(minutes=20)
    os.utime(path, (later.timestamp(), later.timestamp()))
    assert _take(sessions, tmp_path) == 1


def test_only_the_office_writes_the_register(sessions: sessionmaker[Session], tmp_path: Path) -> None:
    with sessions() as session:
        enter(session, Scope.own(1, 1))
        session.add(Business(number="0999199997", is_person=False, situation="", form=""))
        with pytest.raises(Exception, match="permission denied"):
            session.flush()


def test_who_took_the_file_away_is_told(sessions: sessionmaker[Session], tmp_path: Path) -> None:
    path = full(tmp_path, 140, FIRST)
    _take(sessions, tmp_path, parts=1)
    path.unlink()
    full(tmp_path, 141, FIRST)
    assert _take(sessions, tmp_path) == 1
    first, _ = _deliveries(sessions)
    assert first.problem is not None
    assert Refusal(first.problem["code"]).code == "organisations.extract.replaced"
