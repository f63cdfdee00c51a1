"""Doors of wallets: what every member sees, what managers set, and where a payment provider knocks."""

from __future__ import annotations

from tests.house.doors import MANAGER, MEMBERS, PUBLIC, Route, Scope, get, post

OF_WALLETS: tuple[Route, ...] = (
    get("/wallet/", MEMBERS, Scope.ORGANISATION),
    get("/top-up/", MEMBERS, Scope.ORGANISATION),
    post("/top-up/", MEMBERS, Scope.ORGANISATION),
    get("/top-up/show/<int:pk>", MEMBERS, Scope.ORGANISATION, "top_up"),
    get("/wallet-settings/", MANAGER, Scope.ORGANISATION),
    post("/wallet-settings/", MANAGER, Scope.ORGANISATION),
    get("/wallet-settings/limit", MANAGER, Scope.ORGANISATION),
    post("/wallet-settings/limit", MANAGER, Scope.ORGANISATION),
    get("/wallet-settings/limit/<int:pk>", MANAGER, Scope.ORGANISATION, "spending_limit"),
    post("/wallet-settings/limit/<int:pk>", MANAGER, Scope.ORGANISATION, "spending_limit"),
    get("/wallet-settings/remove/<int:pk>", MANAGER, Scope.ORGANISATION, "spending_limit"),
    post("/wallet-settings/remove/<int:pk>", MANAGER, Scope.ORGANISATION, "spending_limit"),
    # No form of ours, and nothing that is sent is believed: everybody gets the same answer.
    Route("POST", "/payments/notice/<provider>", PUBLIC, Scope.NONE, frozenset({200}), ("provider",), unread=200),
)
