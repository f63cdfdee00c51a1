"""Doors of transfers, which every member asks, and of what the bank tells, which finance alone reads."""

from __future__ import annotations

from tests.house.doors import MEMBERS, Route, Scope, get, post, register

FINANCE = frozenset({"finance"})
OF_THE_BANK: tuple[Route, ...] = (
    get("/transfer/", MEMBERS, Scope.ORGANISATION),
    post("/transfer/", MEMBERS, Scope.ORGANISATION),
    get("/transfer/show/<int:pk>", MEMBERS, Scope.ORGANISATION, "transfer"),
    get("/transfer/paper/<int:pk>", MEMBERS, Scope.ORGANISATION, "transfer"),
    *register("/bank-files", FINANCE, Scope.OFFICE, "bank_file"),
    get("/bank-files/bring", FINANCE, Scope.OFFICE),
    post("/bank-files/bring", FINANCE, Scope.OFFICE),
    *register("/bank-statements", FINANCE, Scope.OFFICE, "bank_statement"),
    *register("/bank-payments", FINANCE, Scope.OFFICE, "bank_entry"),
    get("/bank-decisions/assign/<int:pk>", FINANCE, Scope.OFFICE, "bank_entry"),
    post("/bank-decisions/assign/<int:pk>", FINANCE, Scope.OFFICE, "bank_entry"),
    get("/bank-decisions/back/<int:pk>", FINANCE, Scope.OFFICE, "bank_entry"),
    post("/bank-decisions/back/<int:pk>", FINANCE, Scope.OFFICE, "bank_entry"),
    get("/bank-decisions/paid-out/<int:pk>", FINANCE, Scope.OFFICE, "bank_debit"),
    post("/bank-decisions/paid-out/<int:pk>", FINANCE, Scope.OFFICE, "bank_debit"),
    get("/bank-decisions/take-back/<int:pk>", FINANCE, Scope.OFFICE, "bank_debit"),
    post("/bank-decisions/take-back/<int:pk>", FINANCE, Scope.OFFICE, "bank_debit"),
)
