"""What tests of risk profiles stand on: an office whose rules ask on profiles, and an accepted contact."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest
from sqlalchemy import select, text
from sqlalchemy.orm import Session

from app.aml.deciding import accept_contact
from app.aml.profiles import answer_profile, assess_profile
from app.aml.vigilance.file import Given
from app.errors import Refusal
from app.transaction import Scope, enter
from models.aml import Contact, Notification, NotificationAct, RiskProfile
from tests.app.aml.complete_files import add_complete
from tests.app.aml.lists_of_today import AmlOffice, aml_office, load
from tests.app.aml.rules_of_today import WITH_PROFILES, publish
from tests.app.wallet.offices import NOW

WHY = "He is known to us for years."
LATER = NOW + timedelta(minutes=1)
QUIET = {code: Given("no") for code in ("KR", "KS", "KD", "KW", "KL")}
RAISED = {**QUIET, "KR": Given("yes")}
Act = Callable[..., object]


def profiling_office(session: Session) -> AmlOffice:
    """An office with the tool, in its own scope."""
    made = aml_office(session)
    publish(session, WITH_PROFILES)
    load(session, "eu", [])
    enter(session, Scope.organisation(made.id))
    return made


def accepted_contact(session: Session, one: AmlOffice) -> Contact:
    """He is accepted, and nothing raises vigilance."""
    made = add_complete(session, one.bram, NOW)
    accept_contact(session, one.bram, made.id, made.version, "", NOW)
    return made


def tell(session: Session, one: AmlOffice, profile: RiskProfile, told: dict[str, Given]) -> RiskProfile:
    """Answered and assessed by Bram."""
    answer_profile(session, one.bram, profile.id, told, profile.version, NOW)
    assess_profile(session, one.bram, profile.id, profile.version, NOW)
    return profile


def codes(act: Act, *told: object) -> list[str]:
    """Why it was refused, all of it."""
    with pytest.raises(Refusal) as found:
        act(*told)
    return [one.code for one in found.value.everything]


def events_of(session: Session, profile: RiskProfile) -> list[str]:
    """What was kept of it, the first first."""
    told = "select tag from event where subject_kind = 'profile' and subject_id = :id order by id"
    with session.begin_nested():
        return list(session.scalars(text(told), {"id": str(profile.id)}))


def kept_of(session: Session, profile: RiskProfile) -> list[tuple[str, str]]:
    """What the officer was told of it: kinds of act with their text."""
    rows = session.execute(
        select(NotificationAct.kind, NotificationAct.text)
        .join(
            Notification,
            (Notification.organisation_id == NotificationAct.organisation_id)
            & (Notification.id == NotificationAct.notification_id),
        )
        .where(Notification.profile_id == profile.id)
        .order_by(NotificationAct.id)
    )
    return [(kind, told) for kind, told in rows]
