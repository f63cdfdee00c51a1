"""What a pack is asked to hold: which contacts, which deals, and whether what only officers read is in it."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, func, or_, select, true
from sqlalchemy.orm import Session

from app import work as long_work
from app.aml.register_papers import alone
from app.clock import BRUSSELS
from app.errors import Refusal
from app.policy import Identity, Permission, require
from models.aml import (
    AnnualReport,
    Contact,
    ContactDecision,
    Deal,
    DealParty,
    Evidence,
    MatterDecision,
    Notification,
    Policy,
    RiskProfile,
    Training,
)
from models.columns import among
from models.documents import Document
from models.values import WorkKind
from models.values.following import PackKind
from models.values.plain import Plain
from models.values.vigilance import Level
from models.work import Work

MOST_CHOSEN = 200
SCREEN = "PackScreen"
"""Whose file it is: who may not open that screen any more, isn't handed the file either."""
_FIRST_YEAR, _LAST_YEAR = 2017, 2200
_GENERATED = 6_000
"""So many bytes a file that we write ourselves takes, packed, give or take."""


class WhoseFiles(StrEnum):
    """How the contacts of a pack are told."""

    CHOSEN = "chosen"
    YEAR = "year"
    LEVEL = "level"
    ALL = "all"


@dataclass(frozen=True)
class Asked(Plain):
    """`contacts`: root ids, and `deals` those beside the ones in which these contacts are a party. `reports`: with
    what officers hold, report to the FIU, and write of atypical operations. `annual`: with the signed reports of
    years, which count these. Of everything both are in it."""

    kind: PackKind = PackKind.INSPECTION
    which: WhoseFiles = WhoseFiles.CHOSEN
    contacts: tuple[int, ...] = ()
    deals: tuple[int, ...] = ()
    year: int = 0
    level: str = ""
    reports: bool = False
    annual: bool = False

    @property
    def with_reports(self) -> bool:
        return self.reports or self.kind is PackKind.EVERYTHING

    @property
    def with_annual(self) -> bool:
        return self.annual or self.kind is PackKind.EVERYTHING

    @property
    def everybody(self) -> bool:
        """Whether all contacts and deals of the office are in it."""
        return self.which is WhoseFiles.ALL or self.kind is PackKind.EVERYTHING


@dataclass(frozen=True)
class Preview:
    """How much will be in it: the first two exactly, files and bytes about."""

    contacts: int = 0
    deals: int = 0
    documents: int = 0
    files: int = 0
    size: int = 0


@dataclass(frozen=True)
class Found:
    """What a search finds to choose from."""

    contacts: tuple[tuple[int, str], ...] = field(default=())
    deals: tuple[tuple[int, str], ...] = field(default=())


def fit(asked: Asked) -> None:
    """Raises Refusal aml.pack.nobody, .too_many, .year, .level."""
    if asked.everybody:
        return
    if asked.which is WhoseFiles.CHOSEN:
        if not asked.contacts and not asked.deals:
            raise Refusal("aml.pack.nobody", field="sought")
        if len(asked.contacts) + len(asked.deals) > MOST_CHOSEN:
            raise Refusal("aml.pack.too_many", field="sought", most=MOST_CHOSEN)
    elif asked.which is WhoseFiles.YEAR and not _FIRST_YEAR <= asked.year <= _LAST_YEAR:
        raise Refusal("aml.pack.year", field="year", first=_FIRST_YEAR)
    elif asked.which is WhoseFiles.LEVEL and asked.level not in tuple(Level):
        raise Refusal("aml.pack.level", field="level")


def ask(session: Session, actor: Identity, asked: Asked, now: datetime) -> Work:
    """Has a pack made by a worker; it is its maker's alone. Raises Forbidden, and what `fit` raises; Refusal
    aml.pack.nothing where nothing of the office is asked for, .being_made where he has one made already: they are
    large."""
    require(actor, Permission.PACK_MAKE)
    fit(asked)
    alone(session, actor.organisation_id or 0)
    if _is_being_made(session, actor):
        raise Refusal("aml.pack.being_made")
    found = preview(session, actor, asked)
    if not asked.everybody and not found.contacts and not found.deals:
        raise Refusal("aml.pack.nothing")
    facts = {"asked": asked.told(), "list": SCREEN, "language": actor.language, "files": found.files}
    return long_work.ask(session, actor, WorkKind.PACK, facts, now)


def _is_being_made(session: Session, actor: Identity) -> bool:
    mine = (Work.organisation_id == actor.organisation_id, Work.account_id == actor.account_id)
    asked = select(Work.id).where(*mine, Work.kind == WorkKind.PACK, Work.ended_at.is_(None)).limit(1)
    return session.scalar(asked) is not None


