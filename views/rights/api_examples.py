"""An example of what each address for programs answers, about rights."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any

from app.rights.access import Check
from models.values import ApiScope, KeyLevel
from views.labels import label_of
from views.rights.api_shapes import (
    MAY_USE,
    ROTATE,
    TOOLS,
    ConditionTold,
    MayUse,
    RoleTold,
    Rotated,
    ToolPage,
    ToolTold,
    Words,
)
from views.rights.why_access import remedy_of


def examples() -> dict[str, Any]:
    """By the name of the address."""
    user = Words("Gebruiker", "Utilisateur", "User")
    name = Words("Agenda", "Agenda", "Diary")
    what = Words("De agenda van het kantoor.", "L'agenda du bureau.", "The diary of the office.")
    return {
        MAY_USE.name: MayUse(
            False,
            date(2027, 3, 15),
            [
                ConditionTold(Check.ACCOUNT, True, label_of(Check.ACCOUNT)),
                ConditionTold(Check.MEMBER, True, label_of(Check.MEMBER)),
                ConditionTold(Check.GIVEN, False, remedy_of(Check.GIVEN)),
            ],
        ),
        TOOLS.name: ToolPage([ToolTold("diary", name, what, KeyLevel.CODE, [RoleTold("user", user)])], "c1"),
        ROTATE.name: Rotated(
            "sleutelbos_…",
            [ApiScope.MAY_USE],
            datetime(2027, 12, 31, 23, 0, tzinfo=UTC),
            datetime(2027, 3, 16, 9, 5, tzinfo=UTC),
        ),
    }
