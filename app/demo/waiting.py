"""What waits when the demo is opened: a package to give, Bram who asks for more time, Chloé who asks to join."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload

from app.clock import day_of
from app.demo.cast import BRAM, CHLOE
from app.demo.governments import IMMO_PEETERS
from app.demo.history import Government
from app.organisations.joining import WorkDetails, ask_to_join, with_number
from app.policy import Identity, Role
from app.rights.asking import NewRequest, ask_right
from app.rights.changes import proposed_extension
from app.rights.packages import keep_package
from app.rights.sets import Wanted
from app.transaction import Scope, enter, transaction
from models.accounts import Account
from models.rights import Right, RightKind
from models.values import EnterpriseNumber

_PACKAGE, _KINDS = "Deskundige wonen", ("property-consult", "figures-read")
_ASKED, _WHY = "property-consult", "De dossiers van dit najaar zijn nog niet afgerond."


def leave_waiting(session: Session, government: Government, now: datetime) -> None:
    """By the services, as everything else: what is asked and kept here waits for whoever opens the demo."""
    enter(session, Scope.office())
    with transaction(session):
        _ask_office(session, now)
    enter(session, Scope.organisation(government.organisation_id))
    with transaction(session):
        wanted = {Wanted(government.kinds[code].id) for code in _KINDS}
        keep_package(session, government.actor(now), None, 0, _PACKAGE, wanted, now)
    bram = session.execute(
        select(Account.id, Account.person_id).where(Account.username == BRAM.username)
    ).one_or_none()
    if bram is None or bram.person_id is None:
        return
    who = Identity(bram.id, bram.person_id, frozenset({Role.PERSON}))
    right = session.scalars(
        select(Right)
        .join(Right.kind)
        .where(
            Right.organisation_id == government.organisation_id,
            Right.person_id == bram.person_id,
            RightKind.code == _ASKED,
            Right.revoked_at.is_(None),
            Right.last_day >= day_of(now),
        )
        .options(joinedload(Right.kind), joinedload(Right.membership))
    ).first()
    if right is None:
        return
    days = proposed_extension(right, day_of(now))
    with transaction(session):
        asked = NewRequest(
            right.membership_id, right.kind_id, days.first_day, days.last_day, _WHY, right.context, right.id
        )
        ask_right(session, who, asked, now)


def _ask_office(session: Session, now: datetime) -> None:
    account_id = session.scalar(select(Account.id).where(Account.username == CHLOE.username))
    office = with_number(session, EnterpriseNumber.parse(IMMO_PEETERS.number))
    if account_id is not None and office is not None:
        who = Identity(account_id, None, frozenset({Role.PERSON}))
        ask_to_join(session, who, office.id, WorkDetails("Stagiaire", CHLOE.email), now)
