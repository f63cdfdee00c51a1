"""Doors to cases about mandates of syndics: the list, one of them, and what is done with it. A member sees his
organisation's, whoever acts for himself his own, staff all; but only whose it is answers and withdraws."""

from __future__ import annotations

from tests.house.doors import SIGNED_IN, Route, Scope, get, post

_ROW = ("mandate_case",)
_THERE_OR_NOT, _HIS_OR_NOT = frozenset({200, 404}), frozenset({200, 403, 404})
_SENT = frozenset({403, 404, 422})

OF_MANDATE_CASES: tuple[Route, ...] = (
    get("/mandate-cases/list/", SIGNED_IN, Scope.OWN),
    post("/mandate-cases/export", SIGNED_IN, Scope.OWN, answers=200),
    Route("GET", "/mandate-cases/show/<pk>", SIGNED_IN, Scope.ORGANISATION, _THERE_OR_NOT, _ROW),
    Route("GET", "/mandate-cases/write/<int:pk>", SIGNED_IN, Scope.ORGANISATION, _THERE_OR_NOT, _ROW),
    Route("POST", "/mandate-cases/write/<int:pk>", SIGNED_IN, Scope.ORGANISATION, _SENT, _ROW),
    Route("GET", "/mandate-cases/answer/<int:pk>", SIGNED_IN, Scope.ORGANISATION, _HIS_OR_NOT, _ROW),
    Route("POST", "/mandate-cases/answer/<int:pk>", SIGNED_IN, Scope.ORGANISATION, _SENT, _ROW),
    Route("GET", "/mandate-cases/withdraw/<int:pk>", SIGNED_IN, Scope.ORGANISATION, _HIS_OR_NOT, _ROW),
    Route("POST", "/mandate-cases/withdraw/<int:pk>", SIGNED_IN, Scope.ORGANISATION, _SENT, _ROW),
    # To where one stopped, from a mail: in the context the case belongs to.
    Route("GET", "/mandate-cases/go-on/<int:pk>", SIGNED_IN, Scope.OWN, frozenset({302, 404}), _ROW),
)
