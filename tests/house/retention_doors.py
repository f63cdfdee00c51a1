"""Doors of what is kept for ten years: noting that a relation ended or when a transaction was closed, for whoever
works in the tool; and the protocol of what was deleted, for AML officers alone, of whom nobody knocks here."""

from __future__ import annotations

from tests.house.doors import AML, Route, Scope, get, post, register
from tests.house.fiu_doors import OFFICERS

OF_RETENTION: tuple[Route, ...] = (
    *register("/deletions", OFFICERS, Scope.ORGANISATION, "deletion"),
    *(
        door(f"/keeping/{act}/<int:pk>", AML, Scope.ORGANISATION, row)
        for act, row in (("end", "contact"), ("goes-on", "contact"), ("closed", "deal"))
        for door in (get, post)
    ),
)
