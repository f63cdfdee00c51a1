"""The life of a list: what a load adds, changes and ends, and every file that changes nothing."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import date

import pytest
from sqlalchemy import select, text

from app import clock
from app.aml.lists import staging, taking_in
from app.aml.lists.loading import ask_load, decide_held
from app.aml.lists.taking_in import AGAIN, PATIENCE, Load
from app.errors import Forbidden, Missing, Outage, Refusal, Stale
from app.policy import Identity, Role
from models.aml import Listed, StagedEntry
from models.events import Event
from tests.app.aml.lists.files import eu_list, people
from tests.app.aml.lists.loads import Desk, Shelf

MONDAY, TUESDAY, WEDNESDAY = date(2026, 11, 30), date(2026, 12, 1), date(2026, 12, 2)
FIRST = {1: "Adam Aerts", 2: "Bea Baert", 3: "Ciel Claes"}


def _tags(desk: Desk) -> list[str]:
    wanted = select(Event.tag).where(Event.subject_kind == "aml_snapshot").order_by(Event.id)
    return desk.office(lambda session: [tag.removeprefix("aml.list.") for tag in session.scalars(wanted)])


def _jobs(desk: Desk, name: str) -> list[dict[str, object]]:
    wanted = text("select args from procrastinate_jobs where task_name = :name order by id")
    return desk.office(lambda session: list(session.scalars(wanted, {"name": name})))


def test_the_first_load_adds_everything_and_has_contacts_screened(desk: Desk) -> None:
    one = desk.loads(eu_list(MONDAY, FIRST))
    assert (one.state, one.edition, one.added, one.changed, one.removed) == ("loaded", 1, 3, 0, 0)
    assert (one.entries, one.published_on, one.asked_by) == (3, MONDAY, desk.greet.account_id)
    assert desk.entries() == {"1": "Adam Aerts", "2": "Bea Baert", "3": "Ciel Claes"}
    of = desk.list()
    assert (of.edition, of.published_on, of.entries, of.loaded_at) == (1, MONDAY, 3, desk.moment)
    assert _tags(desk) == ["asked", "loaded"]
    assert _jobs(desk, "rescreen") == [{"snapshot_id": one.id}]
    assert not [path for path in desk.files.folder.rglob("*") if path.is_file()]


def test_the_next_load_is_the_difference_and_earlier_editions_can_be_read_again(desk: Desk) -> None:
    desk.loads(eu_list(MONDAY, FIRST))
    one = desk.loads(eu_list(TUESDAY, {1: "Adam Aerts", 2: "Bea Baert-Claes", 4: "Dora De Smet"}))
    assert (one.edition, one.added, one.changed, one.removed) == (2, 1, 1, 1)
    assert desk.entries() == {"1": "Adam Aerts", "2": "Bea Baert-Claes", "4": "Dora De Smet"}
    assert desk.entries(edition=1) == {"1": "Adam Aerts", "2": "Bea Baert", "3": "Ciel Claes"}
    assert desk.rows("2") == [(1, 2), (2, None)]
    assert desk.rows("3") == [(1, 2)]


def test_an_entry_that_vanishes_and_comes_back_is_a_new_row_with_the_same_facts(desk: Desk) -> None:
    desk.loads(eu_list(MONDAY, FIRST))
    desk.loads(eu_list(TUESDAY, {1: FIRST[1], 2: FIRST[2]}))
    back = desk.loads(eu_list(WEDNESDAY, FIRST))
    assert (back.added, back.changed, back.removed) == (1, 0, 0)
    assert desk.rows("3") == [(1, 2), (3, None)]
    rows = desk.office(lambda s: s.scalars(select(Listed).where(Listed.key == "3")).all())
    assert len({row.judged for row in rows}) == 1


def test_facts_in_another_order_are_the_same_facts(desk: Desk) -> None:
    desk.loads(eu_list(MONDAY, {1: ("Adam Aerts", "A. Aerts", "Aerts de Oude"), 2: "Bea Baert"}))
    one = desk.loads(eu_list(TUESDAY, {2: "Bea Baert", 1: ("Adam Aerts", "Aerts de Oude", "A. Aerts")}))
    assert (one.state, one.added, one.changed, one.removed) == ("loaded", 0, 0, 0)
    assert desk.rows("1") == [(1, None)]


def test_a_remark_changes_an_entry_and_not_what_is_decided_on(desk: Desk) -> None:
    desk.loads(eu_list(MONDAY, FIRST))
    one = desk.loads(eu_list(TUESDAY, FIRST, remarks={1: "Woont in het zuiden"}))
    assert one.changed == 1
    rows = desk.office(lambda s: s.scalars(select(Listed).where(Listed.key == "1").order_by(Listed.since)).all())
    assert rows[0].judged == rows[1].judged
    assert rows[0].whole != rows[1].whole


def test_the_same_file_again_is_said_and_changes_nothing(desk: Desk) -> None:
    desk.loads(eu_list(MONDAY, FIRST))
    desk.passes(hours=1)
    again = desk.loads(eu_list(MONDAY, FIRST))
    assert (again.state, again.edition, again.entries) == ("same", None, 3)
    assert desk.list().looked_at == desk.moment
    assert _jobs(desk, "rescreen") == [{"snapshot_id": again.id - 1}]


def test_a_list_older_than_what_stands_is_refused(desk: Desk) -> None:
    desk.loads(eu_list(TUESDAY, FIRST))
    older = desk.loads(eu_list(MONDAY, {1: "Adam Aerts"}))
    assert (older.state, older.why, older.published_on) == ("refused", "list_older", MONDAY)
    assert len(desk.entries()) == 3
    assert _tags(desk)[-1] == "refused"


def test_a_slip_in_a_lists_date_keeps_no_later_list_away(desk: Desk) -> None:
    slip = desk.loads(eu_list(date(2062, 11, 30), FIRST))
    assert (slip.state, slip.published_on) == ("loaded", clock.day_of(desk.moment))
    assert desk.loads(eu_list(TUESDAY, {**FIRST, 4: "Dora De Smet"})).state == "loaded"


def test_another_file_of_the_same_day_counts(desk: Desk) -> None:
    desk.loads(eu_list(MONDAY, FIRST))
    assert desk.loads(eu_list(MONDAY, {**FIRST, 4: "Dora De Smet"})).state == "loaded"


_CUT = eu_list(TUESDAY, FIRST)
_BOMB = (
    b'<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;&a;">]>'
    b'<export xmlns="http://eu.europa.ec/fpi/fsd/export" generationDate="2026-12-01T06:00:00">&b;</export>'
)
_FILE = _BOMB.replace(b'<!ENTITY a "aaaa">', b'<!ENTITY a SYSTEM "file:///etc/passwd">')


@pytest.mark.parametrize(
    "content",
    [
        _CUT[: len(_CUT) // 2],
        _CUT[:-12],
        b"",
        b"<html><body>Sign in</body></html>",
        b"\x00\xff" * 99,
        _BOMB,
        _FILE,
    ],
    ids=["half", "without its end", "empty", "a page", "noise", "bomb", "another file"],
)
def test_a_file_that_cant_be_trusted_changes_nothing_and_says_why(desk: Desk, content: bytes) -> None:
    desk.loads(eu_list(MONDAY, FIRST))
    one = desk.loads(content)
    assert (one.state, one.edition) == ("refused", None)
    assert one.why.startswith("list_")
    assert one.why != "list_older"
    assert "root:" not in one.why_value
    assert desk.entries() == {"1": "Adam Aerts", "2": "Bea Baert", "3": "Ciel Claes"}
    assert desk.office(lambda s: s.scalars(select(StagedEntry)).all()) == []


@pytest.mark.parametrize(("left", "state"), [(55, "held"), (54, "held"), (60, "loaded"), (56, "loaded")])
def test_more_than_a_tenth_gone_waits_for_a_yes(desk: Desk, left: int, state: str) -> None:
    desk.loads(eu_list(MONDAY, people(1, 62)))
    one = desk.loads(eu_list(TUESDAY, people(1, left)))
    assert (one.state, one.removed) == (state, 62 - left)
    assert len(desk.entries()) == (62 if state == "held" else left)


def test_exactly_a_tenth_may_go_and_a_short_list_may_lose_everything(desk: Desk) -> None:
    desk.loads(eu_list(MONDAY, people(1, 50)))
    assert desk.loads(eu_list(TUESDAY, people(1, 45))).state == "loaded"
    assert desk.loads(eu_list(WEDNESDAY, people(100, 101))).state == "loaded"


def test_a_held_load_is_merged_after_a_yes(desk: Desk) -> None:
    desk.loads(eu_list(MONDAY, people(1, 60)))
    held = desk.loads(eu_list(TUESDAY, people(11, 61)))
    assert (held.state, held.added, held.removed) == ("held", 1, 10)
    with pytest.raises(Refusal, match=r"aml\.list\.held"):
        desk.asks(eu_list(WEDNESDAY, people(1, 60)))
    desk.decides(held.id, load=True)
    assert desk.load(held.id).state == "reading"
    assert desk.does(held.id) == "1 + 0 + 10"
    one = desk.load(held.id)
    assert (one.state, one.edition, one.decided_by) == ("loaded", 2, desk.greet.account_id)
    assert len(desk.entries()) == 51
    assert desk.list().published_on == TUESDAY
    assert desk.office(lambda s: s.scalars(select(StagedEntry)).all()) == []
    assert desk.does(held.id) == "nothing to do"
    assert _tags(desk) == ["asked", "loaded", "asked", "held", "decided", "loaded"]


def test_a_load_that_was_lost_after_a_yes_leaves_nothing_aside(desk: Desk) -> None:
    desk.loads(eu_list(MONDAY, people(1, 60)))
    held = desk.loads(eu_list(TUESDAY, people(11, 61)))
    desk.decides(held.id, load=True)
    desk.passes(days=2)
    desk.asks(eu_list(WEDNESDAY, people(1, 60)))
    assert (desk.load(held.id).state, desk.load(held.id).why) == ("refused", "list_load_lost")
    assert desk.office(lambda s: s.scalars(select(StagedEntry)).all()) == []


def test_a_held_load_is_dropped_after_a_no(desk: Desk) -> None:
    desk.loads(eu_list(MONDAY, people(1, 60)))
    held = desk.loads(eu_list(TUESDAY, people(1, 30)))
    desk.decides(held.id, load=False)
    one = desk.load(held.id)
    assert (one.state, one.why) == ("refused", "list_declined")
    assert len(desk.entries()) == 60
    assert desk.office(lambda s: s.scalars(select(StagedEntry)).all()) == []
    with pytest.raises(Stale):
        desk.decides(held.id, load=True)


def test_who_decides_on_what_changed_meanwhile_is_told(desk: Desk) -> None:
    desk.loads(eu_list(MONDAY, people(1, 60)))
    held = desk.loads(eu_list(TUESDAY, people(1, 30)))
    with pytest.raises(Stale):
        desk.decides(held.id, load=True, version=held.version + 1)


def test_only_the_central_team_loads_and_decides(desk: Desk) -> None:
    hugo = Identity(desk.greet.account_id, None, frozenset({Role.FINANCE, Role.HELPDESK, Role.AML_OFFICER}))
    with pytest.raises(Forbidden):
        desk.office(lambda s: ask_load(s, hugo, "eu", None, desk.moment))
    with pytest.raises(Forbidden):
        desk.office(lambda s: decide_held(s, hugo, 1, 1, desk.moment, load=True))
    with pytest.raises(Missing):
        desk.office(lambda s: ask_load(s, desk.greet, "moon", None, desk.moment))


def test_one_load_of_a_list_at_a_time(desk: Desk) -> None:
    number, _ = desk.asks(eu_list(MONDAY, FIRST))
    with pytest.raises(Refusal, match=r"aml\.list\.underway"):
        desk.asks(eu_list(MONDAY, FIRST))
    desk.passes(days=1, minutes=1)
    later, kept = desk.asks(eu_list(MONDAY, FIRST))  # its job was given up long ago
    assert (desk.load(number).state, desk.load(number).why) == ("refused", "list_load_lost")
    desk.does(later, kept)
    assert desk.load(later).state == "loaded"


def test_a_file_that_was_swept_away_is_said(desk: Desk) -> None:
    number, kept = desk.asks(eu_list(MONDAY, FIRST))
    desk.files.remove(kept)
    desk.does(number, kept)
    assert (desk.load(number).state, desk.load(number).why) == ("refused", "list_file_gone")


class _Silence:
    def fetch(self, code: str, into: object) -> None:
        raise Outage("lists")


def test_a_source_that_is_silent_is_asked_again_and_given_up_after_an_hour(desk: Desk) -> None:
    desk.source = _Silence()
    number = desk.office(lambda s: ask_load(s, None, "eu", None, desk.moment)).id
    assert desk.does(number) == "asked again"
    assert desk.load(number).state == "reading"
    desk.moment += AGAIN
    desk.source = Shelf({"eu": eu_list(MONDAY, FIRST)})
    assert desk.does(number) == "3 + 0 + 0"
    desk.source = _Silence()
    number = desk.office(lambda s: ask_load(s, None, "eu", None, desk.moment)).id
    desk.moment += PATIENCE
    desk.does(number)
    assert (desk.load(number).state, desk.load(number).why) == ("refused", "list_source_silent")


def test_lists_have_editions_of_one_row(desk: Desk) -> None:
    desk.loads(eu_list(MONDAY, FIRST))
    head = "id,schema,name,aliases,birth_date,countries,addresses,identifiers,sanctions,phones,emails,dataset,"
    row = "NK-1,Person,Zeno Zwart,,1970-02-03,be,,,,,,x,2026-01-01,2026-01-01,2026-01-01\n"
    one = desk.loads(f"{head}first_seen,last_seen,last_change\n{row}".encode(), "opensanctions")
    assert (one.state, one.edition) == ("loaded", 2)
    assert len(desk.entries()) == 4
    assert len(desk.entries(edition=1)) == 3


class _Killed(BaseException):
    """As a worker dies, wherever it is."""


@pytest.mark.parametrize("moment", ["stage", "compare", "merge", "drop"])
def test_whoever_is_killed_begins_anew_and_loads_once(
    own_desk: Desk, moment: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    own_desk.loads(eu_list(MONDAY, people(1, 60)))
    number, kept = own_desk.asks(eu_list(TUESDAY, people(1, 30)))
    if moment == "drop":
        own_desk.does(number, kept)
        own_desk.decides(number, load=True)
    real = getattr(staging, moment)

    def dies(*told: object) -> None:
        real(*told)
        raise _Killed

    with monkeypatch.context() as patch:
        patch.setattr(staging, moment, dies)
        if moment != "merge":
            with pytest.raises(_Killed):
                own_desk.does(number, kept)
    assert len(own_desk.entries()) == 60
    own_desk.does(number, kept)
    if moment != "drop":
        assert own_desk.load(number).state == "held"
        own_desk.decides(number, load=True)
        with monkeypatch.context() as patch:
            patch.setattr(staging, moment, dies)
            if moment != "stage":
                with pytest.raises(_Killed):
                    own_desk.does(number)
                assert len(own_desk.entries()) == 60
        own_desk.does(number)
    assert own_desk.does(number) == "nothing to do"
    assert len(own_desk.entries()) == 30
    assert own_desk.load(number).edition == 2


def test_two_workers_at_once_load_it_once(own_desk: Desk) -> None:
    number, kept = own_desk.asks(eu_list(MONDAY, people(1, 3_000)))
    with ThreadPoolExecutor(3) as pool:
        done = list(pool.map(lambda _: own_desk.does(number, kept), range(3)))
    assert sorted(done) == ["3000 + 0 + 0", "nothing to do", "nothing to do"]
    assert len(own_desk.entries()) == 3_000


def test_loads_of_two_lists_at_once_get_an_edition_each(own_desk: Desk) -> None:
    asked = [own_desk.asks(eu_list(MONDAY, people(1, 500)))]
    head = "id,schema,name,aliases,birth_date,countries,addresses,identifiers,sanctions,phones,emails,dataset,"
    rows = "".join(f"NK-{n},Person,Zeno {n},,,,,,,,,x,2026-01-01,2026-01-01,2026-01-01\n" for n in range(500))
    asked.append(own_desk.asks(f"{head}first_seen,last_seen,last_change\n{rows}".encode(), "opensanctions"))
    with ThreadPoolExecutor(2) as pool:
        list(pool.map(lambda one: own_desk.does(*one), asked))
    assert {own_desk.load(number).edition for number, _ in asked} == {1, 2}
    assert len(own_desk.entries()) == 1_000


def test_how_far_it_is_can_be_seen_while_it_is_read(own_desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(staging, "AT_ONCE", 50)
    monkeypatch.setattr(taking_in, "_TELL_EVERY", 100)
    number, kept = own_desk.asks(eu_list(MONDAY, people(1, 220)))
    seen, real = [], Load._tell

    def tells(self: Load, count: int) -> None:
        real(self, count)
        seen.append(own_desk.load(number).entries)

    monkeypatch.setattr(Load, "_tell", tells)
    assert own_desk.does(number, kept) == "220 + 0 + 0"
    assert seen == [0, 100, 100, 200, 200]
