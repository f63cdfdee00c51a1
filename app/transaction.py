"""One unit of work: its scope (whose rows the database shows), its commit, and the database's no in our words.

The scope belongs to the session object, not to a context variable, which would survive in a reused thread.
Nobody is the default, and nobody sees no row.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

import psycopg
from psycopg.rows import namedtuple_row
from sqlalchemy import Connection, event, text
from sqlalchemy.exc import DBAPIError, IntegrityError, OperationalError
from sqlalchemy.orm import Session, SessionTransaction, sessionmaker
from sqlalchemy.orm.exc import StaleDataError

from app.errors import Forbidden, HouseError, Outage, Refusal, Stale

_NOT_PERMITTED = "42501"
_GONE = ("57P", "08", "53", "58")  # ended, unreachable, out of room (disk, memory, connections), a broken disk
_BUSY = ("55P03", "57014", "40P01", "40001")
_TELL = (
    "select concat(set_config('role', %(role)s, true), set_config('app.organisation_id', %(organisation)s, true),"
    " set_config('app.person_id', %(person)s, true), set_config('app.account_id', %(account)s, true),"
    " set_config('app.officer', %(officer)s, true))"
)
_READ_ONLY = text("set transaction read only")
_TAKE_TIME = text("select set_config('statement_timeout', '600s', true)")


@dataclass(frozen=True)
class Scope:
    """Whose rows a transaction sees: one organisation's, one person's own, everybody's (office), or none."""

    role: str = "none"
    organisation_id: int | None = None
    person_id: int | None = None
    account_id: int | None = None
    # Who looks along with somebody writes nothing; what was told once goes for the whole transaction.
    read_only: bool = False
    # Also what only the organisation's AML officers read; in the office, of the trail alone, to seal and verify.
    officer: bool = False

    @classmethod
    def organisation(cls, organisation_id: int, person_id: int | None = None, *, officer: bool = False) -> Scope:
        """One organisation's rows; and, of what belongs to nobody but the one who acts, his own."""
        return cls(organisation_id=organisation_id, person_id=person_id, officer=officer)

    @classmethod
    def own(cls, person_id: int | None, account_id: int | None = None) -> Scope:
        """What is about a person, wherever it belongs, and of his account, which may know no person yet."""
        return cls(role="house_self", person_id=person_id, account_id=account_id)

    @classmethod
    def office(cls, *, officer: bool = False) -> Scope:
        return cls(role="house_office", officer=officer)


NOBODY = Scope()
_KEY = "scope"


def scope_of(session: Session) -> Scope:
    scope = session.info.get(_KEY, NOBODY)
    assert isinstance(scope, Scope)  # noqa: S101 - only enter() writes it
    return scope


def enter(session: Session, scope: Scope) -> None:
    """From here on this session acts in that scope, the transaction that is running included."""
    session.info[_KEY] = scope
    if session.in_transaction():
        tell(session.connection(), scope)


@contextmanager
def within(session: Session, scope: Scope) -> Iterator[None]:
    """Acts in another scope for a moment: to know who somebody is, or for what one act changes elsewhere."""
    before, broken = scope_of(session), False
    if scope == before:
        yield
        return
    enter(session, scope)
    try:
        yield
    except DBAPIError:
        broken = True  # a transaction that the database gave up is told nothing: its own words would be lost
        raise
    finally:
        session.info[_KEY] = before
        if not broken and session.in_transaction() and session.is_active:
            tell(session.connection(), before)


def take_time(session: Session) -> None:
    """Long work of a job: for this transaction, a statement may last ten minutes, not just a page's time."""
    session.execute(_TAKE_TIME)


def tell(connection: Connection, scope: Scope) -> None:
    told = {
        "role": scope.role,
        "organisation": "" if scope.organisation_id is None else str(scope.organisation_id),
        "person": "" if scope.person_id is None else str(scope.person_id),
        "account": "" if scope.account_id is None else str(scope.account_id),
        "officer": "on" if scope.officer else "",
    }
    quick_row(connection, _TELL, told)
    if scope.read_only:
        connection.execute(_READ_ONLY)


def quick_row(connection: Connection, statement: str, told: dict[str, Any]) -> Any:
    """The row that a statement gives, None where there is none; as `quick_rows`."""
    return next(iter(quick_rows(connection, statement, told)), None)


def quick_rows(connection: Connection, statement: str, told: dict[str, Any]) -> list[Any]:
    """The rows that a statement gives, by their columns' names; none where it only writes. What every page,
    transaction or purchase asks is asked of the driver, which takes half the time that `execute` does, and fails
    as that does.

    `%(name)s` stands for what is `told`.
    """
    driver: Any = connection.connection.driver_connection
    try:
        cursor = driver.cursor(row_factory=namedtuple_row).execute(statement, told)
        return cursor.fetchall() if cursor.description else []
    except psycopg.Error as problem:
        if driver.closed:
            connection.invalidate(problem)
        raise DBAPIError.instance(
            statement,
            told,
            problem,
            psycopg.Error,
            hide_parameters=True,
            connection_invalidated=driver.closed,
            dialect=connection.dialect,
        ) from problem


def watch(factory: sessionmaker[Session]) -> None:
    """Every transaction of this factory's sessions starts by telling the database its scope."""

    def begin(session: Session, transaction: SessionTransaction, connection: Connection) -> None:
        if not transaction.nested:
            tell(connection, scope_of(session))

    event.listen(factory, "after_begin", begin)


_refusals: dict[str, tuple[str, str | None]] = {}


def refuse_as(constraint: str, code: str, *, field: str | None = None) -> None:
    """A domain says how a constraint of its tables sounds when the database has to say it."""
    _refusals[constraint] = (code, field)


def spoken() -> dict[str, tuple[str, str | None]]:
    """Every constraint that speaks: name → (refusal code, field)."""
    return dict(_refusals)


@contextmanager
def transaction(session: Session) -> Iterator[None]:
    """Commits what the block did, or nothing of it.

    Raises Refusal for a constraint that speaks, Forbidden for a row of another organisation, Stale for a row
    changed meanwhile, Outage when the database is silent or too busy.
    """
    try:
        yield
        session.commit()
    except StaleDataError as problem:
        session.rollback()
        raise Stale("row", "") from problem
    except DBAPIError as problem:
        session.rollback()
        spoken_error = in_our_words(problem)
        if spoken_error is None:
            raise
        raise spoken_error from problem
    except BaseException:
        session.rollback()
        raise


def in_our_words(problem: DBAPIError) -> HouseError | None:
    """What the database's refusal means here; None for what is a bug."""
    state = getattr(problem.orig, "sqlstate", None) or ""
    if isinstance(problem, IntegrityError) or state.startswith("23"):
        name = getattr(getattr(problem.orig, "diag", None), "constraint_name", None) or ""
        if name in _refusals:
            code, field = _refusals[name]
            return Refusal(code, field=field)
        return None
    if state == _NOT_PERMITTED:
        return Forbidden("row")
    if state.startswith(_GONE) or state in _BUSY or (isinstance(problem, OperationalError) and not state):
        return Outage("database")
    return None
