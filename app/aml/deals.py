"""Deals: begun, filled in page by page, given their level once they are paid, and decided.

Whoever changes one holds its row. What was told may change until somebody decided: a deal that had its level is
assessed again, which costs nothing more.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from app import clock, events
from app.aml.answering import Answers, answer_faults, tidied_answers
from app.aml.assessing import answers_told, rules_in_force
from app.aml.deal_assessing import assessed_deal, deal_answers, parties_standing
from app.aml.deal_changing import EDITABLE, editable_deal, keep_changed, may_change, tell_of_deal
from app.aml.deal_pages import DealPage, facts_of, lacking_of
from app.aml.deal_parties import add_party as add_party
from app.aml.deal_parties import remove_party as remove_party
from app.aml.deal_rules import DealFacts, facts_faults, tidied_facts
from app.aml.deciding_rules import told_reason
from app.aml.handing import RAISED, hand_over, notification_of, reason_faults, tell_raised, was_told
from app.aml.matter_decisions import Assessed, keep_decision, matter_decision_of
from app.aml.matters import locked_deal
from app.errors import Refusal, Stale, refuse
from app.policy import Identity, Permission, require
from app.transaction import refuse_as
from models.aml import Deal, MatterDecision, Notification
from models.values.dealt import DealKind
from models.values.matters import MatterState, Wish
from models.values.vigilance import Verdict

refuse_as("uq_aml_deal_reference", "aml.deal.reference_taken", field="reference")
Change = Callable[[DealFacts], DealFacts]


def begin_deal(
    session: Session, actor: Identity, organisation_id: int, reference: str, kind: str, now: datetime
) -> Deal:
    """A new deal of that office, of which nothing is known but its reference and kind.

    Raises Forbidden, Refusal aml.deal.no_reference, .too_long, .reference_taken, .kind.
    """
    require(actor, Permission.DEAL_CHANGE)
    facts = tidied_facts(DealFacts(reference, kind_of(kind)))
    refuse(facts_faults(facts, clock.day_of(now)))
    made = Deal(
        organisation_id=organisation_id,
        reference=facts.reference,
        kind=facts.kind.value,
        made_by=actor.account_id,
        made_at=now,
        owner_id=actor.account_id,
        changed_at=now,
    )
    require(actor, Permission.DEAL_CHANGE, made)
    _free(session, made, facts.reference)
    session.add(made)
    session.flush()
    tell_of_deal(session, actor, events.Tag.DEAL_BEGUN, made, {"kind": made.kind}, now)
    return made


def kind_of(told: str) -> DealKind:
    """Raises Refusal aml.deal.kind."""
    if told not in tuple(DealKind):
        raise Refusal("aml.deal.kind", field="kind")
    return DealKind(told)


def save_deal_page(
    session: Session, actor: Identity, deal_id: int, page: DealPage, change: Change, version: int, now: datetime
) -> Deal:
    """Keeps what a page told: `change` makes new facts of those that are there.

    Raises Forbidden, Missing, Stale, Refusal aml.deal.…, aml.matter.blocked.
    """
    deal = editable_deal(session, actor, deal_id, version)
    before = facts_of(deal)
    facts = tidied_facts(change(before))
    refuse(facts_faults(facts, clock.day_of(now)))
    if facts.reference != deal.reference:
        _free(session, deal, facts.reference)
    deal.reference, deal.kind, deal.price = facts.reference, facts.kind.value, facts.price
    deal.details = facts.details.told()
    keep_changed(deal, now, page, anew=facts != before)
    session.flush()
    tell_of_deal(session, actor, events.Tag.DEAL_PAGE_SAVED, deal, {"page": str(page)}, now)
    return deal


def pass_deal_page(
    session: Session, actor: Identity, deal_id: int, page: DealPage, version: int, now: datetime
) -> Deal:
    """Keeps that a page was seen on which nothing had to be filled in. Raises as `save_deal_page`."""
    return save_deal_page(session, actor, deal_id, page, lambda facts: facts, version, now)


def answer_deal(
    session: Session,
    actor: Identity,
    deal_id: int,
    answers: Answers,
    version: int,
    now: datetime,
    *,
    all_seen: bool = False,
) -> Deal:
    """Keeps answers beside those that are there. Their page counts as saved once every group of questions was
    seen, or nothing mandatory is open any more.

    Raises as `save_deal_page`, Refusal aml.answer.… for what may not be kept.
    """
    deal = editable_deal(session, actor, deal_id, version)
    told, before = tidied_answers(answers), deal_answers(deal)
    refuse(answer_faults(rules_in_force(session).rules, told))
    given = {code: one for code, one in told.items() if one is not None}
    after = {**{code: one for code, one in before.items() if code not in told}, **given}
    deal.answers = answers_told(after)
    keep_changed(deal, now, anew=after != before)
    session.flush()
    if all_seen or not assessed_deal(session, deal, now).found.unanswered:
        keep_changed(deal, now, DealPage.QUESTIONS)
        session.flush()
    facts: dict[str, object] = {"rules": sorted(given), "taken_back": sorted(told.keys() - given.keys())}
    tell_of_deal(session, actor, events.Tag.DEAL_ANSWERED, deal, facts, now)
    return deal


def assess_deal(session: Session, actor: Identity, deal: Deal, now: datetime) -> Assessed:
    """Its level, once it is paid; as often as one likes until it is decided. Raised vigilance is told to the
    officer at once. The caller holds the row, or gives one that this locks.

    Raises Forbidden, Refusal aml.deal.unpaid, .decided, .unanswered, aml.matter.blocked, aml.rules.none.
    """
    require(actor, Permission.DEAL_CHANGE)
    deal = locked_deal(session, deal.id)
    require(actor, Permission.DEAL_CHANGE, deal)
    may_change(session, deal)
    if deal.paid_at is None:
        raise Refusal("aml.deal.unpaid")
    found = assessed_deal(session, deal, now)
    refuse(_without_level(found))
    if deal.state != MatterState.ASKED_BACK:
        deal.state = MatterState.ASSESSED.value
    deal.level, deal.assessed_at, deal.assessed_print = str(found.found.level), now, found.print
    deal.changed_at = now
    session.flush()
    facts = {"level": deal.level, "rules": found.rules.number, "edition": found.edition}
    tell_of_deal(session, actor, events.Tag.DEAL_ASSESSED, deal, facts, now)
    if deal.level in RAISED:
        tell_raised(session, actor, deal, now)
    return found


def drop_deal(session: Session, actor: Identity, deal_id: int, version: int, now: datetime) -> Deal:
    """Gives up a deal that wasn't paid, so nothing was taken for it; one that was is refused instead. Twice does
    nothing the second time.

    Raises Forbidden, Missing, Stale, Refusal aml.deal.decided, .paid, aml.matter.blocked.
    """
    require(actor, Permission.DEAL_CHANGE)
    deal = locked_deal(session, deal_id)
    require(actor, Permission.DEAL_CHANGE, deal)
    if deal.state == MatterState.DROPPED:
        return deal
    deal = editable_deal(session, actor, deal_id, version)
    if deal.paid_at is not None:
        raise Refusal("aml.deal.paid")
    deal.state, deal.changed_at = MatterState.DROPPED.value, now
    session.flush()
    tell_of_deal(session, actor, events.Tag.DEAL_DROPPED, deal, {}, now)
    return deal


def accept_deal(
    session: Session,
    actor: Identity,
    deal_id: int,
    version: int,
    now: datetime,
    *,
    reason: str = "",
    seen: bytes | None = None,
) -> MatterDecision:
    """The office goes on with it: the deal is closed. At raised vigilance that is the officer's. `seen`: the
    fingerprint of the result that was looked at, where there was one.

    The same asked twice by one person is done once, and gives the same decision.

    Raises Forbidden, Missing, Stale, Refusal aml.matter.blocked, aml.deal.decided, .unpaid, .raised,
    .officer_told, .officer_asks, .unanswered and what else lacks, aml.decision.changed, .open_documents,
    .reason_too_long.
    """
    deal = _to_decide(session, actor, deal_id)
    if deal.state not in EDITABLE:
        return _again(session, actor, deal, Verdict.ACCEPTED)
    _as_seen(session, deal, version, asked=False)
    standing, told = parties_standing(session, deal), told_reason(reason)
    found = assessed_deal(session, deal, now, standing)
    refuse(
        (
            *_changed_since(found, seen),
            *lacking_of(deal, standing, found.found),
            *_in_the_way(session, deal, found),
            *(reason_faults(told) if told else ()),
        )
    )
    _keep_level(session, deal, found, now)
    return keep_decision(session, actor, deal, Verdict.ACCEPTED, told, found, now)


def refuse_deal(
    session: Session,
    actor: Identity,
    deal_id: int,
    version: int,
    reason: str,
    now: datetime,
    *,
    seen: bytes | None = None,
) -> MatterDecision:
    """The office doesn't go on with it, for this reason; at any level, also while documents lack. At raised
    vigilance the officer reads why.

    Raises Forbidden, Missing, Stale, Refusal aml.matter.blocked, aml.deal.decided, .unpaid, .unanswered,
    .officer_asks, aml.decision.changed, .reason_too_short, .reason_too_long.
    """
    deal = _to_decide(session, actor, deal_id)
    if deal.state not in EDITABLE:
        return _again(session, actor, deal, Verdict.REFUSED)
    _as_seen(session, deal, version, asked=False)
    found, told = assessed_deal(session, deal, now), told_reason(reason)
    refuse((*_changed_since(found, seen), *_without_level(found), *reason_faults(told)))
    _keep_level(session, deal, found, now)
    if deal.level in RAISED:
        hand_over(session, actor, deal, Wish.REFUSE, told, now)
    return keep_decision(session, actor, deal, Verdict.REFUSED, told, found, now)


def hand_deal(
    session: Session,
    actor: Identity,
    deal_id: int,
    version: int,
    reason: str,
    now: datetime,
    *,
    seen: bytes | None = None,
) -> Notification:
    """Who wants to go on at raised vigilance hands it to the officer, and says why. Until he decides it is
    blocked. Twice by one person is done once.

    Raises Forbidden, Missing, Stale, Refusal aml.matter.blocked, .not_raised, aml.deal.decided, .unpaid,
    .reply, .unanswered and what else lacks, aml.decision.….
    """
    deal = _to_decide(session, actor, deal_id)
    handed = notification_of(session, deal) if deal.state == MatterState.WITH_OFFICER else None
    if handed is not None and deal.handed_by == actor.account_id:
        return handed
    if deal.state not in EDITABLE:
        raise Refusal("aml.matter.blocked" if deal.state == MatterState.WITH_OFFICER else "aml.deal.decided")
    _as_seen(session, deal, version)
    standing = parties_standing(session, deal)
    found = assessed_deal(session, deal, now, standing)
    refuse((*_changed_since(found, seen), *lacking_of(deal, standing, found.found), *_documents(found)))
    _keep_level(session, deal, found, now)
    if deal.state == MatterState.ASKED_BACK and deal.level not in RAISED:
        raise Refusal("aml.deal.reply")
    return hand_over(session, actor, deal, Wish.ACCEPT, told_reason(reason), now)


def _to_decide(session: Session, actor: Identity, deal_id: int) -> Deal:
    require(actor, Permission.DEAL_DECIDE)
    deal = locked_deal(session, deal_id)
    require(actor, Permission.DEAL_DECIDE, deal)
    return deal


def _as_seen(session: Session, deal: Deal, version: int, *, asked: bool = True) -> None:
    """As whoever decides looked at it; `asked`: also while the officer asks something."""
    may_change(session, deal)
    if deal.state == MatterState.ASKED_BACK and not asked:
        raise Refusal("aml.deal.officer_asks")
    if deal.version != version:
        raise Stale("deal", deal.id)
    if deal.paid_at is None:
        raise Refusal("aml.deal.unpaid")


def _again(session: Session, actor: Identity, deal: Deal, verdict: Verdict) -> MatterDecision:
    """The same, a moment later by the same person: he pressed twice."""
    if deal.state == MatterState.WITH_OFFICER:
        raise Refusal("aml.matter.blocked")
    found = matter_decision_of(session, deal)
    if found is None or (found.verdict, found.decided_by) != (str(verdict), actor.account_id):
        raise Refusal("aml.deal.decided")
    return found


def _changed_since(found: Assessed, seen: bytes | None) -> tuple[Refusal, ...]:
    return (Refusal("aml.decision.changed"),) if seen is not None and seen != found.print else ()


def _without_level(found: Assessed) -> tuple[Refusal, ...]:
    rules = found.found.unanswered
    return (Refusal("aml.deal.unanswered", page=str(DealPage.QUESTIONS), rules=rules),) if rules else ()


def _documents(found: Assessed) -> tuple[Refusal, ...]:
    rules = found.found.open_documents
    return (Refusal("aml.decision.open_documents", rules=rules),) if rules else ()


def _in_the_way(session: Session, deal: Deal, found: Assessed) -> tuple[Refusal, ...]:
    """What only the officer may, what he was told before, and what wants a text."""
    if found.found.level in RAISED or found.found.officer_only:
        return (Refusal("aml.deal.raised"),)
    told = (Refusal("aml.deal.officer_told"),) if was_told(session, deal) else ()
    return (*told, *_documents(found))


def _keep_level(session: Session, deal: Deal, found: Assessed, now: datetime) -> None:
    """As it is at this moment; a deal of which something changed has its level again by this."""
    deal.level = str(found.found.level) if found.found.level else None
    deal.assessed_at, deal.assessed_print, deal.changed_at = now, found.print, now
    if deal.state == MatterState.DRAFT and deal.level is not None:
        deal.state = MatterState.ASSESSED.value
    session.flush()


def _free(session: Session, deal: Deal, reference: str) -> None:
    """Raises Refusal aml.deal.reference_taken."""
    taken = session.scalar(
        select(Deal.id)
        .where(
            Deal.organisation_id == deal.organisation_id,
            Deal.reference == reference,
            Deal.state != MatterState.DROPPED,
            Deal.id.is_distinct_from(deal.id),
        )
        .limit(1)
    )
    if taken is not None:
        raise Refusal("aml.deal.reference_taken", field="reference")
