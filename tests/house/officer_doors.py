"""Doors to the AML officers of an office: who they are, becoming one, ceasing, who stands in; the visitors are a
member of the tool, who may do nothing for an officer, and a manager."""

from __future__ import annotations

from tests.house.doors import MEMBERS, Route, Scope, get, post, register

_ORGANISATION, _THERE = Scope.ORGANISATION, frozenset({200, 404})


def _for_an_officer(path: str, kind: str, sent: int) -> tuple[Route, ...]:
    """A page with which a manager acts for an officer; it isn't there for a member."""
    return (
        Route("GET", path, MEMBERS, _ORGANISATION, _THERE, (kind,)),
        Route("POST", path, MEMBERS, _ORGANISATION, frozenset({sent, 404}), (kind,)),
    )


OF_OFFICERS: tuple[Route, ...] = (
    get("/aml-officers/", MEMBERS, _ORGANISATION),
    get("/aml-officers/become", MEMBERS, _ORGANISATION),
    post("/aml-officers/become", MEMBERS, _ORGANISATION),
    *_for_an_officer("/aml-officers/cease/<int:member_id>", "officer", 422),
    *_for_an_officer("/aml-officers/deputy/<int:member_id>", "officer", 422),
    *_for_an_officer("/aml-officers/end-deputy/<int:pk>", "deputy", 303),
    *register("/aml-enrolments", MEMBERS, _ORGANISATION, "enrolment"),
    get("/aml-enrolments/approve/<int:pk>", MEMBERS, _ORGANISATION, "enrolment"),
    Route(
        "POST", "/aml-enrolments/approve/<int:pk>", MEMBERS, _ORGANISATION, frozenset({422, 403}), ("enrolment",)
    ),
    get("/aml-enrolments/decline/<int:pk>", MEMBERS, _ORGANISATION, "enrolment"),
    Route(
        "POST", "/aml-enrolments/decline/<int:pk>", MEMBERS, _ORGANISATION, frozenset({422, 403}), ("enrolment",)
    ),
    *register("/aml-deputies", MEMBERS, _ORGANISATION, "deputy"),
)
