"""A list that was loaded, with an entry that changed once: public, and without a mark."""

from __future__ import annotations

from datetime import timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from app import clock
from models.aml import Listed, SanctionsList, Snapshot
from models.values import IdentifierKind, ListedEntry, NameKind, Subject, SubjectKind, SubjectName
from models.values.screened import BirthDate, Identifier
from tests.house.crowd import BEGAN, Ids


def loaded_list(session: Session) -> Ids:
    """The UN's list in two loads; the second is the one that is looked at."""
    of = session.scalars(select(SanctionsList).where(SanctionsList.code == "un")).one()
    born = clock.day_of(BEGAN).replace(year=1969)
    names = (SubjectName("Vandersmissen Casper"), SubjectName("Каспер", NameKind.ALIAS))
    numbers = (Identifier(IdentifierKind.PASSPORT, "XX123456", "BE"),)
    before = Subject(SubjectKind.PERSON, names[:1], (BirthDate(born, born),))
    after = Subject(SubjectKind.PERSON, names, (BirthDate(born, born),), ("BE",), numbers)
    first, second = (_load(session, of, days) for days in (14, 7))
    rows = [
        _row(of, ListedEntry("QDi.1", before, programmes=("Practice",)), first, second),
        _row(of, ListedEntry("QDi.1", after, programmes=("Practice",), remarks="Invented."), second, None),
    ]
    session.add_all(rows)
    of.edition, of.published_on, of.entries = second.edition or 0, second.published_on, 1
    of.loaded_at = of.looked_at = second.ended_at
    session.flush()
    return {"sanctions_list": of.id, "sanctions_load": second.id, "listed": rows[1].id}


def _load(session: Session, of: SanctionsList, days: int) -> Snapshot:
    at = BEGAN - timedelta(days=days)
    made = Snapshot(
        list=of,
        edition=100 - days,
        state="loaded",
        asked_at=at,
        ended_at=at,
        published_on=clock.day_of(at),
        sha256=days.to_bytes(32),
        entries=1,
        changed=1,
        problems=1,
        told=[{"line": 12, "code": "entry_country", "value": "QDi.1: Atlantis"}],
        screened_at=at,
    )
    session.add(made)
    session.flush()
    return made


def _row(of: SanctionsList, entry: ListedEntry, since: Snapshot, until: Snapshot | None) -> Listed:
    return Listed(
        list=of,
        key=entry.key,
        name=entry.name,
        kind=str(entry.subject.kind),
        topics=[str(one) for one in entry.topics],
        judged=entry.judged,
        whole=entry.whole,
        told=entry.told(),
        since=since.edition or 0,
        until=until.edition if until else None,
    )
