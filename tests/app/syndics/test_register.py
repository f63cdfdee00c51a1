"""The register of mandates: what each filed form writes, what stands in its way, who manages by it, and random
lives of an association against a model that knows the syndic of each day."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import date

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from app.errors import Forbidden, Refusal
from app.events import Tag
from app.policy import Role
from app.syndics.register import history_of, record_filing
from app.transaction import Scope, enter, in_our_words
from models.accounts import Account
from models.events import Event
from models.organisations import Member, Organisation
from models.syndics import MandateRow
from models.values.mandates import (
    AppointedBy,
    CaseForm,
    Ending,
    Mandate,
    PersonTold,
    RepresentativeTold,
)
from tests.app.syndics import stage
from tests.app.syndics.filing import DAY, Register, refused
from tests.app.syndics.stage import BARE_COMPANY, BIV_COMPANY, CO_OWNER, NORA, STARTS, WIM
from tests.app.wallet.offices import NOW, office
from tests.stories.cast import national_number

SAM = PersonTold("Sam", "Peeters", national_number(date(1975, 2, 2), 33).digits)


@pytest.fixture
def register(session: Session) -> Register:
    made = office(session)
    enter(session, Scope.office())
    return Register(session, stage.counter(session), made.id)


def test_a_start_stands_in_the_register_and_makes_the_association_an_organisation(register: Register) -> None:
    done = register.start()
    row = done.started
    assert row is not None
    assert (row.association_number, row.first_day, row.last_day) == (register.association.number, STARTS, None)
    assert (row.syndic_name, row.syndic_number, row.capacity) == ("Wim Verlinden", None, "co_owner")
    assert (row.source, row.made_by) == ("case", register.ines.account_id)
    assert row.reference.startswith("KBO-")
    association = register.session.get_one(Organisation, row.association_id)
    assert (association.kind, association.enterprise_number) == ("owners_association", register.association.number)
    assert register.on(STARTS - DAY) == []
    assert register.on(STARTS) == register.on(date(2040, 1, 1)) == [("Wim Verlinden", "")]
    event = register.session.scalars(select(Event).where(Event.tag == Tag.MANDATE_RECORDED)).one()
    assert (event.subject_kind, event.subject_id, event.facts["first_day"]) == ("mandate", row.id, "2027-02-01")
    assert "Wim" not in str(event.facts)


def test_whoever_files_needs_to_be_of_the_counter(register: Register) -> None:
    case = register.case(CaseForm.START, stage.told())
    with pytest.raises(Forbidden):
        record_filing(register.session, case, stage.applicant(register.session, None), "KBO-1", NOW)


def test_a_start_while_another_runs_is_refused_and_says_whose_end_is_lacking(register: Register) -> None:
    register.start(first=date(2020, 1, 1))
    refusal = refused(lambda: register.start(BIV_COMPANY))
    assert refusal.code == "syndics.mandate.runs"
    assert refusal.facts == {"syndic": "Wim Verlinden", "first_day": date(2020, 1, 1)}


def test_the_same_mandate_twice_and_one_across_another_are_told_apart(register: Register) -> None:
    register.start(first=date(2020, 1, 1), last=date(2022, 12, 31))
    assert refused(lambda: register.start(first=date(2020, 1, 1))).code == "syndics.mandate.registered"


def test_a_start_across_another_mandate_names_its_days(register: Register) -> None:
    register.start(first=date(2020, 1, 1), last=date(2022, 12, 31))
    refusal = refused(lambda: register.start(BIV_COMPANY, date(2022, 12, 31)))
    assert refusal.code == "syndics.mandate.overlaps_with"
    assert refusal.facts["last_day"] == date(2022, 12, 31)


def test_what_the_database_refuses_speaks_human(register: Register) -> None:
    stage.add_mandate(register.session, register.association)
    with pytest.raises(IntegrityError) as caught, register.session.begin_nested():
        stage.add_mandate(register.session, register.association, BIV_COMPANY)
    spoken = in_our_words(caught.value)
    assert isinstance(spoken, Refusal)
    assert spoken.code == "syndics.mandate.overlaps"


def test_a_judge_may_put_a_provisional_one_beside_the_syndic(register: Register) -> None:
    register.start(first=date(2020, 1, 1))
    register.start(BIV_COMPANY, date(2026, 1, 1), date(2026, 6, 30), provisional=True)
    assert register.on(date(2026, 3, 1)) == [("Wim Verlinden", ""), ("Vastgoed Claes BV", "")]
    assert register.on(date(2026, 7, 1)) == [("Wim Verlinden", "")]


def test_an_end_is_the_day_before_it_takes_effect_and_ends_who_represents(register: Register) -> None:
    stage.add_mandate(register.session, register.association, representative=NORA)
    done = register.end(date(2026, 3, 1), BARE_COMPANY.enterprise_number)
    assert done.ended is not None
    assert done.ended.last_day == date(2026, 2, 28)
    assert register.on(date(2026, 2, 28)) == [("Syndic Lambert BV", "Nora Haddad")]
    assert register.on(date(2026, 3, 1)) == []
    (told,) = history_of(register.session, register.association.number)
    assert [one.last_day for one in told.representatives] == [date(2026, 2, 28)]


@pytest.mark.parametrize(
    ("number", "name", "ends"),
    [
        (BARE_COMPANY.enterprise_number, "", True),
        ("", "syndic  LAMBERT bv", True),
        ("", "Lambert", True),
        (BIV_COMPANY.enterprise_number, "Syndic Lambert BV", False),
    ],
    ids=["by its number", "by its name", "the only one that runs", "of another company"],
)
def test_an_end_finds_its_mandate(register: Register, number: str, name: str, ends: bool) -> None:
    row = stage.add_mandate(register.session, register.association)
    assert (register.end(date(2026, 3, 1), number, name).ended is row) is ends


def test_an_end_before_the_start_isrefused(register: Register) -> None:
    row = stage.add_mandate(register.session, register.association, first_day=date(2026, 3, 1))
    refusal = refused(lambda: register.end(date(2026, 3, 1), mandate_id=row.id))
    assert (refusal.code, refusal.facts["first_day"]) == ("syndics.mandate.end_before_start", date(2026, 3, 1))


def test_end_and_start_in_one_act_is_both_or_nothing(register: Register) -> None:
    stage.add_mandate(register.session, register.association)
    details = stage.told(CaseForm.END_START)
    late = replace(details, ending=replace(details.ending, ends_on=STARTS + DAY))
    with pytest.raises(Refusal, match=r"syndics\.mandate\.overlaps_with"), register.session.begin_nested():
        record_filing(
            register.session, case := register.case(CaseForm.END_START, late), register.ines, "KBO-1", NOW
        )
    assert register.on(date(2040, 1, 1)) == [("Syndic Lambert BV", "")]
    del case
    done = register.file(CaseForm.END_START, details)
    assert done.ended is not None
    assert done.started is not None
    assert register.on(STARTS - DAY) == [("Syndic Lambert BV", "")]
    assert register.on(STARTS) == [("Wim Verlinden", "")]


def test_another_representative_follows_the_one_before_and_may_be_taken_out(register: Register) -> None:
    row = stage.add_mandate(register.session, register.association, representative=NORA)
    told = stage.told(CaseForm.REPRESENTATIVE, representative=replace(stage.NAMED, person=SAM))
    register.file(CaseForm.REPRESENTATIVE, told, mandate_id=row.id)
    assert register.on(STARTS - DAY)[0][1] == "Nora Haddad"
    assert register.on(STARTS)[0][1] == "Sam Peeters"
    gone = replace(told, representative=RepresentativeTold(False), changes_on=STARTS + 10 * DAY)
    register.file(CaseForm.REPRESENTATIVE, gone, mandate_id=row.id)
    assert register.on(STARTS + 9 * DAY)[0][1] == "Sam Peeters"
    assert register.on(STARTS + 10 * DAY)[0][1] == ""


def test_a_representative_who_would_begin_later_never_counts(register: Register) -> None:
    row = stage.add_mandate(register.session, register.association, representative=NORA)
    told = stage.told(CaseForm.REPRESENTATIVE, representative=replace(stage.NAMED, person=SAM))
    register.file(CaseForm.REPRESENTATIVE, told, mandate_id=row.id)
    sooner = replace(told, representative=replace(stage.NAMED, person=WIM), changes_on=STARTS - 5 * DAY)
    register.file(CaseForm.REPRESENTATIVE, sooner, mandate_id=row.id)
    seen = [register.on(STARTS + day * DAY)[0][1] for day in (-6, -5, 0, 400)]
    assert seen == ["Nora Haddad", "Wim Verlinden", "Wim Verlinden", "Wim Verlinden"]


def test_nobody_represents_a_natural_person(register: Register) -> None:
    register.start()
    told = stage.told(CaseForm.REPRESENTATIVE)
    refusal = refused(lambda: register.file(CaseForm.REPRESENTATIVE, told))
    assert refusal.code == "syndics.mandate.not_a_company"


def test_a_change_stands_on_the_mandate_and_another_number_begins_a_row(register: Register) -> None:
    row = stage.add_mandate(register.session, register.association, representative=NORA)
    renamed = stage.told(CaseForm.CHANGE, syndic=replace(BARE_COMPANY, name="Lambert & Fils"))
    assert register.file(CaseForm.CHANGE, renamed, mandate_id=row.id).changed is row
    assert register.on(date(2026, 1, 1)) == [("Lambert & Fils BV", "Nora Haddad")]
    merged = stage.told(CaseForm.CHANGE, syndic=BIV_COMPANY, changes_on=STARTS)
    made = register.file(CaseForm.CHANGE, merged, mandate_id=row.id).changed
    assert made is not None
    assert made.id != row.id
    assert register.on(STARTS - DAY) == [("Lambert & Fils BV", "Nora Haddad")]
    assert register.on(STARTS) == [("Vastgoed Claes BV", "Nora Haddad")]
    assert made.syndic_number == BIV_COMPANY.enterprise_number


def test_a_change_of_what_isnt_registered_isrefused(register: Register) -> None:
    refusal = refused(lambda: register.file(CaseForm.CHANGE, stage.told(CaseForm.CHANGE)))
    assert refusal.code == "syndics.mandate.not_found"


def _managers(register: Register) -> list[int]:
    number = register.association.number
    return list(
        register.session.scalars(
            select(Member.account_id)
            .join(Organisation, Organisation.id == Member.organisation_id)
            .where(Organisation.enterprise_number == number, Member.is_manager, Member.state == "confirmed")
        )
    )


def test_who_applied_for_himself_as_syndic_manages_the_association(register: Register) -> None:
    wim = stage.applicant(register.session, WIM)
    account = register.session.get_one(Account, wim.account_id)
    account.person_id = wim.person_id
    done = register.file(CaseForm.START, stage.told(), wim)
    assert done.manager == wim.account_id
    assert _managers(register) == [wim.account_id]
    register.end(STARTS + 30 * DAY)
    # The end is to come: he manages until then.
    assert _managers(register) == [wim.account_id]
    register.file(
        CaseForm.START, stage.told(mandate=replace(stage.MANDATE, starts_on=STARTS + 30 * DAY)), wim
    )  # whoever manages it already stays, once
    assert _managers(register) == [wim.account_id]


def test_who_applies_for_another_than_the_syndic_gets_no_say(register: Register) -> None:
    stranger = stage.applicant(register.session, NORA)
    assert register.file(CaseForm.START, stage.told(), stranger).manager is None
    assert _managers(register) == []


def test_who_applied_for_the_company_that_is_syndic_manages(register: Register) -> None:
    company = office(register.session)
    enter(register.session, Scope.office())
    number = register.session.get_one(Organisation, company.id).enterprise_number
    syndic = replace(BIV_COMPANY, enterprise_number=number)
    mine = replace(company.member, roles=frozenset({Role.PERSON, Role.MEMBER}))
    done = register.file(CaseForm.START, stage.told(syndic=syndic, representative=stage.NAMED), mine)
    assert done.manager == mine.account_id
    assert done.started is not None
    assert (done.started.syndic_id, done.started.syndic_number) == (company.id, number)
    assert register.on(STARTS) == [("Vastgoed Claes BV", "Nora Haddad")]
    other = Register(register.session, register.ines, register.payer_id)
    assert other.file(CaseForm.START, stage.told(syndic=BIV_COMPANY), mine).manager is None


# Random lives: acts on days of a short calendar, against a model that keeps the syndic of each day.
FIRST = date(2026, 1, 1)
LENGTH = 40
SYNDICS = (CO_OWNER, BARE_COMPANY, BIV_COMPANY)
_DAYS = st.integers(0, LENGTH - 1)
_ACTS = st.one_of(
    st.tuples(st.just("start"), st.integers(0, 2), _DAYS, st.one_of(st.none(), _DAYS)),
    st.tuples(st.just("end"), st.integers(0, 2), _DAYS, st.none()),
    st.tuples(st.just("both"), st.integers(0, 2), _DAYS, st.none()),
)


@dataclass
class Model:
    """Mandates as (who, first, last), last inclusive; who is syndic follows from them, day by day."""

    lives: list[tuple[int, int, int]] = field(default_factory=list)
    forever: int = 10_000

    def on(self, day: int) -> int | None:
        return next((who for who, first, last in self.lives if first <= day <= last), None)

    def start(self, who: int, first: int, last: int | None) -> bool:
        end = self.forever if last is None else last
        if end < first or any(one[1] <= end and first <= one[2] for one in self.lives):
            return False
        self.lives.append((who, first, end))
        return True

    def end(self, who: int, day: int) -> bool | None:
        """Whether it was done; None where there is nothing to end."""
        begun = [one for one in self.lives if one[0] == who and one[1] < day]
        if not begun:
            return None
        one = max(begun, key=lambda life: life[1])
        if any(other is not one and other[1] <= day - 1 and one[1] <= other[2] for other in self.lives):
            return False
        self.lives[self.lives.index(one)] = (one[0], one[1], day - 1)
        return True


@settings(
    max_examples=40,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(acts=st.lists(_ACTS, min_size=2, max_size=9))
def test_who_was_syndic_on_each_day_is_as_a_simple_model_says(
    register: Register, acts: list[tuple[str, int, int, int | None]]
) -> None:
    session = register.session
    life = session.begin_nested()
    one = Register(session, register.ines, register.payer_id)
    model = Model()
    for act, who, day, until in acts:
        before, syndic = list(model.lives), SYNDICS[who]
        number = syndic.enterprise_number or syndic.person.number
        on = FIRST + day * DAY
        expected: bool | None
        nested = session.begin_nested()
        try:
            if act == "start":
                expected = model.start(who, day, until)
                one.start(syndic, on, None if until is None else FIRST + until * DAY)
            elif act == "end":
                expected = model.end(who, day)
                one.end(on, number, syndic.called)
            else:
                expected = model.end(who, day) is not False and model.start((who + 1) % 3, day, None)
                ending = Ending(syndic.called, number, AppointedBy.ASSEMBLY, on, on)
                mandate = Mandate(AppointedBy.ASSEMBLY, False, on, on)
                told = stage.told(
                    CaseForm.END_START, ending=ending, mandate=mandate, syndic=SYNDICS[(who + 1) % 3]
                )
                one.file(CaseForm.END_START, told)
            nested.commit()
            done = True
        except (Refusal, IntegrityError):
            nested.rollback()
            session.expire_all()
            done = False
        assert done is (expected is not False), (act, who, day, until, before)
        if not done:
            model.lives = before
    rows = session.scalars(select(MandateRow).where(MandateRow.association_number == one.association.number))
    assert len(list(rows)) == len(model.lives)
    for day in range(LENGTH + 1):
        found = model.on(day)
        assert [name for name, _ in one.on(FIRST + day * DAY)] == (
            [SYNDICS[found].called] if found is not None else []
        )
    life.rollback()
