"""What stands above the list of notifications, for an officer and for members; and every act in its order."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest
from sqlalchemy.orm import Session

from app.aml import panels
from app.aml.deciding import accept_contact
from app.aml.desk import Desk, Section, desk_of
from app.aml.holding import hold
from app.aml.matters import matter_of
from app.aml.notifications import ask_back, close, notify_officer
from app.aml.officer_deciding import decide_matter
from app.aml.timeline import acts_about, acts_of, matter_told
from app.policy import Identity
from app.transaction import Scope, enter
from models.aml import Contact, Deal, RiskProfile
from models.values.identified import Side
from models.values.vigilance import Verdict
from tests.app.aml import with_officer
from tests.app.aml.complete_files import add_complete
from tests.app.aml.lists_of_today import AmlOffice, load
from tests.app.aml.rules_of_today import EACH, publish
from tests.app.aml.test_notifications import one as one
from tests.app.aml.test_officer_deciding import reported
from tests.app.wallet.offices import NOW

WHY = "Seen with the notary, and explained."
LATER = NOW + timedelta(hours=2)


@pytest.fixture(autouse=True)
def rules(session: Session, one: AmlOffice) -> None:
    publish(session, EACH)
    load(session, "eu", [])
    enter(session, Scope.organisation(one.id, officer=True))


def seen(session: Session, who: Identity, day: date | None = None) -> Desk:
    return desk_of(session, who, LATER, day or LATER.date())


def told(found: Desk) -> dict[str, list[str]]:
    """By section, in its order, what stands there: the name, and how it is told of."""
    return {
        str(section): [f"{one.title} {one.told}".strip() for one in waiting.first]
        for section, waiting in found.sections.items()
    }


def handed_deal(session: Session, one: AmlOffice, reference: str, of: Contact) -> Deal:
    made = with_officer.deal(session, one.bram, of, NOW, reference)
    with_officer.handed(session, one.bram, made, NOW)
    return made


@pytest.mark.trust("AML")
def test_an_officers_page_begins_with_what_waits_for_him(session: Session, one: AmlOffice) -> None:
    party = with_officer.contact(session, one.bram, NOW, raised=True)
    deals = {name: handed_deal(session, one, name, party) for name in ("D1", "D2", "D3", "D4", "D5", "D6")}
    hold(session, one.an, matter_of(deals["D2"]), WHY, LATER)
    reported(session, deals["D3"], one.an, "sent")
    for number, (name, state) in enumerate((("D4", "opposed"), ("D5", "question")), 2):
        reported(session, deals[name], one.an, state, number)
    found = with_officer.notification_about(session, deals["D6"])
    ask_back(session, one.an, found.id, WHY, found.version, LATER)
    assert told(seen(session, one.an)) == {
        "waiting": ["D1", "D5"],
        "held": ["D2"],
        "fiu": ["D3 sent", "D4 opposed"],
        "asked_back": ["D6"],
    }
    assert list(seen(session, one.an).sections) == ["waiting", "held", "fiu", "asked_back"]
    assert seen(session, one.an).sections[Section.WAITING].count == 2
    # On the day until which the FIU opposed it is back.
    assert told(seen(session, one.an, date(2027, 1, 3)))["fiu"] == ["D3 sent", "D4 opposed"]
    assert told(seen(session, one.an, date(2027, 1, 4)))["waiting"] == ["D1", "D4", "D5"]


@pytest.mark.trust("AML")
def test_a_report_that_came_back_waits_where_no_notification_does(session: Session, one: AmlOffice) -> None:
    made = with_officer.contact(session, one.bram, NOW)
    hold(session, one.an, matter_of(made), WHY, NOW)
    assert told(seen(session, one.an))["held"] == ["Wim Verlinden"]
    report = reported(session, made, one.an, "rejected")
    assert told(seen(session, one.an)) == {
        "waiting": ["Wim Verlinden rejected"], "held": [], "fiu": [], "asked_back": []
    }  # fmt: skip
    found = panels.notifications(session, one.an, LATER)
    assert found.count == 0  # the tool isn't open to him: nobody set him to be in it
    assert seen(session, one.an).sections[Section.WAITING].first[0].report_id == report.id


def test_a_profile_that_is_held_leaves_what_was_told_of_its_contact(session: Session, one: AmlOffice) -> None:
    made = with_officer.contact(session, one.bram, NOW, raised=True)
    row = with_officer.profile(session, one.bram, made, NOW)
    notify_officer(session, one.bram, made.id, WHY, Side.CLIENT, NOW)
    assert told(seen(session, one.an))["waiting"] == ["Wim Verlinden"] * 2
    hold(session, one.an, matter_of(row), WHY, NOW)
    assert told(seen(session, one.an)) == {
        "waiting": ["Wim Verlinden"], "held": ["Wim Verlinden"], "fiu": [], "asked_back": []
    }  # fmt: skip
    hold(session, one.an, matter_of(made), WHY, NOW)
    assert told(seen(session, one.an))["waiting"] == []


@pytest.mark.trust("AML")
@pytest.mark.parametrize("what", ["waits", "held", "reported"])
def test_a_members_page_is_the_same_whatever_the_officer_does(session: Session, one: AmlOffice, what: str) -> None:
    party = with_officer.contact(session, one.bram, NOW, raised=True)
    deal = handed_deal(session, one, "D1", party)
    enter(session, Scope.organisation(one.id))
    before = seen(session, one.bram), acts_about(session, one.bram, matter_of(deal))
    enter(session, Scope.organisation(one.id, officer=True))
    if what == "held":
        hold(session, one.an, matter_of(deal), WHY, LATER)
    if what == "reported":
        reported(session, deal, one.an, "sent")
    enter(session, Scope.organisation(one.id))
    assert (seen(session, one.bram), acts_about(session, one.bram, matter_of(deal))) == before
    assert told(before[0]) == {"changed": [], "asked_back": [], "waiting": ["D1"]}


def test_a_members_page_begins_with_what_changed_on_his_files(session: Session, one: AmlOffice) -> None:
    party = with_officer.contact(session, one.bram, NOW, raised=True)
    deal, other = (handed_deal(session, one, name, party) for name in ("D1", "D2"))
    made = add_complete(session, one.bram, NOW)
    accept_contact(session, one.an, made.id, made.version, "", NOW + timedelta(minutes=1))
    decide_matter(session, one.an, matter_of(deal), Verdict.ACCEPTED, WHY, deal.version, LATER)
    hold(session, one.an, matter_of(made), WHY, NOW + timedelta(minutes=2))
    notification = with_officer.notification_about(session, other)
    ask_back(session, one.an, notification.id, WHY, notification.version, LATER)
    assert told(seen(session, one.bram)) == {
        "changed": ["D1 closed", "Wim Verlinden blocked", "Wim Verlinden accepted"],
        "asked_back": ["D2"],
        "waiting": [],
    }
    eva = replace(one.bram, account_id=one.an.account_id)
    assert told(seen(session, eva)) == {"changed": [], "asked_back": ["D2"], "waiting": []}
    month = timedelta(days=31)
    assert told(desk_of(session, one.bram, LATER + month, LATER.date() + month))["changed"] == []


@pytest.mark.trust("AML")
def test_officers_read_what_they_held_between_what_was_said_and_members_dont(
    session: Session, one: AmlOffice
) -> None:
    row: RiskProfile | Deal = with_officer.profile(
        session, one.bram, with_officer.contact(session, one.bram, NOW, raised=True), NOW
    )
    notification = with_officer.handed(session, one.bram, row, NOW)
    hold(session, one.an, matter_of(row), "Kept until the bank answers.", NOW + timedelta(minutes=1))
    ask_back(session, one.an, notification.id, WHY, notification.version, LATER)
    assert matter_told(notification) == matter_of(row)
    for acts in (acts_of(session, one.an, notification), acts_about(session, one.an, matter_of(row))):
        assert [(act.kind, act.hidden, act.by_officer) for act in acts] == [
            ("raised", False, False), ("handed", False, False), ("held", True, True), ("asked_back", False, True),
        ]  # fmt: skip
        assert acts[2].text == "Kept until the bank answers."
    for acts in (acts_of(session, one.bram, notification), acts_about(session, one.bram, matter_of(row))):
        assert [act.kind for act in acts] == ["raised", "handed", "asked_back"]


def test_a_member_reads_no_act_of_a_notification_that_isnt_his(session: Session, one: AmlOffice) -> None:
    made = with_officer.contact(session, one.bram, NOW)
    mine = notify_officer(session, one.bram, made.id, WHY, Side.CLIENT, NOW)
    close(session, one.an, mine.id, WHY, mine.version, LATER)
    notify_officer(session, one.an, made.id, "Something else again.", Side.CLIENT, NOW)
    assert [one.kind for one in acts_about(session, one.an, matter_of(made))] == ["sent", "sent", "closed"]
    assert [one.kind for one in acts_about(session, one.bram, matter_of(made))] == ["sent", "closed"]
