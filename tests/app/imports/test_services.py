"""Importing on the real database: what a check predicts happens, once, and can be taken back row by row."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.imports import doing, services
from app.organisations.people_import import PEOPLE
from app.transaction import Scope, enter, transaction
from models.accounts import Person
from models.imports import ImportRow, ImportRun
from models.organisations import Membership
from models.values import ImportMode
from tests.app.imports.files import delimited, person, upload
from tests.app.rights.grants import NOW
from tests.stories.cast import VOORBEELDEGEM, Cast, assemble


@pytest.fixture
def cast(session: Session) -> Cast:
    """The cast, with the session acting for Voorbeeldegem."""
    made = assemble(session, NOW - timedelta(days=200))
    session.commit()
    enter(session, Scope.organisation(made.organisations[VOORBEELDEGEM]))
    return made


def checked(session: Session, cast: Cast, rows: Sequence[Sequence[str]], **how: str) -> ImportRun:
    filip = cast.administrator()
    with transaction(session):
        run = services.receive(session, filip, PEOPLE.name, upload(delimited(rows, **how)), NOW)
        services.choose_columns(session, filip, run.id, run.columns, NOW)
        return doing.check(session, filip, run.id, NOW)


def applied(session: Session, cast: Cast, run: ImportRun, mode: ImportMode = ImportMode.GOOD_ROWS) -> ImportRun:
    with transaction(session):
        services.confirm(session, cast.administrator(), run.id, mode, NOW)
        return doing.apply(session, cast.administrator(), run.id, NOW)


def verdicts(session: Session, run: ImportRun) -> dict[int, str]:
    rows = session.scalars(select(ImportRow).where(ImportRow.import_id == run.id).order_by(ImportRow.line))
    return {row.line: row.verdict for row in rows}


def test_people_come_in_with_their_relations(session: Session, cast: Cast) -> None:
    rows = [person(number) for number in range(30)]
    run = checked(session, cast, rows)
    assert run.counts == {"created": 30}
    assert session.scalar(select(Membership.id).where(Membership.email == "persoon3@example.be")) is None
    predicted = verdicts(session, run)
    applied(session, cast, run)
    assert verdicts(session, run) == predicted
    made = session.scalars(select(Membership).where(Membership.email == "persoon3@example.be")).one()
    assert (made.first_day, made.last_day, made.state) == (date(2027, 4, 1), None, "confirmed")
    assert session.get_one(Person, made.person_id).number is not None
    again = checked(session, cast, rows, delimiter=",")
    assert again.counts == {"unchanged": 30}
