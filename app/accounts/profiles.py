"""What the holder of an account says of himself: names until a card is linked, how to address and to reach him."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from sqlalchemy.orm import Session

from app import events
from app.accounts.sign_up import NAME_LONGEST, TERMS
from app.clock import day_of
from app.errors import Refusal, Stale
from app.policy import Identity
from models.accounts import Profile
from models.values import Sex

# E.164: a plus and at most fifteen digits; a number without it is Belgian.
_PHONE = re.compile(r"\+[1-9]\d{7,14}")
_SAID = re.compile(r"[\s./()-]+")


class Salutation(StrEnum):
    """How somebody wants to be addressed; '' for by name only."""

    MR = "mr"
    MRS = "mrs"


@dataclass(frozen=True)
class Details:
    """What one may change oneself; names are None where a person known by number has his own,
    and his birth date and sex."""

    salutation: str
    phone: str
    birth_date: date | None = None
    sex: Sex = Sex.UNKNOWN
    given_names: str | None = None
    family_name: str | None = None


def phone_of(typed: str) -> str:
    """The number as +32470123456; '' for an empty one. Raises Refusal accounts.phone.unreadable."""
    digits = _SAID.sub("", typed)
    if not digits:
        return ""
    if digits.startswith("00"):
        digits = f"+{digits[2:]}"
    elif digits.startswith("0"):
        digits = f"+32{digits[1:]}"
    if not _PHONE.fullmatch(digits):
        raise Refusal("accounts.phone.unreadable", field="phone")
    return digits


def change_details(session: Session, actor: Identity, version: int, new: Details, now: datetime) -> Profile:
    """Keeps them; `version` 0 where nothing was kept yet. In office scope.

    Raises Stale, Refusal accounts.phone.unreadable, accounts.name.missing, accounts.name.too_long,
    accounts.person.born_in_the_future.
    """
    phone = phone_of(new.phone)
    for name, value in (("given_names", new.given_names), ("family_name", new.family_name)):
        if value is not None and not value.strip():
            raise Refusal("accounts.name.missing", field=name)
        if value is not None and len(value) > NAME_LONGEST:
            raise Refusal("accounts.name.too_long", field=name, most=NAME_LONGEST)
    if new.birth_date is not None and new.birth_date > day_of(now):
        raise Refusal("accounts.person.born_in_the_future", field="birth_date", day=new.birth_date)
    found = profile_to_change(session, actor, version, now)
    found.salutation, found.phone = new.salutation, phone
    if new.given_names is not None and new.family_name is not None:
        found.given_names = " ".join(new.given_names.split())
        found.family_name = " ".join(new.family_name.split())
        found.birth_date, found.sex = new.birth_date, new.sex
    record_change(session, actor, now)
    return found


def profile_to_change(session: Session, actor: Identity, version: int, now: datetime) -> Profile:
    """One's own profile, locked; new where none was kept and `version` is 0. In office scope; raises Stale."""
    found = session.get(Profile, actor.account_id, with_for_update=True)
    if (found.version if found is not None else 0) != version:
        raise Stale("profile", actor.account_id)
    if found is None:
        found = Profile(account_id=actor.account_id, given_names="", family_name="", terms=TERMS, terms_at=now)
        session.add(found)
    return found


def record_change(session: Session, actor: Identity, now: datetime, **facts: str) -> None:
    """Writes it and says that one's details changed; what they are stays out of the trail."""
    session.flush()
    subject = events.Subject("account", actor.account_id, person_id=actor.person_id)
    events.record(session, events.Tag.DETAILS_CHANGED, subject, actor, now, facts=facts)
