"""Kinds of right to choose from, by tool, as every page that asks for one lists them."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from models.rights import RightKind
from views.labels import language, months


def by_tool(
    kinds: Iterable[RightKind], address: Callable[[RightKind], str]
) -> list[tuple[str, list[tuple[str, str, str]]]]:
    """Each tool by name, with its kinds: name, longest duration in words, where choosing it leads."""
    found: dict[str, list[tuple[str, str, str]]] = {}
    for kind in kinds:
        line = (kind.named(language()), months(kind.max_months), address(kind))
        found.setdefault(kind.tool.named(language()), []).append(line)
    return sorted(found.items())
