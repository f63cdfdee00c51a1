"""How a report to the FIU moves on: which act leads from which state to which. Pure."""

from __future__ import annotations

from datetime import date

from models.values.fiu import OfficerActKind as Act
from models.values.fiu import ReportState as State

MOVES: dict[tuple[State, Act], State] = {
    # A file is made: once, and again after the portal rejected the one before.
    (State.DRAFT, Act.REPORTED): State.MADE,
    (State.REJECTED, Act.REPORTED): State.MADE,
    (State.MADE, Act.SENT): State.SENT,
    # The portal may reject a file at once, before it gives a reference, or once it looked into it.
    (State.MADE, Act.REJECTED): State.REJECTED,
    (State.SENT, Act.REJECTED): State.REJECTED,
    # What the FIU says. It may say more later: oppose after it didn't, for longer, or no longer.
    (State.SENT, Act.NO_OBJECTION): State.NO_OBJECTION,
    (State.SENT, Act.OPPOSED): State.OPPOSED,
    (State.SENT, Act.QUESTION): State.QUESTION,
    (State.QUESTION, Act.QUESTION_ANSWERED): State.SENT,
    (State.QUESTION, Act.QUESTION): State.QUESTION,
    (State.QUESTION, Act.NO_OBJECTION): State.NO_OBJECTION,
    (State.QUESTION, Act.OPPOSED): State.OPPOSED,
    (State.OPPOSED, Act.OPPOSED): State.OPPOSED,
    (State.OPPOSED, Act.QUESTION): State.QUESTION,
    (State.OPPOSED, Act.NO_OBJECTION): State.NO_OBJECTION,
    (State.NO_OBJECTION, Act.OPPOSED): State.OPPOSED,
    (State.NO_OBJECTION, Act.QUESTION): State.QUESTION,
    # Given up before anything was made; or the officer went on, as the FIU lets him.
    (State.DRAFT, Act.ENDED): State.ENDED,
    (State.NO_OBJECTION, Act.ENDED): State.ENDED,
    (State.OPPOSED, Act.ENDED): State.ENDED,
}
ANSWERS = (Act.NO_OBJECTION, Act.OPPOSED, Act.QUESTION, Act.REJECTED)
"""What the FIU or its portal says."""
CHANGEABLE = (State.DRAFT, State.REJECTED)
"""What the officer wrote may still change: no file of it is on its way."""


def becomes(state: State, act: Act) -> State | None:
    """The state that this act leads to; None where it can't be done now."""
    return MOVES.get((state, act))


def is_back(state: State, opposed_until: date | None, today: date) -> bool:
    """Whether it is the officer's turn to decide of the matter: the FIU doesn't object, or the last day on which
    it opposed has come."""
    if state is State.NO_OBJECTION:
        return True
    return state is State.OPPOSED and opposed_until is not None and opposed_until <= today


def lets_go(state: State, opposed_until: date | None, today: date) -> bool:
    """Whether the matter may be decided or freed: nothing was made yet, it has ended, or it is back."""
    return state in (State.DRAFT, State.ENDED) or is_back(state, opposed_until, today)
