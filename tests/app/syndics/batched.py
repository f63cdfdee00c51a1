"""A syndic company with money, and mandates in which somebody represents it: what tests of batches stand on."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date, datetime
from io import BytesIO
from pathlib import Path

from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload, sessionmaker

from app.outside.files import Folder
from app.outside.virus import TestFileOnly
from app.policy import Identity
from app.syndics.batch_files import add_document
from app.syndics.batch_preview import preview
from app.syndics.batch_running import handing_in, run_batch
from app.syndics.batches import begin_batch, change_batch
from app.syndics.fees import fee_of
from app.transaction import Scope, enter
from app.wallet.ledger import Posting, hold, post
from app.wallet.rules import Cost, lines_of_charge
from models.organisations import Organisation
from models.syndics import Batch, BatchItem, MandateRow
from models.values import Money, TransactionKind, euro
from models.values.mandates import (
    BatchKind,
    CaseDetails,
    CaseEvidence,
    Mandate,
    Reach,
    RepresentativeTold,
    SyndicCapacity,
)
from tests.app.documents.making import pdf
from tests.app.syndics.stage import (
    BARE_COMPANY,
    FEE,
    NORA,
    WIM,
    add_fee,
    add_mandate,
    fresh_association,
    mandates_tool,
    registered,
)
from tests.app.wallet.offices import NOW, Office, account, filled, office

HOLDS_FROM, DECIDED = date(2027, 2, 1), date(2026, 11, 20)
ONE = euro(FEE)


@dataclass(frozen=True)
class Company:
    """A syndic company, the mandates in which Wim represents it, and where files lie."""

    office: Office
    mandates: tuple[int, ...]
    files: Folder

    @property
    def id(self) -> int:
        return self.office.id

    @property
    def an(self) -> Identity:
        return self.office.manager


def company(
    session: Session, folder: Path, many: int, gross: str = "", *, accreditation: str = "", year: int = NOW.year
) -> Company:
    """With so many mandates and so much in its wallet; the session goes on in its scope."""
    one = office(session)
    row = session.get_one(Organisation, one.id)
    syndic = replace(
        BARE_COMPANY, name=row.name, enterprise_number=row.enterprise_number, accreditation=accreditation
    )
    if fee_of(session, year) is None:
        add_fee(session, year)
    made = []
    for number in range(many):
        association = fresh_association(f"VME Batch {number:03}")
        registered(session, association.number, association.name)
        made.append(add_mandate(session, association, syndic, representative=WIM, syndic_id=one.id).id)
    if gross:
        filled(session, one, gross)
    enter(session, Scope.organisation(one.id))
    return Company(one, tuple(made), Folder(folder / "files"))


def nora(details: CaseDetails) -> CaseDetails:
    """Nora represents the company from the first of February on."""
    return replace(
        details,
        mandate=Mandate(decided_on=DECIDED),
        representative=RepresentativeTold(True, NORA, SyndicCapacity.ESTATE_AGENT, "506.202"),
        changes_on=HOLDS_FROM,
        reach=Reach("an@immo.example", "+32 470 00 00 01", "Zeedijk 1, 8400 Oostende"),
    )


def nobody(details: CaseDetails) -> CaseDetails:
    """Nobody does any more."""
    return replace(nora(details), representative=RepresentativeTold(False))


def drafted(
    session: Session,
    one: Company,
    kind: BatchKind = BatchKind.CHANGE,
    mandates: tuple[int, ...] | None = None,
    key: str = "key-1",
    now: datetime = NOW,
) -> Batch:
    """A whole draft with its one document."""
    made = begin_batch(session, one.an, kind, mandates or one.mandates, key, now)
    change_batch(session, one.an, made.id, nora if kind is BatchKind.CHANGE else nobody, made.version, now)
    paper = BytesIO(pdf())
    told = (CaseEvidence.MINUTES, "decision.pdf")
    add_document(session, one.files, TestFileOnly(), one.an, made.id, told, paper, now)
    return made


def total_of(session: Session, one: Company, batch: Batch, now: datetime = NOW) -> Money:
    """What its page says that it costs."""
    return preview(session, one.an, batch, now).total


class Quiet:
    """Nobody listens; after so many steps it is as if the worker were told something."""

    def __init__(self, after: int = 0, then: Callable[[], None] | None = None) -> None:
        self.told: list[tuple[int, int | None]] = []
        self._after, self._then = after, then

    def tell(self, done: int, total: int | None = None) -> None:
        self.told.append((done, total))
        if self._then is not None and len(self.told) == self._after:
            self._then()


def scoped(sessions: sessionmaker[Session], one: Company) -> Callable[[], Session]:
    """Sessions in the company's scope, as a worker's bench hands them out."""

    def session() -> Session:
        made = sessions()
        enter(made, Scope.organisation(one.id))
        return made

    return session


def ran(
    sessions: sessionmaker[Session], one: Company, batch_id: int, telling: Quiet | None = None, now: datetime = NOW
) -> str:
    """What came of running it now."""
    return run_batch(
        scoped(sessions, one), batch_id, one.an, handing_in(one.files), telling or Quiet(), lambda: now
    )


def spent(session: Session, organisation_id: int, gross: str) -> None:
    """Somebody buys something else from that wallet; in office scope."""
    amount = euro(gross)
    cost = Cost(amount, 1, 0)
    assert hold(session, organisation_id).balance >= amount
    post(
        session,
        Posting(
            organisation_id, TransactionKind.CHARGE, "spent", amount, lines_of_charge(cost),
            account_id=account(session, "spender"), tool_id=mandates_tool(session), product="search",
            named=("Z", "R", "S"), cost=cost,
        ),
        NOW,
    )  # fmt: skip


def items_of(session: Session, batch: Batch) -> list[BatchItem]:
    """Its mandates, by the names of the associations."""
    return list(
        session.scalars(
            select(BatchItem)
            .join(MandateRow, MandateRow.id == BatchItem.mandate_id)
            .where(BatchItem.batch_id == batch.id)
            .order_by(MandateRow.sort_name, MandateRow.id)
            .options(joinedload(BatchItem.mandate))
        )
    )
