"""Notifications to the AML officer of Immo Peeters: one that waits for her, one about which she asked something,
and one that is closed. About contacts that are there already; all of it invented."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import UTC, datetime, time, timedelta

from sqlalchemy import select
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
from models.values.identified import Side

_ROLES = {AN: Role.AML_OFFICER, BRAM: Role.AML_MEMBER}
_ACTS = {"ask": ask_back, "close": close}


@dataclass(frozen=True)
class _Told:
    """What Bram told of one of the first contacts, so many days ago; what An did with it a day later."""

    ago: int
    about: Side
    text: str
    act: str = ""
    answer: str = ""


_TOLD = (
    _Told(12, Side.COUNTERPARTY,
          "De koper wou het voorschot van 15.000 euro in speciën betalen. Ik heb dat geweigerd; hij zou overschrijven.",
          "close", "Besproken met Bram. Het voorschot kwam van zijn eigen rekening; uittreksel gezien. Geen verder gevolg."),
    _Told(5, Side.CLIENT,
          "De verkoopster laat alles over aan een neef, die niet wil zeggen waar hij woont.",
          "ask", "Heeft de neef een volmacht laten zien? Vraag ook zijn identiteitskaart, zonder te zeggen waarom."),
    _Told(3, Side.COUNTERPARTY,
          "Hij vraagt of de prijs deels buiten de akte kan. Ik heb neen gezegd en het gesprek afgerond."),
)  # fmt: skip


def add_notifications(session: Session, now: datetime) -> int:
    """Sends them, and has An act on two; returns how many, none where there are some already, or no contacts. In
    office scope: nobody gets a letter about it."""
    if session.scalar(select(Notification.id).limit(1)) is not None:
        return 0
    office = office_of(session, IMMO_PEETERS, (AN, BRAM))
    about = session.scalars(
        select(Contact)
        .where(Contact.organisation_id == office.id, Contact.head, Contact.kind == "person")
        .order_by(Contact.id)
        .limit(len(_TOLD))
    ).all()
    with events.quietly(session), transaction(session):
        for contact, told in zip(about, _TOLD, strict=False):
            at = max(_moment(told.ago, now), contact.made_at)
            made = notify_officer(session, _who(office, BRAM), contact.id, told.text, told.about, at)
            if told.act:
                later = max(at, min(_moment(told.ago - 1, now) + timedelta(hours=2), now))
                _ACTS[told.act](session, _who(office, AN), made.id, told.answer, made.version, later)
    return len(about)


def _who(office: Office, member: Member) -> Identity:
    known = office.identity(member)
    return replace(known, roles=known.roles | {_ROLES[member]}, key_level="high")


def _moment(ago: int, now: datetime) -> datetime:
    """On a working day so long ago, in the afternoon."""
    day = working_day(day_of(now) - timedelta(days=ago))
    return min(datetime.combine(day, time(14, 12), BRUSSELS).astimezone(UTC), now)
