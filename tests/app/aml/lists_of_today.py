"""What tests of screening stand on: an office that uses the tool, and lists that say what a test wants them to."""

from __future__ import annotations

import hashlib
import threading
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import TypeVar

from sqlalchemy import func, select, update
from sqlalchemy.orm import Session, sessionmaker

from app.aml.details import details_from
from app.aml.identifying import save_page
from app.aml.pages import PageName
from app.aml.rescreening import Rescreening
from app.aml.shelf import Shelf
from app.policy import Identity, Role
from app.transaction import Scope, enter, transaction
from models.aml import Contact, Hit, Listed, SanctionsList, Snapshot
from models.values import BirthDate, ListedEntry, Subject, SubjectKind, SubjectName, Topic
from tests.app.wallet.offices import NOW, office

T = TypeVar("T")
OFFICER = frozenset({Role.PERSON, Role.MEMBER, Role.AML_OFFICER})
MEMBER = frozenset({Role.PERSON, Role.MEMBER, Role.AML_MEMBER})


@dataclass(frozen=True)
class AmlOffice:
    """An office with its officer An and its member Bram."""

    id: int
    an: Identity
    bram: Identity


@dataclass
class Desk:
    """Where a job does its work, on the sessions of a test."""

    sessions: sessionmaker[Session]
    stop: threading.Event = field(default_factory=threading.Event)

    def office(self, act: Callable[[Session], T]) -> T:
        with self.sessions() as session, transaction(session):
            enter(session, Scope.office())
            return act(session)


def aml_office(session: Session) -> AmlOffice:
    made = office(session)
    an = Identity(made.an.account_id, None, OFFICER, made.id)
    return AmlOffice(made.id, an, Identity(made.bram.account_id, None, MEMBER, made.id))


def change_contact(
    session: Session, actor: Identity, shelf: Shelf, contact_id: int, subject: Subject, version: int, now: datetime
) -> Contact:
    """Other facts of a contact, as if each page of its file told them anew."""
    told = details_from(subject)
    return save_page(session, actor, shelf, contact_id, PageName.NAME, lambda _: told, version, now)


def rescreened(sessions: sessionmaker[Session], shelf: Shelf, session: Session, now: datetime = NOW) -> int:
    """All loads that wait are compared with all contacts; how many were."""
    session.commit()
    done = Rescreening(Desk(sessions), shelf, lambda: now).run()
    enter(session, Scope.office())
    session.expire_all()
    return done


def hits(session: Session) -> list[Hit]:
    """Every hit, the first first."""
    session.expire_all()
    return list(session.scalars(select(Hit).order_by(Hit.id)))


def current(session: Session) -> list[Hit]:
    """Those that aren't closed."""
    return [one for one in hits(session) if one.closed_at is None]


def person(name: str, born: str | int | None = None, *countries: str) -> Subject:
    """`born`: a day, a year, or nothing."""
    days: tuple[BirthDate, ...] = ()
    if isinstance(born, int):
        days = (BirthDate(date(born, 1, 1), date(born, 12, 31)),)
    elif born:
        days = (BirthDate(date.fromisoformat(born), date.fromisoformat(born)),)
    return Subject(SubjectKind.PERSON, (SubjectName(name),), days, countries)


def entry(key: str, subject: Subject, remarks: str = "", *topics: Topic) -> ListedEntry:
    return ListedEntry(key, subject, topics or (Topic.SANCTION,), remarks=remarks)


def load(session: Session, code: str, entries: Iterable[ListedEntry]) -> Snapshot:
    """A load of that list, which says this and nothing else; in office scope."""
    enter(session, Scope.office())
    of = session.scalars(select(SanctionsList).where(SanctionsList.code == code).with_for_update()).one()
    edition = int(session.scalar(select(func.coalesce(func.max(Snapshot.edition), 0))) or 0) + 1
    told = {one.key: one for one in entries}
    stood = {
        one.key: one
        for one in session.scalars(select(Listed).where(Listed.list_id == of.id, Listed.until.is_(None)))
    }
    gone = [one for key, one in stood.items() if key not in told or told[key].whole != one.whole]
    session.execute(update(Listed).where(Listed.id.in_([one.id for one in gone])).values(until=edition))
    came = [one for key, one in told.items() if key not in stood or stood[key].whole != one.whole]
    session.add_all(
        Listed(
            list_id=of.id, key=one.key, name=one.name, kind=str(one.subject.kind),
            topics=[str(topic) for topic in one.topics], judged=one.judged, whole=one.whole, told=one.told(),
            since=edition,
        )
        for one in came
    )  # fmt: skip
    changed = sum(one.key in stood for one in came)
    made = Snapshot(
        list_id=of.id, edition=edition, state="loaded", asked_at=NOW, ended_at=NOW, entries=len(told),
        sha256=hashlib.sha256(repr(sorted(told)).encode()).digest(), added=len(came) - changed, changed=changed,
        removed=len(gone) - changed,
    )  # fmt: skip
    session.add(made)
    of.edition, of.entries, of.loaded_at = edition, len(told), NOW
    session.flush()
    session.expire_all()
    return made
