"""Doors to the registers of cash and of differences with the UBO register, where the visitor is a member; and to
atypical operations, which open for an office's AML officers alone: of those who knock here nobody is one."""

from __future__ import annotations

from tests.house.doors import AML, Route, Scope, get, post, register
from tests.house.fiu_doors import OFFICERS

_MINE = Scope.ORGANISATION
_OPERATION = "/atypical/note-about/<any(contact, deal):kind>/<int:pk>"

OF_BREACHES: tuple[Route, ...] = (
    *register("/cash-breaches", AML, _MINE, "cash_breach"),
    get("/cash-breaches/note", AML, Scope.NONE),
    post("/cash-breaches/note", AML, Scope.NONE),
    get("/cash-breaches/note-deal/<int:deal_id>", AML, _MINE, "deal"),
    post("/cash-breaches/note-deal/<int:deal_id>", AML, _MINE, "deal"),
    get("/cash-breaches/note-contact/<int:contact_id>", AML, _MINE, "contact"),
    post("/cash-breaches/note-contact/<int:contact_id>", AML, _MINE, "contact"),
    get("/cash-breaches/withdraw/<int:pk>", AML, _MINE, "cash_breach"),
    post("/cash-breaches/withdraw/<int:pk>", AML, _MINE, "cash_breach"),
    *register("/discrepancies", AML, _MINE, "discrepancy"),
    get("/discrepancies/note", AML, Scope.NONE),
    post("/discrepancies/note", AML, Scope.NONE),
    get("/discrepancies/note-contact/<int:contact_id>", AML, _MINE, "company_contact"),
    post("/discrepancies/note-contact/<int:contact_id>", AML, _MINE, "company_contact"),
    *(
        door(f"/discrepancies/{act}/<int:pk>", AML, _MINE, "discrepancy")
        for act in ("tell", "settle", "withdraw")
        for door in (get, post)
    ),
    *register("/atypical", OFFICERS, _MINE, "atypical"),
    get("/atypical/note", OFFICERS, Scope.NONE),
    post("/atypical/note", OFFICERS, Scope.NONE),
    get(_OPERATION, OFFICERS, _MINE, "matter_kind", "contact"),
    post(_OPERATION, OFFICERS, _MINE, "matter_kind", "contact"),
    get("/atypical/from-notification/<int:pk>", OFFICERS, _MINE, "notification"),
    post("/atypical/from-notification/<int:pk>", OFFICERS, _MINE, "notification"),
    *(
        door(f"/atypical/{act}/<int:pk>", OFFICERS, _MINE, "atypical")
        for act in ("write", "conclude")
        for door in (get, post)
    ),
    get("/atypical/paper/<int:pk>", OFFICERS, _MINE, "atypical"),
)
