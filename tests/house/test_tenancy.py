"""Two governments, every route, method, role and row number: nobody reads or writes a row of the other's.

Asked twice: as the house stands, and with every filter of the views and every question of the policy answered
yes, so that row-level security alone holds the wall.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

import pytest
from sqlalchemy import text, true

import run
from app import policy
from app.organisations import queries as of_organisations
from app.policy import STAFF, Identity
from app.rights import queries as of_rights
from app.transaction import Scope
from tests.house.routes import ROUTES, Route, WORDS
from tests.house.visitors import House, Visitor
from tests.stories.cast import EXEMPLEVILLE, VOORBEELDEGEM
from views.framework import identity as standing
from views.framework.keyset import Mark
from views.framework.register import Register

A, B = VOORBEELDEGEM, EXEMPLEVILLE
# What only one who belongs there may read: personal marks, the organisation's own, its name.
MARKS = {A: ("zqap", "zqao", "voorbeeldegem"), B: ("zqbp", "zqbo", "exempleville")}
pytestmark = [pytest.mark.trust("Tenants"), pytest.mark.trust("8.2.2"), pytest.mark.trust("Tenant crossings")]


@dataclass(frozen=True)
class Stranger:
    """Who tries, in which government's place, and what he must never read or change."""

    username: str
    never_reads: tuple[str, ...]
    acts_for: str = ""
    changes_nothing_of: tuple[str, ...] = (A, B)
    staff: bool = False


STRANGERS = {
    "anonymous": Stranger("", MARKS[A] + MARKS[B]),
    "a person of A": Stranger("bram.claes", MARKS[B] + MARKS[A][:1]),
    "An, who belongs to both, acting for A": Stranger("an.peeters", ("zqap", "zqbp", "zqbo"), acts_for=A),
    "an application owner of neither": Stranger("joris.vandamme", MARKS[A] + MARKS[B]),
    "the administrator of A": Stranger("filip.janssens", MARKS[B], changes_nothing_of=(B,)),
    "the administrator of B": Stranger("chloe.dubois", MARKS[A], changes_nothing_of=(A,)),
    "finance": Stranger("hugo.baert", ("zqap", "zqbp"), staff=True),
    "the business counter": Stranger("ines.lemaire", ("zqap", "zqbp"), staff=True),
    "the helpdesk": Stranger("dirk.maes", (), staff=True),
}
FORMS = (
    {"version": "1", "first_day": "2027-04-01", "last_day": "2027-04-30", "confirmed": "1", "reason": "no"},
    {"version": "1", "why": "curious", "category": "external", "type": "secretary", "first_day": "2026-01-01"},
    {"version": "2", "confirmed": "1", "first_day": "2027-04-01", "last_day": "2027-04-02", "context": "sport"},
)


def _everything_yes(patch: pytest.MonkeyPatch) -> None:
    """Switches off what the application itself asks; the scope of the transaction is all that is left."""
    scope_for = standing._scope_for

    def by_roles(who: Identity) -> Scope:
        patch.setattr(Identity, "is_staff", property(lambda self: bool(self.roles & STAFF)))
        found = scope_for(who)
        patch.setattr(Identity, "is_staff", property(lambda self: True))
        return found

    patch.setattr(standing, "_scope_for", by_roles)
    patch.setattr(Identity, "is_staff", property(lambda self: True))
    for screen in run.SCREENS:
        if issubclass(screen, Register):
            patch.setattr(screen, "rows", lambda self, who: true())
    yes = {
        policy.may: lambda *_, **__: True,
        policy.require: lambda *_, **__: None,
        of_rights.visible_to: lambda *_, **__: true(),
        of_organisations.visible_to: lambda *_, **__: true(),
        of_organisations.organisations_visible_to: lambda *_, **__: true(),
    }
    replaced = 0
    for name, module in list(sys.modules.items()):
        if name.split(".")[0] not in ("app", "views"):
            continue
        for attribute, value in list(vars(module).items()):
            if callable(value) and getattr(value, "__hash__", None) and value in yes:
                patch.setattr(module, attribute, yes[value])
                replaced += 1
    assert replaced > len(yes), "nothing was switched off"


@pytest.fixture(params=["as it stands", "row-level security alone"])
def filters(request: pytest.FixtureRequest, house: House) -> Iterator[str]:
    with pytest.MonkeyPatch.context() as patch:
        if request.param != "as it stands":
            _everything_yes(patch)
        yield request.param


def _rows_of(house: House, name: str) -> dict[str, Any]:
    """Everything that is that government's, as the superuser sees it."""
    organisation_id = house.governments.cast.organisations[name]
    belongs = f"organisation_id = {organisation_id}"
    tables = {
        "organisation": f"id = {organisation_id}",
        "account_person": f"id in (select person_id from organisation_membership where {belongs})",
        **dict.fromkeys(("organisation_membership", "rights_right", "rights_period", "event", "event_payload"), belongs),
    }
    with house.admin.connect() as connection:
        return {
            table: connection.execute(
                text(f"select array_agg(t::text order by t::text) from {table} t where {where}")
            ).scalar_one()
            for table, where in tables.items()
        }


def _numbers(house: House) -> list[int]:
    """The number of every row of both governments, whatever it is; a number means another row in each table."""
    tables = ("organisation", "account_person", "organisation_membership", "rights_right", "event")
    with house.admin.connect() as connection:
        found = {number for t in tables for number in connection.execute(text(f"select id from {t}")).scalars()}
    return sorted(found)


