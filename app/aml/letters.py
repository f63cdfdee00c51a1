"""The letters to an office's AML officers: a list changed, and some of their contacts look like who is on it; a
contact was accepted in spite of raised vigilance.

They name no contact: a mail is read in more places than the office, and nobody may be warned by it.
"""

from __future__ import annotations

from sqlalchemy import select
from sqlalchemy.orm import Session

from app import clock
from app.aml.officers import MEMBER, OFFICER, set_to_be
from app.letters import About, Content, Reader
from app.organisations.member_letters import reader_of
from app.words import Words
from models.aml import SanctionsList
from models.events import Event
from models.organisations import Organisation


def officers(session: Session, event: Event) -> list[Reader]:
    """The office's AML officers; whoever works in the tool where it has none."""
    day, office = clock.day_of(event.happened_at), event.organisation_id
    found = set_to_be(session, office, OFFICER, day) or set_to_be(session, office, MEMBER, day)
    return [one for member in found if (one := reader_of(session, member)) is not None]


def other_officers(session: Session, event: Event) -> list[Reader]:
    """The office's AML officers, but for who did it himself."""
    day = clock.day_of(event.happened_at)
    found = set_to_be(session, event.organisation_id, OFFICER, day)
    others = (one for one in found if one.account_id != event.actor_id)
    return [one for member in others if (one := reader_of(session, member)) is not None]


def hits_found(session: Session, event: Event, _: Words, site: str, reader: Reader) -> Content:
    """To the officers: how many hits opened, on which list, and where they stand."""
    organisation = session.scalars(select(Organisation.name).where(Organisation.id == event.organisation_id)).one()
    names = session.get_one(SanctionsList, event.facts["list_id"])
    return Content(
        subject=_("A sanctions list changed: there is something to look at for %(organisation)s",
                  organisation=organisation),
        paragraphs=[
            _("All contacts of %(organisation)s were compared with what changed. Some of them look like somebody"
              " on the list. That isn't a finding yet: look at each and decide.", organisation=organisation),
            _("Speak to nobody outside the office about it, and don't forward this message."),
        ],
        facts=[
            (_("List"), names.named(_.language)),
            (_("Possible matches to look at"), str(event.facts["count"])),
        ],
        link=(_("See the possible matches"), f"{site}/hits/list/"),
        about=About.LISTS,
    )  # fmt: skip


def accepted_in_spite(session: Session, event: Event, _: Words, site: str, reader: Reader) -> Content:
    """To the officers: somebody accepted a contact in spite of raised vigilance, and where it stands."""
    organisation = session.scalars(select(Organisation.name).where(Organisation.id == event.organisation_id)).one()
    return Content(
        subject=_("A contact of %(organisation)s was accepted in spite of raised vigilance",
                  organisation=organisation),
        paragraphs=[
            _("A colleague accepted it, with a reason. Look at the file: you see there what raised the vigilance,"
              " and why it was accepted. It stays accepted as long as nobody decides otherwise."),
            _("Speak to nobody outside the office about it, and don't forward this message."),
        ],
        link=(_("See the contact"), f"{site}/contacts/show/{event.subject_id}"),
        about=About.CONTACTS,
    )  # fmt: skip
