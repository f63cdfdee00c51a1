"""From a case to the pages where it is begun, written, paid and treated."""

from __future__ import annotations

from flask import url_for

from models.syndics import Case, CaseFile


def case_url(case: Case) -> str:
    """Its own page."""
    return url_for("MandateCaseScreen.show", pk=case.id)


def desk_url(case: Case) -> str:
    """Its page at the counter."""
    return url_for("MandateDeskScreen.show", pk=case.id)


def writing_url(case: Case) -> str:
    """The page on which its writing stopped."""
    return url_for("MandateCasePageScreen.index", pk=case.id)


def file_url(file: CaseFile) -> str:
    """One of its files."""
    return url_for("MandateCasePageScreen.hand_out", pk=file.case_id, file_id=file.id)


def proof_url(case: Case) -> str:
    """The proof that it was submitted."""
    return f"/mandate-submit/proof/{case.id}"


def register_url(case: Case) -> str:
    """The register's mandates of its association; '' where it has no number yet."""
    return url_for("MandateScreen.list", association=case.association_number) if case.association_number else ""
