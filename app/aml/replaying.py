"""A decision replayed: its file built anew from what is kept, under its own rules, beside what it says of itself;
and what the rules, lists and day of now would make of it. Reading only."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from decimal import Decimal
from enum import StrEnum

from sqlalchemy import ColumnElement, Select, and_, func, inspect, or_, select
from sqlalchemy.orm import Session, joinedload
from sqlalchemy.orm.interfaces import ORMOption

from app.aml.as_of import Kept, KeptHit, Moment, Said, kept_of, rest_of
from app.aml.assessing import Rules
from app.aml.contacts import MOST_HITS
from app.aml.screening import SubjectIndex, compare
from app.aml.vigilance.file import File, FoundHit, Related
from app.aml.vigilance.level import Assessment, Reason, vigilance_of
from app.aml.vigilance.rule_set import RuleSet
from app.errors import Missing
from models.aml import Contact, ContactDecision, Evidence, Listed
from models.values import ListedEntry, Subject
from models.values.plain import print_of
from models.values.vigilance import ContactState, Level

BATCH = 100
MOST_SEARCHED = 20_000
"""Entries of an edition that a page searches through once more."""
_THOUSANDTH = Decimal("0.001")


class Part(StrEnum):
    """Of what a decision says of itself, or rests on."""

    FINGERPRINT = "fingerprint"
    VERDICT = "verdict"
    RULES = "rules"
    WHO = "who"
    NATIONAL_NUMBER = "national_number"
    ANSWERS = "answers"
    EVIDENCE = "evidence"
    HITS = "hits"
    ENTRIES = "entries"
    SCORES = "scores"
    OTHERS = "others"
    RELATED = "related"
    COUNTRIES = "countries"
    EDITION = "edition"
    DAY = "day"
    REASONS = "reasons"
    LEVEL = "level"


@dataclass(frozen=True)
class Replay:
    """What came of it. `differs`: the parts that aren't what the decision says, in the order of `Part`; none of
    them: it is identical. `taken_from_decision`: what changed since and isn't kept as it was, so that the
    decision's own word was taken for it. `others`: entries of that edition, by list and key, that are as like as a
    hit and were none; None where nobody searched for them.

    `then` is what the decision says, `again` what its own rules make of the file, `today` what the rules, lists
    and day of now do; `came` and `went` are the reasons of today that weren't then, and the other way round.
    """

    decision_id: int
    contact_id: int
    differs: tuple[Part, ...]
    taken_from_decision: tuple[Part, ...]
    others: tuple[tuple[str, str], ...] | None
    then: Assessment
    again: Assessment
    rules: Rules
    today: Assessment
    today_rules: Rules
    today_edition: int

    @property
    def identical(self) -> bool:
        """Whether everything is as the decision says."""
        return not self.differs

    @property
    def came(self) -> tuple[Reason, ...]:
        return _without(self.today.reasons, self.then.reasons)

    @property
    def went(self) -> tuple[Reason, ...]:
        return _without(self.then.reasons, self.today.reasons)


def replay(session: Session, decision: ContactDecision, now: datetime, *, complete: bool = False) -> Replay:
    """One decision. `complete`: all entries of its edition are searched too.

    Raises Refusal aml.rules.none.
    """
    if inspect(decision).unloaded & {"contact", "rule_set"}:
        session.scalars(_read_along().where(ContactDecision.id == decision.id)).one()
    return next(_replays(session, [decision], kept_of(session, [decision.contact]), now, complete=complete))


def replay_of(
    session: Session, whose: ColumnElement[bool], decision_id: int, now: datetime, *, complete: bool = False
) -> tuple[ContactDecision, Replay]:
    """The same by its number, of those of which that is true. Of an edition with very many entries they aren't
    searched, whatever was asked. Raises Missing, Refusal aml.rules.none."""
    mine = and_(
        Evidence.organisation_id == ContactDecision.organisation_id,
        Evidence.contact_id == ContactDecision.contact_id,
    )
    row = session.execute(
        _read_along().add_columns(*rest_of(mine)).where(ContactDecision.id == decision_id, whose)
    ).one_or_none()
    if row is None:
        raise Missing("contact_decision", decision_id)
    decision, *rest = row
    kept = kept_of(session, [decision.contact], rest)
    complete = complete and few_entries(session, decision.edition)
    return decision, next(_replays(session, [decision], kept, now, complete=complete))


def replay_all(
    session: Session, organisation_id: int, now: datetime, *, complete: bool = False
) -> Iterator[Replay]:
    """Every decision of an office, the first first, some at a time."""
    last = 0
    while True:
        some = session.scalars(
            _read_along()
            .where(ContactDecision.organisation_id == organisation_id, ContactDecision.id > last)
            .order_by(ContactDecision.id)
            .limit(BATCH)
        ).all()
        if not some:
            return
        kept = kept_of(session, [one.contact for one in some])
        yield from _replays(session, some, kept, now, complete=complete)
        last = some[-1].id


def along() -> tuple[ORMOption, ...]:
    """What a decision that is replayed is read with."""
    return joinedload(ContactDecision.contact), joinedload(ContactDecision.rule_set)


def _read_along() -> Select[ContactDecision]:
    return select(ContactDecision).options(*along()).execution_options(populate_existing=True)


def few_entries(session: Session, edition: int) -> bool:
    """Whether an edition has so few entries that a page searches through them."""
    some = select(Listed.id).where(*_stood(edition)).limit(MOST_SEARCHED + 1).subquery()
    return int(session.scalar(select(func.count()).select_from(some)) or 0) <= MOST_SEARCHED


def _replays(
    session: Session, decisions: Sequence[ContactDecision], kept: Kept, now: datetime, *, complete: bool
) -> Iterator[Replay]:
    indexes: dict[int, _Index] = {}
    for decision in decisions:
        index = None
        if complete:
            index = indexes.get(decision.edition) or _index_of(session, decision.edition)
            indexes[decision.edition] = index
        yield _replayed(kept, decision, now, index)


def _replayed(kept: Kept, decision: ContactDecision, now: datetime, index: _Index | None) -> Replay:
    contact, moment = decision.contact, Moment(decision.decided_at, decision.edition)
    said, then = File.read(decision.file), Assessment.read(decision.result)
    built = _settled(kept, contact, moment, said)
    rules = RuleSet.read(decision.rule_set.data)
    again = vigilance_of(rules, built.file)
    others = _others(kept, contact, moment, index) if index is not None else None
    differs = {
        Part.FINGERPRINT: print_of({"file": decision.file, "result": decision.result}) != decision.print,
        Part.VERDICT: not _stands(decision),
        Part.RULES: print_of(decision.rule_set.data) != decision.rule_set.print,
        Part.OTHERS: bool(others),
        Part.REASONS: again != then,
        Part.LEVEL: {again.level, then.level} != {Level(decision.level) if decision.level else None},
        **_differences(kept, contact, moment, built.file, said),
    }
    today = Moment(now, kept.world.newest, current=True)
    return Replay(
        decision.id,
        contact.id,
        tuple(part for part in Part if differs[part]),
        built.taken,
        others,
        then,
        again,
        Rules(decision.rule_set.id, decision.rule_set.number or 0, rules),
        vigilance_of(kept.world.rules.rules, kept.file_at(contact, today)),
        kept.world.rules,
        today.edition,
    )


@dataclass(frozen=True)
class _Built:
    file: File
    taken: tuple[Part, ...]


def _settled(kept: Kept, contact: Contact, moment: Moment, said: File) -> _Built:
    """The file as it stood. Where a thing changed since and is kept only as it is now, the decision's own word
    counts: hits of a contact that hadn't been compared with the newest edition, and other contacts whose first
    version was still worked on."""
    file, taken = kept.file_at(contact, moment), []
    behind = kept.world.behind(contact, moment) is not None and _plain(file.hits) != _plain(said.hits)
    if behind and all(_known(kept, contact, one, moment) for one in said.hits):
        file, taken = replace(file, hits=said.hits), [Part.HITS]
    mine = {(one.contact_id, one.role): version for one, version in kept.beside_at(contact, moment)}
    settled = []
    for one in file.related:
        version, told = mine[one.contact_id, one.role], _same_of(said.related, one)
        if told is not None and _normal(told) != _normal(one) and _changed_since(kept, version, moment):
            taken.append(Part.RELATED)
            one = told
        settled.append(one)
    return _Built(replace(file, related=tuple(settled)), tuple(dict.fromkeys(taken)))


def _same_of(related: Sequence[Related], one: Related) -> Related | None:
    return next((told for told in related if (told.contact_id, told.role) == (one.contact_id, one.role)), None)


def _changed_since(kept: Kept, version: Contact, moment: Moment) -> bool:
    """Whether a version that counted then was still worked on after, or hadn't been compared yet."""
    undecided = version.decided_at is None or version.decided_at > moment.at
    return (undecided and version.changed_at > moment.at) or kept.world.behind(version, moment) is not None


