"""Keys: what is encrypted, found again, sealed, and kept in a file only its owner reads."""

from __future__ import annotations

import os
import stat
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from models import keyring
from models.keyring import Keyring, UnknownKey

RING = Keyring.fresh()


@pytest.mark.trust("National numbers")
@given(st.text())
def test_what_is_encrypted_comes_back_whole(plain: str) -> None:
    stored = RING.encrypt(plain, "account_person.number")
    assert RING.decrypt(stored, "account_person.number") == plain


@pytest.mark.trust("National numbers")
def test_the_same_number_never_looks_the_same_and_is_not_readable() -> None:
    first, second = (RING.encrypt("85073003328", "account_person.number") for _ in range(2))
    assert first != second
    assert b"85073003328" not in first


def test_a_cell_copied_to_another_column_does_not_decrypt() -> None:
    stored = RING.encrypt("85073003328", "account_person.number")
    with pytest.raises(UnknownKey, match=r"session\.kept_form"):
        RING.decrypt(stored, "session.kept_form")


@pytest.mark.parametrize("place", [0, 3, 10, 20, -1])
def test_a_changed_byte_is_noticed(place: int) -> None:
    stored = bytearray(RING.encrypt("85073003328", "n"))
    stored[place] ^= 1
    with pytest.raises(UnknownKey):
        RING.decrypt(bytes(stored), "n")


@pytest.mark.parametrize("stored", [b"", b":", b"k1", b"k1:", b"k9:abc", b"\xff\xff:abc", b"k1:short"])
def test_what_is_no_ciphertext_is_refused(stored: bytes) -> None:
    with pytest.raises(UnknownKey):
        RING.decrypt(stored, "n")


def test_after_a_new_key_the_old_rows_still_read() -> None:
    old = RING.encrypt("85073003328", "n")
    turned = RING.with_new_key()
    assert (turned.current, RING.current) == ("k2", "k1")
    assert turned.decrypt(old, "n") == "85073003328"
    assert turned.encrypt("x", "n").startswith(b"k2:")
    with pytest.raises(UnknownKey, match="no key named"):
        RING.decrypt(turned.encrypt("x", "n"), "n")


def test_look_up_and_seal_survive_a_new_key_and_differ_from_each_other() -> None:
    turned = RING.with_new_key()
    assert turned.lookup_hash("85073003328") == RING.lookup_hash("85073003328")
    assert turned.seal_of(b"x") == RING.seal_of(b"x") != RING.lookup_hash("x")
    assert Keyring.fresh().lookup_hash("85073003328") != RING.lookup_hash("85073003328")


def test_a_keyring_written_as_text_is_the_same_keyring() -> None:
    turned = RING.with_new_key()
    assert Keyring.from_text(turned.to_text()) == turned


def test_a_keyring_shows_none_of_its_keys() -> None:
    shown = repr(RING) + str(RING)
    assert not any(str(key) in shown for key in (RING.lookup, RING.seal, RING.cookie, *RING.encryption.values()))


def test_the_file_is_its_owners_alone_and_stays_the_same(tmp_path: Path) -> None:
    place = tmp_path / "state" / "keys.json"
    made = keyring.load_or_make(place)
    assert stat.S_IMODE(place.stat().st_mode) == 0o600
    assert keyring.load_or_make(place) == made
    keyring.write(place, made.with_new_key())
    assert stat.S_IMODE(place.stat().st_mode) == 0o600
    assert keyring.load_or_make(place).current == "k2"
    assert [one.name for one in place.parent.iterdir()] == ["keys.json"]


def test_two_processes_that_start_at_once_agree(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    place = tmp_path / "keys.json"
    pids = iter(range(100_000))
    monkeypatch.setattr(os, "getpid", lambda: next(pids))
    with ThreadPoolExecutor(8) as pool:
        found = list(pool.map(lambda _: keyring.load_or_make(place), range(8)))
    assert all(one == found[0] for one in found)


def test_without_a_keyring_nothing_is_read_or_written(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(keyring, "_now", type(keyring._now)())
    with pytest.raises(LookupError, match="no keyring installed"):
        keyring.installed()
    keyring.install(RING)
    assert keyring.installed() == RING


def test_a_rotation_in_the_file_is_noticed_by_who_uses_it(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(keyring, "_now", type(keyring._now)())
    monkeypatch.setattr(keyring, "_LOOK_EVERY", -1.0)
    place = tmp_path / "keys.json"
    keyring.install(keyring.load_or_make(place), place)
    keyring.write(place, keyring.installed().with_new_key())
    assert keyring.installed().current == "k2"
