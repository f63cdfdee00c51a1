"""The database is silent, slow or hangs up: a clear page within five seconds, nothing half-written, no restart."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import pytest
from sqlalchemy import Engine, func, select, text
from sqlalchemy.orm import Session, sessionmaker

from app.transaction import Scope, enter
from models.events import Event
from models.invariants import ROWS, TRAIL, broken
from models.rights import Right
from tests.faults.proxy import Wire
from tests.stories.walker import Walker

pytestmark = [pytest.mark.slow, pytest.mark.trust("Faults")]

CLEAR = "This service can't be reached for the moment"
LIMIT = 5.0


@contextmanager
def within(seconds: float = LIMIT) -> Iterator[None]:
    began = time.monotonic()
    yield
    took = time.monotonic() - began
    assert took < seconds, f"took {took:.1f} s"


def _granted(sound: sessionmaker[Session]) -> tuple[int, int]:
    """Rights of Bram that the form gave, and events that tell of one; what must never hold is asked too."""
    with sound() as session:
        enter(session, Scope.office())
        rights = session.scalar(select(func.count()).select_from(Right).where(Right.form_key.is_not(None))) or 0
        told = session.scalar(select(func.count()).select_from(Event).where(Event.tag == "rights.right.granted"))
        assert broken(session.connection(), {**ROWS, **TRAIL}) == []
        return rights, told or 0


def _found_again(walker: Walker) -> None:
    """The page is there again within five seconds, by reloading alone."""
    with within():
        while walker.new_tab().typed_address("/rights/list/").status == 503:
            time.sleep(0.2)
    assert walker.new_tab().typed_address("/rights/list/").status == 200


def _unreachable(walker: Walker) -> None:
    assert walker.status == 503
    walker.reads(CLEAR, "Nothing was lost. Try again in a few minutes.")


def test_a_silent_database_gives_a_clear_page_each_time_and_is_found_again(wire: Wire, filip: Walker) -> None:
    wire.silent()
    for _ in range(4):
        with within():
            _unreachable(filip.new_tab().typed_address("/rights/list/"))
    with within():
        stranger = Walker(filip.app).visit()
    assert stranger.status == 503
    wire.pass_on()
    _found_again(filip)


def test_health_says_it_in_time(wire: Wire, filip: Walker) -> None:
    wire.silent()
    for _ in range(2):
        with within():
            assert filip.client.get("/health").status_code == 503
    wire.pass_on()
    _found_again(filip)
    assert filip.client.get("/health").status_code == 200


@pytest.mark.trust("Disk full, database gone")
@pytest.mark.trust("2.3.3")
@pytest.mark.parametrize("fault", [Wire.cut, Wire.hush], ids=["cut in an answer", "silent after an answer"])
@pytest.mark.parametrize("answers", range(0, 24, 4))
def test_a_grant_cut_off_anywhere_is_whole_or_not_there_and_sent_again_is_there_once(
    wire: Wire,
    filip: Walker,
    sound: sessionmaker[Session],
    fault: Callable[[Wire, int], None],
    answers: int,
) -> None:
    filip.press("Go on")
    fault(wire, answers)
    sending = filip.new_tab()
    with within():
        sending.press("Grant")
    assert sending.status in (200, 503)
    wire.pass_on()
    rights, told = _granted(sound)
    assert rights == told <= 1
    _found_again(filip)
    with within():
        filip.press("Grant")
    assert filip.status in (200, 422)
    assert _granted(sound) == (1, 1)


@pytest.mark.parametrize("fault", [Wire.cut, Wire.hush], ids=["cut in an answer", "silent after an answer"])
def test_a_page_cut_off_anywhere_is_there_or_says_so(
    wire: Wire, filip: Walker, fault: Callable[[Wire, int], None]
) -> None:
    for answers in range(9):
        fault(wire, answers)
        with within():
            assert filip.new_tab().typed_address("/rights/list/").status in (200, 503)
        wire.pass_on()
        _found_again(filip)


def test_a_database_that_hangs_up_is_told_of_at_once_and_found_again(wire: Wire, filip: Walker) -> None:
    wire.reset()
    with within(2):
        _unreachable(filip.new_tab().typed_address("/rights/list/"))
    wire.pass_on()
    _found_again(filip)


def test_a_wire_that_now_and_then_hangs_up_never_shows_a_bug(wire: Wire, filip: Walker) -> None:
    wire.flaky()
    seen = set()
    for _ in range(60):
        with within():
            seen.add(filip.new_tab().typed_address("/rights/list/").status)
    assert seen <= {200, 503}
    wire.pass_on()
    _found_again(filip)


def test_slow_is_not_silent(wire: Wire, filip: Walker) -> None:
    wire.slow(0.15)
    assert filip.new_tab().typed_address("/rights/list/").status == 200


def test_a_statement_that_takes_long_is_waited_for(engine_by_wire: Engine, filip: Walker) -> None:
    with engine_by_wire.connect() as connection:
        assert connection.execute(text("select 7 from pg_sleep(4)")).scalar() == 7


@pytest.mark.trust("Disk full, database gone")
@pytest.mark.parametrize("state", ["53100", "53200", "53300", "58030"], ids=["disk", "memory", "callers", "I/O"])
def test_a_database_without_room_says_no_and_keeps_nothing_by_halves(
    filip: Walker, sound: sessionmaker[Session], owner_of_it: Engine, state: str
) -> None:
    filip.press("Go on")
    with owner_of_it.begin() as connection:
        connection.execute(
            text(
                "create function full_() returns trigger language plpgsql as $$ begin"
                f" raise exception 'no room' using errcode = '{state}'; end $$"
            )
        )
        connection.execute(
            text("create trigger full_ after insert on event for each row execute function full_()")
        )
    sending = filip.new_tab().press("Grant")
    _unreachable(sending)
    assert _granted(sound) == (0, 0)
    with owner_of_it.begin() as connection:
        connection.execute(text("drop trigger full_ on event"))
    filip.press("Grant").reads("Granted.")
    assert _granted(sound) == (1, 1)
