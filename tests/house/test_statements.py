"""A page asks the database a handful of questions, however many rows it shows."""

from __future__ import annotations

from typing import Any

import pytest
from sqlalchemy import event

from tests.house.doors import Route, address
from tests.house.fiu_doors import OF_THE_FIU
from tests.house.pack_doors import OF_PACKS
from tests.house.routes import ROUTES
from tests.house.visitors import House, Visitor
from tests.stories.cast import VOORBEELDEGEM

MOST = 10  # beside telling the database the scope
AN_OFFICER = "zqa.officer"
OF_THE_TOOL = [r for r in ROUTES if r.method == "GET" and ("aml" in r.who or r in (*OF_THE_FIU, *OF_PACKS))]
OPEN_TO_OFFICERS = (
    "/contacts/show/<pk>",
    "/deals/show/<pk>",
    "/fiu-reports/list/",
    "/fiu-reports/show/<pk>",
    "/notifications/show/<pk>",
    "/packs/list/",
    "/packs/make",
    "/packs/show/<pk>",
    "/packs/verify",
    "/risk-profiles/show/<pk>",
)


@pytest.mark.parametrize("route", [r for r in ROUTES if r.method == "GET"], ids=lambda route: route.path)
def test_a_page_takes_at_most_ten_statements(house: House, route: Route) -> None:
    path = address(route, house.governments.ids[VOORBEELDEGEM])
    for role in sorted(route.who):
        asked, _ = statements(house, house.as_role(role), path)
        assert len(asked) <= MOST, (role, asked)
        assert asked or role == "anonymous" or route.path.startswith("/static"), "nothing was counted"


@pytest.mark.parametrize("route", OF_THE_TOOL, ids=lambda route: route.path)
def test_so_does_a_page_as_the_aml_officer_sees_it(house: House, route: Route) -> None:
    path = address(route, house.governments.ids[VOORBEELDEGEM])
    asked, status = statements(house, house.visitor(AN_OFFICER), path)
    assert len(asked) <= MOST, asked
    assert status < 500
    if route.path in OPEN_TO_OFFICERS:
        assert status == 200


def statements(house: House, visitor: Visitor, path: str) -> tuple[list[str], int]:
    """What this page asks the database, the second time, and what it answered."""
    asked: list[str] = []

    def note(connection: Any, cursor: Any, statement: str, *_: Any) -> None:
        asked.append(" ".join(statement.split())[:90])

    visitor.get(path)
    asked.clear()
    event.listen(house.engine, "before_cursor_execute", note)
    try:
        answer = visitor.get(path)
    finally:
        event.remove(house.engine, "before_cursor_execute", note)
    return asked, answer.status_code
