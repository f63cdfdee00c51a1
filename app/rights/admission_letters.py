"""The letters about a registration: to its signer, once the central team has decided."""

from __future__ import annotations

from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload

from app.letters import Content, Reader
from app.mail.rules import first_usable
from app.words import Words
from models.events import Event
from models.rights import Registration


def signer(session: Session, event: Event) -> list[Reader]:
    """Who signed, at the address he gave, else his account's. Nobody once anonymised."""
    one = _registration(session, event)
    if one.person.anonymised_at is not None:
        return []
    address = first_usable((one.email, one.account.email or ""))
    return [Reader(one.person_id, one.person.name, one.account.language, address)]


def _registration(session: Session, event: Event) -> Registration:
    return session.scalars(
        select(Registration)
        .where(Registration.id == event.subject_id)
        .options(joinedload(Registration.person), joinedload(Registration.account))
    ).one()


def registration_approved(session: Session, event: Event, _: Words, site: str, reader: Reader) -> Content:
    """To the signer, who administers the government from now on."""
    one = _registration(session, event)
    last_day = date.fromisoformat(str(event.facts["last_day"]))
    return Content(
        subject=_("%(government)s is registered", government=one.name),
        paragraphs=[
            _("The central team approved your registration of %(government)s.", government=one.name),
            _(
                "You are its local administrator: you grant, extend and revoke the rights of its people. Appoint"
                " a second administrator as soon as you can, so that there is always one."
            ),
        ],
        facts=[(_("Local administrator until"), _.day(last_day))],
        link=(_("Go to Sleutelbos"), f"{site}/"),
    )


def registration_declined(session: Session, event: Event, _: Words, site: str, reader: Reader) -> Content:
    """To the signer, with the reason."""
    one = _registration(session, event)
    return Content(
        subject=_("Your registration of %(government)s was not approved", government=one.name),
        paragraphs=[
            _("The central team did not approve your registration of %(government)s.", government=one.name),
            one.answer,
            _("You can register it again once that is in order."),
        ],
        link=(_("See your registration"), f"{site}/registrations/show/{one.id}"),
    )
