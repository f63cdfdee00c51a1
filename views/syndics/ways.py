"""From a case to the pages where it is begun, written, paid and treated."""

from __future__ import annotations

from flask import url_for

from models.syndics import Case


def case_url(case: Case) -> str:
    """Its own page."""
    return url_for("MandateCaseScreen.show", pk=case.id)


def writing_url(case: Case) -> str:
    """The page on which its writing stopped."""
    return case_url(case)
