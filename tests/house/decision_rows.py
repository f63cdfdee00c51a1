"""A contact of a furnished organisation that was refused: its details, a file that proves them, an answer, and the
decision with all that was known. All of it bears marks."""

from __future__ import annotations

from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.aml.assessing import file_of, rules_in_force
from app.aml.details import subject_of
from app.aml.vigilance.level import vigilance_of
from models.aml import Contact, ContactDecision, Evidence
from models.documents import Document
from models.values.identified import Dealing, FilePart, IdentityDocument, Meeting, PersonDetails, Place, Side
from models.values.plain import print_of
from models.values.screened import IdentifierKind
from tests.house.aml_register_rows import registered
from tests.house.annual_rows import reported_yearly
from tests.house.breach_rows import breached
from tests.house.crowd import BEGAN, Ids
from tests.house.deal_rows import dealt
from tests.house.fiu_rows import reported
from tests.house.notification_rows import notified
from tests.house.pack_rows import packed
from tests.house.profile_rows import profiled
from tests.house.retention_rows import deleted


def decided(session: Session, organisation_id: int, letter: str) -> Ids:
    """The contact, and the decision about it."""
    mark = f"zq{letter}p"
    account_id = session.scalars(
        select(Contact.made_by).where(Contact.organisation_id == organisation_id).limit(1)
    ).one()
    details = _known(mark)
    subject = subject_of(details)
    contact = Contact(
        organisation_id=organisation_id,
        kind=str(subject.kind),
        name=subject.names[0].text,
        facts=subject.told(),
        print=subject.fingerprint,
        details=details.told(),
        answers={"ID1": {"option": "yes", "note": f"{mark}note"}},
        pages=["name", "questions"],
        made_by=account_id,
        made_at=BEGAN,
        changed_at=BEGAN,
        edition=1,
        screened_at=BEGAN,
    )
    session.add(contact)
    session.flush()
    document = Document(
        organisation_id=organisation_id,
        kind="aml_evidence",
        name=f"{mark}card.pdf",
        media_type="application/pdf",
        size=812,
        sha256=letter.encode() * 32,
        file=f"{mark}card",
        subject_kind="contact",
        subject_id=contact.id,
        account_id=account_id,
        made_at=BEGAN,
    )
    session.add(document)
    session.flush()
    session.add(
        Evidence(
            organisation_id=organisation_id,
            contact_id=contact.id,
            kind="identity_card",
            document_id=document.id,
            added_by=account_id,
            added_at=BEGAN,
        )
    )
    session.flush()
    notification = notified(session, contact.id, letter)
    report = {**reported(session, contact.id, letter), **reported_yearly(session, contact.id, letter)}
    deal = dealt(session, contact.id, letter)
    breaches = breached(session, contact.id, deal["deal"], notification["notification"], letter)
    decision_id = _refused(session, contact, f"{mark}reason")
    # Of another contact: nothing is done with the profile of one that is blocked.
    free = select(Contact.id).where(Contact.organisation_id == organisation_id, Contact.kind == "organisation")
    profile = profiled(session, session.scalars(free.limit(1)).one(), letter)
    kept = registered(session, organisation_id, account_id, letter)
    decided = {"decided_contact": contact.id, "contact_decision": decision_id}
    gone = deleted(session, contact.id, letter)
    packs = packed(session, contact.id, letter)
    return {**decided, **notification, **profile, **report, **deal, **kept, **breaches, **gone, **packs}


def _known(mark: str) -> PersonDetails:
    return PersonDetails(
        family_name=f"{mark}family",
        given_names="Lieve",
        birth_date=date(1980, 2, 1),
        birth_place=f"{mark}town",
        nationalities=("BE",),
        address=Place(f"{mark}street 1", "9300", "Aalst", "BE"),
        document=IdentityDocument(IdentifierKind.IDENTITY_CARD, f"{mark}592", "BE"),
        profession=f"{mark}baker",
        dealing=Dealing(
            part=FilePart.BUYER,
            side=Side.COUNTERPARTY,
            acts_for_other=False,
            meeting=Meeting.FACE_TO_FACE,
            purpose=f"{mark}purpose",
        ),
    )


def _refused(session: Session, contact: Contact, reason: str) -> int:
    rules, file = rules_in_force(session), file_of(session, contact, BEGAN)
    result = vigilance_of(rules.rules, file)
    told = {"file": file.told(), "result": result.told()}
    made = ContactDecision(
        organisation_id=contact.organisation_id,
        contact_id=contact.id,
        root_id=contact.root_id,
        verdict="refused",
        level=str(result.level) if result.level else None,
        as_officer=True,
        reason=reason,
        rule_set_id=rules.id,
        edition=file.lists.edition,
        **told,
        print=print_of(told),
        decided_by=contact.made_by,
        decided_at=BEGAN,
    )
    contact.state, contact.decided_at, contact.level = "refused", BEGAN, made.level
    session.add(made)
    session.flush()
    return made.id
