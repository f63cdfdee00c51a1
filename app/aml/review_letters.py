"""The letter about files that are to be looked at again: to the owner of each, and to the officers where he works
in the tool no longer. Counts and days; which contacts these are is read in the tool alone."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from app import clock
from app.aml.officers import MEMBER, OFFICER, set_to_be
from app.letters import About, Content, Reader
from app.organisations.member_letters import reader_of
from app.words import Words
from models.events import Event
from models.organisations import Member, Organisation


@dataclass(frozen=True)
class Share:
    """So many files fall due, so many soon, the first of them on that day; of them `left` are nobody's."""

    due: int = 0
    soon: int = 0
    first: date | None = None
    left: int = 0

    def with_files(self, due: int, soon: int, first: date, *, left: bool) -> Share:
        days = [one for one in (self.first, first) if one is not None]
        left_now = self.left + (due + soon if left else 0)
        return Share(self.due + due, self.soon + soon, min(days), left_now)


def owners(session: Session, event: Event) -> list[Reader]:
    """Owners of these files who work in the tool, each once; its officers for all other files, or else whoever
    works in it."""
    members, shares = _working(session, event), _shares(session, event)
    found = (members[one] for one in shares if one in members)
    return [one for member in found if (one := reader_of(session, member)) is not None]


def reviews_due(session: Session, event: Event, _: Words, site: str, reader: Reader) -> Content:
    """To one of them: how many files fall due, and when the first."""
    organisation = session.scalars(select(Organisation.name).where(Organisation.id == event.organisation_id)).one()
    share = _shares(session, event).get(reader.account_id or 0, Share())
    return Content(
        subject=_.ngettext(
            "%(num)s contact of %(organisation)s is to be looked at again",
            "%(num)s contacts of %(organisation)s are to be looked at again",
            share.due + share.soon,
            organisation=organisation,
        ),
        paragraphs=[
            _("The reason stands beside each of them: the term of its vigilance, an identity document that"
              " expires, a list that changed, or vigilance that rose. What is to be done stands there too."),
            _.ngettext(
                "%(num)s of them belonged to a colleague who works in the tool no longer.",
                "%(num)s of them belonged to colleagues who work in the tool no longer.",
                share.left,
            )
            if share.left
            else "",
            _("Speak to nobody outside the office about it, and don't forward this message."),
        ],
        facts=[
            (_("Due now"), str(share.due)),
            (_("Due within 30 days"), str(share.soon)),
            (_("The first on"), _.day(share.first) if share.first else ""),
        ],
        link=(_("See the reviews"), f"{site}/reviews/list/"),
        about=About.FILES,
    )  # fmt: skip


def _shares(session: Session, event: Event) -> Mapping[int, Share]:
    """What each reader is told, by account."""
    day, office = clock.day_of(event.happened_at), event.organisation_id
    members = _working(session, event)
    officers = [one.account_id for one in set_to_be(session, office, OFFICER, day)]
    found: dict[int, Share] = defaultdict(Share)
    files = event.facts["files"]
    assert isinstance(files, list)  # noqa: S101 - the job wrote it so
    for told in files:
        left = told["owner"] not in members
        for account in (officers or list(members)) if left else [told["owner"]]:
            first = date.fromisoformat(told["first"])
            found[account] = found[account].with_files(told["due"], told["soon"], first, left=left)
    return found


def _working(session: Session, event: Event) -> dict[int, Member]:
    """Whoever works in the tool on that day, by account."""
    day = clock.day_of(event.happened_at)
    found = (one for role in (MEMBER, OFFICER) for one in set_to_be(session, event.organisation_id, role, day))
    return {one.account_id: one for one in found if one.account_id is not None}
