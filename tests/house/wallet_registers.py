"""Doors behind which one looks at wallets: transactions and accounts over a period; registers of the office."""

from __future__ import annotations

from tests.house.doors import DESK, MEMBERS, Route, Scope, get, post, register

FINANCE = frozenset({"finance"})
LOOKING = MEMBERS | FINANCE | DESK
OF_LOOKING: tuple[Route, ...] = (
    *register("/transactions", LOOKING, Scope.ORGANISATION, "transaction"),
    get("/transactions/receipt/<int:pk>", LOOKING, Scope.ORGANISATION, "transaction"),
    post("/transactions/take/<int:pk>", LOOKING, Scope.ORGANISATION, "transaction", answers=200),
    get("/transactions/reverse/<int:pk>", FINANCE, Scope.OFFICE, "transaction"),
    post("/transactions/reverse/<int:pk>", FINANCE, Scope.OFFICE, "transaction"),
    get("/wallet-account/", LOOKING, Scope.ORGANISATION),
    # Staff say of which organisation; whoever says nothing gets none.
    Route("GET", "/wallet-account/paper", LOOKING, Scope.ORGANISATION, frozenset({200, 404})),
    *register("/wallets", FINANCE | DESK, Scope.OFFICE, "wallet"),
    *register("/deliveries", FINANCE, Scope.OFFICE, "delivery"),
    get("/deliveries/again/<int:pk>", FINANCE, Scope.OFFICE, "delivery"),
    Route("POST", "/deliveries/again/<int:pk>", FINANCE, Scope.OFFICE, frozenset({303, 422}), ("delivery",)),
    *register("/payments", FINANCE | DESK, Scope.OFFICE, "payment"),
    post("/payments/ask/<int:pk>", FINANCE, Scope.OFFICE, "payment", answers=303),
)
