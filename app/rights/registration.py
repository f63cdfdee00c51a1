"""A local government comes in: its secretary fills in, hands in papers and signs; the central team decides.

The signer answers for the government, so he comes with a key of level high. What he hands in is his own until it
is decided; an approval makes or finds the organisation, his relation with it, and his right to administer it.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, replace
from datetime import datetime
from typing import BinaryIO

from sqlalchemy import ColumnElement, select, true
from sqlalchemy.orm import Session, joinedload

from app import events
from app.documents.uploads import DocumentKind, NewUpload, take_in, uploaded_with
from app.errors import Missing, Refusal, Stale, refuse
from app.events import Subject
from app.outside.files import Files
from app.outside.virus import Scanner
from app.policy import Identity, Permission, may, require
from app.transaction import Scope, refuse_as, within
from models.documents import Document
from models.events import PLATFORM
from models.rights import Registration
from models.values import GovernmentKind, RegistrationState, SignerCapacity

refuse_as("uq_rights_registration_underway", "rights.registration.underway", field="enterprise_number")
refuse_as("uq_rights_registration_person_id_form_key", "rights.registration.sent_twice")

PAPERS = (DocumentKind.SIGNED_TERMS, DocumentKind.COUNCIL_MINUTES)


@dataclass(frozen=True)
class Government:
    """A local government as its signer describes it; `enterprise_number` are its ten digits."""

    government_kind: str
    name: str
    enterprise_number: str
    street: str
    postal_code: str
    place: str
    email: str
    language: str
    capacity: str


def visible_to(who: Identity) -> ColumnElement[bool]:
    """All registrations for the desk; for anybody else his own."""
    return true() if may(who, Permission.REGISTRATION_SEE) else Registration.person_id == who.person_id


def registration_record(session: Session, who: Identity, registration_id: int) -> Registration:
    """One registration with who signs and decided. Raises Missing when it isn't there or isn't yours."""
    found = session.scalars(
        select(Registration)
        .where(Registration.id == registration_id, visible_to(who))
        .options(
            joinedload(Registration.person),
            joinedload(Registration.account),
            joinedload(Registration.government),
            joinedload(Registration.decider),
        )
    ).one_or_none()
    if found is None:
        raise Missing("registration", registration_id)
    return found


def subject_of(one: Registration) -> Subject:
    return Subject("registration", one.id, PLATFORM, one.person_id)


def papers_of(session: Session, one: Registration) -> list[Document]:
    """What was handed in with it, the latest first; the caller showed that the registration may be seen."""
    with within(session, Scope.office()):
        return uploaded_with(session, subject_of(one))


def papers_missing(capacity: str, there: Collection[str]) -> list[DocumentKind]:
    """Which papers still have to be added: the signed terms, and the minutes of the council for who acts."""
    needed = PAPERS if capacity == SignerCapacity.ACTING_SECRETARY else PAPERS[:1]
    return [paper for paper in needed if paper not in there]


def start_registration(
    session: Session, actor: Identity, new: Government, form_key: str | None, now: datetime
) -> Registration:
    """Begins a registration, kept as a draft until it is handed in; the same form sent twice begins one.

    Raises Refusal rights.registration.key_too_low, no_person, registrar_of_province, underway.
    """
    require(actor, Permission.REGISTRATION_MAKE)
    if actor.person_id is None:
        raise Refusal("rights.registration.no_person")
    if actor.key_level != "high":
        raise Refusal("rights.registration.key_too_low")
    refuse(_refused(new))
    if form_key and (sent := _sent_before(session, actor.person_id, form_key)):
        return sent
    made = Registration(
        person_id=actor.person_id,
        account_id=actor.account_id,
        state=RegistrationState.DRAFT,
        started_at=now,
        form_key=form_key,
        **vars(new),
    )
    session.add(made)
    session.flush()
    return made


def _sent_before(session: Session, person_id: int, form_key: str) -> Registration | None:
    return session.scalars(
        select(Registration).where(Registration.person_id == person_id, Registration.form_key == form_key)
    ).one_or_none()


def _refused(new: Government) -> list[Refusal]:
    """A province has a registrar, every other government a secretary; either may be replaced for a while."""
    province = new.government_kind == GovernmentKind.PROVINCE
    if new.capacity != SignerCapacity.ACTING_SECRETARY and province != (new.capacity == SignerCapacity.REGISTRAR):
        return [Refusal("rights.registration.registrar_of_province", field="capacity")]
    return []


def change_registration(
    session: Session, actor: Identity, registration_id: int, version: int, new: Government
) -> Registration:
    """Corrects a draft. Raises Missing, Stale, Refusal rights.registration.handed_in_already and of starting."""
    one = _draft(session, actor, registration_id, version)
    refuse(_refused(new))
    for column, value in vars(new).items():
        setattr(one, column, value)
    session.flush()
    return one


def add_paper(
    session: Session,
    files: Files,
    scanner: Scanner,
    actor: Identity,
    registration_id: int,
    new: tuple[DocumentKind, str],
    file: BinaryIO,
    now: datetime,
) -> Document:
    """Puts a paper with a draft: which one, and the file's name. Raises what uploading raises."""
    one = _draft(session, actor, registration_id)
    kind, name = new
    signer = replace(actor, organisation_id=None)  # it isn't the paper of an organisation he acts for
    with within(session, Scope.office()):
        return take_in(session, files, scanner, signer, NewUpload(name, subject_of(one), kind), file, now)


