"""Re-encrypting under a new key, in batches, while people work: each ciphertext names the key it was made with."""

from __future__ import annotations

from sqlalchemy import text
from sqlalchemy.orm import Session

from models import keyring
from models.accounts import NUMBER

BATCH = 200
# Rows somebody is changing at this moment are skipped; they come up in a later batch.
_OLD = text(
    "select id, number from account_person where number is not null"
    " and substring(number from 1 for :length) <> convert_to(:prefix, 'SQL_ASCII')"
    " order by id limit :batch for update skip locked"
)
_NEW = text("update account_person set number = :number where id = :id")
_LEFT = text(
    "select count(*) from account_person where number is not null"
    " and substring(number from 1 for :length) <> convert_to(:prefix, 'SQL_ASCII')"
)


def _prefix() -> dict[str, object]:
    prefix = f"{keyring.installed().current}:"
    return {"prefix": prefix, "length": len(prefix)}


def reencrypt_batch(session: Session, limit: int = BATCH) -> int:
    """Re-encrypts up to `limit` numbers under another key than the current; returns how many. Office scope."""
    ring = keyring.installed()
    rows = session.execute(_OLD, {**_prefix(), "batch": limit}).all()
    if rows:
        session.execute(
            _NEW,
            [{"id": row.id, "number": ring.encrypt(ring.decrypt(row.number, NUMBER), NUMBER)} for row in rows],
        )
    return len(rows)


def left_to_do(session: Session) -> int:
    """How many numbers are still under another key than the current one. Office scope."""
    return int(session.execute(_LEFT, _prefix()).scalar_one())
