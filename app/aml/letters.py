"""The letter to an office's AML officers: a list changed, and some of their contacts look like who is on it.

It names no contact: a mail is read in more places than the office, and nobody may be warned by it.
"""

from __future__ import annotations

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from app import clock
from app.letters import About, Content, Reader
from app.organisations.member_letters import reader_of
from app.organisations.members import with_names
from app.rights.built_in import AML
from app.words import Words
from models.aml import SanctionsList
from models.events import Event
from models.organisations import Member, Organisation
from models.rights import Access, Tool, ToolRole


def officers(session: Session, event: Event) -> list[Reader]:
    """The office's AML officers; whoever works in the tool where it has none."""
    found = _set_to_be(session, event, "officer") or _set_to_be(session, event, "member")
    return [one for member in found if (one := reader_of(session, member)) is not None]


def _set_to_be(session: Session, event: Event, role: str) -> list[Member]:
    day = clock.day_of(event.happened_at)
    return list(
        session.scalars(
            select(Member)
            .join(
                Access,
                (Access.organisation_id == Member.organisation_id) & (Access.membership_id == Member.id),
            )
            .join(ToolRole, ToolRole.id == Access.role_id)
            .join(Tool, Tool.id == ToolRole.tool_id)
            .where(
                Member.organisation_id == event.organisation_id,
                Member.state == "confirmed",
                Tool.code == AML,
                ToolRole.code == role,
                Access.state == "user",
                Access.given_on <= day,
                or_(Access.ended_on.is_(None), Access.ended_on > day),
            )
            .options(*with_names())
            .order_by(Member.id)
        )
    )


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