def _known(kept: Kept, contact: Contact, hit: FoundHit, moment: Moment) -> bool:
    return any(
        (one.list_code, one.key[1], one.judged.hex()) == (hit.list_code, hit.key, hit.judged)
        and one.found_at <= moment.at
        for one in kept.hits.get(contact.id, ())
    )


def _differences(
    kept: Kept, contact: Contact, moment: Moment, built: File, said: File
) -> dict[Part, bool]:  # fmt: skip
    sides = [contact, *(version for _, version in kept.beside_at(contact, moment))]
    hits = [(Subject.read(one.facts), *pair) for one in sides for pair in kept.hits_at(one, moment)]
    return {
        Part.WHO: (built.kind, built.person, built.organisation) != (said.kind, said.person, said.organisation)
        or Subject.read(contact.facts).fingerprint != contact.print,
        Part.NATIONAL_NUMBER: built.has_national_number != said.has_national_number,
        Part.ANSWERS: built.answers != said.answers,
        Part.EVIDENCE: built.evidence != said.evidence,
        Part.HITS: _plain(built.hits) != _plain(said.hits),
        Part.ENTRIES: any(
            ListedEntry.read(hit.key[1], entry.told).judged != entry.judged for _, hit, entry in hits
        ),
        Part.SCORES: any(_score(*one) != _exact(one[1].score) for one in hits),
        Part.RELATED: [_normal(one) for one in built.related] != [_normal(one) for one in said.related],
        Part.COUNTRIES: (built.lists.high_risk, built.lists.tax) != (said.lists.high_risk, said.lists.tax),
        Part.EDITION: built.lists.edition != said.lists.edition,
        Part.DAY: built.today != said.today,
    }


