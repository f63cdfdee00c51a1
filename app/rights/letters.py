"""The letters about a right: to the person who received it, and to the person who lost it.

They say what that person may know: the right, the days, the organisation. Not who did it, not why: reasons are
between administrators.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload

from app.letters import Content, Reader
from app.mail.rules import first_usable
from app.words import Words
from models.accounts import Account, Person
from models.events import Event
from models.organisations import Membership, Organisation
from models.rights import ContextValue, Right, RightKind


@dataclass(frozen=True)
class RightTold:
    """A right as its letter tells it, on the days the event tells; names in the reader's language."""

    right: str
    tool: str
    part: str
    organisation: str
    first_day: date
    last_day: date


def holder(session: Session, event: Event) -> list[Reader]:
    """The person the right is of, at his address for that relation, else his account's. Nobody once anonymised."""
    right = _right(session, event)
    person = right.person
    if person.anonymised_at is not None:
        return []
    account = session.scalars(select(Account).where(Account.person_id == person.id)).one_or_none()
    language = account.language if account is not None else right.organisation.language
    known = (right.membership.email, account.email if account is not None else "")
    return [Reader(person.id, person.name, language, first_usable(known))]


def holders_of(session: Session, organisation_id: int, ids: Sequence[int]) -> list[Reader]:
    """The persons these rights are of, each once, as `holder` finds one."""
    rows = session.execute(
        select(Person, Membership.email, Organisation.language, Account.email, Account.language)
        .select_from(Right)
        .join(Right.person)
        .join(Right.membership)
        .join(Right.organisation)
        .outerjoin(Account, Account.person_id == Person.id)
        .where(Right.organisation_id == organisation_id, Right.id.in_(ids), Person.anonymised_at.is_(None))
        .order_by(Person.id, Right.id)
    )
    readers: dict[int, Reader] = {}
    for person, email, language, own_email, own_language in rows:
        address = first_usable((email, own_email or ""))
        readers.setdefault(person.id, Reader(person.id, person.name, own_language or language, address))
    return list(readers.values())


def _right(session: Session, event: Event) -> Right:
    return session.scalars(
        select(Right)
        .where(Right.organisation_id == event.organisation_id, Right.id == event.subject_id)
        .options(
            joinedload(Right.person),
            joinedload(Right.organisation),
            joinedload(Right.membership).load_only(Membership.email),
            joinedload(Right.kind).joinedload(RightKind.tool),
        )
    ).one()


def _told(session: Session, event: Event, language: str) -> RightTold:
    right = _right(session, event)
    part = (
        session.scalars(
            select(ContextValue).where(ContextValue.kind_id == right.kind_id, ContextValue.code == right.context)
        ).one_or_none()
        if right.context
        else None
    )
    return RightTold(
        right=right.kind.named(language),
        tool=right.kind.tool.named(language),
        part=part.named(language) if part is not None else right.context,
        organisation=right.organisation.name,
        first_day=date.fromisoformat(str(event.facts["first_day"])),
        last_day=date.fromisoformat(str(event.facts["last_day"])),
    )


def right_granted(session: Session, event: Event, _: Words, site: str, reader: Reader) -> Content:
    """To the person who received a right."""
    told = _told(session, event, _.language)
    return Content(
        subject=_("You received the right “%(right)s” in %(tool)s", right=told.right, tool=told.tool),
        paragraphs=[
            _("%(organisation)s gave you a right in %(tool)s.", organisation=told.organisation, tool=told.tool)
        ],
        facts=[
            *_facts(_, told),
            (_("First day"), _.day(told.first_day)),
            (_("Last day"), _.day(told.last_day)),
        ],
        link=(_("See all your rights"), f"{site}/"),
        after=[_contact(_, told)],
    )


def right_changed(session: Session, event: Event, _: Words, site: str, reader: Reader) -> Content:
    """To the person whose right got other days."""
    told = _told(session, event, _.language)
    return Content(
        subject=_("Your right “%(right)s” in %(tool)s has new days", right=told.right, tool=told.tool),
        paragraphs=[
            _(
                "%(organisation)s changed the period of a right of yours in %(tool)s.",
                organisation=told.organisation,
                tool=told.tool,
            )
        ],
        facts=[
            *_facts(_, told),
            (_("First day"), _.day(told.first_day)),
            (_("Last day"), _.day(told.last_day)),
        ],
        link=(_("See all your rights"), f"{site}/"),
        after=[_contact(_, told)],
    )


def right_revoked(session: Session, event: Event, _: Words, site: str, reader: Reader) -> Content:
    """To the person who lost a right before its last day."""
    told = _told(session, event, _.language)
    return Content(
        subject=_("Your right “%(right)s” in %(tool)s was revoked", right=told.right, tool=told.tool),
        paragraphs=[
            _(
                "%(organisation)s revoked a right of yours in %(tool)s. You can no longer use it.",
                organisation=told.organisation,
                tool=told.tool,
            )
        ],
        facts=[
            *_facts(_, told),
            (_("It would have lasted until"), _.day(told.last_day)),
        ],
        link=(_("See all your rights"), f"{site}/"),
        after=[_contact(_, told)],
    )


def _facts(_: Words, told: RightTold) -> list[tuple[str, str]]:
    return [
        (_("Right"), told.right),
        (_("Tool"), told.tool),
        (_("For which part"), told.part),
        (_("Organisation"), told.organisation),
    ]


def _contact(_: Words, told: RightTold) -> str:
    return _("Is this not right? Ask a local administrator of %(organisation)s.", organisation=told.organisation)
