"""What programs send and get, as dataclasses: read from a query, written as JSON, and described as a schema.

One truth: the pattern that a parameter is held against is the one that the description shows. Texts are lazy.
"""

from __future__ import annotations

import dataclasses
import json
import re
from datetime import UTC, date, datetime
from enum import StrEnum
from types import NoneType, UnionType
from typing import Any, TypeVar, get_args, get_origin, get_type_hints

from werkzeug.datastructures import MultiDict

from app.errors import Refusal

T = TypeVar("T")
DAY = r"^[0-9]{4}-[0-9]{2}-[0-9]{2}$"
_REFERENCE = "#/components/schemas/"


def told(
    text: Any,
    example: Any = None,
    *,
    pattern: str = "",
    least: int | None = None,
    most: int | None = None,
    default: Any = dataclasses.MISSING,
) -> Any:
    """A field: what it says, an example, and what is held against it when sent. Numbers: `least` to `most`."""
    about = {"text": text, "example": example, "pattern": pattern, "least": least, "most": most}
    return dataclasses.field(default=default, metadata=about)


def read(kind: type[T], sent: MultiDict[str, str]) -> T:
    """What was sent, as that dataclass.

    Raises Refusal api.parameter.unknown, .twice, .missing, .unreadable, with the name as its field.
    """
    fields = {one.name: one for one in dataclasses.fields(kind)}  # type: ignore[arg-type]
    for name, values in sent.lists():
        if name not in fields:
            raise Refusal("api.parameter.unknown", field=name[:100])
        if len(values) > 1:
            raise Refusal("api.parameter.twice", field=name)
    hints, found = get_type_hints(kind), {}
    for name, one in fields.items():
        if name in sent:
            found[name] = _read(sent[name], _plain_type(hints[name]), one)
        elif one.default is dataclasses.MISSING:
            raise Refusal("api.parameter.missing", field=name)
    return kind(**found)


def read_body(kind: type[T], sent: bytes) -> T:
    """The JSON that was sent, as that dataclass, of texts and whole numbers.

    Raises Refusal api.body.unreadable, api.parameter.unknown, .twice, .missing, .unreadable.
    """

    def once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
        told: dict[str, Any] = {}
        for name, value in pairs:
            if name in told:
                raise Refusal("api.parameter.twice", field=_sayable(name[:100]))
            told[name] = value
        return told

    try:
        found = json.loads(sent, object_pairs_hook=once, parse_float=_number)
    except (ValueError, RecursionError):
        raise Refusal("api.body.unreadable") from None
    if not isinstance(found, dict):
        raise Refusal("api.body.unreadable")
    fields = {one.name: one for one in dataclasses.fields(kind)}  # type: ignore[arg-type]
    for strange in found.keys() - fields.keys():
        raise Refusal("api.parameter.unknown", field=_sayable(strange[:100]))
    hints = get_type_hints(kind)
    for name, one in fields.items():
        if name not in found:
            if one.default is dataclasses.MISSING:
                raise Refusal("api.parameter.missing", field=name)
        elif type(found[name]) is not hints[name] or _sayable(str(found[name])) != str(found[name]):
            raise Refusal("api.parameter.unreadable", field=name)
        else:
            found[name] = _read(str(found[name]), hints[name], one)
    return kind(**found)


def _number(text: str) -> int | float:
    """4.0 is a whole number in JSON."""
    found = float(text)
    return int(found) if found.is_integer() and abs(found) < 1e15 else found


def _sayable(text: str) -> str:
    """Without what no text can hold: halves of characters."""
    return text.encode("utf-8", "replace").decode()


def _read(text: str, kind: type, one: dataclasses.Field[Any]) -> Any:
    wrong = Refusal("api.parameter.unreadable", field=one.name)
    pattern = one.metadata["pattern"] or (DAY if kind is date else "")
    if pattern and not re.fullmatch(pattern, text):
        raise wrong
    if kind is date:
        try:
            return date.fromisoformat(text)
        except ValueError:
            raise wrong from None
    if kind is int:
        if not re.fullmatch("0|-?[1-9][0-9]{0,8}", text):
            raise wrong
        number, least, most = int(text), one.metadata["least"], one.metadata["most"]
        if (least is not None and number < least) or (most is not None and number > most):
            raise wrong
        return number
    return text


