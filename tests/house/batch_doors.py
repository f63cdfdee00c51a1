"""Doors to acting on many mandates: a syndic company's members; the furnished one is a draft without documents."""

from __future__ import annotations

from tests.house.doors import MEMBERS, Route, Scope, get, post, register

_ONE = "mandate_batch"
_NO_FILE = frozenset({404})

OF_BATCHES: tuple[Route, ...] = (
    *register("/mandate-batches", MEMBERS, Scope.ORGANISATION, _ONE),
    get("/mandate-batches/new", MEMBERS, Scope.ORGANISATION),
    post("/mandate-batches/new", MEMBERS, Scope.ORGANISATION),
    get("/mandate-batches/fill/<int:pk>", MEMBERS, Scope.ORGANISATION, _ONE),
    post("/mandate-batches/fill/<int:pk>", MEMBERS, Scope.ORGANISATION, _ONE),
    Route(
        "GET",
        "/mandate-batches/file/<int:pk>/<int:document_id>",
        MEMBERS,
        Scope.ORGANISATION,
        _NO_FILE,
        (_ONE, _ONE),
    ),
    Route(
        "GET",
        "/mandate-batches/remove-file/<int:pk>/<int:document_id>",
        MEMBERS,
        Scope.ORGANISATION,
        _NO_FILE,
        (_ONE, _ONE),
    ),
    Route(
        "POST",
        "/mandate-batches/remove-file/<int:pk>/<int:document_id>",
        MEMBERS,
        Scope.ORGANISATION,
        _NO_FILE,
        (_ONE, _ONE),
    ),
    # What isn't on the list stays off it.
    Route(
        "POST",
        "/mandate-batches/leave-out/<int:pk>/<int:mandate_id>",
        MEMBERS,
        Scope.ORGANISATION,
        frozenset({303}),
        (_ONE, "mandate"),
    ),
    get("/mandate-batches/check/<int:pk>", MEMBERS, Scope.ORGANISATION, _ONE),
    post("/mandate-batches/check/<int:pk>", MEMBERS, Scope.ORGANISATION, _ONE),
    # Of a draft nothing waits.
    get("/mandate-batches/go-on/<int:pk>", MEMBERS, Scope.ORGANISATION, _ONE, answers=303),
    post("/mandate-batches/go-on/<int:pk>", MEMBERS, Scope.ORGANISATION, _ONE, answers=303),
    get("/mandate-batches/told/<int:pk>", MEMBERS, Scope.ORGANISATION, _ONE),
    post("/mandate-batches/results/<int:pk>", MEMBERS, Scope.ORGANISATION, _ONE, answers=200),
    # Last: the draft is gone after it.
    get("/mandate-batches/drop/<int:pk>", MEMBERS, Scope.ORGANISATION, _ONE),
    post("/mandate-batches/drop/<int:pk>", MEMBERS, Scope.ORGANISATION, _ONE, answers=303),
)
