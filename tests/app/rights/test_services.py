"""Granting and revoking on the real database: what is written with it, and what the database itself refuses."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date, datetime, timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import delete, func, select, text, update
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import Session

from app.errors import Forbidden, HouseError, Missing, Refusal, Stale
from app.organisations.services import NewRelation, add_relation
from app.policy import Role
from app.rights import queries
from app.rights.rules import refusals_to_grant
from app.rights.services import grant_facts, grant_right, revoke_right
from app.transaction import Scope, enter, in_our_words, transaction
from models.events import Event, EventPayload
from models.organisations import Membership
from models.rights import Right, RightKind, RightPeriod
from models.values import last_day_within
from tests.app.rights.grants import NOW, TODAY, new_right
from tests.stories.cast import EXEMPLEVILLE, VOORBEELDEGEM, Cast, assemble


@pytest.fixture
def cast(session: Session) -> Cast:
    """The cast, with the session acting for Voorbeeldegem."""
    made = assemble(session, NOW - timedelta(days=200))
    session.commit()
    enter(session, Scope.organisation(made.organisations[VOORBEELDEGEM]))
    return made


def granted(session: Session, cast: Cast, **changed: object) -> Right:
    with transaction(session):
        return grant_right(session, cast.administrator(), new_right(cast, **changed), NOW)


def refused_by_the_database(session: Session, act: Callable[[], object]) -> HouseError | None:
    """What the database's refusal means; the work until here stays."""
    with pytest.raises(DBAPIError) as problem, session.begin_nested():
        act()
    return in_our_words(problem.value)


# -- granting


@pytest.mark.trust("Audit log")
def test_a_grant_writes_the_right_and_its_act_together(session: Session, cast: Cast) -> None:
    right = granted(session, cast)
    assert (right.person_id, right.max_months) == (cast.persons["Bram"], 12)
    assert (right.granted_by, right.granted_under_id) == (cast.accounts["Filip"], cast.authority["Filip"])
    event = session.scalars(select(Event).where(Event.subject_id == right.id, Event.subject_kind == "right")).one()
    assert (event.tag, event.actor_id, event.person_id) == (
        "rights.right.granted",
        cast.accounts["Filip"],
        right.person_id,
    )
    assert "Nieuw" not in str(event.facts)
    payload = session.scalars(select(EventPayload).where(EventPayload.event_id == event.id)).one()
    assert payload.content == {"reason": "Nieuw"}


@pytest.mark.trust("2.3.3")
def test_when_the_work_fails_neither_right_nor_act_is_left(session: Session, cast: Cast) -> None:
    def grant_and_fail() -> None:
        with transaction(session):
            grant_right(session, cast.administrator(), new_right(cast), NOW)
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        grant_and_fail()
    counted = select(func.count()).select_from(Event).where(Event.tag == "rights.right.granted")
    assert session.scalar(counted) == 0
    assert session.scalars(select(Right).where(Right.kind_id == cast.kinds["planner"])).all() == []


def test_the_same_form_grants_once(session: Session, cast: Cast) -> None:
    first = granted(session, cast, form_key="form-1")
    assert granted(session, cast, form_key="form-1").id == first.id
    with pytest.raises(Refusal) as refused:
        granted(session, cast, form_key="form-2")
    assert refused.value.code == "rights.right.overlaps"


@pytest.mark.parametrize(
    ("moment", "first_day", "fits"),
    [
        ("2027-03-14T22:59:59+00:00", "2027-03-14", True),
        ("2027-03-14T23:00:00+00:00", "2027-03-14", False),
        ("2027-03-28T21:59:59+00:00", "2027-03-28", True),
        ("2027-03-28T22:00:00+00:00", "2027-03-28", False),
    ],
)
def test_today_is_the_day_in_brussels(
    session: Session, cast: Cast, moment: str, first_day: str, fits: bool
) -> None:
    day, instant = date.fromisoformat(first_day), datetime.fromisoformat(moment)
    facts = grant_facts(session, cast.administrator(), new_right(cast, first_day=day, last_day=day), instant)
    assert [one.code for one in refusals_to_grant(facts)] == ([] if fits else ["rights.right.begins_in_the_past"])


@pytest.mark.parametrize(
    ("kind", "code"),
    [("withdrawn", "rights.kind.withdrawn"), ("for_cities", "rights.kind.not_for_this_government")],
)
def test_a_kind_that_is_not_for_us_is_refused_even_when_asked_for(
    session: Session, cast: Cast, kind: str, code: str
) -> None:
    with pytest.raises(Refusal) as refused:
        granted(session, cast, kind_id=cast.kinds[kind], last_day=TODAY)
    assert code in [one.code for one in refused.value.everything]


