"""What the rules in force say of a risk profile today, and what keeps it from being accepted."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from app import clock
from app.aml.assessing import file_of, rules_in_force
from app.aml.matter_decisions import Assessed
from app.aml.review_terms import terms_on
from app.aml.reviewing import review_of
from app.aml.vigilance.file import Given
from app.aml.vigilance.profiles import ProfileAssessment, ProfileFile, vigilance_of_profile
from app.aml.vigilance.rule_set import RuleSet
from app.errors import Missing, Refusal
from models.aml import Contact, RiskProfile
from models.values.plain import read_plain
from models.values.vigilance import AsksOf, ContactState


def assessed_profile(
    session: Session, profile: RiskProfile, now: datetime, *, contact: Contact | None = None
) -> Assessed:
    """The highest of what the rules say of the contact's file in force and of the profile's own answers; of a
    contact that isn't in force any more its last file that was assessed. `contact`: that version, where it
    was read already. Changes nothing.

    Raises Missing, Refusal aml.rules.none.
    """
    rules, contact = rules_in_force(session), contact or contact_of(session, profile)
    file = ProfileFile(contact.id, contact.number, file_of(session, contact, now), profile_answers(profile))
    found = vigilance_of_profile(rules.rules, file)
    return Assessed(rules, file.told(), found, file.contact.lists.edition)


def replayed_profile(rules: RuleSet, file: dict[str, object]) -> ProfileAssessment:
    """What these rules make of a file that was kept (`MatterDecision.file`)."""
    return vigilance_of_profile(rules, ProfileFile.read(file))


def faults_of_accepting(session: Session, profile: RiskProfile, assessed: Assessed) -> tuple[Refusal, ...]:
    """Everything that keeps anybody from accepting it, the officer too: aml.decision.unanswered, .open_documents,
    aml.profile.not_in_force."""
    return tuple(_faults(session, profile, assessed))


def keep_assessed(
    session: Session, profile: RiskProfile, assessed: Assessed, now: datetime, *, accepted: bool = False
) -> None:
    """The profile's row says what was assessed, of which version, and, once it is accepted, when it is looked at
    again. Whoever decides does this before the decision is kept. The caller holds the row."""
    file, level = ProfileFile.read(assessed.file), assessed.found.level
    profile.contact_id = file.contact_id
    profile.level, profile.assessed_at = (str(level) if level else None), now
    profile.assessed_print = assessed.print
    if accepted and level is not None:
        today = clock.day_of(now)
        profile.review_on = review_of(file, level, today, terms_on(session, today))


def contact_of(session: Session, profile: RiskProfile) -> Contact:
    """The version in force, or else the one that was assessed last. Raises Missing."""
    found = session.scalars(
        select(Contact)
        .where(
            Contact.organisation_id == profile.organisation_id,
            Contact.root_id == profile.root_id,
            or_(Contact.state == ContactState.ACCEPTED, Contact.id == profile.contact_id),
        )
        .order_by((Contact.state == ContactState.ACCEPTED).desc(), Contact.id)
        .limit(1)
    ).one_or_none()
    if found is None:
        raise Missing("contact", profile.contact_id)
    return found


def profile_answers(profile: RiskProfile) -> dict[str, Given]:
    """What was answered on the profile's own questions, by the rule's code."""
    return {code: read_plain(Given, told) for code, told in profile.answers.items()}


def rules_on_profiles(rules: RuleSet) -> RuleSet:
    """Those of the rules that are asked on a risk profile."""
    return RuleSet(tuple(one for one in rules.rules if AsksOf.PROFILE in one.on), rules.thresholds)


def _faults(session: Session, profile: RiskProfile, assessed: Assessed) -> Iterator[Refusal]:
    found = assessed.found
    if found.unanswered:
        yield Refusal("aml.decision.unanswered", rules=found.unanswered)
    if found.open_documents:
        yield Refusal("aml.decision.open_documents", rules=found.open_documents)
    if contact_of(session, profile).state != ContactState.ACCEPTED:
        yield Refusal("aml.profile.not_in_force")
