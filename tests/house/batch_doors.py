"""Doors to acting on many mandates: a syndic company's members; the furnished one is a draft without documents."""

from __future__ import annotations

from tests.house.doors import MEMBERS, Route, Scope, get, post, register

_ONE = "mandate_batch"

OF_BATCHES: tuple[Route, ...] = (
    *register("/mandate-batches", MEMBERS, Scope.ORGANISATION, _ONE),
    get("/mandate-batches/new", MEMBERS, Scope.ORGANISATION),
    post("/mandate-batches/new", MEMBERS, Scope.ORGANISATION),
    get("/mandate-batches/fill/<int:pk>", MEMBERS, Scope.ORGANISATION, _ONE),
    post("/mandate-batches/fill/<int:pk>", MEMBERS, Scope.ORGANISATION, _ONE),
    *(
        Route(
            method,
            f"/mandate-batches/{page}/<int:pk>/<int:document_id>",
            MEMBERS,
            Scope.ORGANISATION,
            frozenset({404}),
            (_ONE, _ONE),
        )
        for method, page in (("GET", "file"), ("GET", "remove-file"), ("POST", "remove-file"))
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
    # Who came with a key that is too low is led to a stronger one.
    Route("POST", "/mandate-batches/check/<int:pk>", MEMBERS, Scope.ORGANISATION, frozenset({303, 422}), (_ONE,)),
    # Of a draft nothing waits.
    get("/mandate-batches/go-on/<int:pk>", MEMBERS, Scope.ORGANISATION, _ONE, answers=303),
    post("/mandate-batches/go-on/<int:pk>", MEMBERS, Scope.ORGANISATION, _ONE, answers=303),
    get("/mandate-batches/told/<int:pk>", MEMBERS, Scope.ORGANISATION, _ONE),
    post("/mandate-batches/results/<int:pk>", MEMBERS, Scope.ORGANISATION, _ONE, answers=200),
    get("/mandate-batches/drop/<int:pk>", MEMBERS, Scope.ORGANISATION, _ONE),
    post("/mandate-batches/drop/<int:pk>", MEMBERS, Scope.ORGANISATION, _ONE),
)
