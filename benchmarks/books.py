"""The books of a house with so many transactions over three years, against adding up every line of the ledger.

Ours is what a page of finance reads, with the sums of days that the nightly job keeps; `without sums` is the same
before that job ever ran. The file for the accountant is of a month, as CSV, against COPY of the same lines; its
memory must not grow. Afterwards the trial balance is held against the ledger, to the cent.
"""

from __future__ import annotations

import time
import tracemalloc
from collections.abc import Iterator
from datetime import UTC, date, datetime
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from flask import Flask
from flask_babel import force_locale
from sqlalchemy import Engine, text
from sqlalchemy.orm import Session, sessionmaker

import config
from app import log
from app.database import engine_for, session_factory
from app.policy import Identity, Role
from app.transaction import Scope, enter, transaction
from app.wallet.books import days, ledger_lines, sums, vat_reading
from benchmarks.filling import filled_with
from benchmarks.measure import Job, Times, fewer, interleaved, main
from models.values import LedgerAccount
from run import connect_with, create_app
from views.wallet.books_ledger import write

JOBS = (
    Job("figures of the house", "one sum of all lines", 0.2, 1_000_000, growth=2.0),
    Job("trial balance of a month", "one sum of all lines", 0.2, 1_000_000, growth=2.0),
    Job("revenue, twelve months", "one sum of all lines", 0.2, 1_000_000, growth=2.0),
    Job("VAT of a month explained", "one sum of all lines", 0.5, 1_000_000),
    Job("trial balance, without sums", "one sum of all lines"),
    Job("ledger of a month, CSV", "COPY of its lines"),
    Job("keeping all days, a day", "one sum of all lines"),
)
SIZES = (10_000, 100_000)
HUGO = Identity(1, None, frozenset({Role.PERSON, Role.FINANCE}))
FIRST, LAST, MONTH = date(2024, 1, 1), date(2026, 12, 31), date(2026, 6, 1)
_END = datetime(2027, 1, 2, 12, tzinfo=UTC)
_TOOLS, _OFFICES = 8, 500
# Of a thousand transactions twenty are top-ups; the rest are purchases of 12.10 euro in one of the tools.
FILL = (
    """insert into organisation (id, kind, name, enterprise_number, created_at, street, postal_code, place, email,
        language, version)
    select i, 'enterprise', 'Kantoor ' || i, lpad((2000000 + i)::text, 8, '0')
        || lpad((97 - (2000000 + i) % 97)::text, 2, '0'), now(), '', '', '', '', 'nl', 1
    from generate_series(1, 500) i""",
    """insert into ab_user (id, username, email, first_name, last_name, active)
    values (1, 'hugo', 'hugo@x.be', '', '', true)""",
    """insert into rights_tool (id, code, name_nl, name_fr, name_en, description_nl, description_fr,
        description_en, link, key_level, helpdesk_email, admits_legal_representative, usable_as_oneself, opened_by)
    overriding system value
    select i, 'tool' || i, 'T' || i, 'T' || i, 'T' || i, '', '', '', '', 'basic', '', false, false, 'manager'
    from generate_series(1, 8) i""",
    "insert into wallet (organisation_id) select id from organisation",
    """insert into wallet_transaction (organisation_id, id, kind, state, key, at, asked_at, tool_id, product,
        named, quantity, unit_net, net, vat_percent, vat, gross, reference, reason, provider, change, transit,
        revenue, vat_due, balance, owed, year, number)
    overriding system value select i % 500 + 1, i, case when paid then 'top_up' else 'charge' end, 'completed',
        'old:' || i, moment, moment, case when not paid then i % 8 + 1 end, case when not paid then 'search' end,
        case when not paid then '{Opzoeking,Recherche,Search}'::text[] end, case when not paid then 1 end,
        case when not paid then 10.00 end, case when not paid then 10.00 end, case when not paid then 21 end,
        case when not paid then 2.10 end, case when paid then 1000 else 12.10 end, 'dossier ' || i, '',
        case when paid then 'practice_bank' end, case when paid then 1000 else -12.10 end,
        case when paid then -1000 else 0 end, case when paid then 0 else 10 end,
        case when paid then 0 else 2.10 end, 1e9, 0, extract(year from moment), i
    from (select i, i % 50 = 0 as paid, timestamptz '2024-01-01 08:00 UTC'
            + i * (interval '1095 days' / :entries) as moment from generate_series(1, :entries) i) entry""",
)
_ALL = "select account, sum(amount) from wallet_line group by account"
_COPY = """copy (select t.at, t.id, o.name, l.account, l.amount, t.kind, t.reference from wallet_transaction t
    join wallet_line l on l.organisation_id = t.organisation_id and l.transaction_id = t.id
    left join organisation o on o.id = t.organisation_id
    where t.at >= '2026-06-01 00:00 Europe/Brussels' and t.at < '2026-07-01 00:00 Europe/Brussels'
    order by t.at, t.id, l.number) to stdout with (format csv, delimiter ';')"""


