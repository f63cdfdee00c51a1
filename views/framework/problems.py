"""How a program is told no: a problem in JSON, in the language it asks for. Source: RFC 9457; RFC 6750, 3."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Any

from flask import Response, g, request
from flask_babel import lazy_gettext as _l

from views.framework.database import address

PLACE = "/api/"
# Here no page of people's is: whoever asks says himself which language he reads.
_MACHINES = "/api/v"
MEDIA_TYPE = "application/problem+json"
LONGEST_BODY = 64 * 1024


@dataclass(frozen=True)
class Kind:
    """One kind of problem: its name in the address of its type, what went wrong, what to do."""

    name: str
    title: Any
    detail: Any


KINDS: dict[int, Kind] = {
    400: Kind("unreadable", _l("The request can't be read"), _l("It holds a character that no text can hold.")),
    401: Kind(
        "no_token",
        _l("A valid token is needed"),
        _l("Send it as “Authorization: Bearer …”. This one is missing, unknown, revoked or past its end."),
    ),
    403: Kind(
        "insufficient_scope",
        _l("The token isn't good for this"),
        _l("Ask the central team for a token with the scope that the description of this address names."),
    ),
    404: Kind("not_found", _l("Not found"), _l("Nothing is here that this token may see.")),
    405: Kind(
        "no_such_method", _l("This address isn't asked so"), _l("Use a method that the header Allow names.")
    ),
    409: Kind(
        "conflict",
        _l("Something else came first"),
        _l("This was done already, or is being done at this moment. Ask again with the same key in a moment."),
    ),
    413: Kind("too_large", _l("Too much was sent"), _l("Send less.")),
    422: Kind("unprocessable", _l("What was sent can't be used"), _l("The member “field” names what is wrong.")),
    500: Kind("fault", _l("Something went wrong on our side"), None),
    503: Kind("silent", _l("This service can't be reached for the moment"), _l("Try again in a few minutes.")),
}
_OTHER = Kind("other", _l("The request can't be answered"), None)


def among_machines() -> bool:
    """Whether this request is a program's, which is answered in JSON whatever happens."""
    return request.path.startswith(PLACE)


def language_of_machine(languages: tuple[str, ...]) -> str | None:
    """The language a program asks for; None where a person reads."""
    if not request.path.startswith(_MACHINES):
        return None
    return request.accept_languages.best_match(languages) or languages[0]


def type_of(kind: Kind) -> str:
    """The address of a kind of problem, on the page that explains them."""
    return f"{address()}{PLACE}#{kind.name}"


def told_beside(**facts: str) -> None:
    """What the problem of this request says beside, should it end in one."""
    g.told_beside = facts


def problem(
    status: int,
    detail: str | None = None,
    field: str | None = None,
    headers: dict[str, str] | None = None,
    code: str | None = None,
) -> Response:
    """The answer of a request that failed.

    `field` is what was sent wrong, where one thing was; `code` which rule says no, where one does.
    """
    kind = KINDS.get(status, _OTHER)
    said = detail or (str(kind.detail) if kind.detail is not None else None)
    told = {
        "type": type_of(kind),
        "title": str(kind.title),
        "status": status,
        **({"detail": said} if said else {}),
        **({"field": field} if field else {}),
        **({"reference": str(g.reference)} if "reference" in g else {}),
        **({"code": code} if code else {}),
        **g.get("told_beside", {}),
    }
    body = json.dumps(told, ensure_ascii=False)
    return Response(body, status, headers, content_type=MEDIA_TYPE)
