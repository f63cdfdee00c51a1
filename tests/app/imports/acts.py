"""Filip at work on an import: brings a file in, checks it, confirms, undoes, each act in its own transaction."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.imports import doing, services
from app.imports.kinds import Kind
from app.organisations.people_import import PEOPLE
from app.policy import Identity
from app.transaction import transaction
from models.events import Event
from models.imports import ImportRow, ImportRun
from models.organisations import Membership
from models.values import ImportMode
from tests.app.imports.files import HEADS, delimited, person, upload
from tests.app.rights.grants import NOW
from tests.stories.cast import Cast


def received(
    session: Session, actor: Identity, content: bytes, name: str = "personeel.csv", kind: Kind = PEOPLE
) -> ImportRun:
    with transaction(session):
        return services.receive(session, actor, kind.name, upload(content, name), NOW)


def checked(
    session: Session,
    actor: Identity,
    rows: Sequence[Sequence[str]],
    heads: Sequence[str] = HEADS,
    kind: Kind = PEOPLE,
) -> ImportRun:
    run = received(session, actor, delimited(rows, heads), kind=kind)
    with transaction(session):
        services.choose_columns(session, actor, run.id, run.columns, NOW)
        return doing.check(session, actor, run.id, NOW)


def applied(
    session: Session, actor: Identity, run: ImportRun, mode: ImportMode = ImportMode.GOOD_ROWS, now: datetime = NOW
) -> ImportRun:
    with transaction(session):
        services.confirm(session, actor, run.id, mode, now)
        return doing.apply(session, actor, run.id, now)


def imported(session: Session, actor: Identity, rows: Sequence[Sequence[str]]) -> ImportRun:
    return applied(session, actor, checked(session, actor, rows))


def undone(session: Session, actor: Identity, run: ImportRun, now: datetime = NOW) -> ImportRun:
    with transaction(session):
        services.confirm_undo(session, actor, run.id, now)
        return doing.undo(session, actor, run.id, now)


def rows_of(session: Session, run: ImportRun) -> list[ImportRow]:
    wanted = select(ImportRow).where(ImportRow.import_id == run.id).order_by(ImportRow.line)
    return list(session.scalars(wanted.execution_options(populate_existing=True)))


def verdicts(session: Session, run: ImportRun) -> dict[int, str]:
    return {row.line: row.verdict for row in rows_of(session, run)}


def problems(session: Session, run: ImportRun) -> dict[int, list[tuple[str, str]]]:
    """Code and field of each thing that is said of a row."""
    return {
        row.line: [(one["code"], one["field"]) for one in row.problems]
        for row in rows_of(session, run)
        if row.problems
    }


def relation_of(session: Session, number: int) -> Membership:
    found = session.scalars(
        select(Membership)
        .where(Membership.email == f"persoon{number}@example.be")
        .execution_options(populate_existing=True)
    )
    return found.one()


def of_cast(cast: Cast, name: str, **cells: str) -> list[str]:
    """A row about somebody of the cast, spelled as he is known."""
    names = {"Bram": ("Claes", "Bram"), "Joris": ("Van Damme", "Joris"), "Chloé": ("Dubois", "Chloé")}[name]
    row = {
        "Rijksregisternummer": str(cast.numbers[name]),
        "Naam": names[0],
        "Voornamen": names[1],
        "Geboortedatum": "",
        "Geslacht": "",
        **cells,
    }
    return person(1, **row)


def tags(session: Session) -> list[str]:
    found = session.scalars(select(Event.tag).where(Event.tag.like("imports.%")).order_by(Event.id))
    return [tag.rpartition(".")[2] for tag in found]
