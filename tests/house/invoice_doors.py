"""Doors of invoices: what every member sees of his organisation's, what its managers set, what finance does."""

from __future__ import annotations

from tests.house.doors import MANAGER, Route, Scope, get, post, register
from tests.house.wallet_registers import FINANCE, LOOKING

OF_INVOICES: tuple[Route, ...] = (
    *register("/invoices", LOOKING, Scope.ORGANISATION, "invoice"),
    get("/invoices/pdf/<int:pk>", LOOKING, Scope.ORGANISATION, "invoice"),
    get("/invoices/ubl/<int:pk>", LOOKING, Scope.ORGANISATION, "invoice"),
    post("/invoices/month", LOOKING, Scope.ORGANISATION, answers=404),  # of no month
    get("/invoicing/", MANAGER, Scope.ORGANISATION),
    post("/invoicing/", MANAGER, Scope.ORGANISATION),
    get("/credits/<int:pk>", FINANCE, Scope.OFFICE, "invoice"),
    post("/credits/<int:pk>", FINANCE, Scope.OFFICE, "invoice"),
    get("/invoice-months/", FINANCE, Scope.OFFICE),
    get("/invoice-months/<month>", FINANCE, Scope.OFFICE, "invoiced_month"),
    get("/invoice-months/<month>/told", FINANCE, Scope.OFFICE, "invoiced_month"),
    get("/invoice-months/<month>/issue", FINANCE, Scope.OFFICE, "invoiced_month"),
    post("/invoice-months/<month>/issue", FINANCE, Scope.OFFICE, "invoiced_month", answers=303),
    post("/invoice-months/<month>/bundle", FINANCE, Scope.OFFICE, "invoiced_month", answers=303),
)
