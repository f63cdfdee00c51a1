"""What may stand in an office's registers, and which days go together. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from app.errors import Refusal
from models.values.registers import PolicyKind

LONGEST_TITLE, LONGEST_BODY, LONGEST_NOTES = 200, 8000, 2000
MOST_MINUTES = 6000
FARTHEST = timedelta(days=366)
"""A policy is written down so long before it begins at most; what lies farther is a year mistyped."""
DAY = timedelta(days=1)
AGAIN = timedelta(minutes=10)
"""The same, sent again by the same person within so long, is a second click and no second row."""


@dataclass(frozen=True)
class NewPolicy:
    """What an officer writes down. `overall`: of a risk assessment alone; `replaces`: number of a procedure."""

    kind: PolicyKind
    title: str
    body: str
    first_day: date
    overall: str | None = None
    replaces: int | None = None


@dataclass(frozen=True)
class NewTraining:
    """What somebody writes down of a training; `attended`: numbers of memberships."""

    title: str
    held_on: date
    minutes: int | None
    attended: frozenset[int]
    given_by: str = ""
    notes: str = ""


@dataclass(frozen=True)
class Days:
    """The days of something that stands there; without a last one until further notice."""

    id: int
    first_day: date
    last_day: date | None

    @property
    def never(self) -> bool:
        """Whether it was replaced or withdrawn before it began."""
        return self.last_day is not None and self.last_day < self.first_day

    def holds(self, day: date) -> bool:
        return self.first_day <= day and (self.last_day is None or day <= self.last_day)


def line_of(told: str) -> str:
    """On one line, as it is kept."""
    return " ".join(told.replace("\x00", "").split())


def text_told(told: str) -> str:
    """Over several lines, as it is kept."""
    return told.replace("\x00", "").replace("\r\n", "\n").strip()


def faults_of_policy(new: NewPolicy, *, has_file: bool, today: date) -> tuple[Refusal, ...]:
    """Everything that stands in its way by itself; its texts as they are kept."""
    return tuple(_faults_of_policy(new, has_file, today))


def _faults_of_policy(new: NewPolicy, has_file: bool, today: date) -> Iterator[Refusal]:
    yield from _faults_of_title(new.title)
    if len(new.body) > LONGEST_BODY:
        yield Refusal("aml.register.too_long", field="body", most=LONGEST_BODY)
    if not new.body and not has_file:
        yield Refusal("aml.policy.nothing_told", field="body")
    if new.kind is PolicyKind.RISK_ASSESSMENT and new.overall is None:
        yield Refusal("aml.policy.no_overall", field="overall")
    if new.first_day - today > FARTHEST:
        yield Refusal("aml.policy.too_far", field="first_day", most=today + FARTHEST)


def _faults_of_title(title: str) -> Iterator[Refusal]:
    if not title:
        yield Refusal("aml.register.no_title", field="title")
    elif len(title) > LONGEST_TITLE:
        yield Refusal("aml.register.too_long", field="title", most=LONGEST_TITLE)


def ended_by_new(first_day: date, there: Iterable[Days]) -> int | None:
    """The number of the one that ends the day before `first_day`, of those of which one at a time is in force.

    Raises Refusal aml.policy.later where one begins afterwards already.
    """
    stand = [one for one in there if not one.never]
    later = min((one.first_day for one in stand if one.first_day > first_day), default=None)
    if later is not None:
        raise Refusal("aml.policy.later", field="first_day", day=later)
    return next((one.id for one in stand if one.holds(first_day)), None)


def last_day_of(of: Days, asked: date, today: date) -> date:
    """The last day of one that is ended: what was asked; before its first day where it hasn't begun, since then
    it is withdrawn.

    Raises Refusal aml.policy.over, .end_before_start.
    """
    if of.last_day is not None and of.last_day < max(of.first_day, today):
        raise Refusal("aml.policy.over", day=of.last_day)
    if of.first_day > today:
        return of.first_day - DAY
    if asked < of.first_day:
        raise Refusal("aml.policy.end_before_start", field="last_day", day=of.first_day)
    if asked - today > FARTHEST:
        raise Refusal("aml.policy.too_far", field="last_day", most=today + FARTHEST)
    return asked


def faults_of_training(new: NewTraining, today: date) -> tuple[Refusal, ...]:
    """Everything that stands in its way; its texts as they are kept."""
    return tuple(_faults_of_training(new, today))


def _faults_of_training(new: NewTraining, today: date) -> Iterator[Refusal]:
    yield from _faults_of_title(new.title)
    if len(new.given_by) > LONGEST_TITLE:
        yield Refusal("aml.register.too_long", field="given_by", most=LONGEST_TITLE)
    if len(new.notes) > LONGEST_NOTES:
        yield Refusal("aml.register.too_long", field="notes", most=LONGEST_NOTES)
    if new.held_on > today:
        yield Refusal("aml.training.future", field="held_on", today=today)
    if new.minutes is None or not 1 <= new.minutes <= MOST_MINUTES:
        yield Refusal("aml.training.minutes", field="minutes", most=MOST_MINUTES)
    if not new.attended:
        yield Refusal("aml.training.nobody", field="attended")
