"""Doors to the register of mandates, which whoever signed in reads, and to a company's portfolio."""

from __future__ import annotations

from tests.house.batch_doors import OF_BATCHES
from tests.house.doors import MEMBERS, SIGNED_IN, Route, Scope, post, register

OF_MANDATES: tuple[Route, ...] = (
    *register("/mandates", SIGNED_IN, Scope.NONE, "mandate"),
    *register("/syndic-portfolio", MEMBERS, Scope.ORGANISATION, "portfolio_mandate"),
    # Nothing chosen leads back to the list.
    post("/syndic-portfolio/act", MEMBERS, Scope.ORGANISATION, answers=303),
    *OF_BATCHES,
)
