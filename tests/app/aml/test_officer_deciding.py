"""The AML officer decides of what was handed to him, holds what he wants to, and asks back: who may, when, and
what it does."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import date, timedelta

import pytest
from sqlalchemy import select, text
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session, sessionmaker

from app.aml import officer_deciding
from app.aml.blocks import block_of
from app.aml.handing import hand_over
from app.aml.holding import hold, release
from app.aml.matters import matter_of
from app.aml.notifications import ask_back, close, notify_about_deal, reply
from app.aml.officer_deciding import decide_matter
from app.database import engine_for, session_factory
from app.errors import Forbidden, Missing, Refusal, Stale
from app.policy import Identity, Role
from app.transaction import NOBODY, Scope, enter, within
from models.aml import (
    Contact,
    Deal,
    FiuReport,
    MatterDecision,
    NotificationAct,
    OfficerAct,
    RiskProfile,
)
from models.values.matters import Matter, MatterKind, Wish
from models.values.vigilance import Verdict
from tests.app.aml import with_officer
from tests.app.aml.lists_of_today import OFFICER, AmlOffice, aml_office, load
from tests.app.aml.rules_of_today import EACH, publish
from tests.app.aml.test_notifications import Give
from tests.app.aml.test_notifications import give as give
from tests.app.aml.test_notifications import one as one
from tests.app.aml.test_races import at_once
from tests.app.wallet.offices import NOW
from tests.database import TestServer

WHY = "Seen with the notary, and explained."
LATER = NOW + timedelta(hours=2)
Row = RiskProfile | Deal


@pytest.fixture(autouse=True)
def rules(session: Session, one: AmlOffice) -> None:
    publish(session, EACH)
    load(session, "eu", [])
    enter(session, Scope.organisation(one.id, officer=True))


@pytest.fixture(params=["profile", "deal"])
def row(request: pytest.FixtureRequest, session: Session, one: AmlOffice) -> Row:
    """Handed over by Bram."""
    made = row_of(request.param, session, one.bram)
    with_officer.handed(session, one.bram, made, NOW)
    return made


def row_of(kind: str, session: Session, who: Identity) -> Row:
    of = with_officer.contact(session, who, NOW, raised=True)
    return (with_officer.profile if kind == "profile" else with_officer.deal)(session, who, of, NOW)


def refused(act: Callable[[], object]) -> list[str]:
    with pytest.raises(Refusal) as found:
        act()
    return [one.code.removeprefix("aml.") for one in found.value.everything]


def acts(session: Session) -> list[str]:
    return list(session.scalars(select(NotificationAct.kind).order_by(NotificationAct.id)))


def officer_acts(session: Session) -> list[str]:
    return list(session.scalars(select(OfficerAct.kind).order_by(OfficerAct.id)))


def reported(
    session: Session, row: Row | Contact, who: Identity, state: str = "sent", number: int = 1
) -> FiuReport:
    """The FIU has it, or as `state` says."""
    kind = "STR" if isinstance(row, Deal) else "SAR"
    matter = matter_of(row)
    column = {"profile": "profile_id", "deal": "deal_id", "contact": "root_id"}[str(matter.kind)]
    made = FiuReport(
        organisation_id=row.organisation_id, **{column: matter.id}, number=number, kind=kind, state=state,
        begun_by=who.account_id, begun_at=NOW, made_at=None if state == "draft" else NOW, moved_at=NOW,
        opposed_until=date(2027, 1, 4) if state == "opposed" else None,
    )  # fmt: skip
    session.add(made)
    session.flush()
    return made


@pytest.mark.trust("AML")
@pytest.mark.parametrize("verdict", Verdict)
def test_the_officer_decides_what_was_handed_over_and_it_is_free_again(
    session: Session, one: AmlOffice, row: Row, verdict: Verdict
) -> None:
    assert block_of(session, matter_of(row)) is not None
    made = decide_matter(session, one.an, matter_of(row), verdict, WHY, row.version, LATER)
    assert (row.state, row.decided_at, row.level) == (str(verdict), LATER, "raised")
    assert (made.as_officer, made.self_decided, made.asked_by, made.decided_by) == (
        True, False, one.bram.account_id, one.an.account_id
    )  # fmt: skip
    assert block_of(session, matter_of(row)) is None
    found = with_officer.notification_about(session, row)
    assert (found.state, found.moved_at) == ("closed", LATER)
    assert acts(session) == ["raised", "handed", str(verdict)]
    assert officer_acts(session) == []
    session.execute(text("set constraints all immediate"))


@pytest.mark.trust("AML")
def test_a_member_never_decides_what_waits_for_the_officer(session: Session, one: AmlOffice, row: Row) -> None:
    strangers = (
        one.bram,
        replace(one.an, organisation_id=one.id + 1),
        replace(one.an, roles=frozenset({Role.MEMBER, Role.MANAGER})),
        replace(one.an, roles=frozenset({Role.CENTRAL})),
    )
    for who in strangers:
        for act in (
            lambda who=who: decide_matter(session, who, matter_of(row), Verdict.ACCEPTED, WHY, row.version, LATER),
            lambda who=who: hold(session, who, matter_of(row), WHY, LATER),
            lambda who=who: release(session, who, matter_of(row), WHY, LATER),
        ):
            with pytest.raises(Forbidden):
                act()
    nowhere = Matter(one.id, matter_of(row).kind, row.id + 1)
    with pytest.raises(Missing):
        decide_matter(session, one.an, nowhere, Verdict.ACCEPTED, WHY, 1, LATER)
    with pytest.raises(Missing):
        hold(session, one.an, nowhere, WHY, LATER)


@pytest.mark.trust("AML")
@pytest.mark.parametrize("kind", ["profile", "deal"])
def test_what_he_handed_over_himself_another_officer_decides_or_it_is_marked(
    session: Session, one: AmlOffice, give: Give, kind: str
) -> None:
    give(one.an, "officer")
    enter(session, Scope.organisation(one.id, officer=True))
    row = row_of(kind, session, one.an)
    with_officer.handed(session, one.an, row, NOW)
    give(one.bram, "officer")

    def decide() -> MatterDecision:
        return decide_matter(session, one.an, matter_of(row), Verdict.ACCEPTED, WHY, row.version, LATER)

    assert refused(decide) == ["matter.own"]
    made = decide_matter(
        session, replace(one.bram, roles=OFFICER), matter_of(row), Verdict.ACCEPTED, WHY, row.version, LATER
    )
    assert not made.self_decided


@pytest.mark.trust("AML")
@pytest.mark.parametrize("kind", ["profile", "deal"])
def test_alone_in_his_office_he_decides_his_own_and_it_is_marked(
    session: Session, one: AmlOffice, give: Give, kind: str
) -> None:
    give(one.an, "officer")
    give(one.bram, "member")
    row = row_of(kind, session, one.an)
    with_officer.handed(session, one.an, row, NOW)
    made = decide_matter(session, one.an, matter_of(row), Verdict.REFUSED, WHY, row.version, LATER)
    assert made.self_decided
    last = session.scalars(select(NotificationAct).order_by(NotificationAct.id.desc()).limit(1)).one()
    assert (last.kind, last.self_decided, last.by_officer) == ("refused", True, True)


@pytest.mark.trust("AML")
@pytest.mark.parametrize("verdict", Verdict)
def test_an_accepted_profile_is_looked_at_again_in_a_year(
    session: Session, one: AmlOffice, verdict: Verdict
) -> None:
    row = row_of("profile", session, one.bram)
    assert isinstance(row, RiskProfile)
    with_officer.handed(session, one.bram, row, NOW)
    in_force = row.contact_id
    decide_matter(session, one.an, matter_of(row), verdict, WHY, row.version, LATER)
    session.expire_all()
    accepted = verdict is Verdict.ACCEPTED
    assert (row.state, row.contact_id) == (verdict, in_force)
    assert row.review_on == (date(NOW.year + 1, NOW.month, NOW.day) if accepted else None)


@pytest.mark.parametrize("scope", [NOBODY, Scope.office(), Scope.organisation(987654)])
def test_a_decision_is_found_by_whoever_commits_it(
    session: Session, one: AmlOffice, row: Row, scope: Scope
) -> None:
    enter(session, scope)
    with within(session, Scope.organisation(one.id, officer=True)):
        decide_matter(session, one.an, matter_of(row), Verdict.ACCEPTED, WHY, row.version, LATER)
    session.execute(text("set constraints house_matter_was_decided immediate"))
    # What has none is still found out.
    with within(session, Scope.organisation(one.id)):
        other = Deal(
            organisation_id=one.id, reference="2026/99", kind="sale", state="refused", decided_at=NOW,
            made_by=one.bram.account_id, made_at=NOW, changed_at=NOW,
        )  # fmt: skip
        session.add(other)
        with pytest.raises(IntegrityError, match="has no decision"):
            session.flush()


@pytest.mark.parametrize("verdict", Verdict)
def test_accepting_and_refusing_both_ask_for_a_reason(
    session: Session, one: AmlOffice, row: Row, verdict: Verdict
) -> None:
    for told, why in (("short", "reason_too_short"), ("x" * 2001, "reason_too_long")):
        decide = lambda told=told: decide_matter(  # noqa: E731
            session, one.an, matter_of(row), verdict, told, row.version, LATER
        )
        assert refused(decide) == [f"decision.{why}"]


def test_pressed_twice_it_is_decided_once_and_another_verdict_is_told(
    session: Session, one: AmlOffice, row: Row
) -> None:
    version = row.version
    made = decide_matter(session, one.an, matter_of(row), Verdict.ACCEPTED, WHY, version, LATER)
    again = decide_matter(session, one.an, matter_of(row), Verdict.ACCEPTED, WHY, version, LATER)
    assert again is made
    bram = replace(one.bram, roles=OFFICER)
    for who, verdict in ((one.an, Verdict.REFUSED), (bram, Verdict.ACCEPTED)):
        decide = lambda who=who, verdict=verdict: decide_matter(  # noqa: E731
            session, who, matter_of(row), verdict, WHY, version, LATER
        )
        assert refused(decide) == ["matter.decided"]
    assert acts(session) == ["raised", "handed", "accepted"]


def test_what_changed_since_it_was_looked_at_is_told(session: Session, one: AmlOffice, row: Row) -> None:
    with pytest.raises(Stale):
        decide_matter(session, one.an, matter_of(row), Verdict.ACCEPTED, WHY, row.version - 1, LATER)

    def decide(seen: bytes) -> MatterDecision:
        return decide_matter(session, one.an, matter_of(row), Verdict.ACCEPTED, WHY, row.version, LATER, seen=seen)

    assert refused(lambda: decide(b"0" * 32)) == ["decision.changed"]
    found = officer_deciding.assessed_matter(session, row, LATER)
    assert decide(found.print).verdict == "accepted"


@pytest.mark.trust("AML")
@pytest.mark.parametrize("state", ["made", "sent", "opposed", "question", "rejected"])
def test_nothing_is_decided_while_the_fiu_has_it(session: Session, one: AmlOffice, row: Row, state: str) -> None:
    reported(session, row, one.an, state)
    for verdict in Verdict:
        decide = lambda verdict=verdict: decide_matter(  # noqa: E731
            session, one.an, matter_of(row), verdict, WHY, row.version, LATER
        )
        assert refused(decide) == ["matter.not_now"]
        enter(session, Scope.organisation(one.id))
        assert refused(decide) == ["matter.not_now"]
        enter(session, Scope.organisation(one.id, officer=True))
    assert row.state == "with_officer"


@pytest.mark.parametrize(("state", "ends"), [("no_objection", True), ("draft", False)])
def test_without_objection_he_decides_and_the_report_is_ended(
    session: Session, one: AmlOffice, row: Row, state: str, *, ends: bool
) -> None:
    report = reported(session, row, one.an, state)
    decide_matter(session, one.an, matter_of(row), Verdict.ACCEPTED, WHY, row.version, LATER)
    session.refresh(report)
    assert (report.state, report.ended_at) == (("ended", LATER) if ends else ("draft", None))
    assert officer_acts(session) == (["ended"] if ends else [])


def test_a_profile_isnt_accepted_while_its_contact_is_blocked(session: Session, one: AmlOffice) -> None:
    row = row_of("profile", session, one.bram)
    assert isinstance(row, RiskProfile)
    with_officer.handed(session, one.bram, row, NOW)
    hold(session, one.an, Matter(one.id, MatterKind.CONTACT, row.root_id), WHY, NOW)

    def decide(verdict: Verdict) -> MatterDecision:
        return decide_matter(session, one.an, matter_of(row), verdict, WHY, row.version, LATER)

    assert refused(lambda: decide(Verdict.ACCEPTED)) == ["matter.contact_blocked"]
    assert decide(Verdict.REFUSED).verdict == "refused"


def test_a_deal_isnt_accepted_with_a_party_nobody_can_deal_with(session: Session, one: AmlOffice) -> None:
    row = row_of("deal", session, one.bram)
    with_officer.handed(session, one.bram, row, NOW)
    root = session.scalars(select(Contact.id).where(Contact.copy_of.is_(None))).one()
    hold(session, one.an, Matter(one.id, MatterKind.CONTACT, root), WHY, NOW)

    def decide(verdict: Verdict) -> MatterDecision:
        return decide_matter(session, one.an, matter_of(row), verdict, WHY, row.version, LATER)

    with pytest.raises(Refusal) as found:
        decide(Verdict.ACCEPTED)
    assert (found.value.code, found.value.facts["names"]) == ("aml.deal.parties_now", "Wim Verlinden")
    assert decide(Verdict.REFUSED).verdict == "refused"


@pytest.mark.parametrize("kind", ["profile", "deal"])
def test_what_was_not_handed_over_isnt_decided(session: Session, one: AmlOffice, kind: str) -> None:
    row = row_of(kind, session, one.bram)
    decide = lambda: decide_matter(  # noqa: E731
        session, one.an, matter_of(row), Verdict.ACCEPTED, WHY, row.version, LATER
    )
    assert refused(decide) == ["matter.not_now"]
    root = session.scalars(select(Contact.id).where(Contact.copy_of.is_(None))).one()
    contact = Matter(one.id, MatterKind.CONTACT, root)
    assert refused(
        lambda: decide_matter(session, one.an, contact, Verdict.ACCEPTED, WHY, 1, LATER)
    ) == ["matter.not_now"]  # fmt: skip


def test_asked_back_it_waits_for_the_member_and_a_reply_brings_it_back(
    session: Session, one: AmlOffice, row: Row
) -> None:
    found = with_officer.notification_about(session, row)
    since = block_of(session, matter_of(row))
    assert since is not None
    assert refused(lambda: close(session, one.an, found.id, WHY, found.version, LATER)) == [
        "notification.undecided"
    ]
    ask_back(session, one.an, found.id, "Who pays the deposit?", found.version, LATER)
    assert (row.state, found.state) == ("asked_back", "asked_back")
    assert refused(lambda: close(session, one.an, found.id, WHY, found.version, LATER)) == [
        "notification.undecided"
    ]
    reply(session, one.bram, found.id, "His mother, by transfer.", found.version, LATER)
    assert (row.state, found.state, row.handed_by) == ("with_officer", "waiting", one.bram.account_id)
    assert block_of(session, matter_of(row)) is since
    decide_matter(session, one.an, matter_of(row), Verdict.ACCEPTED, WHY, row.version, LATER)
    assert acts(session) == ["raised", "handed", "asked_back", "replied", "accepted"]
    assert refused(lambda: reply(session, one.bram, found.id, WHY, found.version, LATER)) == [
        "notification.closed"
    ]


def test_asked_back_and_not_answered_it_can_still_be_decided(session: Session, one: AmlOffice, row: Row) -> None:
    found = with_officer.notification_about(session, row)
    ask_back(session, one.an, found.id, "Who pays the deposit?", found.version, LATER)
    decide_matter(session, one.an, matter_of(row), Verdict.REFUSED, WHY, row.version, LATER)
    assert (row.state, found.state) == ("refused", "closed")


def test_asked_back_it_may_be_handed_over_again(session: Session, one: AmlOffice, row: Row) -> None:
    found = with_officer.notification_about(session, row)
    ask_back(session, one.an, found.id, "Who pays the deposit?", found.version, LATER)
    again = hand_over(session, one.bram, row, Wish.ACCEPT, "The deed was corrected.", LATER)
    assert again is found
    assert (row.state, found.state) == ("with_officer", "waiting")


@pytest.mark.parametrize("kind", ["profile", "deal"])
def test_asked_back_before_it_was_handed_over_the_matter_stays(
    session: Session, one: AmlOffice, kind: str
) -> None:
    row = row_of(kind, session, one.bram)
    found = with_officer.notification_about(session, row)
    ask_back(session, one.an, found.id, "Who pays the deposit?", found.version, LATER)
    assert row.state == "assessed"
    reply(session, one.bram, found.id, "His mother, by transfer.", found.version, LATER)
    assert (row.state, found.state) == ("assessed", "waiting")
    close(session, one.an, found.id, WHY, found.version, LATER)


def test_what_a_colleague_writes_about_a_deal_moves_nothing(session: Session, one: AmlOffice) -> None:
    row = row_of("deal", session, one.bram)
    handed = with_officer.handed(session, one.bram, row, NOW)
    made = notify_about_deal(session, one.bram, row.id, "The buyer came with cash.", LATER)
    assert notify_about_deal(session, one.bram, row.id, "The buyer came with cash.", LATER) is made
    assert (made.about, made.deal_id, made.root_id) == ("deal", row.id, None)
    ask_back(session, one.an, made.id, "How much was it?", made.version, LATER)
    assert row.state == "with_officer"
    decide_matter(session, one.an, matter_of(row), Verdict.ACCEPTED, WHY, row.version, LATER)
    assert (handed.state, made.state) == ("closed", "asked_back")
    close(session, one.an, made.id, WHY, made.version, LATER)


@pytest.fixture
def crowd(server: TestServer, cloned_database: str) -> Iterator[sessionmaker[Session]]:
    engine = engine_for(server.url("house_app", cloned_database), seconds=120, size=10)
    yield session_factory(engine)
    engine.dispose()


@pytest.mark.trust("AML")
@pytest.mark.parametrize("kind", ["profile", "deal"])
def test_of_two_officers_who_decide_at_once_one_does(crowd: sessionmaker[Session], kind: str) -> None:
    with crowd.begin() as session:
        office = aml_office(session)
        publish(session, EACH)
        load(session, "eu", [])
        enter(session, Scope.organisation(office.id))
        row = row_of(kind, session, office.bram)
        with_officer.handed(session, office.bram, row, NOW)
        session.refresh(row)
        matter, version = matter_of(row), row.version
    second = replace(office.bram, roles=OFFICER)

    def decide(session: Session, number: int) -> str:
        if number % 4 == 3:
            return "held" if hold(session, office.an, matter, WHY, LATER).id else ""
        who, verdict = (office.an, Verdict.ACCEPTED) if number % 2 else (second, Verdict.REFUSED)
        return str(decide_matter(session, who, matter, verdict, WHY, version, LATER).verdict)

    found = Counter(at_once(crowd, office, decide, 8))
    # Whoever decided the same again pressed twice; the other one is told that it was decided.
    assert found.pop("held") == 2
    assert found.pop(Refusal) == {"accepted": 4, "refused": 2}[next(iter(found))]
    assert len(found) == 1
    with crowd() as session:
        enter(session, Scope.office())
        assert [one.verdict for one in session.scalars(select(MatterDecision))] == list(found)