def plain(value: Any) -> Any:
    """As JSON holds it: a day as 2027-03-15, an instant in UTC."""
    if dataclasses.is_dataclass(value) and not isinstance(value, type):
        return {one.name: plain(getattr(value, one.name)) for one in dataclasses.fields(value)}
    if isinstance(value, list | tuple):
        return [plain(one) for one in value]
    if isinstance(value, datetime):
        return value.astimezone(UTC).isoformat(timespec="seconds").replace("+00:00", "Z")
    return value.isoformat() if isinstance(value, date) else value


def parameters(kind: type, where: str = "query") -> list[dict[str, Any]]:
    """The fields of that dataclass as parameters of a query, or of a path."""
    hints = get_type_hints(kind)
    return [
        {
            "name": one.name,
            "in": where,
            "required": one.default is dataclasses.MISSING,
            **_described(one),
            "schema": _field_schema(one, hints[one.name], {}, sent=True),
        }
        for one in dataclasses.fields(kind)
    ]


def properties(kind: type) -> list[dict[str, Any]]:
    """The fields of that dataclass as members of a body: name, text, example, and whether it is needed."""
    return [
        {"name": one.name, "required": one.default is dataclasses.MISSING, **_described(one)}
        for one in dataclasses.fields(kind)
    ]


def schema_of(kind: Any, schemas: dict[str, Any]) -> dict[str, Any]:
    """The JSON Schema of a type; that of a dataclass is put in `schemas` under its name, and referred to."""
    if dataclasses.is_dataclass(kind):
        return _object(kind, schemas)
    if get_origin(kind) is list:
        return {"type": "array", "items": schema_of(get_args(kind)[0], schemas)}
    if get_origin(kind) is UnionType:
        inner = schema_of(_plain_type(kind), schemas)
        if "$ref" in inner:
            return {"anyOf": [inner, {"type": "null"}]}
        return {**inner, "type": [inner["type"], "null"]}
    if issubclass(kind, StrEnum):
        return {"type": "string", "enum": [str(one) for one in kind]}
    schema: dict[type, dict[str, Any]] = {
        bool: {"type": "boolean"},
        int: {"type": "integer"},
        str: {"type": "string"},
        datetime: {"type": "string", "format": "date-time"},
        date: {"type": "string", "format": "date"},
    }
    return dict(schema[kind])


def _object(kind: Any, schemas: dict[str, Any]) -> dict[str, Any]:
    if kind.__name__ not in schemas:
        hints, fields = get_type_hints(kind), dataclasses.fields(kind)
        schemas[kind.__name__] = {
            "type": "object",
            "properties": {one.name: _field_schema(one, hints[one.name], schemas) for one in fields},
            "required": [one.name for one in fields if one.default is dataclasses.MISSING],
            "additionalProperties": False,
        }
    return {"$ref": f"{_REFERENCE}{kind.__name__}"}


def _field_schema(
    one: dataclasses.Field[Any], hint: Any, schemas: dict[str, Any], *, sent: bool = False
) -> dict[str, Any]:
    about = one.metadata
    found = schema_of(_plain_type(hint) if sent else hint, schemas)
    limits = {"pattern": about["pattern"], "minimum": about["least"], "maximum": about["most"]}
    found |= {name: value for name, value in limits.items() if value not in ("", None)}
    if sent and one.default not in (dataclasses.MISSING, None):
        found["default"] = one.default
    return found if sent else {**found, "description": str(about["text"])}


def _described(one: dataclasses.Field[Any]) -> dict[str, Any]:
    example = one.metadata["example"]
    return {"description": str(one.metadata["text"]), **({"example": example} if example is not None else {})}


def _plain_type(hint: Any) -> Any:
    """The type itself, of one that may also be None."""
    if get_origin(hint) is UnionType:
        return next(one for one in get_args(hint) if one is not NoneType)
    return hint
