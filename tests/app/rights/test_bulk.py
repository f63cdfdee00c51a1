"""Many rights revoked at once: foretold and done by one plan, in sets, with one event."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import event, select
from sqlalchemy.orm import Session

from app.errors import Forbidden, Refusal, Stale
from app.lists.acts import Chosen
from app.policy import Identity, Role
from app.rights.bulk import foretell_revocations, revoke_rights
from app.rights.services import revoke_right
from app.transaction import Scope, enter
from models.events import Event
from models.rights import Right
from tests.app.rights.grants import NOW, TODAY
from tests.stories.cast import EXEMPLEVILLE, VOORBEELDEGEM, Cast, assemble


@pytest.fixture
def cast(session: Session) -> Cast:
    made = assemble(session, NOW - timedelta(days=200))
    session.commit()
    return made


def _right(cast: Cast, who: str, kind: str, first_day: date, last_day: date, where: str = VOORBEELDEGEM) -> Right:
    return Right(
        organisation_id=cast.organisations[where],
        membership_id=cast.relations[who],
        person_id=cast.persons[who.split(" ", maxsplit=1)[0]],
        kind_id=cast.kinds[kind],
        first_day=first_day,
        last_day=last_day,
        granted_at=NOW,
        granted_by=cast.accounts["Greet"],
        known_from=NOW,
    )


def _add(session: Session, *rights: Right) -> list[Chosen]:
    enter(session, Scope.office())
    session.add_all(rights)
    session.flush()
    return [Chosen(right.id, right.version) for right in rights]


def _codes(wont: dict[int, object]) -> dict[int, str]:
    return {row_id: refusal.code for row_id, refusal in wont.items()}  # type: ignore[attr-defined]


def _both(session: Session, cast: Cast, chosen: list[Chosen], where: str = VOORBEELDEGEM) -> dict[int, str]:
    """What is foretold, and that it is what happens."""
    enter(session, Scope.organisation(cast.organisations[where]))
    who = cast.administrator("Filip" if where == VOORBEELDEGEM else "Chloé", where)
    foretold = foretell_revocations(session, who, chosen, {}, NOW)
    done = revoke_rights(session, who, chosen, {"reason": "samen"}, NOW)
    assert _codes(done) == _codes(foretold)
    session.expire_all()
    for one in chosen:
        right = session.get(Right, one.id)
        if right is not None and one.id not in done:
            assert (right.revoked_on, right.revoke_reason, right.version) == (TODAY, "samen", one.version + 1)
    return _codes(done)


@pytest.mark.trust("Rights")
def test_each_row_is_judged_as_it_would_be_alone(session: Session, cast: Cast) -> None:
    year = timedelta(days=300)
    chosen = _add(
        session,
        _right(cast, "Bram", "planner", TODAY, TODAY + year),
        _right(cast, "An", "planner", TODAY + timedelta(days=30), TODAY + timedelta(days=60)),
        _right(cast, "Bram", "planner", TODAY - year, TODAY - timedelta(days=1)),
    )
    standing, pending, ended = chosen
    authority = Chosen(cast.authority["Filip"], 1)
    stale, nowhere = Chosen(standing.id, 7), Chosen(10**15, 1)
    assert _both(session, cast, [stale, pending, ended, authority, nowhere]) == {
        stale.id: "lists.row.changed",
        ended.id: "rights.right.already_expired",
        authority.id: "rights.right.last_administrator",
        nowhere.id: "lists.row.gone",
    }


@pytest.mark.trust("Rights")
def test_of_all_administrators_together_one_stays(session: Session, cast: Cast) -> None:
    (second,) = _add(session, _right(cast, "Bram", "local_administrator", TODAY, TODAY + timedelta(days=99)))
    first = Chosen(cast.authority["Filip"], 1)
    assert _both(session, cast, [second, first]) == {first.id: "rights.right.last_administrator"}


def test_one_who_becomes_administrator_later_doesnt_count_as_one_who_is(session: Session, cast: Cast) -> None:
    later = TODAY + timedelta(days=5)
    (second,) = _add(session, _right(cast, "Bram", "local_administrator", later, later + timedelta(days=99)))
    first = Chosen(cast.authority["Filip"], 1)
    assert _both(session, cast, [first, second]) == {first.id: "rights.right.last_administrator"}


@pytest.mark.trust("Tenants")
def test_rows_of_another_organisation_are_not_there(session: Session, cast: Cast) -> None:
    (theirs,) = _add(session, _right(cast, "Bram", "planner", TODAY, TODAY))
    assert _both(session, cast, [theirs], EXEMPLEVILLE) == {theirs.id: "lists.row.gone"}


def test_who_may_not_revoke_one_may_not_revoke_many(session: Session, cast: Cast) -> None:
    helpdesk = Identity(cast.accounts["Dirk"], cast.persons["Dirk"], frozenset({Role.PERSON, Role.HELPDESK}))
    enter(session, Scope.office())
    for act in (foretell_revocations, revoke_rights):
        with pytest.raises(Forbidden):
            act(session, helpdesk, [Chosen(cast.authority["Filip"], 1)], {}, NOW)


@pytest.mark.trust("Audit log")
def test_two_thousand_are_a_handful_of_statements_and_one_event(session: Session, cast: Cast) -> None:
    first = TODAY + timedelta(days=1)
    days = [first + timedelta(days=number) for number in range(2_000)]
    chosen = _add(session, *(_right(cast, "Bram", "planner", day, day) for day in days))
    enter(session, Scope.organisation(cast.organisations[VOORBEELDEGEM]))
    asked: list[str] = []
    connection = session.connection()

    def note(*told: object) -> None:
        asked.append(str(told[2]))

    event.listen(connection, "before_cursor_execute", note)
    assert revoke_rights(session, cast.administrator(), chosen, {}, NOW) == {}
    event.remove(connection, "before_cursor_execute", note)
    assert len(asked) <= 6
    (facts,) = session.scalars(select(Event.facts).where(Event.tag == "rights.rights.revoked")).all()
    assert facts == {"ids": sorted(one.id for one in chosen), "count": len(chosen)}


@settings(
    max_examples=25,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(
    st.lists(
        st.tuples(
            st.sampled_from(["Bram", "An", "Filip"]),
            st.sampled_from(["planner", "local_administrator"]),
            st.integers(-40, 40),
            st.integers(0, 30),
            st.integers(1, 2),
        ),
        max_size=8,
    )
)
def test_done_is_what_was_foretold_and_what_revoking_one_by_one_gives(
    session: Session, cast: Cast, wanted: list[tuple[str, str, int, int, int]]
) -> None:
    with session.begin_nested() as savepoint:
        chosen, taken = [Chosen(cast.authority["Filip"], 1)], {("Filip", "local_administrator")}
        for who, kind, begins, lasts, version in wanted:
            if (who, kind) in taken or (who, kind) == ("An", "local_administrator"):  # an external can't be one
                continue
            taken.add((who, kind))
            first = TODAY + timedelta(days=begins)
            (one,) = _add(session, _right(cast, who, kind, first, first + timedelta(days=lasts)))
            chosen.insert(0, Chosen(one.id, version))
        with session.begin_nested() as together:
            foretold = _both(session, cast, chosen)
            together.rollback()
        session.expire_all()
        assert _one_by_one(session, cast, chosen) == foretold
        savepoint.rollback()
    session.expire_all()


def _one_by_one(session: Session, cast: Cast, chosen: list[Chosen]) -> dict[int, str]:
    enter(session, Scope.organisation(cast.organisations[VOORBEELDEGEM]))
    refused = {}
    for one in chosen:
        try:
            revoke_right(session, cast.administrator(), one.id, one.version, "samen", NOW)
        except Refusal as refusal:
            refused[one.id] = refusal.code
        except Stale:
            refused[one.id] = "lists.row.changed"
    return refused
