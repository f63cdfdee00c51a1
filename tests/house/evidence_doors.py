"""Doors to the evidence of a contact: its file, and taking it away."""

from __future__ import annotations

from tests.house.doors import AML, Route, Scope, get, post

OF_EVIDENCE: tuple[Route, ...] = (
    Route("GET", "/contact-evidence/<int:pk>", AML, Scope.ORGANISATION, frozenset({200, 404}), ("evidence",)),
    get("/contact-evidence/remove/<int:pk>", AML, Scope.ORGANISATION, "evidence"),
    post("/contact-evidence/remove/<int:pk>", AML, Scope.ORGANISATION, "evidence"),
)
