"""What is asked and answered at each address for programs: the one place that says so.

The answers, the OpenAPI document and the page for people are made of this.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from flask_babel import lazy_gettext as _l

from app.rights.access import Check
from models.values import ApiScope, KeyLevel
from views.framework.shapes import told

KEY_HEADER = "Idempotency-Key"
KEY_PATTERN = r"^[!-~]{1,255}$"
SUBJECT = r"^[A-Za-z0-9_-]{43}$"
NUMBER = r"^[0-9]{10}$"
A_SUBJECT = "Gd0nV3Yb8d2zQm5o7cJxkqP1uRwT4aS9hL6fEiUyNbc"


@dataclass(frozen=True)
class MayUseQuery:
    """About whom is asked."""

    account: str = told(_l("Who: the “sub” of his ID token."), A_SUBJECT, pattern=SUBJECT)
    role: str = told(_l("The code of a role of your own tool."), "user", pattern=r"^[!-~]{1,64}$")
    organisation: str | None = told(
        _l("For whom: an enterprise number. Leave it out for himself."),
        "0999000030",
        pattern=NUMBER,
        default=None,
    )
    on: date | None = told(_l("On which day in Belgium; today if left out."), "2027-03-15", default=None)


@dataclass(frozen=True)
class ConditionTold:
    """One condition of the access decision."""

    code: Check = told(_l("Which condition; it stays the same in every language."))
    met: bool = told(_l("Whether it is met."))
    text: str = told(_l("What is so, or what stands in the way, as a sentence."))


@dataclass(frozen=True)
class MayUse:
    """The access decision, with all it rests on but the key somebody would show."""

    allowed: bool = told(_l("Whether all conditions are met."))
    on: date = told(_l("The day it is about."))
    conditions: list[ConditionTold] = told(_l("Every condition that counts, in the order it is told to people."))


@dataclass(frozen=True)
class ToolsQuery:
    """Which part of the catalogue."""

    cursor: str | None = told(
        _l("The “next” of the page before; the first page if left out."),
        "c1",
        pattern=r"^c[0-9a-z]{1,11}$",
        default=None,
    )
    limit: int = told(_l("How many at most."), 50, least=1, most=100, default=50)


@dataclass(frozen=True)
class Words:
    """The same in three languages."""

    nl: str = told(_l("In Dutch."))
    fr: str = told(_l("In French."))
    en: str = told(_l("In English."))


@dataclass(frozen=True)
class RoleTold:
    """What somebody may be inside a tool."""

    code: str = told(_l("The code of the role."))
    name: Words = told(_l("Its name."))


@dataclass(frozen=True)
class ToolTold:
    """A tool of the catalogue."""

    code: str = told(_l("The code of the tool."))
    name: Words = told(_l("Its name."))
    description: Words = told(_l("What it does."))
    key_level: KeyLevel = told(_l("How strong a key it asks."))
    roles: list[RoleTold] = told(_l("The roles it knows."))


@dataclass(frozen=True)
class ToolPage:
    """A page of the catalogue."""

    tools: list[ToolTold] = told(_l("The tools of this page."))
    next: str | None = told(_l("The cursor of the page that follows; null on the last."))


@dataclass(frozen=True)
class Rotated:
    """The successor of a token."""

    token: str = told(_l("The new token. It is told only now: keep it."))
    scopes: list[ApiScope] = told(_l("What it is good for, the same as before."))
    ends_at: datetime = told(_l("When the new token ends, the same as before."))
    former_ends_at: datetime = told(_l("Until when the token that asked is still good."))


@dataclass(frozen=True)
class Problem:
    """Why not. Source: RFC 9457."""

    type: str = told(_l("The address of the kind of problem."))
    title: str = told(_l("The kind of problem, in the language that was asked for."))
    status: int = told(_l("The status of the answer."))
    detail: str | None = told(_l("What to do about it."), default=None)
    field: str | None = told(_l("What was sent wrong, where one thing was."), default=None)
    reference: str | None = told(_l("What our helpdesk asks for."), default=None)
    code: str | None = told(_l("Which rule says no; it stays the same in every language."), default=None)
    top_up_url: str | None = told(_l("Where people top up the wallet, where that would help."), default=None)


@dataclass(frozen=True)
class Endpoint:
    """One address. `scope` None: any token will do. `place`: what stands between braces in the path; `body`: what
    is sent as JSON. `once`: asks for an Idempotency-Key; `replays`: what comes twice is told again."""

    name: str
    method: str
    path: str
    title: Any
    text: Any
    scope: ApiScope | None
    answer: type
    query: type | None = None
    place: type | None = None
    body: type | None = None
    status: int = 200
    once: bool = False
    replays: bool = False
    refuses: tuple[int, ...] = (400, 401, 500, 503)


MAY_USE = Endpoint(
    "may_use",
    "GET",
    "/api/v1/may-use",
    _l("May somebody use your tool?"),
    _l(
        "The one decision that opens and closes the tool, with every condition. Somebody your tool doesn't know,"
        " a role it doesn't have and an organisation that isn't here are all answered 404."
    ),
    ApiScope.MAY_USE,
    MayUse,
    MayUseQuery,
    refuses=(400, 401, 403, 404, 422, 500, 503),
)
TOOLS = Endpoint(
    "tools",
    "GET",
    "/api/v1/tools",
    _l("The catalogue of tools"),
    _l("Page by page; “next” leads to the one that follows."),
    ApiScope.TOOLS_READ,
    ToolPage,
    ToolsQuery,
    refuses=(400, 401, 403, 422, 500, 503),
)
ROTATE = Endpoint(
    "rotate",
    "POST",
    "/api/v1/tokens/rotate",
    _l("A successor for your own token"),
    _l(
        "The token that asks gets one successor with the same scopes and the same end, and ends itself 24 hours"
        " later. With the same key the same answer comes again, for 24 hours."
    ),
    None,
    Rotated,
    once=True,
    replays=True,
    refuses=(400, 401, 409, 413, 422, 500, 503),
)
ENDPOINTS = (MAY_USE, TOOLS, ROTATE)
