"""The letter to who got files: how many, from whom. No file is named in it."""

from __future__ import annotations

from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.letters import About, Content, Reader
from app.organisations.member_letters import reader_of
from app.organisations.members import with_names
from app.words import Words
from models.events import Event
from models.organisations import Member, Organisation


def receiver(session: Session, event: Event) -> list[Reader]:
    """Whose files they are from now on, unless he did it himself; once where contacts and deals went together."""
    if event.facts.get("beside") or event.facts["to"] == event.actor_id:
        return []
    member = _member(session, event, event.facts["to"], "confirmed")
    reader = reader_of(session, member) if member is not None else None
    return [reader] if reader is not None else []


def handed_over(session: Session, event: Event, _: Words, site: str, reader: Reader) -> Content:
    """To the receiver: how many contacts and transactions are his now."""
    office = session.scalars(select(Organisation.name).where(Organisation.id == event.organisation_id)).one()
    before = _member(session, event, event.facts["from"])
    return Content(
        subject=_("Files of %(organisation)s were handed over to you", organisation=office),
        paragraphs=[
            _("From now on they are your work in the tool against laundering: you find them under Contacts and"
              " Client transactions, with the filter on whose they are."),
            _("What was decided and sent before stays as it was. Are they not for you? Speak with your AML officer"
              " or a manager."),
        ],
        facts=[
            (_("From"), before.name if before is not None else ""),
            (_("Contacts"), str(event.facts["contacts"])),
            (_("Client transactions"), str(event.facts["deals"])),
        ],
        link=(_("See my contacts"), f"{site}/contacts/list/?owner=me"),
        about=About.FILES,
    )  # fmt: skip


def _member(session: Session, event: Event, account_id: Any, *states: str) -> Member | None:
    return session.scalars(
        select(Member)
        .where(
            Member.organisation_id == event.organisation_id,
            Member.account_id == account_id,
            Member.state.in_(states or ("confirmed", "ended")),
        )
        .options(*with_names())
        .order_by(Member.id.desc())
        .limit(1)
    ).one_or_none()
