"""The letters about members: to every manager when somebody asks to join, to him when that was decided."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload

from app.letters import About, Content, Reader
from app.mail.rules import first_usable
from app.organisations.members import managers_of, with_names
from app.words import Words
from models.accounts import Account
from models.events import Event, EventPayload
from models.organisations import Member, Organisation


@dataclass(frozen=True)
class _Told:
    member: Member
    organisation: Organisation


def managers(session: Session, event: Event) -> list[Reader]:
    """Who manages the organisation, at his address at work, else his account's."""
    return [one for member in managers_of(session, event.organisation_id) if (one := reader_of(session, member))]


def the_member(session: Session, event: Event) -> list[Reader]:
    """Whom it is about, unless he did it himself."""
    told = _told(session, event)
    reader = reader_of(session, told.member) if event.actor_id != told.member.account_id else None
    return [reader] if reader is not None else []


def reader_of(session: Session, member: Member) -> Reader | None:
    """A member at his address at work, else his account's; None for who has no account any more."""
    account = session.get(Account, member.account_id)
    if account is None or not (account.active or account.rested_at is not None):
        return None
    address = first_usable((member.email, account.email or ""))
    return Reader(member.person_id, member.name, account.language, address, member.account_id)


def _told(session: Session, event: Event) -> _Told:
    member = session.scalars(
        select(Member)
        .where(Member.organisation_id == event.organisation_id, Member.id == event.subject_id)
        .options(*with_names(), joinedload(Member.organisation))
    ).one()
    return _Told(member, member.organisation)


def reason_of(session: Session, event: Event) -> str:
    """What was written with it; '' once that was erased."""
    payload = session.scalars(
        select(EventPayload).where(
            EventPayload.organisation_id == event.organisation_id, EventPayload.event_id == event.id
        )
    ).one_or_none()
    return str((payload.content or {}).get("reason", "")) if payload is not None else ""


def member_asked(session: Session, event: Event, _: Words, site: str, reader: Reader) -> Content:
    """To the managers: somebody waits to be let in."""
    told = _told(session, event)
    name = told.member.name or _("Somebody")
    return Content(
        subject=_("%(name)s asks to join %(organisation)s", name=name, organisation=told.organisation.name),
        paragraphs=[
            _("%(name)s says to work for %(organisation)s, and waits for you to confirm that.",
              name=name, organisation=told.organisation.name),
            _("Don't you know this person? Then refuse: nothing was opened yet."),
        ],
        facts=[(_("Function"), told.member.function), (_("E-mail"), told.member.email)],
        link=(_("Decide"), f"{site}/members/decide/{told.member.id}"),
        about=About.ACCOUNT,
    )  # fmt: skip


def member_confirmed(session: Session, event: Event, _: Words, site: str, reader: Reader) -> Content:
    """To who asked: he is a member."""
    organisation = _told(session, event).organisation.name
    return Content(
        subject=_("You are a member of %(organisation)s", organisation=organisation),
        paragraphs=[
            _("%(organisation)s confirmed you. From now on you can act for it.", organisation=organisation),
        ],
        link=(_("See your organisations"), f"{site}/my-organisations/"),
        about=About.ACCOUNT,
    )


def member_refused(session: Session, event: Event, _: Words, site: str, reader: Reader) -> Content:
    """To who asked: he isn't let in, with what the manager said about it."""
    organisation = _told(session, event).organisation.name
    return Content(
        subject=_("%(organisation)s didn't confirm you", organisation=organisation),
        paragraphs=[
            _("You asked to join %(organisation)s. Its manager refused.", organisation=organisation),
            reason_of(session, event),
            _("Is it a misunderstanding? Talk to the manager; after that you may ask again."),
        ],
        link=(_("See your organisations"), f"{site}/my-organisations/"),
        about=About.ACCOUNT,
    )


def member_ended(session: Session, event: Event, _: Words, site: str, reader: Reader) -> Content:
    """To whose membership a manager ended."""
    organisation = _told(session, event).organisation.name
    return Content(
        subject=_("You are no longer a member of %(organisation)s", organisation=organisation),
        paragraphs=[
            _("A manager of %(organisation)s ended your membership. You can't act for it any more.",
              organisation=organisation),
            reason_of(session, event),
            _("Your account stays as it is."),
        ],
        link=(_("See your organisations"), f"{site}/my-organisations/"),
        about=About.ACCOUNT,
    )  # fmt: skip


def manager_named(session: Session, event: Event, _: Words, site: str, reader: Reader) -> Content:
    """To who manages from now on."""
    organisation = _told(session, event).organisation.name
    return Content(
        subject=_("You manage %(organisation)s from now on", organisation=organisation),
        paragraphs=[
            _("You can let people in, invite them, and change what is known of %(organisation)s.",
              organisation=organisation),
        ],
        link=(_("See your organisations"), f"{site}/my-organisations/"),
        about=About.ACCOUNT,
    )  # fmt: skip


def manager_dismissed(session: Session, event: Event, _: Words, site: str, reader: Reader) -> Content:
    """To who no longer manages."""
    organisation = _told(session, event).organisation.name
    return Content(
        subject=_("You no longer manage %(organisation)s", organisation=organisation),
        paragraphs=[_("You stay a member of %(organisation)s.", organisation=organisation)],
        link=(_("See your organisations"), f"{site}/my-organisations/"),
        about=About.ACCOUNT,
    )
