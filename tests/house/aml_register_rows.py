"""What a furnished organisation wrote down against laundering: a procedure with a file, and a training that a
member followed; all of it bears the mark."""

from __future__ import annotations

from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from models.aml import Attendance, Policy, Training
from models.documents import Document
from models.organisations import Member
from tests.house.crowd import BEGAN, Ids


def registered(session: Session, organisation_id: int, account_id: int, letter: str) -> Ids:
    """Written down by that member of the organisation, who was at the training too."""
    mark = f"zq{letter}p"
    member = session.scalars(
        select(Member).where(Member.organisation_id == organisation_id, Member.account_id == account_id)
    ).one()
    paper = Document(
        organisation_id=organisation_id, kind="aml_register", name=f"{mark}procedure.pdf",
        media_type="application/pdf", size=1, sha256=bytes(31) + b"r", file=f"{ord(letter):031x}r",
        subject_kind="policy", account_id=member.account_id, made_at=BEGAN,
    )  # fmt: skip
    session.add(paper)
    session.flush()
    policy = Policy(
        organisation_id=organisation_id, kind="procedure", title=f"{mark}procedure", body=f"{mark}text",
        first_day=date(2026, 1, 1), document_id=paper.id, made_by=member.account_id, made_at=BEGAN,
    )  # fmt: skip
    training = Training(
        organisation_id=organisation_id, title=f"{mark}training", given_by=f"{mark}teacher",
        held_on=date(2026, 5, 4), minutes=90, notes=f"{mark}notes", made_by=member.account_id, made_at=BEGAN,
    )  # fmt: skip
    session.add_all((policy, training))
    session.flush()
    session.add(Attendance(organisation_id=organisation_id, training_id=training.id, membership_id=member.id))
    session.flush()
    return {"policy": policy.id, "training": training.id, "policy_document": paper.id}
