"""Refusals about packs, as sentences."""

from __future__ import annotations

from typing import Any

from flask_babel import lazy_gettext as _l

SENTENCES: dict[str, Any] = {
    "aml.pack.nobody": _l("Choose at least one contact or transaction: search for it by name or reference."),
    "aml.pack.too_many": _l(
        "At most %(most)s can be chosen one by one. Choose a year or a level, or all of them."
    ),
    "aml.pack.year": _l("Type a year, from %(first)s on."),
    "aml.pack.level": _l("Choose a level."),
    "aml.pack.nothing": _l("No contact or transaction of your office is like that. Choose otherwise."),
    "aml.pack.being_made": _l(
        "A pack is being made for you already. Wait for it, or stop it: it stands with your tasks."
    ),
    "aml.pack.print": _l(
        "A fingerprint has 64 signs: figures, and letters from a to f. Copy it whole, as the command wrote it."
    ),
    "aml.pack.file_or_print": _l("Choose the zip, or type a fingerprint."),
}
