"""Doors to whose files they are: who manages an office hands over all of them, who works in the tool one."""

from __future__ import annotations

from tests.house.doors import AML, MANAGER, Route, Scope, get, post

_ORGANISATION, _THERE = Scope.ORGANISATION, frozenset({200, 404})
_SURE = "/aml-hand-over/confirm/<int:account_id>/<int:receiver>/<any(all, contacts, deals):what>"
_IDS = ("file_holder", "file_receiver", "hand_what")

OF_PORTFOLIOS: tuple[Route, ...] = (
    get("/aml-hand-over/", MANAGER, _ORGANISATION),
    get("/aml-hand-over/give/<int:account_id>", MANAGER, _ORGANISATION, "file_holder"),
    post("/aml-hand-over/give/<int:account_id>", MANAGER, _ORGANISATION, "file_holder"),
    get(_SURE, MANAGER, _ORGANISATION, *_IDS),
    # Nothing has to be filled in, and somebody who has no file is handed over as well.
    post(_SURE, MANAGER, _ORGANISATION, "file_receiver", "file_holder", "hand_what", answers=303),
    get("/file-owner/contact/<int:pk>", AML, _ORGANISATION, "contact"),
    post("/file-owner/contact/<int:pk>", AML, _ORGANISATION, "contact"),
    get("/file-owner/deal/<int:pk>", AML, _ORGANISATION, "deal"),
    post("/file-owner/deal/<int:pk>", AML, _ORGANISATION, "deal"),
)
