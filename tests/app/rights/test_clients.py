"""Which addresses a tool may register."""

from __future__ import annotations

import pytest

from app.rights.clients import is_safe


@pytest.mark.parametrize(
    ("uri", "anywhere", "on_this_machine"),
    [
        ("https://diary.example/back", True, True),
        ("https://diary.example:8443/back?x=1", True, True),
        ("http://diary.example/back", False, False),
        ("http://127.0.0.1:9000/back", False, True),
        ("http://localhost/back", False, True),
        ("http://127.0.0.1.evil.example/", False, False),
        ("http://localhost@evil.example/", False, False),
        ("https://user@diary.example/", False, False),
        ("https://diary.example/#back", False, False),
        ("https://diary.example/ back", False, False),
        ("https://diary.example/';script-src *", False, False),
        ("https://diary.example/\n", False, False),
        ("https://dïary.example/", False, False),
        ("https://diary.example:port/", False, False),
        ("https:///back", False, False),
        ("javascript:alert(1)", False, False),
        ("//diary.example/", False, False),
        ("", False, False),
        (f"https://diary.example/{'x' * 500}", False, False),
    ],
)
@pytest.mark.trust("Tools")
def test_an_address_is_encrypted_and_says_what_it_is(uri: str, anywhere: bool, on_this_machine: bool) -> None:
    assert is_safe(uri, local=False) is anywhere
    assert is_safe(uri, local=True) is on_this_machine
