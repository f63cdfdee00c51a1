"""Re-encrypting under a new key, in batches, while people work: each ciphertext names the key it was made with.

Three places hold ciphertext: a person's number, what a session keeps (a form that lapsed, a number searched for),
and the rows of a file on its way in. The last two are gone by themselves, within a day and a week, so only numbers
are re-encrypted; all of them hold on to their key.
"""

from __future__ import annotations

from sqlalchemy import Connection, text
from sqlalchemy.orm import Session

from models import keyring
from models.accounts import NUMBER

BATCH = 200
_UNDER_ANOTHER = "number is not null and substring(number from 1 for :length) <> convert_to(:prefix, 'SQL_ASCII')"
# Rows somebody is changing at this moment are skipped; they come up in the next round.
_OLD = text(
    f"select id, number from account_person where {_UNDER_ANOTHER} and id > :after"  # noqa: S608 - ours
    " order by id limit :batch for update skip locked"
)
_NEW = text("update account_person set number = :number where id = :id")
_LEFT = text(f"select count(*) from account_person where {_UNDER_ANOTHER}")  # noqa: S608 - ours
_NAMES = text("""
select distinct convert_from(substring(number from 1 for position('\\x3a'::bytea in number) - 1), 'SQL_ASCII')
    from account_person where number is not null
union
select distinct convert_from(substring(sealed from 1 for position('\\x3a'::bytea in sealed) - 1), 'SQL_ASCII')
    from (select decode(held ->> 'sealed', 'hex') as sealed
        from account_session, jsonb_each(content) as each(name, held)
        where jsonb_typeof(held) = 'object' and jsonb_exists(held, 'sealed')) as kept
union
select distinct convert_from(substring(content from 1 for position('\\x3a'::bytea in content) - 1), 'SQL_ASCII')
    from import_chunk
""")


def _under_current() -> dict[str, object]:
    prefix = f"{keyring.installed().current}:"
    return {"prefix": prefix, "length": len(prefix)}


def reencrypt_batch(session: Session, after: int = 0, limit: int = BATCH) -> tuple[int, int | None]:
    """Re-encrypts up to `limit` numbers under another key than the current, of persons beyond `after`.

    Returns how many, and the last person looked at: None at the end. Office scope, in the caller's transaction.
    """
    rows = session.execute(_OLD, {**_under_current(), "after": after, "batch": limit}).all()
    if not rows:
        return 0, None
    ring = keyring.installed()
    session.execute(
        _NEW,
        [{"id": row.id, "number": ring.encrypt(keyring.decrypt(row.number, NUMBER), NUMBER)} for row in rows],
    )
    return len(rows), int(rows[-1].id)


def left_to_do(session: Session) -> int:
    """How many numbers are still under another key than the current one. Office scope."""
    return int(session.execute(_LEFT, _under_current()).scalar_one())


def names_in_use(connection: Connection) -> set[str]:
    """The names of all keys that a ciphertext was made with. As owner.

    Writers wait from here to the end of the transaction, and those at work are waited for: no ciphertext escapes.
    """
    connection.execute(text("lock table account_person, account_session, import_chunk in share mode"))
    return set(connection.execute(_NAMES).scalars())
