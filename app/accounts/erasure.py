"""Anonymising a person: every column marked personal is emptied, everywhere, by one function.

The person stays as an anonymous row, so that what law makes us keep still points at somebody. Events stay and
their chain holds: their personal values lie apart, and are erased with who asked and why.
"""

from __future__ import annotations

import secrets
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Table, and_, delete, func, or_, select, update
from sqlalchemy.orm import Session

from app import clock, events
from app.accounts import passwords
from app.errors import Missing
from app.policy import Identity, Permission, require
from models.accounts import (
    Account,
    AddressChange,
    Authenticator,
    CardLink,
    Code,
    FederalToken,
    OneTimeLink,
    Person,
    Profile,
    RecoveryCode,
    WebSession,
)
from models.base import Base
from models.cases import Answer, Report
from models.documents import Document
from models.events import EventPayload
from models.mail import Letter
from models.syndics import Case, CaseStep, MandateRow, RepresentativeRow


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
    _of_register(session, person, account_id)
    for table, becomes in personal_columns().items():
        if (rows := _of(table, person_id, account_id)) is not None:
            session.execute(update(table).where(rows).values({**becomes, **_newer(table)}))
    session.execute(update(Person).where(Person.id == person_id).values(anonymised_at=now))
    if account_id is not None:
        erase_of_account(session, account_id, now)
        close_account(session, account_id)
    _of_mandate_cases(session, person_id, account_id)
    _take_files(session, Document.person_id == person_id, now)
    session.execute(
        update(EventPayload)
        .where(EventPayload.person_id == person_id, EventPayload.erased_at.is_(None))
        .values(content=None, salt=None, erased_at=now, erased_by=f"account {actor.account_id}", erased_why=why)
    )
    session.expire_all()
    events.record(
        session, events.Tag.PERSON_ERASED, events.Subject("person", person_id, person_id=person_id), actor, now
    )


def _newer(table: Table) -> dict[str, Any]:
    """A form that was opened before comes too late: it would bring the old values back."""
    return {"version": table.c.version + 1} if "version" in table.c else {}


def _of(table: Table, person_id: int, account_id: int | None) -> ColumnElement[bool] | None:
    """What is about the person, and what hangs on his account where a table knows no person; None where it knows
    neither."""
    if table.name == Person.__tablename__:
        return table.c.id == person_id
    if "person_id" in table.c:
        return table.c.person_id == person_id
    return table.c.account_id == account_id if "account_id" in table.c else None


def _of_register(session: Session, person: Person, account_id: int | None) -> None:
    """Where the register of mandates names him and nobody knew yet that it was he: as representative by his
    number, as syndic in an act he handed in himself. What names him otherwise is emptied with all that is his. The
    mandate stays, with its days and without his name: see docs/mandates.md."""
    by_number, mandates = (
        Base.metadata.tables[mapped.__tablename__] for mapped in (RepresentativeRow, MandateRow)
    )
    if person.number_hash is not None:
        of_his = by_number.c.number_hash == person.number_hash
        session.execute(update(by_number).where(of_his).values(personal_columns()[by_number]))
    acts = select(Case.id).where(
        Case.account_id == account_id,
        Case.reference == mandates.c.reference,
        Case.association_number == mandates.c.association_number,
    )
    his = (
        mandates.c.reference != "",
        mandates.c.syndic_kind == "person",
        mandates.c.person_id.is_(None),
        func.lower(mandates.c.syndic_name) == person.name.lower(),
        acts.exists(),
    )
    session.execute(update(mandates).where(*his).values({**personal_columns()[mandates], **_newer(mandates)}))


def _of_mandate_cases(session: Session, person_id: int, account_id: int | None) -> None:
    """What his own cases about syndics say, also of those begun before his eID was linked; and what they said when
    the counter asked something."""
    own = or_(
        Case.person_id == person_id,
        and_(Case.person_id.is_(None), Case.acting_for_id.is_(None), Case.account_id == account_id),
    )
    asked = CaseStep.case_id.in_(select(Case.id).where(own))
    session.execute(update(CaseStep).where(asked, CaseStep.before.is_not(None)).values(before=None))
    cases = Base.metadata.tables[Case.__tablename__]
    late = cases.c.id.in_(select(Case.id).where(own, Case.details.is_not(None)))
    session.execute(update(cases).where(late).values({**personal_columns()[cases], **_newer(cases)}))


def _take_files(session: Session, which: ColumnElement[bool], now: datetime) -> None:
    """These documents lose name and bytes: the sweep removes what no row points at."""
    gone = {"file": None, "removed_at": now, "name": ""}
    session.execute(update(Document).where(which, Document.file.is_not(None)).values(gone))


def erase_of_account(session: Session, account_id: int, now: datetime) -> None:
    """Empties what its holder said of himself, mails to him as holder, cases he reported with their pictures, and
    what was made for him alone. In office scope."""
    _take_files(session, and_(Document.account_id == account_id, Document.private), now)
    of_reports = select(Report.id).where(Report.account_id == account_id)
    for mapped, rows in (
        (Profile, Profile.account_id == account_id),
        (AddressChange, AddressChange.account_id == account_id),
        (Letter, Letter.account_id == account_id),
        (Report, Report.account_id == account_id),
        (Answer, Answer.report_id.in_(of_reports)),
    ):
        table = Base.metadata.tables[mapped.__tablename__]
        session.execute(update(table).where(rows).values(personal_columns()[table]))
    for name in ("rights_tool_use", "organisation_default_context"):
        habits = Base.metadata.tables[name]
        session.execute(delete(habits).where(habits.c.account_id == account_id))
    _leave_memberships(session, account_id, now)


def _leave_memberships(session: Session, account_id: int, now: datetime) -> None:
    """He leaves every organisation, which the database refuses of a last manager; and what he said of himself at
    work is emptied, and the address he was invited at, whether he came or not."""
    members, invited = (
        Base.metadata.tables[name] for name in ("organisation_membership", "organisation_invitation")
    )
    mine = members.c.account_id == account_id
    today = clock.day_of(now)
    waits, counts = (members.c.state == state for state in ("awaiting_confirmation", "confirmed"))
    session.execute(update(members).where(mine, waits).values(state="withdrawn"))
    ended_on = func.greatest(members.c.first_day, today)
    session.execute(update(members).where(mine, counts).values(state="ended", ended_on=ended_on))
    address = select(func.lower(Account.email)).where(Account.id == account_id).scalar_subquery()
    came = invited.c.membership_id.in_(select(members.c.id).where(mine))
    for table, rows in ((members, mine), (invited, or_(came, func.lower(invited.c.email) == address))):
        session.execute(update(table).where(rows).values({**personal_columns()[table], **_newer(table)}))


def close_account(session: Session, account_id: int) -> None:
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
    for table in (
        WebSession,
        OneTimeLink,
        Code,
        RecoveryCode,
        Authenticator,
        AddressChange,
        CardLink,
        FederalToken,
    ):
        session.execute(delete(table).where(table.account_id == account_id))
