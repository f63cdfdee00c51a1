"""A pack is made by a worker: everything is read from one snapshot of the database, and written into a zip on
disk.

One REPEATABLE READ transaction, which only reads: what changes while it is made is in it wholly or not at all. A
worker that dies leaves nothing; another one begins again. The row of the pack, its file and the end of the work
are of one transaction: so there is one of each, however often it began.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import replace
from datetime import datetime
from typing import Any

from sqlalchemy import text
from sqlalchemy.orm import Session

from app import clock, events
from app.aml.packs.apart import put_apart
from app.aml.packs.asked import Asked
from app.aml.packs.clients import put_contacts
from app.aml.packs.dealings import put_deals
from app.aml.packs.making import Making
from app.aml.packs.manifest import README, Packing, Sealed
from app.aml.packs.readme import readme
from app.aml.packs.registers import put_registers
from app.aml.packs.rows import People
from app.clock import BRUSSELS
from app.errors import Missing
from app.policy import Identity, Permission, require
from app.rights.authority import scope_for
from app.transaction import enter, take_time, within
from app.words import words_in
from app.work import Bench, Done, Telling
from models.aml import Pack
from models.organisations import Organisation
from models.values.following import PackKind
from models.work import Work

MEDIA_TYPE = "application/zip"
# Between two questions a large file may be copied; the house ends transactions that say nothing for a while.
_TAKE_LONG = text("select set_config('idle_in_transaction_session_timeout', '3600s', true)")


def carry_on(bench: Bench, task: Work, actor: Identity, progress: Telling) -> Done:
    """What the worker does. Raises Forbidden, Missing, Outage; Stopped, which leaves nothing."""
    require(actor, Permission.PACK_MAKE)
    if actor.organisation_id is None:
        raise Missing("organisation", 0)
    asked = Asked.read(task.facts["asked"])
    now, about = clock.now(), int(task.facts["files"])
    place = bench.folder / "pack.zip"
    with snapshot(bench, actor) as session, closing(Packing(place, now, told_of(progress, about))) as packing:
        office = session.get_one(Organisation, actor.organisation_id)
        session.expunge(office)
        making = Making(
            session, bench.files, packing, office, asked, words_in(task.facts["language"]),
            People(session, office.id),
        )  # fmt: skip
        head = _put(making, actor, task.id, now)
        sealed = packing.seal(head)
    progress.tell(sealed.files, sealed.files)
    name = f"{making.words('inspection-pack')} {office.name} {now.astimezone(BRUSSELS):%Y-%m-%d}.zip"

    def keep(session: Session) -> None:
        with within(session, scope_for(actor, shared=True)):
            keep_pack(session, actor, task.id, asked, sealed, now)

    result = {"files": sealed.files, "lacking": len(making.lacking)}
    return Done(result, place, name, MEDIA_TYPE, keep)


def told_of(progress: Telling, about: int) -> Any:
    """After each file; how many there will be is about."""
    return lambda count: progress.tell(count, max(about, count + 1))


@contextmanager
def snapshot(bench: Bench, actor: Identity) -> Iterator[Session]:
    """A session that sees the database as it is at its first question, and changes nothing."""
    with bench.session() as session:
        enter(session, replace(scope_for(actor, shared=True), read_only=True))
        session.connection(execution_options={"isolation_level": "REPEATABLE READ"})
        take_time(session)
        session.execute(_TAKE_LONG)
        yield session
        session.rollback()


def _put(making: Making, actor: Identity, work_id: int, now: datetime) -> dict[str, Any]:
    """Everything but the list; returns what stands at its head."""
    packing, asked = making.packing, making.asked
    by, at = making.people.name(actor.account_id), f"{now.astimezone(BRUSSELS):%d/%m/%Y %H:%M}"
    packing.text(README, readme(making.words, asked, making.office.name, at, by))
    put_registers(making)
    contacts = put_contacts(making, now, lambda: None)
    dealings = put_deals(making, lambda: None)
    put_apart(making)
    return {
        "office": {"name": making.office.name, "enterprise_number": making.office.enterprise_number},
        "made_at": now.isoformat(),
        "made_by": by,
        "number": work_id,
        "asked": asked.told() | {"kind": str(asked.kind), "which": str(asked.which)},
        "contacts": contacts,
        "transactions": dealings,
        "lacking": making.lacking,
    }


def keep_pack(
    session: Session, actor: Identity, work_id: int, asked: Asked, sealed: Sealed, now: datetime
) -> Pack:
    """The row by which it can be told whether a zip is as it was made."""
    kind = PackKind(asked.kind)
    made = Pack(
        organisation_id=actor.organisation_id,
        kind=str(kind),
        asked=asked.told() | {"work": work_id},
        files=sealed.files,
        size=sealed.size,
        manifest=sealed.manifest,
        print=sealed.print,
        made_by=actor.account_id,
        made_at=now,
    )
    session.add(made)
    session.flush()
    facts = {
        "kind": str(kind),
        "files": sealed.files,
        "manifest": sealed.manifest.hex(),
        "print": sealed.print.hex(),
        "reports": asked.with_reports,
    }
    subject = events.Subject("pack", made.id, made.organisation_id)
    events.record(session, events.Tag.PACK_MADE, subject, actor, now, facts=facts)
    return made
