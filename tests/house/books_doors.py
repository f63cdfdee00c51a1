"""Doors of the books of the house, which finance reads and takes along, and the central team reads."""

from __future__ import annotations

from tests.house.doors import CENTRAL, Route, Scope, get, post

FINANCE = frozenset({"finance"})
BOOKS = FINANCE | CENTRAL
OF_THE_BOOKS: tuple[Route, ...] = (
    get("/books/", BOOKS, Scope.OFFICE),
    get("/revenue/", BOOKS, Scope.OFFICE),
    post("/revenue/export", BOOKS, Scope.OFFICE, answers=200),
    get("/trial-balance/", BOOKS, Scope.OFFICE),
    post("/trial-balance/export", BOOKS, Scope.OFFICE, answers=200),
    get("/ledger/", FINANCE, Scope.OFFICE),
    post("/ledger/export", FINANCE, Scope.OFFICE),
    get("/vat/", BOOKS, Scope.OFFICE),
    post("/vat/export", BOOKS, Scope.OFFICE, answers=200),
    get("/vat/month/<month>", BOOKS, Scope.OFFICE, "month"),
    get("/vat/documents/<month>", BOOKS, Scope.OFFICE, "month"),
    post("/vat/take/<month>", BOOKS, Scope.OFFICE, "month", answers=200),
    get("/vat/declare/<month>", FINANCE, Scope.OFFICE, "month"),
    post("/vat/declare/<month>", FINANCE, Scope.OFFICE, "month"),
)
