"""Doors to the pages of a case about a mandate: whose it is fills them in, its files the counter is handed too."""

from __future__ import annotations

from tests.house.doors import SIGNED_IN, Route, Scope, get, post

_THERE_OR_NOT = frozenset({200, 403, 404})
_SENT = frozenset({303, 403, 404, 422})
_PAGES = ("association", "ending", "mandate", "syndic", "representative", "contact", "evidence")
_FILE = ("mandate_draft", "mandate_draft_file")

OF_CASES: tuple[Route, ...] = (
    get("/mandate-case/new", SIGNED_IN, Scope.NONE),
    post("/mandate-case/new", SIGNED_IN, Scope.NONE),
    Route(
        "GET",
        "/mandate-case/<int:pk>",
        SIGNED_IN,
        Scope.OWN,
        frozenset({303, 403, 404}),
        ("mandate_draft",),
    ),
    *(
        Route("GET", f"/mandate-case/{page}/<int:pk>", SIGNED_IN, Scope.OWN, _THERE_OR_NOT, ("mandate_draft",))
        for page in _PAGES
    ),
    *(
        Route("POST", f"/mandate-case/{page}/<int:pk>", SIGNED_IN, Scope.OWN, _SENT, ("mandate_draft",))
        for page in _PAGES
    ),
    Route(
        "GET",
        "/mandate-case/file/<int:pk>/<int:file_id>",
        SIGNED_IN,
        Scope.OWN,
        frozenset({200, 404, 503}),
        _FILE,
    ),
    Route("GET", "/mandate-case/remove-file/<int:pk>/<int:file_id>", SIGNED_IN, Scope.OWN, _THERE_OR_NOT, _FILE),
    Route("POST", "/mandate-case/remove-file/<int:pk>/<int:file_id>", SIGNED_IN, Scope.OWN, _SENT, _FILE),
)
