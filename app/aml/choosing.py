"""Contacts of one's own office, found again to be named in the file of another one: each in the version lists
show."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence

from sqlalchemy import ColumnElement, and_, or_, select
from sqlalchemy.orm import Session

from app.aml.queries import visible_to
from app.panels import words_in
from app.policy import Identity
from models.aml import Contact
from models.values import Identifier, SearchText, SubjectKind

SHOWN = 10


def shown_to(who: Identity) -> ColumnElement[bool]:
    """The versions that may be chosen: the one of each contact that lists show."""
    return and_(visible_to(who), Contact.head, Contact.state != "dropped")


def named(
    session: Session,
    who: Identity,
    text: str,
    kinds: Collection[SubjectKind],
    but: int | None = None,
    limit: int = SHOWN,
) -> Sequence[Contact]:
    """Contacts of these kinds with every word at the beginning of a word of their name, by name; `but` not this
    one (a root id). One more than `limit` when there are more."""
    sought = SearchText.read(text)
    if not sought.words:
        return []
    return session.scalars(
        select(Contact)
        .where(
            shown_to(who),
            Contact.kind.in_([str(one) for one in kinds]),
            Contact.root_id.is_distinct_from(but),
            words_in(Contact.sort_name, sought),
        )
        .order_by(Contact.sort_name, Contact.id)
        .limit(limit + 1)
    ).all()


def by_root(session: Session, who: Identity, roots: Iterable[int]) -> dict[int, Contact]:
    """The contacts with these root ids that this reader may choose, by root id; others are left out."""
    wanted = sorted(set(roots))
    if not wanted:
        return {}
    rows = session.scalars(select(Contact).where(shown_to(who), Contact.root_id.in_(wanted)))
    return {one.root_id: one for one in rows}


def with_numbers(session: Session, who: Identity, numbers: Sequence[Identifier]) -> dict[str, Contact]:
    """The contacts that have one of these numbers already, by the number; of several the first that came."""
    if not numbers:
        return {}
    having = (
        Contact.facts["identifiers"].contains(
            [{"kind": str(one.kind), "number": one.number, "country": one.country}]
        )
        for one in numbers
    )
    found = session.scalars(select(Contact).where(shown_to(who), or_(*having)).order_by(Contact.id.desc()))
    return {told["number"]: one for one in found for told in one.facts["identifiers"]}
