"""Invoicing a month of three: twenty purchases of four products for each organisation, against their bare sum.

`freezing` is what the database does of it: the month summed up, numbered without gaps, lines and rates written and
checked, in parts of as many organisations as a job takes; the reference sums the same purchases up in one query
and keeps nothing. The parts follow each other in one transaction, so the last finds the documents of all before
it, as in earnest. `listing` is the job before it: who has something left, and the parts, put in the queue. Both
are told in milliseconds for a thousand organisations. `issuing` is all of a part, with the files, their seals and
the events, for the first thousand; its reference is the freezing of these. Afterwards documents are held against
purchases, and every invariant of money is asked.
"""

from __future__ import annotations

import statistics
import time
from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime

from sqlalchemy import text
from sqlalchemy.orm import Session, sessionmaker

from app.database import engine_for, session_factory
from app.transaction import Scope, enter, take_time
from app.wallet.invoicing.issuing import Issue, freeze, issue_month, wait_for_turn
from app.wallet.invoicing.months import AT_ONCE, ask_month, list_parts
from app.wallet.invoicing.seller import DEMO
from benchmarks.filling import filled_with
from benchmarks.measure import Job, Times, main
from models.invariants import MONEY, broken

JOBS = (
    Job("freezing, a thousand", "bare aggregate", 2.0, growth=1.3),
    Job("listing, a thousand", "bare aggregate"),
    Job("issuing, an invoice", "freezing, an invoice"),
)
SIZES = (10_000, 100_000)
_MANY = 1_000
NOW = datetime(2026, 12, 1, 4, 30, tzinfo=UTC)
ISSUE = Issue(DEMO, date(2026, 11, 1), date(2026, 11, 1))
FILL = (
    """insert into organisation (id, kind, name, enterprise_number, created_at, street, postal_code, place, email,
        language, version)
    select i, 'enterprise', 'Kantoor ' || i, lpad((2000000 + i)::text, 8, '0')
        || lpad((97 - (2000000 + i) % 97)::text, 2, '0'), now(), 'Markt 1', '9300', 'Aalst', '', 'nl', 1
    from generate_series(1, :entries) i""",
    """insert into ab_user (id, username, email, first_name, last_name, active)
    values (1, 'user', 'user@x.be', '', '', true)""",
    """insert into rights_tool (id, code, name_nl, name_fr, name_en, description_nl, description_fr,
        description_en, link, key_level, helpdesk_email, admits_legal_representative, usable_as_oneself, opened_by)
    overriding system value
    select i, 'tool' || i, 'T', 'T', 'T', '', '', '', '', 'basic', '', false, false, 'manager'
    from generate_series(1, 2) i""",
    """insert into wallet (organisation_id, balance, owed, last_at, last_year, last_number)
    select i, 120.20, 0, timestamptz '2026-11-22 08:00 UTC' + i * interval '1 second', 2026, 61
    from generate_series(1, :entries) i""",
    """insert into wallet_transaction (organisation_id, kind, state, key, at, asked_at, account_id, gross,
        reference, reason, change, transit, provider, balance, owed, year, number)
    select o, 'top_up', 'completed', 'paid', '2026-09-01 08:00 UTC', '2026-09-01 08:00 UTC', 1, 200, '', '', 200,
        -200, 'practice_bank', 200, 0, 2026, 1
    from generate_series(1, :entries) o""",
    """insert into wallet_transaction (organisation_id, kind, state, key, at, asked_at, account_id, tool_id,
        product, named, quantity, unit_net, net, vat_percent, vat, gross, reference, reason, change, revenue,
        vat_due, balance, owed, year, number)
    select o, 'charge', 'completed', 'old:' || m || ':' || n, at, at, 1, 1 + n % 2, 'product' || n % 4,
        array['Product ' || n % 4, 'Produit ' || n % 4, 'Product ' || n % 4], 1, 1.10, 1.10, 21, 0.23, 1.33,
        'dossier ' || n, '', -1.33, 1.10, 0.23, 200 - (m * 20 + n) * 1.33, 0, 2026, m * 20 + n + 1
    from generate_series(0, 2) m cross join generate_series(1, 20) n cross join generate_series(1, :entries) o
    cross join lateral (select timestamptz '2026-09-02 08:00 UTC' + m * interval '1 month' + n * interval '1 day'
        + o * interval '1 second') as t (at)""",
)
_BARE = text(
    """select count(*), sum(net) from (select organisation_id, tool_id, product, named, unit_net, vat_percent,
            sum(quantity) as quantity, sum(net) as net, sum(gross) as gross
        from wallet_transaction where kind = 'charge' and state = 'completed' and at >= :since and at < :until
        group by 1, 2, 3, 4, 5, 6) lines"""
)


