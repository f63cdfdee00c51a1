"""Doors to decisions about contacts: the list, the record, the replay, the paper. Nothing behind them changes."""

from __future__ import annotations

from tests.house.doors import AML, Route, Scope, get, register

OF_DECISIONS: tuple[Route, ...] = (
    *register("/contact-decisions", AML, Scope.ORGANISATION, "contact_decision"),
    get("/contact-decisions/replay/<int:pk>", AML, Scope.ORGANISATION, "contact_decision"),
    get("/contact-decisions/paper/<int:pk>", AML, Scope.ORGANISATION, "contact_decision"),
)
