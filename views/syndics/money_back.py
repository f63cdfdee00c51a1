"""What comes back of what was paid for a case, and what finance brought back before, in words."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from flask_babel import gettext
from sqlalchemy.orm import Session

from app.syndics.refunding import foreseen
from app.syndics.telling import Told
from models.syndics import Case, CaseStep
from models.values import Money
from models.values.mandates import StepKind
from views.labels import money


def back_shown(session: Session, case: Case) -> dict[str, Any]:
    """What would go back by its end, and what is back already; '' for nothing. `paid`: whether anything was."""
    back = foreseen(session, case)
    return {
        "paid": case.charge_id is not None,
        "goes": _shown(back.goes),
        "undone": _shown(back.undone),
        "credited": _shown(back.credited),
        "notes": ", ".join(back.notes),
        "payer": case.payer.name if case.payer is not None else "",
    }


def notes_in(steps: Iterable[CaseStep | Told]) -> str:
    """The credit notes by which finance had brought back what its end would have; '' for none."""
    return next((one.text for one in steps if one.kind == StepKind.REFUNDED), "")


def how_it_came(steps: Iterable[CaseStep | Told]) -> str:
    """The same in words."""
    notes = notes_in(steps)
    return str(gettext("earlier by finance, credit note %(notes)s", notes=notes)) if notes else ""


def _shown(gross: Money) -> str:
    return money(gross) if gross else ""
