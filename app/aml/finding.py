"""Hits open, close and come back: what becomes of them when either side's facts are new. Decisions stand beside.

A hit is of facts: it stays as long as neither side's change, closes when one's do, and comes back with its
decision when they do. All that is written here is written while the contact's row is locked.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from datetime import datetime
from decimal import Decimal

from sqlalchemy import ARRAY, BigInteger, String, column, func, literal, select, tuple_
from sqlalchemy.orm import Session

from app.aml.screening import THRESHOLD, Comparison, compare
from models.aml import Hit, Listed
from models.values import ListedEntry, Subject

Key = tuple[int, str]
"""An entry of a list, whatever it said when: the list's id, and what the list calls the entry."""


@dataclass(frozen=True)
class Ours:
    """A contact, by the fingerprint of its facts."""

    organisation_id: int
    id: int
    print: bytes


@dataclass(frozen=True)
class Stands:
    """What a list says of an entry now."""

    id: int
    key: Key
    judged: bytes


@dataclass(frozen=True)
class Pair:
    """A contact and an entry: what stands of it, if anything does, and how alike they are; None: not enough."""

    ours: Ours
    key: Key
    stands: Stands | None
    comparison: Comparison | None


@dataclass
class Settled:
    """What came of it: open hits by organisation, how many closed, and the contacts of which any hit is another
    one than before."""

    opened: Counter[int] = field(default_factory=Counter)
    closed: int = 0
    touched: set[int] = field(default_factory=set)


def standing(session: Session, keys: Iterable[Key]) -> dict[Key, Stands]:
    """What stands of these entries; those that no list has any more are left out."""
    wanted = sorted(set(keys))
    if not wanted:
        return {}
    asked = (
        func.unnest(
            literal([one for one, _ in wanted], ARRAY(BigInteger)),
            literal([key for _, key in wanted], ARRAY(String)),
        )
        .table_valued(column("list_id", BigInteger), column("key", String), name="asked")
        .render_derived()
    )
    rows = session.execute(
        select(Listed.id, Listed.list_id, Listed.key, Listed.judged)
        .join(asked, (Listed.list_id == asked.c.list_id) & (Listed.key == asked.c.key))
        .where(Listed.until.is_(None))
    )
    return {(row.list_id, row.key): Stands(row.id, (row.list_id, row.key), row.judged) for row in rows}


def settle_contacts(
    session: Session,
    found: Sequence[tuple[Ours, Subject, Mapping[int, Comparison]]],
    edition: int,
    now: datetime,
) -> Settled:
    """Contacts that were compared with all lists as they stood in that edition: what was alike, by the id of the
    entry's row. A hit that was there before and isn't among these is looked at by its facts: an index finds what
    is near, not all of it, and what was found once is never lost to that."""
    rows = _listed(session, {one for *_, alike in found for one in alike})
    hits = _hits_of(session, [ours for ours, *_ in found])
    pairs: list[Pair] = []
    left: list[tuple[Ours, Subject, Key]] = []
    for ours, subject, alike in found:
        seen = set[Key]()
        for listed_id, comparison in alike.items():
            stands = rows[listed_id]
            seen.add(stands.key)
            pairs.append(Pair(ours, stands.key, stands, comparison))
        left += [(ours, subject, key) for key in _current_keys(hits, ours) if key not in seen]
    now_standing = standing(session, (key for *_, key in left))
    theirs = _subjects(session, now_standing.values())
    for ours, subject, key in left:
        now_said = now_standing.get(key)
        again = compare(subject, theirs[now_said.id]) if now_said is not None else None
        alike_still = again is not None and again.score >= THRESHOLD
        pairs.append(Pair(ours, key, now_said, again if alike_still else None))
    return _settle(session, pairs, hits, edition, now)


def settle_pairs(session: Session, pairs: Sequence[Pair], edition: int, now: datetime) -> Settled:
    """Contacts and entries that were compared with each other alone."""
    asked = [(one.ours.organisation_id, one.ours.id, *one.key) for one in pairs]
    if not asked:
        return Settled()
    return _settle(session, pairs, _by_pair(_locked(session, asked)), edition, now)


_Hits = dict[int, dict[Key, list[Hit]]]


