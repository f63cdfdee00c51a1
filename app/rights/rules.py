"""Pure decisions about rights: the state on a day, whether a right may be granted, why somebody has one.

Days are inclusive Brussels days; a maximum is in calendar months, clipped to the month's end.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta

from app.errors import Refusal
from models.values import RightState, last_day_within

LOCAL_ADMINISTRATOR = "local_administrator"
MAIN_ACCESS_MANAGER = "main_access_manager"
# Who holds one of these administers the organisation: a government's people, or an enterprise's.
ADMINISTRATIONS = (LOCAL_ADMINISTRATOR, MAIN_ACCESS_MANAGER)
EXPIRING_DAYS = 14


def state_of(first_day: date, last_day: date, revoked_on: date | None, day: date) -> RightState:
    """What the right is on that day; a right revoked on the day is revoked on the day."""
    if revoked_on is not None and revoked_on <= day:
        return RightState.REVOKED
    if day < first_day:
        return RightState.PENDING
    return RightState.ACTIVE if day <= last_day else RightState.EXPIRED


def is_expiring(first_day: date, last_day: date, day: date) -> bool:
    """In force, and in its last two weeks; a right that lasts two weeks or less never is."""
    return (
        first_day <= day <= last_day
        and (last_day - day).days <= EXPIRING_DAYS
        and (last_day - first_day).days >= EXPIRING_DAYS
    )


@dataclass(frozen=True)
class Standing:
    """A right of the same kind and context that isn't revoked, with its days."""

    right_id: int
    first_day: date
    last_day: date


@dataclass(frozen=True)
class GrantFacts:
    """All a grant is decided on. `relation_last_day` None: until further notice."""

    today: date
    first_day: date
    last_day: date
    max_months: int
    kind_offered: bool
    kind_code: str
    granted_to_oneself: bool
    government_kind: str | None
    government_kinds: Sequence[str]
    category: str
    categories: Sequence[str]
    type: str
    types: Sequence[str]
    relation_confirmed: bool
    relation_first_day: date
    relation_last_day: date | None
    standing: Sequence[Standing] = field(default=())
    context: str = ""
    contexts: Sequence[str] = field(default=())


def refusals_to_grant(facts: GrantFacts) -> tuple[Refusal, ...]:
    """Why this right can't be granted, all reasons at once; empty when it can."""
    return (*_refused_kind(facts), *_refused_days(facts))


def _refused_kind(facts: GrantFacts) -> list[Refusal]:
    found: list[Refusal] = []
    if not facts.kind_offered:
        found.append(Refusal("rights.kind.withdrawn", field="kind_id"))
    if facts.government_kind not in facts.government_kinds:
        found.append(Refusal("rights.kind.not_for_this_government", field="kind_id"))
    if facts.category not in facts.categories or facts.type not in facts.types:
        found.append(
            Refusal("rights.kind.not_for_this_relation", field="kind_id", category=facts.category, type=facts.type)
        )
    if facts.contexts and facts.context not in facts.contexts:
        found.append(Refusal("rights.right.context_missing", field="context"))
    if facts.granted_to_oneself and facts.kind_code in ADMINISTRATIONS:
        found.append(Refusal("rights.right.own_administration", field="kind_id"))
    return found


def _refused_days(facts: GrantFacts) -> list[Refusal]:
    if facts.last_day < facts.first_day:
        return [
            Refusal(
                "rights.right.end_before_begin",
                field="last_day",
                first_day=facts.first_day,
                last_day=facts.last_day,
            )
        ]
    found: list[Refusal] = []
    if facts.first_day < facts.today:
        found.append(
            Refusal(
                "rights.right.begins_in_the_past", field="first_day", first_day=facts.first_day, today=facts.today
            )
        )
    allowed = last_day_within(facts.first_day, facts.max_months)
    if facts.last_day > allowed:
        found.append(
            Refusal(
                "rights.right.longer_than_maximum",
                field="last_day",
                days=(facts.last_day - allowed).days,
                months=facts.max_months,
                last_allowed=allowed,
            )
        )
    found += (outside := _outside(facts))
    if not outside and not facts.relation_confirmed:
        found.append(Refusal("rights.right.relation_not_standing", field="first_day"))
    found += _overlapping(facts)
    return found


def _outside(facts: GrantFacts | ChangeFacts) -> list[Refusal]:
    """A right stays within its relation."""
    end = facts.relation_last_day
    if facts.first_day >= facts.relation_first_day and (end is None or facts.last_day <= end):
        return []
    return [
        Refusal(
            "rights.right.outside_relation" if end else "rights.right.before_relation",
            field="last_day" if end else "first_day",
            first_day=facts.relation_first_day,
            last_day=end,
        )
    ]


def _overlapping(facts: GrantFacts | ChangeFacts) -> list[Refusal]:
    for other in facts.standing:
        if other.first_day <= facts.last_day and facts.first_day <= other.last_day:
            return [
                Refusal(
                    "rights.right.overlaps",
                    field="first_day",
                    first_day=other.first_day,
                    last_day=other.last_day,
                    from_day=other.last_day + timedelta(days=1),
                )
            ]
    return []


def proposed_last_day(first_day: date, max_months: int, relation_last_day: date | None) -> date:
    """The last day a form proposes: the maximum, or the relation's end where that comes first."""
    allowed = last_day_within(first_day, max_months)
    return min(allowed, relation_last_day) if relation_last_day else allowed


