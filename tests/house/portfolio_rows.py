"""A list of contacts that a furnished organisation brought in; its name bears the mark."""

from __future__ import annotations

from datetime import timedelta

from sqlalchemy.orm import Session

from models.imports import ImportRow, ImportRun
from models.organisations import Member
from tests.house.crowd import BEGAN, Ids


def brought_in(session: Session, member: Member, contact_id: int, letter: str) -> Ids:
    """By `member`, who uses the tool; the contact is of its only row."""
    made = ImportRun(
        organisation_id=member.organisation_id,
        kind="contacts",
        state="applied",
        account_id=member.account_id,
        file_name=f"zq{letter}pcontacts.csv",
        format="csv",
        encoding="utf-8",
        delimiter=";",
        size=100,
        sha256=bytes(32),
        signature="1" * 64,
        heads=["Naam", "Voornamen"],
        columns=["name", "given_names"],
        rows=1,
        mode="good_rows",
        counts={"created": 1},
        digest="",
        asked_at=BEGAN,
        checked_at=BEGAN,
        applied_at=BEGAN + timedelta(minutes=1),
        applied_by=member.account_id,
        emptied_at=BEGAN + timedelta(minutes=1),
    )
    session.add(made)
    session.flush()
    session.add(
        ImportRow(
            organisation_id=made.organisation_id, import_id=made.id, line=2, verdict="created",
            subject_id=contact_id, subject_version=1,
        )
    )  # fmt: skip
    session.flush()
    return {"contact_import": made.id}
