"""Doors of an office against laundering: its contacts, what looks like them on the lists, a name to try."""

from __future__ import annotations

from tests.house.doors import AML, Route, Scope, get, post, register

OF_CONTACTS: tuple[Route, ...] = (
    *register("/contacts", AML, Scope.ORGANISATION, "contact"),
    get("/contacts/add", AML, Scope.ORGANISATION),
    post("/contacts/add", AML, Scope.ORGANISATION),
    get("/contacts/edit/<int:pk>", AML, Scope.ORGANISATION, "contact"),
    post("/contacts/edit/<int:pk>", AML, Scope.ORGANISATION, "contact"),
    *register("/hits", AML, Scope.ORGANISATION, "hit"),
    *(
        door(f"/hits/{act}/<int:pk>", AML, Scope.ORGANISATION, kind)
        for act, kind in (("clear", "hit"), ("confirm", "hit"), ("open-again", "cleared_hit"))
        for door in (get, post)
    ),
    get("/try-a-name/", AML, Scope.NONE),
    post("/try-a-name/", AML, Scope.NONE),
)
