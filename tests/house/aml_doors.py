"""Doors against laundering: lists and their entries are the same for everybody, loads are the central team's."""

from __future__ import annotations

from tests.house.doors import AML, CENTRAL, Route, Scope, get, post, register

LISTS = AML | CENTRAL
OF_AML: tuple[Route, ...] = (
    *register("/sanctions-lists", LISTS, Scope.NONE, "sanctions_list"),
    get("/sanctions-lists/load", CENTRAL, Scope.NONE),
    post("/sanctions-lists/load", CENTRAL, Scope.NONE),
    get("/sanctions-lists/fetch/<int:pk>", CENTRAL, Scope.NONE, "sanctions_list"),
    # Nothing need be filled in; while one is under way another is refused.
    Route(
        "POST",
        "/sanctions-lists/fetch/<int:pk>",
        CENTRAL,
        Scope.NONE,
        frozenset({303, 422}),
        ("sanctions_list",),
    ),
    *register("/sanctions-loads", CENTRAL, Scope.OFFICE, "sanctions_load"),
    get("/sanctions-loads/told/<int:pk>", CENTRAL, Scope.OFFICE, "sanctions_load"),
    post("/sanctions-loads/decide/<int:pk>", CENTRAL, Scope.OFFICE, "sanctions_load", answers=409),  # it is loaded
    *register("/listed", LISTS, Scope.NONE, "listed"),
)
