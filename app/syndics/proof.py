"""The proof that a case was submitted: when, until when it had to be, whether that was in time, what was paid, and
all that it said.

It is made from what stood at that moment alone, so that made again it is the same to the byte: what the case said
before it was first asked about, and the files that were there. In the applicant's language.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from app import clock, pdf
from app.documents.checking import LOCALES
from app.documents.services import NewDocument, keep
from app.errors import Missing
from app.outside.files import Files
from app.policy import Identity
from app.syndics.queries import details_of, paper_subject_of
from app.syndics.told import enterprise_in, evidence_in, form_in, sections_of
from app.transaction import Scope, within
from app.wallet.receipts import ISSUER, instant_in
from app.words import Words, words_in
from models.accounts import Account
from models.documents import Document
from models.events import PLATFORM
from models.organisations import Organisation
from models.syndics import Case, CaseFile, CaseStep
from models.values import Money
from models.values.mandates import CaseDetails, CaseEvidence, CaseForm, StepKind
from models.wallet import Transaction

KIND = "mandate_paper"
Blocks = Iterator[pdf.Heading | pdf.Facts | pdf.Paragraph | pdf.Note]


@dataclass(frozen=True)
class Submitted:
    """A case as it was submitted, with whom it was for and who paid; files as kind, name and SHA-256."""

    case: Case
    details: CaseDetails
    applicant: str
    acting_for: str
    payer: str
    charge: Transaction
    extra: Transaction | None
    files: tuple[tuple[str, str, str], ...]


def proof_of(session: Session, case: Case) -> bytes:
    """The paper of a case that was submitted. Raises Missing for one that wasn't."""
    with within(session, Scope.office()):
        told = _submitted(session, case)
    return pdf.made(sheet(words_in(case.language), told))


def keep_proof(session: Session, files: Files, actor: Identity, case: Case, now: datetime) -> Document:
    """Keeps it with the case, which is held and was just submitted. Raises Outage."""
    made, words = proof_of(session, case), words_in(case.language)
    new = NewDocument(KIND, file_name(words, case), "application/pdf", paper_subject_of(case))
    with within(session, Scope.office()):
        document = keep(session, files, actor, new, [made], now, organisation_id=PLATFORM)
        case.proof_id = document.id
        session.flush()
    return document


def kept_proof(session: Session, files: Files, case: Case) -> bytes:
    """What was kept of it; made again where nothing was. The caller showed that the case may be seen.

    Raises Missing, Outage.
    """
    if case.proof_id is None:
        return proof_of(session, case)
    with within(session, Scope.office()):
        found = session.scalars(
            select(Document).where(
                Document.organisation_id == PLATFORM, Document.id == case.proof_id, Document.file.is_not(None)
            )
        ).one_or_none()
    if found is None:
        raise Missing("document", case.proof_id)
    with files.open(str(found.file)) as file:
        return file.read()


def file_name(_: Words, case: Case) -> str:
    return f"{_('proof-of-submission-%(number)s', number=case.id)}.pdf"


def sheet(_: Words, told: Submitted) -> pdf.Sheet:
    """The paper, in those words."""
    case = told.case
    assert case.submitted_at is not None  # noqa: S101 - it was submitted
    return pdf.Sheet(
        title=_("Proof of submission"),
        language=LOCALES[_.language],
        issuer=ISSUER,
        reference=_("Case no. %(number)s", number=case.id),
        issued_at=case.submitted_at,
        page_words=_("Page {page} of {pages}"),
        subject=case.association_name,
        blocks=tuple(_blocks(_, told)),
    )


