"""A row's problem as it is stored, and as the refusal it was, so that it is put into words where refusals are."""

from __future__ import annotations

import re
from datetime import date
from typing import Any

from app.errors import Refusal
from models.values.problem import ValueProblem

_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")


def refusal_of(problem: dict[str, Any]) -> Refusal | ValueProblem:
    """The refusal with its facts; days are days again."""
    code, field = str(problem["code"]), problem.get("field") or None
    facts = {name: _fact(name, value) for name, value in (problem.get("facts") or {}).items()}
    if not code.startswith("imports."):
        return ValueProblem(code, **facts)
    rest = code.removeprefix("imports.")
    return Refusal(
        f"imports.{rest}",
        field=field,
        line=facts.get("line"),
        most=facts.get("most"),
        first_day=facts.get("first_day"),
        last_day=facts.get("last_day"),
        since=facts.get("since"),
        words=facts.get("words"),
        columns=facts.get("columns"),
        row=facts.get("row"),
        lines=facts.get("lines"),
    )


def _fact(name: str, value: Any) -> Any:
    """A day is a day again; nothing else that a problem tells looks like one."""
    return date.fromisoformat(value) if isinstance(value, str) and _DAY.fullmatch(value) else value
