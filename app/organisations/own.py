"""Where somebody belongs himself. In office scope: he may act for one organisation and belong to several."""

from __future__ import annotations

from sqlalchemy import select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session, joinedload

from app.errors import Missing
from models.organisations import DefaultContext, Member
from models.values import MembershipState

MOST = 200


def star_context(session: Session, account_id: int, organisation_id: int | None) -> None:
    """From now on he comes in acting for that organisation (None: himself); the caller saw that it is his."""
    values = {"account_id": account_id, "organisation_id": organisation_id}
    session.execute(
        insert(DefaultContext)
        .values(values)
        .on_conflict_do_update(index_elements=["account_id"], set_={"organisation_id": organisation_id})
    )


def own_memberships(session: Session, account_id: int) -> list[Member]:
    """His memberships with their organisations, those that count first, then the latest; withdrawn ones aside."""
    return list(
        session.scalars(
            select(Member)
            .where(Member.account_id == account_id, Member.state != MembershipState.WITHDRAWN)
            .options(joinedload(Member.organisation), joinedload(Member.branch))
            .order_by(Member.state != MembershipState.CONFIRMED, Member.created_at.desc(), Member.id.desc())
            .limit(MOST)
        )
    )


def is_mine(session: Session, account_id: int, organisation_id: int) -> Member:
    """His membership there that counts. Raises Missing when there is none."""
    found = session.scalars(
        select(Member)
        .where(
            Member.account_id == account_id,
            Member.organisation_id == organisation_id,
            Member.state == MembershipState.CONFIRMED,
        )
        .options(joinedload(Member.branch))
    ).one_or_none()
    if found is None:
        raise Missing("organisation", organisation_id)
    return found