def measured(size: int, rounds: int) -> Iterator[Times]:
    log.configure(production=False, level="ERROR")
    rounds = fewer(rounds, size, 100_000)
    with filled_with(FILL, entries=size) as (server, owner):
        engine = engine_for(server.url("house_app"), seconds=600)
        factory = session_factory(engine)
        app = create_app(config.read({"LOG_LEVEL": "ERROR"}), factory, connect_with(engine))
        bare = interleaved({"ours": lambda: _balance(factory), "all": lambda: _all(owner)}, rounds)
        began = time.perf_counter()
        _keep(factory)
        keeping = (time.perf_counter() - began) * 1000 / 1095
        _reckon(factory, owner)
        works: dict[str, Any] = {
            "all": lambda: _all(owner),
            "figures of the house": lambda: _with(factory, lambda one: sums.figures(one, HUGO, LAST)),
            "trial balance of a month": lambda: _balance(factory),
            "revenue, twelve months": lambda: _with(factory, lambda one: sums.revenue(one, HUGO, MONTH, LAST)),
            "VAT of a month explained": lambda: _with(
                factory, lambda one: vat_reading.difference(one, HUGO, MONTH)
            ),
            "ledger of a month, CSV": lambda: _file(app, factory),
            "copy": lambda: _copied(owner),
        }
        times = interleaved(works, rounds)
        peak = _peak(app, factory)
        engine.dispose()
    for job in JOBS[:4]:
        yield Times(job.name, times[job.name], times["all"])
    yield Times("trial balance, without sums", bare["ours"], bare["all"])
    yield Times("ledger of a month, CSV", times["ledger of a month, CSV"], times["copy"], f"{peak:.0f} MB at most")
    yield Times("keeping all days, a day", keeping, times["all"], f"{keeping * 1095 / 1000:.1f} s for three years")


def _with(factory: sessionmaker[Session], ask: Any) -> Any:
    with factory() as session:
        enter(session, Scope.office())
        return ask(session)


def _balance(factory: sessionmaker[Session]) -> Any:
    return _with(factory, lambda one: sums.trial_balance(one, HUGO, MONTH, date(2026, 6, 30)))


def _all(owner: Engine) -> dict[str, Any]:
    with owner.connect() as connection:
        return dict(connection.execute(text(_ALL)).all())


def _keep(factory: sessionmaker[Session]) -> None:
    while True:
        with factory() as session, transaction(session):
            enter(session, Scope.office())
            if not days.keep_some(session, _END):
                return


def _file(app: Flask, factory: sessionmaker[Session]) -> int:
    with TemporaryDirectory(prefix="sleutelbos-bench-") as folder, factory() as session:
        enter(session, Scope.office())
        pieces = ledger_lines.pieces(session, HUGO, MONTH, date(2026, 6, 30))
        with app.app_context(), force_locale("nl"):
            return write(Path(folder) / "ledger.csv", "csv", pieces, {})


def _copied(owner: Engine) -> None:
    with owner.connect() as connection, connection.connection.cursor() as cursor, cursor.copy(_COPY) as copied:
        for _ in copied:
            pass


def _peak(app: Flask, factory: sessionmaker[Session]) -> float:
    """The most memory that Python held for a file, in MB."""
    tracemalloc.start()
    _file(app, factory)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    return peak / 1e6


def _reckon(factory: sessionmaker[Session], owner: Engine) -> None:
    """The trial balance of all days is the ledger, account by account."""
    found = _with(factory, lambda one: sums.trial_balance(one, HUGO, FIRST, LAST))
    ours: dict[str, Any] = {}
    for line in found.lines:
        ours[line.account] = ours.get(line.account, 0) + line.closing.euro
    assert found.balances
    assert {one: ours.get(one, 0) for one in LedgerAccount if one in ours} == _all(owner)


if __name__ == "__main__":
    main(__file__)
