"""An act on many rows from choosing to telling: once, only what was foretold, and nobody else's."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.errors import Missing, Refusal
from app.lists import acts
from app.lists.acts import Chosen, Wont
from app.policy import Identity
from app.transaction import Scope, enter
from models.lists import BulkAct
from tests.app.rights.grants import NOW
from tests.stories.cast import EXEMPLEVILLE, VOORBEELDEGEM, Cast, assemble

THREE = [Chosen(1, 1), Chosen(2, 4), Chosen(3, 1)]
GONE = {2: Refusal("rights.right.already_expired", last_day=date(2026, 12, 31))}


@pytest.fixture
def cast(session: Session) -> Cast:
    made = assemble(session, NOW - timedelta(days=200))
    session.commit()
    return made


@pytest.fixture
def filip(session: Session, cast: Cast) -> Identity:
    enter(session, Scope.organisation(cast.organisations[VOORBEELDEGEM]))
    return cast.administrator()


def _prepared(session: Session, who: Identity, wont: Wont | None = None, now: datetime = NOW) -> BulkAct:
    return acts.prepare_act(session, who, "RightScreen", "revoke", THREE, GONE if wont is None else wont, now)


class Doing:
    """What is done, and how often; row 3 turns out otherwise."""

    def __init__(self) -> None:
        self.asked: list[list[Chosen]] = []

    def __call__(
        self, session: Session, who: Identity, chosen: Sequence[Chosen], values: Mapping[str, Any], now: datetime
    ) -> Wont:
        self.asked.append(list(chosen))
        return {3: Refusal("lists.row.changed")}


@pytest.mark.trust("2.3.1")
def test_only_what_was_foretold_is_asked_for_and_only_once(session: Session, filip: Identity) -> None:
    act, doing = _prepared(session, filip), Doing()
    for _ in range(3):
        acts.carry_out(session, filip, act, doing, {}, NOW)
    assert doing.asked == [[Chosen(1, 1), Chosen(3, 1)]]
    assert sorted(acts.outcome_of(act)) == [2, 3]
    assert acts.differs(act) == [3]


def test_why_not_is_kept_with_its_facts(session: Session, filip: Identity) -> None:
    act = _prepared(session, filip)
    session.expire(act)
    (refusal,) = acts.foretold_of(act).values()
    assert (refusal.code, refusal.facts) == ("rights.right.already_expired", {"last_day": date(2026, 12, 31)})
    assert acts.differs(act) == []


def test_where_nothing_can_be_done_nothing_is_asked_for(session: Session, filip: Identity) -> None:
    act = _prepared(session, filip, {one.id: Refusal("lists.row.gone") for one in THREE})
    doing = Doing()
    acts.carry_out(session, filip, act, doing, {}, NOW)
    assert (doing.asked, acts.differs(act), act.done_at) == ([], [], NOW)


@pytest.mark.parametrize(("rows", "code"), [(0, "lists.act.none_chosen"), (10_001, "lists.act.too_many")])
def test_there_is_a_least_and_a_most(session: Session, filip: Identity, rows: int, code: str) -> None:
    chosen = [Chosen(number, 1) for number in range(rows)]
    with pytest.raises(Refusal) as refused:
        acts.prepare_act(session, filip, "RightScreen", "revoke", chosen, {}, NOW)
    assert refused.value.code == code


@pytest.mark.trust("2.3.2")
def test_ten_thousand_may_be_acted_on(session: Session, filip: Identity) -> None:
    chosen = [Chosen(number, 1) for number in range(10_000)]
    assert acts.prepare_act(session, filip, "RightScreen", "revoke", chosen, {}, NOW).id


@pytest.mark.trust("Tenants")
def test_an_act_is_there_for_who_prepared_it_alone(session: Session, cast: Cast, filip: Identity) -> None:
    act = _prepared(session, filip)
    colleague = Identity(cast.accounts["Bram"], cast.persons["Bram"], filip.roles, filip.organisation_id)
    for who, list_name in ((colleague, "RightScreen"), (filip, "PersonScreen")):
        with pytest.raises(Missing):
            acts.act_record(session, who, list_name, act.id)
    enter(session, Scope.organisation(cast.organisations[EXEMPLEVILLE]))
    assert session.scalar(select(func.count()).select_from(BulkAct)) == 0


def test_what_was_never_confirmed_is_forgotten_after_a_day_and_what_was_done_after_a_month(
    session: Session, filip: Identity
) -> None:
    _prepared(session, filip, now=NOW - timedelta(days=2))
    recent = _prepared(session, filip, now=NOW - timedelta(hours=2))
    old = _prepared(session, filip, now=NOW - timedelta(days=2))
    acts.carry_out(session, filip, old, Doing(), {}, NOW - timedelta(days=31))
    done = _prepared(session, filip, now=NOW - timedelta(hours=3))
    acts.carry_out(session, filip, done, Doing(), {}, NOW - timedelta(days=29))
    newest = _prepared(session, filip)
    left = set(session.scalars(select(BulkAct.id)))
    assert left == {recent.id, done.id, newest.id}