@pytest.mark.trust("8.2.1")
@pytest.mark.parametrize(
    "roles", [set(), {Role.PERSON}, {Role.HELPDESK}, {Role.CENTRAL}, {Role.APPLICATION_OWNER}]
)
def test_only_a_local_administrator_grants_and_revokes(session: Session, cast: Cast, roles: set[Role]) -> None:
    right = granted(session, cast)
    actor = replace(cast.administrator(), roles=frozenset(roles))
    with pytest.raises(Forbidden):
        grant_right(session, actor, new_right(cast, first_day=date(2029, 1, 1)), NOW)
    with pytest.raises(Forbidden):
        revoke_right(session, actor, right.id, right.version, "", NOW)


@pytest.mark.trust("Rights")
def test_a_local_administrator_does_not_extend_his_own_administration(session: Session, cast: Cast) -> None:
    with pytest.raises(Refusal) as refused:
        granted(
            session,
            cast,
            membership_id=cast.relations["Filip"],
            kind_id=cast.kinds["local_administrator"],
            first_day=date(2028, 6, 1),
            last_day=date(2028, 6, 2),
        )
    assert refused.value.code == "rights.right.own_administration"


@pytest.mark.trust("Tenants")
@pytest.mark.trust("Rights")
def test_a_grantor_acts_only_inside_his_own_organisation(session: Session, cast: Cast) -> None:
    right = granted(session, cast)
    for scope in (Scope.organisation(cast.organisations[EXEMPLEVILLE]), Scope.office()):
        enter(session, scope)
        chloe = cast.administrator("Chloé", EXEMPLEVILLE)
        with pytest.raises(Missing):
            grant_right(session, chloe, new_right(cast, first_day=date(2029, 1, 1)), NOW)
        with pytest.raises(Missing):
            revoke_right(session, chloe, right.id, right.version, "", NOW)


# -- revoking


@pytest.mark.trust("Rights")
@pytest.mark.parametrize(
    "values",
    [{"revoked_at": None, "revoked_on": None, "revoked_by": None}, {"last_day": TODAY}, {"reason": "Toch weer"}],
)
def test_a_revoked_right_ends_at_once_and_for_ever(
    session: Session, cast: Cast, values: dict[str, object]
) -> None:
    right = granted(session, cast)
    with transaction(session):
        revoke_right(session, cast.administrator(), right.id, right.version, "Ontslag", NOW)
    assert (right.revoked_on, right.revoked_by, right.revoke_reason) == (TODAY, cast.accounts["Filip"], "Ontslag")
    change = update(Right).where(Right.id == right.id).values(**values)
    said = refused_by_the_database(session, lambda: session.execute(change))
    assert isinstance(said, Refusal)
    assert said.code == "rights.right.revoked_is_final"
    assert granted(session, cast).id != right.id


def test_revoking_by_the_same_form_twice_does_nothing_more(session: Session, cast: Cast) -> None:
    right = granted(session, cast)
    for _ in range(2):
        with transaction(session):
            revoke_right(session, cast.administrator(), right.id, 1, "", NOW)
    counted = select(func.count()).select_from(Event).where(Event.tag == "rights.right.revoked")
    assert session.scalar(counted) == 1


def test_a_form_opened_before_a_change_is_stale(session: Session, cast: Cast) -> None:
    right = granted(session, cast)
    with transaction(session):
        right.last_day = date(2027, 12, 31)
    with pytest.raises(Stale):
        revoke_right(session, cast.administrator(), right.id, 1, "", NOW)


def test_what_ended_by_itself_is_not_revoked_any_more(session: Session, cast: Cast) -> None:
    right = granted(session, cast, last_day=TODAY)
    tomorrow = NOW + timedelta(days=1)
    with pytest.raises(Refusal) as refused:
        revoke_right(session, cast.administrator(), right.id, right.version, "", tomorrow)
    assert (refused.value.code, refused.value.facts) == ("rights.right.already_expired", {"last_day": TODAY})


@pytest.mark.trust("Rights")
def test_the_last_local_administrator_is_not_revoked(session: Session, cast: Cast) -> None:
    with pytest.raises(Refusal) as refused:
        revoke_right(session, cast.administrator(), cast.authority["Filip"], 1, "", NOW)
    assert refused.value.code == "rights.right.last_administrator"


# -- what the database refuses by itself


@pytest.mark.trust("Rights")
def test_the_database_refuses_a_right_longer_than_the_maximum(session: Session, cast: Cast) -> None:
    right = granted(session, cast)
    longer = update(Right).where(Right.id == right.id).values(last_day=date(2028, 3, 15))
    said = refused_by_the_database(session, lambda: session.execute(longer))
    assert isinstance(said, Refusal)
    assert (said.code, said.field) == ("rights.right.maximum_lowered", "last_day")


