"""Whatever hangs on a contact or a transaction goes with it: no table is forgotten, in no wrong order."""

from __future__ import annotations

from importlib import import_module

import pytest

from models.base import Base

STEP = import_module("models.migrations.062_retention")
FILES = {"aml_contact", "aml_deal"}
pytestmark = pytest.mark.trust("14.2.7")


def _points_at() -> dict[str, set[str]]:
    """Which tables against laundering each of them points at."""
    return {
        name: {one.column.table.name for one in table.foreign_keys if one.column.table.name.startswith("aml_")}
        for name, table in Base.metadata.tables.items()
        if name.startswith("aml_")
    }


def test_every_table_with_a_way_to_a_file_goes_with_it() -> None:
    points, found = _points_at(), set(FILES)
    while more := {name for name, others in points.items() if others & found} - found:
        found |= more
    assert found == {table for table, _ in STEP.ROWS}


def test_rows_go_before_those_they_point_at() -> None:
    order, points = [table for table, _ in STEP.ROWS], _points_at()
    assert len(order) == len(set(order))
    wrong = [
        (table, other)
        for place, table in enumerate(order)
        for other in points[table] & set(order[:place])
        if other != table
    ]
    assert wrong == []
