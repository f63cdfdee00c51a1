"""Pure decisions about signing in."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum

# Per hour, over every way in together. A browser that signed in on this account before has a budget of its own,
# so a stranger who burns the account's doesn't lock its owner out.
TRIES_PER_ACCOUNT = 10
TRIES_PER_KNOWN_BROWSER = 10
TRIES_PER_ADDRESS = 60
WINDOW = timedelta(hours=1)

PASSWORD_LENGTH = 8


class Outcome(StrEnum):
    """What came of a try to sign in, as the helpdesk sees it; the visitor is told less."""

    OPENED = "opened"
    WRONG = "wrong"
    THROTTLED = "throttled"
    INACTIVE = "inactive"


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
