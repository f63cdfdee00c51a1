"""A contact's file gathered as rules look at it, and what the rules in force say of it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import select, tuple_
from sqlalchemy.dialects.postgresql import distinct_on
from sqlalchemy.orm import Session

from app import clock
from app.aml.details import details_from
from app.aml.vigilance.file import File, FoundHit, Given, Lists, Related, RelatedAs
from app.aml.vigilance.level import Assessment, vigilance_of
from app.aml.vigilance.rule_set import RuleSet
from app.errors import Refusal
from models import aml
from models.aml import Contact, CountryList, Evidence, Hit, SanctionsList, Snapshot
from models.values import Subject, SubjectKind, Topic
from models.values.identified import Details, EvidenceKind, OrganisationDetails, PersonDetails
from models.values.plain import plain_of, print_of, read_plain

Root = tuple[int, int]
"""A contact whatever its version: the organisation, and the id of the first version."""


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


def lists_in_force(session: Session, day: date) -> Lists:
    """The lists of countries in force on that day, and how far the sanctions lists are loaded."""
    rows = session.execute(
        select(CountryList.code, CountryList.countries)
        .where(CountryList.since <= day)
        .ext(distinct_on(CountryList.code))
        .order_by(CountryList.code, CountryList.since.desc())
    )
    told = {row.code: tuple(row.countries) for row in rows}
    edition = session.scalar(select(Snapshot.edition).where(Snapshot.edition.is_not(None)).order_by(
        Snapshot.edition.desc()).limit(1))  # fmt: skip
    return Lists(told.get("high_risk", ()), told.get("tax", ()), edition or 0)


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
    """The file of each of these versions, by its id: one question for each kind of thing, however many they
    are."""
    mine = list(contacts)
    known = {one.id: details_of(one) for one in mine}
    beside = _beside(session, mine, known)
    hits = _hits(session, [*mine, *beside.values()])
    evidence = _evidence(session, mine)
    lists, today = lists_in_force(session, clock.day_of(now)), clock.day_of(now)
    return {
        one.id: File(
            kind=SubjectKind(one.kind),
            today=today,
            person=details if isinstance(details := known[one.id], PersonDetails) else None,
            organisation=details if isinstance(details, OrganisationDetails) else None,
            has_national_number=one.national_number is not None,
            answers=answers_of(one),
            evidence=tuple(sorted(evidence[one.id])),
            hits=tuple(hits[one.id]),
            related=tuple(_related(one, details, beside, hits)),
            lists=lists,
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


def _beside(session: Session, mine: list[Contact], known: dict[int, Details]) -> dict[Root, Contact]:
    """The contacts beside these, each in the version lists show."""
    wanted = {(one.organisation_id, root) for one in mine for root, _ in related_ids(known[one.id])}
    if not wanted:
        return {}
    rows = session.scalars(
        select(Contact).where(tuple_(Contact.organisation_id, Contact.root_id).in_(sorted(wanted)), Contact.head)
    )
    return {(one.organisation_id, one.root_id): one for one in rows}


def _hits(session: Session, contacts: list[Contact]) -> dict[int, list[FoundHit]]:
    found: dict[int, list[FoundHit]] = defaultdict(list)
    whose = sorted({(one.organisation_id, one.id) for one in contacts})
    if not whose:
        return found
    rows = session.execute(
        select(Hit, SanctionsList.code, aml.Listed.topics)
        .join(SanctionsList, SanctionsList.id == Hit.list_id)
        .join(aml.Listed, aml.Listed.id == Hit.listed_id)
        .where(tuple_(Hit.organisation_id, Hit.contact_id).in_(whose), Hit.closed_at.is_(None))
        .order_by(Hit.list_id, Hit.key)
    )
    for hit, code, topics in rows:
        found[hit.contact_id].append(
            FoundHit(
                code, hit.key, tuple(Topic(one) for one in topics), hit.state, str(hit.score), hit.judged.hex()
            )
        )
    return found


def _evidence(session: Session, contacts: list[Contact]) -> dict[int, set[EvidenceKind]]:
    found: dict[int, set[EvidenceKind]] = defaultdict(set)
    whose = sorted({(one.organisation_id, one.id) for one in contacts})
    if not whose:
        return found
    rows = session.execute(
        select(Evidence.contact_id, Evidence.kind).where(
            tuple_(Evidence.organisation_id, Evidence.contact_id).in_(whose), Evidence.removed_at.is_(None)
        )
    )
    for row in rows:
        found[row.contact_id].add(EvidenceKind(row.kind))
    return found


def _related(
    contact: Contact, details: Details, beside: dict[Root, Contact], hits: dict[int, list[FoundHit]]
) -> Iterable[Related]:
    for root, role in related_ids(details):
        other = beside.get((contact.organisation_id, root))
        if other is None:
            continue
        known = details_of(other)
        person = known if isinstance(known, PersonDetails) else None
        yield Related(
            contact_id=root,
            role=role,
            name=other.name,
            hits=tuple(hits[other.id]),
            answers=answers_of(other),
            residence=person.address.country if person else "",
            nationalities=person.nationalities if person else (),
        )
