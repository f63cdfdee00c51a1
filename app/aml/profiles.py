"""Risk profiles of contacts: one is begun, its questions answered, its level told, and it is accepted, refused or
handed to the AML officer.

Whoever changes a profile holds its row, then the contact's first version: whoever blocks the contact waits for
him.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import Select, func, or_, select
from sqlalchemy.orm import Session

from app import events
from app.aml.answering import Answers, answer_faults, tidied_answers
from app.aml.assessing import answers_told, rules_in_force
from app.aml.deciding_rules import told_reason
from app.aml.handing import RAISED, hand_over, reason_faults, tell_raised, was_told
from app.aml.matter_decisions import Assessed, keep_decision, matter_decision_of
from app.aml.matters import locked_profile
from app.aml.profile_assessing import (
    assessed_profile,
    faults_of_accepting,
    keep_assessed,
    profile_answers,
    rules_on_profiles,
)
from app.aml.rules import MOST_REASON
from app.errors import Missing, Refusal, Stale, refuse
from app.policy import Identity, Permission, require
from app.transaction import refuse_as
from models.aml import Block, Contact, RiskProfile
from models.values.matters import OPEN_STATES, MatterState, Wish
from models.values.vigilance import ContactState, Verdict

refuse_as("uq_aml_profile_open", "aml.profile.open")
refuse_as("ck_aml_profile_decided", "aml.profile.decided")
_UNDECIDED = (MatterState.DRAFT, MatterState.ASSESSED)
_WITH_MEMBER = (*_UNDECIDED, MatterState.ASKED_BACK)


def begin_profile(session: Session, actor: Identity, contact_id: int, now: datetime) -> RiskProfile:
    """A risk profile of a contact, whichever version of it is told. A draft that is there already is given back
    instead.

    Raises Forbidden, Missing, Refusal aml.matter.blocked, aml.profile.not_in_force, .open.
    """
    require(actor, Permission.DEAL_CHANGE)
    root_id = session.scalar(select(Contact.root_id).where(Contact.id == contact_id))
    if root_id is None:
        raise Missing("contact", contact_id)
    first = _locked_first(session, root_id)
    require(actor, Permission.DEAL_CHANGE, first)
    if _blocked_anywhere(session, first):
        raise Refusal("aml.matter.blocked")
    standing = session.scalars(_of(first).where(RiskProfile.state.in_(OPEN_STATES))).one_or_none()
    if standing is not None and standing.state == MatterState.DRAFT:
        return standing
    if standing is not None:
        raise Refusal("aml.profile.open")
    in_force = session.scalar(
        select(Contact.id).where(
            Contact.organisation_id == first.organisation_id,
            Contact.root_id == first.id,
            Contact.state == ContactState.ACCEPTED,
        )
    )
    if in_force is None:
        raise Refusal("aml.profile.not_in_force")
    latest = session.scalar(_of(first).with_only_columns(func.max(RiskProfile.number)))
    made = RiskProfile(
        organisation_id=first.organisation_id,
        root_id=first.id,
        contact_id=in_force,
        number=(latest or 0) + 1,
        made_by=actor.account_id,
        made_at=now,
        changed_at=now,
    )
    session.add(made)
    session.flush()
    _tell(session, events.Tag.PROFILE_BEGUN, actor, made, {}, now)
    return made


def answer_profile(
    session: Session, actor: Identity, profile_id: int, told: Answers, version: int, now: datetime
) -> RiskProfile:
    """Keeps answers beside those that are there; None takes one back. What was assessed is a draft again, unless
    nothing changed; what the officer asked back about stays so.

    Raises Forbidden, Missing, Stale, Refusal aml.matter.blocked, aml.profile.decided, aml.answer.… for what may
    not be kept.
    """
    profile = _mine_to_change(session, actor, profile_id, version, _WITH_MEMBER)
    answers = tidied_answers(told)
    refuse(answer_faults(rules_on_profiles(rules_in_force(session).rules), answers))
    before = profile_answers(profile)
    after = {code: one for code, one in {**before, **answers}.items() if one is not None}
    if after == before:
        return profile
    profile.answers, profile.changed_at = answers_told(after), now
    if profile.state == MatterState.ASSESSED:
        profile.state, profile.level = MatterState.DRAFT.value, None
        profile.assessed_at, profile.assessed_print = None, None
    session.flush()
    taken_back = sorted(before.keys() - after.keys())
    facts = {"rules": sorted(answers.keys() - set(taken_back)), "taken_back": taken_back}
    _tell(session, events.Tag.PROFILE_ANSWERED, actor, profile, facts, now)
    return profile


def assess_profile(session: Session, actor: Identity, profile_id: int, version: int, now: datetime) -> Assessed:
    """Its level, under the rules of today. Where that is raised the officer is told at once, and once. Asked again
    while nothing changed it does nothing.

    Raises Forbidden, Missing, Stale, Refusal aml.matter.blocked, aml.profile.decided, aml.decision.unanswered.
    """
    profile = _mine_to_change(session, actor, profile_id, None, _UNDECIDED)
    assessed = assessed_profile(session, profile, now)
    if profile.state == MatterState.ASSESSED and profile.assessed_print == assessed.print:
        return assessed
    if profile.version != version:
        raise Stale("profile", profile_id)
    if assessed.found.level is None:
        raise Refusal("aml.decision.unanswered", rules=assessed.found.unanswered)
    keep_assessed(session, profile, assessed, now)
    profile.state, profile.changed_at = MatterState.ASSESSED.value, now
    session.flush()
    facts = {"level": profile.level, "rules": assessed.rules.number, "edition": assessed.edition}
    _tell(session, events.Tag.PROFILE_ASSESSED, actor, profile, facts, now)
    if profile.level in RAISED:
        tell_raised(session, actor, profile, now)
    return assessed


def accept_profile(
    session: Session,
    actor: Identity,
    profile_id: int,
    version: int,
    reason: str,
    now: datetime,
    *,
    seen: bytes | None = None,
) -> RiskProfile:
    """The contact may enter a deal, until the day of its next review. Not where the level is raised: that is
    handed over. `seen`: the fingerprint of the result that was looked at; by default the one that was assessed.
    The same asked twice by one person is done once.

    Raises Forbidden, Missing, Stale, Refusal aml.matter.blocked, aml.profile.decided, .not_assessed, .raised,
    .officer_told, .not_in_force, .asked_back, aml.decision.….
    """
    return _decide(session, actor, profile_id, version, Verdict.ACCEPTED, reason, now, seen)


def refuse_profile(
    session: Session,
    actor: Identity,
    profile_id: int,
    version: int,
    reason: str,
    now: datetime,
    *,
    seen: bytes | None = None,
) -> RiskProfile:
    """The contact can't enter a deal by this profile, for this reason, which is final. Of a raised one the officer
    reads it. Raises what `accept_profile` raises, but for what lacks."""
    return _decide(session, actor, profile_id, version, Verdict.REFUSED, reason, now, seen)


def hand_profile(
    session: Session,
    actor: Identity,
    profile_id: int,
    version: int,
    reason: str,
    now: datetime,
    *,
    seen: bytes | None = None,
) -> RiskProfile:
    """A raised profile goes to the officer, with why it should be accepted, and is blocked until he decided; one
    that he asked back about is assessed anew first, and goes back to him at any level. Twice by one person is
    done once.

    Raises Forbidden, Missing, Stale, Refusal aml.matter.blocked, .not_raised, aml.profile.decided, .not_assessed,
    .not_in_force, aml.decision.….
    """
    require(actor, Permission.DEAL_DECIDE)
    profile = locked_profile(session, profile_id)
    require(actor, Permission.DEAL_DECIDE, profile)
    asked_back = profile.state == MatterState.ASKED_BACK
    if profile.state == MatterState.WITH_OFFICER:
        if profile.handed_by == actor.account_id:
            return profile
        raise Refusal("aml.matter.blocked")
    _require_state(profile, (MatterState.ASSESSED, MatterState.ASKED_BACK))
    if profile.version != version:
        raise Stale("profile", profile_id)
    _require_free(session, profile, own=not asked_back)
    assessed, told = assessed_profile(session, profile, now), told_reason(reason)
    looked_at = seen if seen is not None or asked_back else profile.assessed_print
    refuse(
        (
            *_changed(assessed, looked_at),
            *faults_of_accepting(session, profile, assessed),
            *reason_faults(told),
        )
    )
    keep_assessed(session, profile, assessed, now)
    hand_over(session, actor, profile, Wish.ACCEPT, told, now)
    return profile


def drop_profile(session: Session, actor: Identity, profile_id: int, version: int, now: datetime) -> RiskProfile:
    """Gives an undecided profile up, unless the officer was told that it is raised, whatever was changed since.
    Twice does nothing the second time.

    Raises Forbidden, Missing, Stale, Refusal aml.matter.blocked, aml.profile.decided, .asked_back, .raised_stays.
    """
    require(actor, Permission.DEAL_CHANGE)
    profile = locked_profile(session, profile_id)
    require(actor, Permission.DEAL_CHANGE, profile)
    if profile.state == MatterState.DROPPED:
        return profile
    _require_state(profile, _UNDECIDED)
    if profile.version != version:
        raise Stale("profile", profile_id)
    _require_free(session, profile)
    if profile.level in RAISED or was_told(session, profile):
        raise Refusal("aml.profile.raised_stays")
    profile.state, profile.changed_at = MatterState.DROPPED.value, now
    session.flush()
    _tell(session, events.Tag.PROFILE_DROPPED, actor, profile, {}, now)
    return profile


def _decide(
    session: Session,
    actor: Identity,
    profile_id: int,
    version: int,
    verdict: Verdict,
    reason: str,
    now: datetime,
    seen: bytes | None,
) -> RiskProfile:
    require(actor, Permission.DEAL_DECIDE)
    profile = locked_profile(session, profile_id)
    require(actor, Permission.DEAL_DECIDE, profile)
    if profile.state in (MatterState.ACCEPTED, MatterState.REFUSED):
        return _again(session, actor, profile, verdict)
    _require_state(profile, (MatterState.ASSESSED,))
    if profile.version != version:
        raise Stale("profile", profile_id)
    _require_free(session, profile)
    assessed, told = assessed_profile(session, profile, now), told_reason(reason)
    changed = _changed(assessed, seen if seen is not None else profile.assessed_print)
    raised = assessed.found.level in RAISED
    if verdict is Verdict.ACCEPTED:
        passed_by = not raised and was_told(session, profile)
        too_long = (Refusal("aml.decision.reason_too_long", field="reason", most=MOST_REASON),)
        refuse(
            (
                *changed,
                *((Refusal("aml.profile.raised"),) if raised else ()),
                *((Refusal("aml.profile.officer_told"),) if passed_by else ()),
                *faults_of_accepting(session, profile, assessed),
                *(too_long if len(told) > MOST_REASON else ()),
            )
        )
    else:
        refuse((*changed, *reason_faults(told)))
    keep_assessed(session, profile, assessed, now, accepted=verdict is Verdict.ACCEPTED)
    if raised:
        hand_over(session, actor, profile, Wish.REFUSE, told, now)
    keep_decision(session, actor, profile, verdict, told, assessed, now)
    return profile


def _again(session: Session, actor: Identity, profile: RiskProfile, verdict: Verdict) -> RiskProfile:
    """The same, a moment later by the same person: he pressed twice."""
    found = matter_decision_of(session, profile)
    if found is None or (found.verdict, found.decided_by) != (str(verdict), actor.account_id):
        raise Refusal("aml.profile.decided")
    return profile


def _changed(assessed: Assessed, looked_at: bytes | None) -> tuple[Refusal, ...]:
    """That what was looked at is no longer what the rules say."""
    same = looked_at is None or looked_at == assessed.print
    return () if same else (Refusal("aml.decision.changed"),)


def _mine_to_change(
    session: Session, actor: Identity, profile_id: int, version: int | None, states: tuple[MatterState, ...]
) -> RiskProfile:
    """The profile somebody works on, locked, as he saw it."""
    require(actor, Permission.DEAL_CHANGE)
    profile = locked_profile(session, profile_id)
    require(actor, Permission.DEAL_CHANGE, profile)
    _require_state(profile, states)
    if version is not None and profile.version != version:
        raise Stale("profile", profile_id)
    _require_free(session, profile, own=profile.state != MatterState.ASKED_BACK)
    return profile


def _require_state(profile: RiskProfile, states: tuple[MatterState, ...]) -> None:
    state = MatterState(profile.state)
    if state in states:
        return
    if state is MatterState.DRAFT:
        raise Refusal("aml.profile.not_assessed")
    if state is MatterState.WITH_OFFICER:
        raise Refusal("aml.matter.blocked")
    raise Refusal("aml.profile.asked_back" if state is MatterState.ASKED_BACK else "aml.profile.decided")


def _require_free(session: Session, profile: RiskProfile, *, own: bool = True) -> None:
    """Neither the contact nor, unless it isn't asked, the profile is blocked; and nobody blocks the contact before
    this has ended."""
    first = _locked_first(session, profile.root_id)
    about = Block.root_id == first.id
    if own:
        about = or_(about, Block.profile_id == profile.id)
    if session.scalar(_blocks(first).where(about).limit(1)) is not None:
        raise Refusal("aml.matter.blocked")


def _blocked_anywhere(session: Session, first: Contact) -> bool:
    """Whether the contact or any profile of it is blocked."""
    of_profile = _of(first).with_only_columns(RiskProfile.id)
    about = or_(Block.root_id == first.id, Block.profile_id.in_(of_profile))
    return session.scalar(_blocks(first).where(about).limit(1)) is not None


def _locked_first(session: Session, root_id: int) -> Contact:
    """The contact's first version, as it stands now; who blocks the contact or decides of it waits."""
    return session.scalars(
        select(Contact)
        .where(Contact.id == root_id)
        .with_for_update(key_share=True)
        .execution_options(populate_existing=True)
    ).one()


def _of(first: Contact) -> Select[RiskProfile]:
    """The contact's risk profiles."""
    return select(RiskProfile).where(
        RiskProfile.organisation_id == first.organisation_id, RiskProfile.root_id == first.id
    )


def _blocks(first: Contact) -> Select[Any]:
    """The blocks of its office that stand."""
    return select(Block.id).where(Block.organisation_id == first.organisation_id, Block.ended_at.is_(None))


def _tell(
    session: Session,
    tag: events.Tag,
    actor: Identity,
    profile: RiskProfile,
    facts: Mapping[str, object],
    now: datetime,
) -> None:
    subject = events.Subject("profile", profile.id, profile.organisation_id)
    told = {"root_id": profile.root_id, "number": profile.number, **facts}
    events.record(session, tag, subject, actor, now, facts=told)