def _settle(session: Session, pairs: Sequence[Pair], hits: _Hits, edition: int, now: datetime) -> Settled:
    settled = Settled()
    opening = []
    for pair in pairs:
        known = hits.get(pair.ours.id, {}).get(pair.key, [])
        current = next((one for one in known if one.closed_at is None), None)
        same = next(
            (one for one in known if pair.stands is not None and _is_of(one, pair.ours, pair.stands)), None
        )
        if current is not None and current is same:
            if _point(current, pair.stands):
                settled.touched.add(pair.ours.id)
            continue
        if current is not None:
            settled.touched.add(pair.ours.id)
            current.closed_at, current.closed_why = now, _why(current, pair)
            settled.closed += 1
        if pair.comparison is not None and pair.stands is not None:
            opening.append((pair, pair.stands, pair.comparison, same))
    session.flush()  # what closes makes place for what opens
    for pair, stands, comparison, same in opening:
        settled.touched.add(pair.ours.id)
        if same is None:
            session.add(_made(pair.ours, stands, comparison, edition, now))
        else:
            same.closed_at, same.closed_why = None, ""
            _point(same, stands)
        if same is None or same.state == "open":
            settled.opened[pair.ours.organisation_id] += 1
    session.flush()
    return settled


def _is_of(hit: Hit, ours: Ours, stands: Stands) -> bool:
    return hit.contact_print == ours.print and hit.judged == stands.judged


def _point(hit: Hit, stands: Stands | None) -> bool:
    """The entry's row may be another one that says the same of who it is; whether it is."""
    if stands is None or hit.listed_id == stands.id:
        return False
    hit.listed_id = stands.id
    return True


def _why(hit: Hit, pair: Pair) -> str:
    if pair.stands is None:
        return "no_longer_listed"
    return "contact_changed" if hit.contact_print != pair.ours.print else "entry_changed"


def _made(ours: Ours, stands: Stands, comparison: Comparison, edition: int, now: datetime) -> Hit:
    return Hit(
        organisation_id=ours.organisation_id,
        contact_id=ours.id,
        list_id=stands.key[0],
        key=stands.key[1],
        listed_id=stands.id,
        contact_print=ours.print,
        judged=stands.judged,
        score=Decimal(str(comparison.score)),
        open_facts=comparison.open_facts,
        comparison={"features": [asdict(one) for one in comparison.features]},
        edition=edition,
        found_at=now,
    )


def _listed(session: Session, ids: set[int]) -> dict[int, Stands]:
    if not ids:
        return {}
    rows = session.execute(select(Listed.id, Listed.list_id, Listed.key, Listed.judged).where(Listed.id.in_(ids)))
    return {row.id: Stands(row.id, (row.list_id, row.key), row.judged) for row in rows}


def _subjects(session: Session, entries: Iterable[Stands]) -> dict[int, Subject]:
    """What the lists say of these, by the id of the entry's row."""
    ids = [one.id for one in entries]
    if not ids:
        return {}
    rows = session.execute(select(Listed.id, Listed.key, Listed.told).where(Listed.id.in_(ids)))
    return {row.id: ListedEntry.read(row.key, row.told).subject for row in rows}


def _hits_of(session: Session, contacts: Sequence[Ours]) -> _Hits:
    """Every hit of these contacts, closed ones too, locked."""
    whose = [(one.organisation_id, one.id) for one in contacts]
    return _by_pair(
        session.scalars(
            select(Hit)
            .where(tuple_(Hit.organisation_id, Hit.contact_id).in_(whose))
            .order_by(Hit.id)
            .with_for_update()
            .execution_options(populate_existing=True)
        )
    )


def _locked(session: Session, asked: Sequence[tuple[int, int, int, str]]) -> Iterator[Hit]:
    organisations, contacts, lists, keys = zip(*asked, strict=True)
    wanted = (
        func.unnest(
            *(literal(list(ids), ARRAY(BigInteger)) for ids in (organisations, contacts, lists)),
            literal(list(keys), ARRAY(String)),
        )
        .table_valued(
            *(column(name, BigInteger) for name in ("organisation_id", "contact_id", "list_id")),
            column("key", String),
            name="wanted",
        )
        .render_derived()
    )
    names = ("organisation_id", "contact_id", "list_id", "key")
    ids = select(Hit.id).join(
        wanted, tuple_(*(getattr(Hit, one) for one in names)) == tuple_(*(wanted.c[one] for one in names))
    )
    return iter(
        session.scalars(
            select(Hit)
            .where(Hit.id.in_(ids))
            .order_by(Hit.id)
            .with_for_update()
            .execution_options(populate_existing=True)
        )
    )


def _by_pair(hits: Iterable[Hit]) -> _Hits:
    found: _Hits = defaultdict(lambda: defaultdict(list))
    for one in hits:
        found[one.contact_id][one.list_id, one.key].append(one)
    return found


def _current_keys(hits: _Hits, ours: Ours) -> list[Key]:
    known = hits.get(ours.id, {})
    return [key for key, of_key in known.items() if any(one.closed_at is None for one in of_key)]
