"""Doors to risk profiles: the list, one of them, and the pages on which one is made; the visitor is a member."""

from __future__ import annotations

from tests.house.doors import AML, Route, Scope, get, post, register

OF_PROFILES: tuple[Route, ...] = (
    *register("/risk-profiles", AML, Scope.ORGANISATION, "profile"),
    get("/risk-profile/<int:pk>", AML, Scope.ORGANISATION, "profile", answers=302),
    get("/risk-profile/begin/<int:contact_id>", AML, Scope.ORGANISATION, "contact"),
    post("/risk-profile/begin/<int:contact_id>", AML, Scope.ORGANISATION, "contact"),
    get("/risk-profile/questions/<int:pk>", AML, Scope.ORGANISATION, "profile"),
    post("/risk-profile/questions/<int:pk>", AML, Scope.ORGANISATION, "profile"),
    get("/risk-profile/result/<int:pk>", AML, Scope.ORGANISATION, "profile"),
    post("/risk-profile/result/<int:pk>", AML, Scope.ORGANISATION, "profile"),
    get("/risk-profile/drop/<int:pk>", AML, Scope.ORGANISATION, "profile"),
    post("/risk-profile/drop/<int:pk>", AML, Scope.ORGANISATION, "profile"),
)
