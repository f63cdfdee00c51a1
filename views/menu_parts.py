"""What the site map is made of: places with the roles that may open them and change there, in groups."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import partial
from typing import Any

from app.policy import Role

EVERYBODY = frozenset({Role.PERSON})
ADMINISTRATION = frozenset({Role.LOCAL_ADMINISTRATOR})
CENTRAL = frozenset({Role.CENTRAL})
MANAGEMENT = frozenset({Role.MANAGER})
MEMBERS = frozenset({Role.MEMBER})
FINANCE = frozenset({Role.FINANCE})
BOOKS = FINANCE | CENTRAL
KEEPING = CENTRAL | {Role.APPLICATION_OWNER}
AML = frozenset({Role.AML_MEMBER, Role.AML_OFFICER})
OFFICERS = frozenset({Role.AML_OFFICER})
LISTS = AML | CENTRAL
# Who uses the tool against laundering, and who manages the office that does.
OFFICE = AML | MANAGEMENT
# Who gives a leaver's files to a colleague.
HANDS = OFFICERS | MANAGEMENT
BROWSING = ADMINISTRATION | {Role.HELPDESK, Role.CENTRAL}
UNMASKING = ADMINISTRATION | CENTRAL
DESK = frozenset({Role.HELPDESK, Role.CENTRAL})
LOOKING = MEMBERS | FINANCE | DESK
NOBODY: frozenset[Role] = frozenset()

# Reading methods of screens; every other exposed method changes something and asks for a role in `changes`.
READS = frozenset(
    "can_" + name
    for name in (
        "list",
        "show",
        "index",
        "person",
        "history",
        "export",
        "told",
        "hand_out",
        "receipt",
        "export_one",
        "pdf",
        "ubl",
        "bundle",
    )
)


@dataclass(frozen=True)
class Place:
    """One screen. `endpoint` None keeps it out of the menu; `label` is what the menu says. `shared`: its rows
    are the organisation's, and every member sees them there, not just who manages it."""

    screen: str
    opens: frozenset[Role]
    changes: frozenset[Role] = NOBODY
    endpoint: str | None = None
    label: Any = ""
    icon: str = "list"
    shared: bool = False


ours = partial(Place, shared=True)


@dataclass(frozen=True)
class Group:
    """A task, with the screens that serve it."""

    label: Any
    places: tuple[Place, ...] = field(default=())
