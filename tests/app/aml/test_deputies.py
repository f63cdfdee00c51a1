"""Who stands in for an AML officer: on which days he is one, what he may then, and that it ends by itself."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest
from sqlalchemy import select, text
from sqlalchemy.orm import Session, sessionmaker

from app import clock
from app.aml.access import require_open
from app.aml.contacts import add_contact
from app.aml.deputies import end_deputy, name_deputy
from app.aml.desk import desk_of
from app.aml.notifications import close, notify_officer, other_officers
from app.aml.officering import cease_officer
from app.aml.officers import officers_of, set_to_be
from app.aml.shelf import Shelf
from app.database import engine_for, session_factory
from app.errors import Forbidden, Missing, Refusal
from app.organisations.members import end_member
from app.organisations.officers import officers_left
from app.policy import Identity, Role
from app.rights.authority import still
from app.rights.tool_access import end_registration, registered_tools, set_access
from app.transaction import Scope, enter, within
from models.aml import Deputy
from models.organisations import Member
from models.values.identified import Side
from tests.app.aml.lists_of_today import AmlOffice, person
from tests.app.aml.office_of_officers import (
    TODAY,
    TOMORROW,
    Staffed,
    accredit,
    ask_for_biv,
    at,
    roles_on,
    staffed,
)
from tests.app.aml.test_races import at_once
from tests.app.wallet.offices import NOW
from tests.database import TestServer

BOTH, MEMBER = frozenset({Role.AML_MEMBER, Role.AML_OFFICER}), frozenset({Role.AML_MEMBER})
FIRST, LAST = TOMORROW, TODAY + timedelta(days=10)
DAY = timedelta(days=1)


@pytest.fixture
def one(session: Session) -> Staffed:
    return staffed(session)


def named(
    session: Session, one: Staffed, first: date = FIRST, last: date = LAST, now: datetime = NOW,
    deputy: Identity | None = None, by: Identity | None = None,
) -> Deputy:  # fmt: skip
    return name_deputy(session, by or one.an, one.of(one.an), one.of(deputy or one.bram), first, last, now)


def refused(act: Callable[[], object]) -> tuple[str, str | None]:
    with pytest.raises(Refusal) as found:
        act()
    return found.value.code, found.value.field


def officers(session: Session, one: Staffed, day: date) -> set[int | None]:
    return {of.account_id for of in set_to_be(session, one.id, "officer", day)}


@pytest.mark.trust("AML")
@pytest.mark.trust("Expiry")
@pytest.mark.parametrize(
    ("day", "is_one"),
    [(FIRST - DAY, False), (FIRST, True), (FIRST + DAY, True), (LAST, True), (LAST + DAY, False)],
)
def test_he_is_officer_from_the_first_day_to_the_last(
    session: Session, one: Staffed, day: date, is_one: bool
) -> None:
    named(session, one)
    assert roles_on(session, one.bram, day) == (BOTH if is_one else MEMBER)
    assert officers(session, one, day) == {one.an.account_id, *([one.bram.account_id] if is_one else [])}
    assert len(officers_of(session, one.id, day)) == (2 if is_one else 1)
    assert bool(other_officers(session, one.an, one.id, at(day))) is is_one
    assert one.bram.account_id in {of.account_id for of in set_to_be(session, one.id, "member", day)}


@pytest.mark.trust("Expiry")
@pytest.mark.parametrize(
    ("moment", "is_one"),
    [
        # New year's night in Brussels, which is an hour before that of UTC.
        (datetime(2026, 12, 31, 22, 59, 59, tzinfo=UTC), False),
        (datetime(2026, 12, 31, 23, 0, tzinfo=UTC), True),
        # The night in which summer time begins, and the last evening, two hours before UTC's midnight.
        (datetime(2027, 3, 28, 0, 30, tzinfo=UTC), True),
        (datetime(2027, 3, 28, 21, 59, 59, tzinfo=UTC), True),
        (datetime(2027, 3, 28, 22, 0, tzinfo=UTC), False),
    ],
)
def test_a_day_is_one_of_brussels(session: Session, one: Staffed, moment: datetime, is_one: bool) -> None:
    named(session, one, date(2027, 1, 1), date(2027, 3, 28))
    assert (Role.AML_OFFICER in roles_on(session, one.bram, clock.day_of(moment))) is is_one


@pytest.mark.trust("AML")
@pytest.mark.trust("Expiry")
def test_he_decides_on_these_days_and_what_he_asked_for_then_isnt_done_later(
    session: Session, one: Staffed
) -> None:
    rik = add_contact(session, one.bram, Shelf(None), person("Rik Baele"), NOW)
    made = notify_officer(session, one.els, rik.id, "He won't say where he lives.", Side.CLIENT, NOW)
    named(session, one)
    deputy = replace(one.bram, roles=one.bram.roles | roles_on(session, one.bram, LAST))
    close(session, deputy, made.id, "Nothing to worry about.", made.version, at(LAST))
    enter(session, Scope.office())
    assert still(session, deputy, LAST).roles == deputy.roles
    with pytest.raises(Forbidden):
        still(session, deputy, LAST + DAY)


def test_the_tool_opens_for_him_as_it_did_before(session: Session, one: Staffed) -> None:
    named(session, one)
    deputy = replace(one.bram, roles=one.bram.roles | BOTH, key_level="basic")
    assert require_open(session, deputy, FIRST).role == "member"
    with within(session, Scope.office()):
        session.execute(text("update rights_tool set key_level = 'high' where code = 'office-aml'"))
    with pytest.raises(Refusal) as found:
        require_open(session, deputy, FIRST)
    assert (found.value.code, found.value.facts["role_id"]) == ("aml.access.not_open", one.roles["member"])


def test_an_office_whose_officer_has_a_deputy_has_one(session: Session, one: Staffed) -> None:
    named(session, one)
    assert desk_of(session, one.els, NOW, FIRST).has_officer


Change = Callable[[Session, Staffed], object]


def officer_ceases(session: Session, one: Staffed) -> object:
    return cease_officer(session, one.an, one.of(one.an), at(FIRST))


def deputy_is_blocked(session: Session, one: Staffed) -> object:
    return set_access(session, one.manager, {(one.of(one.bram), one.roles["member"]): "blocked"}, at(FIRST))


def deputy_leaves(session: Session, one: Staffed) -> object:
    member = session.get_one(Member, one.of(one.bram))
    return end_member(session, one.bram, member.id, member.version, "", at(FIRST))


def the_naming_is_ended(session: Session, one: Staffed) -> object:
    return end_deputy(session, one.manager, session.scalars(select(Deputy.id)).one(), at(FIRST))


def the_tool_is_given_up(session: Session, one: Staffed) -> object:
    tool_id, found = next(iter(registered_tools(session, one.id).items()))
    return end_registration(session, one.manager, tool_id, found.version, at(FIRST))


@pytest.mark.trust("AML")
@pytest.mark.trust("Expiry")
@pytest.mark.parametrize(
    "change", [officer_ceases, deputy_is_blocked, deputy_leaves, the_naming_is_ended, the_tool_is_given_up]
)
def test_it_is_over_at_the_next_click_when_it_has_nothing_to_stand_on(
    session: Session, one: Staffed, change: Change
) -> None:
    named(session, one)
    assert Role.AML_OFFICER in roles_on(session, one.bram, FIRST)
    change(session, one)
    assert Role.AML_OFFICER not in roles_on(session, one.bram, FIRST)


@pytest.mark.trust("AML")
def test_a_deputy_is_no_officer_who_is_left(session: Session, one: Staffed) -> None:
    rik = add_contact(session, one.bram, Shelf(None), person("Rik Baele"), NOW)
    notify_officer(session, one.els, rik.id, "He won't say where he lives.", Side.CLIENT, NOW)
    named(session, one, first=TODAY)
    assert not officers_left(session, one.id, [one.of(one.an)], TODAY)
    assert officers_left(session, one.id, [one.of(one.bram)], TODAY)


@pytest.mark.parametrize(
    ("first", "last", "why"),
    [
        (TODAY - DAY, TODAY, ("past", "first_day")),
        (TODAY, TODAY, None),
        (TOMORROW, TODAY, ("end_before_begin", "last_day")),
        (TODAY, TODAY + timedelta(days=365), None),
        (TODAY, TODAY + timedelta(days=366), ("too_long", "last_day")),
        (TODAY, date.max, ("too_long", "last_day")),
        (date.max, date.max, None),
    ],
)
def test_a_period_is_of_today_or_later_and_no_longer_than_a_year(
    session: Session, one: Staffed, first: date, last: date, why: tuple[str, str] | None
) -> None:
    if why is None:
        made = named(session, one, first, last)
        assert (made.first_day, made.last_day) == (first, last)
    else:
        assert refused(lambda: named(session, one, first, last)) == (f"aml.deputy.{why[0]}", why[1])


@pytest.mark.parametrize(
    ("first", "last", "free"),
    [
        (FIRST - DAY, FIRST - DAY, True),
        (FIRST - DAY, FIRST, False),
        (FIRST + DAY, FIRST + DAY, False),
        (LAST, LAST + DAY, False),
        (LAST + DAY, LAST + DAY, True),
    ],
)
def test_one_at_a_time_stands_in_for_an_officer(
    session: Session, one: Staffed, first: date, last: date, free: bool
) -> None:
    named(session, one)
    if free:
        named(session, one, first, last, deputy=one.els)
    else:
        assert refused(lambda: named(session, one, first, last, deputy=one.els)) == (
            "aml.deputy.overlap", "first_day"
        )  # fmt: skip


def test_days_that_were_given_up_are_free_again(session: Session, one: Staffed) -> None:
    begun, later = named(session, one, TODAY, TODAY + 5 * DAY), named(session, one, TODAY + 6 * DAY, LAST)
    end_deputy(session, one.an, later.id, NOW)
    named(session, one, TODAY + 6 * DAY, LAST, deputy=one.els)
    end_deputy(session, one.an, begun.id, at(TODAY + 2 * DAY))
    assert refused(lambda: named(session, one, TODAY + DAY, TODAY + 3 * DAY, deputy=one.els))[0] == (
        "aml.deputy.overlap"
    )
    named(session, one, TODAY + 2 * DAY, TODAY + 3 * DAY, deputy=one.els, now=at(TODAY + 2 * DAY))


def test_what_is_over_cannot_be_ended(session: Session, one: Staffed) -> None:
    made = named(session, one)
    assert refused(lambda: end_deputy(session, one.an, made.id, at(LAST + DAY)))[0] == "aml.deputy.over"
    end_deputy(session, one.an, made.id, at(LAST))
    assert (made.ended_on, made.ended_by) == (LAST, one.an.account_id)
    assert roles_on(session, one.bram, LAST - DAY) == BOTH
    assert roles_on(session, one.bram, LAST) == MEMBER
    assert refused(lambda: end_deputy(session, one.an, made.id, at(LAST)))[0] == "aml.deputy.over"


def test_who_stands_in_uses_the_tool_and_is_somebody_else(session: Session, one: Staffed) -> None:
    assert refused(lambda: named(session, one, deputy=one.an)) == ("aml.deputy.himself", "deputy")
    set_access(session, one.manager, {(one.of(one.els), one.roles["member"]): ""}, NOW)
    assert refused(lambda: named(session, one, deputy=one.els)) == ("aml.deputy.no_user", "deputy")
    set_access(session, one.manager, {(one.of(one.bram), one.roles["officer"]): "user"}, NOW)
    assert refused(lambda: named(session, one, deputy=one.bram)) == ("aml.deputy.is_officer", "deputy")
    in_place_of_bram = lambda: name_deputy(  # noqa: E731
        session, one.manager, one.of(one.els), one.of(one.bram), FIRST, LAST, NOW
    )
    assert refused(in_place_of_bram)[0] == "aml.deputy.no_officer"


def test_what_the_tool_asks_of_an_officer_it_asks_of_his_deputy(session: Session, one: Staffed) -> None:
    ask_for_biv(session, one)
    assert refused(lambda: named(session, one))[0] == "aml.officer.lacks"
    accredit(session, one.bram, "512.345")
    assert named(session, one).deputy_id == one.of(one.bram)


@pytest.mark.trust("AML")
@pytest.mark.trust("Tenants")
def test_only_the_officer_himself_or_a_manager_names_and_ends(session: Session, one: Staffed) -> None:
    made = named(session, one, TODAY, LAST)
    assert named(session, one, LAST + DAY, LAST + DAY, by=one.manager).named_by == one.manager.account_id
    deputy = replace(one.bram, roles=one.bram.roles | BOTH)
    later = LAST + 3 * DAY
    for who in (one.bram, one.els, deputy):
        with pytest.raises(Forbidden):
            named(session, one, later, later, by=who, deputy=one.els)
        with pytest.raises(Forbidden):
            end_deputy(session, who, made.id, NOW)
    elsewhere = replace(one.an, organisation_id=one.id + 1)
    with pytest.raises(Missing):
        named(session, one, later, later, by=elsewhere)
    with pytest.raises(Missing):
        end_deputy(session, elsewhere, made.id, NOW)
    with pytest.raises(Missing):
        name_deputy(session, one.an, one.of(one.an), 999_999, later, later, NOW)
    enter(session, Scope.organisation(one.id + 1))
    session.expire_all()
    assert session.scalars(select(Deputy)).all() == []


@pytest.fixture
def crowd(server: TestServer, cloned_database: str) -> Iterator[sessionmaker[Session]]:
    engine = engine_for(server.url("house_app", cloned_database), seconds=120, size=8)
    yield session_factory(engine)
    engine.dispose()


def test_of_many_named_at_once_for_the_same_days_one_is(crowd: sessionmaker[Session]) -> None:
    with crowd.begin() as session:
        one = staffed(session)

    def name(session: Session, number: int) -> str:
        named(session, one, FIRST + number * DAY, LAST, deputy=one.bram if number % 2 else one.els)
        return "named"

    told = Counter(at_once(crowd, AmlOffice(one.id, one.an, one.bram), name, 6))
    assert told == {"named": 1, Refusal: 5}


@pytest.mark.trust("Expiry")
def test_the_database_keeps_two_deputies_of_one_officer_apart(crowd: sessionmaker[Session]) -> None:
    """Whatever a service saw: the days of one officer never overlap."""
    with crowd.begin() as session:
        one = staffed(session)
        named(session, one)

    def put(session: Session, number: int) -> str:
        session.add(
            Deputy(
                organisation_id=one.id, officer_id=one.of(one.an), deputy_id=one.of(one.els),
                first_day=LAST, last_day=LAST + DAY, named_by=one.an.account_id, named_at=NOW,
            )
        )  # fmt: skip
        session.flush()
        return "named"

    assert at_once(crowd, AmlOffice(one.id, one.an, one.bram), put, 2) == [Refusal, Refusal]
