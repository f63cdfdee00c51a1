"""Files of contacts as they stood at an instant, built anew from what is kept. Reading only.

Nothing here looks at what a decision says of the file it rests on: that is compared elsewhere. It is read for many
versions together.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import ColumnElement, and_, func, select, tuple_
from sqlalchemy.orm import Session, aliased

from app import clock
from app.aml.assessing import Rules, answers_of, details_of, related_ids
from app.aml.file_rows import Root
from app.aml.vigilance import rule_set
from app.aml.vigilance.file import File, FoundHit, Lists, Related
from app.errors import Refusal
from models.aml import Contact, CountryList, Evidence, Hit, Listed, RuleSet, SanctionsList, Snapshot
from models.events import Event
from models.values import SubjectKind, Topic
from models.values.identified import EvidenceKind, OrganisationDetails, PersonDetails
from models.values.vigilance import ContactState

Key = tuple[int, str]
"""An entry of a list: the list's id, and what the list calls it."""
_Evidence = dict[int, list[tuple[EvidenceKind, datetime, datetime | None]]]
_DECIDING = ("aml.hit.cleared", "aml.hit.confirmed", "aml.hit.opened_again")


@dataclass(frozen=True)
class Moment:
    """When a file is looked at: the instant, and the edition of the lists that counted then. `current`: now, so
    that a hit counts as long as nobody closed it."""

    at: datetime
    edition: int
    current: bool = False

    @property
    def day(self) -> date:
        return clock.day_of(self.at)


@dataclass(frozen=True)
class Said:
    """What a list said of an entry, from edition `since` up to but not in `until`."""

    id: int
    topics: tuple[Topic, ...]
    judged: bytes
    told: dict[str, Any]
    since: int
    until: int | None

    def in_edition(self, edition: int) -> bool:
        """Whether the list said so in that edition."""
        return self.since <= edition and (self.until is None or self.until > edition)


@dataclass(frozen=True)
class KeptHit:
    """A hit as it is kept. `turns`: when its state changed, and what it was before each time, the first first."""

    list_code: str
    key: Key
    listed_id: int
    contact_print: bytes
    judged: bytes
    score: str
    state: str
    found_at: datetime
    closed_at: datetime | None
    closed_why: str
    turns: tuple[tuple[datetime, str], ...]

    def state_at(self, at: datetime) -> str:
        """Open, cleared or confirmed, at that instant."""
        return next((before for when, before in self.turns if when > at), self.state)


@dataclass(frozen=True)
class World:
    """What counts for everybody: lists of countries as (code, since, loaded at, countries), the loads as (edition,
    when all contacts were compared with it), and the rules in force."""

    countries: tuple[tuple[str, date, datetime, tuple[str, ...]], ...]
    loads: tuple[tuple[int, datetime | None], ...]
    rules: Rules

    @property
    def newest(self) -> int:
        return max((edition for edition, _ in self.loads), default=0)

    def lists_at(self, moment: Moment) -> Lists:
        """The lists of countries in force then, those that had been loaded, and the edition."""
        found: dict[str, tuple[date, tuple[str, ...]]] = {}
        for code, since, loaded_at, countries in self.countries:
            if since <= moment.day and loaded_at <= moment.at and (code not in found or found[code][0] < since):
                found[code] = (since, countries)
        told = {code: countries for code, (_, countries) in found.items()}
        return Lists(told.get("high_risk", ()), told.get("tax", ()), moment.edition)

    def behind(self, contact: Contact, moment: Moment) -> int | None:
        """The first edition with which the contact hadn't been compared yet at that moment; None: it had been,
        with all of them."""
        waited = (
            edition
            for edition, screened_at in self.loads
            if contact.edition < edition <= moment.edition and (screened_at is None or screened_at > moment.at)
        )
        return min(waited, default=None)


