"""The letters about notifications: to the AML officers when there is something for them, to who sent one or handed
something over by it when something was asked back, or it was decided or closed.

They name nobody and repeat no text: a mail is read in more places than the office. What an officer holds or
reports is in none of them.
"""

from __future__ import annotations

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app import clock
from app.aml.officers import MEMBER, OFFICER, set_to_be
from app.letters import About, Content, Reader
from app.organisations.member_letters import reader_of
from app.words import Words
from models.aml import Deal, Notification, RiskProfile
from models.events import Event
from models.organisations import Organisation
from models.values.matters import Wish


def who_sent(session: Session, event: Event) -> list[Reader]:
    """Who handed over the risk profile or deal it is about, or else sent the notification, where he still works in
    the tool and didn't do it himself."""
    handed = [
        select(table.handed_by)
        .where(table.organisation_id == Notification.organisation_id, table.id == column)
        .scalar_subquery()
        for table, column in ((RiskProfile, Notification.profile_id), (Deal, Notification.deal_id))
    ]
    sent_by = session.scalars(
        select(func.coalesce(*handed, Notification.sent_by)).where(
            Notification.organisation_id == event.organisation_id, Notification.id == event.subject_id
        )
    ).one()
    if sent_by == event.actor_id:
        return []
    day = clock.day_of(event.happened_at)
    found = (one for role in (MEMBER, OFFICER) for one in set_to_be(session, event.organisation_id, role, day))
    return [one for member in found if member.account_id == sent_by and (one := reader_of(session, member))][:1]


def sent(session: Session, event: Event, _: Words, site: str, reader: Reader) -> Content:
    """To the officers: a colleague notified them."""
    office = _office(session, event)
    return _content(
        event, _, site,
        _("A colleague of %(organisation)s notifies you as AML officer", organisation=office),
        _("Read the notification, and ask back or close it. Until then it waits for you."),
    )  # fmt: skip


def raised(session: Session, event: Event, _: Words, site: str, reader: Reader) -> Content:
    """To the officers: the vigilance of a risk profile or a deal is raised."""
    office = _office(session, event)
    return _content(
        event, _, site,
        _("The vigilance of a file of %(organisation)s is raised", organisation=office),
        _("A colleague refuses it or hands it to you. You needn't do anything before that."),
    )  # fmt: skip


def handed(session: Session, event: Event, _: Words, site: str, reader: Reader) -> Content:
    """To the officers: a colleague handed a raised risk profile or deal to them, or refused it."""
    office = _office(session, event)
    wish = session.scalars(
        select(Notification.wish).where(
            Notification.organisation_id == event.organisation_id, Notification.id == event.subject_id
        )
    ).one()
    if wish == Wish.REFUSE:
        return _content(
            event, _, site,
            _("A colleague of %(organisation)s refused a file with raised vigilance", organisation=office),
            _("That is final. Read why, and close the notification."),
        )  # fmt: skip
    return _content(
        event, _, site,
        _("A colleague of %(organisation)s hands you a file with raised vigilance", organisation=office),
        _("Read why, and accept it, refuse it or ask back. Until then it is blocked and waits for you."),
    )  # fmt: skip


def decided(session: Session, event: Event, _: Words, site: str, reader: Reader) -> Content:
    """To who handed it over: the officer decided."""
    office = _office(session, event)
    return _content(
        event, _, site,
        _("The AML officer of %(organisation)s decided about a file", organisation=office),
        _("It is one that you handed over. Read there what was decided, and why."),
    )  # fmt: skip


def replied(session: Session, event: Event, _: Words, site: str, reader: Reader) -> Content:
    """To the officers: what they asked was answered."""
    office = _office(session, event)
    return _content(
        event, _, site,
        _("There is a reply to what was asked about a notification of %(organisation)s", organisation=office),
        _("Read the reply, and ask back or close the notification. Until then it waits for you."),
    )  # fmt: skip


def asked_back(session: Session, event: Event, _: Words, site: str, reader: Reader) -> Content:
    """To who sent it: the officer wants to know more."""
    office = _office(session, event)
    return _content(
        event, _, site,
        _("The AML officer of %(organisation)s asks you something", organisation=office),
        _("It is about a notification that you sent. Read what is asked, and reply there, not by mail."),
    )  # fmt: skip


def closed(session: Session, event: Event, _: Words, site: str, reader: Reader) -> Content:
    """To who sent it: the officer closed it."""
    office = _office(session, event)
    return _content(
        event, _, site,
        _("A notification to the AML officer of %(organisation)s is closed", organisation=office),
        _("It is one that you sent. Read there what the AML officer says."),
    )  # fmt: skip


def _office(session: Session, event: Event) -> str:
    return session.scalars(select(Organisation.name).where(Organisation.id == event.organisation_id)).one()


def _content(event: Event, _: Words, site: str, subject: str, what: str) -> Content:
    return Content(
        subject=subject,
        paragraphs=[
            what,
            _("Speak to nobody outside the office about it, and don't forward this message."),
        ],
        link=(_("See the notification"), f"{site}/notifications/show/{event.subject_id}"),
        about=About.NOTIFICATIONS,
    )
