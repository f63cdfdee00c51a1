"""The level of contacts follows what changed beside them: a hit that opened, closed or was decided, of the contact
itself or of one that counts for it. That is no change of the file: whoever works on it isn't held up by it.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection
from datetime import datetime

from sqlalchemy import ARRAY, BigInteger, ColumnElement, func, literal, or_, select, update
from sqlalchemy.orm import Session

from app.aml.assessing import files_of, rules_in_force
from app.aml.queries import is_live
from app.aml.reviews import renew_reviews
from app.aml.vigilance.level import vigilance_of
from models.aml import Contact
from models.values.vigilance import Level


def levels_follow(session: Session, contact_ids: Collection[int], now: datetime, *, wait: bool = True) -> int:
    """Assesses these versions anew, and those for which they count; returns of how many the level is another.
    Without `wait` those that somebody is at work on are passed over: a night later they follow too.

    Only what still counts is looked at, in the scope one is in, with a fixed number of questions. When these are
    looked at again follows as well.
    """
    if not contact_ids:
        return 0
    own = session.execute(
        select(Contact.organisation_id, Contact.root_id).where(Contact.id.in_(contact_ids))
    ).all()
    contacts = session.scalars(
        select(Contact)
        .where(
            Contact.organisation_id.in_({row.organisation_id for row in own}),
            or_(Contact.id.in_(contact_ids), refers_to([row.root_id for row in own])),
            is_live(),
        )
        .order_by(Contact.id)
        .with_for_update(key_share=True, skip_locked=not wait)
        .execution_options(populate_existing=True)
    ).all()
    if not contacts:
        return 0
    rules, files = rules_in_force(session).rules, files_of(session, contacts, now)
    changed: dict[Level | None, list[int]] = defaultdict(list)
    for one in contacts:
        level = vigilance_of(rules, files[one.id]).level
        if one.level != level:
            changed[level].append(one.id)
            session.expire(one, ["level", "assessed_at"])
    for level, ids in changed.items():
        session.execute(
            update(Contact)
            .where(Contact.id.in_(ids))
            .values(level=level and str(level), assessed_at=now)
            .execution_options(synchronize_session=False)
        )
    renew_reviews(session, now, {one.organisation_id for one in contacts}, {one.root_id for one in contacts})
    return sum(len(ids) for ids in changed.values())


def refers_to(roots: list[int]) -> ColumnElement[bool]:
    """Contacts that name one of these: as whom they act for, who represents them, or who owns them."""
    wanted = literal(roots, ARRAY(BigInteger))
    details = Contact.details
    holder = func.jsonb_array_elements(
        func.coalesce(details["ownership"]["holders"], func.jsonb_build_array())
    ).table_valued("value")
    return or_(
        details["representative_id"].as_string().cast(BigInteger) == func.any(wanted),
        details["dealing"]["principal_id"].as_string().cast(BigInteger) == func.any(wanted),
        select(literal(1))
        .select_from(holder)
        .where(holder.c.value.op("->>")("contact_id").cast(BigInteger) == func.any(wanted))
        .exists(),
    )
