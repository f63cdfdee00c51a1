"""Acting on many mandates at once: the representative of a syndic company is replaced, or taken out.

One list of mandates, one set of documents, one sum that is confirmed; then a case per mandate, which
`app.syndics.batch_running` makes. Nothing is written of any association before it is confirmed. In the company's
scope.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any

from sqlalchemy import delete, select, update
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session

from app import clock, events
from app import work as long_work
from app.errors import Refusal, Stale, refuse
from app.policy import Identity, Permission, require
from app.syndics.batch_preview import Preview, preview
from app.syndics.batch_queries import (
    company_of,
    details_of,
    documents_of,
    locked_batch,
    mandates_among,
    subject_of,
)
from app.syndics.prefill import applicant, own_company
from app.transaction import Scope, refuse_as, within
from app.wallet.ledger import hold
from models.organisations import Organisation
from models.syndics import Batch, BatchItem, MandateRow
from models.values import Money, OrganisationKind, WorkKind
from models.values.mandates import (
    BatchKind,
    BatchState,
    CaseDetails,
    ItemState,
    Syndic,
    SyndicKind,
)
from models.work import Work

refuse_as("uq_syndic_case_batch", "syndics.batch.made_already")

MOST = 500
"""So many mandates may be in one."""
Change = Callable[[CaseDetails], CaseDetails]


def begin_batch(
    session: Session,
    actor: Identity,
    kind: BatchKind,
    mandate_ids: Sequence[int],
    form_key: str,
    now: datetime,
) -> Batch:
    """Begins one, a draft; the same form sent twice begins one. What the account and the register know of the
    company stands in it already.

    Raises Forbidden, Missing, Refusal syndics.batch.no_syndic, .nothing_chosen, .too_many, .not_yours.
    """
    require(actor, Permission.PORTFOLIO_KEEP)
    company = company_of(session, actor)
    if company.kind == OrganisationKind.LOCAL_GOVERNMENT:
        raise Refusal("syndics.batch.no_syndic")
    wanted = sorted(set(mandate_ids))
    if not wanted:
        raise Refusal("syndics.batch.nothing_chosen")
    if len(wanted) > MOST:
        raise Refusal("syndics.batch.too_many", most=MOST)
    if len(mandates_among(session, company.enterprise_number, wanted, clock.day_of(now))) != len(wanted):
        raise Refusal("syndics.batch.not_yours")
    told = _first_told(session, actor, company, wanted)
    made = session.scalar(
        insert(Batch)
        .values(
            organisation_id=company.id,
            kind=str(kind),
            details=_written(told),
            begun_by=actor.account_id,
            begun_at=now,
            form_key=form_key,
        )
        .on_conflict_do_nothing(constraint="uq_syndic_batch_form_key")
        .returning(Batch.id)
    )
    if made is None:
        return _begun_with(session, company.id, form_key, kind)
    batch = session.scalars(select(Batch).where(Batch.id == made)).one()
    session.add_all(BatchItem(organisation_id=company.id, batch_id=batch.id, mandate_id=one) for one in wanted)
    session.flush()
    _record(session, events.Tag.BATCH_BEGUN, batch, actor, now, {"kind": str(kind), "mandates": len(wanted)})
    return batch


def _begun_with(session: Session, company_id: int, form_key: str, kind: BatchKind) -> Batch:
    before = session.scalars(
        select(Batch).where(Batch.organisation_id == company_id, Batch.form_key == form_key)
    ).one()
    if before.kind != kind:
        raise Refusal("form.changed_meanwhile")
    return before


def _first_told(session: Session, actor: Identity, company: Organisation, mandate_ids: list[int]) -> CaseDetails:
    """The company as the register and its own row know it, and how its member is reached."""
    numbers = session.scalars(
        select(MandateRow.accreditation).where(MandateRow.id.in_(mandate_ids)).distinct()
    ).all()
    reach = applicant(session, actor).reach
    known = own_company(session, actor, actor.language)
    syndic = known or Syndic(
        kind=SyndicKind.COMPANY, name=company.name, enterprise_number=company.enterprise_number
    )
    # Its own accreditation is taken over where the register has the same one in all of them.
    own = numbers[0] if len(numbers) == 1 else ""
    return CaseDetails(syndic=replace(syndic, co_owner=False, accreditation=own), reach=reach)


def change_batch(
    session: Session, actor: Identity, batch_id: int, change: Change, version: int, now: datetime
) -> Batch:
    """Keeps what its page tells: `change` makes new details of those that are there; incomplete ones too.

    Raises Forbidden, Missing, Stale, Refusal syndics.batch.confirmed.
    """
    batch = draft_of(session, actor, batch_id)
    before = details_of(batch)
    told = change(before)
    if told == before:
        return batch
    if batch.version != version:
        raise Stale("batch", batch_id)
    batch.details, batch.holds_from = _written(told), told.changes_on
    session.flush()
    return batch


def leave_out(session: Session, actor: Identity, batch_id: int, mandate_id: int, now: datetime) -> Batch:
    """Takes a mandate off its list; the last one stays. What isn't on it any more changes nothing.

    Raises Forbidden, Missing, Refusal syndics.batch.confirmed, .last_one.
    """
    batch = draft_of(session, actor, batch_id)
    there = set(session.scalars(_items(batch).with_only_columns(BatchItem.mandate_id)))
    if mandate_id not in there:
        return batch
    if len(there) == 1:
        raise Refusal("syndics.batch.last_one")
    session.execute(delete(BatchItem).where(*_of(batch), BatchItem.mandate_id == mandate_id))
    return batch


def drop_batch(session: Session, actor: Identity, batch_id: int, version: int, now: datetime) -> None:
    """Deletes a draft, of which nothing was handed in, and the bytes of its files. Raises Forbidden, Missing,
    Stale, Refusal .confirmed."""
    batch = draft_of(session, actor, batch_id)
    if batch.version != version:
        raise Stale("batch", batch_id)
    with within(session, Scope.office()):
        for _, paper in documents_of(session, batch):
            paper.file, paper.removed_at = None, now
        session.flush()
    session.execute(delete(BatchItem).where(*_of(batch)))
    session.delete(batch)
    session.flush()


def confirm_batch(
    session: Session, actor: Identity, batch_id: int, seen_gross: Money, version: int, now: datetime
) -> Batch:
    """Says yes to what the preview shows, and has it done: the wallet covers all of it. Saying it again changes
    nothing. What can't be done is written down with its reason.

    Raises Forbidden, Missing, Stale, Refusal syndics.case.key_too_low, syndics.batch.price_changed,
    .nothing_to_do, what it lacks (`app.syndics.batch_preview`), and why the wallet can't pay it.
    """
    require(actor, Permission.PORTFOLIO_KEEP)
    batch = locked_batch(session, actor, batch_id)
    if batch.state != BatchState.DRAFT:
        return batch
    if batch.version != version:
        raise Stale("batch", batch_id)
    _needs_high_key(actor)
    seen = _looked_at(session, actor, batch, now)
    refuse(seen.lacking)
    if not seen.will:
        raise Refusal("syndics.batch.nothing_to_do")
    fee = _affordable(seen, seen_gross)
    for line in seen.wont:
        session.execute(
            update(BatchItem)
            .where(*_of(batch), BatchItem.mandate_id == line.mandate.id, BatchItem.state == ItemState.WAITING)
            .values(state=str(ItemState.REFUSED), refusal=line.refusal)
        )
    batch.state, batch.confirmed_at = str(BatchState.RUNNING), now
    batch.gross, batch.fee = seen.total.euro, fee.euro
    batch.work_id = _asked(session, actor, batch, now)
    session.flush()
    facts = {"mandates": len(seen.will), "refused": len(seen.wont), "gross": str(seen.total)}
    _record(session, events.Tag.BATCH_CONFIRMED, batch, actor, now, facts)
    return batch


def go_on(
    session: Session, actor: Identity, batch_id: int, seen_gross: Money, version: int, now: datetime
) -> Batch:
    """Has what still waits done, once nothing works on it any more; the wallet covers the rest. What was handed in
    stays as it is, and isn't paid again.

    Raises Forbidden, Missing, Stale, Refusal syndics.case.key_too_low, syndics.batch.price_changed, .underway,
    and why the wallet can't pay it.
    """
    require(actor, Permission.PORTFOLIO_KEEP)
    batch = locked_batch(session, actor, batch_id)
    if batch.state == BatchState.DONE:
        return batch
    if batch.version != version:
        raise Stale("batch", batch_id)
    if batch.state == BatchState.DRAFT or underway(session, batch):
        raise Refusal("syndics.batch.underway")
    _needs_high_key(actor)
    seen = _looked_at(session, actor, batch, now)
    if seen.will or not seen.wont:
        fee = _affordable(seen, seen_gross)
        assert batch.gross is not None and batch.fee is not None  # noqa: S101, PT018
        before = batch.fee * (len(seen.will) + len(seen.wont))
        batch.gross += seen.total.euro - before
        batch.fee = fee.euro
    batch.halted = ""
    batch.work_id = _asked(session, actor, batch, now)
    session.flush()
    return batch


def underway(session: Session, batch: Batch) -> bool:
    """Whether somebody works on it, or will."""
    if batch.work_id is None:
        return False
    open_still = select(Work.id).where(
        Work.organisation_id == batch.organisation_id, Work.id == batch.work_id, Work.ended_at.is_(None)
    )
    return session.scalar(open_still) is not None


def draft_of(session: Session, actor: Identity, batch_id: int) -> Batch:
    """One that may still be written in, held. Raises Forbidden, Missing, Refusal syndics.batch.confirmed."""
    require(actor, Permission.PORTFOLIO_KEEP)
    batch = locked_batch(session, actor, batch_id)
    if batch.state != BatchState.DRAFT:
        raise Refusal("syndics.batch.confirmed")
    return batch


def _looked_at(session: Session, actor: Identity, batch: Batch, now: datetime) -> Preview:
    """What would become of it, while nobody else spends from the wallet."""
    with within(session, Scope.office()):
        hold(session, batch.organisation_id)
    return preview(session, actor, batch, now)


def _affordable(seen: Preview, seen_gross: Money) -> Money:
    """What one case costs. Raises Refusal."""
    if seen.fee is None:
        raise Refusal("syndics.fee.missing", year=seen.year)
    if seen.total != seen_gross:
        raise Refusal("syndics.batch.price_changed", gross=seen.total)
    refuse(seen.refusals)
    return seen.fee


def _needs_high_key(actor: Identity) -> None:
    if actor.key_level != "high":
        raise Refusal("syndics.case.key_too_low")


def _asked(session: Session, actor: Identity, batch: Batch, now: datetime) -> int:
    return long_work.ask(session, actor, WorkKind.MANDATES, {"batch_id": batch.id}, now).id


def _written(told: CaseDetails) -> str:
    return json.dumps(told.told(), ensure_ascii=False)


def _of(batch: Batch) -> tuple[Any, ...]:
    return (BatchItem.organisation_id == batch.organisation_id, BatchItem.batch_id == batch.id)


def _items(batch: Batch) -> Any:
    return select(BatchItem).where(*_of(batch))


def _record(
    session: Session, tag: events.Tag, batch: Batch, actor: Identity, now: datetime, facts: dict[str, Any]
) -> None:
    events.record(session, tag, subject_of(batch), actor, now, facts=facts)
