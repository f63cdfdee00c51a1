"""Doors to notifications: the list, one of them, sending one, and answering; the visitor is a member."""

from __future__ import annotations

from tests.house.doors import AML, Route, Scope, get, post, register

OF_NOTIFICATIONS: tuple[Route, ...] = (
    *register("/notifications", AML, Scope.ORGANISATION, "notification"),
    get("/notifications/send/<int:contact_id>", AML, Scope.ORGANISATION, "contact"),
    post("/notifications/send/<int:contact_id>", AML, Scope.ORGANISATION, "contact"),
    get("/notifications/about-deal/<int:deal_id>", AML, Scope.ORGANISATION, "deal"),
    post("/notifications/about-deal/<int:deal_id>", AML, Scope.ORGANISATION, "deal"),
    get("/notifications/reply/<int:pk>", AML, Scope.ORGANISATION, "notification"),
    post("/notifications/reply/<int:pk>", AML, Scope.ORGANISATION, "notification"),
    get("/notifications/ask/<int:pk>", AML, Scope.ORGANISATION, "notification"),
    post("/notifications/ask/<int:pk>", AML, Scope.ORGANISATION, "notification", answers=403),
    get("/notifications/close/<int:pk>", AML, Scope.ORGANISATION, "notification"),
    post("/notifications/close/<int:pk>", AML, Scope.ORGANISATION, "notification", answers=403),
)
