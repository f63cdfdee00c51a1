"""The token of a session: long, never twice the same, and nowhere in the table."""

from __future__ import annotations

import base64

import pytest

from views.framework.sessions import HouseSession


@pytest.mark.trust("11.5.1")
def test_a_token_holds_256_bits_and_never_comes_twice() -> None:
    tokens = {HouseSession().token for _ in range(2000)}
    assert len(tokens) == 2000
    assert {len(base64.urlsafe_b64decode(token + "=")) for token in tokens} == {32}


@pytest.mark.trust("11.5.1")
def test_signing_in_changes_the_token() -> None:
    session = HouseSession()
    before = session.token
    session.begin(7, "basic")
    assert session.token != before
    assert session.replaced == before
