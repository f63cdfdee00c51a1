"""Pure decisions about signing in, usernames and passwords."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum

from app.errors import Refusal

# Per hour, over every way in together. A browser that signed in on this account before has a budget of its own,
# so a stranger who burns the account's doesn't lock its owner out.
TRIES_PER_ACCOUNT = 10
TRIES_PER_KNOWN_BROWSER = 10
TRIES_PER_ADDRESS = 60
WINDOW = timedelta(hours=1)

PASSWORD_LENGTH = 8
PASSWORD_LONGEST = 200
USERNAME_LENGTH = 6
USERNAME_LONGEST = 64
_USERNAME = re.compile(r"[a-z0-9](?:[._-]?[a-z0-9])*")
_NAMELIKE = 3


class Way(StrEnum):
    """By which key somebody tries to come in."""

    PASSWORD = "password"  # noqa: S105 - a name
    CODE = "security_code"
    RESET = "reset"
    WEB_EID = "web_eid"
    DESK_READER = "desk_reader"
    CERTIFICATE = "client_certificate"
    ITSME = "itsme"
    GOVERNMENT = "access_management"
    TOKEN = "federal_token"  # noqa: S105 - a name


CARD_WAYS = (Way.WEB_EID, Way.DESK_READER, Way.CERTIFICATE)


class Outcome(StrEnum):
    """What came of a try to sign in, as the helpdesk sees it; the visitor is told less."""

    OPENED = "opened"
    HALF = "half"
    RETURNING = "returning"
    CONFIRMED = "shown_again"
    ASKED = "reset_asked"
    WRONG = "wrong"
    THROTTLED = "throttled"
    INACTIVE = "inactive"
    NO_ACCOUNT = "no_account"
    FAULT = "card_fault"
    NO_CARD = "card_first"
    NOT_NAMED = "not_named"


# A password that is right and still waits for its code is no failure, and opened nothing either.
FAILED = (Outcome.WRONG, Outcome.THROTTLED, Outcome.INACTIVE)


@dataclass(frozen=True)
class Failures:
    """Failed tries in the last hour: on the account from unknown browsers, from this browser, from the address."""

    on_account: int
    from_browser: int
    from_address: int
    browser_known: bool


def too_many(failures: Failures) -> bool:
    """Whether the next try is refused unseen, right or wrong."""
    if failures.from_address >= TRIES_PER_ADDRESS:
        return True
    if failures.browser_known:
        return failures.from_browser >= TRIES_PER_KNOWN_BROWSER
    return failures.on_account >= TRIES_PER_ACCOUNT


def plain(text: str) -> str:
    """Small letters without accents, and nothing else: what two spellings of a name have in common."""
    apart = unicodedata.normalize("NFKD", text.casefold())
    return "".join(letter for letter in apart if letter.isascii() and letter.isalnum())


def usernames_for(given_names: str, family_name: str) -> list[str]:
    """Usernames somebody could want, the best first, each of at least six characters; none is known to be free."""
    first, last = plain(given_names.split(" ")[0]), plain(family_name)
    stem = f"{first}.{last}".strip(".")[: USERNAME_LONGEST - 4] or "account"
    if len(stem) < USERNAME_LENGTH:
        stem = f"{stem}.{'sleutel'[: USERNAME_LENGTH - len(stem)]}"
    return [stem, *(f"{stem}{number}" for number in range(2, 100))]


def ask_username(username: str) -> None:
    """Raises Refusal accounts.username.too_short, .characters; whether it is free isn't asked here."""
    if len(username) < USERNAME_LENGTH:
        raise Refusal("accounts.username.too_short", field="username")
    if len(username) > USERNAME_LONGEST or not _USERNAME.fullmatch(username):
        raise Refusal("accounts.username.characters", field="username")


def contains_a_name(password: str, names: Iterable[str]) -> bool:
    """Whether the password holds a name of three letters or more, however it is written."""
    typed = plain(password)
    parts = (plain(part) for name in names for part in re.split(r"[\s'’._@-]+", name))
    return any(len(part) >= _NAMELIKE and part in typed for part in parts)
