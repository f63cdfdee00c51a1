"""Posting in the ledger, against pgbench committing an update of one row, on a server that waits for its disk.

Every job is one wallet, or one row, and one client, as one office's payments are; with four clients each has its
own. The reference is `pgbench -M prepared` with one statement, an update of a row by its key. `ledger function` is
one call of `house_wallet_post` by that same program, each with a key of its own; `function, by the driver` the
same call from Python, in autocommit; `batch function` books five hundred charges in one statement of Python;
`whole charge` is the service that tools call: price, limits, key, posting and event, committed. Afterwards the
balances are held against what was charged, and every invariant of money is asked.
"""

from __future__ import annotations

import statistics
import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from decimal import Decimal
from itertools import count
from pathlib import Path

import psycopg
from sqlalchemy import Engine, text
from sqlalchemy.orm import Session, sessionmaker

from app.database import engine_for, session_factory
from app.transaction import Scope, enter, transaction
from app.wallet.charging import Payer, Wanted, charge
from app.wallet.ledger import POST, Posting, post_many, told_of
from app.wallet.rules import Cost, lines_of_charge
from benchmarks.filling import filled_with
from benchmarks.measure import Job, Times, main
from models.invariants import MONEY, broken
from models.server import Server, run_client
from models.values import TransactionKind, euro

# "At least 0.5 of pgbench" is at most twice its time.
JOBS = (
    Job("ledger function", "pgbench UPDATE", 2.0, growth=1.3),
    Job("function, by the driver", "pgbench UPDATE"),
    Job("batch function, a posting", "pgbench UPDATE", 1 / 3, growth=1.3),
    Job("whole charge", "pgbench UPDATE", 1 / 0.15, growth=1.3),
    Job("ledger function, 4 clients", "pgbench UPDATE, 4 clients"),
    Job("whole charge, 4 clients", "pgbench UPDATE, 4 clients"),
)
SIZES = (10_000, 100_000)
CLIENTS = 4
_EACH = 200
_BATCH = 500
_NOW = datetime(2027, 3, 15, 9, 0, tzinfo=UTC)
_COST = Cost(euro("1.00"), 1, 21)
_KEYS = count(1)
_OFFICES = 1 + CLIENTS
# The first wallet has so many entries, each other a hundred: a top-up that covers them, and charges of 1.21 euro.
FILL = (
    """insert into organisation (id, kind, name, enterprise_number, created_at, street, postal_code, place, email,
        language, version)
    select i, 'enterprise', 'Kantoor ' || i, lpad((2000000 + i)::text, 8, '0')
        || lpad((97 - (2000000 + i) % 97)::text, 2, '0'), now(), '', '', '', '', 'nl', 1
    from generate_series(1, 5) i""",
    """insert into ab_user (id, username, email, first_name, last_name, active)
    select i, 'user' || i, 'user' || i || '@x.be', '', '', true from generate_series(1, 5) i""",
    """insert into organisation_membership (organisation_id, id, account_id, category, type,
        state, first_day, function, email, phone, note, sort_name, version, created_at)
    overriding system value select i, i, i, 'employee', 'standard', 'confirmed', '2026-01-01', '',
        '', '', '', '', 1, now() from generate_series(1, 5) i""",
    """insert into rights_tool (id, code, name_nl, name_fr, name_en, description_nl, description_fr,
        description_en, link, key_level, helpdesk_email, admits_legal_representative, usable_as_oneself, opened_by)
    overriding system value
    values (1, 'tool', 'T', 'T', 'T', '', '', '', '', 'basic', '', false, false, 'manager')""",
    """insert into rights_price (tool_id, code, name_nl, name_fr, name_en, net, vat_percent, first_day)
    values (1, 'search', 'Opzoeking', 'Recherche', 'Search', 1.00, 21, '2026-01-01')""",
    """create temporary table entry as select o.id as office, i as number, 1e9 - 1.21 * (i - 1) as balance,
        timestamptz '2026-01-05 08:00 UTC' + i * interval '1 second' as moment
    from organisation o cross join lateral generate_series(1, case o.id when 1 then :entries else 100 end) i""",
    """insert into wallet (organisation_id, balance, owed, last_at, last_year, last_number)
    select distinct on (office) office, balance, 0, moment, 2026, number from entry
    order by office, number desc""",
    """insert into wallet_transaction (organisation_id, id, kind, state, key, at, asked_at, account_id,
        membership_id, tool_id, product, named, quantity, unit_net, net, vat_percent, vat, gross, reference,
        reason, provider, change, transit, revenue, vat_due, balance, owed, year, number)
    overriding system value select office, number, case number when 1 then 'top_up' else 'charge' end,
        'completed',
        'old:' || number, moment, moment, office, office, bought.tool, bought.product, bought.named, bought.one,
        bought.net, bought.net, bought.percent, bought.vat, case number when 1 then 1e9 else 1.21 end, '', '',
        case number when 1 then 'practice_bank' end, case number when 1 then 1e9 else -1.21 end,
        case number when 1 then -1e9 else 0 end, case number when 1 then 0 else 1.00 end,
        case number when 1 then 0 else 0.21 end, balance, 0, 2026, number
    from entry left join (values (1, 'search', '{Opzoeking,Recherche,Search}'::text[], 1, 1.00, 21, 0.21))
        as bought (tool, product, named, one, net, percent, vat) on number > 1""",
    "select setval('wallet_transaction_id_seq', :entries + 1)",
    "drop table entry",
    "create table bench_row (id bigint primary key, balance numeric(14, 2) not null, filler text)",
    "insert into bench_row select i, 0, repeat('x', 60) from generate_series(1, 1000) i",
    "grant select, update on bench_row to house_owner",
)
_UPDATE = "update bench_row set balance = balance + 1 where id = {office};\n"
_CHARGE = """\\set key random(1, 9000000000000000000)
select * from house_wallet_post(for_organisation => {office}, waiting_id => null, its_kind => 'charge',
    its_key => 'pgbench:' || :key, told_at => '{now}', its_account => {office}, its_membership => {office},
    its_tool => 1, its_product => 'search', its_names => '{{Opzoeking,Recherche,Search}}', its_quantity => 1,
    its_unit => 1.00, its_net => 1.00, its_percent => 21::smallint, its_vat => 0.21, its_gross => 1.21,
    its_reference => 'dossier ' || :key, its_reason => '', undone_id => null, its_provider => null,
    of_wallet => -1.21, of_receivable => 0, of_transit => 0, of_bank => 0, of_suspense => 0, of_revenue => 1.00,
    of_vat => 0.21, of_rounding => 0);
"""


