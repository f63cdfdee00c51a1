# ruff: noqa: E501 - the statements read better whole
"""The access decision over many people and ten tools, against the bare query for its facts.

Ours is what a screen asks: one account, one organisation, one tool and role, the facts in one statement, the rule,
every condition. The reference is the very same statement on the driver's own connection, its row read and nothing
made of it. Everybody belongs to an office of a hundred; half of the tools ask an accreditation, one keeps a list, one
is closed in one of the two branches of each office.
"""

from __future__ import annotations

import random
import time
from collections.abc import Callable, Iterator
from datetime import date

import psycopg
from sqlalchemy.orm import Session

from app.database import engine_for, session_factory
from app.rights.access_facts import STATEMENT, Asked, decided
from app.transaction import Scope, enter
from benchmarks.filling import filled_with
from benchmarks.measure import Job, Times, main

JOBS = (Job("access decision", "the bare query", 2.0, 10_000, growth=1.5),)
SIZES = (10_000, 100_000)
_DAY = date(2027, 3, 15)
_EACH = 400
_FILL = (
    """insert into organisation (id, kind, name, enterprise_number, created_at, street, postal_code, place, email,
        language, version)
    select i, 'enterprise', 'Kantoor ' || i, lpad((2000000 + i)::text, 8, '0')
        || lpad((97 - (2000000 + i) % 97)::text, 2, '0'), now(), '', '', '', '', 'nl', 1
    from generate_series(1, greatest(:people / 100, 1)) i""",
    """insert into account_person (id, number, number_hash, masked_number, family_name, given_names, birth_date, sex,
        source, version, created_at)
    select i, '\\x00', sha256(('p' || i)::bytea), '', 'Naam ' || i, 'V', '1980-01-01', 'female', 'register', 1, now()
    from generate_series(1, :people) i""",
    """insert into ab_user (id, username, email, first_name, last_name, active, person_id)
    select i, 'user' || i, 'user' || i || '@x.be', '', '', true, i from generate_series(1, :people) i""",
    """insert into account_card (account_id, linked_at, last_used_at, way, serial, standing, standing_at)
    select i, now(), now(), 'desk_reader', '', 'good', now() from generate_series(1, :people) i""",
    """insert into organisation_membership (organisation_id, id, person_id, account_id, category, type,
        state, first_day, function, email, phone, note, sort_name, version, created_at)
    overriding system value select (i - 1) / 100 + 1, i, i, i, 'employee', 'standard', 'confirmed', '2026-01-01', '',
        '', '', '', '', 1, now() from generate_series(1, :people) i""",
    """insert into rights_tool (code, name_nl, name_fr, name_en, description_nl, description_fr, description_en,
        link, key_level, helpdesk_email, admits_legal_representative, usable_as_oneself, opened_by, listed_only)
    select 'tool-' || i, 'T', 'T', 'T', '', '', '', '', 'basic', '', false, false, 'manager', i = 1
    from generate_series(1, 10) i""",
    """insert into rights_tool_role (tool_id, code, name_nl, name_fr, name_en)
    select id, 'user', 'U', 'U', 'U' from rights_tool""",
    """insert into rights_requirement (tool_id, role_id, purpose, holder, registers)
    select tool_id, id, 'use', 'person', '{biv,cib}' from rights_tool_role where tool_id % 2 = 0""",
    """insert into account_accreditation (register, number, holder_hash, first_day)
    select 'biv', 'b' || i, sha256(('p' || i)::bytea), '2020-01-01' from generate_series(1, :people, 2) i""",
    """insert into rights_admission (tool_id, enterprise_number, ground, first_day)
    select (select min(id) from rights_tool), enterprise_number, 'federation', '2026-01-01' from organisation
    where id % 2 = 0""",
    """insert into rights_tool_registration (organisation_id, tool_id, registered_on, registered_by)
    select o.id, t.id, '2026-01-01', 1 from organisation o cross join rights_tool t""",
    """insert into rights_access (organisation_id, membership_id, tool_id, role_id, state, given_on, given_by)
    select m.organisation_id, m.id, r.tool_id, r.id, 'user', '2026-01-01', 1
    from organisation_membership m cross join rights_tool_role r where (m.id + r.id) % 3 > 0""",
    """insert into organisation_branch (organisation_id, id, name, street, postal_code, place, opened_on, version)
    overriding system value select o.id, o.id * 2 + side, 'B', '', '', '', '2026-01-01', 1
    from organisation o cross join generate_series(0, 1) side""",
    """insert into organisation_placement (organisation_id, membership_id, branch_id, placed_on)
    select organisation_id, id, organisation_id * 2 + id % 2, '2026-01-01' from organisation_membership""",
    """insert into rights_branch_closure (organisation_id, branch_id, tool_id, closed_on, closed_by)
    select organisation_id, id, (select max(t.id) from rights_tool t), '2026-01-01', 1 from organisation_branch
    where id % 2 = 0""",
)


def _asked(size: int) -> list[dict[str, object]]:
    draw = random.Random(11)
    return [
        {
            "accounts": [account],
            "organisation": (account - 1) // 100 + 1,
            "only": True,
            "oneself": False,
            "tool": draw.randint(1, 10),
            "role": None,
            "code": None,
            "day": _DAY,
        }
        for account in (draw.randint(1, size) for _ in range(_EACH))
    ]


def _ours(session: Session, asked: list[dict[str, object]]) -> int:
    told = 0
    for one in asked:
        wanted = Asked(organisation_id=one["organisation"], only=True, tool_id=one["tool"])  # type: ignore[arg-type]
        told += decided(session, one["accounts"], wanted, _DAY, "high")[0].decision.allowed  # type: ignore[arg-type]
    return told


def measured(size: int, rounds: int) -> Iterator[Times]:
    with filled_with(_FILL, people=size) as (server, _):
        engine = engine_for(server.url("house_app"), seconds=600)
        asked = _asked(size)
        with session_factory(engine)() as session, engine.connect() as connection:
            enter(session, Scope.office())
            driver = connection.connection.driver_connection
            assert isinstance(driver, psycopg.Connection)
            driver.execute("set role house_office")
            bare = str(STATEMENT.compile(dialect=engine.dialect))

            def reference() -> None:
                for one in asked:
                    driver.execute(bare, one).fetchall()

            works: dict[str, Callable[[], object]] = {"ours": lambda: _ours(session, asked), "bare": reference}
            seen: dict[str, list[float]] = {name: [] for name in works}
            for number in range(rounds + 1):
                for name, work in works.items():
                    began = time.perf_counter()
                    work()
                    if number:
                        seen[name].append((time.perf_counter() - began) * 1000)
            ours, theirs = (sorted(times)[len(times) // 2] for times in seen.values())
            allowed = _ours(session, asked)
        engine.dispose()
        yield Times(
            "access decision", ours, theirs, f"{_EACH / ours * 1000:.0f} a second; {allowed} of {_EACH} yes"
        )


if __name__ == "__main__":
    main(__file__)
