"""The AML officer decides of a raised risk profile or deal that a member handed to him."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app import clock
from app.aml.blocks import block_of, end_block
from app.aml.deal_assessing import assessed_deal
from app.aml.deal_pages import facts_of
from app.aml.deal_parties import parties_of
from app.aml.deal_rules import facts_lacking, sides_lacking
from app.aml.deciding_rules import told_reason
from app.aml.fiu_reports import end_as_let_go
from app.aml.handing import WITH_OFFICER, keep_act, notification_of, reason_faults, was_handed_by
from app.aml.holding import end_hold
from app.aml.matter_decisions import Assessed, keep_decision, matter_decision_of
from app.aml.notifications import other_officers
from app.aml.officer_acts import among_officers, fiu_has_it, locked_matter, report_of
from app.aml.profile_assessing import assessed_profile, faults_of_accepting, keep_assessed
from app.errors import Refusal, Stale, refuse
from app.policy import Identity, Permission, require
from models.aml import Contact, Deal, DealParty, MatterDecision, RiskProfile
from models.values.dealt import DealKind
from models.values.fiu import ReportState
from models.values.identified import FilePart
from models.values.matters import Matter, MatterKind, MatterState
from models.values.notified import NotificationActKind, NotificationState
from models.values.vigilance import Verdict

_ACTS = {
    Verdict.ACCEPTED: NotificationActKind.ACCEPTED,
    Verdict.REFUSED: NotificationActKind.REFUSED,
}


def decide_matter(
    session: Session,
    actor: Identity,
    matter: Matter,
    verdict: Verdict,
    reason: str,
    version: int,
    now: datetime,
    *,
    seen: bytes | None = None,
) -> MatterDecision:
    """Accepts or refuses it, for a reason, assessed anew; it is blocked no longer, nobody holds it any more, and a
    report about it to which the FIU had no objection is ended. What he handed over himself an officer doesn't
    decide while the office has another one; else it is marked. `seen`: the fingerprint of the result that was
    looked at.

    The same asked twice by one person is done once, and gives the same decision.

    Raises Forbidden, Missing, Stale, Refusal aml.matter.decided, .not_now, .own (with `who`), aml.matter.blocked
    where its contact is, aml.deal.parties_now (with `names`) and what else lacks in a deal, aml.decision.… with
    everything in the way.
    """
    require(actor, Permission.MATTER_DECIDE)
    row = locked_matter(session, matter)
    require(actor, Permission.MATTER_DECIDE, row)
    if isinstance(row, Contact):
        raise Refusal("aml.matter.not_now")
    if row.state in (MatterState.ACCEPTED, MatterState.REFUSED):
        return _again(session, actor, row, verdict)
    if row.state not in WITH_OFFICER:
        raise Refusal("aml.matter.not_now")
    if row.version != version:
        raise Stale(str(matter.kind), matter.id)
    own = _is_own(session, actor, row)
    if own and (others := other_officers(session, actor, row.organisation_id, now)):
        raise Refusal("aml.matter.own", who=", ".join(others))
    told = told_reason(reason)
    with among_officers(session, actor, row.organisation_id):
        report = report_of(session, matter)
        if fiu_has_it(report, clock.day_of(now)):
            raise Refusal("aml.matter.not_now")
        found = assessed_matter(session, row, now)
        refuse(tuple(_in_the_way(session, row, found, verdict, told, seen)))
        end_hold(session, actor, matter, told, now)
        if report is not None and report.state != ReportState.DRAFT:
            end_as_let_go(session, actor, report, told, now)
        end_block(session, actor, matter, now)
        if isinstance(row, RiskProfile):
            keep_assessed(session, row, found, now, accepted=verdict is Verdict.ACCEPTED)
        made = keep_decision(session, actor, row, verdict, told, found, now, as_officer=True, self_decided=own)
        _answer(session, actor, row, verdict, told, now, self_decided=own)
    return made


def assessed_matter(session: Session, row: RiskProfile | Deal, now: datetime) -> Assessed:
    """What the rules in force say of it, looked at anew."""
    if isinstance(row, RiskProfile):
        return assessed_profile(session, row, now)
    return assessed_deal(session, row, now)


def _is_own(session: Session, actor: Identity, row: RiskProfile | Deal) -> bool:
    table = type(row)
    mine = (table.organisation_id == row.organisation_id, table.id == row.id)
    return bool(session.scalar(select(was_handed_by(table, actor.account_id)).where(*mine)))


def _again(session: Session, actor: Identity, row: RiskProfile | Deal, verdict: Verdict) -> MatterDecision:
    """The same, a moment later by the same person: he pressed twice."""
    found = matter_decision_of(session, row)
    if found is None or (found.verdict, found.decided_by) != (str(verdict), actor.account_id):
        raise Refusal("aml.matter.decided")
    return found


def _in_the_way(
    session: Session,
    row: RiskProfile | Deal,
    found: Assessed,
    verdict: Verdict,
    reason: str,
    seen: bytes | None,
) -> Iterator[Refusal]:
    """Everything at once; first that what was looked at is no longer what the rules say."""
    if seen is not None and seen != found.print:
        yield Refusal("aml.decision.changed")
    if verdict is Verdict.ACCEPTED and isinstance(row, RiskProfile):
        yield from faults_of_accepting(session, row, found)
        if _contact_is_blocked(session, row):
            yield Refusal("aml.matter.contact_blocked")
    elif verdict is Verdict.ACCEPTED and isinstance(row, Deal):
        if found.found.unanswered:
            yield Refusal("aml.decision.unanswered", rules=found.found.unanswered)
        if found.found.open_documents:
            yield Refusal("aml.decision.open_documents", rules=found.found.open_documents)
        yield from facts_lacking(facts_of(row))
        roles = frozenset(FilePart(one.role) for one in parties_of(session, row))
        yield from sides_lacking(DealKind(row.kind), roles)
        if names := _not_usable(session, row):
            yield Refusal("aml.deal.parties_now", names=", ".join(names))
    yield from reason_faults(reason)


def _contact_is_blocked(session: Session, profile: RiskProfile) -> bool:
    """Whoever blocks the contact from now on waits for us."""
    session.execute(
        select(Contact.id)
        .where(Contact.organisation_id == profile.organisation_id, Contact.id == profile.root_id)
        .with_for_update(read=True, key_share=True)
    )
    contact = Matter(profile.organisation_id, MatterKind.CONTACT, profile.root_id)
    return block_of(session, contact) is not None


def _not_usable(session: Session, deal: Deal) -> list[str]:
    """The names of its parties nobody can deal with now."""
    same = (Contact.organisation_id == DealParty.organisation_id) & (Contact.id == DealParty.contact_id)
    return list(
        session.scalars(
            select(Contact.name)
            .join(DealParty, same)
            .where(
                DealParty.organisation_id == deal.organisation_id,
                DealParty.deal_id == deal.id,
                DealParty.removed_at.is_(None),
                ~func.house_contact_usable(DealParty.organisation_id, DealParty.root_id),
            )
            .group_by(Contact.name)
            .order_by(Contact.name)
        )
    )


def _answer(
    session: Session,
    actor: Identity,
    row: RiskProfile | Deal,
    verdict: Verdict,
    reason: str,
    now: datetime,
    *,
    self_decided: bool,
) -> None:
    """Who handed it over reads it on the notification, which is closed by it."""
    found = notification_of(session, row)
    if found is None:
        return
    found.state, found.moved_at = NotificationState.CLOSED.value, max(now, found.moved_at)
    session.flush()
    keep_act(session, actor, found, _ACTS[verdict], reason, now, self_decided=self_decided)
