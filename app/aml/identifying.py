"""The pages of a contact's file are filled in: each is kept by itself, and what lists ask is compared at once."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from app import clock, events
from app.aml import assessing, ownership_faults
from app.aml.answering import Answers, answer_faults, tidied_answers
from app.aml.blocks import require_unblocked
from app.aml.contacts import beside, columns_of, screen
from app.aml.details import subject_of
from app.aml.identity import contradictions, document_faults, typed_document
from app.aml.matters import matter_of
from app.aml.pages import PageName
from app.aml.queries import shown
from app.aml.rules import faults_of, tidied
from app.aml.shelf import Shelf
from app.aml.vigilance.file import RelatedAs
from app.errors import Missing, Refusal, Stale, refuse
from app.policy import Identity, Permission, require
from models.aml import Contact
from models.values import NationalNumber, SubjectKind
from models.values.identified import Details, OrganisationDetails, PersonDetails

Change = Callable[[Details], Details]


def draft_of(session: Session, actor: Identity, contact_id: int, version: int) -> Contact:
    """The version somebody works on, locked, as he saw it. Raises Forbidden, Missing, Stale, Refusal
    aml.contact.decided for one that was decided or dropped, aml.matter.blocked where the contact is."""
    require(actor, Permission.CONTACT_CHANGE)
    found = session.scalars(
        select(Contact)
        .where(Contact.id == contact_id)
        .with_for_update(key_share=True)
        .execution_options(populate_existing=True)
    ).one_or_none()
    if found is None:
        raise Missing("contact", contact_id)
    require(actor, Permission.CONTACT_CHANGE, found)
    if found.state != "draft":
        raise Refusal("aml.contact.decided")
    require_unblocked(session, matter_of(found))
    if found.version != version:
        raise Stale("contact", contact_id)
    return found


def save_page(
    session: Session,
    actor: Identity,
    shelf: Shelf,
    contact_id: int,
    page: PageName,
    change: Change,
    version: int,
    now: datetime,
    national_number: NationalNumber | None = None,
    *,
    also: tuple[PageName, ...] = (),
    signed: bool = False,
) -> Contact:
    """Keeps what a page told: `change` makes new details of those that are there. Where that changes what lists
    ask the contact is compared anew. A national number that isn't told again stays. `also`: other pages that were
    filled in by the same. `signed`: the register signed what is told of birth and number, so it isn't doubted.

    Raises Forbidden, Missing, Stale, Refusal aml.contact.…, aml.person.…, aml.document.…, aml.principal.itself,
    aml.other.not_there.
    """
    edition, index = beside(session, shelf)
    contact = draft_of(session, actor, contact_id, version)
    before = assessing.details_of(contact)
    details = change(before)
    if page is PageName.DOCUMENT:
        details = typed_document(before, details)
    told = tidied(subject_of(details))
    today = clock.day_of(now)
    refuse(faults_of(told, today))
    if details.dealing.principal_id == contact.root_id:
        raise Refusal("aml.principal.itself", field="principal")
    if isinstance(details, OrganisationDetails):
        refuse(ownership_faults.faults_of(details.ownership, details.name))
    _others_there(session, contact, before, details)
    if not signed:
        refuse(_identity_faults(contact, before, details, national_number, today))
    contact.details = details.told()
    contact.changed_at = now
    contact.pages = list(dict.fromkeys((*contact.pages, *(str(one) for one in (page, *also)))))
    if national_number is not None:
        contact.national_number = national_number.digits
    facts: dict[str, object] = {"page": str(page)}
    if contact.print != told.fingerprint:
        for name, value in columns_of(told).items():
            setattr(contact, name, value)
        contact.edition, contact.screened_at = edition, now
        session.flush()
        settled = screen(session, [(contact, told)], index, edition, now)
        facts |= {"edition": edition, "hits": settled.opened.total(), "closed": settled.closed}
    session.flush()
    assessing.assess(session, contact, now)
    _tell(session, actor, events.Tag.CONTACT_PAGE_SAVED, contact, facts, now)
    return contact


def _others_there(session: Session, contact: Contact, before: Details, after: Details) -> None:
    """Whom the page names is a contact of this office that lists show, and a person unless one acts for it; nobody
    gives one of them up meanwhile. Raises Refusal aml.other.not_there."""
    named = set(assessing.related_ids(after)) - set(assessing.related_ids(before))
    if not named:
        return
    rows = session.execute(
        select(Contact.root_id, Contact.kind)
        .where(
            Contact.organisation_id == contact.organisation_id,
            Contact.root_id.in_({root for root, _ in named}),
            shown(),
        )
        .order_by(Contact.id)
        .with_for_update(read=True)
    )
    kinds = {row.root_id: SubjectKind(row.kind) for row in rows}
    for root, role in named:
        if root not in kinds or (role is not RelatedAs.PRINCIPAL and kinds[root] is not SubjectKind.PERSON):
            raise Refusal("aml.other.not_there", field="chosen")


def with_page(contact: Contact, page: PageName) -> list[str]:
    """The pages that were saved, with this one."""
    return contact.pages if page in contact.pages else [*contact.pages, str(page)]


def pass_page(
    session: Session,
    actor: Identity,
    contact_id: int,
    page: PageName,
    version: int,
    now: datetime,
    **facts: object,
) -> Contact:
    """Keeps that a page was seen on which nothing had to be filled in; `facts` say what was seen. Raises as
    `draft_of`."""
    contact = draft_of(session, actor, contact_id, version)
    contact.pages, contact.changed_at = with_page(contact, page), now
    session.flush()
    assessing.assess(session, contact, now)
    _tell(session, actor, events.Tag.CONTACT_PAGE_SAVED, contact, {"page": str(page), **facts}, now)
    return contact


def _identity_faults(
    contact: Contact, before: Details, after: Details, typed: NationalNumber | None, today: date
) -> tuple[Refusal, ...]:
    """What this change makes contradict itself; what stood so before, on other pages, is no reason to stop."""
    if not isinstance(before, PersonDetails) or not isinstance(after, PersonDetails):
        return ()
    found: tuple[Refusal, ...] = ()
    born = (after.birth_date, after.birth_year, after.sex)
    if typed is not None or born != (before.birth_date, before.birth_year, before.sex):
        known = NationalNumber(contact.national_number) if contact.national_number else None
        found += contradictions(after, typed or known)
    if after.document != before.document:
        found += document_faults(after.document, today)
    return found


def answer(
    session: Session,
    actor: Identity,
    contact_id: int,
    answers: Answers,
    version: int,
    now: datetime,
    *,
    all_seen: bool = False,
) -> Contact:
    """Keeps answers beside those that are there. Their page counts as saved once every group of questions was
    seen, or nothing mandatory is open any more.

    Raises as `draft_of`, Refusal aml.answer.… for what may not be kept.
    """
    contact = draft_of(session, actor, contact_id, version)
    told = tidied_answers(answers)
    refuse(answer_faults(assessing.rules_in_force(session).rules, told))
    others = {code: given for code, given in assessing.answers_of(contact).items() if code not in told}
    given = {code: one for code, one in told.items() if one is not None}
    contact.answers = assessing.answers_told({**others, **given})
    contact.changed_at = now
    session.flush()
    found = assessing.assess(session, contact, now)
    if all_seen or not found.unanswered:
        contact.pages = with_page(contact, PageName.QUESTIONS)
        session.flush()
    facts: dict[str, object] = {"rules": sorted(given), "taken_back": sorted(told.keys() - given.keys())}
    _tell(session, actor, events.Tag.CONTACT_ANSWERED, contact, facts, now)
    return contact


def _tell(
    session: Session, actor: Identity, tag: events.Tag, contact: Contact, facts: dict[str, object], now: datetime
) -> None:
    subject = events.Subject("contact", contact.id, contact.organisation_id)
    events.record(session, tag, subject, actor, now, facts=facts, personal={"name": contact.name})
