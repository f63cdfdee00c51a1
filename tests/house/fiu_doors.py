"""Doors of reports to the FIU, which open for an office's AML officers alone: of those who knock here nobody is
one, so that each of them is sent away alike; and of the FIU's codes, which the central team keeps."""

from __future__ import annotations

from tests.house.doors import CENTRAL, Route, Scope, get, post, register

OFFICERS: frozenset[str] = frozenset()
OF_THE_FIU: tuple[Route, ...] = (
    *register("/fiu-reports", OFFICERS, Scope.ORGANISATION, "fiu_report"),
    *(
        door(f"/fiu-reports/{act}/<int:pk>", OFFICERS, Scope.ORGANISATION, "fiu_report")
        for act in ("write", "make", "sent", "answer", "answered", "end")
        for door in (get, post)
    ),
    post("/fiu-reports/take/<int:pk>/<int:number>", OFFICERS, Scope.ORGANISATION, "fiu_report", "file_number"),
    *(
        door(
            "/fiu-reports/begin/<any(contact, profile, deal):kind>/<int:pk>",
            OFFICERS,
            Scope.ORGANISATION,
            "matter_kind",
            "contact",
        )
        for door in (get, post)
    ),
    *register("/report-codes", CENTRAL, Scope.NONE, "report_codes"),
    get("/report-codes/told/<pk>", CENTRAL, Scope.NONE, "report_codes"),
    get("/report-codes/load", CENTRAL, Scope.NONE),
    post("/report-codes/load", CENTRAL, Scope.NONE),
)
