"""Every record of a table whose changes are recorded shows who changed what, when, before and after."""

from __future__ import annotations

import ast
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy.orm import Session

from app import events
from app.rights.catalogue import EVENT_KINDS
from app.transaction import Scope, enter
from tests.house.governments import BEGAN
from tests.house.visitors import House
from tests.stories.cast import VOORBEELDEGEM
from views.framework.history import LENGTH, Told
from views.framework.register import Register
from views.screens import SCREENS

ROOT = Path(__file__).resolve().parents[2]
# Recorded of something that has no record of its own, or shown there in another way.
ELSEWHERE = {
    "invoice_run": "who asked for the invoices of a month, and when, stands on the page of the month",
    "job": "decisions about a job stand between its tries, on the page of the job",
    "lists": "that a name was tried on the lists has no record; the audit trail tells of it",
    "snapshot": "that an office was told of new matches has no record; the audit trail tells of it",
    "notification": "every act stands on its record with who did it and when, as it was said",
    "reviews": "that owners of files were told what falls due has no record; the audit trail tells of it",
    "calendar_feed": "an address for one's own calendar has no record; the audit trail tells of it",
    "list": "an export has no record; the audit trail tells of it",
    "vat_month": "who declared the VAT of a month, and when, stands on the page of the month",
    "trail": "where a chain stood has no record; the audit trail and the anchors tell of it",
}
# screen → what fills the address of one of its records, in tests/house/governments.py
RECORDS = {
    "PersonScreen": "person",
    "RelationScreen": "relation",
    "OrganisationScreen": "organisation",
    "RightScreen": "right",
    "ToolScreen": "tool",
    "ToolRoleScreen": "tool_role",
    "RightKindScreen": "kind",
    "ContextValueScreen": "context_value",
    "RequirementScreen": "requirement",
    "AdmissionScreen": "admission",
    "PriceScreen": "price",
    "ToolClientScreen": "tool_client",
    "IntegrationScreen": "integration",
    "StaffRoleScreen": "staff_role",
    "CaseScreen": "case",
}


def _subjects() -> set[str]:
    """Every kind of subject that a service records events of, as the source says it."""
    found = set()
    for path in sorted((ROOT / "app").rglob("*.py")):
        if "demo" in path.parts:
            continue
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and ast.unparse(node.func).endswith("Subject") and node.args:
                first = node.args[0]
                if isinstance(first, ast.Constant) and first.value:
                    found.add(str(first.value))
            if isinstance(node, ast.AnnAssign) and ast.unparse(node.target) == "EVENT_KINDS":
                assert isinstance(node.value, ast.Dict)
                found |= {str(ast.literal_eval(value)) for value in node.value.values}
    return found


def _told() -> set[str]:
    """Every kind of subject that some screen shows the history of, as the source says it."""
    found = set()
    for path in sorted((ROOT / "views").rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and ast.unparse(node.func) == "Told":
                if isinstance(node.args[0], ast.Constant):
                    found.add(str(node.args[0].value))
                else:
                    assert ast.unparse(node.args[0]).startswith("EVENT_KINDS")
                    found |= set(EVENT_KINDS.values())
    return found


def test_what_services_record_some_record_shows() -> None:
    recorded, told = _subjects(), _told()
    assert recorded - told - ELSEWHERE.keys() == set()
    assert ELSEWHERE.keys() & told == set()
    assert {"right", "relation", "person", "organisation"} <= told


def _write(house: House, told: Told, many: int) -> None:
    """So many changes of a record, each with a value before and after, one personal value with each."""
    with Session(house.admin) as session:
        enter(session, Scope())
        for number in range(many):
            events.record(
                session,
                events.Tag.TOOL_CHANGED,
                events.Subject(told.kind, told.id, told.organisation_id, told.person_id),
                None,
                BEGAN + timedelta(minutes=number),
                facts={"changed": {"link": [f"https://was{number}.example", f"https://is{number}.example"]}},
                personal={"before": {"function": f"old{number}x"}, "after": {"function": f"new{number}x"}},
            )
        session.commit()


@pytest.mark.trust("Audit log")
@pytest.mark.parametrize("screen", sorted(RECORDS))
def test_a_record_shows_before_and_after_and_the_earlier_ones_a_page_at_a_time(house: House, screen: str) -> None:
    made: Any = next(one for one in SCREENS if one.__name__ == screen)
    assert issubclass(made, Register)
    greet = house.as_role("central")
    greet.get("/language/en")
    ids = house.governments.ids[VOORBEELDEGEM]
    with Session(house.admin) as session:
        told = made.told_in(made.__new__(made), session.get(made.datamodel.obj, ids[RECORDS[screen]]))
    assert told is not None
    _write(house, told, LENGTH + 5)
    address = f"{made.route_base}/show/{ids[RECORDS[screen]]}"
    newest = greet.get(address).get_data(as_text=True)
    last = LENGTH + 4
    for shown in (
        f"https://was{last}.example",
        f"https://is{last}.example",
        f"old{last}x",
        f"new{last}x",
        "Tool changed",
    ):
        assert shown in newest, shown
    assert "old0x" not in newest
    assert "Show earlier events" in newest
    mark = newest.split("?before=", 1)[1].split("#", 1)[0]
    earlier = greet.get(f"{address}?before={mark}").get_data(as_text=True)
    assert "old0x" in earlier
    assert f"old{last}x" not in earlier
    assert "Back to the newest" in earlier


@pytest.mark.trust("Wider attack list")
@pytest.mark.parametrize("mark", ["abc", "-1", "9" * 40, "%00", "1;drop table event", "٣"])
def test_a_mark_that_is_none_shows_the_newest_or_is_refused(house: House, mark: str) -> None:
    ids = house.governments.ids[VOORBEELDEGEM]
    answer = house.as_role("central").get(f"/rights/show/{ids['right']}?before={mark}")
    assert answer.status_code in (200, 400)


@pytest.mark.trust("8.2.3")
@pytest.mark.trust("14.2.6")
def test_personal_values_are_shown_to_who_may_see_the_trail_only(house: House) -> None:
    ids = house.governments.ids[VOORBEELDEGEM]
    _write(house, Told("right", ids["revoked"], ids["organisation"]), 1)
    address = f"/rights/show/{ids['revoked']}"
    for role in ("administrator", "central"):
        shown = house.as_role(role).get(address).get_data(as_text=True)
        assert "old0x" in shown
        assert "new0x" in shown
    helpdesk = house.as_role("helpdesk").get(address).get_data(as_text=True)
    assert "https://was0.example" in helpdesk
    assert "old0x" not in helpdesk
    assert "new0x" not in helpdesk
