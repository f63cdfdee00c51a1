"""Doors to imports: which lists came in, one of them, and the pages on which one is brought in."""

from __future__ import annotations

from tests.house.doors import BROWSING, IMPORTING, MEMBERS, Route, Scope, get, post
from tests.house.office_doors import ROW_OR_NOT

IMPORTED = "<any(people, rights, contacts, mandates, biv, cib, sf323, lawyers, notaries):kind>"
CHECKED = ("checked_import",)
OF_IMPORTS: tuple[Route, ...] = (
    get("/imports/list/", BROWSING | MEMBERS, Scope.ORGANISATION),
    # Users of the tool against laundering see those of contacts, members of a company those of its mandates.
    Route("GET", "/imports/show/<pk>", BROWSING | MEMBERS, Scope.ORGANISATION, frozenset({200, 404}), ("import",)),
    post("/imports/export", BROWSING | MEMBERS, Scope.ORGANISATION, answers=200),
    # The central team brings in what belongs to the house, and finds nothing of an organisation's there.
    Route("POST", "/imports/failed/<int:pk>", IMPORTING, Scope.ORGANISATION, ROW_OR_NOT, ("checked_import",)),
    Route("GET", "/imports/undo/<int:pk>", IMPORTING, Scope.ORGANISATION, ROW_OR_NOT, ("import",)),
    Route("POST", "/imports/undo/<int:pk>", IMPORTING, Scope.ORGANISATION, frozenset({422, 404}), ("import",)),
    get("/import/", IMPORTING, Scope.ORGANISATION),
    post("/import/", IMPORTING, Scope.ORGANISATION),
    Route("GET", f"/import/{IMPORTED}", IMPORTING, Scope.NONE, frozenset({200, 403}), ("import_kind",)),
    Route("POST", f"/import/{IMPORTED}", IMPORTING, Scope.NONE, frozenset({422, 403}), ("import_kind",)),
    *(
        Route(method, f"/import/{step}/<int:pk>", IMPORTING, Scope.ORGANISATION, frozenset({answer, 404}), CHECKED)
        for step, method, answer in (
            ("columns", "GET", 200),
            ("columns", "POST", 422),
            ("check", "GET", 200),
            ("check", "POST", 303),
            ("confirm", "GET", 200),
            ("confirm", "POST", 422),
            ("drop", "POST", 409),
        )
    ),
    get(f"/import/template/{IMPORTED}/<any(csv, xlsx):form>", IMPORTING, Scope.NONE, "import_kind", "form"),
)
