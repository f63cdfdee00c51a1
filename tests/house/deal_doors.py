"""Doors to transactions: the list, one of them, beginning and giving up, and the pages of its form; the visitor is
a member."""

from __future__ import annotations

from tests.house.doors import AML, Route, Scope, get, post, register

_FORM = ("property", "parties", "money", "questions")

OF_DEALS: tuple[Route, ...] = (
    *register("/deals", AML, Scope.ORGANISATION, "deal"),
    get("/deals/begin", AML, Scope.NONE),
    post("/deals/begin", AML, Scope.NONE),
    get("/deals/drop/<int:pk>", AML, Scope.ORGANISATION, "deal"),
    post("/deals/drop/<int:pk>", AML, Scope.ORGANISATION, "deal"),
    get("/deal-file/<int:pk>", AML, Scope.ORGANISATION, "deal", answers=302),
    *(get(f"/deal-file/{page}/<int:pk>", AML, Scope.ORGANISATION, "deal") for page in _FORM),
    *(post(f"/deal-file/{page}/<int:pk>", AML, Scope.ORGANISATION, "deal") for page in _FORM),
    get("/deal-file/pay/<int:pk>", AML, Scope.ORGANISATION, "deal"),
    post("/deal-file/pay/<int:pk>", AML, Scope.ORGANISATION, "deal", answers=200),
    # What isn't paid has no result: the visitor is taken to where it is paid.
    get("/deal-file/result/<int:pk>", AML, Scope.ORGANISATION, "deal", answers=303),
    post("/deal-file/result/<int:pk>", AML, Scope.ORGANISATION, "deal", answers=303),
)
