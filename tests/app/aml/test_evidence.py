"""Evidence in a contact's file: kept as it came, for the tool's people alone, gone with a reason; and its other
pages that a member looks at or answers."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from io import BytesIO
from pathlib import Path

import pytest
from sqlalchemy import select
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import Session

from app.accounts.erasure import erase_of_account
from app.aml.assessing import assess, details_of, file_of
from app.aml.contacts import add_contact
from app.aml.evidence import Added, add_evidence, evidence_of, evidence_record, remove_evidence
from app.aml.identifying import answer, pass_page, save_page
from app.aml.matches import edition_of, look_at_lists, matches_of
from app.aml.pages import PageName
from app.aml.shelf import Shelf
from app.aml.vigilance.file import Given, RelatedAs
from app.documents.queries import OF_A_TOOL, document_record, visible_to
from app.documents.services import sweep
from app.documents.uploads import DocumentKind, attachment_record
from app.errors import Forbidden, HouseError, Missing, Refusal, Stale
from app.outside.files import Folder
from app.outside.virus import TestFileOnly
from app.policy import Identity, Role
from app.transaction import Scope, enter
from models.aml import Contact, Evidence
from models.documents import Document
from models.events import Event, EventPayload
from models.values.identified import Details, EvidenceKind, PersonDetails
from tests.app.aml.lists_of_today import AmlOffice, aml_office, entry, load, person
from tests.app.documents.corpus import EICAR
from tests.app.documents.making import docx, pdf, picture
from tests.app.wallet.offices import NOW

CARD = EvidenceKind.IDENTITY_CARD


@pytest.fixture
def files(tmp_path: Path) -> Folder:
    return Folder(tmp_path / "files")


@pytest.fixture
def one(session: Session) -> AmlOffice:
    made = aml_office(session)
    load(session, "eu", [entry("E0", person("Casper Okafor", 1969))])
    enter(session, Scope.organisation(made.id))
    return made


@pytest.fixture
def contact(session: Session, one: AmlOffice) -> Contact:
    return add_contact(session, one.bram, Shelf(None), person("Lieve Verhaeghe", 1990), NOW)


def _add(
    session: Session,
    files: Folder,
    who: Identity,
    contact: Contact,
    content: bytes | None = None,
    name: str = "kaart.pdf",
    version: int = 0,
    kind: EvidenceKind = CARD,
) -> Added:
    file = BytesIO(pdf() if content is None else content)
    version = version or contact.version
    return add_evidence(session, files, TestFileOnly(), who, contact.id, kind, name, file, version, NOW)


def _stored(files: Folder) -> list[bytes]:
    return [place.read_bytes() for place in files.folder.glob("??/*")]


def _told(session: Session, tag: str) -> tuple[dict[str, object], dict[str, object]]:
    event = session.scalars(select(Event).where(Event.tag == tag).order_by(Event.id.desc())).first()
    assert event is not None
    payload = session.scalars(select(EventPayload).where(EventPayload.event_id == event.id)).one()
    return event.facts, payload.content or {}


def test_a_file_is_kept_as_it_came_and_the_level_and_the_page_follow(
    session: Session, files: Folder, one: AmlOffice, contact: Contact
) -> None:
    assert assess(session, contact, NOW).open_documents == ("ID2",)
    added = _add(session, files, one.bram, contact)
    assert _stored(files) == [pdf()]
    assert file_of(session, contact, NOW).evidence == (CARD,)
    assert assess(session, contact, NOW).open_documents == ()
    assert contact.pages == ["evidence"]
    assert [one.document.name for one in evidence_of(session, contact)] == ["kaart.pdf"]
    assert evidence_record(session, one.an, added.evidence.id).document.id == added.document.id
    facts, personal = _told(session, "aml.evidence.added")
    assert facts["sha256"] == added.document.sha256.hex()
    assert personal == {"name": "kaart.pdf"}


def test_the_same_file_twice_is_told_not_refused(
    session: Session, files: Folder, one: AmlOffice, contact: Contact
) -> None:
    first = _add(session, files, one.bram, contact)
    assert first.twin is None
    again = _add(session, files, one.bram, contact, name="nog.pdf", kind=EvidenceKind.MANDATE)
    assert again.twin is not None
    assert again.twin.id == first.evidence.id
    assert len(evidence_of(session, contact)) == 2


def test_a_removed_file_is_gone_with_its_reason_kept(
    session: Session, files: Folder, one: AmlOffice, contact: Contact
) -> None:
    added = _add(session, files, one.bram, contact)
    with pytest.raises(Refusal, match=r"aml\.hit\.reason_too_short"):
        remove_evidence(session, one.bram, added.evidence.id, "x", contact.version, NOW)
    remove_evidence(session, one.an, added.evidence.id, "Of somebody else.", contact.version, NOW)
    assert evidence_of(session, contact) == []
    assert file_of(session, contact, NOW).evidence == ()
    assert added.document.file is None
    _, personal = _told(session, "aml.evidence.removed")
    assert personal == {"name": "kaart.pdf", "reason": "Of somebody else."}
    with pytest.raises(Missing):
        evidence_record(session, one.bram, added.evidence.id)
    with pytest.raises(Missing):
        remove_evidence(session, one.bram, added.evidence.id, "Of somebody else.", contact.version, NOW)


def test_what_another_version_rests_on_keeps_its_bytes(
    session: Session, files: Folder, one: AmlOffice, contact: Contact
) -> None:
    added = _add(session, files, one.bram, contact)
    contact.state, contact.decided_at = "accepted", NOW
    copied = {"kind", "name", "facts", "print", "made_by", "made_at", "changed_at", "edition", "screened_at"}
    later = Contact(
        **{name: getattr(contact, name) for name in copied}, organisation_id=one.id, copy_of=contact.id, number=2,
        head=False,
    )  # fmt: skip
    session.add(later)
    session.flush()
    also = Evidence(
        organisation_id=one.id, contact_id=later.id, kind=str(CARD), document_id=added.document.id,
        added_by=one.bram.account_id, added_at=NOW,
    )  # fmt: skip
    session.add(also)
    session.flush()
    remove_evidence(session, one.bram, also.id, "No longer his card.", later.version, NOW)
    assert evidence_of(session, later) == []
    assert evidence_record(session, one.bram, added.evidence.id).document.file is not None
    with pytest.raises(Refusal, match=r"aml\.contact\.decided"):
        remove_evidence(session, one.bram, added.evidence.id, "No longer his card.", contact.version, NOW)
    with pytest.raises(Refusal, match=r"aml\.contact\.decided"):
        _add(session, files, one.bram, contact)


def test_evidence_of_what_was_decided_cannot_be_touched_behind_the_service(
    session: Session, files: Folder, one: AmlOffice, contact: Contact
) -> None:
    added = _add(session, files, one.bram, contact)
    contact.state, contact.decided_at = "accepted", NOW
    session.flush()
    added.evidence.removed_by, added.evidence.removed_at = one.bram.account_id, NOW
    with pytest.raises(DBAPIError, match="was decided"):
        session.flush()


@pytest.mark.parametrize(
    ("content", "name", "why"),
    [
        (picture("PNG"), "kaart.png", "documents.file.not_taken"),
        (docx(), "kaart.pdf", "documents.file.not_what_it_says"),
        (docx(word__vbaProject_dot_bin=b"x"), "kaart.docx", "documents.file.macros"),
        (b"", "kaart.pdf", "documents.file.empty"),
    ],
)
def test_only_documents_without_anything_that_acts_are_taken(
    session: Session, files: Folder, one: AmlOffice, contact: Contact, content: bytes, name: str, why: str
) -> None:
    with pytest.raises(Refusal, match=why):
        _add(session, files, one.bram, contact, content, name)
    assert evidence_of(session, contact) == []


def test_who_saw_an_earlier_version_is_told(
    session: Session, files: Folder, one: AmlOffice, contact: Contact
) -> None:
    version = contact.version
    added = _add(session, files, one.bram, contact)
    with pytest.raises(Stale):
        _add(session, files, one.an, contact, version=version)
    with pytest.raises(Stale):
        remove_evidence(session, one.an, added.evidence.id, "Of somebody else.", version, NOW)


OUTSIDERS = (
    frozenset({Role.PERSON, Role.MEMBER, Role.MANAGER}),
    frozenset({Role.PERSON, Role.LOCAL_ADMINISTRATOR}),
    frozenset({Role.PERSON, Role.CENTRAL}),
    frozenset({Role.PERSON, Role.HELPDESK}),
)


@pytest.mark.trust("AML")
def test_it_is_nobodys_document_but_the_tools(
    session: Session, files: Folder, one: AmlOffice, contact: Contact
) -> None:
    assert DocumentKind.EVIDENCE in OF_A_TOOL
    added = _add(session, files, one.bram, contact)
    session.commit()
    enter(session, Scope.office())
    uploader = one.bram.account_id
    readers = [one.bram, one.an]
    for roles in OUTSIDERS:
        staff = bool(roles & {Role.CENTRAL, Role.HELPDESK})
        who = Identity(uploader, None, roles, None if staff else one.id)
        readers.append(who)
        with pytest.raises(Missing):
            evidence_record(session, who, added.evidence.id)
        with pytest.raises(Forbidden):
            remove_evidence(session, who, added.evidence.id, "Of somebody else.", contact.version, NOW)
        with pytest.raises(Forbidden):
            _add(session, files, who, contact)
    for who in readers:
        assert session.scalars(select(Document.id).where(visible_to(who))).all() == []
        with pytest.raises(Missing):
            document_record(session, who, added.document.id, NOW)
        with pytest.raises(Missing):
            attachment_record(session, who, added.document.id)


@pytest.mark.trust("Tenants")
def test_another_office_has_no_such_evidence_even_without_a_filter(
    session: Session, files: Folder, one: AmlOffice, contact: Contact
) -> None:
    added = _add(session, files, one.bram, contact)
    session.commit()
    enter(session, Scope.office())
    other = aml_office(session)
    with pytest.raises(Missing):
        evidence_record(session, other.an, added.evidence.id)
    enter(session, Scope.organisation(other.id))
    assert session.scalars(select(Evidence.id)).all() == []
    with pytest.raises(Missing):
        _add(session, files, other.an, contact)


def test_it_stays_when_who_brought_it_leaves_and_no_sweep_takes_it(
    session: Session, files: Folder, one: AmlOffice, contact: Contact
) -> None:
    added = _add(session, files, one.bram, contact)
    session.commit()
    enter(session, Scope.office())
    erase_of_account(session, one.bram.account_id, NOW)
    assert sweep(session, files, NOW + timedelta(days=9)) == 0
    assert _stored(files) == [pdf()]
    session.expire_all()
    assert evidence_record(session, one.an, added.evidence.id).document.name == "kaart.pdf"


def test_a_virus_is_kept_out(session: Session, files: Folder, one: AmlOffice, contact: Contact) -> None:
    with pytest.raises(HouseError, match=r"documents\.file\."):
        _add(session, files, one.bram, contact, pdf(EICAR))


def test_an_answer_is_taken_back_and_others_stay(session: Session, one: AmlOffice, contact: Contact) -> None:
    answer(session, one.bram, contact.id, {"ID4": Given("yes"), "ID5": Given("no")}, contact.version, NOW)
    assert contact.pages == []
    answer(session, one.bram, contact.id, {"ID4": None}, contact.version, NOW)
    assert contact.answers == {"ID5": {"option": "no"}}
    assert _told(session, "aml.contact.answered")[0] == {"rules": [], "taken_back": ["ID4"]}
    contact.answers = {**contact.answers, "OLD1": {"option": "yes"}}
    session.flush()
    answer(session, one.bram, contact.id, {"ID4": Given("no")}, contact.version, NOW, all_seen=True)
    assert contact.answers["OLD1"] == {"option": "yes"}
    assert contact.pages == ["questions"]


def test_that_somebody_looked_at_the_lists_is_kept_with_their_edition(
    session: Session, one: AmlOffice, contact: Contact
) -> None:
    edition = edition_of(session, contact)
    look_at_lists(session, one.bram, contact.id, edition, contact.version, NOW)
    assert contact.pages == ["lists"]
    assert _told(session, "aml.contact.page_saved")[0] == {"page": "lists", "edition": edition}
    with pytest.raises(Refusal, match=r"aml\.lists\.changed_meanwhile"):
        look_at_lists(session, one.bram, contact.id, edition - 1, contact.version, NOW)
    with pytest.raises(Stale):
        pass_page(session, one.bram, contact.id, PageName.EVIDENCE, 1, NOW)


def test_matches_of_who_counts_for_a_contact_stand_beside_its_own(
    session: Session, one: AmlOffice, contact: Contact
) -> None:
    behind = add_contact(session, one.bram, Shelf(None), person("Casper Okafor", 1969), NOW)

    def acts(details: Details) -> Details:
        assert isinstance(details, PersonDetails)
        return replace(details, dealing=replace(details.dealing, acts_for_other=True, principal_id=behind.root_id))

    save_page(session, one.bram, Shelf(None), contact.id, PageName.ACTING, acts, contact.version, NOW)
    found = matches_of(session, contact)
    assert (found.current, found.earlier) == ((), ())
    (other,) = found.beside
    assert (other.role, other.contact.id) == (RelatedAs.PRINCIPAL, behind.id)
    assert [one.hit.key for one in other.hits] == ["E0"]
    assert details_of(behind).told()["family_name"] == "Casper Okafor"
