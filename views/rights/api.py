"""What programs of the makers of tools ask us of rights, answered in JSON.

No session and no form of ours: a token says who asks.
"""

from __future__ import annotations

import json
from collections.abc import Sequence

from flask import Response, request
from flask_appbuilder import expose

from app import clock
from app.rights import api
from app.rights.answered import Answered, once
from app.rights.api_tokens import rotate_token
from app.transaction import transaction
from models.rights import Tool, ToolRole
from models.values import ApiScope, KeyLevel
from views.framework.database import db
from views.framework.screens import Screen
from views.framework.shapes import plain, read
from views.framework.web import protection
from views.rights.api_door import answered, caller_at, key_sent, nothing_asked
from views.rights.api_shapes import (
    MAY_USE,
    ROTATE,
    TOOLS,
    ConditionTold,
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
    default_view = "tools"

    @expose("/may-use", methods=["GET"])
    def may_use(self) -> Response:
        """Whether somebody may use the tool of this token."""
        caller = caller_at(MAY_USE)
        asked = read(MayUseQuery, request.args)
        day = asked.on or clock.today()
        about = api.About(asked.account, asked.organisation, asked.role)
        with transaction(db()):
            answer = api.asked_by(db(), caller.tool_id, about, day)
        conditions = [ConditionTold(one.check, one.met, sentence_of(one, answer)) for one in api.told_of(answer)]
        return answered(plain(MayUse(answer.decision.allowed, day, conditions)))

    @expose("/tools", methods=["GET"])
    def tools(self) -> Response:
        """A page of the catalogue."""
        caller_at(TOOLS)
        asked = read(ToolsQuery, request.args)
        after = int(asked.cursor[1:], 36) if asked.cursor else 0
        with transaction(db()):
            page = api.tools_after(db(), after, asked.limit)
            found = [_tool(one, page.roles.get(one.id, [])) for one in page.tools]
        follows = None if page.next_after is None else f"c{_base36(page.next_after)}"
        return answered(plain(ToolPage(found, follows)))

    @expose("/tokens/rotate", methods=["POST"])
    @protection.exempt
    def rotate(self) -> Response:
        """A successor for the token that asks, once for each key."""
        caller, key, now = caller_at(ROTATE), key_sent(), clock.now()
        nothing_asked()

        def act() -> Answered:
            made = rotate_token(db(), caller, now)
            scopes = [ApiScope(one) for one in made.scopes]
            told = plain(Rotated(made.text, scopes, made.ends_at, made.former_ends_at))
            return Answered(200, json.dumps(told, ensure_ascii=False))

        asked = b"\n".join((request.method.encode(), request.path.encode(), request.get_data()))
        with transaction(db()):
            told = once(db(), caller.token_id, key, asked, act, now)
        return answered(told.body, told.status, again=told.again)


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
