"""Addresses of styles, scripts and drawings, with a version that changes when any of them does.

Made by hand rather than by `url_for`: a page asks for dozens of icons.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from pathlib import Path


def assets_in(folder: Path) -> Callable[[str], str]:
    """A function from a file's name to its address, good for a year in the browser's cache."""
    digest = hashlib.sha256()
    for file in sorted(folder.iterdir()):
        digest.update(file.name.encode() + b"\0" + file.read_bytes())
    version = digest.hexdigest()[:12]
    return lambda name: f"/static/{name}?v={version}"