def _addresses(route: Route, numbers: list[int], kind_id: int) -> Iterator[str]:
    if not route.ids:
        yield route.path
        return
    stem = route.path.split("<", 1)[0]
    if route.ids[0] in WORDS:
        yield stem + WORDS[route.ids[0]]
        return
    for number in numbers:
        yield f"{stem}{number}" + (f"/{kind_id}" if len(route.ids) > 1 else "")


def _searches(house: House, screen: type[Register]) -> Iterator[str]:
    """Every order, direction, size and filter of a list, and marks of pages that begin at rows of the other's."""
    for name in [*screen.orders, "organisation_id", "id; drop table event"]:
        for direction in ("asc", "desc"):
            yield urlencode({"sort": name, "dir": direction, "size": 100})
    for one in screen.filters:
        values = [value for value, _ in one.choices()] if one.choices else ["q", "%", "_", "'", "", "fam", "giv", "2199-01-01"]
        for value in values:
            yield urlencode({one.name: value, "size": 100})
    for name, column in screen.orders.items():
        kind = column.type.python_type
        edge: Any = "" if kind is str else "1900-01-01" if kind.__name__ == "date" else "1900-01-01T00:00:00+00:00"
        for back in (False, True):
            yield urlencode({"sort": name, "dir": "asc", "at": Mark(edge, 0, back).text(), "organisation_id": "2"})
    yield urlencode({"_flt_0_organisation_id": 2, "page": "abc", "page_size": -1, "q": "zq", "organisation_id": 2})


def _look(answer_text: str, words: tuple[str, ...], where: str, leaks: list[str]) -> None:
    lower = answer_text.lower()
    leaks += [f"{where} shows {word}" for word in words if word in lower]


def _crawl(house: House, visitor: Visitor, who: Stranger, leaks: list[str]) -> None:
    numbers, kind_id = _numbers(house), house.governments.cast.kinds["planner"]
    never = (*who.never_reads, *_full_numbers(house, who))
    for route in ROUTES:
        if route.path in ("/sign-in/out", "/static/<path:filename>", "/metrics", "/health"):
            continue
        for path in _addresses(route, numbers, kind_id):
            for form in FORMS if route.csrf and route.ids else ({},):
                answer = visitor.post(path, form) if route.csrf else visitor.get(path)
                where = f"{route.method} {path}"
                assert answer.status_code < 500, f"{where}: {answer.status_code} for {who.username}"
                _look(answer.get_data(as_text=True) + str(answer.headers), never, where, leaks)
    for screen in run.SCREENS:
        if issubclass(screen, Register):
            for query in _searches(house, screen):
                path = f"{screen.route_base}/list/?{query}"
                answer = visitor.get(path)
                assert answer.status_code < 500, path
                _look(answer.get_data(as_text=True), never, path, leaks)


def _full_numbers(house: House, who: Stranger) -> list[str]:
    """National numbers nobody may read in full anywhere: of both, for whoever isn't its administrator."""
    return [house.governments.numbers[name] for name in who.changes_nothing_of]


@pytest.mark.parametrize("who", STRANGERS.values(), ids=list(STRANGERS))
def test_nobody_reads_or_changes_a_row_of_the_others(
    house: House, filters: str, who: Stranger, record_property: Any, capsys: pytest.CaptureFixture[str]
) -> None:
    if who.staff and filters != "as it stands":
        return
    visitor = Visitor(house.app, who.username)
    if who.acts_for:
        visitor.acts_for(house.governments.cast.organisations[who.acts_for])
    before = {name: _rows_of(house, name) for name in who.changes_nothing_of}
    leaks: list[str] = []
    _crawl(house, visitor, who, leaks)
    record_property("requests", visitor.asked)
    with capsys.disabled():
        print(f" {visitor.asked} requests", end="", flush=True)
    assert leaks == []
    assert {name: _rows_of(house, name) for name in who.changes_nothing_of} == before


def test_the_marks_are_there_to_be_read(house: House) -> None:
    """The crawl would notice: each government's administrator reads its marks, and the central team both's."""
    for username, names in (("filip.janssens", (A,)), ("chloe.dubois", (B,)), ("greet.desmet", (A, B))):
        visitor, seen = Visitor(house.app, username), ""
        for name in names:
            for route in ROUTES:
                if route.method == "GET" and route.ids and route.ids[0] in house.governments.ids[name]:
                    for path in _addresses(route, [house.governments.ids[name][route.ids[0]]], 1):
                        seen += visitor.get(path).get_data(as_text=True).lower()
            for mark in (*MARKS[name], f"zq{'a' if name == A else 'b'}preason", f"zq{'a' if name == A else 'b'}px"):
                assert mark in seen, (username, mark)


def test_with_everything_answered_yes_staff_still_need_their_scope(house: House) -> None:
    """The switch works: with it, the pages of A's administrator ask for all rows, and get only A's."""
    with pytest.MonkeyPatch.context() as patch:
        _everything_yes(patch)
        shown = Visitor(house.app, "filip.janssens").get("/persons/list/?size=100").get_data(as_text=True)
        assert "zqapfamily" in shown
        patch.setattr(standing, "_scope_for", lambda who: Scope.office())
        shown = Visitor(house.app, "filip.janssens").get("/persons/list/?size=100").get_data(as_text=True)
        assert "zqbpfamily" in shown, "the filters weren't off"
