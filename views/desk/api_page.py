"""The addresses for programs as people read them: what is sent, what comes back, and an example of both."""

from __future__ import annotations

import dataclasses
import json
from dataclasses import dataclass
from typing import Any

from views.framework.shapes import parameters, plain, properties
from views.rights.api_shapes import KEY_HEADER, Endpoint


@dataclass(frozen=True)
class Shown:
    """One address, as the page shows it; each parameter with its text and whether it is needed."""

    about: Endpoint
    scope: str
    parameters: list[tuple[str, str, bool]]
    answers: list[tuple[str, str]]
    asked: str
    answered: str


def shown(one: Endpoint, example: Any, address: str) -> Shown:
    """What people read of that address, in their language."""
    place = parameters(one.place, "path") if one.place else []
    query = parameters(one.query) if one.query else []
    body = properties(one.body) if one.body else []
    asked = "&".join(f"{each['name']}={each['example']}" for each in query if each["required"])
    path = one.path.format(**{each["name"]: each["example"] for each in place})
    sent = json.dumps({each["name"]: each["example"] for each in body}, ensure_ascii=False)
    lines = [
        f"curl{'' if one.method == 'GET' else f' -X {one.method}'} \\",
        '  -H "Authorization: Bearer $TOKEN" \\',
        *([f'  -H "{KEY_HEADER}: 2027-03-15-1" \\'] if one.once else []),
        *([f"  -H \"Content-Type: application/json\" -d '{sent}' \\"] if body else []),
        f'  "{address}{path}{"?" if asked else ""}{asked}"',
    ]
    return Shown(
        about=one,
        scope="" if one.scope is None else str(one.scope),
        parameters=[(each["name"], each["description"], each["required"]) for each in (*place, *query, *body)],
        answers=[(each.name, str(each.metadata["text"])) for each in dataclasses.fields(one.answer)],
        asked="\n".join(lines),
        answered=json.dumps(plain(example), ensure_ascii=False, indent=2),
    )
