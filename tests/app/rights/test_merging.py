"""A government that merges into another one: what comes along, what was there, what stays behind, what is told."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from app.errors import Forbidden, Refusal
from app.organisations.services import NewRelation, add_relation
from app.policy import Identity, Role
from app.rights.administrators import administrators_of, governments_without
from app.rights.as_of import known, stood, stood_days
from app.rights.authority import acting_person
from app.rights.changes import Days, change_right
from app.rights.digest import tell_of_the_day
from app.rights.ending import announce_endings
from app.rights.leaving import leave
from app.rights.merging import NewMerger, foretell_merger, lines_of, merge_governments
from app.rights.queries import expiring
from app.rights.services import revoke_right
from app.transaction import Scope, enter
from models.events import Event
from models.organisations import Membership, Organisation
from models.rights import Merger, MergerLine, Right, RightKind
from models.values import MergerOutcome, RightState
from tests.stories.cast import EXEMPLEVILLE, VOORBEELDEGEM, Cast, assemble, standing_right

NOW = datetime(2026, 10, 1, 8, 0, tzinfo=UTC)
TODAY, DAY = date(2026, 10, 1), date(2027, 1, 1)
EVE = DAY - timedelta(days=1)


@pytest.fixture
def cast(session: Session) -> Cast:
    made = assemble(session, datetime(2026, 6, 1, 8, 0, tzinfo=UTC))
    session.flush()
    return made


def central(cast: Cast) -> Identity:
    return Identity(
        cast.accounts["Greet"], cast.persons["Greet"], frozenset({Role.PERSON, Role.CENTRAL}), key_level="high"
    )


def merging(cast: Cast, day: date = DAY) -> NewMerger:
    return NewMerger(cast.organisations[VOORBEELDEGEM], cast.organisations[EXEMPLEVILLE], day)


def granted(session: Session, cast: Cast, relation: str, kind: str, first: date, last: date, where: str) -> Right:
    right = standing_right(cast, relation, kind, first, last, datetime(2026, 6, 1, 8, 0, tzinfo=UTC), where)
    session.add(right)
    session.flush()
    return right


def at(session: Session, cast: Cast, where: str, person: str) -> list[tuple[str, date, date]]:
    """Somebody's rights that aren't revoked at a government, by kind and day."""
    rows = session.execute(
        select(RightKind.code, Right.first_day, Right.last_day)
        .join(Right.kind)
        .where(
            Right.organisation_id == cast.organisations[where],
            Right.person_id == cast.persons[person],
            Right.revoked_at.is_(None),
        )
        .order_by(RightKind.code, Right.first_day)
    )
    return [tuple(row) for row in rows]  # type: ignore[misc]


def related(session: Session, cast: Cast, where: str, person: str) -> list[tuple[str, date, date | None]]:
    rows = session.execute(
        select(Membership.category, Membership.first_day, Membership.last_day)
        .where(
            Membership.organisation_id == cast.organisations[where],
            Membership.person_id == cast.persons[person],
            Membership.state == "confirmed",
        )
        .order_by(Membership.category, Membership.first_day)
    )
    return [tuple(row) for row in rows]  # type: ignore[misc]


def test_relation_and_right_go_on_at_the_other_government(session: Session, cast: Cast) -> None:
    granted(session, cast, "Bram", "planner", date(2026, 9, 1), date(2027, 8, 31), VOORBEELDEGEM)
    merge_governments(session, central(cast), merging(cast), NOW)
    assert related(session, cast, VOORBEELDEGEM, "Bram") == [("employee", date(2026, 1, 1), EVE)]
    assert related(session, cast, EXEMPLEVILLE, "Bram") == [("employee", DAY, None)]
    assert at(session, cast, VOORBEELDEGEM, "Bram") == [("planner", date(2026, 9, 1), EVE)]
    assert at(session, cast, EXEMPLEVILLE, "Bram") == [("planner", DAY, date(2027, 8, 31))]


def test_what_begins_later_goes_over_whole(session: Session, cast: Cast) -> None:
    later = granted(session, cast, "Bram", "planner", date(2027, 2, 1), date(2027, 8, 31), VOORBEELDEGEM)
    merge_governments(session, central(cast), merging(cast), NOW)
    assert at(session, cast, VOORBEELDEGEM, "Bram") == []
    session.refresh(later)
    assert later.revoked_on == TODAY
    assert at(session, cast, EXEMPLEVILLE, "Bram") == [("planner", date(2027, 2, 1), date(2027, 8, 31))]


def test_what_was_over_by_then_stays_where_it_was(session: Session, cast: Cast) -> None:
    granted(session, cast, "Bram", "planner", date(2026, 9, 1), EVE, VOORBEELDEGEM)
    merger = merge_governments(session, central(cast), merging(cast), NOW)
    assert at(session, cast, EXEMPLEVILLE, "Bram") == []
    assert merger.rights == 1  # Filip's role


def test_what_somebody_had_there_is_not_doubled(session: Session, cast: Cast) -> None:
    """Bram has a relation and the right there already, for a part of the days."""
    there = Membership(
        organisation_id=cast.organisations[EXEMPLEVILLE],
        person_id=cast.persons["Bram"],
        category="employee",
        type="standard",
        state="confirmed",
        first_day=date(2026, 1, 1),
        last_day=date(2027, 3, 31),
        created_at=NOW,
    )
    session.add(there)
    session.flush()
    cast.relations["Bram there"] = there.id
    own = standing_right(cast, "Bram", "planner", date(2026, 9, 1), date(2027, 1, 31), NOW, EXEMPLEVILLE)
    own.membership_id = there.id
    session.add(own)
    granted(session, cast, "Bram", "planner", date(2026, 9, 1), date(2027, 8, 31), VOORBEELDEGEM)
    merge_governments(session, central(cast), merging(cast), NOW)
    assert related(session, cast, EXEMPLEVILLE, "Bram") == [
        ("employee", date(2026, 1, 1), date(2027, 3, 31)),
        ("employee", date(2027, 4, 1), None),
    ]
    assert at(session, cast, EXEMPLEVILLE, "Bram") == [
        ("planner", date(2026, 9, 1), date(2027, 1, 31)),
        ("planner", date(2027, 2, 1), date(2027, 3, 31)),
        ("planner", date(2027, 4, 1), date(2027, 8, 31)),
    ]


def test_what_somebody_has_there_for_longer_is_said_to_be_there(session: Session, cast: Cast) -> None:
    """An has a relation of the same sort there, and the right until later."""
    there = Membership(
        organisation_id=cast.organisations[EXEMPLEVILLE],
        person_id=cast.persons["An"],
        category="external",
        type="standard",
        state="confirmed",
        first_day=date(2026, 1, 1),
        created_at=NOW,
    )
    session.add(there)
    session.flush()
    own = standing_right(cast, "An", "planner", date(2026, 9, 1), date(2027, 6, 30), NOW, EXEMPLEVILLE)
    own.membership_id = there.id
    session.add(own)
    an = granted(session, cast, "An", "planner", date(2026, 9, 1), date(2027, 2, 28), VOORBEELDEGEM)
    merger = merge_governments(session, central(cast), merging(cast), NOW)
    mine = MergerLine.person_id == cast.persons["An"]
    lines = session.scalars(select(MergerLine).where(mine).order_by(MergerLine.id)).all()
    assert [(line.from_right_id, line.outcome, line.first_day) for line in lines] == [
        (None, "there_already", None),
        (an.id, "there_already", None),
    ]
    assert at(session, cast, EXEMPLEVILLE, "An") == [
        ("local_administrator", date(2026, 6, 1), date(2028, 5, 31)),
        ("planner", date(2026, 9, 1), date(2027, 6, 30)),
    ]
    assert (merger.rights, merger.left_behind) == (2, 0)


def test_what_the_other_may_not_grant_stays_behind_and_is_named(session: Session, cast: Cast) -> None:
    granted(session, cast, "Bram", "planner", date(2026, 9, 1), date(2027, 8, 31), VOORBEELDEGEM)
    kind = session.get_one(RightKind, cast.kinds["planner"])
    kind.government_kinds = ["city"]
    session.flush()
    merger = merge_governments(session, central(cast), merging(cast), NOW)
    assert merger.left_behind == 1
    assert at(session, cast, EXEMPLEVILLE, "Bram") == []
    left = [line for line in lines_of(session, merger, 0, None) if line.outcome == MergerOutcome.LEFT_BEHIND]
    assert [(line.person_id, line.was_until) for line in left] == [(cast.persons["Bram"], date(2027, 8, 31))]


def test_whose_right_stays_behind_is_warned_of_its_end(session: Session, cast: Cast) -> None:
    """It does end on the eve; Filip's own, which goes on, doesn't."""
    bram = granted(session, cast, "Bram", "planner", date(2026, 9, 1), date(2027, 8, 31), VOORBEELDEGEM)
    session.get_one(RightKind, cast.kinds["planner"]).government_kinds = ["city"]
    session.flush()
    merge_governments(session, central(cast), merging(cast), NOW)
    ending = select(Right.id).where(expiring(cast.administrator(), date(2026, 12, 28)))
    assert session.scalars(ending).all() == [bram.id]
    assert announce_endings(session, datetime(2026, 12, 28, 8, 0, tzinfo=UTC)) == 1


def test_a_right_keeps_the_maximum_it_was_granted_under(session: Session, cast: Cast) -> None:
    granted(session, cast, "Bram", "planner", date(2026, 9, 1), date(2027, 8, 31), VOORBEELDEGEM)
    session.get_one(RightKind, cast.kinds["planner"]).max_months = 1
    session.flush()
    merge_governments(session, central(cast), merging(cast), NOW)
    assert at(session, cast, EXEMPLEVILLE, "Bram") == [("planner", DAY, date(2027, 8, 31))]
    assert at(session, cast, VOORBEELDEGEM, "Bram") == [("planner", date(2026, 9, 1), EVE)]


def test_a_right_pretends_to_no_origin(session: Session, cast: Cast) -> None:
    """The maximum of another's right, or days beyond it, can't be borrowed."""
    origin = granted(session, cast, "Bram", "planner", date(2026, 9, 1), date(2027, 8, 31), VOORBEELDEGEM)
    borrowed = standing_right(cast, "Chloé", "planner", DAY, date(2027, 2, 1), NOW, EXEMPLEVILLE)
    borrowed.came_from_id = origin.id
    session.add(borrowed)
    with pytest.raises(IntegrityError, match="comes from one like it"):
        session.flush()


def test_who_administered_the_one_administers_the_other(session: Session, cast: Cast) -> None:
    merge_governments(session, central(cast), merging(cast), NOW)
    there = cast.organisations[EXEMPLEVILLE]
    assert "Filip Janssens" not in {one.name for one in administrators_of(session, there, EVE)}
    assert "Filip Janssens" in {one.name for one in administrators_of(session, there, DAY)}
    assert administrators_of(session, cast.organisations[VOORBEELDEGEM], DAY) == []
    _, contexts, _ = acting_person(session, cast.persons["Filip"], cast.accounts["Filip"], DAY)
    assert [(one.organisation_id, one.administers) for one in contexts] == [(there, True)]


def test_a_government_that_is_gone_alarms_nobody(session: Session, cast: Cast) -> None:
    merge_governments(session, central(cast), merging(cast, date(2026, 10, 15)), NOW)
    assert governments_without(session, TODAY, 10) == []
    assert governments_without(session, date(2026, 10, 15), 10) == []


def test_days_before_the_merger_is_known_are_told_as_they_were(session: Session, cast: Cast) -> None:
    right = granted(session, cast, "Bram", "planner", date(2026, 9, 1), date(2027, 8, 31), VOORBEELDEGEM)
    merge_governments(session, central(cast), merging(cast), NOW)
    mine = Right.person_id == cast.persons["Bram"]
    eve = TODAY - timedelta(days=1)
    then = session.scalars(select(Right).where(mine, known(eve))).all()
    assert [(one.right.id, one.first_day, one.last_day) for one in stood_days(session, then, eve)] == [
        (right.id, date(2026, 9, 1), date(2027, 8, 31))
    ]
    for day in (EVE, DAY):
        where = session.scalars(select(Right.organisation_id).where(mine, stood(day, {RightState.ACTIVE}))).all()
        assert where == [cast.organisations[VOORBEELDEGEM if day == EVE else EXEMPLEVILLE]]


def test_nobody_is_warned_of_an_end_that_is_none(session: Session, cast: Cast) -> None:
    granted(session, cast, "Bram", "planner", date(2026, 9, 1), date(2027, 8, 31), VOORBEELDEGEM)
    merge_governments(session, central(cast), merging(cast), NOW)
    late = datetime(2026, 12, 28, 8, 0, tzinfo=UTC)
    assert announce_endings(session, late) == 0
    assert session.scalars(select(Right.id).where(expiring(cast.administrator(), date(2026, 12, 28)))).all() == []


def test_each_person_is_told_once_what_is_his_at_the_other(session: Session, cast: Cast) -> None:
    merge_governments(session, central(cast), merging(cast), NOW)
    evening = NOW + timedelta(hours=10)
    assert tell_of_the_day(session, evening) == 1  # Filip; nobody else has a right
    assert tell_of_the_day(session, evening) == 0
    told = session.scalars(select(Event).where(Event.tag == "rights.rights.told")).all()
    assert [event.organisation_id for event in told] == [cast.organisations[EXEMPLEVILLE]]


def test_what_is_revoked_before_the_day_does_not_begin_at_the_other(session: Session, cast: Cast) -> None:
    """By Filip at the one; the trail of the other says so, with his name."""
    right = granted(session, cast, "Bram", "planner", date(2026, 9, 1), date(2027, 8, 31), VOORBEELDEGEM)
    merge_governments(session, central(cast), merging(cast), NOW)
    here, there = (cast.organisations[name] for name in (VOORBEELDEGEM, EXEMPLEVILLE))
    later = NOW + timedelta(days=3)
    enter(session, Scope.organisation(here, cast.persons["Filip"]))
    session.refresh(right)
    revoke_right(session, cast.administrator(), right.id, right.version, "", later)
    enter(session, Scope.office())
    assert at(session, cast, EXEMPLEVILLE, "Bram") == []
    assert related(session, cast, EXEMPLEVILLE, "Bram") == [("employee", DAY, None)]
    event = session.scalars(
        select(Event).where(Event.organisation_id == there, Event.tag == "rights.rights.revoked")
    ).one()
    assert (event.actor_id, event.facts["count"]) == (cast.accounts["Filip"], 1)


def test_who_leaves_before_the_day_does_not_arrive_at_the_other(session: Session, cast: Cast) -> None:
    granted(session, cast, "Bram", "planner", date(2026, 9, 1), date(2027, 8, 31), VOORBEELDEGEM)
    merge_governments(session, central(cast), merging(cast), NOW)
    enter(session, Scope.organisation(cast.organisations[VOORBEELDEGEM], cast.persons["Filip"]))
    leave(session, cast.administrator(), cast.persons["Bram"], "", NOW + timedelta(days=3))
    enter(session, Scope.office())
    assert at(session, cast, EXEMPLEVILLE, "Bram") == []
    assert related(session, cast, EXEMPLEVILLE, "Bram") == []


def test_a_right_cut_short_before_the_day_does_not_go_on(session: Session, cast: Cast) -> None:
    right = granted(session, cast, "Bram", "planner", date(2026, 9, 1), date(2027, 8, 31), VOORBEELDEGEM)
    merge_governments(session, central(cast), merging(cast), NOW)
    enter(session, Scope.organisation(cast.organisations[VOORBEELDEGEM], cast.persons["Filip"]))
    session.refresh(right)
    days = Days(right.first_day, date(2026, 11, 30))
    change_right(session, cast.administrator(), right.id, right.version, days, NOW + timedelta(days=3))
    enter(session, Scope.office())
    assert at(session, cast, EXEMPLEVILLE, "Bram") == []


def test_a_government_that_is_gone_gets_nobody_any_more(session: Session, cast: Cast) -> None:
    """Until the eve it works on; nothing runs further, whoever tries."""
    merge_governments(session, central(cast), merging(cast), NOW)
    enter(session, Scope.organisation(cast.organisations[VOORBEELDEGEM], cast.persons["Filip"]))
    new = NewRelation(cast.persons["Joris"], "employee", "standard", TODAY, EVE)
    add_relation(session, cast.administrator(), new, NOW)
    new = NewRelation(cast.persons["Els"], "employee", "standard", TODAY, DAY)
    with pytest.raises(IntegrityError, match="belongs to another one by then"):
        add_relation(session, cast.administrator(), new, NOW)


def test_what_is_foretold_is_what_is_done_and_nothing_of_it_stays(session: Session, cast: Cast) -> None:
    granted(session, cast, "Bram", "planner", date(2026, 9, 1), date(2027, 8, 31), VOORBEELDEGEM)
    foretold = foretell_merger(session, central(cast), merging(cast), NOW)
    assert session.scalars(select(Merger)).all() == []
    assert related(session, cast, EXEMPLEVILLE, "Bram") == []
    assert session.get_one(Organisation, cast.organisations[VOORBEELDEGEM]).merged_on is None
    merger = merge_governments(session, central(cast), merging(cast), NOW)
    done = lines_of(session, merger, 0, None)
    assert [(one.person.name, one.outcome, one.first_day) for one in foretold.lines] == [
        (one.person.name, one.outcome, one.first_day) for one in done
    ]
    assert sum(foretold.tally.values()) == len(done)


@pytest.mark.parametrize(
    ("day", "code"),
    [
        (TODAY - timedelta(days=1), "rights.merger.in_the_past"),
        (TODAY, None),
        (TODAY + timedelta(days=731), None),
        (TODAY + timedelta(days=732), "rights.merger.too_far"),
    ],
)
def test_the_day_lies_ahead(session: Session, cast: Cast, day: date, code: str | None) -> None:
    if code is None:
        merge_governments(session, central(cast), merging(cast, day), NOW)
        return
    with pytest.raises(Refusal) as refused:
        merge_governments(session, central(cast), merging(cast, day), NOW)
    assert refused.value.code == code


def test_two_governments_merge_once(session: Session, cast: Cast) -> None:
    here, there = cast.organisations[VOORBEELDEGEM], cast.organisations[EXEMPLEVILLE]
    with pytest.raises(Refusal, match="with_itself"):
        merge_governments(session, central(cast), NewMerger(here, here, DAY), NOW)
    merge_governments(session, central(cast), merging(cast), NOW)
    with pytest.raises(Refusal, match="merged_already"):
        merge_governments(session, central(cast), merging(cast), NOW)
    with pytest.raises(Refusal, match="into_merged"):
        merge_governments(session, central(cast), NewMerger(there, here, DAY), NOW)


def test_only_the_central_team_merges(session: Session, cast: Cast) -> None:
    with pytest.raises(Forbidden):
        merge_governments(session, cast.administrator(), merging(cast), NOW)