def measured(size: int, rounds: int) -> Iterator[Times]:
    with (
        filled_with(FILL, durable=True, entries=size) as (server, owner),
        tempfile.TemporaryDirectory(prefix="sleutelbos-bench-") as folder,
    ):
        engine = engine_for(server.url("house_app"), seconds=600, size=_OFFICES)
        charged = _Charged(server, session_factory(engine))
        owner_url = server.url("house_owner")
        works: dict[str, Callable[[], float]] = {
            "pgbench": lambda: _pgbench(owner_url, _UPDATE, Path(folder), 1),
            "ledger function": lambda: charged.by_pgbench(Path(folder), 1),
            "function, by the driver": lambda: charged.by_function(1, _EACH),
            "batch function, a posting": charged.in_a_batch,
            "whole charge": lambda: charged.by_service(1, _EACH),
            "pgbench, 4 clients": lambda: _pgbench(owner_url, _UPDATE, Path(folder), CLIENTS),
            "ledger function, 4 clients": lambda: charged.by_pgbench(Path(folder), CLIENTS),
            "whole charge, 4 clients": lambda: charged.at_once(charged.by_service),
        }
        seen: dict[str, list[float]] = {name: [] for name in works}
        for number in range(rounds + 1):
            for name, work in works.items():
                took = work()
                if number:
                    seen[name].append(took)
        medians = {name: statistics.median(times) for name, times in seen.items()}
        charged.reckon(owner)
        engine.dispose()
    for job in JOBS:
        reference = medians["pgbench, 4 clients" if "clients" in job.name else "pgbench"]
        ours = medians[job.name]
        yield Times(job.name, ours, reference, f"{reference / ours:.2f} of it; {1000 / ours:.0f} a second")


