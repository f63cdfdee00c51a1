"""Notifications to the AML officer of Immo Peeters: one that waits for her, one about which she asked something,
and one that is closed. About contacts that are there already; all of it invented."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import UTC, datetime, time, timedelta

from sqlalchemy import Select, select
from sqlalchemy.orm import Session

from app import events
from app.aml.notifications import ask_back, close, notify_officer
from app.clock import BRUSSELS, day_of
from app.demo.cast import AN, BRAM, Member
from app.demo.governments import IMMO_PEETERS
from app.demo.plan import working_day
from app.demo.wallets import Office, office_of
from app.policy import Identity, Role
from app.transaction import transaction
from models.aml import Contact, Notification
from models.values.identified import FilePart

_ROLES = {AN: Role.AML_OFFICER, BRAM: Role.AML_MEMBER}
_ACTS = {"ask": ask_back, "close": close}


@dataclass(frozen=True)
class _Told:
    """What Bram told of a contact with that part, so many days ago; what An did with it a day later."""

    ago: int
    part: FilePart
    text: str
    act: str = ""
    answer: str = ""


_TOLD = (
    _Told(12, FilePart.BUYER,
          "Wou het voorschot van 15.000 euro in speciën betalen. Ik heb dat geweigerd; het wordt overgeschreven.",
          "close", "Besproken met Bram. Het voorschot kwam van de eigen rekening; uittreksel gezien."),
    _Told(5, FilePart.SELLER,
          "Laat alles over aan een neef, die niet wil zeggen waar hij woont.",
          "ask", "Heeft de neef een volmacht laten zien? Vraag ook zijn identiteitskaart."),
    _Told(3, FilePart.BUYER,
          "Vraagt of de prijs deels buiten de akte kan. Ik heb neen gezegd en het gesprek afgerond."),
)  # fmt: skip


def add_notifications(session: Session, now: datetime) -> int:
    """Sends them, and has An act on two; returns how many, none where there are some already, or no contacts. In
    office scope: nobody gets a letter about it."""
    about_contacts = select(Notification.id).where(
        Notification.deal_id.is_(None), Notification.profile_id.is_(None)
    )
    if session.scalar(about_contacts.limit(1)) is not None:
        return 0
    office = office_of(session, IMMO_PEETERS, (AN, BRAM))
    told_of: list[int] = []
    with events.quietly(session), transaction(session):
        for told in _TOLD:
            at = _moment(told.ago, now)
            contact = session.scalars(_last_with(told.part, at, office).where(Contact.id.not_in(told_of))).first()
            if contact is None:
                continue
            made = notify_officer(session, _who(office, BRAM), contact.id, told.text, None, at)
            told_of.append(contact.id)
            if told.act:
                later = min(_moment(told.ago - 1, now) + timedelta(hours=2), now)
                _ACTS[told.act](session, _who(office, AN), made.id, told.answer, made.version, later)
    return len(told_of)


def _last_with(part: FilePart, before: datetime, office: Office) -> Select[Contact]:
    """Persons of the office with that part in a file whose side is known, the last added first."""
    return (
        select(Contact)
        .where(
            Contact.organisation_id == office.organisation_id,
            Contact.head,
            Contact.kind == "person",
            Contact.changed_at < before,
            Contact.details["dealing"]["part"].astext == part,
            Contact.details["dealing"]["side"].astext.is_not(None),
        )
        .order_by(Contact.made_at.desc(), Contact.id.desc())
        .limit(1)
    )


def _who(office: Office, member: Member) -> Identity:
    known = office.identity(member)
    return replace(known, roles=known.roles | {_ROLES[member]}, key_level="high")


def _moment(ago: int, now: datetime) -> datetime:
    """On a working day so long ago, in the afternoon."""
    day = working_day(day_of(now) - timedelta(days=ago))
    return min(datetime.combine(day, time(14, 12), BRUSSELS).astimezone(UTC), now)
