"""What the page of a case tells beside the case itself: its steps with who took them, its files, its money.

Files and wallets lie elsewhere than the case: whoever calls this found the case among those its reader may see.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, or_, select
from sqlalchemy.orm import Session

from app.errors import Missing
from app.policy import Identity
from app.transaction import Scope, within
from models.accounts import Account, Person, Profile
from models.documents import Document
from models.events import PLATFORM
from models.syndics import Case, CaseFile, CaseStep
from models.values.mandates import CaseEvidence, StepKind
from models.wallet import Transaction

MADE = "mandate_paper"
"""The kind of the papers we make of a case: proof of submission, filing sheet."""


@dataclass(frozen=True)
class Told:
    """One step. `by`: who took it, '' for the clock and, to an applicant, for the counter."""

    id: int
    kind: StepKind
    by: str
    of_desk: bool
    text: str
    at: datetime


@dataclass(frozen=True)
class Paper:
    """A file of a case; `evidence`: what it proves, None for a paper we made of it."""

    document: Document
    evidence: CaseEvidence | None
    added_at: datetime


def steps_told(session: Session, who: Identity, case: Case) -> tuple[Told, ...]:
    """Every step, the first one first; one statement."""
    name = func.nullif(
        func.btrim(
            func.concat_ws(
                " ",
                func.coalesce(Person.given_names, Profile.given_names),
                func.coalesce(Person.family_name, Profile.family_name),
            )
        ),
        "",
    )
    rows = session.execute(
        select(
            CaseStep.id, CaseStep.kind, CaseStep.of_desk, CaseStep.text, CaseStep.at, CaseStep.account_id,
            func.coalesce(name, Account.username, "").label("by"),
        )
        .outerjoin(Account, Account.id == CaseStep.account_id)
        .outerjoin(Person, Person.id == Account.person_id)
        .outerjoin(Profile, Profile.account_id == Account.id)
        .where(CaseStep.case_id == case.id)
        .order_by(CaseStep.id)
    )  # fmt: skip
    return tuple(
        Told(
            row.id,
            StepKind(row.kind),
            "" if row.account_id is None or (row.of_desk and not who.is_staff) else row.by,
            row.of_desk,
            row.text,
            row.at,
        )
        for row in rows
    )


def papers_of(session: Session, case: Case) -> tuple[Paper, ...]:
    """The files that can still be read, the first one first. In office scope."""
    rows = session.execute(
        select(Document, CaseFile.kind, CaseFile.added_at)
        .select_from(Document)
        .outerjoin(CaseFile, (CaseFile.document_id == Document.id) & (CaseFile.case_id == case.id))
        .where(
            Document.organisation_id == PLATFORM,
            Document.file.is_not(None),
            or_(CaseFile.id.is_not(None), Document.id == case.proof_id),
        )
        .order_by(func.coalesce(CaseFile.added_at, Document.made_at), Document.id)
    )
    return tuple(
        Paper(document, CaseEvidence(kind) if kind else None, added_at or document.made_at)
        for document, kind, added_at in rows
    )


def paper_of(session: Session, case: Case, document_id: int) -> Document:
    """One of them. Raises Missing for a file of anything else."""
    with within(session, Scope.office()):
        for one in papers_of(session, case):
            if one.document.id == document_id:
                return one.document
    raise Missing("document", document_id)


def money_of(session: Session, case: Case) -> Sequence[Transaction]:
    """What was paid for it and what came back, the first one first. In office scope."""
    charges = [one for one in (case.charge_id, case.extra_charge_id) if one is not None]
    if case.payer_id is None or not charges:
        return ()
    return session.scalars(
        select(Transaction)
        .where(
            Transaction.organisation_id == case.payer_id,
            or_(Transaction.id.in_(charges), Transaction.reverses_id.in_(charges)),
        )
        .order_by(Transaction.at, Transaction.id)
    ).all()
