"""Doors of annual reports, which open for an office's AML officers alone: of those who knock here nobody is one,
so that each of them is sent away alike."""

from __future__ import annotations

from tests.house.doors import Route, Scope, get, post, register
from tests.house.fiu_doors import OFFICERS

OF_ANNUAL_REPORTS: tuple[Route, ...] = (
    *register("/annual-reports", OFFICERS, Scope.ORGANISATION, "annual_report"),
    get("/annual-reports/begin", OFFICERS, Scope.ORGANISATION),
    post("/annual-reports/begin", OFFICERS, Scope.ORGANISATION),
    *(
        door(
            "/annual-reports/write/<int:pk>/<any(risk, acceptance, training, shortcomings, plan, remarks):part>",
            OFFICERS,
            Scope.ORGANISATION,
            "annual_report",
            "report_part",
        )
        for door in (get, post)
    ),
    get("/annual-reports/sign/<int:pk>", OFFICERS, Scope.ORGANISATION, "annual_report"),
    post("/annual-reports/sign/<int:pk>", OFFICERS, Scope.ORGANISATION, "annual_report"),
    post("/annual-reports/paper/<int:pk>", OFFICERS, Scope.ORGANISATION, "annual_report"),
    get("/annual-reports/records/<int:pk>/<figure>", OFFICERS, Scope.ORGANISATION, "annual_report", "figure_code"),
    post(
        "/annual-reports/records-file/<int:pk>/<figure>",
        OFFICERS,
        Scope.ORGANISATION,
        "annual_report",
        "figure_code",
    ),
)
