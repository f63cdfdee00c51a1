"""Pure decisions about relations."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from app.errors import Refusal


@dataclass(frozen=True)
class EndingFacts:
    """What is known when a relation is ended: its begin, the day asked, the rights that would outlast it."""

    first_day: date
    last_day: date
    rights_beyond: int


def refusals_to_end(facts: EndingFacts) -> tuple[Refusal, ...]:
    """Why a relation can't end that day; empty when it can."""
    found: list[Refusal] = []
    if facts.last_day < facts.first_day:
        found.append(
            Refusal(
                "organisations.relation.end_before_begin",
                field="last_day",
                first_day=facts.first_day,
                last_day=facts.last_day,
            )
        )
    if facts.rights_beyond:
        found.append(Refusal("organisations.relation.rights_stand", field="last_day", count=facts.rights_beyond))
    return tuple(found)