def remove_paper(
    session: Session, actor: Identity, registration_id: int, document_id: int, now: datetime
) -> Document:
    """Takes a paper away from a draft. Raises Missing, Refusal rights.registration.handed_in_already."""
    one = _draft(session, actor, registration_id)
    paper = paper_of(session, one, document_id)
    with within(session, Scope.office()):
        paper.file, paper.removed_at = None, now
        session.flush()
        events.record(
            session,
            events.Tag.DOCUMENT_REMOVED,
            subject_of(one),
            actor,
            now,
            facts={"document_id": paper.id, "sha256": paper.sha256.hex()},
            personal={"name": paper.name},
        )
    return paper


def paper_of(session: Session, one: Registration, document_id: int) -> Document:
    """One paper of that registration. Raises Missing."""
    found = next((paper for paper in papers_of(session, one) if paper.id == document_id), None)
    if found is None:
        raise Missing("document", document_id)
    return found


def hand_in(session: Session, actor: Identity, registration_id: int, version: int, now: datetime) -> Registration:
    """Signs and hands in a draft; from here on it is the central team's to decide.

    Handing in twice does nothing more. Raises Missing, Stale, Refusal rights.registration.key_too_low,
    terms_missing, minutes_missing.
    """
    require(actor, Permission.REGISTRATION_MAKE)
    one = registration_record(session, actor, registration_id)
    if one.state == RegistrationState.HANDED_IN and one.version == version + 1:
        return one
    one = _draft(session, actor, registration_id, version)
    if actor.key_level != "high":
        raise Refusal("rights.registration.key_too_low")
    missing = papers_missing(one.capacity, {paper.kind for paper in papers_of(session, one)})
    if DocumentKind.SIGNED_TERMS in missing:
        raise Refusal("rights.registration.terms_missing")
    if missing:
        raise Refusal("rights.registration.minutes_missing")
    one.state, one.handed_in_at = RegistrationState.HANDED_IN, now
    session.flush()
    _record(session, events.Tag.REGISTRATION_HANDED_IN, one, actor, now)
    return one


def drop_registration(
    session: Session, actor: Identity, registration_id: int, version: int, now: datetime
) -> Registration:
    """The signer lets it go, drafted or handed in. Raises Missing, Stale, Refusal rights.registration.decided."""
    one = _own(session, actor, registration_id)
    if one.state == RegistrationState.WITHDRAWN:
        return one
    if one.version != version:
        raise Stale("registration", registration_id)
    if one.state not in (RegistrationState.DRAFT, RegistrationState.HANDED_IN):
        raise Refusal("rights.registration.decided")
    one.state = RegistrationState.WITHDRAWN
    session.flush()
    _record(session, events.Tag.REGISTRATION_DROPPED, one, actor, now)
    return one


def _own(session: Session, actor: Identity, registration_id: int) -> Registration:
    require(actor, Permission.REGISTRATION_MAKE)
    one = session.scalars(
        select(Registration)
        .where(Registration.id == registration_id, Registration.person_id == actor.person_id)
        .with_for_update(of=Registration)
        .execution_options(populate_existing=True)
    ).one_or_none()
    if one is None:
        raise Missing("registration", registration_id)
    return one


def _draft(session: Session, actor: Identity, registration_id: int, version: int | None = None) -> Registration:
    one = _own(session, actor, registration_id)
    if version is not None and one.version != version:
        raise Stale("registration", registration_id)
    if one.state != RegistrationState.DRAFT:
        raise Refusal("rights.registration.handed_in_already")
    return one


def _record(session: Session, tag: events.Tag, one: Registration, actor: Identity, now: datetime) -> None:
    facts = {"enterprise_number": one.enterprise_number, "capacity": one.capacity}
    events.record(session, tag, subject_of(one), actor, now, facts=facts)
