"""A syndic company brings in the mandates it has: what a list may say, what is there already, taking it back."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date

import pytest
from sqlalchemy import select, text
from sqlalchemy.exc import ProgrammingError
from sqlalchemy.orm import Session

from app.errors import Forbidden
from app.events import Tag
from app.policy import Identity, Role
from app.syndics.mandates_import import COLUMNS, MANDATES
from app.syndics.register import syndic_on
from app.transaction import Scope, enter, within
from models import keyring
from models.events import Event
from models.imports import ImportRun
from models.organisations import Organisation
from models.syndics import MandateRow, RepresentativeRow
from models.values import ImportState
from models.values.mandates import CaseForm, CaseState
from tests.app.imports.acts import applied, checked, problems, undone, verdicts
from tests.app.syndics import stage
from tests.app.syndics.stage import LINDEN, NORA, PARC
from tests.app.wallet.offices import Office, office
from tests.little_work import little_work

HEADS = tuple(column.heads[0] for column in COLUMNS)


@dataclass(frozen=True)
class Company:
    """A company that is syndic, and its member who imports; in the company's scope."""

    session: Session
    office: Office
    number: str

    @property
    def bram(self) -> Identity:
        return self.office.member

    def check(self, *rows: Sequence[str]) -> ImportRun:
        return checked(self.session, self.bram, rows, HEADS, MANDATES)

    def bring_in(self, *rows: Sequence[str]) -> ImportRun:
        return applied(self.session, self.bram, self.check(*rows))

    def mandates(self) -> list[MandateRow]:
        wanted = select(MandateRow).where(MandateRow.syndic_number == self.number).order_by(MandateRow.id)
        return list(self.session.scalars(wanted.execution_options(populate_existing=True)))


def row(**cells: str) -> list[str]:
    """A mandate over De Linden since 2024; cells by name of their column."""
    usual = {column.name: "" for column in COLUMNS}
    usual |= {"association_number": LINDEN.number, "first_day": "01/04/2024", "appointed_by": "AV"}
    assert not cells.keys() - usual.keys()
    return list({**usual, **cells}.values())


REPRESENTED = {"given_names": "Nora", "family_name": "Haddad", "number": NORA.number, "accreditation": "506.202"}


@pytest.fixture
def company(session: Session) -> Company:
    made = office(session)
    enter(session, Scope.office())
    stage.everybody_registered(session)
    session.execute(text("update organisation set name = 'Vastgoed Claes' where id = :id"), {"id": made.id})
    number = session.get_one(Organisation, made.id).enterprise_number
    session.commit()
    enter(session, Scope.organisation(made.id))
    return Company(session, made, number)


def test_a_mandate_comes_in_under_the_companys_own_number_and_the_registers_name(company: Company) -> None:
    run = company.bring_in(row(association_name="Linden", decided_on="12/03/2024", **REPRESENTED))
    assert verdicts(company.session, run) == {2: "created"}
    (one,) = company.mandates()
    assert (one.association_number, one.association_name) == (LINDEN.number, LINDEN.name)
    assert (one.syndic_name, one.syndic_id, one.source) == ("Vastgoed Claes", company.office.id, "import")
    assert (one.first_day, one.last_day, one.decided_on) == (date(2024, 4, 1), None, date(2024, 3, 12))
    (found,) = syndic_on(company.session, LINDEN.number, date(2026, 1, 1))
    assert found.representative is not None
    assert (found.representative.name, found.representative.accreditation) == ("Nora Haddad", "506.202")
    assert found.representative.number_hash == keyring.installed().lookup_hash(NORA.number)
    event = company.session.scalars(select(Event).where(Event.tag == Tag.MANDATES_BROUGHT_IN)).one()
    assert (event.subject_kind, event.facts["ids"]) == ("mandate", [one.id])


def test_the_same_list_again_changes_nothing(company: Company) -> None:
    company.bring_in(row(**REPRESENTED))
    run = company.check(row(**REPRESENTED))
    assert verdicts(company.session, run) == {2: "unchanged"}


def test_rows_that_cant_be_say_why(company: Company) -> None:
    with within(company.session, Scope.office()):
        gone = stage.fresh_association("VME Afgebroken").number
        stage.registered(company.session, gone, "VME Afgebroken", gone_on=date(2025, 1, 31))
        company.session.commit()
    run = company.check(
        row(association_number=stage.fresh_association().number),
        row(association_number=stage.BIV_COMPANY.enterprise_number),
        row(association_number=gone),
        row(association_number=gone, last_day="31/12/2024"),
        row(first_day="01/01/2099"),
        row(last_day="31/03/2024"),
        row(family_name="Haddad"),
        row(accreditation="506.202"),
        row(association_number="0123.456.789"),
        row(first_day=""),
        row(appointed_by="de buurman"),
        row(),
        row(first_day="01/01/2025", last_day="31/12/2025"),
        row(first_day="01/01/2020", last_day="31/03/2024"),
    )
    assert problems(company.session, run) == {
        2: [("imports.mandates.unknown_association", "association_number")],
        3: [("imports.mandates.no_association", "association_number")],
        4: [("imports.mandates.association_ended", "association_number")],
        6: [("imports.mandates.not_begun", "first_day")],
        7: [("imports.mandates.end_before_start", "last_day")],
        8: [("imports.mandates.half_a_name", "given_names")],
        9: [("imports.mandates.half_a_name", "family_name")],
        10: [("enterprise_number.check_digits", "association_number")],
        11: [("imports.cell.missing", "first_day")],
        12: [("imports.cell.unknown_word", "appointed_by")],
        14: [("imports.mandates.twice", "")],
    }
    assert [line for line, verdict in verdicts(company.session, run).items() if verdict == "created"] == [
        5,
        13,
        15,
    ]