def roots(organisation_id: int, asked: Asked) -> Select[Any]:
    """The root ids of the contacts it holds; what names them has to be of that office."""
    return select(Contact.root_id).where(
        Contact.organisation_id == organisation_id, Contact.copy_of.is_(None), _contacts(organisation_id, asked)
    )


def deals(organisation_id: int, asked: Asked) -> Select[Any]:
    """The ids of the deals it holds."""
    return select(Deal.id).where(Deal.organisation_id == organisation_id, _deals(organisation_id, asked))


def _contacts(organisation_id: int, asked: Asked) -> ColumnElement[bool]:
    """Of the first version of each."""
    if asked.everybody:
        return true()
    if asked.which is WhoseFiles.CHOSEN:
        return among(Contact.id, asked.contacts)
    version = Contact.__table__.alias("a_version")
    same = (version.c.organisation_id == organisation_id) & (version.c.root_id == Contact.id)
    if asked.which is WhoseFiles.LEVEL:
        told = and_(version.c.head, version.c.level.in_(_levels(asked)))
    else:
        told = or_(_in_year(version.c.made_at, asked.year), _in_year(version.c.decided_at, asked.year))
    return select(version.c.id).where(same, told).exists()


def _deals(organisation_id: int, asked: Asked) -> ColumnElement[bool]:
    if asked.everybody:
        return true()
    if asked.which is WhoseFiles.LEVEL:
        return Deal.level.in_(_levels(asked))
    if asked.which is WhoseFiles.YEAR:
        return or_(_in_year(Deal.made_at, asked.year), _in_year(Deal.decided_at, asked.year))
    party = (
        select(DealParty.id)
        .where(
            DealParty.organisation_id == organisation_id,
            DealParty.deal_id == Deal.id,
            among(DealParty.root_id, asked.contacts),
        )
        .exists()
    )
    return or_(party, among(Deal.id, asked.deals))


def _levels(asked: Asked) -> tuple[Level, ...]:
    """The last two read the same, so they are asked for together."""
    raised = (Level.RAISED, Level.STOP)
    return raised if asked.level in raised else (Level(asked.level),)


def _in_year(column: Any, year: int) -> ColumnElement[bool]:
    first = datetime.combine(date(year, 1, 1), datetime.min.time(), BRUSSELS)
    until = datetime.combine(date(year + 1, 1, 1), datetime.min.time(), BRUSSELS)
    return and_(column >= first, column < until)


def preview(session: Session, who: Identity, asked: Asked) -> Preview:
    """How much it will be, in one question. Raises Forbidden."""
    require(who, Permission.PACK_MAKE)
    office = who.organisation_id or 0
    of, dealt = roots(office, asked), deals(office, asked)
    proof = select(Evidence.document_id).join(Contact, _version_of(Evidence)).where(Contact.root_id.in_(of))
    papers = select(func.count(), func.coalesce(func.sum(Document.size), 0)).where(
        Document.organisation_id == office, Document.id.in_(proof), Document.file.is_not(None)
    )
    profile = RiskProfile.root_id.in_(of)
    counted = (
        select(func.count()).select_from(of.subquery()),
        select(func.count()).select_from(dealt.subquery()),
        _count(Contact, office, Contact.root_id.in_(of)),
        _count(ContactDecision, office, ContactDecision.root_id.in_(of)),
        _count(RiskProfile, office, profile),
        _count(Notification, office, or_(Notification.root_id.in_(of), Notification.deal_id.in_(dealt))),
        _count(MatterDecision, office, MatterDecision.deal_id.in_(dealt)),
        _count(Policy, office, true()),
        _count(Training, office, Training.document_id.is_not(None)),
        _count(AnnualReport, office, AnnualReport.state == "signed"),
    )
    row = session.execute(select(*(one.scalar_subquery() for one in counted), papers.subquery())).one()
    contacts, dealings, versions, decided, profiled, notified, matters, policies, trained, signed, docs, size = row
    ours = (
        20 + 3 * contacts + 3 * dealings + versions + 2 * decided + 3 * profiled + notified + 2 * matters
        + policies + trained + (signed if asked.with_annual else 0)
    )  # fmt: skip
    return Preview(contacts, dealings, docs, docs + ours, int(size) + ours * _GENERATED)


def _count(table: Any, office: int, where: ColumnElement[bool]) -> Select[Any]:
    return select(func.count()).select_from(table).where(table.organisation_id == office, where)


def _version_of(table: type[Evidence]) -> ColumnElement[bool]:
    return (Contact.organisation_id == table.organisation_id) & (Contact.id == table.contact_id)