def _blocks(_: Words, told: Submitted) -> Blocks:
    yield pdf.Facts(_filled(_handed_in(_, told)))
    yield pdf.Heading(_("What was paid"))
    yield pdf.Facts(_filled(_paid(_, told)))
    yield pdf.Heading(_("What was submitted"))
    for section in sections_of(_, CaseForm(told.case.form), told.details):
        if section.rows:
            yield pdf.Heading(section.title)
            yield pdf.Facts(list(section.rows))
    if told.files:
        yield pdf.Heading(_("Files"))
        yield pdf.Facts(
            [
                (evidence_in(_, CaseEvidence(kind)), f"{name}\nSHA-256 {sha256}")
                for kind, name, sha256 in told.files
            ]
        )
    yield pdf.Note(
        _(
            "This paper proves when the case was submitted to the business counter. The act stands in the business"
            " register once the counter filed it; you then get a message."
        )
    )


def _handed_in(_: Words, told: Submitted) -> Iterator[tuple[str, str]]:
    case = told.case
    assert case.handed_in_at is not None  # noqa: S101 - it was submitted
    assert case.submitted_at is not None  # noqa: S101 - it was submitted
    yield _("What"), form_in(_, CaseForm(case.form))
    yield _("Association of co-owners"), case.association_name
    yield _("Enterprise number"), enterprise_in(case.association_number or "")
    yield _("Submitted by"), told.applicant
    yield _("For"), told.acting_for
    if case.handed_in_at != case.submitted_at:
        yield _("Association announced to the counter"), instant_in(case.handed_in_at)
    yield _("Submitted on (Brussels time)"), instant_in(case.submitted_at)
    yield _("Last day to submit"), _.day(case.due_on)
    on_time = clock.day_of(case.handed_in_at) <= case.due_on
    yield _("In time"), _("Yes") if on_time else _("No: submitted after the last day")


def _paid(_: Words, told: Submitted) -> Iterator[tuple[str, str]]:
    fee, extra = told.charge, told.extra
    yield _("Registration fee"), _("%(gross)s, outside the scope of VAT", gross=_.money(Money(fee.gross)))
    yield _("Receipt"), fee.receipt
    if extra is not None:
        amount = _.money(Money(extra.gross))
        yield (
            _("Registration of the association"),
            _("%(gross)s, VAT of %(percent)s %% included", gross=amount, percent=extra.vat_percent),
        )
        yield _("Receipt of the registration"), extra.receipt
        yield _("Total"), _.money(Money(fee.gross) + Money(extra.gross))
    yield _("Paid from the wallet of"), told.payer


def _filled(rows: Iterator[tuple[str, str]]) -> list[tuple[str, str]]:
    return [(label, value) for label, value in rows if value]


def _submitted(session: Session, case: Case) -> Submitted:
    if case.submitted_at is None or case.charge_id is None or case.payer_id is None:
        raise Missing("proof", case.id)
    account = session.get_one(Account, case.account_id)
    acting_for = session.get_one(Organisation, case.acting_for_id).name if case.acting_for_id else ""
    asked = session.scalars(
        select(CaseStep.before)
        .where(CaseStep.case_id == case.id, CaseStep.kind == StepKind.ASKED)
        .order_by(CaseStep.id)
        .limit(1)
    ).one_or_none()
    details = CaseDetails.read(json.loads(asked)) if asked is not None else details_of(case)
    rows = session.execute(
        select(CaseFile.kind, Document.name, Document.sha256)
        .join(Document, (Document.organisation_id == PLATFORM) & (Document.id == CaseFile.document_id))
        .where(CaseFile.case_id == case.id, CaseFile.added_at <= case.submitted_at)
        .order_by(CaseFile.id)
    )
    return Submitted(
        case,
        details,
        f"{account.first_name} {account.last_name}".strip(),
        acting_for,
        session.get_one(Organisation, case.payer_id).name,
        _transaction(session, case.payer_id, case.charge_id),
        _transaction(session, case.payer_id, case.extra_charge_id) if case.extra_charge_id else None,
        tuple((kind, name, bytes(sha256).hex()) for kind, name, sha256 in rows),
    )


def _transaction(session: Session, organisation_id: int, transaction_id: int) -> Transaction:
    return session.scalars(
        select(Transaction).where(Transaction.organisation_id == organisation_id, Transaction.id == transaction_id)
    ).one()