@dataclass(frozen=True)
class Kept:
    """All that is kept of some contacts and of those beside them."""

    versions: Mapping[Root, Sequence[Contact]]
    evidence: Mapping[int, Sequence[tuple[EvidenceKind, datetime, datetime | None]]]
    hits: Mapping[int, Sequence[KeptHit]]
    entries: Mapping[Key, Sequence[Said]]
    world: World

    def said(self, key: Key, edition: int) -> Said | None:
        """What the list said of the entry in that edition."""
        return next((one for one in self.entries.get(key, ()) if one.in_edition(edition)), None)

    def hits_at(self, contact: Contact, moment: Moment) -> list[tuple[KeptHit, Said]]:
        """The hits of a version that counted then, each with what the list said of its entry."""
        found = []
        for hit in self.hits.get(contact.id, ()):
            of_edition = self.said(hit.key, moment.edition)
            same = of_edition if of_edition is not None and of_edition.judged == hit.judged else None
            if hit.found_at > moment.at or not _counted(
                hit, moment, stands=same is not None, replaced=contact.state == ContactState.REPLACED
            ):
                continue
            said = same or next(one for one in self.entries[hit.key] if one.id == hit.listed_id)
            found.append((hit, said))
        return found

    def version_at(self, root: Root, moment: Moment) -> Contact | None:
        """The version of another contact that lists showed then: the last decided, or else the first, unless that
        had been given up."""
        if moment.current:
            return next((one for one in self.versions.get(root, ()) if one.head and not _given_up(one)), None)
        known = [one for one in self.versions.get(root, ()) if one.made_at <= moment.at]
        decided = [one for one in known if one.decided_at is not None and one.decided_at <= moment.at]
        return decided[-1] if decided else next((one for one in known[:1] if not _given_up(one, moment.at)), None)

    def beside_at(self, contact: Contact, moment: Moment) -> list[tuple[Related, Contact]]:
        """The other contacts that counted for this version then, each with its version."""
        found = []
        for root, role in related_ids(details_of(contact)):
            other = self.version_at((contact.organisation_id, root), moment)
            if other is None:
                continue
            known = details_of(other)
            person = known if isinstance(known, PersonDetails) else None
            told = Related(
                contact_id=root,
                role=role,
                name=other.name,
                hits=tuple(_told(*one, moment) for one in self.hits_at(other, moment)),
                answers=answers_of(other),
                residence=person.address.country if person else "",
                nationalities=person.nationalities if person else (),
            )
            found.append((told, other))
        return found

    def file_at(self, contact: Contact, moment: Moment) -> File:
        """The file of a version as it stood then."""
        details = details_of(contact)
        return File(
            kind=SubjectKind(contact.kind),
            today=moment.day,
            person=details if isinstance(details, PersonDetails) else None,
            organisation=details if isinstance(details, OrganisationDetails) else None,
            has_national_number=contact.national_number is not None,
            answers=answers_of(contact),
            evidence=tuple(
                sorted(
                    {
                        kind
                        for kind, added_at, removed_at in self.evidence.get(contact.id, ())
                        if added_at <= moment.at and (removed_at is None or removed_at > moment.at)
                    }
                )
            ),
            hits=tuple(_told(*one, moment) for one in self.hits_at(contact, moment)),
            related=tuple(told for told, _ in self.beside_at(contact, moment)),
            lists=self.world.lists_at(moment),
        )


def kept_of(session: Session, contacts: Iterable[Contact], rest: Sequence[Any] | None = None) -> Kept:
    """All that is kept of these versions, however many they are, in three questions; in two where `rest` was read
    along with them: what `rest_of` them is. Raises Refusal aml.rules.none."""
    mine = list(contacts)
    if rest is None:
        rest = session.execute(
            select(*rest_of(tuple_(Evidence.organisation_id, Evidence.contact_id).in_(_whose(mine))))
        ).one()
    roots = {(one.organisation_id, root) for one in mine for root, _ in related_ids(details_of(one))}
    versions: dict[Root, list[Contact]] = defaultdict(list)
    if roots:
        for one in session.scalars(
            select(Contact)
            .where(tuple_(Contact.organisation_id, Contact.root_id).in_(sorted(roots)))
            .order_by(Contact.number)
            .execution_options(populate_existing=True)
        ):
            versions[one.organisation_id, one.root_id].append(one)
    others = [one for of_root in versions.values() for one in of_root]
    hits, entries = _hits(session, [*mine, *others])
    evidence, countries, loads, rules = rest
    return Kept(versions, _evidence(evidence), hits, entries, _world(countries, loads, rules))


def rest_of(whose: ColumnElement[bool]) -> tuple[Any, ...]:
    """As columns of another question, since a page has few: the evidence of which that is said, and what counts
    for everybody."""
    told = func.jsonb_build_array(Evidence.contact_id, Evidence.kind, Evidence.added_at, Evidence.removed_at)
    country_list = func.jsonb_build_array(
        CountryList.code, CountryList.since, CountryList.loaded_at, func.to_jsonb(CountryList.countries)
    )
    load = func.jsonb_build_array(Snapshot.edition, Snapshot.screened_at)
    in_force = aliased(RuleSet)
    return (
        select(func.jsonb_agg(told)).where(whose).correlate_except(Evidence).scalar_subquery().label("evidence"),
        select(func.jsonb_agg(country_list)).scalar_subquery().label("countries"),
        select(func.jsonb_agg(load)).where(Snapshot.edition.is_not(None)).scalar_subquery().label("loads"),
        select(func.jsonb_build_array(in_force.id, in_force.number, in_force.data))
        .where(in_force.state == "published")
        .order_by(in_force.number.desc())
        .limit(1)
        .scalar_subquery()
        .label("rules"),
    )


