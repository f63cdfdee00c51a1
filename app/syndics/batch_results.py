"""What became of each mandate of a batch: its state, its case, or why there is none."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from models.syndics import Batch, BatchItem, Case, MandateRow
from models.values.mandates import ItemState


@dataclass(frozen=True)
class Result:
    """One of them. `case_state`: where its case stands by now."""

    mandate_id: int
    name: str
    number: str
    state: ItemState
    refusal: str
    case_id: int | None
    case_state: str


def results_of(session: Session, batch: Batch, start: int = 0, most: int | None = None) -> list[Result]:
    """By the names of the associations, from so many on; `most` None: all."""
    rows = session.execute(
        select(BatchItem, MandateRow.association_name, MandateRow.association_number, Case.state)
        .join(MandateRow, MandateRow.id == BatchItem.mandate_id)
        .outerjoin(Case, Case.id == BatchItem.case_id)
        .where(BatchItem.organisation_id == batch.organisation_id, BatchItem.batch_id == batch.id)
        .order_by(MandateRow.sort_name, MandateRow.id)
        .offset(start)
        .limit(most)
    )
    return [
        Result(item.mandate_id, name, number, ItemState(item.state), item.refusal, item.case_id, state or "")
        for item, name, number, state in rows
    ]


def sizes_of(session: Session, batches: Iterable[Batch]) -> dict[int, int]:
    """How many mandates are in each of these."""
    rows = session.execute(
        select(BatchItem.batch_id, func.count())
        .where(BatchItem.batch_id.in_([one.id for one in batches]))
        .group_by(BatchItem.batch_id)
    )
    return {row[0]: row[1] for row in rows}
