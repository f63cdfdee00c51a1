"""A page asks the database a handful of questions, however many rows it shows."""

from __future__ import annotations

import pytest

from tests.driver import asked_of_the_driver
from tests.house.aml_register_doors import OF_AML_REGISTERS
from tests.house.annual_doors import OF_ANNUAL_REPORTS
from tests.house.breach_doors import OF_BREACHES
from tests.house.doors import Route, address
from tests.house.fiu_doors import OF_THE_FIU
from tests.house.pack_doors import OF_PACKS
from tests.house.routes import ROUTES
from tests.house.visitors import House, Visitor
from tests.stories.cast import VOORBEELDEGEM

MOST = 10  # beside telling the database the scope, and asking a connection whether anybody is there
_BESIDE = ("select concat(set_config('role'", "select 1")
AN_OFFICER = "zqa.officer"
OF_OFFICERS = (*OF_THE_FIU, *OF_AML_REGISTERS, *OF_BREACHES, *OF_ANNUAL_REPORTS, *OF_PACKS)
OF_THE_TOOL = [r for r in ROUTES if r.method == "GET" and ("aml" in r.who or r in OF_OFFICERS)]
OPEN_TO_OFFICERS = (
    "/annual-reports/begin",
    "/annual-reports/list/",
    "/annual-reports/records/<int:pk>/<figure>",
    "/annual-reports/show/<pk>",
    "/annual-reports/sign/<int:pk>",
    "/atypical/list/",
    "/atypical/show/<pk>",
    "/contacts/show/<pk>",
    "/deals/show/<pk>",
    "/fiu-reports/list/",
    "/fiu-reports/show/<pk>",
    "/notifications/show/<pk>",
    "/policies/add/<any(procedure, risk_assessment, acceptance_policy):kind>",
    "/policies/end/<int:pk>",
    "/policies/show/<pk>",
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
    visitor.get(path)
    with asked_of_the_driver() as asked:
        answer = visitor.get(path)
    said = [one[:90] for one in asked if not one.startswith(_BESIDE[0]) and one != _BESIDE[1]]
    return said, answer.status_code
