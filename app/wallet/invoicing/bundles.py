"""All documents of a month in one file, each as PDF and as file of Peppol: an organisation's; for the office, all.

Few are handed out at once; many are put together by a worker, who keeps each PDF on the way.
"""

from __future__ import annotations

import zipfile
from collections.abc import Iterator, Sequence
from datetime import date, datetime
from typing import IO, Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app import clock
from app.errors import Missing
from app.lists.exports import record_export
from app.outside.files import Files
from app.policy import Identity, Permission, require
from app.rights.authority import scope_for
from app.transaction import enter, transaction
from app.wallet.invoicing.drawing import file_of, pdf_bytes, pdf_of
from app.wallet.invoicing.months import visible_to
from app.work import Bench, Done, Telling
from models.wallet import Invoice
from models.work import Work

AT_ONCE = 20
"""More than these are a task of their own, with a page that shows how far it is."""
MEDIA_TYPE = "application/zip"
_BATCH = 50


def facts_of(month: date) -> dict[str, Any]:
    """What a worker has to know of it."""
    return {"month": month.isoformat()}


def name_of(month: date) -> str:
    """The name of the file, the same in every language."""
    return f"{month:%Y-%m}.zip"


def count_of(session: Session, who: Identity, month: date) -> int:
    """How many documents this reader may have of that month."""
    return session.scalar(select(func.count()).where(Invoice.month == month, visible_to(who))) or 0


def write(session: Session, files: Files, who: Identity, month: date, target: IO[bytes]) -> None:
    """Puts them together at once; keeps nothing."""
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        for some in _batches(session, who, month):
            for one in some:
                _add(archive, one, "pdf", pdf_bytes(session, files, one))
                _add(archive, one, "xml", file_of(session, one).xml)


def carry_on(bench: Bench, task: Work, actor: Identity, progress: Telling) -> Done:
    """What the worker does; begun again, it does the same. Raises Forbidden, Missing, Outage."""
    require(actor, Permission.WALLET_SEE)
    month = date.fromisoformat(task.facts["month"])
    path, done = bench.folder / "bundle.zip", 0
    with bench.session() as session, path.open("wb") as target:
        enter(session, scope_for(actor, shared=True))
        total = count_of(session, actor, month)
        if not total:
            raise Missing("month", month)
        with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
            for some in _batches(session, actor, month):
                with transaction(session):
                    for one in some:
                        pdf_of(session, bench.files, one, clock.now())
                        _add(archive, one, "pdf", pdf_bytes(session, bench.files, one))
                        _add(archive, one, "xml", file_of(session, one).xml)
                done += len(some)
                progress.tell(done, total)
        with transaction(session):
            record_taken(session, actor, month, total, clock.now(), work_id=task.id)
    return Done({"documents": done}, path, name_of(month), MEDIA_TYPE)


def record_taken(
    session: Session, actor: Identity, month: date, rows: int, now: datetime, *, work_id: int = 0
) -> None:
    """Records that the documents of a month were taken out of the house, as a list that is exported."""
    told = {"list": "InvoiceScreen", "format": "zip", "rows": rows, "columns": [], "filters": {}}
    record_export(session, actor, {**told, "month": month.isoformat()}, now, work_id=work_id)


def _batches(session: Session, who: Identity, month: date) -> Iterator[Sequence[Invoice]]:
    """The documents of that month by their ids, some at a time."""
    last = 0
    while True:
        some = session.scalars(
            select(Invoice)
            .where(Invoice.month == month, visible_to(who), Invoice.id > last)
            .order_by(Invoice.id)
            .limit(_BATCH)
        ).all()
        if not some:
            return
        last = some[-1].id
        yield some


def _add(archive: zipfile.ZipFile, one: Invoice, ending: str, content: bytes) -> None:
    """A part, dated when the document was issued: the same documents make the same archive."""
    issued = one.issued_at.astimezone(clock.BRUSSELS)
    told = zipfile.ZipInfo(f"{one.reference}.{ending}", (issued.year, issued.month, issued.day, 12, 0, 0))
    told.compress_type = zipfile.ZIP_DEFLATED
    archive.writestr(told, content)
