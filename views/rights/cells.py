"""One member in one role of a tool, as pages that set access draw it: what is chosen, and what is missing."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from flask_babel import gettext

from app.rights.access_facts import Answer
from app.rights.tool_access import BLOCKED, NOTHING, USER, field_of
from models.organisations import Member
from models.rights import ToolRole
from views.labels import label_of


@dataclass(frozen=True)
class CellShown:
    """A cell: what is chosen in it, what stood when the page was opened, what the member lacks."""

    name: str
    state: str
    was: str
    lacks: str


def cell_shown(membership_id: int, role_id: int, answer: Answer, typed: Mapping[str, str]) -> CellShown:
    """The cell of a member and a role; what was typed stays."""
    facts = answer.facts
    lacks = ""
    if not facts.linked:
        lacks = str(gettext("no eID linked"))
    elif facts.person_lacks:
        lacks = "; ".join(_one_of(lack) for lack in facts.person_lacks)
    name = field_of(membership_id, role_id)
    return CellShown(name, typed.get(name, facts.access), facts.access, lacks)


def _one_of(registers: tuple[str, ...]) -> str:
    return str(gettext("lacks %(registers)s", registers=" / ".join(label_of(one) for one in registers)))


def changed(
    people: Iterable[Member], roles: Iterable[ToolRole], typed: Mapping[str, str]
) -> tuple[dict[tuple[int, int], str], dict[tuple[int, int], str]]:
    """What was changed on the page, and what stood there when it was opened: nothing else is written."""
    wanted, was = {}, {}
    for member in people:
        for role in roles:
            name = field_of(member.id, role.id)
            state, before = typed.get(name), typed.get(f"was-{name}", "")
            if state in (USER, BLOCKED, NOTHING) and state != before:
                wanted[member.id, role.id], was[member.id, role.id] = state, before
    return wanted, was
