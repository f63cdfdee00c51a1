"""Letters about several rights of one person: that they end soon, and what a day's acts on many did to them.

Also the letter about an administrator's right that ends, to him, and to the central team where he is the last.
"""

from __future__ import annotations

from datetime import date

from sqlalchemy import or_, select
from sqlalchemy.orm import Session, joinedload

from app.clock import day_of
from app.events import Tag
from app.letters import Content, Reader
from app.mail.rules import first_usable
from app.rights.letters import holder, holders_of
from app.words import Words
from models.accounts import Account, Person, StaffRole
from models.events import Event
from models.organisations import Organisation
from models.rights import Right, RightKind


def ending_holders(session: Session, event: Event) -> list[Reader]:
    """Whose rights end soon, each once."""
    ids = event.facts["ids"]
    assert isinstance(ids, list)  # noqa: S101 - the act wrote it so
    return holders_of(session, event.organisation_id, ids)


def told_holders(session: Session, event: Event) -> list[Reader]:
    """Whom that day's acts on many rights were about, each once."""
    return holders_of(session, event.organisation_id, [int(right_id) for right_id in _acts(event)])


def _acts(event: Event) -> dict[str, str]:
    acts = event.facts["acts"]
    assert isinstance(acts, dict)  # noqa: S101 - the act wrote it so
    return acts


def _rights(session: Session, event: Event, reader: Reader, ids: list[int]) -> list[Right]:
    """The reader's own among these, the first to end first."""
    return list(
        session.scalars(
            select(Right)
            .where(
                Right.organisation_id == event.organisation_id,
                Right.person_id == reader.person_id,
                Right.id.in_(ids),
            )
            .options(joinedload(Right.kind).joinedload(RightKind.tool))
            .order_by(Right.last_day, Right.id)
        )
    )


def _named(right: Right, language: str) -> str:
    return f"{right.kind.named(language)} ({right.kind.tool.named(language)})"


def rights_ending(session: Session, event: Event, _: Words, site: str, reader: Reader) -> Content:
    """To a person whose rights end within two weeks."""
    ids = event.facts["ids"]
    assert isinstance(ids, list)  # noqa: S101 - the act wrote it so
    organisation = session.get_one(Organisation, event.organisation_id).name
    rights = _rights(session, event, reader, ids)
    return Content(
        subject=_.ngettext(
            "A right of yours at %(organisation)s ends soon",
            "Rights of yours at %(organisation)s end soon",
            len(rights),
            organisation=organisation,
        ),
        paragraphs=[
            _.ngettext("This right ends by itself:", "These rights end by themselves:", len(rights)),
        ],
        facts=[(_named(right, _.language), _("until %(day)s", day=_.day(right.last_day))) for right in rights],
        link=(_("See all your rights"), f"{site}/"),
        after=[
            _(
                "Do you still need it after that? Ask a local administrator of %(organisation)s in time.",
                organisation=organisation,
            )
        ],
    )


def rights_told(session: Session, event: Event, _: Words, site: str, reader: Reader) -> Content:
    """To a person whose rights were granted, extended or revoked together with others that day."""
    acts = _acts(event)
    organisation = session.get_one(Organisation, event.organisation_id).name
    rights = _rights(session, event, reader, [int(right_id) for right_id in acts])
    said = {
        Tag.RIGHTS_GRANTED: lambda right: _(
            "granted, from %(first)s until %(last)s", first=_.day(right.first_day), last=_.day(right.last_day)
        ),
        Tag.RIGHTS_EXTENDED: lambda right: _("extended, until %(day)s", day=_.day(right.last_day)),
        Tag.RIGHTS_REVOKED: lambda right: _("revoked: you can no longer use it"),
        Tag.RIGHTS_CAME: lambda right: _(
            "yours here too, from %(first)s until %(last)s",
            first=_.day(right.first_day),
            last=_.day(right.last_day),
        ),
    }
    return Content(
        subject=_("Your rights at %(organisation)s changed", organisation=organisation),
        paragraphs=[
            _(
                "This is what %(organisation)s changed in your rights on %(day)s:",
                organisation=organisation,
                day=_.day(day_of(event.happened_at)),
            )
        ],
        facts=[(_named(right, _.language), said[Tag(acts[str(right.id)])](right)) for right in rights],
        link=(_("See all your rights"), f"{site}/"),
        after=[_("Is this not right? Ask a local administrator of %(organisation)s.", organisation=organisation)],
    )


def administration_readers(session: Session, event: Event) -> list[Reader]:
    """The administrator himself; where nobody administers the organisation after him, the central team too."""
    found = holder(session, event)
    if not event.facts["last"]:
        return found
    today = day_of(event.happened_at)
    team = session.execute(
        select(Person, Account.email, Account.language)
        .join(Account, Account.person_id == Person.id)
        .join(StaffRole, StaffRole.account_id == Account.id)
        .where(
            StaffRole.role == "central",
            StaffRole.first_day <= today,
            or_(StaffRole.last_day.is_(None), StaffRole.last_day >= today),
            Account.active,
        )
        .order_by(Person.id)
    )
    known = {reader.person_id for reader in found}
    return found + [
        Reader(person.id, person.name, language, first_usable((email or "",)))
        for person, email, language in team
        if person.id not in known
    ]


def administration_ending(session: Session, event: Event, _: Words, site: str, reader: Reader) -> Content:
    """To the administrator whose role ends, and to the central team when he is the last."""
    last_day = date.fromisoformat(str(event.facts["last_day"]))
    organisation = session.get_one(Organisation, event.organisation_id).name
    days = (last_day - day_of(event.happened_at)).days
    if reader.person_id != event.person_id:
        return Content(
            subject=_("%(organisation)s will soon have no local administrator", organisation=organisation),
            paragraphs=[
                _(
                    "The role of the last local administrator of %(organisation)s ends on %(day)s. After that"
                    " nobody can grant or extend rights there.",
                    organisation=organisation,
                    day=_.day(last_day),
                ),
                _("Another one can still be appointed; otherwise its secretary has to register it again."),
            ],
            link=(_("See the organisation"), f"{site}/organisations/show/{event.organisation_id}"),
        )
    paragraphs = [
        _.ngettext(
            "Your role of local administrator of %(organisation)s ends in %(num)s day.",
            "Your role of local administrator of %(organisation)s ends in %(num)s days.",
            days,
            organisation=organisation,
        )
        if days
        else _("Your role of local administrator of %(organisation)s ends today.", organisation=organisation),
        _("You can't extend it yourself. Ask another local administrator to do it in time."),
    ]
    if event.facts["last"]:
        paragraphs.append(
            _(
                "You are the last one. Appoint a second administrator now, who can then extend your role; the"
                " central team was told as well."
            )
        )
    return Content(
        subject=_("Your role of local administrator of %(organisation)s ends soon", organisation=organisation),
        paragraphs=paragraphs,
        facts=[(_("Last day"), _.day(last_day))],
        link=(_("Go to Sleutelbos"), f"{site}/"),
    )
