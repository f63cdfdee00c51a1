"""A list that was loaded, with an entry that changed once, and loads that are read, wait or were refused: public,
and without a mark."""

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
    return {
        "sanctions_list": of.id,
        "sanctions_load": second.id,
        "listed": rows[1].id,
        "held_load": _held(session),
        **_others(session, of),
    }


def _held(session: Session) -> int:
    """A load of the Belgian list of which 20 of 60 entries would go."""
    of = session.scalars(select(SanctionsList).where(SanctionsList.code == "belgium")).one()
    stands = _load(session, of, 21)
    of.edition, of.published_on, of.entries = stands.edition or 0, stands.published_on, 60
    of.loaded_at = of.looked_at = BEGAN
    for key in ("Q1", "Q2"):
        subject = Subject(SubjectKind.PERSON, (SubjectName(f"Droogenbroodt-Mwangi {key}"),))
        session.add(_row(of, ListedEntry(key, subject), stands, None))
    made = Snapshot(
        list=of, state="held", asked_at=BEGAN, ended_at=BEGAN, file_name="national.csv", sha256=bytes(32),
        size=4096, published_on=stands.published_on, entries=40, removed=20,
    )  # fmt: skip
    session.add(made)
    session.flush()
    return made.id


def _others(session: Session, of: SanctionsList) -> Ids:
    """One that was refused, and one that is being read."""
    peps = session.scalars(select(SanctionsList).where(SanctionsList.code == "peps")).one()
    refused = Snapshot(
        list=of, state="refused", asked_at=BEGAN, ended_at=BEGAN, file_name="list.xml", sha256=bytes(32), size=812,
        why="list_cut_off", why_line=12_345, why_value="INDIVIDUAL",
    )  # fmt: skip
    reading = Snapshot(list=peps, asked_at=BEGAN, entries=20_000)
    session.add_all([refused, reading])
    session.flush()
    return {"refused_load": refused.id, "reading_load": reading.id}


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
