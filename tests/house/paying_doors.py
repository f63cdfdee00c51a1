"""Doors to how an office stands; to what is paid for transactions: paying for one, subscriptions and buying one,
and payments, which finance gives back; the visitor is a member."""

from __future__ import annotations

from tests.house.doors import AML, Route, Scope, get, post, register

FINANCE = frozenset({"finance"})

OF_PAYING: tuple[Route, ...] = (
    get("/aml-overview/", AML, Scope.ORGANISATION),
    get("/deal-payment/<int:pk>", AML, Scope.ORGANISATION, "deal"),
    post("/deal-payment/<int:pk>", AML, Scope.ORGANISATION, "deal"),
    *register("/subscriptions", AML, Scope.ORGANISATION, "subscription"),
    get("/subscriptions/buy", AML, Scope.ORGANISATION),
    get("/subscriptions/buy/<plan>", AML, Scope.ORGANISATION, "plan"),
    post("/subscriptions/buy/<plan>", AML, Scope.ORGANISATION, "plan"),
    *register("/deal-payments", AML | FINANCE, Scope.ORGANISATION, "deal_payment"),
    get("/deal-payments/give-back/<int:pk>", FINANCE, Scope.OFFICE, "deal_payment"),
    post("/deal-payments/give-back/<int:pk>", FINANCE, Scope.OFFICE, "deal_payment"),
)
