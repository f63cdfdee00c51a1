"""Doors to the registers of an office: the overview, procedures and policies, which its AML officers alone write,
and trainings. Of those who knock here nobody is an officer: who would write a policy is sent away."""

from __future__ import annotations

from tests.house.doors import AML, Route, Scope, get, post, register

OFFICERS: frozenset[str] = frozenset()
_ORGANISATION = Scope.ORGANISATION
# The bytes of files aren't there in the house tests.
_THERE = frozenset({200, 404})

OF_AML_REGISTERS: tuple[Route, ...] = (
    get("/aml-registers/", AML, _ORGANISATION),
    *register("/policies", AML, _ORGANISATION, "policy"),
    Route("GET", "/policies/file/<int:pk>", AML, _ORGANISATION, _THERE, ("policy",)),
    *(
        door(
            "/policies/add/<any(procedure, risk_assessment, acceptance_policy):kind>",
            OFFICERS,
            _ORGANISATION,
            "policy_kind",
        )
        for door in (get, post)
    ),
    *(door("/policies/end/<int:pk>", OFFICERS, _ORGANISATION, "policy") for door in (get, post)),
    *register("/trainings", AML, _ORGANISATION, "training"),
    Route("GET", "/trainings/file/<int:pk>", AML, _ORGANISATION, _THERE, ("training",)),
    get("/trainings/hours", AML, _ORGANISATION),
    get("/trainings/add", AML, _ORGANISATION),
    post("/trainings/add", AML, _ORGANISATION),
    get("/trainings/withdraw/<int:pk>", AML, _ORGANISATION, "training"),
    post("/trainings/withdraw/<int:pk>", AML, _ORGANISATION, "training", answers=303),
)
