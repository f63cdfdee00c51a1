"""The census: every route is declared, and every declaration is true when one asks at the door."""

from __future__ import annotations

from urllib.parse import urlencode

import pytest
from werkzeug.test import TestResponse

from tests.house.conftest import GATE
from tests.house.doors import PUBLIC, Route, Scope, address
from tests.house.routes import ROUTES
from tests.house.visitors import NOTED, ROLES, House, Visitor
from tests.stories.cast import EXEMPLEVILLE, PASSWORD, VOORBEELDEGEM

METHODS = ("GET", "POST", "PUT", "PATCH", "DELETE")
SENT = {"X-Content-Type-Options": "nosniff", "X-Frame-Options": "DENY", "Referrer-Policy": "same-origin"}
POLICY = {
    "default-src": "'self'",
    "script-src": "'self'",
    "style-src": "'self'",
    "object-src": "'none'",
    "base-uri": "'none'",
    # And where a form of ours is meant to lead on to.
    "form-action": f"'self' {GATE['ITSME_ISSUER']}",
    "frame-ancestors": "'none'",
}


def _name(route: Route) -> str:
    return f"{route.method} {route.path}"


SIGN_OUT = ("/sign-in/out", "/oidc/sign-out", "/oidc/again")
every_route = pytest.mark.parametrize("route", ROUTES, ids=_name)
every_post = pytest.mark.parametrize("route", [r for r in ROUTES if r.method == "POST"], ids=_name)

every_row = pytest.mark.parametrize(
    "route",
    [r for r in ROUTES if {*r.ids} - {"kind"} and r.scope is Scope.ORGANISATION and "administrator" in r.who],
    ids=_name,
)


def _here(house: House, route: Route) -> str:
    return address(route, house.governments.ids[VOORBEELDEGEM])


def _send(visitor: Visitor, route: Route, path: str) -> TestResponse:
    """Asks for the page, or sends an empty form that was opened on a version long past."""
    return visitor.get(path) if route.method == "GET" else visitor.post(path, {"version": "0"})


def _armoured(answer: TestResponse) -> None:
    """Every header a browser needs to be on our side, whatever was answered."""
    assert {name: answer.headers.get(name) for name in SENT} == SENT
    policy = dict(part.strip().split(" ", 1) for part in answer.headers["Content-Security-Policy"].split(";"))
    assert {name: policy.get(name) for name in POLICY} == POLICY
    for name in ("Cross-Origin-Opener-Policy", "Cross-Origin-Resource-Policy", "Permissions-Policy"):
        assert answer.headers.get(name), name
    assert "unsafe" not in answer.headers["Content-Security-Policy"]


@pytest.mark.trust("6.3.4")
@pytest.mark.trust("Route table")
@pytest.mark.trust("8.2.1")
def test_every_route_is_declared_and_every_declared_one_exists(house: House) -> None:
    real = {
        (method, rule.rule)
        for rule in house.app.url_map.iter_rules()
        for method in (rule.methods or set()) - {"HEAD", "OPTIONS"}
    }
    declared = [(route.method, route.path) for route in ROUTES]
    assert len(declared) == len(set(declared)), "declared twice"
    assert real == set(declared)


@every_route
def test_a_declaration_is_of_one_piece(route: Route) -> None:
    assert route.who <= PUBLIC
    assert route.method == "GET" or not route.because
    assert route.scope is not Scope.OFFICE or not route.who & {"anonymous", "person", "owner", "administrator"}


@every_route
@pytest.mark.trust("Route table")
@pytest.mark.trust("8.2.1")
@pytest.mark.trust("3.4.3")
@pytest.mark.trust("3.4.4")
@pytest.mark.trust("3.4.6")
@pytest.mark.trust("3.5.3")
@pytest.mark.trust("14.3.2")
def test_a_door_opens_for_those_it_is_for_and_looking_in_changes_nothing(house: House, route: Route) -> None:
    path, looks = _here(house, route), route.method == "GET"
    visitors = {role: house.as_role(role) for role in ROLES}
    before = house.state() if looks else {}
    for role, visitor in visitors.items():
        answer = _send(visitor, route, path)
        _armoured(answer)
        if route.cache == "no-store" or answer.status_code >= 400:
            assert answer.headers["Cache-Control"] == "no-store"
        else:
            assert "public" in answer.headers["Cache-Control"]
            assert "Set-Cookie" not in answer.headers
        if role in route.who:
            assert answer.status_code in route.answers, (role, answer.status_code)
        elif role == "anonymous":
            assert answer.status_code == 302
            assert answer.headers["Location"].startswith("/sign-in/")
        else:
            assert answer.status_code == 403, (role, answer.status_code)
    after = house.state() if looks else {}
    changed = {table for table in before if before[table] != after[table]}
    assert not changed or (route.because and changed == {"ab_user"}), changed
    if path in SIGN_OUT:
        for username in ROLES.values():
            house.forget(username)


