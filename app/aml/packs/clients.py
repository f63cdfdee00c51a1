"""The complete file of each contact that is asked for: every version, every decision with what it rested on, the
evidence with its own bytes, matches with lists and how they were decided, risk profiles, notifications.

So many at a time: a few questions for each batch, however many there are in it.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import datetime
from typing import Any, TypeVar

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from app import pdf
from app.aml import acceptance_paper
from app.aml.assessing import details_of
from app.aml.packs import papers
from app.aml.packs.asked import roots
from app.aml.packs.contents import Folder
from app.aml.packs.making import BATCH, Making
from app.aml.packs.rows import acted_by
from app.aml.packs.said import put_notifications, said_about
from models.aml import (
    Contact,
    ContactDecision,
    Evidence,
    Hit,
    MatterDecision,
    Notification,
    RelationEnd,
    Review,
    RiskProfile,
)
from models.columns import among
from models.values import NationalNumber, ValueProblem
from models.values.following import PackKind
from models.values.identified import EvidenceKind

T = TypeVar("T")
_NAMING = ("contact_id", "representative_id", "principal_id")


class Batch:
    """What is kept of some contacts, read together."""

    def __init__(self, making: Making, ids: Sequence[int]) -> None:
        self._session, self._office = making.session, making.office_id
        self.versions = self._of(Contact, Contact.root_id, ids, Contact.number)
        versions = [one.id for many in self.versions.values() for one in many]
        self.decisions = self._of(
            ContactDecision,
            ContactDecision.root_id,
            ids,
            ContactDecision.id,
            joinedload(ContactDecision.contact).joinedload(Contact.organisation),
            joinedload(ContactDecision.decider),
            joinedload(ContactDecision.rule_set),
        )
        self.evidence = self._of(
            Evidence, Evidence.contact_id, versions, Evidence.id, joinedload(Evidence.document)
        )
        self.hits = self._of(Hit, Hit.contact_id, versions, Hit.id, joinedload(Hit.list), joinedload(Hit.listed))
        self.profiles = self._of(RiskProfile, RiskProfile.root_id, ids, RiskProfile.number)
        profiles = [one.id for many in self.profiles.values() for one in many]
        self.profile_decisions = self._of(MatterDecision, MatterDecision.profile_id, profiles, MatterDecision.id)
        self.notifications = self._of(Notification, Notification.root_id, ids, Notification.id)
        self.acts = said_about(self._session, self._office, self.notifications)
        self.ends = self._of(RelationEnd, RelationEnd.root_id, ids, RelationEnd.id)
        self.reviews = self._of(Review, Review.root_id, ids, Review.id)
        self.names = self._names()
        making.people.know(self._actors())

    def _of(self, table: type[T], column: Any, ids: Sequence[int], order: Any, *along: Any) -> dict[int, list[T]]:
        """Rows by what they belong to, in their order."""
        whose: Any = table
        rows = self._session.scalars(
            select(table)
            .where(whose.organisation_id == self._office, among(column, ids))
            .options(*along)
            .order_by(order)
        ).unique()
        found = defaultdict(list)
        for one in rows:
            found[getattr(one, column.key)].append(one)
        return found

    def _names(self) -> dict[int, str]:
        """What contacts are called that these name in their details, by root id."""
        wanted = {number for many in self.versions.values() for one in many for number in _named_in(one.details)}
        rows = self._session.execute(
            select(Contact.root_id, Contact.name).where(
                Contact.organisation_id == self._office, among(Contact.root_id, wanted), Contact.head
            )
        )
        return dict.fromkeys(wanted, "–") | {row.root_id: row.name for row in rows}

    def _actors(self) -> set[int]:
        tables: tuple[dict[int, list[Any]], ...] = (
            self.versions, self.decisions, self.evidence, self.hits, self.profiles, self.profile_decisions,
            self.notifications, self.acts, self.ends,
        )  # fmt: skip
        return acted_by(one for table in tables for many in table.values() for one in many)


def put_contacts(making: Making, now: datetime, told: Callable[[], None]) -> int:
    """Each contact in a folder of its own; returns how many. `told`: after each batch."""
    whole = Folder().inside(making.words("Contacts"))
    count = 0
    for ids in _batches(making):
        batch = Batch(making, ids)
        for root_id in ids:
            _put_contact(making, whole, batch, root_id, now)
            count += 1
        making.session.expunge_all()
        told()
    return count


def _batches(making: Making) -> Iterator[Sequence[int]]:
    last = 0
    while ids := making.session.scalars(
        roots(making.office_id, making.asked).where(Contact.root_id > last).order_by(Contact.root_id).limit(BATCH)
    ).all():
        yield ids
        last = ids[-1]


def _put_contact(making: Making, whole: Folder, batch: Batch, root_id: int, now: datetime) -> None:
    _, packing = making.words, making.packing
    versions = batch.versions[root_id]
    shown = next((one for one in versions if one.head), versions[-1])
    folder = whole.inside(f"{shown.name[:40].strip()} ({root_id})")
    decisions = batch.decisions[root_id]
    packing.put(
        folder.place(f"{_('Identification')}.pdf"), [_identification(making, batch, shown, decisions, now)]
    )
    packing.json(
        folder.place("contact.json"),
        {
            "number": root_id,
            "kind": shown.kind,
            "name": shown.name,
            "versions": len(versions),
            "shown": shown.number,
            "reviews": [making.told(one) for one in batch.reviews[root_id]],
            "relation_ended": [making.told(one) for one in batch.ends[root_id]],
        },
    )
    _put_versions(making, folder, versions)
    _put_decisions(making, folder, versions, decisions)
    _put_evidence(making, folder, batch, versions)
    hits = [one for version in versions for one in batch.hits[version.id]]
    numbers = {one.id: one.number for one in versions}
    packing.json(
        folder.place(f"{_('Possible matches')}.json"),
        [
            making.told(
                one,
                list=one.list.code,
                contact_version=numbers[one.contact_id],
                entry=making.told(one.listed),
            )
            for one in hits
        ],
    )
    _put_profiles(making, folder, batch, shown.name, root_id)
    put_notifications(making, folder, batch.notifications[root_id], batch.acts)


def _identification(
    making: Making, batch: Batch, shown: Contact, decisions: Sequence[ContactDecision], now: datetime
) -> bytes:
    """The paper of the decision that counts; where there is none, who it is by what is known."""
    paper = next((one for one in decisions if one.contact_id == shown.id), None)
    if paper is not None:
        return pdf.made(acceptance_paper.sheet(making.words, paper))
    return papers.identification(making.words, shown, details_of(shown), making.office.name, batch.names, now)


def _put_versions(making: Making, folder: Folder, versions: Sequence[Contact]) -> None:
    inside = folder.inside(making.words("Versions"))
    for one in versions:
        number = _number(one.national_number, whole=making.asked.kind is PackKind.EVERYTHING)
        told = making.told(one, "national_number", "assessed_under", national_number=number)
        making.packing.json(inside.place(f"{making.words('version %(number)s', number=one.number)}.json"), told)


def _put_decisions(
    making: Making, folder: Folder, versions: Sequence[Contact], decisions: Sequence[ContactDecision]
) -> None:
    inside = folder.inside(making.words("Decisions"))
    numbers = {one.id: one.number for one in versions}
    for one in decisions:
        name = acceptance_paper.file_name(making.words, one)
        making.packing.put(inside.place(name), [pdf.made(acceptance_paper.sheet(making.words, one))])
        told = making.told(
            one,
            contact_version=numbers[one.contact_id],
            rule_set=one.rule_set.number,
            rule_set_print=one.rule_set.print,
        )
        making.packing.json(inside.place(f"{name.removesuffix('.pdf')}.json"), told)


def _put_evidence(making: Making, folder: Folder, batch: Batch, versions: Sequence[Contact]) -> None:
    """Each file once, though several versions rest on it; which do, `evidence.json` tells."""
    inside = folder.inside(making.words("Evidence"))
    paths: dict[int, str | None] = {}
    told = []
    for version in versions:
        for one in batch.evidence[version.id]:
            if one.document_id not in paths:
                kind = acceptance_paper.evidence_in(making.words, EvidenceKind(one.kind))
                paths[one.document_id] = making.document(inside, one.document, f"{kind}, {one.document.name}")
            told.append(
                making.told(
                    one,
                    contact_version=version.number,
                    name=one.document.name,
                    size=one.document.size,
                    sha256=one.document.sha256,
                    path=paths[one.document_id],
                )
            )
    making.packing.json(inside.place("evidence.json"), told)


def _put_profiles(making: Making, folder: Folder, batch: Batch, name: str, root_id: int) -> None:
    inside = folder.inside(making.words("Risk profiles"))
    for one in batch.profiles[root_id]:
        stem = making.words("risk profile %(number)s", number=one.number)
        decided = batch.profile_decisions[one.id]
        told = making.told(one, decisions=[decision_told(making, found) for found in decided])
        making.packing.json(inside.place(f"{stem}.json"), told)
        for found in decided:
            put_decision(making, inside, found, f"{name} · {stem}", f"{stem}.pdf")


def decision_told(making: Making, found: MatterDecision) -> dict[str, Any]:
    """A decision about a risk profile or a deal, with what it rested on."""
    number, rules = making.rules(found.rule_set_id)
    return making.told(found, rule_set=number, rule_set_print=rules.print)


def put_decision(making: Making, folder: Folder, found: MatterDecision, about: str, name: str) -> None:
    """The same, to be read."""
    number, rules = making.rules(found.rule_set_id)
    by = making.people.name(found.decided_by)
    paper = papers.decided(making.words, found, about, making.office.name, rules, number, by)
    making.packing.put(folder.place(name), [paper])


def _number(told: str | None, *, whole: bool) -> str | None:
    """A national number: whole where an office leaves with all it has, masked for anybody else."""
    if told is None or whole:
        return told
    try:
        return NationalNumber.parse(told).masked()
    except ValueProblem:
        return "***"


def _named_in(details: Any) -> Iterable[int]:
    """The contacts that details name, wherever they stand in them."""
    if isinstance(details, dict):
        for name, value in details.items():
            if name in _NAMING and isinstance(value, int):
                yield value
            else:
                yield from _named_in(value)
    elif isinstance(details, list):
        for value in details:
            yield from _named_in(value)
