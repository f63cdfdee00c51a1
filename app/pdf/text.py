"""Text made harmless for paper: what can't be seen, or would turn the line around, is taken out; the rest stays.

A letter the font doesn't have is shown as � and counted as a letter, so that nothing disappears unseen.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Container

MISSING = "\ufffd"
_SPACES = {"\t", "\n", "\r", "\v", "\f", "\u2028", "\u2029", "\x85"}


def shown(text: str, letters: Container[int]) -> str:
    """The text as it can be printed with these letters, on one line; composed where the font has the whole letter.

    Control, direction and other invisible characters go; white space becomes a space.
    """
    kept = []
    for character in unicodedata.normalize("NFC", text):
        if character in _SPACES or unicodedata.category(character) == "Zs":
            kept.append(character if character in "\u00a0\u202f" and ord(character) in letters else " ")
        elif unicodedata.category(character)[0] == "C" and character != "\u00ad":
            continue
        elif character != "\u00ad":
            kept.append(character if ord(character) in letters else MISSING)
    return "".join(kept)