def test_what_a_case_filed_and_what_another_has_stays(company: Company) -> None:
    with within(company.session, Scope.office()):
        stage.add_mandate(company.session, LINDEN, stage.BARE_COMPANY, source="case")
        stage.add_mandate(company.session, PARC, stage.BARE_COMPANY)
        company.session.commit()
    own = replace(PARC, number=stage.fresh_association().number)
    with within(company.session, Scope.office()):
        stage.registered(company.session, own.number, "VME Eigen")
        company.session.commit()
    company.bring_in(row(association_number=own.number))
    run = company.check(
        row(), row(association_number=PARC.number), row(association_number=own.number, first_day="01/05/2024")
    )
    assert problems(company.session, run) == {
        2: [("imports.mandates.filed", "association_number")],
        3: [("imports.mandates.taken", "association_number")],
        4: [("imports.mandates.own", "association_number")],
    }


def test_taking_it_back_leaves_what_a_case_or_a_change_stands_on(company: Company) -> None:
    session = company.session
    third = stage.fresh_association("VME Derde")
    with within(session, Scope.office()):
        stage.registered(session, third.number, third.name)
        session.commit()
    numbers = (LINDEN.number, PARC.number, third.number)
    run = company.bring_in(*(row(association_number=one, **REPRESENTED) for one in numbers))
    first, changed, free = company.mandates()
    with within(session, Scope.office()):
        # A case of somebody else, whom the company's scope doesn't show.
        stage.add_case(
            session, stage.applicant(session), CaseState.DRAFT, CaseForm.END, stage.told(CaseForm.END),
            mandate_id=first.id,
        )  # fmt: skip
        session.execute(
            text("update syndic_representative set last_day = '2026-01-01' where mandate_id = :id"),
            {"id": changed.id},
        )
        session.commit()
    undone(session, company.bram, run)
    assert run.undo_counts == {"taken_back": 1, "kept": 2}
    assert [one.id for one in company.mandates()] == [first.id, changed.id]
    assert session.scalars(select(RepresentativeRow).where(RepresentativeRow.mandate_id == free.id)).all() == []
    event = session.scalars(select(Event).where(Event.tag == Tag.MANDATES_TAKEN_BACK)).one()
    assert event.facts["ids"] == [free.id]


@pytest.mark.trust("Tenants")
def test_nobody_writes_a_mandate_of_another_company_or_one_that_a_case_filed(company: Company) -> None:
    for number, syndic_id, source in (
        (stage.BIV_COMPANY.enterprise_number, company.office.id, "import"),
        (company.number, company.office.id + 1, "import"),
        (company.number, company.office.id, "case"),
    ):
        mandate = MandateRow(
            association_number=LINDEN.number, association_name="VME", syndic_kind="company", syndic_name="X",
            syndic_number=number, syndic_id=syndic_id, appointed_by="judge", first_day=date(2024, 1, 1),
            source=source, made_at=stage.NOW,
        )  # fmt: skip
        nested = company.session.begin_nested()
        company.session.add(mandate)
        with pytest.raises(ProgrammingError):
            company.session.flush()
        nested.rollback()
    with within(company.session, Scope.office()):
        theirs = stage.add_mandate(company.session, LINDEN, stage.BARE_COMPANY).id
    gone = text("delete from syndic_mandate where id = :id returning id")
    assert company.session.execute(gone, {"id": theirs}).all() == []


def test_only_a_member_of_a_company_brings_mandates_in(company: Company) -> None:
    with pytest.raises(Forbidden):
        checked(
            company.session,
            Identity(company.bram.account_id, None, frozenset({Role.PERSON})),
            [row()],
            HEADS,
            MANDATES,
        )
    with within(company.session, Scope.office()):
        company.session.execute(
            text("update organisation set kind = 'owners_association' where id = :id"), {"id": company.office.id}
        )
        company.session.commit()
    run = company.check(row())
    assert problems(company.session, run) == {2: [("imports.mandates.no_company", "association_number")]}


def test_two_thousand_rows_take_seconds(company: Company) -> None:
    session = company.session
    numbers = [stage.fresh_association().number for _ in range(2000)]
    with within(session, Scope.office()):
        session.execute(
            text(
                "insert into organisation_business (number, is_person, situation, form)"
                " select n, false, '000', '070' from unnest(cast(:numbers as text[])) n"
            ),
            {"numbers": numbers},
        )
        session.commit()
    with little_work(15):
        run = company.bring_in(
            *(row(association_number=one, association_name="VME", **REPRESENTED) for one in numbers)
        )
    assert (run.state, run.counts) == (ImportState.APPLIED, {"created": 2000})
