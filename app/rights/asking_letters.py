"""The letter about a request that was declined; of one that was granted the act itself tells."""

from __future__ import annotations

from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload

from app.letters import Content, Reader
from app.mail.rules import first_usable
from app.words import Words
from models.accounts import Account
from models.events import Event
from models.organisations import Membership
from models.rights import RightKind, RightRequest


def asker(session: Session, event: Event) -> list[Reader]:
    """Who asked, at his address for that relation, else his account's. Nobody once anonymised."""
    one = _request(session, event)
    if one.person.anonymised_at is not None:
        return []
    account = session.scalars(select(Account).where(Account.id == one.account_id)).one()
    address = first_usable((one.membership.email, account.email or ""))
    return [Reader(one.person_id, one.person.name, account.language, address)]


def _request(session: Session, event: Event) -> RightRequest:
    return session.scalars(
        select(RightRequest)
        .where(RightRequest.organisation_id == event.organisation_id, RightRequest.id == event.subject_id)
        .options(
            joinedload(RightRequest.person),
            joinedload(RightRequest.organisation),
            joinedload(RightRequest.membership).load_only(Membership.email),
            joinedload(RightRequest.kind).joinedload(RightKind.tool),
        )
    ).one()


def request_declined(session: Session, event: Event, _: Words, site: str, reader: Reader) -> Content:
    """To who asked, with the administrator's answer."""
    one = _request(session, event)
    right, tool = one.kind.named(_.language), one.kind.tool.named(_.language)
    return Content(
        subject=_("You don't get the right “%(right)s” in %(tool)s", right=right, tool=tool),
        paragraphs=[
            _("%(organisation)s declined what you asked for.", organisation=one.organisation.name),
            one.answer,
            _("If you need it all the same, talk to a local administrator of your organisation."),
        ],
        facts=[
            (_("Right"), right),
            (_("Tool"), tool),
            (_("Asked for"), f"{_.day(one.first_day)} – {_.day(one.last_day)}"),
        ],
        link=(_("See all your rights"), f"{site}/my-rights/"),
    )
