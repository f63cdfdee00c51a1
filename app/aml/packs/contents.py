"""The tree of a pack: where each file stands in it, under a name that every system takes. Pure.

Names come from people: of contacts, of files they sent. None of them leaves its folder, is a device of Windows, is
the same as another one there, or makes a path longer than Windows takes once it is unpacked somewhere.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass, field

LONGEST_PATH = 180
_LONGEST_STEP = 60
_LONGEST_ENDING = 10
_REFUSED = re.compile(r'[<>:"/\\|?*\x00-\x1f\x7f]')
_DEVICE = re.compile(r"(con|prn|aux|nul|conin\$|conout\$|clock\$|(com|lpt)[0-9¹²³])(\..*)?", re.IGNORECASE)
_UNSEEN = frozenset({"Cc", "Cf", "Co", "Cs", "Cn", "Zl", "Zp"})


def safe_name(name: str, most: int = _LONGEST_STEP) -> str:
    """One step of a path: what was told, without what a system refuses; of what is too long the ending stays."""
    plain = "".join(
        letter for letter in unicodedata.normalize("NFC", name) if unicodedata.category(letter) not in _UNSEEN
    )
    plain = re.sub(r"\s+", " ", _REFUSED.sub("_", plain)).strip(" .") or "_"
    stem, dot, ending = plain.rpartition(".")
    if not dot or not stem or len(ending) > _LONGEST_ENDING:
        stem, ending = plain, ""
    ending = f".{ending}" if ending else ""
    plain = f"{stem[: most - len(ending)].rstrip(' .') or '_'}{ending}"
    # What was cut may have become one.
    return f"_{plain[: most - 1]}" if _DEVICE.fullmatch(plain) else plain


def alike(path: str) -> str:
    """Two paths for which this is the same are the same file on some systems."""
    return unicodedata.normalize("NFC", unicodedata.normalize("NFKC", path).casefold())


@dataclass
class Folder:
    """A folder of the pack: gives out names, each once."""

    path: str = ""
    _taken: set[str] = field(default_factory=set)

    def place(self, name: str) -> str:
        """The path of a file that wants to be called so."""
        return self._join(self._free(name))

    def inside(self, name: str) -> Folder:
        """A folder in it that wants to be called so; two that are called the same are two."""
        return Folder(self._join(self._free(name)))

    def _join(self, step: str) -> str:
        return f"{self.path}/{step}" if self.path else step

    def _free(self, name: str) -> str:
        """Raises ValueError where the path would be too long: folders are few, and their names short."""
        most = min(_LONGEST_STEP, LONGEST_PATH - len(self.path) - 1)
        if most < _LONGEST_ENDING * 2:
            raise ValueError(f"no place is left in {self.path}")
        found = safe_name(name, most)
        count = 1
        while alike(found) in self._taken:
            count += 1
            mark = f" ({count})"
            stem, dot, ending = safe_name(name, most).rpartition(".")
            if not dot or len(ending) > _LONGEST_ENDING:
                stem, dot, ending = safe_name(name, most), "", ""
            found = f"{stem[: most - len(mark) - len(dot + ending)].rstrip(' .')}{mark}{dot}{ending}"
        self._taken.add(alike(found))
        return found
