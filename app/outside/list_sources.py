"""Where lists of sanctions and of politically exposed persons come from: their publishers, or practice lists.

A list is written into a file that is given, as its bytes come: what it is is seen when it is read. After an
Outage, what stands in the file is worth nothing.
"""

from __future__ import annotations

import time
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import BinaryIO, Protocol
from urllib.parse import urljoin, urlsplit

import requests
import structlog
from urllib3.exceptions import HTTPError

from app.errors import Outage
from app.outside.practice_lists import PracticeLists as PracticeLists

log = structlog.get_logger("lists")
SYSTEM = "lists"
LARGEST = 4 << 30
SECONDS = 900.0
_SILENCE = 30.0
_PIECE = 1 << 16
_MOST_STEPS = 5
_MOVED = (301, 302, 303, 307, 308)
_NAME = "Sleutelbos"


class ListSource(Protocol):
    """One place that lists come from, each by its code."""

    def fetch(self, code: str, into: BinaryIO) -> None:
        """Writes the list into the file. Raises Outage when it can't be had whole."""
        ...


class DownloadedLists:
    """Lists from the web: `addresses` has one for each code, over https and nothing else, wherever it leads.

    `authorities` is a file of certificates to believe instead of those of the machine. A list larger than
    `largest` bytes, silence of `silence` seconds, or a download that lasts longer than `seconds` is an Outage.
    """

    def __init__(
        self,
        addresses: Mapping[str, str],
        *,
        authorities: Path | None = None,
        largest: int = LARGEST,
        seconds: float = SECONDS,
        silence: float = _SILENCE,
    ) -> None:
        self._addresses = dict(addresses)
        self._believed: str | bool = str(authorities) if authorities is not None else True
        self._largest, self._seconds, self._silence = largest, seconds, silence

    def fetch(self, code: str, into: BinaryIO) -> None:
        if code not in self._addresses:
            raise _outage(code, "it has no address")
        until = time.monotonic() + self._seconds
        with requests.Session() as line:
            line.trust_env = False  # no proxy or password of the environment
            line.headers["User-Agent"] = _NAME
            try:
                with self._answer(line, code, until) as answer:
                    self._keep(answer, code, into, until)
            except (requests.RequestException, HTTPError, OSError, ValueError) as problem:
                raise _outage(code, type(problem).__name__) from None

    def _answer(self, line: requests.Session, code: str, until: float) -> requests.Response:
        """The answer that has the list, after as many steps as it takes."""
        address = self._addresses[code]
        for _ in range(_MOST_STEPS):
            if urlsplit(address).scheme != "https":
                raise _outage(code, "it leads away from https")
            answer = line.get(
                address, stream=True, allow_redirects=False, timeout=self._silence, verify=self._believed
            )
            if answer.status_code == 200:
                return answer
            answer.close()
            if answer.status_code not in _MOVED or "Location" not in answer.headers:
                raise _outage(code, "it says no", answer.status_code)
            if time.monotonic() > until:
                break
            address = urljoin(address, answer.headers["Location"])
        raise _outage(code, "it leads on and on")

    def _keep(self, answer: requests.Response, code: str, into: BinaryIO, until: float) -> None:
        size = 0
        for piece in _pieces(answer):
            size += len(piece)
            if size > self._largest:
                raise _outage(code, "it is too large")
            if time.monotonic() > until:
                raise _outage(code, "it takes too long")
            into.write(piece)
        told = answer.headers.get("Content-Length", "")
        whole = not told.isdigit() or "Content-Encoding" in answer.headers or int(told) == size
        if not size or not whole:
            raise _outage(code, "it isn't whole")


def _pieces(answer: requests.Response) -> Iterator[bytes]:
    while piece := answer.raw.read1(_PIECE, decode_content=True):
        yield piece


def _outage(code: str, why: str, status: int | None = None) -> Outage:
    """Told to whoever runs the server; an address may hold a key, so it is never told."""
    log.warning("a list can't be had", list=code, why=why, status=status)
    return Outage(SYSTEM)
