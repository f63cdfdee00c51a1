"""A contact's file gathered as rules look at it, and what the rules in force say of it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from app import clock
from app.aml.details import details_from
from app.aml.file_rows import FileRows, file_rows
from app.aml.file_rows import lists_in_force as lists_in_force
from app.aml.vigilance.file import File, Given, Lists, Related, RelatedAs
from app.aml.vigilance.level import Assessment, vigilance_of
from app.aml.vigilance.rule_set import RuleSet
from app.errors import Refusal
from models import aml
from models.aml import Contact
from models.values import Subject, SubjectKind
from models.values.identified import Details, OrganisationDetails, PersonDetails
from models.values.plain import plain_of, print_of, read_plain


@dataclass(frozen=True)
class Rules:
    """A published set of rules, and where it is kept."""

    id: int
    number: int
    rules: RuleSet


def rules_in_force(session: Session) -> Rules:
    """The newest published rules. Raises Refusal aml.rules.none where none were ever published."""
    found = session.scalars(
        select(aml.RuleSet).where(aml.RuleSet.state == "published").order_by(aml.RuleSet.number.desc()).limit(1)
    ).one_or_none()
    if found is None or found.number is None:
        raise Refusal("aml.rules.none")
    return Rules(found.id, found.number, RuleSet.read(found.data))


def details_of(contact: Contact) -> Details:
    """What is known of the contact; of one that was only ever compared, what was compared."""
    if not contact.details:
        return details_from(Subject.read(contact.facts))
    if contact.kind == SubjectKind.PERSON:
        return PersonDetails.read(contact.details)
    return OrganisationDetails.read(contact.details)


def answers_of(contact: Contact) -> dict[str, Given]:
    """What was answered on the contact's own pages, by the rule's code."""
    return {code: read_plain(Given, told) for code, told in contact.answers.items()}


def answers_told(answers: dict[str, Given]) -> dict[str, object]:
    """Answers as they are kept."""
    return {code: plain_of(one) for code, one in answers.items()}


def files_of(session: Session, contacts: Iterable[Contact], now: datetime) -> dict[int, File]:
    """The file of each of these versions, by its id; one question, however many they are."""
    mine = list(contacts)
    if not mine:
        return {}
    known, today = {one.id: details_of(one) for one in mine}, clock.day_of(now)
    roots = {(one.organisation_id, root) for one in mine for root, _ in related_ids(known[one.id])}
    found = file_rows(session, mine, roots, today)
    return {
        one.id: File(
            kind=SubjectKind(one.kind),
            today=today,
            person=details if isinstance(details := known[one.id], PersonDetails) else None,
            organisation=details if isinstance(details, OrganisationDetails) else None,
            has_national_number=one.national_number is not None,
            answers=answers_of(one),
            evidence=found.by_id[one.id].evidence,
            hits=found.by_id[one.id].hits,
            related=tuple(_related(one, details, found)),
            lists=found.lists,
        )
        for one in mine
    }


def file_of(session: Session, contact: Contact, now: datetime) -> File:
    """The file of one version."""
    return files_of(session, [contact], now)[contact.id]


def under(rules: Rules, lists: Lists, day: date) -> bytes:
    """32 bytes that are others once what every level rests on is: the rules, the countries, the day."""
    countries = {"high_risk": lists.high_risk, "tax": lists.tax}
    return print_of({"rules": rules.id, "day": day.isoformat(), **countries})


def assess(session: Session, contact: Contact, now: datetime) -> Assessment:
    """What the rules in force say of this version; its row remembers the level."""
    rules, file = rules_in_force(session), file_of(session, contact, now)
    found = vigilance_of(rules.rules, file)
    contact.level, contact.assessed_at = (str(found.level) if found.level else None), now
    contact.assessed_under = under(rules, file.lists, file.today)
    session.flush()
    return found


def related_ids(details: Details) -> list[tuple[int, RelatedAs]]:
    """The other contacts that count for this one, by their root ids: principal, representative, owners."""
    found = []
    if details.dealing.acts_for_other and details.dealing.principal_id is not None:
        found.append((details.dealing.principal_id, RelatedAs.PRINCIPAL))
    if isinstance(details, OrganisationDetails):
        if details.representative_id is not None:
            found.append((details.representative_id, RelatedAs.REPRESENTATIVE))
        owners = (one.contact_id for one in details.ownership.holders if one.contact_id is not None)
        found += [(one, RelatedAs.OWNER) for one in dict.fromkeys(owners)]
    return found


def _related(contact: Contact, details: Details, found: FileRows) -> Iterable[Related]:
    for root, role in related_ids(details):
        row = found.by_root.get((contact.organisation_id, root))
        if row is None:
            continue
        known = details_of(row.contact)
        person = known if isinstance(known, PersonDetails) else None
        yield Related(
            contact_id=root,
            role=role,
            name=row.contact.name,
            hits=row.hits,
            answers=answers_of(row.contact),
            residence=person.address.country if person else "",
            nationalities=person.nationalities if person else (),
        )
