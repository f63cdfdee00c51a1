"""A relation of Immo Peeters that ended: somebody the office accepted and never dealt with."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, time, timedelta
from typing import Protocol

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.aml.relation_ends import end_relation
from app.clock import BRUSSELS, day_of
from app.demo.plan import working_day
from app.policy import Identity
from models.aml import Contact, DealParty

_AGO = timedelta(days=4)


class Playing(Protocol):
    """What of the office's years is needed here."""

    session: Session
    now: datetime


def ended_relation(years: Playing, who: Identity) -> Iterator[datetime]:
    """Bram notes it some days ago, of whoever has been there longest without being in a transaction."""
    day = working_day(day_of(years.now - _AGO), -1)
    at = datetime.combine(day, time(9, 20), BRUSSELS).astimezone(UTC)
    yield at
    in_a_deal = select(DealParty.id).where(
        DealParty.organisation_id == Contact.organisation_id, DealParty.root_id == Contact.root_id
    )
    found = years.session.scalars(
        select(Contact)
        .where(Contact.state == "accepted", Contact.copy_of.is_(None), ~in_a_deal.exists())
        .order_by(Contact.made_at, Contact.id)
        .limit(1)
    ).first()
    if found is not None:
        end_relation(years.session, who, found.root_id, day, at)
