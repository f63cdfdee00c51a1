"""Is a pack as it was made? Whatever was done to it, the answer says so and names each file that differs."""

from __future__ import annotations

import hashlib
import io
import json
import zipfile
from collections.abc import Callable

import pytest

from app.aml.packs import verifying
from app.aml.packs.verifying import PackAnswer, Verified
from app.errors import Forbidden, Refusal
from models.values.following import PackKind
from tests.app.aml.packs.world import World

DECISION = "Contacts/Wim Verlinden (1)/Decisions/decision-1.json"
Parts = dict[str, bytes]


def _zip(parts: Parts) -> bytes:
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return held.getvalue()


def _changed(parts: Parts) -> Parts:
    return {**parts, DECISION: parts[DECISION].replace(b'"raised"', b'"simple"', 1)}


def _without(parts: Parts) -> Parts:
    return {name: content for name, content in parts.items() if name != DECISION}


def _with_more(parts: Parts) -> Parts:
    return {**parts, "Contacts/extra.pdf": b"%PDF"}


def _list_too(parts: Parts) -> Parts:
    """A file is another one, and the list says that one's fingerprint."""
    after, manifest = _changed(parts), json.loads(parts["manifest.json"])
    for one in manifest["files"]:
        if one["path"] == DECISION:
            one["sha256"] = hashlib.sha256(after[DECISION]).hexdigest()
    return {**after, "manifest.json": json.dumps(manifest).encode()}


@pytest.mark.trust("AML")
@pytest.mark.trust("5.2.3")
def test_what_was_done_to_a_pack_is_named(kept: World) -> None:
    done, whole = kept.made(kept.of_wim())
    assert done.content is not None
    made, parts = done.content.read_bytes(), {name: whole.read(name) for name in whole.namelist()}

    def asked(content: bytes) -> Verified:
        with kept.acting() as session:
            return verifying.by_file(session, kept.one.an, io.BytesIO(content))

    assert asked(made).answer is PackAnswer.SAME
    assert asked(_zip(parts)).answer is PackAnswer.REPACKED
    cases: tuple[tuple[Callable[[Parts], Parts], tuple[str, ...], tuple[str, ...], tuple[str, ...]], ...] = (
        (_changed, (DECISION,), (), ()),
        (_without, (), (DECISION,), ()),
        (_with_more, (), (), ("Contacts/extra.pdf",)),
        (_list_too, ("SHA256SUMS", "manifest.json"), (), ()),
    )
    for change, changed, missing, added in cases:
        found = asked(_zip(change(parts)))
        assert (found.answer, found.changed, found.missing, found.added) == (
            PackAnswer.DIFFERS,
            changed,
            missing,
            added,
        )
    # One byte of the zip itself, within what a stored paper holds: that paper, and nothing else.
    (info,) = [one for one in whole.infolist() if one.filename.endswith("Identity card, identity_card.pdf")]
    at = made.index(parts[info.filename])
    found = asked(made[:at] + bytes([made[at] ^ 1]) + made[at + 1 :])
    assert (found.answer, found.changed, found.missing, found.added) == (
        PackAnswer.DIFFERS,
        (info.filename,),
        (),
        (),
    )
    assert asked(made[:-40]).answer is PackAnswer.UNREADABLE
    assert asked(b"not a zip at all").answer is PackAnswer.UNREADABLE
    assert asked(_zip({"a.txt": b"a"})).answer is PackAnswer.UNKNOWN
    for manifest in (
        b"",
        b"[]",
        b"[" * 100_000,
        b'{"files": [], "number": 1e999}',
        b'{"files": [1], "number": 1}',
    ):
        assert asked(_zip({"manifest.json": manifest})).answer is PackAnswer.UNKNOWN
    assert asked(_zip({"../manifest.json": b"{}"})).answer is PackAnswer.UNREADABLE
    # A bomb is no pack.
    assert asked(_zip({"manifest.json": b" " * (64 << 20)})).answer is PackAnswer.UNREADABLE
    with pytest.raises(Refusal, match=r"documents\.file\.empty"):
        asked(b"")
    with pytest.raises(Refusal, match=r"documents\.file\.too_big"):
        asked(b"x" * (verifying.MOST_BYTES + 1))

    with kept.acting() as session:
        pack = verifying.by_print(session, kept.one.an, hashlib.sha256(made).hexdigest()).pack
        assert pack is not None
        assert pack.kind == PackKind.INSPECTION
        for told in (pack.print.hex().upper(), f" {pack.manifest.hex()}\n"):
            assert verifying.by_print(session, kept.one.an, told).answer is PackAnswer.SAME
        assert verifying.by_print(session, kept.one.an, "0" * 64).answer is PackAnswer.UNKNOWN
        for wrong in ("", "abc", "g" * 64, "０" * 64):
            with pytest.raises(Refusal, match=r"aml\.pack\.print"):
                verifying.by_print(session, kept.one.an, wrong)
        with pytest.raises(Forbidden):
            verifying.by_print(session, kept.one.bram, "0" * 64)
    with kept.acting(kept.other) as session:
        assert verifying.by_print(session, kept.other.an, pack.print.hex()).answer is PackAnswer.UNKNOWN
        assert verifying.by_file(session, kept.other.an, io.BytesIO(made)).pack is None
