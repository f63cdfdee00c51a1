"""What is in a pack: everything of whoever is asked for, to the byte, and nothing that wasn't asked for."""

from __future__ import annotations

import hashlib
import json
import subprocess
from pathlib import Path

from tests.app.aml.packs.world import World, proofs


def test_a_pack_of_one_client(world: World, tmp_path: Path) -> None:
    done, whole = world.made(world.of_wim())
    for name in whole.namelist():
        print(name)
    manifest = json.loads(whole.read("manifest.json"))
    assert manifest["lacking"] == []
    for one in manifest["files"]:
        content = whole.read(one["path"])
        assert (len(content), hashlib.sha256(content).hexdigest()) == (one["size"], one["sha256"])
    whole.extractall(tmp_path / "out")
    said = subprocess.run(
        ["sha256sum", "-c", "--strict", "SHA256SUMS"], cwd=tmp_path / "out", capture_output=True, text=True
    )
    assert said.returncode == 0, said.stdout
    kept = {hashlib.sha256(whole.read(name)).hexdigest() for name in whole.namelist()}
    assert proofs(world).keys() <= kept
