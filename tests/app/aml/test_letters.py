"""Who hears that a list names somebody like a contact, and what no letter says; and who may work there."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta

import pytest
from sqlalchemy import select, text, update
from sqlalchemy.orm import Session, sessionmaker

from app import clock, notices
from app.aml.access import require_open
from app.aml.contacts import add_contact
from app.aml.deciding import accept_contact
from app.aml.officers import officers_of
from app.aml.shelf import Shelf
from app.aml.vigilance.file import Given
from app.errors import Forbidden, Refusal
from app.policy import Identity
from app.rights.built_in import AML
from app.transaction import Scope, enter
from models.accounts import Account
from models.mail import Letter
from models.organisations import Member
from models.rights import Access, Tool, ToolRegistration, ToolRole
from tests.app.aml.complete_files import add_complete, answered
from tests.app.aml.lists_of_today import AmlOffice, aml_office, entry, load, person, rescreened
from tests.app.aml.rules_of_today import EACH, publish
from tests.app.wallet.offices import NOW

SITE = "https://rechten.example.be"
TODAY = clock.day_of(NOW)
Give = Callable[[Identity, str], None]


@pytest.fixture
def one(session: Session) -> AmlOffice:
    """An office that registered the tool; everybody reads English."""
    made = aml_office(session)
    tool = Tool(code=AML, name_nl="Antiwitwas", name_fr="Anti-blanchiment", name_en="AML", opened_by="manager",
                key_level="basic")  # fmt: skip
    session.add(tool)
    session.flush()
    for code in ("member", "officer"):
        session.add(ToolRole(tool_id=tool.id, code=code, name_nl=code, name_fr=code, name_en=code))
    session.add(
        ToolRegistration(organisation_id=made.id, tool_id=tool.id, registered_on=date(2026, 9, 1),
                         registered_by=made.an.account_id)
    )  # fmt: skip
    session.execute(update(Account).values(language="en"))
    session.flush()
    return made


@pytest.fixture
def give(session: Session, one: AmlOffice) -> Give:
    """A manager sets somebody to be something in the tool."""

    def act(who: Identity, code: str) -> None:
        role = session.scalars(
            select(ToolRole).join(ToolRole.tool).where(Tool.code == AML, ToolRole.code == code)
        ).one()
        member_id = session.scalars(
            select(Member.id).where(Member.organisation_id == one.id, Member.account_id == who.account_id)
        ).one()
        session.add(
            Access(organisation_id=one.id, membership_id=member_id, tool_id=role.tool_id, role_id=role.id,
                   state="user", given_on=date(2026, 9, 1), given_by=one.an.account_id)
        )  # fmt: skip
        session.flush()

    return act


def with_key(who: Identity) -> Identity:
    """Signed in with the key the tool asks."""
    return replace(who, key_level="basic")


def written(sessions: sessionmaker[Session], session: Session, one: AmlOffice) -> list[Letter]:
    """What is written after a load named two who look like contacts; told twice, it is the same."""
    shelf = Shelf(None)
    for name in ("Casper Okafor", "Nadia Dragan"):
        add_contact(session, one.bram, shelf, person(name), NOW)
    load(session, "eu", [entry("E0", person("Casper Okafor")), entry("E1", person("Nadia Dragan"))])
    rescreened(sessions, shelf, session)
    event_id = session.execute(text("select max(id) from event where tag = 'aml.hits.found'")).scalar_one()
    for _ in range(2):
        notices.notify(session, one.id, event_id, SITE, NOW)
    return list(session.scalars(select(Letter).where(Letter.event_id == event_id).order_by(Letter.account_id)))


def test_the_officer_reads_how_many_and_where_but_no_name(
    sessions: sessionmaker[Session], session: Session, one: AmlOffice, give: Give
) -> None:
    give(one.an, "officer")
    give(one.bram, "member")
    (letter,) = written(sessions, session, one)
    assert letter.account_id == one.an.account_id
    for words in (
        "Possible matches to look at: 2",
        f"See the possible matches\n{SITE}/hits/list/",
        "Speak to nobody outside the office",
    ):
        assert words in letter.body
    for name in ("Casper", "Okafor", "Nadia", "Dragan"):
        assert name not in letter.subject + letter.body + letter.html


def test_without_an_officer_whoever_works_in_the_tool_reads_it(
    sessions: sessionmaker[Session], session: Session, one: AmlOffice, give: Give
) -> None:
    give(one.bram, "member")
    assert [one.account_id for one in written(sessions, session, one)] == [one.bram.account_id]


@pytest.mark.parametrize("gone", ["access", "member"])
def test_who_left_or_stopped_reads_nothing(
    sessions: sessionmaker[Session], session: Session, one: AmlOffice, give: Give, gone: str
) -> None:
    give(one.bram, "officer")
    if gone == "access":
        session.execute(update(Access).values(ended_on=TODAY))
    else:
        session.execute(
            update(Member).where(Member.account_id == one.bram.account_id).values(state="ended", ended_on=TODAY)
        )
    assert written(sessions, session, one) == []


def test_the_tool_is_open_to_who_was_set_to_work_in_it(session: Session, one: AmlOffice, give: Give) -> None:
    give(one.bram, "member")
    with pytest.raises(Refusal):
        require_open(session, one.bram, TODAY)
    assert require_open(session, with_key(one.bram), TODAY).decision.allowed
    with pytest.raises(Forbidden):
        require_open(session, replace(one.bram, roles=frozenset()), TODAY)


def test_who_may_not_enter_is_told_which_role_to_look_up(session: Session, one: AmlOffice, give: Give) -> None:
    give(one.bram, "member")
    session.execute(update(ToolRegistration).values(ended_on=TODAY + timedelta(days=1)))
    assert require_open(session, with_key(one.bram), TODAY).decision.allowed
    with pytest.raises(Refusal) as found:
        require_open(session, with_key(one.bram), TODAY + timedelta(days=1))
    role = session.scalars(select(ToolRole.id).where(ToolRole.code == "member")).all()
    assert (found.value.code, found.value.facts["role_id"] in role) == ("aml.access.not_open", True)


def in_spite(session: Session, one: AmlOffice, who: Identity) -> list[Letter]:
    """What is written after somebody accepted a contact in spite of it; told twice, it is the same."""
    publish(session, EACH)
    load(session, "eu", [])
    enter(session, Scope.organisation(one.id))
    wim = add_complete(session, one.bram, NOW)
    answered(session, one.bram, wim, "R1", Given("yes"), NOW)
    accept_contact(session, who, wim.id, wim.version, "We know him for years.", NOW)
    enter(session, Scope.office())
    tag = "select max(id) from event where tag = 'aml.contact.accepted_in_spite'"
    event_id = session.execute(text(tag)).scalar_one()
    for _ in range(2):
        notices.notify(session, one.id, event_id, SITE, NOW)
    return list(session.scalars(select(Letter).where(Letter.event_id == event_id).order_by(Letter.account_id)))


def test_the_officer_reads_that_somebody_accepted_in_spite_of_it_but_not_whom(
    session: Session, one: AmlOffice, give: Give
) -> None:
    give(one.an, "officer")
    give(one.bram, "member")
    (letter,) = in_spite(session, one, one.bram)
    assert letter.account_id == one.an.account_id
    contact_id = session.execute(text("select max(id) from aml_contact")).scalar_one()
    assert f"See the contact\n{SITE}/contacts/show/{contact_id}" in letter.body
    for words in ("Wim", "Verlinden", "for years"):
        assert words not in letter.subject + letter.body + letter.html


def test_an_officer_who_accepts_himself_is_told_nothing_and_nor_is_a_member(
    session: Session, one: AmlOffice, give: Give
) -> None:
    give(one.an, "officer")
    give(one.bram, "member")
    assert in_spite(session, one, one.an) == []


def test_another_officer_is_told(session: Session, one: AmlOffice, give: Give) -> None:
    give(one.an, "officer")
    give(one.bram, "officer")
    assert [one.account_id for one in in_spite(session, one, one.an)] == [one.bram.account_id]


def test_who_is_officer_is_asked_on_the_day(session: Session, one: AmlOffice, give: Give) -> None:
    assert officers_of(session, one.id, TODAY) == ()
    give(one.an, "officer")
    give(one.bram, "member")
    assert len(officers_of(session, one.id, TODAY)) == 1
    session.execute(update(Access).values(ended_on=TODAY + timedelta(days=1)))
    assert len(officers_of(session, one.id, TODAY)) == 1
    assert officers_of(session, one.id, TODAY + timedelta(days=1)) == ()
