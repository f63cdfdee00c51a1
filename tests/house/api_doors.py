"""Doors for programs of the makers of tools, and the pages where their tokens are made."""

from __future__ import annotations

from tests.house.doors import CENTRAL, DESK, PUBLIC, Route, Scope, get, post, register

# To programs no form of ours and no session counts: without a token nobody is let in.
OF_PROGRAMS: tuple[Route, ...] = (
    get("/api/", PUBLIC, Scope.NONE),
    get("/api/v1/openapi.json", PUBLIC, Scope.NONE),
    get("/api/v1/may-use", PUBLIC, Scope.NONE, answers=401),
    get("/api/v1/tools", PUBLIC, Scope.NONE, answers=401),
    Route("POST", "/api/v1/tokens/rotate", PUBLIC, Scope.NONE, frozenset({401}), unread=401),
    get("/api/v1/balance", PUBLIC, Scope.NONE, answers=401),
    get("/api/v1/quote", PUBLIC, Scope.NONE, answers=401),
    Route("POST", "/api/v1/charges", PUBLIC, Scope.NONE, frozenset({401}), unread=401),
    Route(
        "POST",
        "/api/v1/charges/<int:charge>/reversal",
        PUBLIC,
        Scope.NONE,
        frozenset({401}),
        ("integration",),
        unread=401,  # any number will do: without a token nobody gets so far
    ),
    *register("/integrations", DESK, Scope.OFFICE, "integration"),
    get("/integrations/add", CENTRAL, Scope.OFFICE),
    post("/integrations/add", CENTRAL, Scope.OFFICE),
    get("/integrations/edit/<pk>", CENTRAL, Scope.OFFICE, "integration"),
    post("/integrations/edit/<pk>", CENTRAL, Scope.OFFICE, "integration"),
    get("/integrations/token/<int:pk>", CENTRAL, Scope.OFFICE, "integration"),
    post("/integrations/token/<int:pk>", CENTRAL, Scope.OFFICE, "integration"),
    get("/integrations/revoke/<int:pk>", CENTRAL, Scope.OFFICE, "integration_token"),
    post("/integrations/revoke/<int:pk>", CENTRAL, Scope.OFFICE, "integration_token", answers=303),
)
