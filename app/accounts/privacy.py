"""An account put at rest, come back to, deleted; and one's own data to take along.

Deleting never touches a person's relations and rights with a government. An account in whose name nothing was done
goes, row and all; of one in whose name something was, what is personal goes and an anonymous row stays.
"""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ForeignKeyConstraint, Table, delete, exists, func, literal, select, union_all, update
from sqlalchemy.orm import Session

from app import events
from app.accounts import codes, letters
from app.accounts.codes import Owner, Purpose
from app.accounts.erasure import close_account, erase_of_account
from app.accounts.sending import cause_of, send_code_to
from app.errors import Refusal
from app.policy import Identity
from app.queue import enqueue
from models.accounts import Account
from models.base import Base
from models.mail import Letter

# How one likes one's lists, and what one took along: no activity in anybody's name.
_NO_ACTIVITY = ("list_default", "list_view", "list_act", "work")
# What makes a person somebody here, wherever he is known by number.
_OF_PERSON = ("organisation_membership", "rights_tool_owner")


def rest_account(session: Session, actor: Identity, now: datetime) -> None:
    """Nobody can sign in on it until its holder comes back; sessions end at once. In office scope."""
    account = session.get_one(Account, actor.account_id, with_for_update=True)
    account.active, account.rested_at = False, now
    account.session_version += 1
    session.flush()
    events.record(session, events.Tag.ACCOUNT_RESTED, _subject(account), actor, now)


def ask_return(session: Session, account: Account, now: datetime) -> None:
    """Has a code sent to who gave the password of an account at rest."""
    after = codes.latest(session, Owner(account_id=int(account.id)))
    enqueue(session, "send_return_code", account_id=int(account.id), after=after)


def send_code(session: Session, account_id: int, after: int, site: str, now: datetime) -> bool:
    """Writes the mail with the code to come back; whether one was written. In office scope."""
    account, owner = session.get(Account, account_id, with_for_update=True), Owner(account_id=account_id)
    if account is None or account.rested_at is None or codes.latest(session, owner) != after:
        return False
    code = codes.make(session, owner, Purpose.RETURN, account.email, now)
    if code is None:
        return False
    cause = cause_of(session, events.Tag.CODE_SENT, _subject(account), now)
    send_code_to(session, cause, letters.holder_of(session, account), letters.return_code, site, code, now)
    return True


def return_to(session: Session, account_id: int, version: int, typed: str, now: datetime) -> Refusal | None:
    """The account is active again when the code is right; else why not. Commit either way. In office scope."""
    account = session.get_one(Account, account_id, with_for_update=True)
    if account.rested_at is None or account.session_version != version:
        return Refusal("accounts.code.over", field="code")
    spent = codes.spend(session, Owner(account_id=account_id), Purpose.RETURN, typed, now)
    if (no := codes.refusal_of(spent)) is not None:
        return no
    account.active, account.rested_at = True, None
    session.flush()
    events.record(session, events.Tag.ACCOUNT_RETURNED, _subject(account), None, now)
    return None


def has_activity(session: Session, account_id: int) -> bool:
    """Whether anything was done in this account's name, or its person has or had a relation. In office scope."""
    tables = Base.metadata.tables
    person_id = select(Account.person_id).where(Account.id == account_id).scalar_subquery()
    found = [
        *(select(literal(1)).where(table.c[column] == account_id) for table, column in _in_its_name()),
        *(select(literal(1)).where(tables[name].c.person_id == person_id) for name in _OF_PERSON),
    ]
    return bool(session.scalar(select(exists(union_all(*found)))))


def _in_its_name() -> list[tuple[Table, str]]:
    """Every column that points at an account and would keep it from being deleted."""
    return [
        (table, key.column_keys[0])
        for table in Base.metadata.sorted_tables
        for key in table.foreign_key_constraints
        if _points_at_account(key) and table.name not in _NO_ACTIVITY and table.name != Account.__tablename__
    ]


def _points_at_account(key: ForeignKeyConstraint) -> bool:
    return key.referred_table.name == Account.__tablename__ and not key.ondelete and len(key.column_keys) == 1


def delete_account(session: Session, actor: Identity, now: datetime) -> bool:
    """Deletes the account, or makes it anonymous where something was done in its name; whether it is gone.

    What a government keeps of the person stays. In office scope; can't be undone.
    """
    account = session.get_one(Account, actor.account_id, with_for_update=True)
    account_id, stays = int(account.id), has_activity(session, actor.account_id)
    subject = events.Subject("account", account_id)
    events.record(session, events.Tag.ACCOUNT_DELETED, subject, actor, now, facts={"anonymous": stays})
    erase_of_account(session, account_id, now)
    # What was written to the person stays the government's; to which private address isn't.
    to_person = (Letter.person_id == account.person_id, func.lower(Letter.address) == account.email.lower())
    session.execute(update(Letter).where(*to_person).values(address=""))
    close_account(session, account_id)
    if stays:
        session.execute(update(Account).where(Account.id == account_id).values(person_id=None, rested_at=None))
    else:
        for name in _NO_ACTIVITY:
            table = Base.metadata.tables[name]
            session.execute(delete(table).where(table.c.account_id == account_id))
        session.execute(delete(Account).where(Account.id == account_id))
    session.expire_all()
    return not stays


def _subject(account: Account) -> events.Subject:
    return events.Subject("account", int(account.id), person_id=account.person_id)
