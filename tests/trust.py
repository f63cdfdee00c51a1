"""`python -m tests.trust`: the rows of docs/trust.md, the tests that show each, and the rows without one."""

from __future__ import annotations

import ast
import re
import sys
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
_ROW = re.compile(r"^\| ([^|]+?) \|", re.MULTILINE)


def rows() -> list[str]:
    """The names of the rows, in the order of the page."""
    return [name for name in _ROW.findall((ROOT / "docs" / "trust.md").read_text()) if name != "Row"]


def marks() -> dict[str, list[str]]:
    """Row → tests marked with it, as pytest names them; a mark on a module or class counts as one."""
    found: dict[str, list[str]] = defaultdict(list)
    for file in sorted((ROOT / "tests").rglob("test_*.py")):
        tree = ast.parse(file.read_text())
        place = str(file.relative_to(ROOT))
        for row in _named(tree.body, "pytestmark"):
            found[row].append(place)
        for node in ast.walk(tree):
            if isinstance(node, ast.FunctionDef | ast.ClassDef):
                for row in _rows_in(node.decorator_list):
                    found[row].append(f"{place}::{node.name}")
    return found


def _named(body: list[ast.stmt], name: str) -> Iterator[str]:
    for node in body:
        if isinstance(node, ast.Assign) and any(isinstance(t, ast.Name) and t.id == name for t in node.targets):
            yield from _rows_in([node.value])


def _rows_in(nodes: list[ast.expr]) -> Iterator[str]:
    """The row of each `pytest.mark.trust(...)`, wherever it stands in these expressions."""
    for node in nodes:
        for inner in ast.walk(node):
            if isinstance(inner, ast.Call) and ast.unparse(inner.func) == "pytest.mark.trust":
                yield from (str(ast.literal_eval(argument)) for argument in inner.args)


def main() -> int:
    known, marked = rows(), marks()
    said = [line for row in known if row in marked for line in (row, *(f"    {test}" for test in marked[row]))]
    if without := [row for row in known if row not in marked]:
        said.append("\nRows without a test: " + ", ".join(without))
    if strange := sorted(marked.keys() - set(known)):
        said.append("\nMarks that name no row: " + ", ".join(strange))
    sys.stdout.write("\n".join(said) + "\n")
    return 1 if strange else 0


if __name__ == "__main__":
    sys.exit(main())
