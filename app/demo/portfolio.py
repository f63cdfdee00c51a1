"""Whose files they are at Immo Peeters: Els worked in the tool for some weeks, took over files of Bram, and uses
it no longer; hers wait for a colleague."""

from __future__ import annotations

from datetime import UTC, datetime, time, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from app import events
from app.aml.handing_over import What, hand_over
from app.aml.officering import roles_of_tool
from app.aml.queries import shown
from app.clock import BRUSSELS, day_of
from app.demo.cast import AN, BRAM, ELS
from app.demo.deals import officer_of
from app.demo.governments import IMMO_PEETERS
from app.demo.plan import working_day
from app.demo.wallets import office_of
from app.rights.built_in import MEMBER
from app.transaction import Scope, enter, transaction
from models.aml import Contact, Deal
from models.organisations import Member
from models.rights import Access

_CAME, _TOOK, _LEFT = 70, 45, 9
_CONTACTS, _DEALS = 5, 2


def add_portfolio(session: Session, now: datetime) -> int:
    """Gives Els some of Bram's files, and has her stop; how many files, none where she had some already. In office
    scope: nobody gets a letter about it."""
    office = office_of(session, IMMO_PEETERS, (AN, BRAM, ELS))
    bram, els = (office.identity(one).account_id for one in (BRAM, ELS))
    at = _moment(_TOOK, now)
    mine = (Contact.organisation_id == office.organisation_id, Contact.owner_id == bram, Contact.made_at < at)
    contacts = session.scalars(
        select(Contact.root_id).where(*mine, shown()).order_by(Contact.id).limit(_CONTACTS)
    ).all()
    deals = session.scalars(
        select(Deal.id)
        .where(Deal.organisation_id == office.organisation_id, Deal.owner_id == bram, Deal.made_at < at)
        .order_by(Deal.id)
        .limit(_DEALS)
    ).all()
    has_some = session.scalar(select(Contact.id).where(Contact.owner_id == els).limit(1))
    if has_some is not None or not contacts:
        return 0
    an = officer_of(office, AN)
    with events.quietly(session), transaction(session):
        _worked(session, office.organisation_id, els, an.account_id, now)
        enter(session, Scope.organisation(office.organisation_id, an.person_id, officer=True))
        what = What(contact_ids=tuple(contacts), deal_ids=tuple(deals))
        done = hand_over(session, an, bram, els, what, at)
    enter(session, Scope.office())
    return done.files


def _worked(session: Session, organisation_id: int, account_id: int, by: int, now: datetime) -> None:
    role, today = roles_of_tool(session)[MEMBER], day_of(now)
    member = session.scalars(
        select(Member).where(Member.organisation_id == organisation_id, Member.account_id == account_id)
    ).one()
    session.add(
        Access(
            organisation_id=organisation_id,
            membership_id=member.id,
            tool_id=role.tool_id,
            role_id=role.id,
            state="user",
            given_on=today - timedelta(days=_CAME),
            given_by=by,
            ended_on=today - timedelta(days=_LEFT),
        )
    )
    session.flush()


def _moment(ago: int, now: datetime) -> datetime:
    day = working_day(day_of(now) - timedelta(days=ago))
    return datetime.combine(day, time(11, 5), BRUSSELS).astimezone(UTC)