class _Charged:
    """Charges in these ways; each way returns the milliseconds that one took."""

    def __init__(self, server: Server, sessions: sessionmaker[Session]) -> None:
        self.url = server.url("house_app")
        self.address = self.url.replace("postgresql+psycopg", "postgresql")
        self.sessions = sessions
        self.times = [0] * (_OFFICES + 1)

    def by_pgbench(self, folder: Path, clients: int) -> float:
        took = _pgbench(f"{self.url}&options=-crole%3Dhouse_office", _CHARGE, folder, clients)
        first = 1 if clients == 1 else 2
        for office in range(first, first + clients):
            self.times[office] += _EACH * 2
        return took

    def by_function(self, office: int, times: int) -> float:
        with psycopg.connect(self.address, autocommit=True) as connection:
            connection.execute("set role house_office")
            told = [told_of(_posting(office), _NOW) for _ in range(times + 10)]
            for one in told[:10]:
                connection.execute(POST, one, prepare=True)
            began = time.perf_counter()
            for one in told[10:]:
                connection.execute(POST, one, prepare=True).fetchone()
            took = time.perf_counter() - began
        self.times[office] += len(told)
        return took * 1000 / times

    def in_a_batch(self) -> float:
        many = [_posting(1) for _ in range(_BATCH)]
        with self.sessions() as session:
            enter(session, Scope.office())
            session.execute(text("select 1"))
            began = time.perf_counter()
            with transaction(session):
                posted = post_many(session, many, _NOW)
            took = time.perf_counter() - began
        assert all(posted)
        self.times[1] += _BATCH
        return took * 1000 / _BATCH

    def by_service(self, office: int, times: int) -> float:
        payer = Payer(office, office, 1, office)
        began = time.perf_counter()
        for _ in range(times):
            with self.sessions() as session, transaction(session):
                enter(session, Scope.organisation(office))
                charge(
                    session, payer, Wanted("search", reference=f"dossier {next(_KEYS)}"), str(next(_KEYS)), _NOW
                )
        self.times[office] += times
        return (time.perf_counter() - began) * 1000 / times

    def at_once(self, way: Callable[[int, int], float]) -> float:
        """Milliseconds for each charge of all: as many clients, each with a wallet of its own."""
        threads = [threading.Thread(target=way, args=(2 + number, _EACH)) for number in range(CLIENTS)]
        began = time.perf_counter()
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        return (time.perf_counter() - began) * 1000 / (CLIENTS * _EACH)

    def reckon(self, owner: Engine) -> None:
        """What is left is what was there less what was charged, to the cent."""
        with owner.connect() as connection:
            faults = broken(connection, MONEY)
            spent: dict[int, Decimal] = dict(
                connection.execute(
                    text(
                        "select organisation_id, -sum(change) from wallet_transaction"
                        " where key not like 'old:%' group by 1"
                    )
                ).all()
            )
        wanted = {office: Decimal("1.21") * times for office, times in enumerate(self.times) if times}
        assert (spent, faults) == (wanted, []), (spent, wanted, faults)


def _posting(office: int) -> Posting:
    return Posting(
        office, TransactionKind.CHARGE, f"bench:{next(_KEYS)}", _COST.gross, lines_of_charge(_COST),
        account_id=office, membership_id=office, tool_id=1, product="search",
        named=("Opzoeking", "Recherche", "Search"), cost=_COST, reference=f"dossier {next(_KEYS)}",
    )  # fmt: skip


def _pgbench(url: str, statement: str, folder: Path, clients: int) -> float:
    """Milliseconds of one commit of all clients together, connecting not counted. One client works on the first
    wallet or row, several each on one of the others."""
    script = folder / "statement.sql"
    script.write_text(statement.format(office=1 if clients == 1 else ":client_id + 2", now=_NOW.isoformat()))
    told = [
        "-n",
        "-M",
        "prepared",
        "-f",
        str(script),
        "-c",
        str(clients),
        "-j",
        str(clients),
        "-t",
        str(_EACH * 2),
    ]
    done = run_client(url, "pgbench", *told)
    rate = next(line for line in done.stdout.decode().splitlines() if line.startswith("tps")).split()[2]
    return 1000 / float(rate)


if __name__ == "__main__":
    main(__file__)
