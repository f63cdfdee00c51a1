"""What programs of the makers of tools ask us, answered in JSON, and the page that explains it to people.

No session and no form of ours: a token says who asks.
"""

from __future__ import annotations

import json
import re
from collections.abc import Sequence
from typing import Any, NoReturn

from flask import Response, abort, request
from flask_appbuilder import expose
from flask_babel import gettext

from app import clock
from app.cases.rules import kind_of_status
from app.errors import Refusal
from app.rights import api
from app.rights.answered import Answered, once
from app.rights.api_tokens import Caller, caller_with, rotate_token
from app.transaction import Scope, enter, transaction
from models.rights import Tool, ToolRole
from models.values import ApiScope, KeyLevel
from views.framework import incidents
from views.framework.database import address, db
from views.framework.problems import KINDS, problem
from views.framework.screens import Screen
from views.framework.shapes import plain, read
from views.framework.web import protection
from views.labels import LANGUAGES
from views.rights.api_document import document
from views.rights.api_page import shown
from views.rights.api_shapes import (
    ENDPOINTS,
    KEY_HEADER,
    KEY_PATTERN,
    MAY_USE,
    ROTATE,
    TOOLS,
    ConditionTold,
    Endpoint,
    MayUse,
    MayUseQuery,
    RoleTold,
    Rotated,
    ToolPage,
    ToolsQuery,
    ToolTold,
    Words,
)
from views.rights.why_access import sentence_of


class ApiScreen(Screen):
    """The addresses themselves."""

    route_base = "/api/v1"
    default_view = "openapi"

    @expose("/openapi.json", methods=["GET"])
    def openapi(self) -> Response:
        """The description of all of it, for whoever asks."""
        return _json(document(address()))

    @expose("/may-use", methods=["GET"])
    def may_use(self) -> Response:
        """Whether somebody may use the tool of this token."""
        caller = _caller(MAY_USE)
        asked = read(MayUseQuery, request.args)
        day = asked.on or clock.today()
        about = api.About(asked.account, asked.organisation, asked.role)
        with transaction(db()):
            answer = api.asked_by(db(), caller.tool_id, about, day)
        conditions = [ConditionTold(one.check, one.met, sentence_of(one, answer)) for one in api.told_of(answer)]
        return _json(plain(MayUse(answer.decision.allowed, day, conditions)))

    @expose("/tools", methods=["GET"])
    def tools(self) -> Response:
        """A page of the catalogue."""
        _caller(TOOLS)
        asked = read(ToolsQuery, request.args)
        after = int(asked.cursor[1:], 36) if asked.cursor else 0
        with transaction(db()):
            page = api.tools_after(db(), after, asked.limit)
            found = [_tool(one, page.roles.get(one.id, [])) for one in page.tools]
        follows = None if page.next_after is None else f"c{_base36(page.next_after)}"
        return _json(plain(ToolPage(found, follows)))

    @expose("/tokens/rotate", methods=["POST"])
    @protection.exempt
    def rotate(self) -> Response:
        """A successor for the token that asks, once for each key."""
        caller, key, now = _caller(ROTATE), _key(), clock.now()
        if request.args:
            raise Refusal("api.parameter.unknown", field=next(iter(request.args))[:100])

        def act() -> Answered:
            made = rotate_token(db(), caller, now)
            scopes = [ApiScope(one) for one in made.scopes]
            told = plain(Rotated(made.text, scopes, made.ends_at, made.former_ends_at))
            return Answered(200, json.dumps(told, ensure_ascii=False))

        asked = b"\n".join((request.method.encode(), request.path.encode(), request.get_data()))
        with transaction(db()):
            answered = once(db(), caller.token_id, key, asked, act, now)
        answer = Response(answered.body, answered.status, content_type="application/json")
        if answered.again:
            answer.headers["Idempotent-Replayed"] = "true"
        return answer


class ApiPageScreen(Screen):
    """The same for people: every address, with an example."""

    route_base = "/api"

    @expose("/", methods=["GET"])
    def index(self) -> Response:
        return self.page(
            "rights/api.html",
            gettext("For programs of the makers of tools"),
            endpoints=[shown(one, address()) for one in ENDPOINTS],
            kinds=[(status, one) for status, one in KINDS.items()],
            address=address(),
            bearer="Authorization: Bearer …",
            spoken=f"Accept-Language: {', '.join(LANGUAGES)}",
        )


def _caller(one: Endpoint) -> Caller:
    """Whose token this is, if it is good for that address; what is answered otherwise ends the request."""
    given, database = request.authorization, db()
    text = (given.token or "") if given is not None and given.type == "bearer" else ""
    enter(database, Scope.office())
    caller = None
    if text:
        with transaction(database):
            caller = caller_with(database, text, clock.now())
    if caller is None:
        _refuse(401, 'Bearer error="invalid_token"' if text else "Bearer")
    if one.scope is not None and one.scope not in caller.scopes:
        _refuse(403, f'Bearer error="insufficient_scope", scope="{one.scope}"')
    return caller


def _refuse(status: int, challenge: str) -> NoReturn:
    incidents.happened(kind_of_status(status), "api.token")
    abort(problem(status, headers={"WWW-Authenticate": challenge}))


def _key() -> str:
    key = request.headers.get(KEY_HEADER, "")
    if not re.fullmatch(KEY_PATTERN, key):
        raise Refusal("rights.api.key_needed", field=KEY_HEADER)
    return key


def _json(told: Any) -> Response:
    return Response(json.dumps(told, ensure_ascii=False), content_type="application/json")


def _tool(tool: Tool, roles: Sequence[ToolRole]) -> ToolTold:
    return ToolTold(
        code=tool.code,
        name=_names(tool),
        description=Words(tool.description_nl, tool.description_fr, tool.description_en),
        key_level=KeyLevel(tool.key_level),
        roles=[RoleTold(one.code, _names(one)) for one in roles],
    )


def _names(row: Tool | ToolRole) -> Words:
    return Words(row.name_nl, row.name_fr, row.name_en)


def _base36(number: int) -> str:
    digits = ""
    while number:
        number, rest = divmod(number, 36)
        digits = "0123456789abcdefghijklmnopqrstuvwxyz"[rest] + digits
    return digits or "0"
