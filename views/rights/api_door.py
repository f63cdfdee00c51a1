"""How a program comes in, at every address for programs: its token, its key, and an answer in JSON."""

from __future__ import annotations

import json
import re
from typing import Any, NoReturn

from flask import Response, abort, request

from app import clock
from app.cases.rules import kind_of_status
from app.errors import Refusal
from app.rights.api_tokens import Caller, caller_with, note_use
from app.transaction import Scope, enter, transaction
from views.framework import incidents
from views.framework.database import db
from views.framework.problems import problem
from views.rights.api_shapes import KEY_HEADER, KEY_PATTERN, Endpoint


def caller_at(one: Endpoint) -> Caller:
    """Whose token this is, if it is good for that address; what is answered otherwise ends the request.

    What the caller asks then goes on in the same database transaction; that its token was used is kept apart, at
    most once a minute.
    """
    given, database, now = request.authorization, db(), clock.now()
    text = (given.token or "") if given is not None and given.type == "bearer" else ""
    enter(database, Scope.office())
    caller = caller_with(database, text, now) if text else None
    if caller is None:
        _refuse(401, 'Bearer error="invalid_token"' if text else "Bearer")
    if caller.to_note:
        with transaction(database):
            note_use(database, caller, now)
    if one.scope is not None and one.scope not in caller.scopes:
        _refuse(403, f'Bearer error="insufficient_scope", scope="{one.scope}"')
    return caller


def _refuse(status: int, challenge: str) -> NoReturn:
    incidents.happened(kind_of_status(status), "api.token")
    abort(problem(status, headers={"WWW-Authenticate": challenge}))


def key_sent() -> str:
    """The key of this request. Raises Refusal rights.api.key_needed."""
    key = request.headers.get(KEY_HEADER, "")
    if not re.fullmatch(KEY_PATTERN, key):
        raise Refusal("rights.api.key_needed", field=KEY_HEADER)
    return key


def nothing_asked() -> None:
    """An address that takes no parameters was given none. Raises Refusal api.parameter.unknown."""
    if request.args:
        raise Refusal("api.parameter.unknown", field=next(iter(request.args))[:100])


def answered(body: Any, status: int = 200, *, again: bool = False) -> Response:
    """That as JSON, text as it is; `again`: it was answered before."""
    text = body if isinstance(body, str) else json.dumps(body, ensure_ascii=False)
    answer = Response(text, status, content_type="application/json")
    if again:
        answer.headers["Idempotent-Replayed"] = "true"
    return answer
