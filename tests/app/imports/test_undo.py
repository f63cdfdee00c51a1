"""Taking back what was imported, row by row; and what goes by itself when its time is over."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from sqlalchemy import func, select, update
from sqlalchemy.orm import Session

from app.errors import Refusal
from app.imports import doing, services
from app.organisations.queries import visible_to
from app.policy import Identity
from app.rights.services import grant_right
from app.transaction import Scope, enter, transaction, within
from models.accounts import Person
from models.imports import ImportChunk, ImportRun
from models.organisations import Membership
from models.values import ImportState
from tests.app.imports.acts import (
    applied,
    checked,
    imported,
    of_cast,
    relation_of,
    rows_of,
    tags,
    undone,
)
from tests.app.imports.files import person
from tests.app.rights.grants import NOW, new_right
from tests.stories.cast import Cast

# -- taking back


@pytest.mark.trust("Tenants")
def test_undoing_takes_back_what_nobody_used_or_changed(session: Session, cast: Cast, filip: Identity) -> None:
    run = imported(
        session, filip, [*(person(number) for number in range(4)), of_cast(cast, "Joris", **{"E-mail": ""})]
    )
    used, changed = relation_of(session, 1), relation_of(session, 2)
    with transaction(session):
        new = new_right(cast, membership_id=used.id, first_day=date(2027, 4, 1), last_day=date(2027, 12, 31))
        grant_right(session, filip, new, NOW)
        session.execute(
            update(Membership)
            .where(Membership.id == changed.id)
            .values(function="Bode", version=Membership.version + 1)
        )
    with transaction(session):
        foreseen = doing.foresee_undo(session, filip, run.id, NOW)
    assert run.state == ImportState.APPLIED
    undone(session, filip, run)
    assert run.undo_counts == foreseen == {"taken_back": 3, "kept": 2}
    assert {row.line: (row.undo, row.undo_code) for row in rows_of(session, run)} == {
        2: ("taken_back", None),
        3: ("kept", "imports.undo.used"),
        4: ("kept", "imports.undo.changed_since"),
        5: ("taken_back", None),
        6: ("taken_back", None),
    }
    gone = relation_of(session, 0)
    assert gone.state == "withdrawn"
    assert session.scalar(select(Membership.id).where(Membership.id == gone.id, visible_to(filip))) is None
    assert session.get(Person, gone.person_id, populate_existing=True) is None, "still visible here"
    with within(session, Scope.office()):
        assert session.get(Person, gone.person_id) is not None
    assert tags(session)[-1] == "undone"


def test_undoing_twice_does_nothing_more(session: Session, cast: Cast, filip: Identity) -> None:
    run = undone(session, filip, imported(session, filip, [person(0)]))
    version = run.version
    assert undone(session, filip, run).version == version
    assert tags(session).count("undone") == 1


def test_what_was_changed_gets_its_values_of_before(session: Session, cast: Cast, filip: Identity) -> None:
    imported(session, filip, [person(0, Functie="Bode")])
    cells = {"Functie": "Diensthoofd", "Telefoon": "", "Laatste dag": "31/12/2027"}
    run = imported(session, filip, [person(0, **cells)])
    undone(session, filip, run)
    back = relation_of(session, 0)
    assert (back.function, back.last_day, back.state) == ("Bode", None, "confirmed")


def test_after_a_later_import_is_undone_the_earlier_one_can_be(
    session: Session, cast: Cast, filip: Identity
) -> None:
    first = imported(session, filip, [person(0)])
    second = imported(session, filip, [person(0, Functie="Diensthoofd")])
    undone(session, filip, second)
    assert undone(session, filip, first).undo_counts == {"taken_back": 1}


def test_what_was_taken_back_can_be_imported_again(session: Session, cast: Cast, filip: Identity) -> None:
    undone(session, filip, imported(session, filip, [person(0)]))
    again = checked(session, filip, [person(0)])
    assert again.counts == {"attached": 1}
    applied(session, filip, again)


def test_earlier_days_that_another_relation_took_meanwhile_are_not_given_back(
    session: Session, cast: Cast, filip: Identity
) -> None:
    imported(session, filip, [person(0)])
    run = imported(session, filip, [person(0, **{"Laatste dag": "30/06/2027"})])
    imported(session, filip, [person(0, **{"Eerste dag": "01/07/2027", "E-mail": "ander@example.be"})])
    undone(session, filip, run)
    assert [(row.undo, row.undo_code) for row in rows_of(session, run)] == [("kept", "imports.undo.overlaps")]


def test_after_ninety_days_undoing_is_over(session: Session, cast: Cast, filip: Identity) -> None:
    run = imported(session, filip, [person(0)])
    with pytest.raises(Refusal) as found:
        undone(session, filip, run, NOW + timedelta(days=91))
    assert found.value.code == "imports.run.too_long_ago"


# -- what goes by itself


@pytest.mark.trust("14.2.7")
def test_files_go_after_a_week_and_values_of_before_after_ninety_days(
    session: Session, cast: Cast, filip: Identity
) -> None:
    imported(session, filip, [person(0)])
    run = imported(session, filip, [person(0, Functie="Bode"), person(1, Naam="")])
    waiting = checked(session, filip, [person(3)])
    enter(session, Scope.office())
    with transaction(session):
        assert services.forget(session, NOW + timedelta(days=6)) == 0
        assert services.forget(session, NOW + timedelta(days=8)) == 2
    assert session.scalar(select(func.count()).select_from(ImportChunk)) == 0
    assert session.get_one(ImportRun, waiting.id).state == ImportState.DROPPED
    assert rows_of(session, run)[0].before is not None
    with transaction(session):
        assert services.forget(session, NOW + timedelta(days=91)) == 1
    assert rows_of(session, run)[0].before is None


def test_dropping_lets_go_of_everything_and_changes_nobody(session: Session, cast: Cast, filip: Identity) -> None:
    run = checked(session, filip, [person(0)])
    for _ in range(2):
        with transaction(session):
            services.drop(session, filip, run.id, NOW)
    assert (run.state, rows_of(session, run)) == (ImportState.DROPPED, [])
    done = imported(session, filip, [person(1)])
    with pytest.raises(Refusal), transaction(session):
        services.drop(session, filip, done.id, NOW)
