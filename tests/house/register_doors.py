"""Doors of a contact that begins with the business register."""

from __future__ import annotations

from tests.house.doors import AML, Route, Scope, get, post

OF_THE_REGISTER: tuple[Route, ...] = (
    get("/contacts/from-register/", AML, Scope.ORGANISATION),
    post("/contacts/from-register/<number>", AML, Scope.ORGANISATION, "new_number", answers=404),
)
