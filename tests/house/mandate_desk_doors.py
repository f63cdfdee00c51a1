"""Doors to the business counter's desk; the visitor is of the counter, and took none of the cases."""

from __future__ import annotations

from tests.house.doors import Route, Scope, get, post, register

COUNTER = frozenset({"counter"})
_BASE = "/mandate-desk"

OF_THE_MANDATE_DESK: tuple[Route, ...] = (
    *register(_BASE, COUNTER, Scope.OFFICE, "mandate_question"),
    get(f"{_BASE}/take/<int:pk>", COUNTER, Scope.OFFICE, "mandate_question"),
    post(f"{_BASE}/take/<int:pk>", COUNTER, Scope.OFFICE, "mandate_question"),
    get(f"{_BASE}/ask/<int:pk>", COUNTER, Scope.OFFICE, "mandate_question"),
    post(f"{_BASE}/ask/<int:pk>", COUNTER, Scope.OFFICE, "mandate_question"),
    post(f"{_BASE}/message/<int:pk>", COUNTER, Scope.OFFICE, "mandate_question"),
    get(f"{_BASE}/number/<int:pk>", COUNTER, Scope.OFFICE, "mandate_announced"),
    post(f"{_BASE}/number/<int:pk>", COUNTER, Scope.OFFICE, "mandate_announced"),
    get(f"{_BASE}/filed/<int:pk>", COUNTER, Scope.OFFICE, "mandate_question"),
    post(f"{_BASE}/filed/<int:pk>", COUNTER, Scope.OFFICE, "mandate_question"),
    get(f"{_BASE}/refuse/<int:pk>", COUNTER, Scope.OFFICE, "mandate_question"),
    post(f"{_BASE}/refuse/<int:pk>", COUNTER, Scope.OFFICE, "mandate_question"),
    # Its bytes were never kept.
    get(
        f"{_BASE}/file/<int:pk>/<int:file_id>",
        COUNTER,
        Scope.OFFICE,
        *("mandate_question", "mandate_file"),
        answers=404,
    ),
    post(f"{_BASE}/sheet/<int:pk>", COUNTER, Scope.OFFICE, "mandate_question", answers=200),
    post(f"{_BASE}/print/<int:pk>", COUNTER, Scope.OFFICE, "mandate_question", answers=200),
)
