"""A batch is carried out: a case per mandate, made, handed in and paid in a transaction of its own.

So whatever ends it, a mandate either waits still, or has a case that was handed in and paid once, or a reason why
there is none. Who begins it again, or at the same time, does only what waits. What keeps all of them from being
paid or handed in (the wallet, the fee) makes it stand still, and the batch says so. In its company's scope.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from sqlalchemy import func, select, update
from sqlalchemy.orm import Session, joinedload

from app import clock, events
from app.errors import Refusal
from app.outside.files import Files
from app.policy import Identity
from app.syndics.batch_preview import details_for, why_not
from app.syndics.batch_queries import details_of, papers_told, subject_of
from app.syndics.cases import begin_case
from app.syndics.fees import tell_missing
from app.syndics.submitting import submit_case
from app.transaction import transaction
from app.work import Bench, Done, Stopped, Telling
from models.syndics import Batch, BatchItem, Case, CaseFile, MandateRow
from models.values import Money
from models.values.mandates import BatchKind, BatchState, CaseForm, ItemState
from models.work import Work

HandIn = Callable[[Session, Identity, Case, Money, datetime], object]
Sessions = Callable[[], Session]
_FOR_ALL = ("wallet.", "syndics.fee.", "syndics.payer.", "syndics.case.key_too_low")
"""What says no to one of them says no to all."""
STOPPED = Refusal("syndics.batch.stopped")


class _Halted(Exception):
    """Nothing more can be done now, by the code of what keeps it."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


def run_batch(
    sessions: Sessions,
    batch_id: int,
    actor: Identity,
    hand_in: HandIn,
    telling: Telling,
    now: Callable[[], datetime] | None = None,
) -> str:
    """Does what waits; '' once nothing does, else the code of what keeps the rest waiting."""
    told = now or clock.now
    try:
        while _one(sessions, batch_id, actor, hand_in, told()):
            telling.tell(*_so_far(sessions, batch_id))
    except _Halted as halted:
        _halt(sessions, batch_id, halted.code)
        if halted.code == "syndics.fee.missing":
            _tell_missing(sessions, actor, told())
        return halted.code
    except Stopped:
        _halt(sessions, batch_id, STOPPED.code)
        raise
    return _halted(sessions, batch_id)


def _one(sessions: Sessions, batch_id: int, actor: Identity, hand_in: HandIn, now: datetime) -> bool:
    """The next mandate that waits and nobody else holds; False when there is none."""
    with sessions() as session:
        mandate_id = 0
        try:
            with transaction(session):
                item = _next(session, batch_id)
                if item is None:
                    _finish(session, batch_id, actor, now)
                    return False
                mandate_id = item.mandate_id
                case = _made(session, item, actor, hand_in, now)
                item.state, item.case_id = str(ItemState.SUBMITTED), case.id
                session.flush()
        except Refusal as no:
            if no.code.startswith(_FOR_ALL):
                raise _Halted(no.code) from no
            with transaction(session):
                session.execute(
                    update(BatchItem)
                    .where(
                        BatchItem.batch_id == batch_id,
                        BatchItem.mandate_id == mandate_id,
                        BatchItem.state == ItemState.WAITING,
                    )
                    .values(state=str(ItemState.REFUSED), refusal=no.code)
                )
    return True


def _next(session: Session, batch_id: int) -> BatchItem | None:
    return session.scalars(
        select(BatchItem)
        .where(BatchItem.batch_id == batch_id, BatchItem.state == ItemState.WAITING)
        .order_by(BatchItem.mandate_id)
        .limit(1)
        .with_for_update(skip_locked=True, of=BatchItem)
        .options(joinedload(BatchItem.mandate).selectinload(MandateRow.representatives))
    ).one_or_none()


def _made(session: Session, item: BatchItem, actor: Identity, hand_in: HandIn, now: datetime) -> Case:
    """Its case with its files, handed in and paid."""
    batch = session.scalars(select(Batch).where(Batch.id == item.batch_id)).one()
    assert batch.fee is not None  # noqa: S101 - it was confirmed
    no = why_not(BatchKind(batch.kind), details_of(batch), item.mandate)
    if no is not None:
        raise no
    case = begin_case(
        session,
        actor,
        CaseForm.REPRESENTATIVE,
        None,
        now,
        mandate_id=item.mandate_id,
        details=details_for(batch, item.mandate),
        batch_id=batch.id,
    )
    session.add_all(
        CaseFile(case_id=case.id, kind=str(kind), document_id=one, added_by=actor.account_id, added_at=now)
        for kind, one in papers_told(batch)
    )
    session.flush()
    hand_in(session, actor, case, Money(batch.fee), now)
    return case


def _finish(session: Session, batch_id: int, actor: Identity, now: datetime) -> None:
    """Once nothing waits, and nobody is at the last one, it is done; whoever comes second changes nothing."""
    batch = session.scalars(select(Batch).where(Batch.id == batch_id).with_for_update(key_share=True)).one()
    if batch.state != BatchState.RUNNING or _count(session, batch_id, ItemState.WAITING):
        return
    batch.state, batch.ended_at, batch.halted = str(BatchState.DONE), now, ""
    session.flush()
    facts = {
        "submitted": _count(session, batch_id, ItemState.SUBMITTED),
        "refused": _count(session, batch_id, ItemState.REFUSED),
    }
    events.record(session, events.Tag.BATCH_DONE, subject_of(batch), actor, now, facts=facts)


def _count(session: Session, batch_id: int, state: ItemState) -> int:
    asked = select(func.count()).select_from(BatchItem)
    return session.scalar(asked.where(BatchItem.batch_id == batch_id, BatchItem.state == state)) or 0


def _so_far(sessions: Sessions, batch_id: int) -> tuple[int, int]:
    with sessions() as session, transaction(session):
        asked = select(func.count(), func.count().filter(BatchItem.state == ItemState.WAITING))
        total, waiting = session.execute(asked.where(BatchItem.batch_id == batch_id)).one()
        return total - waiting, total


def _halt(sessions: Sessions, batch_id: int, code: str) -> None:
    with sessions() as session, transaction(session):
        batch = session.scalars(select(Batch).where(Batch.id == batch_id).with_for_update(key_share=True)).one()
        if batch.state == BatchState.RUNNING:
            batch.halted = code


def _tell_missing(sessions: Sessions, actor: Identity, now: datetime) -> None:
    with sessions() as session, transaction(session):
        tell_missing(session, actor, now)


def _halted(sessions: Sessions, batch_id: int) -> str:
    with sessions() as session, transaction(session):
        return session.scalar(select(Batch.halted).where(Batch.id == batch_id)) or ""


def handing_in(files: Files) -> HandIn:
    """Pays a case from its company's wallet and hands it in."""

    def hand_in(session: Session, actor: Identity, case: Case, gross: Money, now: datetime) -> object:
        assert case.acting_for_id is not None  # noqa: S101 - a batch is a company's
        return submit_case(session, actor, case.id, case.acting_for_id, gross, case.version, now, files=files)

    return hand_in


def carry_on(bench: Bench, work: Work, actor: Identity, telling: Telling) -> Done:
    """The kind of long work that carries a batch out."""
    batch_id = int(work.facts["batch_id"])
    code = run_batch(bench.session, batch_id, actor, handing_in(bench.files), telling)
    return Done({"batch_id": batch_id, **({"halted": code} if code else {})})
