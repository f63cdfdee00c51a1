"""The OpenAPI 3.1 document, made of what answers; in the reader's language."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from flask_babel import gettext

from views.framework.problems import KINDS, MEDIA_TYPE
from views.framework.shapes import parameters, schema_of
from views.rights.api_shapes import KEY_HEADER, KEY_PATTERN, Endpoint, Problem


def document(endpoints: Iterable[Endpoint], address: str) -> dict[str, Any]:
    """The whole description of these; `address` is where people reach us."""
    schemas: dict[str, Any] = {}
    paths = {one.path: {one.method.lower(): _operation(one, schemas)} for one in endpoints}
    return {
        "openapi": "3.1.0",
        "info": {
            "title": "Sleutelbos",
            "version": "1",
            "description": gettext("For programs of the makers of tools"),
        },
        "servers": [{"url": address}],
        "paths": paths,
        "components": {
            "schemas": schemas,
            "securitySchemes": {"token": {"type": "http", "scheme": "bearer"}},
        },
    }


def _operation(one: Endpoint, schemas: dict[str, Any]) -> dict[str, Any]:
    refused = {
        str(status): {
            "description": str(KINDS[status].title),
            "content": {MEDIA_TYPE: {"schema": schema_of(Problem, schemas)}},
            **({"headers": {"WWW-Authenticate": {"schema": {"type": "string"}}}} if status in (401, 403) else {}),
        }
        for status in one.refuses
    }
    answered = {
        str(one.status): {
            "description": str(one.title),
            "content": {"application/json": {"schema": schema_of(one.answer, schemas)}},
            **({"headers": {"Idempotent-Replayed": _replayed()}} if one.replays else {}),
        }
    }
    return {
        "operationId": one.name,
        "summary": str(one.title),
        "description": str(one.text),
        "security": [{"token": [] if one.scope is None else [str(one.scope)]}],
        "parameters": [
            *(parameters(one.place, "path") if one.place else ()),
            *(parameters(one.query) if one.query else ()),
            *(_key() if one.once else ()),
            _language(),
        ],
        **({"requestBody": _sent(one.body, schemas)} if one.body else {}),
        "responses": answered | refused,
    }


def _sent(body: type, schemas: dict[str, Any]) -> dict[str, Any]:
    return {"required": True, "content": {"application/json": {"schema": schema_of(body, schemas)}}}


def _replayed() -> dict[str, Any]:
    return {
        "description": gettext("“true” where this was answered before, and nothing was done now."),
        "schema": {"type": "string", "enum": ["true"]},
    }


def _key() -> list[dict[str, Any]]:
    return [
        {
            "name": KEY_HEADER,
            "in": "header",
            "required": True,
            "description": gettext("A key of your own, another one for each request you mean."),
            "schema": {"type": "string", "pattern": KEY_PATTERN},
        }
    ]


def _language() -> dict[str, Any]:
    return {
        "name": "Accept-Language",
        "in": "header",
        "required": False,
        "description": gettext("The language of sentences in the answer: nl, fr or en."),
        "schema": {"type": "string"},
    }
