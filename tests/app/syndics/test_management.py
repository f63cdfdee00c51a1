"""How long somebody manages an association by a mandate: until its last day, in the past or to come; what he had
by something else stays."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time, timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from app import notices
from app.events import Tag
from app.organisations.members import set_manager
from app.policy import Identity, Role
from app.rights.authority import acting_person
from app.syndics.management import end_some
from app.syndics.register import Filed, record_filing
from app.transaction import Scope, enter
from models.accounts import Account
from models.events import Event
from models.mail import Letter
from models.organisations import Member, Organisation
from models.values.mandates import AppointedBy, CaseDetails, CaseForm, CaseState, Ending, Mandate
from scheduler.clock import TIMETABLE
from scheduler.syndic_reminders import SYNDIC_REMINDERS
from tests.app.syndics import stage
from tests.app.syndics.stage import BIV_COMPANY, WIM
from tests.app.wallet.offices import NOW, office

DAY = timedelta(days=1)
TODAY = NOW.date()


@dataclass
class Life:
    """One association; Wim is syndic of it himself, and the counter files."""

    session: Session
    ines: Identity
    wim: Identity
    payer_id: int

    def __post_init__(self) -> None:
        self.association = stage.fresh_association()

    def file(
        self, form: CaseForm, details: CaseDetails, actor: Identity | None = None, now: datetime = NOW
    ) -> Filed:
        told = replace(details, association=self.association)
        case = stage.add_case(
            self.session, actor or self.wim, CaseState.IN_TREATMENT, form, told, payer_id=self.payer_id, files=()
        )
        reference = f"KBO-{case.id}"
        done = record_filing(self.session, case, self.ines, reference, now)
        case.state, case.ended_at, case.reference = "filed", NOW, reference
        self.session.flush()
        return done

    def start(self, first: date, last: date | None = None, **changed: object) -> Filed:
        mandate = Mandate(AppointedBy.ASSEMBLY, False, first - 30 * DAY, first, last)
        filed_at = datetime.combine(first, time(12), UTC)
        return self.file(CaseForm.START, stage.told(mandate=mandate, **changed), now=filed_at)

    def end(self, ends_on: date, now: datetime = NOW) -> Filed:
        ending = Ending("Wim Verlinden", "", AppointedBy.ASSEMBLY, ends_on - 30 * DAY, ends_on)
        return self.file(CaseForm.END, stage.told(CaseForm.END, ending=ending), now=now)

    def member(self, who: Identity | None = None) -> Member:
        """His last membership of the association."""
        of = Member.account_id == (who or self.wim).account_id
        found = self.session.scalars(select(Member).where(of).order_by(Member.id.desc())).first()
        assert found is not None
        return found

    def manages(self, day: date) -> bool:
        """Whether he may act as manager of it on that day, whatever ran meanwhile."""
        organisation_id = self.member().organisation_id
        _, contexts, _ = acting_person(self.session, self.wim.person_id, self.wim.account_id, day)
        return any(one.manages for one in contexts if one.organisation_id == organisation_id)

    def told(self) -> list[Event]:
        return list(
            self.session.scalars(select(Event).where(Event.tag == Tag.MANAGEMENT_ENDED).order_by(Event.id))
        )


@pytest.fixture
def life(session: Session) -> Life:
    made = office(session)
    enter(session, Scope.office())
    wim = stage.applicant(session, WIM)
    account = session.get_one(Account, wim.account_id)
    account.person_id, account.language = wim.person_id, "en"
    session.flush()
    return Life(session, stage.counter(session), wim, made.id)


def _run(session: Session, day: date) -> int:
    done, _ = end_some(session, datetime.combine(day, time(12), UTC))
    return done


def test_an_end_that_took_effect_ends_the_management_with_it(life: Life) -> None:
    life.start(date(2026, 1, 1))
    assert (life.member().by_mandate, life.member().manages_until) == ("belongs", None)
    life.end(date(2026, 10, 1))
    member = life.member()
    assert (member.state, member.ended_on, member.manages_until) == ("ended", date(2026, 10, 1), date(2026, 9, 30))
    (event,) = life.told()
    assert event.facts == {
        "account_id": life.wim.account_id, "first_day_without": "2026-10-01", "leaves": True, "managers_left": 0,
    }  # fmt: skip
    assert (event.subject_kind, event.subject_id, event.organisation_id) == (
        "member", member.id, member.organisation_id,
    )  # fmt: skip
    for _ in range(2):
        notices.notify(life.session, event.organisation_id, event.id, "https://sleutelbos.example", NOW)
    letter = life.session.scalars(select(Letter)).one()
    assert letter.account_id == life.wim.account_id
    assert letter.subject.startswith("You no longer manage VME")
    assert "01/10/2026 is the first day without it" in letter.body
    assert "Nobody manages it now." in letter.body
    assert _run(life.session, TODAY) == 0


def test_an_end_to_come_counts_from_its_day_and_the_clock_tidies_up_once(life: Life) -> None:
    ends_on = TODAY + 10 * DAY
    life.start(date(2026, 1, 1))
    life.end(ends_on)
    member = life.member()
    assert (member.state, member.is_manager, member.manages_until) == ("confirmed", True, ends_on - DAY)
    assert life.manages(ends_on - DAY)
    assert not life.manages(ends_on), "that day itself counts without him, before anything ran"
    assert _run(life.session, ends_on - DAY) == 0
    assert [_run(life.session, ends_on), _run(life.session, ends_on + DAY)] == [1, 0]
    life.session.expire_all()
    assert (life.member().state, life.member().ended_on) == ("ended", ends_on)
    (event,) = life.told()
    assert event.actor_id is None


def test_a_mandate_that_was_filed_with_its_last_day_runs_out_by_itself(life: Life) -> None:
    life.start(date(2026, 1, 1), TODAY)
    assert life.manages(TODAY)
    assert not life.manages(TODAY + DAY)
    assert _run(life.session, TODAY + DAY) == 1


def test_whoever_goes_on_being_syndic_goes_on_managing(life: Life) -> None:
    life.start(date(2026, 1, 1), TODAY)
    first = life.member().id
    life.start(TODAY + DAY)
    assert (life.member().id, life.member().manages_until) == (first, None)
    assert _run(life.session, TODAY + DAY) == 0
    life.end(TODAY + 20 * DAY)
    assert life.member().manages_until == TODAY + 19 * DAY


def test_whoever_comes_back_begins_anew(life: Life) -> None:
    life.start(date(2026, 1, 1))
    life.end(date(2026, 3, 1))
    before = life.member().id
    life.start(date(2026, 6, 1))
    assert life.member().id != before
    assert (life.member().state, life.member().by_mandate) == ("confirmed", "belongs")
    assert life.session.get_one(Member, before).ended_on == date(2026, 3, 1)


def test_the_next_syndic_manages_already_and_nothing_of_his_ends(life: Life) -> None:
    company = office(life.session)
    enter(life.session, Scope.office())
    syndic = replace(BIV_COMPANY, enterprise_number=_number(life.session, company.id))
    life.start(date(2026, 1, 1))
    ending = Ending("Wim Verlinden", "", AppointedBy.ASSEMBLY, date(2026, 9, 1), date(2026, 10, 1))
    mandate = Mandate(AppointedBy.ASSEMBLY, False, date(2026, 9, 1), date(2026, 10, 1))
    both = stage.told(CaseForm.END_START, mandate=mandate, ending=ending, syndic=syndic)
    done = life.file(CaseForm.END_START, both, replace(company.member, roles=frozenset({Role.MEMBER})))
    assert done.manager == company.bram.account_id
    assert life.member().state == "ended"
    assert life.told()[0].facts["managers_left"] == 1
    assert life.member(company.member).state == "confirmed"


def test_nobody_loses_what_he_had_by_something_else(life: Life) -> None:
    life.start(date(2026, 1, 1))
    organisation_id = life.member().organisation_id
    nora = stage.applicant(life.session, None)
    manager = Member(
        organisation_id=organisation_id, account_id=nora.account_id, state="confirmed", is_manager=True,
        first_day=date(2026, 2, 1), created_at=NOW,
    )  # fmt: skip
    life.session.add(manager)
    life.session.flush()
    # The association takes his management from him, and names him itself.
    roles = frozenset({Role.PERSON, Role.MEMBER, Role.MANAGER})
    acts = replace(nora, organisation_id=organisation_id, roles=roles)
    for is_manager in (False, True):
        mine = life.member()
        set_manager(life.session, acts, mine.id, mine.version, is_manager, NOW)
    life.end(date(2026, 10, 1))
    assert (life.member().state, life.member().is_manager) == ("confirmed", True)
    assert (manager.state, manager.is_manager) == ("confirmed", True)
    assert life.told() == []


def test_whoever_was_a_member_before_stays_one(life: Life) -> None:
    life.start(date(2025, 1, 1), date(2025, 12, 31))
    gone = life.member()
    assert (gone.state, gone.by_mandate) == ("confirmed", "belongs")
    assert _run(life.session, TODAY) == 1
    before = Member(
        organisation_id=gone.organisation_id, account_id=life.wim.account_id, state="confirmed",
        first_day=date(2026, 1, 1), created_at=NOW,
    )  # fmt: skip
    life.session.add(before)
    life.session.flush()
    life.start(date(2026, 2, 1))
    assert (before.by_mandate, before.is_manager) == ("manages", True)
    life.end(date(2026, 10, 1))
    assert (before.state, before.is_manager, before.manages_until) == ("confirmed", False, date(2026, 9, 30))


def test_another_number_of_the_company_isnt_an_end(life: Life) -> None:
    company = office(life.session)
    enter(life.session, Scope.office())
    syndic = replace(BIV_COMPANY, enterprise_number=_number(life.session, company.id))
    mine = replace(company.member, roles=frozenset({Role.PERSON, Role.MEMBER}))
    mandate = Mandate(AppointedBy.ASSEMBLY, False, date(2026, 1, 1), date(2026, 2, 1))
    life.file(CaseForm.START, stage.told(mandate=mandate, syndic=syndic), mine)
    merged = stage.told(CaseForm.CHANGE, syndic=BIV_COMPANY, changes_on=date(2026, 6, 1))
    life.file(CaseForm.CHANGE, merged, mine)
    member = life.member(mine)
    assert (member.state, member.manages_until) == ("confirmed", None)


def test_the_clock_knows_the_job() -> None:
    assert "end_managements" in SYNDIC_REMINDERS
    assert "end_managements" in {entry.job for entry in TIMETABLE}


def _number(session: Session, organisation_id: int) -> str:
    number = session.get_one(Organisation, organisation_id).enterprise_number
    assert number is not None
    return number
