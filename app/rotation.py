"""Re-encrypting under a new key, in batches, while people work: each ciphertext names the key it was made with.

A person's number lasts, the secret of an account's app for security codes, the keys we sign with for tools, and
who paid from which bank account: these are re-encrypted. What a session keeps (a form that lapsed, a number
searched for), a code in a letter on its way and the rows of a file on its way in are gone by themselves, within a
day or a week; they hold on to their key until then.
"""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import Connection, text
from sqlalchemy.orm import Session

from models import keyring
from models.accounts import AUTHENTICATOR, NUMBER
from models.rights import SIGNING_KEY
from models.wallet import bank

BATCH = 200


@dataclass(frozen=True)
class Place:
    """A column of ciphertext that lasts, and the key of its table."""

    table: str
    key: str
    column: str
    purpose: str

    @property
    def under_another(self) -> str:
        prefix = f"substring({self.column} from 1 for :length) <> convert_to(:prefix, 'SQL_ASCII')"
        return f"{self.column} is not null and {prefix}"


NUMBERS = Place("account_person", "id", "number", NUMBER)
PLACES = (
    NUMBERS,
    Place("account_authenticator", "account_id", "secret", AUTHENTICATOR),
    Place("rights_signing_key", "id", "private_key", SIGNING_KEY),
    Place("bank_entry", "id", "name", bank.NAME),
    Place("bank_entry", "id", "account", bank.ACCOUNT),
    Place("bank_entry", "id", "text", bank.TEXT),
    Place("bank_known_account", "id", "account", bank.KNOWN_ACCOUNT),
)
_COLON = "position('\\x3a'::bytea in {0})"
_NAME = "select distinct convert_from(substring({0} from 1 for " + _COLON + " - 1), 'SQL_ASCII') from {1}"  # noqa: S608 - ours
# What holds ciphertext, and where.
_HELD = (
    *((one.column, f"{one.table} where {one.column} is not null") for one in PLACES),
    ("secret", "mail_letter where secret is not null"),
    ("content", "import_chunk"),
    ("body", "rights_api_answer"),
    (
        "sealed",
        "(select decode(held ->> 'sealed', 'hex') as sealed"
        " from account_session, jsonb_each(content) as each(name, held)"
        " where jsonb_typeof(held) = 'object' and jsonb_exists(held, 'sealed')) as kept",
    ),
)
_NAMES = text(" union ".join(_NAME.format(*one) for one in _HELD))
_LOCK = text(
    "lock table account_person, account_authenticator, account_session, import_chunk, mail_letter,"
    " rights_signing_key, rights_api_answer, bank_entry, bank_known_account in share mode"
)


def _under_current() -> dict[str, object]:
    prefix = f"{keyring.installed().current}:"
    return {"prefix": prefix, "length": len(prefix)}


def reencrypt_batch(
    session: Session, after: int = 0, limit: int = BATCH, place: Place = NUMBERS
) -> tuple[int, int | None]:
    """Re-encrypts up to `limit` values under another key than the current, of rows beyond `after`.

    Returns how many, and the last row looked at: None at the end. Office scope, in the caller's transaction.
    """
    # Rows somebody is changing at this moment are skipped; they come up in the next round.
    old = text(
        f"select {place.key}, {place.column} from {place.table} where {place.under_another}"  # noqa: S608 - ours
        f" and {place.key} > :after order by {place.key} limit :batch for update skip locked"
    )
    rows = session.execute(old, {**_under_current(), "after": after, "batch": limit}).all()
    if not rows:
        return 0, None
    ring, purpose = keyring.installed(), place.purpose
    session.execute(
        text(f"update {place.table} set {place.column} = :value where {place.key} = :key"),  # noqa: S608 - ours
        [{"key": key, "value": ring.encrypt(keyring.decrypt(old, purpose), purpose)} for key, old in rows],
    )
    return len(rows), int(rows[-1][0])


def left_to_do(session: Session) -> int:
    """How many values are still under another key than the current one. Office scope."""
    return sum(
        int(
            session.execute(
                text(f"select count(*) from {one.table} where {one.under_another}"),  # noqa: S608 - ours
                _under_current(),
            ).scalar_one()
        )
        for one in PLACES
    )


def names_in_use(connection: Connection) -> set[str]:
    """The names of all keys that a ciphertext was made with. As owner.

    Writers wait from here to the end of the transaction, and those at work are waited for: no ciphertext escapes.
    """
    connection.execute(_LOCK)
    return set(connection.execute(_NAMES).scalars())
