"""Doors to packs, which open for an office's AML officers alone: whoever knocks here is sent away."""

from __future__ import annotations

from tests.house.doors import Route, Scope, get, post, register

OFFICERS: frozenset[str] = frozenset()
OF_PACKS: tuple[Route, ...] = (
    *register("/packs", OFFICERS, Scope.ORGANISATION, "pack"),
    get("/packs/make", OFFICERS, Scope.ORGANISATION),
    get("/packs/confirm", OFFICERS, Scope.ORGANISATION),
    post("/packs/confirm", OFFICERS, Scope.ORGANISATION),
    get("/packs/verify", OFFICERS, Scope.ORGANISATION),
    post("/packs/verify", OFFICERS, Scope.ORGANISATION),
)
