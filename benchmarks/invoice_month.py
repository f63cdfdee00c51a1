"""A month of invoices from nothing to paper: issued part by part, each drawn as PDF and kept, by two processes.

The reference is the time that a month of this size may take: five minutes for ten thousand organisations. Parts
and documents are handed out as the queue hands out jobs, to whichever process is free.
"""

from __future__ import annotations

import tempfile
import time
from collections.abc import Iterator
from functools import partial
from multiprocessing import get_context
from pathlib import Path

from sqlalchemy import select, text

from app.database import engine_for, session_factory
from app.outside.files import Folder
from app.transaction import Scope, enter
from app.wallet.invoicing.drawing import pdf_of
from app.wallet.invoicing.issuing import issue_month
from app.wallet.invoicing.months import AT_ONCE
from benchmarks.filling import filled_with
from benchmarks.invoices import FILL, ISSUE, NOW
from benchmarks.measure import Job, Times, main
from models import keyring
from models.columns import among
from models.keyring import Keyring
from models.wallet import Invoice

JOBS = (Job("a month, an invoice and its PDF", "five minutes for ten thousand", 1.0),)
SIZES = (1_000,)
PROCESSES = 2
_PAPERS = 50
_ALLOWED = 300_000 / 10_000


def measured(size: int, rounds: int) -> Iterator[Times]:
    del rounds  # one month is one: what is issued stays
    parts = [list(range(first, min(first + AT_ONCE, size + 1))) for first in range(1, size + 1, AT_ONCE)]
    with (
        filled_with(FILL, durable=True, entries=size) as (server, owner),
        tempfile.TemporaryDirectory(prefix="sleutelbos-bench-") as folder,
    ):
        url, keys = server.url("house_app"), Path(folder) / "keys.json"
        keyring.write(keys, keyring.installed())
        with get_context("spawn").Pool(PROCESSES, _begin, (keys.read_text(),)) as workers:
            workers.map(abs, range(PROCESSES))
            began = time.perf_counter()
            workers.map(partial(_issue, url), parts, chunksize=1)
            issued = time.perf_counter()
            with owner.connect() as connection:
                ids = list(connection.scalars(text("select id from wallet_invoice order by id")))
            bundles = [ids[first : first + _PAPERS] for first in range(0, len(ids), _PAPERS)]
            workers.map(partial(_draw, url, folder), bundles, chunksize=1)
            drawn = time.perf_counter()
        with owner.connect() as connection:
            kept = connection.execute(text("select count(*) from wallet_invoice_paper")).scalar_one()
        assert (kept, len(ids)) == (size, size), (kept, len(ids))
    note = f"{size / (issued - began):.0f} issued, {size / (drawn - issued):.0f} drawn a second"
    yield Times(JOBS[0].name, (drawn - began) * 1000 / size, _ALLOWED, f"{drawn - began:.0f} s in all; {note}")


def _begin(keys: str) -> None:
    keyring.install(Keyring.from_text(keys))


def _issue(url: str, part: list[int]) -> None:
    engine = engine_for(url, seconds=600)
    with session_factory(engine)() as session:
        enter(session, Scope.office())
        issue_month(session, ISSUE, part, NOW)
        session.commit()
    engine.dispose()


def _draw(url: str, folder: str, ids: list[int]) -> None:
    engine = engine_for(url, seconds=600)
    with session_factory(engine)() as session:
        enter(session, Scope.office())
        for one in session.scalars(select(Invoice).where(among(Invoice.id, ids))).all():
            pdf_of(session, Folder(Path(folder) / "files"), one, NOW)
            session.commit()
    engine.dispose()


if __name__ == "__main__":
    main(__file__)
