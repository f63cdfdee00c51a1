"""What somebody of each government asked for, in its mark."""

from __future__ import annotations

from sqlalchemy.orm import Session

from models.organisations import Membership
from models.rights import RightRequest
from tests.house.crowd import BEGAN, Ids


def one_asked(session: Session, relation: Membership, account_id: int, kind_id: int, mark: str) -> Ids:
    """One request that waits for an answer."""
    one = RightRequest(
        organisation_id=relation.organisation_id,
        membership_id=relation.id,
        person_id=relation.person_id,
        account_id=account_id,
        kind_id=kind_id,
        first_day=relation.first_day,
        last_day=relation.first_day,
        why=f"{mark}why",
        state="asked",
        asked_at=BEGAN,
    )
    session.add(one)
    session.flush()
    return {"request": one.id}
