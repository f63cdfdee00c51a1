"""What an officer writes in an annual report himself, and what lacks in one before it can be signed. Pure."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum

from app.aml.annual.account import Account, Counted
from models.values.registers import PolicyKind

MOST_TEXT = 8000


class Text(StrEnum):
    """The parts that are written, in their order."""

    RISK = "risk"
    ACCEPTANCE = "acceptance"
    TRAINING = "training"
    SHORTCOMINGS = "shortcomings"
    PLAN = "plan"
    REMARKS = "remarks"

    @property
    def next(self) -> Text | None:
        """The one that is written after it."""
        order = list(Text)
        place = order.index(self) + 1
        return order[place] if place < len(order) else None


class Lack(StrEnum):
    """What lacks, or is still open. The first group has to be put right, or explained in a text."""

    SHORTCOMINGS = "shortcomings"
    PLAN = "plan"
    NO_ASSESSMENT = "no_assessment"
    NO_POLICY = "no_policy"
    NO_TRAINING = "no_training"
    NO_OFFICER = "no_officer"
    OPEN_OPERATIONS = "open_operations"
    OPEN_NOTIFICATIONS = "open_notifications"
    OPEN_DISCREPANCIES = "open_discrepancies"


@dataclass(frozen=True)
class Lacking:
    """`text`: where it may be written or explained; `required`: it keeps the report from being signed; `figure`:
    what is open, and how many."""

    what: Lack
    text: Text | None = None
    required: bool = False
    figure: str = ""
    count: int = 0


_OPEN = (
    (Lack.OPEN_OPERATIONS, "atypical.conclusion.none"),
    (Lack.OPEN_NOTIFICATIONS, "notifications.state.open"),
    (Lack.OPEN_DISCREPANCIES, "discrepancies.state.open"),
)


def lacking_in(account: Account, texts: Mapping[str, str]) -> tuple[Lacking, ...]:
    """In the order in which a report is made."""
    return tuple(_lacking(account, texts))


def are_required(lacking: tuple[Lacking, ...]) -> bool:
    return any(one.required for one in lacking)


def _lacking(account: Account, texts: Mapping[str, str]) -> Iterator[Lacking]:
    if not account.officers:
        yield Lacking(Lack.NO_OFFICER)
    explained = (
        (Lack.NO_ASSESSMENT, Text.RISK, account.has(PolicyKind.RISK_ASSESSMENT)),
        (Lack.NO_POLICY, Text.ACCEPTANCE, account.has(PolicyKind.ACCEPTANCE_POLICY)),
        (Lack.NO_TRAINING, Text.TRAINING, "trainings" in account.counted),
        (Lack.SHORTCOMINGS, Text.SHORTCOMINGS, False),
        (Lack.PLAN, Text.PLAN, False),
    )
    for what, text, there in explained:
        if not there and not texts.get(text, ""):
            yield Lacking(what, text, required=True)
    for what, figure in _OPEN:
        if count := account.counted.get(figure, Counted()).count:
            yield Lacking(what, figure=figure, count=count)
