"""Becoming AML officer and stopping: who asks, who says yes, what the tool demands; and the last one stays."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import select, text
from sqlalchemy.orm import Session, sessionmaker

from app.aml.blocks import begin_block, end_block
from app.aml.contacts import add_contact
from app.aml.notifications import close, notify_officer
from app.aml.officering import (
    Declared,
    approve_officer,
    become_officer,
    cease_officer,
    decline_officer,
)
from app.aml.officers import officers_seen, set_to_be
from app.aml.shelf import Shelf
from app.database import engine_for, session_factory
from app.errors import Forbidden, Missing, Refusal, Stale
from app.organisations.members import end_member
from app.organisations.officers import officers_left
from app.policy import Identity, Role
from app.rights.tool_access import end_registration, registered_tools, set_access
from app.transaction import Scope, enter, within
from models.aml import Contact, Enrolment, Notification
from models.organisations import Member
from models.values.identified import Side
from models.values.matters import Matter, MatterKind
from tests.app.aml.lists_of_today import AmlOffice, person
from tests.app.aml.office_of_officers import (
    MANAGER,
    TODAY,
    TOMORROW,
    Staffed,
    accredit,
    ask_for_biv,
    roles_on,
    staffed,
)
from tests.app.aml.test_races import at_once
from tests.app.wallet.offices import NOW
from tests.database import TestServer

LATER = NOW + timedelta(hours=2)
TOLD = Declared("Twelve years as estate agent.", "Manager", "May sign for the office.")
OFFICER, MEMBER = frozenset({Role.AML_OFFICER}), frozenset({Role.AML_MEMBER})


@pytest.fixture
def one(session: Session) -> Staffed:
    return staffed(session)


@pytest.fixture
def rik(session: Session, one: Staffed) -> Contact:
    return add_contact(session, one.bram, Shelf(None), person("Rik Baele"), NOW)


def notified(session: Session, one: Staffed, rik: Contact) -> Notification:
    return notify_officer(session, one.bram, rik.id, "He won't say where he lives.", Side.CLIENT, NOW)


def refused(act: Callable[[], object]) -> list[str]:
    with pytest.raises(Refusal) as found:
        act()
    return [one.code for one in found.value.everything]


def officers(session: Session, one: Staffed) -> list[int | None]:
    return [of.account_id for of in set_to_be(session, one.id, "officer", TODAY)]


def test_a_member_asks_and_is_officer_once_a_manager_says_yes(session: Session, one: Staffed) -> None:
    asked = become_officer(session, one.bram, TOLD, NOW)
    assert (asked.state, asked.experience, asked.license_number) == ("asked", TOLD.experience, "")
    assert roles_on(session, one.bram, TODAY) == MEMBER
    approve_officer(session, one.manager, asked.id, asked.version, LATER)
    assert (asked.state, asked.decided_by, asked.decided_at) == ("approved", one.an.account_id, LATER)
    assert roles_on(session, one.bram, TODAY) == OFFICER
    assert officers(session, one) == [one.an.account_id, one.bram.account_id]


def test_a_manager_is_officer_at_once(session: Session) -> None:
    one = staffed(session, officer=False)
    made = become_officer(session, one.an, TOLD, NOW)
    session.refresh(made)
    assert (made.state, made.decided_by, made.decided_at) == ("approved", one.an.account_id, NOW)
    assert roles_on(session, one.an, TODAY) == OFFICER
    assert refused(lambda: become_officer(session, one.an, TOLD, NOW)) == ["aml.officer.is_one"]


def test_what_is_declined_has_a_reason_and_may_be_asked_again(session: Session, one: Staffed) -> None:
    asked = become_officer(session, one.bram, TOLD, NOW)
    assert refused(lambda: become_officer(session, one.bram, TOLD, NOW)) == ["aml.officer.asked_already"]
    for reason, code in (("Not yet.", "short"), ("x" * 2001, "long")):
        told = refused(lambda: decline_officer(session, one.manager, asked.id, reason, asked.version, LATER))  # noqa: B023
        assert told == [f"aml.decision.reason_too_{code}"]
    decline_officer(session, one.manager, asked.id, " First follow the course. ", asked.version, LATER)
    assert (asked.state, asked.reason) == ("declined", "First follow the course.")
    assert roles_on(session, one.bram, TODAY) == MEMBER
    for act in (approve_officer, lambda *of: decline_officer(*of[:3], "It has been decided.", *of[3:])):
        assert refused(lambda: act(session, one.manager, asked.id, asked.version, LATER)) == [  # noqa: B023
            "aml.officer.decided"
        ]
    assert become_officer(session, one.bram, TOLD, LATER).state == "asked"


@pytest.mark.parametrize("field", ["experience", "hierarchy", "powers"])
@pytest.mark.parametrize(
    ("told", "why"),
    [("", "declare"), (" x\x00 ", "declare"), ("CE", None), ("x" * 2000, None), ("x" * 2001, "declared_too_long")],
)
def test_all_three_are_declared(session: Session, one: Staffed, field: str, told: str, why: str | None) -> None:
    declared = replace(TOLD, **{field: told})
    if why is None:
        assert getattr(become_officer(session, one.bram, declared, NOW), field) == told
        return
    with pytest.raises(Refusal) as found:
        become_officer(session, one.bram, declared, NOW)
    assert [(of.code, of.field) for of in found.value.everything] == [(f"aml.officer.{why}", field)]


@pytest.mark.parametrize(
    ("typed", "why"),
    [
        ("512345", None), ("512.345", None), ("512 345", None), ("", "license_missing"), (" ", "license_missing"),
        ("512.34", "license_form"), ("51234५", "license_form"), ("BIV 512.345", "license_form"),
        ("512.346", "license_unknown"),
    ],
)  # fmt: skip
def test_where_the_tool_asks_for_it_the_number_is_one_of_his(
    session: Session, one: Staffed, typed: str, why: str | None
) -> None:
    ask_for_biv(session, one)
    accredit(session, one.bram, "512.345")
    declared = replace(TOLD, license_number=typed)
    if why is None:
        assert become_officer(session, one.bram, declared, NOW).license_number == "512.345"
    else:
        assert refused(lambda: become_officer(session, one.bram, declared, NOW)) == [f"aml.officer.{why}"]


def test_who_is_no_estate_agent_today_cannot_be_officer_where_that_is_asked(
    session: Session, one: Staffed
) -> None:
    ask_for_biv(session, one)
    for who, number, until in ((one.bram, "512.345", TODAY - timedelta(days=1)), (one.els, "", None)):
        if number:
            accredit(session, who, number, until)
        with pytest.raises(Refusal) as found:
            become_officer(session, who, replace(TOLD, license_number="512.345"), NOW)
        assert (found.value.code, found.value.facts["registers"]) == ("aml.officer.lacks", ["biv"])


def test_an_accreditation_that_ended_before_the_answer_counts_no_more(session: Session, one: Staffed) -> None:
    ask_for_biv(session, one)
    accredit(session, one.bram, "512.345", TODAY)
    asked = become_officer(session, one.bram, replace(TOLD, license_number="512345"), NOW)
    tomorrow = NOW + timedelta(days=1)
    assert refused(lambda: approve_officer(session, one.manager, asked.id, asked.version, tomorrow)) == [
        "rights.access.lacks"
    ]


def test_a_number_that_nobody_asks_for_is_kept_as_it_is_written(session: Session, one: Staffed) -> None:
    assert become_officer(
        session, one.bram, replace(TOLD, license_number="512345"), NOW
    ).license_number == "512.345"  # fmt: skip
    assert refused(lambda: become_officer(session, one.els, replace(TOLD, license_number="x"), NOW)) == [
        "aml.officer.license_form"
    ]


def test_without_a_linked_eid_or_the_tool_nobody_becomes_it(session: Session, one: Staffed) -> None:
    with within(session, Scope.office()):
        session.execute(text("delete from account_card where account_id = :who"), {"who": one.bram.account_id})
    assert refused(lambda: become_officer(session, one.bram, TOLD, NOW)) == ["aml.officer.no_card"]
    tool_id, registration = next(iter(registered_tools(session, one.id).items()))
    end_registration(session, one.manager, tool_id, registration.version, NOW)
    assert refused(lambda: become_officer(session, one.els, TOLD, NOW)) == ["aml.officer.not_registered"]


@pytest.mark.trust("AML")
@pytest.mark.trust("Tenants")
def test_a_member_says_yes_to_nobody_and_a_stranger_comes_to_nothing(session: Session, one: Staffed) -> None:
    asked = become_officer(session, one.bram, TOLD, NOW)
    for who in (one.bram, one.els, replace(one.bram, roles=frozenset({Role.AML_OFFICER}))):
        with pytest.raises(Forbidden):
            approve_officer(session, who, asked.id, asked.version, LATER)
        with pytest.raises(Forbidden):
            decline_officer(session, who, asked.id, "Not in my office.", asked.version, LATER)
    elsewhere = replace(one.manager, organisation_id=one.id + 1)
    with pytest.raises(Missing):
        approve_officer(session, elsewhere, asked.id, asked.version, LATER)
    with pytest.raises(Missing):
        cease_officer(session, elsewhere, one.of(one.an), LATER)
    with pytest.raises(Forbidden):
        cease_officer(session, one.bram, one.of(one.an), LATER)
    with pytest.raises(Forbidden):
        become_officer(session, replace(one.bram, organisation_id=one.id + 1), TOLD, NOW)
    with pytest.raises(Forbidden):
        become_officer(session, replace(one.bram, roles=frozenset({Role.MEMBER})), TOLD, NOW)
    with pytest.raises(Stale):
        approve_officer(session, one.manager, asked.id, asked.version + 1, LATER)
    enter(session, Scope.organisation(one.id + 1))
    session.expire_all()
    assert session.scalars(select(Enrolment)).all() == []


def test_who_ceases_is_member_again_and_his_enrolment_ends(session: Session, one: Staffed) -> None:
    asked = become_officer(session, one.bram, TOLD, NOW)
    approve_officer(session, one.manager, asked.id, asked.version, NOW)
    cease_officer(session, replace(one.bram, roles=OFFICER), one.of(one.bram), LATER)
    session.refresh(asked)
    assert (asked.state, asked.ended_at) == ("ended", LATER)
    assert roles_on(session, one.bram, TODAY) == MEMBER
    assert refused(lambda: cease_officer(session, one.manager, one.of(one.bram), LATER)) == ["aml.officer.is_none"]
    cease_officer(session, one.manager, one.of(one.an), LATER)
    assert officers(session, one) == []


def test_what_a_manager_sets_in_the_tool_settles_what_was_asked_and_ends_what_was_declared(
    session: Session, one: Staffed
) -> None:
    asked, key = become_officer(session, one.bram, TOLD, NOW), (one.of(one.bram), one.roles["officer"])
    set_access(session, one.manager, {key: "user"}, LATER)
    session.refresh(asked)
    assert (asked.state, asked.decided_by) == ("approved", one.an.account_id)
    set_access(session, one.manager, {key: "blocked"}, LATER)
    session.refresh(asked)
    assert (asked.state, asked.ended_at) == ("ended", LATER)


def test_who_leaves_takes_his_request_along(session: Session, one: Staffed) -> None:
    asked = become_officer(session, one.bram, TOLD, NOW)
    member = session.get_one(Member, one.of(one.bram))
    end_member(session, one.bram, member.id, member.version, "", LATER)
    session.refresh(asked)
    assert (asked.state, asked.decided_by) == ("ended", one.bram.account_id)
    for act in (approve_officer, lambda *of: decline_officer(*of[:3], "He isn't here any more.", *of[3:])):
        assert refused(lambda: act(session, one.manager, asked.id, asked.version, LATER)) == ["aml.officer.left"]  # noqa: B023


Way = Callable[[Session, Staffed], object]


def by_himself(session: Session, one: Staffed) -> object:
    return cease_officer(session, one.an, one.of(one.an), LATER)


def in_the_tab(session: Session, one: Staffed) -> object:
    return set_access(session, one.manager, {(one.of(one.an), one.roles["officer"]): ""}, LATER)


def blocked_in_the_tab(session: Session, one: Staffed) -> object:
    return set_access(session, one.manager, {(one.of(one.an), one.roles["officer"]): "blocked"}, LATER)


def leaving(session: Session, one: Staffed) -> object:
    with within(session, Scope.office()):
        session.execute(
            text("update organisation_membership set is_manager = true where id = :bram"),
            {"bram": one.of(one.bram)},
        )
    session.expire_all()
    member = session.get_one(Member, one.of(one.an))
    return end_member(session, one.an, member.id, member.version, "", LATER)


def giving_up_the_tool(session: Session, one: Staffed) -> object:
    tool_id, found = next(iter(registered_tools(session, one.id).items()))
    end_registration(session, one.manager, tool_id, found.version, LATER)
    return True


WAYS = [by_himself, in_the_tab, blocked_in_the_tab, leaving, giving_up_the_tool]


@pytest.mark.trust("AML")
@pytest.mark.parametrize("way", WAYS)
def test_the_last_officer_stays_while_a_notification_waits(
    session: Session, one: Staffed, rik: Contact, way: Way
) -> None:
    made = notified(session, one, rik)
    assert refused(lambda: way(session, one)) == ["aml.officer.last"]
    assert officers_seen(session, one.id, TOMORROW) != ()
    close(session, one.an, made.id, "Nothing to worry about.", made.version, LATER)
    assert way(session, one)


@pytest.mark.trust("AML")
@pytest.mark.parametrize("way", WAYS)
def test_the_last_officer_stays_while_something_is_blocked(
    session: Session, one: Staffed, rik: Contact, way: Way
) -> None:
    matter = Matter(one.id, MatterKind.CONTACT, rik.id)
    begin_block(session, one.an, matter, NOW)
    assert refused(lambda: way(session, one)) == ["aml.officer.last"]
    end_block(session, one.an, matter, NOW)
    assert way(session, one)


@pytest.mark.parametrize("way", WAYS[:4])
def test_where_another_officer_stays_one_goes_whatever_waits(
    session: Session, one: Staffed, rik: Contact, way: Way
) -> None:
    notified(session, one, rik)
    asked = become_officer(session, one.bram, TOLD, NOW)
    approve_officer(session, one.manager, asked.id, asked.version, NOW)
    assert way(session, one)
    assert officers(session, one) == [one.bram.account_id]


def test_one_goes_where_another_comes_in_the_same_breath(session: Session, one: Staffed, rik: Contact) -> None:
    notified(session, one, rik)
    role = one.roles["officer"]
    set_access(session, one.manager, {(one.of(one.an), role): "", (one.of(one.els), role): "user"}, LATER)
    assert officers(session, one) == [one.els.account_id]


def test_who_is_no_officer_goes_as_he_likes(session: Session, one: Staffed, rik: Contact) -> None:
    notified(session, one, rik)
    member = session.get_one(Member, one.of(one.els))
    assert end_member(session, one.els, member.id, member.version, "", LATER).state == "ended"
    assert officers_left(session, one.id, [one.of(one.bram)], TODAY)
    assert not officers_left(session, one.id, None, TODAY)


@pytest.mark.trust("Tenants")
def test_what_waits_in_another_office_keeps_nobody(session: Session, one: Staffed, rik: Contact) -> None:
    notified(session, one, rik)
    assert officers_left(session, one.id + 1, None, TODAY)


@pytest.fixture
def crowd(server: TestServer, cloned_database: str) -> Iterator[sessionmaker[Session]]:
    engine = engine_for(server.url("house_app", cloned_database), seconds=120, size=8)
    yield session_factory(engine)
    engine.dispose()


@pytest.mark.trust("AML")
def test_of_the_last_two_who_go_at_once_one_stays(crowd: sessionmaker[Session]) -> None:
    with crowd.begin() as session:
        one = staffed(session)
        rik = add_contact(session, one.bram, Shelf(None), person("Rik Baele"), NOW)
        notified(session, one, rik)
        asked = become_officer(session, one.bram, TOLD, NOW)
        approve_officer(session, one.manager, asked.id, asked.version, NOW)
    ways: tuple[Callable[[Session], object], ...] = (
        lambda session: cease_officer(session, one.an, one.of(one.an), LATER),
        lambda session: set_access(session, one.manager, {(one.of(one.bram), one.roles["officer"]): ""}, LATER),
    )

    def go(session: Session, number: int) -> str:
        ways[number % 2](session)
        return "went"

    office = AmlOffice(one.id, one.an, one.bram)
    told = Counter(at_once(crowd, office, go, 2))
    assert told == {"went": 1, Refusal: 1}
    with crowd() as session:
        enter(session, Scope.organisation(one.id))
        assert len(officers(session, one)) == 1


def test_of_many_requests_of_one_member_one_is_kept(crowd: sessionmaker[Session]) -> None:
    with crowd.begin() as session:
        one = staffed(session)

    def ask(session: Session, number: int) -> str:
        return become_officer(session, one.bram, TOLD, NOW).state

    assert Counter(at_once(crowd, AmlOffice(one.id, one.an, one.bram), ask, 8)) == {"asked": 1, Refusal: 7}


def test_of_a_yes_and_a_no_at_once_one_counts(crowd: sessionmaker[Session]) -> None:
    with crowd.begin() as session:
        one = staffed(session)
        asked = become_officer(session, one.bram, TOLD, NOW)
        number, version = asked.id, asked.version

    def decide(session: Session, turn: int) -> str:
        if turn % 2:
            return approve_officer(session, one.manager, number, version, LATER).state
        return decline_officer(session, one.manager, number, "First follow the course.", version, LATER).state

    told = Counter(at_once(crowd, AmlOffice(one.id, one.an, one.bram), decide, 6))
    assert sum(count for said, count in told.items() if said in ("approved", "declined")) == 1
    assert told[Refusal] + told[Stale] == 5


def test_a_manager_is_asked_for_nothing_but_being_one(session: Session, one: Staffed) -> None:
    """Who manages the office but uses nothing of the tool becomes officer as well."""
    with within(session, Scope.office()):
        session.execute(
            text("update organisation_membership set is_manager = true where id = :els"), {"els": one.of(one.els)}
        )
        session.execute(
            text("update rights_access set ended_on = :today where membership_id = :els"),
            {"els": one.of(one.els), "today": TODAY},
        )
    session.expire_all()
    els: Identity = replace(one.els, roles=frozenset({Role.MEMBER, MANAGER}))
    become_officer(session, els, TOLD, NOW)
    assert roles_on(session, els, TODAY) == OFFICER