def _score(subject: Subject, hit: KeptHit, entry: Said) -> Decimal:
    """How alike both sides are, compared once more."""
    return _exact(str(compare(subject, ListedEntry.read(hit.key[1], entry.told).subject).score))


def _exact(score: str) -> Decimal:
    return Decimal(score).quantize(_THOUSANDTH)


def _plain(hits: Sequence[FoundHit]) -> tuple[FoundHit, ...]:
    """Hits, whatever the order in which a list tells its topics, and with three figures in each score."""
    return tuple(
        replace(one, topics=tuple(sorted(one.topics)), score=str(_exact(one.score))) for one in hits
    )  # fmt: skip


def _normal(one: Related) -> Related:
    return replace(one, hits=_plain(one.hits))


def _stands(decision: ContactDecision) -> bool:
    """Whether the version says that it was decided so, then."""
    version = decision.contact
    decided = version.state in (str(ContactState.REPLACED), decision.verdict)
    return decided and version.decided_at == decision.decided_at and version.root_id == decision.root_id


def _without(reasons: Sequence[Reason], others: Sequence[Reason]) -> tuple[Reason, ...]:
    known = {(one.rule, one.option, one.effects) for one in others}
    return tuple(one for one in reasons if (one.rule, one.option, one.effects) not in known)


@dataclass(frozen=True)
class _Index:
    """All entries of an edition, to be searched, and which rows they are."""

    index: SubjectIndex
    rows: dict[int, tuple[int, str, str, int]]


def _index_of(session: Session, edition: int) -> _Index:
    index, rows = SubjectIndex.open(), {}
    found = session.scalars(select(Listed).where(*_stood(edition)).options(joinedload(Listed.list))).all()
    index.change((one.id, ListedEntry.read(one.key, one.told).subject) for one in found)
    for one in found:
        rows[one.id] = (one.list_id, one.list.code, one.key, one.since)
    return _Index(index, rows)


def _stood(edition: int) -> tuple[ColumnElement[bool], ...]:
    return Listed.since <= edition, or_(Listed.until.is_(None), Listed.until > edition)


def _others(kept: Kept, contact: Contact, moment: Moment, index: _Index) -> tuple[tuple[str, str], ...]:
    """Entries that are as like as a hit, and were none; but for those that no load had been compared with yet."""
    hits = {hit.key for hit, _ in kept.hits_at(contact, moment)}
    behind = kept.world.behind(contact, moment)
    found = []
    for match in index.index.matches(Subject.read(contact.facts), limit=MOST_HITS):
        list_id, code, key, since = index.rows[match.id]
        if (list_id, key) not in hits and (behind is None or since < behind):
            found.append((code, key))
    return tuple(found)
