"""What cases of syndics offer the desk: what waits for their applicant, what lies at the counter, cases found by
their association, and whoever asks his own."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, and_, func, or_, select
from sqlalchemy.orm import Session, load_only

from app.panels import (
    SHOWN,
    Hit,
    Item,
    OwnRows,
    Panels,
    Parting,
    SearchSource,
    Waiting,
    Worklist,
    counted,
    rows_of,
    words_in,
)
from app.policy import Identity, Role
from app.syndics.queries import own_to, visible_to
from app.transaction import Scope, scope_of, within
from models.organisations import Member
from models.syndics import Case
from models.values import EnterpriseNumber, SearchText
from models.values.mandates import ENDED, CaseState

_CASE, _AT_DESK = "mandate_case", "desk_case"
_AT_THE_COUNTER = (CaseState.ANNOUNCED, CaseState.SUBMITTED, CaseState.IN_TREATMENT, CaseState.ANSWERED)


def waiting_for_applicant(session: Session, who: Identity, now: datetime) -> Waiting:
    """Questions first, then drafts, of whom one acts for; the nearest last day first."""
    mine = and_(own_to(who), Case.state.in_((CaseState.QUESTION, CaseState.DRAFT)))
    with within(session, _scope(session, who)):
        return _by_day(session, _CASE, mine, (Case.state.desc(), Case.due_on, Case.id))


def at_the_counter(session: Session, who: Identity, now: datetime) -> Waiting:
    """What the counter can go on with; the nearest last day first."""
    return _by_day(session, _AT_DESK, Case.state.in_(_AT_THE_COUNTER), (Case.due_on, Case.id))


def _by_day(session: Session, kind: str, which: ColumnElement[bool], order: tuple[Any, ...]) -> Waiting:
    rows = session.execute(
        select(Case.id, Case.association_name, Case.association_number, Case.due_on)
        .add_columns(counted(select(Case.id).where(which)).label("many"))
        .where(which)
        .order_by(*order)
        .limit(SHOWN)
    ).all()
    if not rows:
        return Waiting()
    first = tuple(Item(kind, row.id, _title(row), (row.due_on,)) for row in rows)
    return Waiting(rows[0].many, min(row.due_on for row in rows), first)


def find_cases(session: Session, who: Identity, text: SearchText, limit: int) -> list[Hit]:
    """Cases one may see, by the words of their association's name or by its number; the last begun first."""
    if not text.words and text.enterprise is None:
        return []
    sought = []
    if text.words:
        sought.append(words_in(Case.association_name, text, folded=False))
    if text.enterprise is not None:
        sought.append(Case.association_number == text.enterprise)
    with within(session, _scope(session, who)):
        found = session.scalars(
            select(Case)
            .options(load_only(Case.association_name, Case.association_number, Case.due_on, raiseload=True))
            .where(visible_to(who), or_(*sought))
            .order_by(Case.begun_at.desc(), Case.id.desc())
            .limit(limit)
        ).all()
    return [Hit(_CASE, one.id, _title(one), (_number(one), one.due_on)) for one in found]


def _scope(session: Session, who: Identity) -> Scope:
    """A member who searches does so as himself; the cases are those of the organisation he acts for."""
    own = who.organisation_id
    return scope_of(session) if who.is_staff or own is None else Scope.organisation(own, who.person_id)


def cases_begun(session: Session, who: Identity, membership_id: int) -> list[Item]:
    """The open cases that a member began for his organisation: they go on without him."""
    member = session.get(Member, membership_id)
    if member is None or member.account_id is None:
        return []
    mine = (Case.acting_for_id == member.organisation_id, Case.account_id == member.account_id)
    begun = select(func.count()).select_from(Case).where(*mine, Case.state.not_in(ENDED))
    with within(session, Scope.office()):
        count = session.scalars(begun).one()
    return [Item("begun_cases", member.account_id, "", (count,))] if count else []


def own_cases(session: Session, who: Identity) -> list[dict[str, Any]]:
    """The cases whoever asks began, the latest first; what they say, each tells on its own page."""
    told = (
        Case.id, Case.form, Case.state, Case.association_name, Case.association_number, Case.due_on, Case.begun_at,
        Case.handed_in_at, Case.ended_at,
    )  # fmt: skip
    return rows_of(session, select(*told).where(Case.account_id == who.account_id).order_by(Case.id.desc()))


def _title(one: Any) -> str:
    return one.association_name or _number(one) or "…"


def _number(one: Any) -> str:
    return str(EnterpriseNumber(one.association_number)) if one.association_number else ""


PANELS = Panels(
    worklists=(
        Worklist("syndics.counter", frozenset({Role.COUNTER}), at_the_counter),
        Worklist("syndics.mine", frozenset({Role.PERSON}), waiting_for_applicant),
    ),
    partings=(Parting("syndics.cases", cases_begun),),
    sources=(SearchSource("syndics.cases", find_cases),),
    own=(OwnRows("syndics.cases", own_cases),),
)
