"""A version of a contact is accepted or refused: assessed anew under the rules in force, and frozen with all that
was known. From then on it is the one that counts, and nothing in it changes any more."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app import clock, events
from app.aml.assessing import Rules, file_of, rules_in_force
from app.aml.deciding_rules import in_the_way, in_the_way_of_refusing, is_in_spite, told_reason
from app.aml.following import levels_follow
from app.aml.identifying import draft_of
from app.aml.officers import officers_of
from app.aml.pages import PageName, lacking_in
from app.aml.versions import close_hits, locked_versions
from app.aml.vigilance.file import File
from app.aml.vigilance.level import Assessment, vigilance_of
from app.errors import Refusal, refuse
from app.policy import Identity, Permission, may, require
from models.aml import Contact, ContactDecision, Hit
from models.values.plain import print_of
from models.values.vigilance import Verdict


def accept_contact(
    session: Session,
    actor: Identity,
    contact_id: int,
    version: int,
    reason: str,
    now: datetime,
    *,
    seen: bytes | None = None,
) -> ContactDecision:
    """The office deals with this contact. At raised vigilance with a reason, which the officer is told; where only
    the officer may, by him. `seen`: the fingerprint of the result that was looked at, where there was one.

    The same asked twice by one person is done once, and gives the same decision.

    Raises Forbidden, Missing, Stale, Refusal aml.contact.decided, aml.matter.blocked, aml.decision.… with
    everything in the way.
    """
    return _decide(session, actor, contact_id, version, Verdict.ACCEPTED, reason, now, seen)


def refuse_contact(
    session: Session,
    actor: Identity,
    contact_id: int,
    version: int,
    reason: str,
    now: datetime,
    *,
    seen: bytes | None = None,
) -> ContactDecision:
    """The office doesn't deal with this contact, for this reason; at any level, also while things lack. Raises
    what `accept_contact` raises."""
    return _decide(session, actor, contact_id, version, Verdict.REFUSED, reason, now, seen)


def decision_of(session: Session, contact: Contact) -> ContactDecision | None:
    """What was decided of this version."""
    return session.scalars(
        select(ContactDecision).where(
            ContactDecision.organisation_id == contact.organisation_id, ContactDecision.contact_id == contact.id
        )
    ).one_or_none()


def result_print(found: Assessment) -> bytes:
    """The fingerprint of what the rules say of a file: 32 bytes."""
    return print_of(found.told())


def decision_print(file: dict[str, object], result: dict[str, object]) -> bytes:
    """The fingerprint over both, as they are kept: 32 bytes."""
    return print_of({"file": file, "result": result})


def _decide(
    session: Session,
    actor: Identity,
    contact_id: int,
    version: int,
    verdict: Verdict,
    reason: str,
    now: datetime,
    seen: bytes | None,
) -> ContactDecision:
    require(actor, Permission.CONTACT_DECIDE)
    versions = locked_versions(session, contact_id)
    contact = next(one for one in versions if one.id == contact_id)
    require(actor, Permission.CONTACT_DECIDE, contact)
    if contact.state != "draft":
        return _again(session, actor, contact, verdict)
    contact, now = draft_of(session, actor, contact_id, version), _after_hits(session, contact, now)
    rules, file, told = rules_in_force(session), file_of(session, contact, now), told_reason(reason)
    found = vigilance_of(rules.rules, file)
    refuse(_faults(session, actor, contact, verdict, file, found, told, now, seen))
    _replace_earlier(session, versions, contact, now)
    made = _made(actor, contact, verdict, rules, file, found, told, now)
    session.add(made)
    contact.level, contact.assessed_at = (str(found.level) if found.level else None), now
    contact.state, contact.decided_at, contact.changed_at, contact.head = str(verdict), now, now, True
    if PageName.RESULT.value not in contact.pages:
        contact.pages = [*contact.pages, PageName.RESULT.value]
    session.flush()
    # Whoever names this contact sees another version of it from now on. Somebody who decides one of those holds
    # it, and may wait for us.
    levels_follow(session, [contact.id], now, wait=False)
    _tell(session, actor, contact, made, rules, now)
    return made


def _after_hits(session: Session, contact: Contact, now: datetime) -> datetime:
    """Whoever waited for somebody who decided of a hit of the contact decides after him, though he asked before: a
    replay goes by these instants."""
    last = session.scalar(
        select(func.max(func.greatest(Hit.found_at, Hit.decided_at))).where(
            Hit.organisation_id == contact.organisation_id, Hit.contact_id == contact.id
        )
    )
    return now if last is None else max(now, last)


def _again(session: Session, actor: Identity, contact: Contact, verdict: Verdict) -> ContactDecision:
    """The same, a moment later by the same person: he pressed twice."""
    found = decision_of(session, contact)
    if found is None or (found.verdict, found.decided_by) != (str(verdict), actor.account_id):
        raise Refusal("aml.contact.decided")
    return found


def _faults(
    session: Session,
    actor: Identity,
    contact: Contact,
    verdict: Verdict,
    file: File,
    found: Assessment,
    reason: str,
    now: datetime,
    seen: bytes | None,
) -> tuple[Refusal, ...]:
    """Everything at once; first that what was looked at is no longer what the rules say."""
    changed = (Refusal("aml.decision.changed"),) if seen is not None and seen != result_print(found) else ()
    if verdict is Verdict.REFUSED:
        return (*changed, *in_the_way_of_refusing(reason))
    is_officer = may(actor, Permission.STOP_DECIDE, contact)
    asks_officer = found.officer_only and not is_officer
    return (
        *changed,
        *(() if contact.screened_at is not None else (Refusal("aml.contact.not_compared"),)),
        *in_the_way(
            found,
            lacking_in(file.details, file.has_national_number),
            is_officer=is_officer,
            has_officer=asks_officer and bool(officers_of(session, contact.organisation_id, clock.day_of(now))),
            reason=reason,
        ),
    )


def _replace_earlier(session: Session, versions: Sequence[Contact], contact: Contact, now: datetime) -> None:
    """The version that counted until now counts no longer: nor do its hits."""
    for one in versions:
        if one.id == contact.id or not one.head:
            continue
        one.state, one.head = "replaced", False
        session.flush()  # makes place for the one that comes instead
        close_hits(session, one, now)


def _made(
    actor: Identity,
    contact: Contact,
    verdict: Verdict,
    rules: Rules,
    file: File,
    found: Assessment,
    reason: str,
    now: datetime,
) -> ContactDecision:
    known, result = file.told(), found.told()
    return ContactDecision(
        organisation_id=contact.organisation_id,
        contact_id=contact.id,
        root_id=contact.root_id,
        verdict=str(verdict),
        level=str(found.level) if found.level else None,
        in_spite=verdict is Verdict.ACCEPTED and is_in_spite(found.level),
        as_officer=may(actor, Permission.STOP_DECIDE, contact),
        reason=reason,
        rule_set_id=rules.id,
        edition=file.lists.edition,
        file=known,
        result=result,
        print=decision_print(known, result),
        decided_by=actor.account_id,
        decided_at=now,
    )


def _tell(
    session: Session, actor: Identity, contact: Contact, made: ContactDecision, rules: Rules, now: datetime
) -> None:
    tag = events.Tag.CONTACT_REFUSED
    if made.verdict == Verdict.ACCEPTED:
        tag = events.Tag.CONTACT_ACCEPTED_IN_SPITE if made.in_spite else events.Tag.CONTACT_ACCEPTED
    facts = {
        "root_id": contact.root_id,
        "number": contact.number,
        "level": made.level,
        "rules": rules.number,
        "edition": made.edition,
        "print": made.print.hex(),
    }
    personal = {"name": contact.name} | ({"reason": made.reason} if made.reason else {})
    subject = events.Subject("contact", contact.id, contact.organisation_id)
    events.record(session, tag, subject, actor, now, facts=facts, personal=personal)
