"""Where this installation has sanctions lists from, by its settings: addresses, our own practice lists, or
nowhere; then they are loaded by hand."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import BinaryIO
from urllib.parse import urlsplit

from app.outside.list_sources import DownloadedLists, ListSource
from app.outside.practice_lists import CODES, PracticeLists

_CODE = re.compile(r"[a-z][a-z0-9_]{1,31}")


@dataclass(frozen=True)
class ListSettings:
    """The address of each list, by its code, with the authorities that are believed beside it, None for those of
    the machine; and whether lists of our own making take their place."""

    addresses: Mapping[str, str] = field(default_factory=dict, repr=False)
    authorities: Path | None = None
    practice: bool = False

    @classmethod
    def read(cls, environment: Mapping[str, str], *, production: bool) -> ListSettings:
        """The settings in an environment. Raises ValueError with what to set instead; it never repeats an address,
        which may hold a key."""
        told = environment.get("SANCTIONS_LISTS", "").split()
        addresses = dict(one.partition("=")[::2] for one in told)
        for code, address in addresses.items():
            parts = urlsplit(address)
            if not _CODE.fullmatch(code) or parts.scheme != "https" or not parts.hostname:
                raise ValueError(
                    "SANCTIONS_LISTS must be pairs like eu=https://…, with spaces between them: the code of a"
                    " list, and the address that begins with https."
                )
        if len(addresses) != len(told):
            raise ValueError("SANCTIONS_LISTS names a list twice: give each one address.")
        file = environment.get("SANCTIONS_CA_FILE", "").strip()
        if file and not Path(file).is_file():
            raise ValueError("SANCTIONS_CA_FILE names no file: give the certificates that are to be believed.")
        return cls(addresses, Path(file) if file else None, practice=not production and not addresses)

    def published(self, today: Callable[[], date]) -> Published | None:
        """Where lists are fetched; None where they are loaded by hand alone."""
        if self.addresses:
            return Published(DownloadedLists(self.addresses, authorities=self.authorities), tuple(self.addresses))
        return Published(_OfToday(today), tuple(CODES), practice=True) if self.practice else None


@dataclass(frozen=True)
class Published:
    """Lists that can be fetched: where from, and the codes of those that are there."""

    source: ListSource
    codes: tuple[str, ...]
    # Whether they are of our own making, so that nobody in them exists.
    practice: bool = False

    def fetch(self, code: str, into: BinaryIO) -> None:
        """Writes the list into the file. Raises Outage when it can't be had whole."""
        self.source.fetch(code, into)


class _OfToday:
    """Practice lists as they are on the day they are asked for."""

    def __init__(self, today: Callable[[], date]) -> None:
        self._today = today

    def fetch(self, code: str, into: BinaryIO) -> None:
        PracticeLists(self._today()).fetch(code, into)
