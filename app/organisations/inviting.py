"""Inviting somebody by e-mail address: he signs in or makes an account, and is a member at once.

The manager isn't told whether the address has an account. The token stands in the mail alone; what opens the
invitation is the mail, so whoever reads it comes in with the account he signs in on.
"""

from __future__ import annotations

import hashlib
import secrets
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, false, func, select, true
from sqlalchemy.orm import Session

from app import clock, events
from app.errors import Missing, Refusal, Stale
from app.letters import SECRET, About, Content, Reader, written
from app.mail.rules import usable
from app.mail.services import put
from app.organisations.branches import open_branch_of, place_member
from app.organisations.joining import WorkDetails, own_open, told_of
from app.policy import Identity, Permission, may, require
from app.queue import enqueue
from app.words import Words, words_in
from models.events import Event
from models.organisations import Invitation, Member, Organisation
from models.values import MembershipState

LIFE = timedelta(days=14)
JOB = "send_invitation"
MOST_OPEN = 200


def open_ones(now: datetime) -> ColumnElement[bool]:
    """Invitations that may still be accepted."""
    return Invitation.accepted_at.is_(None) & Invitation.withdrawn_at.is_(None) & (Invitation.ends_at > now)


def invite(session: Session, actor: Identity, details: WorkDetails, is_manager: bool, now: datetime) -> Invitation:
    """Invites whoever reads mail at that address, for two weeks; an open invitation to it is replaced.

    `details.email` is where the mail goes, and his address at work from then on. Raises Forbidden, Refusal
    organisations.organisation.email, organisations.invitation.too_many.
    """
    require(actor, Permission.MEMBER_CHANGE)
    organisation_id = actor.organisation_id or 0
    if not usable(details.email):
        raise Refusal("organisations.organisation.email", field="email")
    mine = (Invitation.organisation_id == organisation_id, open_ones(now))
    if (session.scalar(select(func.count()).select_from(Invitation).where(*mine)) or 0) >= MOST_OPEN:
        raise Refusal("organisations.invitation.too_many", most=MOST_OPEN)
    if details.branch_id is not None:
        open_branch_of(session, organisation_id, details.branch_id)
    for before in session.scalars(
        select(Invitation).where(*mine, func.lower(Invitation.email) == details.email.lower()).with_for_update()
    ):
        before.withdrawn_at = now
    made = Invitation(
        organisation_id=organisation_id,
        token_hash=secrets.token_bytes(32),  # nobody's yet: the job that writes the mail makes the token
        email=details.email,
        is_manager=is_manager,
        function=details.function,
        phone=details.phone,
        branch_id=details.branch_id,
        invited_by=actor.account_id,
        made_at=now,
        ends_at=now + LIFE,
    )
    session.add(made)
    session.flush()
    subject = events.Subject("invitation", made.id, organisation_id)
    facts = {"is_manager": is_manager}
    events.record(
        session, events.Tag.INVITATION_MADE, subject, actor, now, facts=facts, personal={"email": details.email}
    )
    enqueue(session, JOB, organisation_id=organisation_id, invitation_id=made.id)
    return made


def send_invitation(session: Session, organisation_id: int, invitation_id: int, site: str, now: datetime) -> bool:
    """Writes the mail, with a token that opens the invitation; whether it did. In office scope.

    Run again it makes another token, and the one before no longer counts.
    """
    one = session.scalars(
        select(Invitation)
        .where(Invitation.organisation_id == organisation_id, Invitation.id == invitation_id, open_ones(now))
        .with_for_update()
    ).one_or_none()
    if one is None:
        return False
    organisation = session.get_one(Organisation, organisation_id)
    token = secrets.token_urlsafe(32)
    one.token_hash = hash_of(token)
    subject = events.Subject("invitation", one.id, organisation_id)
    event_id = events.record(session, events.Tag.INVITATION_SENT, subject, None, now)
    cause = session.scalars(select(Event).where(Event.id == event_id)).one()
    reader, words = Reader(None, "", organisation.language, one.email), words_in(organisation.language)
    content = _content(words, organisation, one, site)
    put(session, cause, cause.tag, reader, written(words, reader, content), now, secret=token)
    return True


