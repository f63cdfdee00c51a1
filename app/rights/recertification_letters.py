"""The letters of a campaign: to the administrators when it begins, as it goes on, and when it is over."""

from __future__ import annotations

from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.clock import day_of
from app.letters import Content, Reader
from app.mail.rules import first_usable
from app.rights.rules import ADMINISTRATIONS
from app.words import Words
from models.accounts import Account, Person
from models.events import Event
from models.organisations import Membership, Organisation
from models.rights import Right, RightKind


def administrators(session: Session, event: Event) -> list[Reader]:
    """Who administers the organisation on the day of the event, each once."""
    day = day_of(event.happened_at)
    rows = session.execute(
        select(Person, Membership.email, Account.email, Account.language)
        .select_from(Right)
        .join(Right.person)
        .join(Right.membership)
        .join(Right.kind)
        .join(Account, Account.person_id == Person.id)
        .where(
            Right.organisation_id == event.organisation_id,
            RightKind.code.in_(ADMINISTRATIONS),
            Right.revoked_at.is_(None),
            Right.first_day <= day,
            Right.last_day >= day,
            Person.anonymised_at.is_(None),
        )
        .order_by(Person.id, Right.id)
    )
    readers: dict[int, Reader] = {}
    for person, email, own_email, language in rows:
        readers.setdefault(person.id, Reader(person.id, person.name, language, first_usable((email, own_email))))
    return list(readers.values())


def _link(event: Event, _: Words, site: str) -> tuple[str, str]:
    return _("Go through the rights"), f"{site}/recertifications/show/{event.subject_id}"


def _day(event: Event, name: str) -> date:
    return date.fromisoformat(str(event.facts[name]))


def _count(event: Event, name: str) -> int:
    count = event.facts[name]
    assert isinstance(count, int)  # noqa: S101 - the act wrote it so
    return count


def campaign_started(session: Session, event: Event, _: Words, site: str, reader: Reader) -> Content:
    """That it began, until when, and what happens then."""
    organisation = session.get_one(Organisation, event.organisation_id).name
    then = (
        _("A right that nobody confirmed by then is revoked.")
        if event.facts["policy"] == "revoke"
        else _("A right that nobody confirmed by then stays, and is flagged.")
    )
    count, last_day = _count(event, "count"), _.day(_day(event, "deadline"))
    return Content(
        subject=_("The rights at %(organisation)s are to be confirmed", organisation=organisation),
        paragraphs=[
            _.ngettext(
                "Is this right still needed? Confirm or revoke it until %(day)s.",
                "Are these %(num)s rights still needed? Confirm or revoke each of them until %(day)s.",
                count,
                day=last_day,
            ),
            then,
        ],
        link=_link(event, _, site),
    )


def campaign_reminded(session: Session, event: Event, _: Words, site: str, reader: Reader) -> Content:
    """That some are still open."""
    organisation = session.get_one(Organisation, event.organisation_id).name
    count, last_day = _count(event, "open"), _.day(_day(event, "deadline"))
    return Content(
        subject=_.ngettext(
            "%(num)s right at %(organisation)s is still to be confirmed",
            "%(num)s rights at %(organisation)s are still to be confirmed",
            count,
            organisation=organisation,
        ),
        paragraphs=[_("There is time until %(day)s.", day=last_day)],
        link=_link(event, _, site),
    )


def campaign_closed(session: Session, event: Event, _: Words, site: str, reader: Reader) -> Content:
    """What became of what nobody said anything of."""
    organisation = session.get_one(Organisation, event.organisation_id).name
    return Content(
        subject=_("The confirmation of rights at %(organisation)s is over", organisation=organisation),
        paragraphs=[_("This became of the rights that nobody confirmed:")],
        facts=[
            (_("Revoked"), str(_count(event, "lapsed"))),
            (_("Flagged"), str(_count(event, "flagged"))),
            (_("Ended by themselves"), str(_count(event, "gone"))),
        ],
        link=_link(event, _, site),
    )
