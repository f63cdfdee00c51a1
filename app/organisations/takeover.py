"""Taking over an organisation whose managers are gone or disputed: one of the central team asks, on documents, and
another decides. Old managers are told. In office scope.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import BinaryIO

from sqlalchemy import func, or_, select
from sqlalchemy.orm import Session, joinedload

from app import events
from app.documents.uploads import DocumentKind, NewUpload, take_in, uploaded_with
from app.errors import Missing, Refusal, Stale
from app.events import Subject
from app.organisations.joining import WorkDetails, admit, own_open, told_of
from app.organisations.members import managers_of
from app.outside.files import Files
from app.outside.virus import Scanner
from app.policy import Identity, Permission, require
from app.transaction import refuse_as
from models.accounts import Account
from models.documents import Document
from models.organisations import LOCAL_GOVERNMENT, Organisation, Takeover
from models.values import MembershipState, TakeoverState

refuse_as("uq_organisation_takeover_open", "organisations.takeover.underway")
refuse_as("ck_organisation_takeover_four_eyes", "organisations.takeover.own")
LONGEST_REASON = 2000


@dataclass(frozen=True)
class NewTakeover:
    """Who is to manage, by username or e-mail address, why, and whether who manages now no longer does."""

    organisation_id: int
    manager: str
    why: str
    dismisses: bool


def subject_of(one: Takeover) -> Subject:
    return Subject("takeover", one.id, one.organisation_id)


def papers_of(session: Session, one: Takeover) -> list[Document]:
    """What it rests on."""
    return uploaded_with(session, subject_of(one))


def takeover_record(session: Session, actor: Identity, takeover_id: int) -> Takeover:
    """One of them, with whom it concerns. Raises Forbidden, Missing."""
    require(actor, Permission.MEMBER_ADMIT)
    found = session.scalars(
        select(Takeover)
        .where(Takeover.id == takeover_id)
        .options(joinedload(Takeover.organisation), joinedload(Takeover.account))
        .with_for_update(of=Takeover)
        .execution_options(populate_existing=True)
    ).one_or_none()
    if found is None:
        raise Missing("takeover", takeover_id)
    return found


def ask_takeover(
    session: Session,
    files: Files,
    scanner: Scanner,
    actor: Identity,
    new: NewTakeover,
    paper: tuple[str, BinaryIO],
    now: datetime,
) -> Takeover:
    """Asks it, with a paper that shows why; nothing changes yet.

    Raises Forbidden, Missing, Refusal organisations.takeover.government, .nobody, .no_reason, .reason_too_long,
    .underway, and what uploading raises.
    """
    require(actor, Permission.MEMBER_ADMIT)
    organisation = session.get(Organisation, new.organisation_id)
    if organisation is None:
        raise Missing("organisation", new.organisation_id)
    if organisation.kind == LOCAL_GOVERNMENT:
        raise Refusal("organisations.takeover.government")
    if not new.why:
        raise Refusal("organisations.takeover.no_reason", field="why")
    if len(new.why) > LONGEST_REASON:
        raise Refusal("organisations.takeover.reason_too_long", field="why", most=LONGEST_REASON)
    wanted = new.manager.strip().lower()
    account = session.scalars(
        select(Account).where(
            Account.active, or_(func.lower(Account.username) == wanted, func.lower(Account.email) == wanted)
        )
    ).one_or_none()
    if account is None:
        raise Refusal("organisations.takeover.nobody", field="manager")
    made = Takeover(
        organisation_id=organisation.id,
        account_id=int(account.id),
        why=new.why,
        dismisses=new.dismisses,
        asked_by=actor.account_id,
        asked_at=now,
    )
    session.add(made)
    session.flush()
    name, file = paper
    upload = NewUpload(name, subject_of(made), DocumentKind.TAKEOVER_PROOF)
    take_in(session, files, scanner, actor, upload, file, now)
    facts = {"account_id": made.account_id, "dismisses": made.dismisses}
    events.record(session, events.Tag.TAKEOVER_ASKED, subject_of(made), actor, now, facts=facts)
    return made


def decide_takeover(
    session: Session, actor: Identity, takeover_id: int, version: int, grants: bool, now: datetime
) -> Takeover:
    """Does it, or not: whoever asked may only drop it himself.

    Raises Forbidden, Missing, Stale, Refusal organisations.takeover.own, .decided.
    """
    one = takeover_record(session, actor, takeover_id)
    if one.state != TakeoverState.ASKED:
        raise Refusal("organisations.takeover.decided")
    if one.version != version:
        raise Stale("takeover", takeover_id)
    if grants and one.asked_by == actor.account_id:
        raise Refusal("organisations.takeover.own")
    one.state = TakeoverState.DONE if grants else TakeoverState.NOT_GRANTED
    one.decided_by, one.decided_at = actor.account_id, now
    session.flush()
    tag = events.Tag.TAKEOVER_DONE if grants else events.Tag.TAKEOVER_DECLINED
    events.record(session, tag, subject_of(one), actor, now)
    if grants:
        _hand_over(session, actor, one, now)
    return one


def _hand_over(session: Session, actor: Identity, one: Takeover, now: datetime) -> None:
    """The new manager first, since an organisation is never without one."""
    before = [
        member for member in managers_of(session, one.organisation_id) if member.account_id != one.account_id
    ]
    member = own_open(session, one.account_id, one.organisation_id)
    if member is None:
        admit(session, actor, one.organisation_id, one.account_id, WorkDetails(), now, is_manager=True)
    elif not (member.is_manager and member.state == MembershipState.CONFIRMED and member.by_mandate is None):
        member.state, member.is_manager = MembershipState.CONFIRMED, True
        member.by_mandate = member.manages_until = None
        session.flush()
        told_of(session, events.Tag.MANAGER_NAMED, member, actor, now)
    for old in before if one.dismisses else ():
        old.is_manager = False
        session.flush()
        told_of(session, events.Tag.MANAGER_DISMISSED, old, actor, now)