@dataclass(frozen=True)
class ChangeFacts:
    """All that new days for one right are decided on: `was_` are the days it has, `standing` others of its kind.

    `in_force_administrators` as in RevokeFacts.
    """

    right_id: int
    today: date
    was_first: date
    was_last: date
    revoked_on: date | None
    first_day: date
    last_day: date
    max_months: int
    kind_offered: bool
    own_administration: bool
    relation_first_day: date
    relation_last_day: date | None
    standing: Sequence[Standing] = field(default=())
    in_force_administrators: frozenset[int] = frozenset()

    @property
    def extends(self) -> bool:
        return self.last_day > self.was_last


def refusals_to_change(facts: ChangeFacts) -> tuple[Refusal, ...]:
    """Why this right can't get these days, all reasons at once; empty when it can."""
    state = state_of(facts.was_first, facts.was_last, facts.revoked_on, facts.today)
    if state in (RightState.REVOKED, RightState.EXPIRED):
        return (Refusal("rights.right.over", last_day=facts.was_last),)
    if facts.own_administration:
        return (Refusal("rights.right.own_extension"),)
    if facts.last_day < facts.first_day:
        return (
            Refusal(
                "rights.right.end_before_begin",
                field="last_day",
                first_day=facts.first_day,
                last_day=facts.last_day,
            ),
        )
    if (facts.first_day, facts.last_day) == (facts.was_first, facts.was_last):
        return (Refusal("rights.right.nothing_changed", field="last_day", last_day=facts.was_last),)
    found = [*_changed_begin(facts), *_changed_end(facts), *_outside(facts), *_overlapping(facts)]
    if facts.in_force_administrators == {facts.right_id} and (
        facts.first_day > facts.today or facts.last_day < facts.was_last
    ):
        found.append(Refusal("rights.right.last_administrator_shortened", field="last_day"))
    return tuple(found)


def _changed_begin(facts: ChangeFacts) -> list[Refusal]:
    if facts.first_day < facts.today and facts.first_day != facts.was_first:
        return [
            Refusal(
                "rights.right.begins_in_the_past", field="first_day", first_day=facts.first_day, today=facts.today
            )
        ]
    return []


def _changed_end(facts: ChangeFacts) -> list[Refusal]:
    if facts.last_day < facts.today:
        return [Refusal("rights.right.ends_in_the_past", field="last_day", today=facts.today)]
    if facts.extends and not facts.kind_offered:
        return [Refusal("rights.kind.withdrawn", field="last_day")]
    allowed = last_day_within(facts.first_day, facts.max_months)
    if facts.last_day <= allowed:
        return []
    if facts.first_day == facts.was_first and facts.extends:
        # Only the end was moved: the maximum counts from the begin, so the begin has to move along.
        least = first_day_reaching(facts.last_day, facts.max_months, facts.first_day)
        return [Refusal("rights.right.move_the_begin", field="first_day", last_allowed=allowed, from_day=least)]
    return [
        Refusal(
            "rights.right.longer_than_maximum",
            field="last_day",
            days=(facts.last_day - allowed).days,
            months=facts.max_months,
            last_allowed=allowed,
        )
    ]


def first_day_reaching(last_day: date, max_months: int, not_before: date) -> date:
    """The first begin from which that maximum reaches the last day."""
    low, high = not_before, last_day
    while low < high:
        middle = low + (high - low) // 2
        if last_day_within(middle, max_months) >= last_day:
            high = middle
        else:
            low = middle + timedelta(days=1)
    return low


def begins_later(facts: ChangeFacts) -> bool:
    """Whether a right in force today would be off until its new begin: to be said before it is done."""
    in_force = state_of(facts.was_first, facts.was_last, facts.revoked_on, facts.today) is RightState.ACTIVE
    return in_force and facts.first_day > facts.today


@dataclass(frozen=True)
class RevokeFacts:
    """All that revoking one right is decided on. `in_force_administrators` are the rights that make somebody
    administrator of the same organisation today; empty where the right is of another kind."""

    right_id: int
    first_day: date
    last_day: date
    revoked_on: date | None
    today: date
    in_force_administrators: frozenset[int] = frozenset()


def refusal_to_revoke(facts: RevokeFacts) -> Refusal | None:
    """Why this right can't be revoked; None when it can. The last administrator's can only lapse."""
    if facts.revoked_on is not None:
        return Refusal("rights.right.revoked_already", day=facts.revoked_on)
    if state_of(facts.first_day, facts.last_day, None, facts.today) is RightState.EXPIRED:
        return Refusal("rights.right.already_expired", last_day=facts.last_day)
    if facts.in_force_administrators == {facts.right_id}:
        return Refusal("rights.right.last_administrator")
    return None


@dataclass(frozen=True)
class WhyFacts:
    """What explains one right on a day: the act, the grantor's authority at that moment, relation and period."""

    day: date
    first_day: date
    last_day: date
    revoked_on: date | None
    grantor_had_authority: bool
    relation_confirmed: bool
    relation_first_day: date
    relation_last_day: date | None


@dataclass(frozen=True)
class Condition:
    """One line of the explain card; `code` names the sentence, `met` says whether it holds."""

    code: str
    met: bool


def why(facts: WhyFacts) -> tuple[Condition, ...]:
    """The conditions of having this right on the day, in the order a reader checks them. All met = in force."""
    relation_last = facts.relation_last_day
    return (
        Condition("grantor", facts.grantor_had_authority),
        Condition(
            "relation",
            facts.relation_confirmed
            and facts.relation_first_day <= facts.day
            and (relation_last is None or facts.day <= relation_last),
        ),
        Condition("begun", facts.first_day <= facts.day),
        Condition("not_over", facts.day <= facts.last_day),
        Condition("not_revoked", facts.revoked_on is None or facts.day < facts.revoked_on),
    )