def _content(_: Words, organisation: Organisation, one: Invitation, site: str) -> Content:
    return Content(
        subject=_("%(organisation)s invites you", organisation=organisation.name),
        paragraphs=[
            _(
                "You are invited to work for %(organisation)s on Sleutelbos. Sign in, or make an account: you are"
                " a member at once.",
                organisation=organisation.name,
            ),
            _("The invitation counts until %(day)s.", day=_.day(clock.day_of(one.ends_at))),
        ],
        facts=[(_("Function"), one.function)],
        link=(_("Accept the invitation"), f"{site}/invitation/{SECRET}"),
        after=[_("Don't you know this organisation? Then do nothing: without you nothing happens.")],
        about=About.ACCOUNT,
    )


def invitation_of(session: Session, token: str, now: datetime) -> tuple[Invitation, Organisation] | None:
    """What a token opens, as long as it does. In office scope."""
    row = session.execute(
        select(Invitation, Organisation)
        .join(Organisation, Organisation.id == Invitation.organisation_id)
        .where(Invitation.token_hash == hash_of(token), open_ones(now))
    ).one_or_none()
    return (row[0], row[1]) if row is not None else None


def accept_invitation(session: Session, actor: Identity, token: str, now: datetime) -> Member:
    """Becomes a member, confirmed at once; whoever asked already is confirmed by it. In office scope.

    Raises Refusal organisations.invitation.over, organisations.member.is_member.
    """
    require(actor, Permission.ORGANISATION_JOIN)
    one = session.scalars(
        select(Invitation).where(Invitation.token_hash == hash_of(token), open_ones(now)).with_for_update()
    ).one_or_none()
    if one is None:
        raise Refusal("organisations.invitation.over")
    member = own_open(session, actor.account_id, one.organisation_id)
    if member is not None and member.state == MembershipState.CONFIRMED:
        raise Refusal("organisations.member.is_member")
    if member is None:
        member = Member(organisation_id=one.organisation_id, account_id=actor.account_id, created_at=now)
        session.add(member)
    member.state, member.first_day, member.is_manager = (
        MembershipState.CONFIRMED,
        clock.day_of(now),
        one.is_manager,
    )
    member.function, member.email, member.phone = one.function, one.email, one.phone
    session.flush()
    one.accepted_at, one.membership_id = now, member.id
    session.flush()
    place_member(session, actor, member, one.branch_id, now)
    told_of(session, events.Tag.INVITATION_ACCEPTED, member, actor, now, {"is_manager": one.is_manager})
    return member


def withdraw_invitation(
    session: Session, actor: Identity, invitation_id: int, version: int, now: datetime
) -> Invitation:
    """Takes an invitation back. Raises Missing, Stale, Forbidden, Refusal organisations.invitation.over."""
    one = session.scalars(
        select(Invitation)
        .where(Invitation.id == invitation_id, Invitation.organisation_id == actor.organisation_id)
        .with_for_update()
    ).one_or_none()
    if one is None:
        raise Missing("invitation", invitation_id)
    require(actor, Permission.MEMBER_CHANGE, one)
    if one.accepted_at is not None or one.withdrawn_at is not None:
        raise Refusal("organisations.invitation.over")
    if one.version != version:
        raise Stale("invitation", invitation_id)
    one.withdrawn_at = now
    session.flush()
    subject = events.Subject("invitation", one.id, one.organisation_id)
    events.record(session, events.Tag.INVITATION_WITHDRAWN, subject, actor, now)
    return one


def visible_to(who: Identity) -> ColumnElement[bool]:
    """The invitations this reader may see: those of the organisation he manages; for the desk, all."""
    if not may(who, Permission.MEMBER_SEE):
        return false()
    return true() if who.is_staff else Invitation.organisation_id == who.organisation_id


def hash_of(token: str) -> bytes:
    return hashlib.sha256(token.encode()).digest()
