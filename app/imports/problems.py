"""A row's problem as it is stored, and as the refusal it was, so that it is put into words where refusals are."""

from __future__ import annotations

from datetime import date
from typing import Any

from app.errors import Refusal
from models.values.problem import ValueProblem


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
        words=facts.get("words"),
        columns=facts.get("columns"),
        row=facts.get("row"),
        lines=facts.get("lines"),
    )


def _fact(name: str, value: Any) -> Any:
    if name.endswith("_day") and isinstance(value, str):
        return date.fromisoformat(value)
    return value
