"""Acts on many mandates: whose they are, one of them, what stands in it, and which mandates it may be about.

A batch is a syndic company's; each of its members sees it and carries it on. Its mandates are those in which that
company stands in the register by its enterprise number.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import ColumnElement, and_, false, func, or_, select
from sqlalchemy.orm import Session, joinedload

from app.errors import Missing, Stale
from app.events import Subject
from app.policy import Identity, Permission, may
from models.columns import among
from models.documents import Document
from models.events import PLATFORM
from models.organisations import Organisation
from models.syndics import Batch, BatchItem, MandateRow, RepresentativeRow
from models.values.mandates import CaseDetails, CaseEvidence, ItemState


def visible_to(who: Identity) -> ColumnElement[bool]:
    """The batches this reader may see: those of the company he acts for."""
    if not may(who, Permission.PORTFOLIO_KEEP) or who.organisation_id is None:
        return false()
    return Batch.organisation_id == who.organisation_id


def batch_record(session: Session, who: Identity, batch_id: int) -> Batch:
    """One batch, with who began it. Raises Missing when it isn't there or isn't yours."""
    found = session.scalars(
        select(Batch).where(Batch.id == batch_id, visible_to(who)).options(joinedload(Batch.beginner))
    ).one_or_none()
    if found is None:
        raise Missing("batch", batch_id)
    return found


def locked_batch(session: Session, who: Identity, batch_id: int, version: int | None = None) -> Batch:
    """The same, held until the transaction ends. Raises Missing, Stale when `version` is another one."""
    found = session.scalars(
        select(Batch)
        .where(Batch.id == batch_id, visible_to(who))
        .with_for_update(of=Batch)
        .execution_options(populate_existing=True)
    ).one_or_none()
    if found is None:
        raise Missing("batch", batch_id)
    if version is not None and found.version != version:
        raise Stale("batch", batch_id)
    return found


def details_of(batch: Batch) -> CaseDetails:
    """What it says of every case it makes."""
    return CaseDetails.read(json.loads(batch.details))


def subject_of(batch: Batch) -> Subject:
    """The batch as events know it."""
    return Subject("mandate_batch", batch.id, batch.organisation_id)


def paper_subject_of(batch: Batch) -> Subject:
    """The same for its files, which lie with the platform as those of its cases do."""
    return Subject("mandate_batch", batch.id, PLATFORM)


def papers_told(batch: Batch) -> tuple[tuple[CaseEvidence, int], ...]:
    """Its one set of files: what each proves, and its number."""
    return tuple((CaseEvidence(kind), int(document_id)) for kind, document_id in batch.documents)


def documents_of(session: Session, batch: Batch) -> list[tuple[CaseEvidence, Document]]:
    """The same with the files themselves, in the order in which they were added; in office scope."""
    told = papers_told(batch)
    if not told:
        return []
    found = session.scalars(
        select(Document).where(Document.organisation_id == PLATFORM, Document.id.in_([one for _, one in told]))
    )
    by_id = {one.id: one for one in found}
    return [(kind, by_id[one]) for kind, one in told if one in by_id]


@dataclass(frozen=True)
class Counts:
    """How many of its mandates wait, were handed in, were refused."""

    waiting: int = 0
    submitted: int = 0
    refused: int = 0

    @property
    def total(self) -> int:
        return self.waiting + self.submitted + self.refused


def counts_of(session: Session, batch: Batch) -> Counts:
    """How far it is."""
    rows = session.execute(
        select(BatchItem.state, func.count())
        .where(BatchItem.organisation_id == batch.organisation_id, BatchItem.batch_id == batch.id)
        .group_by(BatchItem.state)
    )
    told = {ItemState(state): number for state, number in rows}
    return Counts(*(told.get(state, 0) for state in (ItemState.WAITING, ItemState.SUBMITTED, ItemState.REFUSED)))


def company_of(session: Session, who: Identity) -> Organisation:
    """The company he acts for. Raises Missing where he acts for none."""
    found = session.get(Organisation, who.organisation_id) if who.organisation_id is not None else None
    if found is None:
        raise Missing("organisation", who.organisation_id or 0)
    return found


def mandates_of(number: str, day: date) -> ColumnElement[bool]:
    """The mandates of the company of that number that haven't ended by a day."""
    return and_(MandateRow.syndic_number == number, or_(MandateRow.last_day.is_(None), MandateRow.last_day >= day))


def mandates_among(session: Session, number: str, ids: Sequence[int], day: date) -> list[int]:
    """Those of the ids that are running mandates of that company."""
    return list(session.scalars(select(MandateRow.id).where(mandates_of(number, day), among(MandateRow.id, ids))))


def _represents(day: date) -> ColumnElement[bool]:
    return and_(
        RepresentativeRow.first_day <= func.greatest(day, MandateRow.first_day),
        or_(RepresentativeRow.last_day.is_(None), RepresentativeRow.last_day >= day),
    )


@dataclass(frozen=True)
class Represented:
    """Somebody who represents the company, by one of his rows, and in how many of its mandates."""

    representative_id: int
    name: str
    mandates: int


def representatives_of(session: Session, number: str, day: date) -> list[Represented]:
    """Who represents that company on a day, by name; the same person once, known by his number, else by name."""
    name = func.trim(func.concat(RepresentativeRow.given_names, " ", RepresentativeRow.family_name))
    who = func.coalesce(func.encode(RepresentativeRow.number_hash, "hex"), func.lower(name))
    rows = session.execute(
        select(func.min(RepresentativeRow.id), func.max(name), func.count(MandateRow.id.distinct()))
        .join(MandateRow, MandateRow.id == RepresentativeRow.mandate_id)
        .where(mandates_of(number, day), _represents(day))
        .group_by(who)
        .order_by(func.max(name))
    )
    return [Represented(*row) for row in rows]


def mandates_represented(session: Session, number: str, representative_id: int, day: date) -> list[int]:
    """All running mandates of that company that the same person represents on a day."""
    one = session.get(RepresentativeRow, representative_id)
    if one is None:
        return []
    if one.number_hash is not None:
        same: ColumnElement[bool] = RepresentativeRow.number_hash == one.number_hash
    else:
        same = and_(
            RepresentativeRow.number_hash.is_(None),
            func.lower(RepresentativeRow.given_names) == one.given_names.lower(),
            func.lower(RepresentativeRow.family_name) == one.family_name.lower(),
        )
    return list(
        session.scalars(
            select(MandateRow.id)
            .join(RepresentativeRow, RepresentativeRow.mandate_id == MandateRow.id)
            .where(mandates_of(number, day), _represents(day), same)
            .order_by(MandateRow.id)
        )
    )
