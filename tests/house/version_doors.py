"""Doors to versions of contacts: one that is begun, one that is given up."""

from __future__ import annotations

from tests.house.doors import AML, Route, Scope, get, post

OF_VERSIONS: tuple[Route, ...] = (
    get("/contact-versions/begin/<int:pk>", AML, Scope.ORGANISATION, "contact"),
    post("/contact-versions/begin/<int:pk>", AML, Scope.ORGANISATION, "contact", answers=303),
    get("/contact-versions/drop/<int:pk>", AML, Scope.ORGANISATION, "contact"),
    post("/contact-versions/drop/<int:pk>", AML, Scope.ORGANISATION, "contact"),
)
