"""Random lives of rights, on the real database, beside a model that knows only lists and dates.

Grants, changes, extensions, revocations, packages, people who leave, campaigns, a merger, and a clock that jumps
over leap days, nights of summer time and year's ends. The model says beforehand whether an act is allowed;
afterwards, of every day on which anything could turn, what the house tells of that day is what the model tells.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, precondition, rule, run_state_machine_as_test
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.errors import Refusal
from app.lists.acts import Chosen
from app.policy import Identity, Role
from app.rights import leaving, recertification
from app.rights.as_of import known, stood, stood_days
from app.rights.changes import Days, change_right
from app.rights.ending import announce_endings
from app.rights.extensions import extend_rights
from app.rights.merging import NewMerger, merge_governments
from app.rights.recertification import NewCampaign, look_after_campaigns, start_campaign
from app.rights.services import NewRight, grant_right, revoke_right
from app.rights.sets import Wanted, grant_set, revoke_set
from app.transaction import Scope, enter
from models.events import Event
from models.rights import Campaign, ContextValue, EndingTold, Right
from models.values import CampaignPolicy, RightState
from tests.app.rights.model import MONTHS, Life, Model, brussels, longest
from tests.stories.cast import EXEMPLEVILLE, VOORBEELDEGEM, Cast, assemble

BEGIN = datetime(2027, 3, 15, 9, 5, tzinfo=UTC)
# The night the clocks go forward, back, the leap day, the year's end: an hour after midnight in Brussels.
TURNS = [
    datetime(2027, 4, 30, 22, 0, tzinfo=UTC),  # midnight itself
    datetime(2027, 3, 27, 23, 30, tzinfo=UTC),
    datetime(2027, 10, 30, 22, 30, tzinfo=UTC),
    datetime(2027, 12, 31, 22, 59, tzinfo=UTC),
    datetime(2027, 12, 31, 23, 1, tzinfo=UTC),
    datetime(2028, 2, 28, 23, 30, tzinfo=UTC),
    datetime(2028, 2, 29, 22, 59, tzinfo=UTC),
]


class Lives(RuleBasedStateMachine):
    """The house and the model, side by side; each life in a savepoint that is rolled back."""

    def __init__(self, session: Session, cast: Cast) -> None:
        super().__init__()
        self.session, self.cast, self.now = session, cast, BEGIN
        self.around = session.begin_nested()
        self.filip = cast.administrator()
        self.here = cast.organisations[VOORBEELDEGEM]
        self.there = cast.organisations[EXEMPLEVILLE]
        self.merged_on: date | None = None
        self.cut: set[int] = set()
        self.names = {number: code for code, number in cast.kinds.items()}
        self.whose = {number: name for name, number in cast.relations.items()}
        kind = cast.kinds["half_year"]
        found = session.scalars(select(ContextValue.code).where(ContextValue.kind_id == kind))
        self.parts = sorted(found)
        self.model = Model()
        self._take_over()
        enter(session, Scope.office())
        self._take_over(where=self.there)
        self._as_filip()
        self.campaign: tuple[date, set[int]] | None = None

    @property
    def today(self) -> date:
        return brussels(self.now)

    def _as_filip(self) -> None:
        enter(self.session, Scope.organisation(self.here, self.cast.persons["Filip"]))

    def _take_over(self, known_from: datetime | None = None, where: int | None = None) -> None:
        """What the house made by itself, or had before, enters the model as it stands."""
        for right in self.session.scalars(select(Right).where(Right.organisation_id == (where or self.here))):
            if right.id not in self.model.lives:
                period = (known_from or right.granted_at, right.first_day, right.last_day)
                relation = self.whose[right.membership_id]
                self.model.lives[right.id] = Life(
                    relation, self.names[right.kind_id], right.context, [period], here=where is None
                )

    def _attempt(self, act: Callable[[], Any], *, allowed: bool) -> Any:
        """Does it in a savepoint; the house allows what the model allows, and nothing else."""
        done = None
        try:
            with self.session.begin_nested():
                done = act()
            refused = ""
        except Refusal as refusal:
            refused = refusal.code
        self.session.expire_all()
        assert (refused == "") is allowed, refused or "allowed what the model refuses"
        return done

    def _context(self, kind: str, part: int) -> str:
        return self.parts[part % len(self.parts)] if kind == "half_year" else ""

    @rule(
        relation=st.sampled_from(["Bram", "An"]),
        kind=st.sampled_from(sorted(MONTHS)),
        part=st.integers(0, 1),
        begins=st.integers(-2, 60) | st.sampled_from([0]),
        lasts=st.integers(-1, 400),
    )
    def grant(self, relation: str, kind: str, part: int, begins: int, lasts: int) -> None:
        if relation not in self.model.relations:
            return
        first = self.today + timedelta(days=begins)
        last, context = first + timedelta(days=lasts), self._context(kind, part)
        new = NewRight(self.cast.relations[relation], self.cast.kinds[kind], first, last, context=context)
        allowed = self.model.may_grant(relation, kind, context, first, last, self.today)
        right = self._attempt(lambda: grant_right(self.session, self.filip, new, self.now), allowed=allowed)
        if right is not None:
            self.model.lives[right.id] = Life(relation, kind, context, [(self.now, first, last)])

    def _one(self, pick: int) -> int | None:
        """One of the rights here that aren't the administrator's."""
        found = [n for n, life in self.model.lives.items() if life.kind in MONTHS and life.here]
        return found[pick % len(found)] if found else None

    @rule(pick=st.integers(0, 50), begins=st.integers(-3, 40) | st.none(), lasts=st.integers(-1, 400))
    def change(self, pick: int, begins: int | None, lasts: int) -> None:
        if (number := self._one(pick)) is None or self.model.lives[number].relation not in self.model.relations:
            return
        life = self.model.lives[number]
        first = life.first_day if begins is None else self.today + timedelta(days=begins)
        days = Days(first, first + timedelta(days=lasts))
        allowed = self.model.may_change(number, days.first_day, days.last_day, self.today)
        version = self.session.scalars(select(Right.version).where(Right.id == number)).one()
        self._attempt(
            lambda: change_right(self.session, self.filip, number, version, days, self.now), allowed=allowed
        )
        if allowed:
            shorter = days.last_day < life.last_day
            life.periods.append((self.now, days.first_day, days.last_day))
            if shorter:
                self.model.take_back(number, self.today)

    @rule(pick=st.integers(0, 50))
    def extend(self, pick: int) -> None:
        if (number := self._one(pick)) is None or self.model.lives[number].relation not in self.model.relations:
            return
        life, today = self.model.lives[number], self.today
        first = max(today, life.first_day)
        end = self.model.relations[life.relation]
        last = min(longest(first, MONTHS[life.kind]), end or date.max)
        expected = self.model.may_change(number, first, last, today) and last > life.last_day
        version = self.session.scalars(select(Right.version).where(Right.id == number)).one()
        chosen = [Chosen(number, version)]
        wont = self._attempt(lambda: extend_rights(self.session, self.filip, chosen, {}, self.now), allowed=True)
        assert (number not in wont) is expected, wont
        if expected:
            life.periods.append((self.now, first, last))

    @rule(pick=st.integers(0, 50))
    def revoke(self, pick: int) -> None:
        if (number := self._one(pick)) is None:
            return
        life = self.model.lives[number]
        version = self.session.scalars(select(Right.version).where(Right.id == number)).one()
        allowed = life.revoked_on is None and self.today <= life.last_day
        self._attempt(
            lambda: revoke_right(self.session, self.filip, number, version, "", self.now), allowed=allowed
        )
        if allowed:
            self.model.revoke(number, self.today)

    @rule(relation=st.sampled_from(["Bram", "An"]), part=st.integers(0, 1))
    def give_a_package(self, relation: str, part: int) -> None:
        if relation not in self.model.relations:
            return
        wanted = {
            Wanted(self.cast.kinds[kind], self._context(kind, part)): (kind, self._context(kind, part))
            for kind in MONTHS
        }
        number, today = self.cast.relations[relation], self.today
        planned = self._attempt(
            lambda: grant_set(self.session, self.filip, number, set(wanted), today, "", self.now), allowed=True
        )
        end = self.model.relations[relation] or date.max
        for one in planned:
            kind, context = wanted[one.wanted]
            last = max(today, min(longest(today, MONTHS[kind]), end))
            allowed = self.model.may_grant(relation, kind, context, today, last, today)
            assert (one.refusal is None) is allowed, one.refusal
        self._take_over(self.now)

    @rule(relation=st.sampled_from(["Bram", "An"]), kind=st.sampled_from(sorted(MONTHS)), part=st.integers(0, 1))
    def take_a_package_away(self, relation: str, kind: str, part: int) -> None:
        context, today = self._context(kind, part), self.today
        wanted = {Wanted(self.cast.kinds[kind], context)}
        number = self.cast.relations[relation]
        gone = [
            number
            for number, life in self.model.lives.items()
            if (life.relation, life.kind, life.context) == (relation, kind, context)
            and life.here
            and life.revoked_on is None
            and today <= life.last_day
        ]
        count, _ = self._attempt(
            lambda: revoke_set(self.session, self.filip, number, wanted, "", self.now), allowed=True
        )
        assert count == len(gone)
        for one in gone:
            self.model.revoke(one, today)

    @precondition(lambda self: len(self.model.lives) > 6)
    @rule(relation=st.sampled_from(["Bram", "An"]))
    def leave(self, relation: str) -> None:
        if relation not in self.model.relations or (self.model.relations[relation] or date.max) <= self.today:
            return
        person = self.cast.persons[relation]
        self._attempt(lambda: leaving.leave(self.session, self.filip, person, "", self.now), allowed=True)
        del self.model.relations[relation]
        for number, life in self.model.lives.items():
            if life.here and life.relation == relation and life.revoked_on is None and self.today <= life.last_day:
                self.model.revoke(number, self.today)

    @precondition(lambda self: self.campaign is None)
    @rule(days=st.integers(7, 40), policy=st.sampled_from(list(CampaignPolicy)))
    def begin_a_campaign(self, days: int, policy: CampaignPolicy) -> None:
        new = NewCampaign(self.today + timedelta(days=days), policy, yearly=False)
        listed = {
            number
            for number, life in self.model.lives.items()
            if life.revoked_on is None and self.today <= life.last_day and life.here
        }
        made = self._attempt(lambda: start_campaign(self.session, self.filip, new, self.now), allowed=bool(listed))
        if made is not None:
            self.campaign = made.deadline, listed if policy is CampaignPolicy.REVOKE else set()

    @precondition(lambda self: self.campaign is not None)
    @rule(keep=st.integers(0, 3))
    def confirm(self, keep: int) -> None:
        assert self.campaign is not None
        campaign = self.session.scalars(select(Campaign).where(Campaign.closed_at.is_(None))).one()
        lines = recertification.lines_of(self.session, campaign, keep, 1, only_open=True)
        self._attempt(
            lambda: recertification.keep_lines(
                self.session, self.filip, campaign.id, [line.id for line in lines], self.now
            ),
            allowed=True,
        )
        self.campaign[1].difference_update(line.right_id for line in lines)

    @precondition(lambda self: self.merged_on is None)
    @rule(ahead=st.sampled_from([0, 1, 14]) | st.integers(0, 90))
    def merge(self, ahead: int) -> None:
        """From that day on all is the other government's; here it ends the day before."""
        day = self.today + timedelta(days=ahead)
        greet = Identity(
            self.cast.accounts["Greet"], self.cast.persons["Greet"], frozenset({Role.CENTRAL}), key_level="high"
        )
        going = {
            number: life
            for number, life in self.model.lives.items()
            if life.here and life.revoked_on is None and life.last_day >= day
        }
        expected = {
            number: (max(life.first_day, day), life.last_day, life.kind, life.context)
            for number, life in going.items()
        }
        enter(self.session, Scope.office())
        new = NewMerger(self.here, self.there, day)
        self._attempt(lambda: merge_governments(self.session, greet, new, self.now), allowed=True)
        came = self.session.scalars(select(Right).where(Right.came_from_id.is_not(None))).all()
        assert {
            right.came_from_id: (right.first_day, right.last_day, self.names[right.kind_id], right.context)
            for right in came
        } == expected
        assert {right.organisation_id for right in came} <= {self.there}
        for right in came:
            life = self.model.lives[right.came_from_id or 0]
            period = (self.now, right.first_day, right.last_day)
            self.model.lives[right.id] = Life(
                life.relation, life.kind, life.context, [period], here=False, origin=right.came_from_id
            )
        self._as_filip()
        eve = day - timedelta(days=1)
        for number, life in going.items():
            if life.first_day < day:
                life.periods.append((self.now, life.first_day, eve))
                self.cut.add(number)
            else:
                life.revoked_on = self.today
        for relation, end in self.model.relations.items():
            self.model.relations[relation] = min(end or date.max, eve)
        self.merged_on = day

    @rule(jump=st.integers(1, 20 * 24) | st.sampled_from([1, 24]), turn=st.sampled_from([None, *TURNS]))
    def clock(self, jump: int, turn: datetime | None) -> None:
        """Time goes on; sometimes nobody runs the jobs for days, then they run twice."""
        self.now = turn if turn is not None and turn > self.now else self.now + timedelta(hours=jump)
        enter(self.session, Scope.office())
        for _ in range(2):
            announce_endings(self.session, self.now)
            look_after_campaigns(self.session, self.now)
        self._as_filip()
        self.session.expire_all()
        if self.campaign is not None and self.today > self.campaign[0]:
            for number in self.campaign[1]:
                life = self.model.lives[number]
                if life.revoked_on is None and self.today <= life.last_day and life.kind in MONTHS:
                    self.model.revoke(number, self.today)
            self.campaign = None

    def teardown(self) -> None:
        try:
            days = self._days_of_interest()
            enter(self.session, Scope.office())
            for day in sorted(days):
                self._same_on(day)
            self._nothing_told_twice()
        finally:
            self.around.rollback()
            self.session.expire_all()

    def _days_of_interest(self) -> set[date]:
        """Every day on which anything turns, and the days beside it: between them the answer can't change."""
        found = {self.today, self.today + timedelta(days=1000)}
        for life in self.model.lives.values():
            for at, first, last in life.periods:
                found |= {brussels(at), first, last}
            if life.revoked_on is not None:
                found.add(life.revoked_on)
        return {day + timedelta(days=off) for day in found for off in (-1, 0, 1)}

    def _same_on(self, day: date) -> None:
        told = {
            number: (first, last, state)
            for number, life in self.model.lives.items()
            if (on := life.on(day)) is not None
            for first, last, state in [on]
        }
        here = Right.organisation_id.in_((self.here, self.there))
        rights = self.session.scalars(select(Right).where(here, known(day))).all()
        assert {
            one.right.id: (one.first_day, one.last_day, one.state) for one in stood_days(self.session, rights, day)
        } == told, day
        for state in RightState:
            found = set(self.session.scalars(select(Right.id).where(here, stood(day, {state}))))
            assert found == {number for number, (*_, told_state) in told.items() if told_state is state}, (
                day,
                state,
            )

    def _nothing_told_twice(self) -> None:
        told = self.session.scalars(
            select(Event).where(Event.organisation_id == self.here, Event.tag == "rights.rights.ending")
        )
        ids: list[int] = [number for event in told for number in event.facts["ids"]]  # type: ignore[attr-defined]
        once = select(EndingTold.right_id, EndingTold.last_day).where(
            EndingTold.organisation_id == self.here, EndingTold.days_before == 14
        )
        # What a merger cut counts as told: nobody is warned of an end that is none.
        eve = self.merged_on and self.merged_on - timedelta(days=1)
        rows = [
            number
            for number, last_day in self.session.execute(once)
            if self.model.lives[number].kind in MONTHS and not (number in self.cut and last_day == eve)
        ]
        assert sorted(ids) == sorted(rows)
        self._as_filip()


@pytest.mark.trust("Rights")
@pytest.mark.trust("Expiry")
@pytest.mark.trust("Late access after expiry or revocation")
def test_what_the_house_tells_of_any_day_is_what_the_model_tells(session: Session) -> None:
    cast = assemble(session, datetime(2026, 6, 1, 8, 0, tzinfo=UTC))
    session.flush()
    enter(session, Scope.organisation(cast.organisations[VOORBEELDEGEM], cast.persons["Filip"]))
    run_state_machine_as_test(
        lambda: Lives(session, cast),  # type: ignore[arg-type]
        settings=settings(
            max_examples=15,
            stateful_step_count=25,
            deadline=None,
            suppress_health_check=list(HealthCheck),
        ),
    )
