"""When the next try to sign in is refused unseen."""

from __future__ import annotations

import pytest

from app.accounts.rules import (
    TRIES_PER_ACCOUNT,
    TRIES_PER_ADDRESS,
    TRIES_PER_KNOWN_BROWSER,
    Failures,
    too_many,
)


@pytest.mark.trust("6.3.1")
@pytest.mark.parametrize(
    ("on_account", "from_browser", "from_address", "known", "refused"),
    [
        (0, 0, 0, False, False),
        (9, 0, 9, False, False),
        (10, 0, 10, False, True),
        (10, 0, 10, True, False),
        (500, 0, 0, True, False),
        (0, 9, 9, True, False),
        (0, 10, 10, True, True),
        (0, 10, 10, False, False),
        (0, 0, 59, False, False),
        (0, 0, 60, False, True),
        (0, 0, 60, True, True),
    ],
)
def test_a_known_browser_and_a_stranger_have_budgets_of_their_own(
    on_account: int, from_browser: int, from_address: int, known: bool, refused: bool
) -> None:
    assert too_many(Failures(on_account, from_browser, from_address, known)) is refused


@pytest.mark.trust("Passwords guessed per hour per account")
def test_nobody_gets_more_than_twenty_guesses_an_hour_on_one_account() -> None:
    assert TRIES_PER_ACCOUNT + TRIES_PER_KNOWN_BROWSER <= 20
    assert TRIES_PER_ADDRESS >= TRIES_PER_ACCOUNT
