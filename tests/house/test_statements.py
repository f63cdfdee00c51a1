"""A page asks the database a handful of questions, however many rows it shows."""

from __future__ import annotations

from typing import Any

import pytest
from sqlalchemy import event

from tests.house.doors import Route, address
from tests.house.routes import ROUTES
from tests.house.visitors import House
from tests.stories.cast import VOORBEELDEGEM

MOST = 10  # telling the database the scope included


@pytest.mark.parametrize("route", [r for r in ROUTES if r.method == "GET"], ids=lambda route: route.path)
def test_a_page_takes_at_most_ten_statements(house: House, route: Route) -> None:
    asked: list[str] = []

    def note(connection: Any, cursor: Any, statement: str, *_: Any) -> None:
        asked.append(" ".join(statement.split())[:160])

    path = address(route, house.governments.ids[VOORBEELDEGEM])
    for role in sorted(route.who):
        visitor = house.as_role(role)
        visitor.get(path)
        asked.clear()
        event.listen(house.engine, "before_cursor_execute", note)
        try:
            visitor.get(path)
        finally:
            event.remove(house.engine, "before_cursor_execute", note)
        assert len(asked) <= MOST, (role, [a[:90] for a in asked])
        assert asked or role == "anonymous" or route.path.startswith("/static"), "nothing was counted"
