"""Doors to what an AML officer alone does: no visitor is one; what stands behind them is in the stories."""

from __future__ import annotations

from tests.house.doors import Route, Scope, get, post

_OFFICERS: frozenset[str] = frozenset()
OF_MATTERS: tuple[Route, ...] = tuple(
    route
    for kind in ("contact", "profile", "deal")
    for route in (
        get(f"/matters/{kind}/<int:pk>", _OFFICERS, Scope.ORGANISATION, "contact"),
        post(f"/matters/{kind}/<int:pk>", _OFFICERS, Scope.ORGANISATION, "contact"),
    )
)
