"""How an office stands: its files by level, what waits for a decision and since when, matches by list, and reviews
that fall due. In one question; every count is that of a list one can open."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from enum import StrEnum
from typing import Any

from sqlalchemy import ColumnElement, Select, String, and_, case, cast, func, literal, not_, select, union_all
from sqlalchemy.orm import InstrumentedAttribute, Session

from app import clock
from app.aml import dealt, profiled, queries
from app.policy import Identity, Permission, require
from models.aml import Contact, Deal, Hit, Review, RiskProfile
from models.values.matters import MatterState

_WEEK, _MONTH, _QUARTER = timedelta(days=7), timedelta(days=30), timedelta(days=92)
NO_LEVEL = "none"
_WAITS = (MatterState.DRAFT, MatterState.ASSESSED, MatterState.ASKED_BACK)
"""What members can go on with; what is with the officer is blocked."""


class Age(StrEnum):
    """For how long something waits."""

    WEEK = "week"
    MONTH = "month"
    QUARTER = "quarter"
    OLDER = "older"


class Due(StrEnum):
    """When a review is due, as the list of reviews has it."""

    OVERDUE = "overdue"
    MONTH = "month"
    QUARTER = "quarter"
    LATER = "later"


@dataclass(frozen=True)
class Open:
    """What waits of one kind in one state: how many, by age."""

    kind: str
    state: str
    ages: dict[Age, int]

    @property
    def count(self) -> int:
        return sum(self.ages.values())


@dataclass(frozen=True)
class Overview:
    """`levels`: accepted contacts by level, without those that are blocked, which are `blocked`. `open`: in the
    order contacts, profiles, deals, hits; only where something waits. `lists`: matches that wait, by list."""

    levels: dict[str, int] = field(default_factory=dict)
    blocked: int = 0
    open: tuple[Open, ...] = ()
    lists: dict[int, int] = field(default_factory=dict)
    reviews: dict[Due, int] = field(default_factory=dict)


def overview_of(session: Session, who: Identity, now: datetime) -> Overview:
    """Of the office one acts for. Raises Forbidden."""
    require(who, Permission.CONTACT_SEE)
    asked = union_all(
        _contacts_by_level(who),
        _waiting("contact", who, Contact, Contact.state, _draft_contacts(), Contact.made_at, now),
        _waiting("profile", who, RiskProfile, RiskProfile.state, _open(RiskProfile), RiskProfile.made_at, now),
        _waiting("deal", who, Deal, Deal.state, _open(Deal), Deal.made_at, now),
        _waiting("hit", who, Hit, Hit.state, queries.is_open(), Hit.found_at, now),
        _hits_by_list(who),
        _reviews(who, clock.day_of(now)),
    )
    found: dict[str, dict[tuple[str, str], int]] = defaultdict(dict)
    for row in session.execute(asked):
        found[row.section][row.what, row.part] = row.many
    levels = {what: many for (what, part), many in found["level"].items() if part == ""}
    return Overview(
        levels=levels,
        blocked=sum(many for (_, part), many in found["level"].items() if part == "blocked"),
        open=_open_of(found),
        lists={int(what): many for (what, _), many in found["list"].items()},
        reviews={Due(what): many for (what, _), many in found["review"].items()},
    )


def _open_of(found: dict[str, dict[tuple[str, str], int]]) -> tuple[Open, ...]:
    made = []
    for kind in ("contact", "profile", "deal", "hit"):
        for state in sorted({state for state, _ in found[kind]}, key=_turn):
            ages = {one: found[kind].get((state, one), 0) for one in Age}
            made.append(Open(kind, state, ages))
    return tuple(made)


def _turn(state: str) -> int:
    return _WAITS.index(MatterState(state)) if state in tuple(_WAITS) else len(_WAITS)


def _row(section: str, what: Any, part: Any) -> tuple[Any, ...]:
    return (
        literal(section).label("section"),
        cast(what, String).label("what"),
        cast(part, String).label("part"),
        func.count().label("many"),
    )


def _contacts_by_level(who: Identity) -> Select[Any]:
    level = func.coalesce(Contact.level, NO_LEVEL)
    blocked = case((Contact.blocked_since.is_not(None), "blocked"), else_="")
    asked = (
        select(level.label("level"), blocked.label("blocked"))
        .where(queries.visible_to(who), queries.shown(), Contact.state == "accepted")
        .subquery()
    )
    return select(*_row("level", asked.c.level, asked.c.blocked)).group_by(asked.c.level, asked.c.blocked)


def _draft_contacts() -> ColumnElement[bool]:
    return and_(queries.shown(), Contact.state == "draft", Contact.blocked_since.is_(None))


def _open(table: type[RiskProfile] | type[Deal]) -> ColumnElement[bool]:
    blocked = dealt.is_blocked() if table is Deal else profiled.is_blocked()
    return and_(table.state.in_(_WAITS), not_(blocked))


def _waiting(
    section: str,
    who: Identity,
    table: Any,
    state: InstrumentedAttribute[str],
    which: ColumnElement[bool],
    since: InstrumentedAttribute[datetime],
    now: datetime,
) -> Select[Any]:
    """What waits of a kind, by its state and by for how long; the first days of an age belong to it."""
    age = case(
        (since > now - _WEEK, Age.WEEK),
        (since > now - _MONTH, Age.MONTH),
        (since > now - _QUARTER, Age.QUARTER),
        else_=Age.OLDER,
    )
    asked = (
        select(state.label("state"), age.label("age"))
        .where(table.organisation_id == who.organisation_id, which)
        .subquery()
    )
    return select(*_row(section, asked.c.state, asked.c.age)).group_by(asked.c.state, asked.c.age)


def _hits_by_list(who: Identity) -> Select[Any]:
    return (
        select(*_row("list", Hit.list_id, literal("")))
        .where(queries.hits_visible_to(who), queries.is_open())
        .group_by(Hit.list_id)
    )


def _reviews(who: Identity, today: date) -> Select[Any]:
    due = case(
        (Review.due_on < today, Due.OVERDUE),
        (Review.due_on <= today + _MONTH, Due.MONTH),
        (Review.due_on <= today + _QUARTER, Due.QUARTER),
        else_=Due.LATER,
    )
    asked = select(due.label("due")).where(Review.organisation_id == who.organisation_id).subquery()
    return select(*_row("review", asked.c.due, literal(""))).group_by(asked.c.due)
