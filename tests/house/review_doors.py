"""Doors to reviews: the list and the year of them, one's own address for calendars, what programs read there, and
the terms, which the central team sets."""

from __future__ import annotations

from tests.house.doors import AML, CENTRAL, PUBLIC, Route, Scope, get, post, register

OF_REVIEWS: tuple[Route, ...] = (
    get("/reviews/list/", AML, Scope.ORGANISATION),
    post("/reviews/export", AML, Scope.ORGANISATION, answers=200),
    get("/reviews/calendar", AML, Scope.ORGANISATION),
    get("/reviews/feed/", AML, Scope.OWN),
    post("/reviews/feed/open", AML, Scope.OWN, answers=200),
    get("/reviews/feed/close", AML, Scope.OWN),
    post("/reviews/feed/close", AML, Scope.OWN, answers=303),
    get(
        "/aml-calendar/<secret>.ics",
        PUBLIC,
        Scope.OWN,
        "token",
        answers=404,
        because="a calendar program can do no more than read; all that moves is when it did",
    ),
    *register("/review-terms", CENTRAL, Scope.OFFICE, "review_term"),
    get("/review-terms/set", CENTRAL, Scope.OFFICE),
    post("/review-terms/set", CENTRAL, Scope.OFFICE),
)
