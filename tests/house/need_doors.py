"""Door to “do I need to file?”: whoever is signed in asks himself, and nothing is kept of it."""

from __future__ import annotations

from tests.house.doors import SIGNED_IN, Route, Scope, get

OF_NEEDING: tuple[Route, ...] = (get("/need-to-file/", SIGNED_IN, Scope.NONE),)
