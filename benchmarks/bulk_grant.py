"""Granting a right to many people at once, the whole of it, against bare COPY of the same rows.

Ours is what the second click does: relations read and locked under row-level security, each decided by the rule of
a single grant, the rights written in one statement with their triggers, one event that names them all. The
reference is COPY of the very same rows, ready-made, by the owner, into a copy of the table that holds the same
rows already, with its indexes, checks, exclusion and foreign keys; without our triggers. All rounds roll back.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime

from sqlalchemy import Engine, text

from app.database import engine_for, session_factory
from app.lists.acts import Chosen
from app.policy import Identity, Role
from app.rights.granting import Grant, foretell_grants, grant_rights
from app.transaction import Scope, enter
from benchmarks.measure import Job, Times, interleaved, main
from benchmarks.people_data import LARGE, peopled

JOBS = (
    Job("bulk grant", "COPY, same constraints", 3.0, 10_000, growth=15.0),
    Job("check of a bulk grant", "COPY, same constraints", growth=15.0),
)
SIZES = (1_000, 10_000)
NOW = datetime(2027, 3, 15, 9, 0, tzinfo=UTC)
FILIP = Identity(2, 10, frozenset({Role.LOCAL_ADMINISTRATOR}), organisation_id=LARGE, key_level="high")
GRANT = Grant(2, date(2027, 3, 15), date(2028, 3, 14))
_KIND = """insert into rights_kind (id, tool_id, role_id, code, max_months, government_kinds, categories, types,
    name_nl, name_fr, name_en) overriding system value
values (2, 1, 1, 'planner', 12, '{municipality}', '{employee}', '{standard}', 'Dossiers', 'Dossiers', 'Files')"""
_COPY = (
    "create table copy_right (like rights_right including all)",
    "insert into copy_right overriding system value select * from rights_right",
    *(
        f"alter table copy_right add foreign key ({columns}) references {target}"
        for columns, target in {
            "organisation_id": "organisation (id)",
            "organisation_id, membership_id": "organisation_membership (organisation_id, id)",
            "person_id": "account_person (id)",
            "kind_id": "rights_kind (id)",
            "granted_by": "ab_user (id)",
            "revoked_by": "ab_user (id)",
        }.items()
    ),
    "analyze copy_right",
)
_COLUMNS = (
    "organisation_id, id, membership_id, person_id, kind_id, context, first_day, last_day, max_months, reason,"
    " granted_at, granted_by, granted_by_law, known_from, version"
)


def _copied(owner: Engine, rows: list[tuple[object, ...]]) -> None:
    with owner.connect() as connection:
        driver = connection.connection.driver_connection
        assert driver is not None
        with driver.cursor() as cursor, cursor.copy(f"copy copy_right ({_COLUMNS}) from stdin") as copy:
            for row in rows:
                copy.write_row(row)
        connection.rollback()


def measured(size: int, rounds: int) -> Iterator[Times]:
    with peopled(size * 10) as (server, owner):
        with owner.begin() as connection:
            connection.execute(text(_KIND))
            for statement in _COPY:
                connection.execute(text(statement))
            relations = connection.execute(
                text("select id, person_id from organisation_membership where organisation_id = :o order by id"),
                {"o": LARGE},
            ).all()
        chosen = [Chosen(row.id, 1) for row in relations]
        rows: list[tuple[object, ...]] = [
            (LARGE, 90_000_000 + at, row.id, row.person_id, 2, "", GRANT.first_day, GRANT.last_day, 12, "Nieuw",
             NOW, 2, False, NOW, 1)
            for at, row in enumerate(relations)
        ]  # fmt: skip
        engine = engine_for(server.url("house_app"))
        factory = session_factory(engine)

        def ours(act: object) -> None:
            with factory() as session:
                enter(session, Scope.organisation(LARGE, 10))
                wont = act(session, FILIP, chosen, {**GRANT.told, "reason": "Nieuw"}, NOW)  # type: ignore[operator]
                assert wont == {}
                session.rollback()

        times = interleaved(
            {
                "grant": lambda: ours(grant_rights),
                "check": lambda: ours(foretell_grants),
                "copy": lambda: _copied(owner, rows),
            },
            rounds,
        )
        engine.dispose()
        note = f"{len(rows) / times['grant']:.0f},000 a second" if times["grant"] else ""
        yield Times("bulk grant", times["grant"], times["copy"], note)
        yield Times("check of a bulk grant", times["check"], times["copy"])


if __name__ == "__main__":
    main(__file__)
