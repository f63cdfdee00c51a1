"""The addresses for programs as people read them: what is sent, what comes back, and an example of both."""

from __future__ import annotations

import dataclasses
import json
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any

from app.rights.access import Check
from models.values import ApiScope, KeyLevel
from views.framework.shapes import parameters, plain
from views.labels import label_of
from views.rights.api_shapes import (
    KEY_HEADER,
    MAY_USE,
    ROTATE,
    TOOLS,
    ConditionTold,
    Endpoint,
    MayUse,
    RoleTold,
    Rotated,
    ToolPage,
    ToolTold,
    Words,
)
from views.rights.why_access import remedy_of


@dataclass(frozen=True)
class Shown:
    """One address, as the page shows it; each parameter with its text and whether it is needed."""

    about: Endpoint
    scope: str
    parameters: list[tuple[str, str, bool]]
    answers: list[tuple[str, str]]
    asked: str
    answered: str


def shown(one: Endpoint, address: str) -> Shown:
    """What people read of that address, in their language."""
    sent = parameters(one.query) if one.query else []
    query = "&".join(f"{each['name']}={each['example']}" for each in sent if each["required"])
    lines = [
        f"curl{'' if one.method == 'GET' else f' -X {one.method}'} \\",
        '  -H "Authorization: Bearer $TOKEN" \\',
        *(['  -H "' + KEY_HEADER + ': 2027-03-15-1" \\'] if one.once else []),
        f'  "{address}{one.path}{"?" if query else ""}{query}"',
    ]
    return Shown(
        about=one,
        scope="" if one.scope is None else str(one.scope),
        parameters=[(each["name"], each["description"], each["required"]) for each in sent],
        answers=[(each.name, str(each.metadata["text"])) for each in dataclasses.fields(one.answer)],
        asked="\n".join(lines),
        answered=json.dumps(plain(_example_of(one)), ensure_ascii=False, indent=2),
    )


def _example_of(one: Endpoint) -> Any:
    user = Words("Gebruiker", "Utilisateur", "User")
    name = Words("Agenda", "Agenda", "Diary")
    what = Words("De agenda van het kantoor.", "L'agenda du bureau.", "The diary of the office.")
    examples: dict[str, Any] = {
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
    return examples[one.name]
