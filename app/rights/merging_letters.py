"""To the administrators of both governments: that they merge, from when, and what that means to them."""

from __future__ import annotations

from datetime import date

from sqlalchemy.orm import Session

from app.events import Tag
from app.letters import Content, Reader
from app.words import Words
from models.events import Event


def governments_merge(session: Session, event: Event, _: Words, site: str, reader: Reader) -> Content:
    """The same facts on both sides; each side reads what it has to do."""
    told = event.facts
    one, other, day = str(told["from"]), str(told["into"]), _.day(date.fromisoformat(str(told["from_day"])))
    goes = event.tag == Tag.GOVERNMENT_MERGED
    left_behind = told["left_behind"]
    after = (
        _("Until the day before you carry on as you do. Add people who come later at %(other)s.", other=other)
        if goes
        else _("From that day on you find them among your own relations and rights.")
    )
    return Content(
        subject=_("%(one)s merges into %(other)s", one=one, other=other),
        paragraphs=[
            _(
                "From %(day)s on the relations and rights of %(one)s are %(other)s's.",
                day=day,
                one=one,
                other=other,
            ),
            after,
        ],
        facts=[
            (_("Relations"), str(told["relations"])),
            (_("Rights"), str(told["rights"])),
            *([(_("Rights that stay behind"), str(left_behind))] if left_behind else []),
        ],
        link=(_("See your organisation"), f"{site}/organisations/show/{event.organisation_id}"),
        after=[_("Is this not right? Tell the central team at once.")],
    )
