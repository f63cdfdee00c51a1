"""A list taken out as CSV against COPY … TO STDOUT of the same rows; thousands of rights revoked in one act
against the one UPDATE that it comes down to.

The export is what the page sends: keyset chunks of mapped rows, the columns' own functions in the reader's
language, formulas disarmed. COPY does none of that in Python, so the ratio is shown, with MB/s, and has no goal:
what must hold is that it grows with the rows and that memory doesn't. Revoking is held to its goal where there
are enough rights for the act to outweigh its beginning and end.
"""

from __future__ import annotations

import tracemalloc
from collections.abc import Iterator
from typing import Any

from flask import Flask
from sqlalchemy import Engine, text
from sqlalchemy.orm import Session, sessionmaker
from werkzeug.datastructures import MultiDict

import config
from app import clock, log
from app.database import engine_for, session_factory
from app.lists.acts import Chosen
from app.policy import Identity, Role
from app.rights.bulk import foretell_revocations, revoke_rights
from app.transaction import Scope, enter
from benchmarks.measure import Job, Times, interleaved, main
from benchmarks.rights_data import filled
from run import connect_with, create_app
from views.framework.asking import asked_of
from views.framework.exports import Export

JOBS = (
    Job("export of a list, CSV", "COPY TO STDOUT", growth=12.0),
    Job("revoking many, foretold", "one UPDATE"),
    Job("revoking many, done", "one UPDATE", 3.0, 1_000_000),
)
SIZES = (10_000, 100_000)
MANY = 10_000
_COPY = """copy (
    select p.given_names || ' ' || p.family_name, k.name_nl, to_char(r.first_day, 'DD/MM/YYYY'),
        to_char(r.last_day, 'DD/MM/YYYY'), to_char(r.granted_at, 'DD/MM/YYYY'),
        case when r.last_day < current_date then 'Verlopen' else 'Actief' end
    from rights_right r join account_person p on p.id = r.person_id join rights_kind k on k.id = r.kind_id
    order by r.granted_at desc, r.id desc
) to stdout with (format csv, delimiter ';', header)"""
_OF_ONE = (
    "select id, version from rights_right where organisation_id = 2 and last_day >= :today order by id limit :many"
)
_UPDATE = """update rights_right
    set revoked_at = now(), revoked_on = current_date, revoked_by = 1, version = version + 1
    where organisation_id = 2 and id = any(:ids)"""
STAFF = Identity(account_id=1, person_id=None, roles=frozenset({Role.PERSON, Role.CENTRAL}))
ADMINISTRATOR = Identity(
    account_id=1,
    person_id=1,
    roles=frozenset({Role.PERSON, Role.LOCAL_ADMINISTRATOR}),
    organisation_id=2,
    key_level="high",
)


def measured(size: int, rounds: int) -> Iterator[Times]:
    log.configure(production=False, level="ERROR")
    with filled(size) as (server, owner):
        engine = engine_for(server.url("house_app"), seconds=600)
        factory = session_factory(engine)
        app = create_app(config.read({"LOG_LEVEL": "ERROR"}), factory, connect_with(engine))
        work = {"ours": lambda: _export(app, factory, size), "copy": lambda: _copy(owner)}
        times = interleaved(work, max(rounds // 3, 1))
        sent = _export(app, factory, size)
        speed, peak = sent / times["ours"] / 1000, _peak(app, factory, size)
        note = f"{speed:.1f} MB/s, {size / times['ours']:.0f}k rows/s, {peak:.0f} MB at most"
        yield Times("export of a list, CSV", times["ours"], times["copy"], note)
        yield from _revoking(factory, owner, rounds)
        engine.dispose()


def _export(app: Flask, factory: sessionmaker[Session], size: int) -> int:
    """Sends the whole list to nobody; gives its bytes."""
    what: Any = next(
        view for view in app.extensions["appbuilder"].baseviews if type(view).__name__ == "RightScreen"
    )
    with app.test_request_context():
        asked = asked_of(what, MultiDict())
    made = Export(what, asked, STAFF, "csv", "nl", size)
    with factory() as session:
        enter(session, Scope.office())
        return sum(len(piece) for piece in made.csv(app, session))


def _peak(app: Flask, factory: sessionmaker[Session], size: int) -> float:
    tracemalloc.start()
    _export(app, factory, size)
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    return peak / 1_000_000


def _copy(owner: Engine) -> int:
    raw = owner.raw_connection()
    try:
        with raw.cursor() as cursor, cursor.copy(_COPY) as copy:  # type: ignore[attr-defined]
            return sum(len(piece) for piece in copy)
    finally:
        raw.close()


def _revoking(factory: sessionmaker[Session], owner: Engine, rounds: int) -> Iterator[Times]:
    """Each time rolled back, so that there is something to revoke the next time."""
    with owner.begin() as connection:
        rows = connection.execute(text(_OF_ONE), {"today": clock.today(), "many": MANY}).all()
    chosen = [Chosen(row.id, row.version) for row in rows]
    if not chosen:
        return

    def ours(act: Any) -> None:
        with factory() as session:
            enter(session, Scope.organisation(2))
            act(session, ADMINISTRATOR, chosen, {"reason": ""}, clock.now())
            session.rollback()

    def bare() -> None:
        with owner.connect() as connection:
            connection.execute(text(_UPDATE), {"ids": [one.id for one in chosen]})
            connection.rollback()

    work = {"plan": lambda: ours(foretell_revocations), "do": lambda: ours(revoke_rights), "bare": bare}
    times = interleaved(work, rounds)
    note = f"{len(chosen):,} rights"
    yield Times("revoking many, foretold", times["plan"], times["bare"], note)
    yield Times("revoking many, done", times["do"], times["bare"], note)


if __name__ == "__main__":
    main(__file__)
