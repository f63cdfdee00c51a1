"""Three years of files of the demonstration: of every kind some, nothing lacking, each at its own instant."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from datetime import date

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.aml.assessing import details_of
from app.aml.ownership import beneficial_owners, controlled_by
from app.aml.pages import PageName, lacking_in, pages_of
from app.aml.replaying import along
from app.aml.vigilance.file import File
from app.aml.vigilance.level import Assessment, vigilance_of
from app.aml.vigilance.rule_set import RuleSet
from app.clock import day_of
from app.demo.cast import AN, BRAM
from app.demo.files import Years
from app.demo.sanctions import load_lists
from app.outside.files import Folder
from app.transaction import Scope, enter
from models.accounts import Account
from models.aml import Contact, ContactDecision, Evidence, Hit, SanctionsList
from models.documents import Document
from models.values import is_working_day
from models.values.identified import OrganisationDetails, PersonDetails
from tests.app.demo.conftest import NOW, Played

TODAY = date(2026, 11, 30)


@pytest.fixture
def office(played: Played) -> Iterator[Session]:
    with played.sessions() as session:
        enter(session, Scope.office())
        yield session


def _contacts(office: Session) -> list[Contact]:
    return list(office.scalars(select(Contact).order_by(Contact.id)))


def _decisions(office: Session) -> list[ContactDecision]:
    asked = select(ContactDecision).options(*along()).order_by(ContactDecision.id)
    return list(office.scalars(asked))


def test_of_every_kind_of_file_there_are_some(office: Session) -> None:
    heads = [one for one in _contacts(office) if one.head]
    assert 60 <= len(heads) <= 95
    assert 12 <= sum(one.kind == "organisation" for one in heads) <= 20
    counts = Counter((one.verdict, one.level) for one in _decisions(office))
    assert counts["accepted", "standard"] > counts["accepted", "raised"] > counts["refused", "raised"] > 2
    assert counts["accepted", "simplified"] > 4
    assert counts["refused", "stop"] == 1
    reasons = Counter(reason["rule"] for one in _decisions(office) for reason in one.result.get("reasons", ()))
    wanted = {"GEO1", "GEO3", "ID1", "ID3", "ID4", "ID5", "MED1", "ORG2", "ORG3", "ORG4", "ORG5", "ORG6", "ORG7",
              "ORG8", "PEP1", "PEP2", "REL1", "REL2"}  # fmt: skip
    assert wanted <= set(reasons)
    assert Counter(one.number for one in _contacts(office))[2] >= 4
    assert max(one.number for one in _contacts(office)) == 3


def test_four_to_eight_are_still_worked_on_one_of_them_by_bram_yesterday(office: Session) -> None:
    drafts = [one for one in _contacts(office) if one.state == "draft"]
    assert 4 <= len(drafts) <= 8
    assert len({len(one.pages) for one in drafts}) >= 4
    bram = office.scalars(select(Account.id).where(Account.username == BRAM.username)).one()
    last = max(day for back in range(1, 5) if is_working_day(day := date.fromordinal(TODAY.toordinal() - back)))
    half = [one for one in drafts if one.made_by == bram and PageName.PART in one.pages and one.level is None]
    assert last in {day_of(one.changed_at) for one in half}


def test_who_stands_on_a_practice_list_is_found_and_one_was_looked_at(office: Session) -> None:
    asked = (
        select(Contact.name, SanctionsList.code, Hit.state)
        .join(Hit, Hit.contact_id == Contact.id)
        .join(SanctionsList, SanctionsList.id == Hit.list_id)
        .where(Hit.closed_at.is_(None), Contact.state.in_(("draft", "accepted")))
    )
    found = {(row.name, row.code, row.state) for row in office.execute(asked)}
    assert ("Casper Vandersmissen-Okafor", "eu", "open") in found
    assert ("Nadia El Ghazouani-Drăgan", "peps", "cleared") in found
    assert ("Lieven Droogenbroodt", "belgium", "open") in found


def test_of_what_was_accepted_nothing_lacks_and_its_level_is_what_the_rules_say(office: Session) -> None:
    for one in _decisions(office):
        kept = File.read(one.file)
        found = vigilance_of(RuleSet.read(one.rule_set.data), kept)
        assert (found.level, found) == (one.level, Assessment.read(one.result)), one.id
        assert one.in_spite == (one.verdict == "accepted" and one.level == "raised")
        if one.verdict == "accepted":
            assert lacking_in(kept.details, kept.has_national_number) == (), one.contact.name
            assert not set(map(str, pages_of(kept.details))) - set(one.contact.pages), one.contact.name


def test_only_an_decides_where_only_the_officer_may(office: Session) -> None:
    an = office.scalars(select(Account.id).where(Account.username == AN.username)).one()
    reserved = [one for one in _decisions(office) if Assessment.read(one.result).officer_only]
    assert len(reserved) >= 3
    assert {one.decided_by for one in reserved} == {an}


def test_owners_are_indirect_in_a_circle_managers_only_or_of_a_listed_company(office: Session) -> None:
    known = [one for row in _contacts(office) if isinstance(one := details_of(row), OrganisationDetails)]
    graphs = [one.ownership for one in known if one.ownership.holders]
    owners = [owner for one in graphs for owner in beneficial_owners(one, 2500)]
    assert all(one.contact_id for one in owners)
    assert sum(not one.direct for one in owners) >= 3
    assert "management" in {one.by for one in owners}
    pairs = [{(held.holder, held.held) for held in one.holdings} for one in graphs]
    assert any((held, holder) in of_one for of_one in pairs for holder, held in of_one if held)
    assert any(controlled_by(one, owner.key) for one in graphs for owner in beneficial_owners(one, 2500))
    assert sum(bool(one.listed_on) for one in known) == 1


def test_everything_happened_in_office_hours_of_working_days_gone_by(office: Session) -> None:
    moments = [one.made_at for one in _contacts(office)] + [one.decided_at for one in _decisions(office)]
    moments += office.scalars(select(Evidence.added_at)).all()
    assert max(moments) < NOW
    assert (NOW - min(moments)).days > 1000
    assert all(is_working_day(day_of(at)) for at in moments)


def test_persons_have_names_and_numbers_that_fit_and_papers_lie_with_them(office: Session, played: Played) -> None:
    for one in _contacts(office):
        if isinstance(known := details_of(one), PersonDetails) and one.state != "draft":
            assert known.document.expires_on is not None
            assert "-" in known.family_name
    files = Folder(played.folder)
    documents = office.scalars(select(Document).join(Evidence, Evidence.document_id == Document.id)).all()
    assert len(documents) > 60
    with files.open(documents[-1].file or "") as paper:
        assert paper.read(5) == b"%PDF-"


def test_made_twice_adds_nothing(office: Session, played: Played) -> None:
    before = office.scalar(select(func.count()).select_from(Contact))
    again = Years(NOW, Folder(played.folder))
    load_lists(played.sessions, played.folder, NOW, again.play, again.shelf)
    with played.sessions() as session:
        assert again.play(session, NOW) == 0
    assert office.scalar(select(func.count()).select_from(Contact)) == before