def measured(size: int, rounds: int) -> Iterator[Times]:
    with filled_with(FILL, entries=size) as (server, owner):
        engine = engine_for(server.url("house_app"), seconds=600)
        sessions = session_factory(engine)
        parts = [range(first, min(first + AT_ONCE, size + 1)) for first in range(1, size + 1, AT_ONCE)]
        first = parts[: _MANY // AT_ONCE]
        works: dict[str, Callable[[], float]] = {
            "bare": lambda: _aggregated(sessions),
            "listed": lambda: _listed(sessions),
            "frozen": lambda: _frozen(sessions, parts),
            "some frozen": lambda: _frozen(sessions, first),
            "some issued": lambda: _issued(sessions, first),
        }
        seen: dict[str, list[float]] = {name: [] for name in works}
        for number in range(rounds + 1):
            with owner.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
                connection.execute(text("vacuum wallet_invoice, wallet_invoice_file, wallet_transaction"))
            for name, work in works.items():
                took = work()
                if number:
                    seen[name].append(took)
        with sessions() as session:
            enter(session, Scope.office())
            for part in first:
                issue_month(session, ISSUE, list(part), NOW)
            session.commit()
        with owner.connect() as connection:
            faults = broken(connection, MONEY)
            told = connection.execute(
                text("select count(*), count(distinct number), max(number) from wallet_invoice")
            )
            assert (tuple(told.one()), faults) == ((len(first) * AT_ONCE,) * 3, []), faults
        engine.dispose()
    many, medians = len(first) * AT_ONCE, {name: statistics.median(times) for name, times in seen.items()}
    rate, bare = f"{size / medians['frozen'] * 1000:.0f} a second", medians["bare"] * 1000 / size
    yield Times(JOBS[0].name, medians["frozen"] * 1000 / size, bare, rate)
    yield Times(JOBS[1].name, medians["listed"] * 1000 / size, bare)
    rate = f"{many / medians['some issued'] * 1000:.0f} a second"
    yield Times(JOBS[2].name, medians["some issued"] / many, medians["some frozen"] / many, rate)


def _aggregated(sessions: sessionmaker[Session]) -> float:
    with sessions() as session:
        enter(session, Scope.office())
        take_time(session)
        began = time.perf_counter()
        # One process, as ours is: as many of those work side by side as there are workers.
        session.execute(text("set local max_parallel_workers_per_gather = 0"))
        session.execute(_BARE, {"since": datetime(2026, 10, 31, 23, tzinfo=UTC), "until": NOW}).all()
        return (time.perf_counter() - began) * 1000


def _listed(sessions: sessionmaker[Session]) -> float:
    with sessions() as session:
        enter(session, Scope.office())
        run = ask_month(session, None, ISSUE.month, DEMO, NOW)
        began = time.perf_counter()
        list_parts(session, run.id, NOW)
        took = (time.perf_counter() - began) * 1000
        session.rollback()
    return took


def _frozen(sessions: sessionmaker[Session], parts: list[range]) -> float:
    return _done(sessions, parts, lambda session, part: freeze(session, ISSUE, list(part), NOW))


def _issued(sessions: sessionmaker[Session], parts: list[range]) -> float:
    return _done(sessions, parts, lambda session, part: issue_month(session, ISSUE, list(part), NOW))


def _done(sessions: sessionmaker[Session], parts: list[range], act: Callable[[Session, range], object]) -> float:
    """Milliseconds of all parts, taken back again, so that each round begins alike."""
    with sessions() as session:
        enter(session, Scope.office())
        take_time(session)
        wait_for_turn(session)
        began = time.perf_counter()
        for part in parts:
            act(session, part)
        took = (time.perf_counter() - began) * 1000
        session.rollback()
    return took


if __name__ == "__main__":
    main(__file__)
