"""Who had what on a day that is gone: a page of one organisation's rights, against the bare indexed query.

Ours reads what was known then: a right whose days were changed since counts with the days it had; one in ten was.
It runs under row-level security and reads person, kind and tool along. The reference asks today's rows for their
numbers only, by the owner, on the same index of last days.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from sqlalchemy import Engine, select, text
from sqlalchemy.orm import joinedload

from app.database import engine_for, session_factory
from app.rights.as_of import stood, stood_days
from app.transaction import Scope, enter
from benchmarks.filling import filled_with
from benchmarks.measure import Job, Times, interleaved, main
from benchmarks.rights_data import FILL
from models.rights import Right, RightKind
from models.values import RightState

JOBS = (
    Job("as-of search", "the bare query", 5.0, 1_000_000),
    Job("as-of search, whole page", "the bare query"),
)
SIZES = (10_000, 100_000, 1_000_000)
DAY, OFFICE, PAGE = date(2025, 6, 30), 7, 50
# FILL makes rights that were all known from now on; here from when they were granted, one in ten changed since.
_HISTORY = (
    "alter table rights_right disable trigger user",
    "update rights_right set known_from = granted_at",
    """insert into rights_period (organisation_id, right_id, person_id, first_day, last_day, known_from,
        known_until)
    select organisation_id, id, person_id, first_day - 30, last_day - 30, granted_at,
        granted_at + interval '500 days'
    from rights_right where id % 10 = 0""",
    "update rights_right set known_from = granted_at + interval '500 days' where id % 10 = 0",
    "alter table rights_right enable trigger user",
)
_BARE = text(
    "select id from rights_right where organisation_id = :office and last_day >= :day and first_day <= :day"
    " and (revoked_on is null or revoked_on > :day) order by last_day, id limit :page"
)


def _bare(owner: Engine) -> None:
    with owner.connect() as connection:
        assert len(connection.execute(_BARE, {"office": OFFICE, "day": DAY, "page": PAGE}).all()) > 0


def measured(size: int, rounds: int) -> Iterator[Times]:
    with filled_with((*FILL, *_HISTORY), people=size // 4) as (server, owner):
        engine = engine_for(server.url("house_app"))
        factory = session_factory(engine)
        in_force = (Right.organisation_id == OFFICE, stood(DAY, {RightState.ACTIVE}))
        order = (Right.granted_at.desc(), Right.id.desc())  # as the list has it
        along = (
            joinedload(Right.person, innerjoin=True),
            joinedload(Right.kind, innerjoin=True).joinedload(RightKind.tool, innerjoin=True),
        )

        def search() -> None:
            with factory() as session:
                enter(session, Scope.organisation(OFFICE))
                assert session.execute(select(Right.id).where(*in_force).order_by(*order).limit(PAGE)).all()

        def page() -> None:
            with factory() as session:
                enter(session, Scope.organisation(OFFICE))
                rights = session.scalars(
                    select(Right).where(*in_force).options(*along).order_by(*order).limit(PAGE)
                )
                assert stood_days(session, rights.all(), DAY)

        times = interleaved({"search": search, "page": page, "bare": lambda: _bare(owner)}, rounds)
        engine.dispose()
        yield Times("as-of search", times["search"], times["bare"])
        yield Times("as-of search, whole page", times["page"], times["bare"])


if __name__ == "__main__":
    main(__file__)
