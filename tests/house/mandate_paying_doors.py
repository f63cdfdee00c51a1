"""Doors to paying for a case about a mandate and submitting it, and to the table of fees that everybody reads."""

from __future__ import annotations

from tests.house.doors import SIGNED_IN, Route, Scope, get, post, register

COUNTER = frozenset({"counter"})
_THERE_OR_NOT = frozenset({200, 403, 404})
_ON_OR_NOT = frozenset({303, 403, 404})
_SENT = frozenset({303, 403, 404, 422})

OF_MANDATE_PAYING: tuple[Route, ...] = (
    Route("GET", "/mandate-submit/<int:pk>", SIGNED_IN, Scope.OWN, _THERE_OR_NOT, ("mandate_draft",)),
    Route("POST", "/mandate-submit/<int:pk>", SIGNED_IN, Scope.OWN, _SENT, ("mandate_draft",)),
    Route("POST", "/mandate-submit/announce/<int:pk>", SIGNED_IN, Scope.OWN, _SENT, ("mandate_draft",)),
    Route("GET", "/mandate-submit/proof/<int:pk>", SIGNED_IN, Scope.OWN, _THERE_OR_NOT, ("mandate_question",)),
    Route("GET", "/mandate-top-up/<int:pk>", SIGNED_IN, Scope.OWN, _THERE_OR_NOT, ("mandate_draft",)),
    Route("POST", "/mandate-top-up/<int:pk>", SIGNED_IN, Scope.OWN, _SENT, ("mandate_draft",)),
    Route(
        "GET",
        "/mandate-top-up/paid/<int:pk>/<int:organisation_id>/<int:transaction_id>",
        SIGNED_IN,
        Scope.OWN,
        _ON_OR_NOT,
        ("mandate_draft", "organisation", "top_up"),
    ),
    Route(
        "GET",
        "/mandate-top-up/transfer/<int:pk>/<int:organisation_id>/<int:transaction_id>",
        SIGNED_IN,
        Scope.OWN,
        _THERE_OR_NOT,
        ("mandate_draft", "organisation", "transfer"),
    ),
    *register("/registration-fees", SIGNED_IN, Scope.NONE, "fee"),
    get("/registration-fees/new", COUNTER, Scope.NONE),
    post("/registration-fees/new", COUNTER, Scope.NONE),
    get("/registration-fees/correct/<pk>", COUNTER, Scope.NONE, "fee"),
    post("/registration-fees/correct/<pk>", COUNTER, Scope.NONE, "fee"),
)