def _given_up(version: Contact, at: datetime | None = None) -> bool:
    """Whether it had been given up then: that is the last that happens to a version."""
    return version.state == ContactState.DROPPED and (at is None or version.changed_at <= at)


def _counted(hit: KeptHit, moment: Moment, *, stands: bool, replaced: bool) -> bool:
    """Whether a hit that had been found counted then. One that closed and came back is known by what its list
    said. Hits of a version that was replaced closed with it: what they would be today, their lists say."""
    if hit.closed_at is not None and hit.closed_at <= moment.at:
        return moment.current and replaced and hit.closed_why == "contact_replaced" and stands
    return moment.current or stands


def _told(hit: KeptHit, said: Said, moment: Moment) -> FoundHit:
    return FoundHit(
        hit.list_code, hit.key[1], said.topics, hit.state_at(moment.at), hit.score, hit.judged.hex()
    )  # fmt: skip


def _whose(contacts: Iterable[Contact]) -> list[Root]:
    return sorted({(one.organisation_id, one.id) for one in contacts})


def _hits(session: Session, contacts: Iterable[Contact]) -> tuple[dict[int, list[KeptHit]], dict[Key, list[Said]]]:
    """Every hit of these versions, and whatever their lists ever said of the entries."""
    turns = (
        select(func.jsonb_agg(func.jsonb_build_array(Event.happened_at, Event.id, Event.facts["before"].astext)))
        .where(
            Event.organisation_id == Hit.organisation_id,
            Event.subject_kind == "hit",
            Event.subject_id == Hit.id,
            Event.tag.in_(_DECIDING),
        )
        .correlate(Hit)
        .scalar_subquery()
    )
    names = ("id", "contact_id", "list_id", "key", "listed_id", "contact_print", "judged", "score", "state",
             "found_at", "closed_at", "closed_why")  # fmt: skip
    rows = session.execute(
        select(
            *(getattr(Hit, name).label(name) for name in names), SanctionsList.code, turns.label("turns"), Listed
        )
        .join(SanctionsList, SanctionsList.id == Hit.list_id)
        .join(Listed, and_(Listed.list_id == Hit.list_id, Listed.key == Hit.key))
        .where(tuple_(Hit.organisation_id, Hit.contact_id).in_(_whose(contacts)))
        .order_by(Hit.list_id, Hit.key, Hit.id, Listed.since)
        .execution_options(populate_existing=True)
    )
    hits: dict[int, dict[int, KeptHit]] = defaultdict(dict)
    entries: dict[Key, dict[int, Said]] = defaultdict(dict)
    for row in rows:
        entry: Listed = row.Listed
        key = (row.list_id, row.key)
        entries[key][entry.id] = Said(
            entry.id, tuple(Topic(one) for one in entry.topics), entry.judged, entry.told, entry.since, entry.until
        )
        hits[row.contact_id][row.id] = KeptHit(
            row.code, key, row.listed_id, row.contact_print, row.judged, str(row.score), row.state, row.found_at,
            row.closed_at, row.closed_why, _turns(row.turns),
        )  # fmt: skip
    return (
        {contact_id: list(of_one.values()) for contact_id, of_one in hits.items()},
        {key: list(of_key.values()) for key, of_key in entries.items()},
    )


def _turns(told: list[Any] | None) -> tuple[tuple[datetime, str], ...]:
    ordered = sorted((datetime.fromisoformat(at), number, before or "open") for at, number, before in told or ())
    return tuple((at, before) for at, _, before in ordered)


def _evidence(told: list[Any] | None) -> _Evidence:
    found: _Evidence = defaultdict(list)
    for contact_id, kind, added_at, removed_at in told or ():
        found[contact_id].append((EvidenceKind(kind), datetime.fromisoformat(added_at), _instant(removed_at)))
    return found


def _world(countries: list[Any] | None, loads: list[Any] | None, rules: list[Any] | None) -> World:
    if rules is None:
        raise Refusal("aml.rules.none")
    id_, number, data = rules
    return World(
        tuple(
            (code, date.fromisoformat(since), datetime.fromisoformat(loaded_at), tuple(told))
            for code, since, loaded_at, told in countries or ()
        ),
        tuple((edition, _instant(at)) for edition, at in loads or ()),
        Rules(id_, number, rule_set.RuleSet.read(data)),
    )


def _instant(told: str | None) -> datetime | None:
    return datetime.fromisoformat(told) if told else None
