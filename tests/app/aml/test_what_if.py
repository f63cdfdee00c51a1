"""What publishing would do, counted over the files of all offices, is what it does."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import event, text
from sqlalchemy.orm import Session, sessionmaker

from app.aml import reassessing, what_if
from app.aml.rule_sets import begin_draft, change_rule, publish
from app.aml.vigilance.rule_set import RuleSet
from app.aml.vigilance.trying import LEVELS, Outcome
from app.errors import Forbidden, Refusal
from app.policy import Identity
from models import aml
from models.aml import Contact
from models.values.vigilance import Effect
from tests.app.aml.drafted_rules import (
    carried_on,
    contact,
    greet,
    levels,
    option,
    published,
    reassessed,
    rule,
    rules,
    tried,
    with_rule,
)
from tests.app.aml.lists_of_today import Desk, aml_office
from tests.app.wallet.offices import NOW

NOTE = "Documents count for more."
FIRST = rules(
    rule("ID1", option("yes"), option("no", Effect.RAISED), option("late", Effect.WEAK)),
    rule("REL2", option("yes", Effect.LOW), option("no"), mandatory=False),
    rule("GEO4", option("yes", Effect.WEAK), option("no"), mandatory=False),
    rule("MED1", active=False),
)
# No document stops, late ones raise, a known client is no comfort any more.
SECOND = with_rule(
    with_rule(FIRST, rule("ID1", option("yes"), option("no", Effect.STOP), option("late", Effect.RAISED))),
    rule("REL2", option("yes"), option("no"), mandatory=False),
)
ASKS_MORE = with_rule(SECOND, rule("GEO4", option("yes", Effect.WEAK), option("no")))


@pytest.fixture
def who(session: Session) -> Identity:
    published(session, FIRST)
    return greet(session)


@pytest.fixture
def contacts(session: Session, who: Identity) -> list[Contact]:
    """Of two offices, in every state."""
    one, other = aml_office(session), aml_office(session)
    greet(session)
    return [
        contact(session, one.bram, "Casper Okafor", {"ID1": "no", "GEO4": "no"}, "accepted"),  # raised → stop
        contact(session, one.bram, "Nadia Dragan", {"ID1": "late", "GEO4": "no"}),  # standard → raised
        contact(session, one.an, "Iwan Petrov", {"ID1": "yes", "REL2": "yes", "GEO4": "no"}, "refused"),  # up
        contact(session, other.bram, "Anne De Smet", {"ID1": "yes"}, "accepted"),  # its question is open
        contact(session, other.bram, "Li Wang", {}),  # no level before nor after
        contact(session, other.an, "Jan Peeters", {"ID1": "yes", "GEO4": "no"}),  # stays
        contact(session, other.an, "An Ander", {"ID1": "no"}, "dropped"),  # counts for nothing
    ]


def _drafted(session: Session, who: Identity, then: RuleSet) -> aml.RuleSet:
    draft = begin_draft(session, who, NOW)
    for one in then.rules:
        change_rule(session, who, draft.id, one, draft.version, NOW)
    return draft


def _counts(outcome: Outcome) -> dict[str, int]:
    return {level: count for level in LEVELS if (count := outcome.after(level))}


def _now(session: Session, contacts: list[Contact]) -> dict[str, int]:
    found = [one or "none" for one in levels(session, contacts[:-1])]
    return {level: count for level in LEVELS if (count := found.count(level))}


@pytest.mark.parametrize("step", [2, 500])
def test_what_it_says_is_what_publishing_does(
    session: Session, sessions: sessionmaker[Session], who: Identity, contacts: list[Contact], tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch, step: int,
) -> None:  # fmt: skip
    monkeypatch.setattr(what_if, "STEP", step)
    monkeypatch.setattr(reassessing, "STEP", step)
    reassessed(sessions, session)
    before = levels(session, contacts)
    assert before == ["raised", "standard", "simplified", "standard", None, "standard", None]
    draft = _drafted(session, who, ASKS_MORE)
    outcome = tried(sessions, session, who, draft, tmp_path)
    assert outcome.files == 6
    assert outcome.moves == {
        "none": {"none": 1},
        "simplified": {"standard": 1},
        "standard": {"none": 1, "standard": 1, "raised": 1},
        "raised": {"stop": 1},
    }
    assert (outcome.changed, outcome.newly_unanswered) == (4, 1)
    assert outcome.by_rule == {"ID1": 2, "GEO4": 1, "REL2": 1}
    assert _now(session, contacts) == {"none": 1, "simplified": 1, "standard": 3, "raised": 1}
    publish(session, who, draft.id, NOTE, draft.version, NOW)
    assert reassessed(sessions, session) == 6
    after = levels(session, contacts)
    assert after == ["stop", "raised", "standard", None, None, "standard", None]
    assert _now(session, contacts) == _counts(outcome)
    moved = [(was or "none", now or "none") for was, now in zip(before[:-1], after[:-1], strict=True)]
    assert outcome.moves == {
        was: {now: moved.count((was, now)) for now in LEVELS if (was, now) in moved}
        for was in LEVELS
        if any(one == was for one, _ in moved)
    }


def test_a_level_that_is_lowered_is_counted_as_well(
    session: Session, sessions: sessionmaker[Session], who: Identity, contacts: list[Contact], tmp_path: Path
) -> None:
    mild = with_rule(FIRST, rule("ID1", option("yes"), option("no"), option("late")))
    draft = _drafted(session, who, mild)
    outcome = tried(sessions, session, who, draft, tmp_path)
    assert outcome.moved("raised", "standard") == 1
    assert outcome.by_rule == {"ID1": 1}, "one weak signal less changes no level"
    publish(session, who, draft.id, NOTE, draft.version, NOW)
    reassessed(sessions, session)
    assert _now(session, contacts) == _counts(outcome)


@pytest.mark.trust("AML")
def test_what_it_keeps_tells_nobody_who(
    session: Session, sessions: sessionmaker[Session], who: Identity, contacts: list[Contact], tmp_path: Path
) -> None:
    draft = _drafted(session, who, SECOND)
    tried(sessions, session, who, draft, tmp_path)
    kept = draft.what_if or {}
    assert set(kept) <= {"files", "moves", "newly_unanswered", "by_rule"}
    told = json.dumps(kept) + json.dumps(
        [dict(one) for one in session.scalars(text("select facts from event where tag = 'aml.rules.tried'"))]
    )
    for one in contacts:
        assert one.name not in told
    numbers = {int(one) for row in kept["moves"].values() for one in row.values()}
    assert numbers <= {1, 2, 3}


def test_a_form_that_is_open_meanwhile_is_still_good(
    session: Session, sessions: sessionmaker[Session], who: Identity, contacts: list[Contact], tmp_path: Path
) -> None:
    draft = _drafted(session, who, SECOND)
    seen = draft.version
    tried(sessions, session, who, draft, tmp_path)
    assert draft.version == seen
    of_bram, version = contacts[1], contacts[1].version
    reassessed(sessions, session)
    assert of_bram.version == version


def test_a_draft_that_was_changed_meanwhile_was_not_tried(
    session: Session, sessions: sessionmaker[Session], who: Identity, tmp_path: Path
) -> None:
    draft = _drafted(session, who, SECOND)
    task = what_if.ask(session, who, draft.id, draft.version, NOW)
    with pytest.raises(Refusal, match=r"aml\.rules\.being_tried"):
        what_if.ask(session, who, draft.id, draft.version, NOW)
    change_rule(session, who, draft.id, rule("REL2", mandatory=False), draft.version, NOW)
    session.commit()
    with pytest.raises(Refusal, match=r"aml\.rules\.changed_while_tried"):
        carried_on(sessions, who, task, tmp_path)
    session.refresh(draft)
    assert draft.what_if is None
    assert what_if.last_asked(session, who, draft) is None


def test_nobody_but_the_central_team_tries_rules(session: Session, who: Identity) -> None:
    draft = begin_draft(session, who, NOW)
    with pytest.raises(Forbidden):
        what_if.ask(session, replace(aml_office(session).an, organisation_id=None), draft.id, draft.version, NOW)


def test_so_many_files_are_read_in_as_many_statements(
    session: Session, sessions: sessionmaker[Session], who: Identity, contacts: list[Contact], tmp_path: Path
) -> None:
    """Six files in one batch, and then three times as many in one."""
    draft, asked = _drafted(session, who, SECOND), []
    task = what_if.ask(session, who, draft.id, draft.version, NOW)
    session.commit()
    connection = session.connection().engine
    counted: list[int] = []

    def count(*_: object) -> None:
        counted.append(1)

    event.listen(connection, "after_cursor_execute", count)
    for more in (0, 12):
        for number in range(more):
            contact(session, aml_office(session).bram, f"Jan Peeters {number}", {"ID1": "yes"})
        greet(session)
        session.commit()
        counted.clear()
        carried_on(sessions, who, task, tmp_path)
        asked.append(len(counted))
    event.remove(connection, "after_cursor_execute", count)
    assert asked[0] == asked[1] > 5


class _Killed(Exception):
    pass


def test_a_worker_that_was_killed_leaves_the_rest_to_another(
    session: Session, sessions: sessionmaker[Session], who: Identity, contacts: list[Contact],
    monkeypatch: pytest.MonkeyPatch,
) -> None:  # fmt: skip
    monkeypatch.setattr(reassessing, "STEP", 2)
    session.commit()

    class Dying(Desk):
        steps = 0

        def office(self, act):  # type: ignore[no-untyped-def]
            self.steps += 1
            if self.steps == 3:
                raise _Killed
            return super().office(act)

    with pytest.raises(_Killed):
        reassessing.reassess_all(Dying(sessions), lambda: NOW)
    assert [one is not None for one in levels(session, contacts)].count(True) == 4
    assert reassessed(sessions, session) == 2
    assert reassessed(sessions, session) == 0


def test_on_another_day_all_contacts_are_assessed_again(
    session: Session, sessions: sessionmaker[Session], who: Identity, contacts: list[Contact]
) -> None:
    assert reassessed(sessions, session) == 6
    for hours, due in ((1, 0), (24, 6)):
        done = reassessing.reassess_all(Desk(sessions), lambda: NOW + timedelta(hours=hours))  # noqa: B023
        assert done == due
