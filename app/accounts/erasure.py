"""Anonymising a person: every column marked personal is emptied, everywhere, by one function.

The person stays as an anonymous row, so that what law makes us keep still points at somebody. Events stay and
their chain holds: their personal values lie apart, and are erased with who asked and why.
"""

from __future__ import annotations

import secrets
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Table, delete, or_, select, update
from sqlalchemy.orm import Session

from app import events
from app.accounts import passwords
from app.errors import Missing
from app.policy import Identity, Permission, require
from models.accounts import Account, Authenticator, Code, OneTimeLink, Person, RecoveryCode, WebSession
from models.base import Base
from models.documents import Document
from models.events import EventPayload
from models.mail import Letter


def personal_columns() -> dict[Table, dict[str, Any]]:
    """Every table with personal columns, and what each of those becomes."""
    found: dict[Table, dict[str, Any]] = {}
    for table in Base.metadata.sorted_tables:
        marked = {column.name: column.info["personal"] for column in table.columns if "personal" in column.info}
        if marked:
            found[table] = marked
    return found


def erase_person(session: Session, actor: Identity, person_id: int, why: str, now: datetime) -> None:
    """Empties all that is personal of this person; can't be undone. In office scope.

    Raises Forbidden, Missing (also when it was done before).
    """
    require(actor, Permission.PERSON_ERASE)
    person = session.get(Person, person_id, with_for_update=True)
    if person is None or person.anonymised_at is not None:
        raise Missing("person", person_id)
    account_id = session.scalar(select(Account.id).where(Account.person_id == person_id))
    for table, becomes in personal_columns().items():
        # A form that was opened before comes too late: it would bring the old values back.
        newer = {"version": table.c.version + 1} if "version" in table.c else {}
        session.execute(update(table).where(_of(table, person_id, account_id)).values({**becomes, **newer}))
    session.execute(update(Person).where(Person.id == person_id).values(anonymised_at=now))
    if account_id is not None:
        _close_account(session, account_id)
    _take_files(session, person_id, now)
    session.execute(
        update(EventPayload)
        .where(EventPayload.person_id == person_id, EventPayload.erased_at.is_(None))
        .values(content=None, salt=None, erased_at=now, erased_by=f"account {actor.account_id}", erased_why=why)
    )
    session.expire_all()
    events.record(
        session, events.Tag.PERSON_ERASED, events.Subject("person", person_id, person_id=person_id), actor, now
    )


def _of(table: Table, person_id: int, account_id: int | None) -> ColumnElement[bool]:
    """What is about the person; of what hangs on an account, and of letters, that of the account too."""
    if table.name == Person.__tablename__:
        return table.c.id == person_id
    if "person_id" not in table.c:
        return table.c.account_id == account_id
    if table.name == Letter.__tablename__:
        return or_(table.c.person_id == person_id, table.c.account_id == account_id)
    return table.c.person_id == person_id


def _take_files(session: Session, person_id: int, now: datetime) -> None:
    """Documents about this person lose their bytes: the sweep removes what no row points at."""
    session.execute(
        update(Document)
        .where(Document.person_id == person_id, Document.file.is_not(None))
        .values(file=None, removed_at=now)
    )


def _close_account(session: Session, account_id: int) -> None:
    """The account can't sign in any more; neither its name, nor its address, nor a key of it is left."""
    nobody = f"erased-{account_id}"
    session.execute(
        update(Account)
        .where(Account.id == account_id)
        .values(
            username=nobody,
            email=f"{nobody}@erased.invalid",
            first_name="",
            last_name="",
            password=passwords.hashed(secrets.token_urlsafe(32)),
            active=False,
            session_version=Account.session_version + 1,
        )
    )
    for table in (WebSession, OneTimeLink, Code, RecoveryCode, Authenticator):
        session.execute(delete(table).where(table.account_id == account_id))