@pytest.mark.trust("Rights")
@settings(
    max_examples=150,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(
    st.dates(date(2024, 1, 1), date(2060, 12, 31)) | st.sampled_from([date(2028, 2, 29), date(2027, 12, 31)]),
    st.integers(1, 120),
)
def test_rule_and_constraint_count_months_alike(session: Session, first_day: date, months: int) -> None:
    counted = session.scalar(
        text("select (cast(:first as date) + make_interval(months => :months) - interval '1 day')::date"),
        {"first": first_day, "months": months},
    )
    assert counted == last_day_within(first_day, months)


@pytest.mark.trust("Rights")
def test_a_maximum_lowered_later_shortens_no_standing_right(session: Session, cast: Cast) -> None:
    right = granted(session, cast)
    enter(session, Scope.office())
    session.execute(update(RightKind).where(RightKind.id == cast.kinds["planner"]).values(max_months=6))
    with transaction(session):
        right.reason = "Andere reden"
    assert (right.last_day, right.max_months) == (date(2028, 3, 14), 12)
    extended = update(Right).where(Right.id == right.id).values(last_day=date(2028, 3, 13))
    said = refused_by_the_database(session, lambda: session.execute(extended))
    assert isinstance(said, Refusal)
    assert said.code == "rights.right.maximum_lowered"


@pytest.mark.trust("Rights")
@pytest.mark.parametrize(("first_day", "last_day"), [("2027-12-01", "2028-01-01"), ("2025-12-31", "2026-02-01")])
def test_the_database_keeps_a_right_within_its_relation(
    session: Session, cast: Cast, first_day: str, last_day: str
) -> None:
    right = granted(session, cast, membership_id=cast.relations["An"], last_day=date(2027, 12, 31))
    days = {"first_day": date.fromisoformat(first_day), "last_day": date.fromisoformat(last_day)}
    moved = update(Right).where(Right.id == right.id).values(**days)
    said = refused_by_the_database(session, lambda: session.execute(moved))
    assert isinstance(said, Refusal)
    assert said.code == "rights.right.outside_relation_meanwhile"


@pytest.mark.trust("Rights")
@pytest.mark.parametrize("values", [{"last_day": date(2028, 3, 13)}, {"state": "refused"}])
def test_a_relation_does_not_end_before_the_rights_on_it(
    session: Session, cast: Cast, values: dict[str, object]
) -> None:
    with transaction(session):
        new = NewRelation(cast.persons["Els"], "employee", "standard", TODAY)
        relation = add_relation(session, cast.administrator(), new, NOW)
    right = granted(session, cast, membership_id=relation.id)
    ended = update(Membership).where(Membership.id == relation.id).values(**values)
    said = refused_by_the_database(session, lambda: session.execute(ended))
    assert isinstance(said, Refusal)
    assert said.code == "organisations.relation.rights_stand"
    with transaction(session):
        revoke_right(session, cast.administrator(), right.id, right.version, "", NOW)
        session.execute(ended)


@pytest.mark.trust("Rights")
@pytest.mark.parametrize("model", [Right, RightPeriod, Membership, Event])
@pytest.mark.parametrize("scope", [Scope.organisation(1), Scope.office()])
def test_nobody_deletes_a_right_its_periods_its_relation_or_an_act(
    session: Session, cast: Cast, model: type, scope: Scope
) -> None:
    granted(session, cast)
    enter(session, scope)
    assert isinstance(refused_by_the_database(session, lambda: session.execute(delete(model))), Forbidden)


@pytest.mark.trust("Tenants")
def test_the_database_takes_no_row_for_another_organisation(session: Session, cast: Cast) -> None:
    granted(session, cast)
    stolen = update(Right).values(organisation_id=cast.organisations[EXEMPLEVILLE])
    assert isinstance(refused_by_the_database(session, lambda: session.execute(stolen)), Forbidden)
    enter(session, Scope.organisation(cast.organisations[EXEMPLEVILLE]))
    assert session.execute(update(Right).values(reason="x")).rowcount == 2  # type: ignore[attr-defined]
    enter(session, Scope())
    assert session.scalars(select(Right)).all() == []


# -- what was known before


def test_each_earlier_period_is_remembered_by_the_database(session: Session, cast: Cast) -> None:
    right = granted(session, cast)
    later = NOW + timedelta(hours=1)
    for last_day, moment in ((date(2027, 12, 31), later), (date(2027, 6, 30), later + timedelta(hours=1))):
        with transaction(session):
            right.last_day, right.known_from = last_day, moment
    found = [(one.last_day, one.known_from, one.known_until) for one in queries.earlier_periods(session, right)]
    assert found == [
        (date(2028, 3, 14), NOW, later),
        (date(2027, 12, 31), later, later + timedelta(hours=1)),
    ]


def test_what_keeps_its_days_leaves_no_earlier_period(session: Session, cast: Cast) -> None:
    right = granted(session, cast)
    with transaction(session):
        revoke_right(session, cast.administrator(), right.id, right.version, "", NOW)
    assert queries.earlier_periods(session, right) == []