@every_post
@pytest.mark.trust("Route table")
@pytest.mark.trust("CSRF")
@pytest.mark.trust("3.5.1")
def test_a_form_that_none_of_our_pages_made_is_refused_unread(house: House, route: Route) -> None:
    path, visitors = _here(house, route), {role: house.as_role(role) for role in ROLES}
    tokens = {role: visitor.token for role, visitor in visitors.items()}
    before = house.state(leave_out=(NOTED,))
    # Whether it is read depends on neither: each is sent by a third of them.
    for turn, (role, visitor) in enumerate(visitors.items()):
        wrong = ({}, {"csrf_token": ""}, {"csrf_token": tokens[role][:-3] + "AAA"})[turn % 3]
        answer = visitor.post(path, wrong, token=False)
        assert answer.status_code == route.unread, role
        _armoured(answer)
    assert house.state(leave_out=(NOTED,)) == before


@pytest.mark.trust("Route table")
@pytest.mark.trust("4.1.3")
def test_no_other_method_does_anything(house: House) -> None:
    known: dict[str, set[str]] = {}
    for route in ROUTES:
        known.setdefault(route.path, set()).add(route.method)
    visitor = house.as_role("administrator")
    before = house.state()
    for path, declared in {_here(house, route): route.path for route in ROUTES}.items():
        for method in set(METHODS) - known[declared]:
            answer = visitor.ask(method, path, {"csrf_token": visitor.token})
            assert answer.status_code == 405, (method, path)
            _armoured(answer)
    assert house.state() == before


@every_row
@pytest.mark.trust("Tenants")
@pytest.mark.trust("8.2.2")
def test_what_is_an_organisations_is_not_there_for_the_other(house: House, route: Route) -> None:
    path = address(route, house.governments.ids[EXEMPLEVILLE])
    assert _send(house.as_role("administrator"), route, path).status_code == 404
    assert _send(house.visitor("chloe.dubois"), route, path).status_code in route.answers


@pytest.mark.trust("Wider attack list")
def test_an_unknown_address_and_a_number_that_is_none_are_not_found(house: House) -> None:
    filip = house.as_role("administrator")
    for place in ("0", "-1", "9" * 30, "٣", "1e3", "abc", "%00", "..%2f", "1%27--"):
        for route in ROUTES:
            if route.method == "GET" and route.ids and route.scope is Scope.ORGANISATION:
                path = route.path.split("<", 1)[0] + place + ("/1" if "kind_id" in route.path else "")
                answer = filip.get(path)
                assert answer.status_code in (400, 403, 404), (path, answer.status_code)
                _armoured(answer)
    assert filip.get("/nowhere").status_code == 404


@pytest.mark.trust("3.7.2")
@pytest.mark.parametrize(
    "elsewhere",
    [
        "https://evil.example/",
        "//evil.example",
        "/\\evil.example",
        "\\\\evil.example",
        "/\t/evil.example",
        "javascript:alert(1)",
    ],
)
def test_nobody_is_sent_to_another_site(house: House, elsewhere: str) -> None:
    filip = house.as_role("administrator")
    for path in ("/language/en", "/sign-in/"):
        answer = filip.get(f"{path}?{urlencode({'next': elsewhere})}")
        assert (answer.status_code, answer.headers["Location"]) == (302, "/")
    visitor = Visitor(house.app, "")
    form = {"username": "bram.claes", "password": PASSWORD}
    answer = visitor.post(f"/sign-in/?{urlencode({'next': elsewhere})}", form)
    assert (answer.status_code, answer.headers["Location"]) == (303, "/")


@pytest.mark.trust("1.2.4")
@pytest.mark.parametrize(
    "text", ["zq' or '1'='1", "zq') or true --", "zq%' union select 1 --", "zq'; drop table event --"]
)
def test_what_looks_like_sql_is_only_text(house: House, text: str) -> None:
    filip, before = house.as_role("administrator"), house.state()
    for path in ("/rights/list/", "/relations/list/", "/persons/list/"):
        for name in ("name", "sort", "at", "state", "size"):
            answer = filip.get(f"{path}?{urlencode({name: text})}")
            assert answer.status_code == 200
            assert ("/show/" in answer.get_data(as_text=True)) is (name != "name")
    assert house.state() == before
