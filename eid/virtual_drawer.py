"""A drawer with cards in software, and one reader for them: the demonstration's, which production refuses.

As with a real reader everybody at the machine sees the same card in it, whichever process asks: which one is in
it, and how many PINs may still be wrong, stand in a file. Keys and certificates are made anew by each process.
"""

from __future__ import annotations

import fcntl
import json
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum
from pathlib import Path
from threading import Lock
from typing import Any
from urllib.parse import urlsplit

from eid import integrity
from eid.card import File
from eid.errors import EidError, Fault
from eid.fetching import Fetch
from eid.trust import fingerprint_of
from eid.virtual import MOST_TRIES, Content, SoftwareCard
from eid.virtual_people import Authority, Human, card_of, new_authority
from eid.virtual_responder import Responder

READER = "Software reader"
PIN = "1234"
_HOST = "software-cards.invalid"
_LIFE = timedelta(days=3650)


class Kind(StrEnum):
    """What is the matter with a card; most are as they should be."""

    GOOD = "good"
    OLD = "old"
    EXPIRED = "expired"
    REVOKED = "revoked"
    BLOCKED = "blocked"
    TAMPERED = "tampered"
    CHILD = "child"


@dataclass(frozen=True)
class Held:
    """One card in the drawer, whose it is, and what is the matter with it."""

    name: str
    human: Human = field(repr=False)
    kind: Kind = Kind.GOOD


class Drawer:
    """The cards and their reader. `now` tells the time; the file that processes share lies in `folder`; the card
    called `first` is in the reader until somebody puts another one in, or takes it out."""

    def __init__(
        self, folder: Path, cards: tuple[Held, ...], now: Callable[[], datetime], first: str = ""
    ) -> None:
        self.cards = {one.name: one for one in cards}
        self._file, self._now, self._first = folder / "software-cards.json", now, first
        self._made: dict[str, Content] = {}
        self._authorities: dict[bool, Authority] = {}
        self._responders: dict[bool, Responder] = {}
        self._making = Lock()

    # -- the reader

    def readers(self) -> list[str]:
        """Always one."""
        return [READER]

    def inserted(self) -> str:
        """The name of the card in the reader; '' for none."""
        with self._state() as state:
            name = self._name(state)
        return name if name in self.cards else ""

    def insert(self, name: str) -> None:
        """Puts that card in the reader, in the place of the one before; '' takes it out. Raises KeyError."""
        if name:
            _ = self.cards[name]
        with self._state() as state:
            state["inserted"] = name

    def tries_left(self, name: str) -> int:
        with self._state() as state:
            return self._tries(state, name)

    @contextmanager
    def card(self) -> Iterator[SoftwareCard]:
        """The card in the reader, for one visitor at a time. Raises EidError no_card."""
        with self._state() as state:
            name = self._name(state)
            if name not in self.cards:
                raise EidError(Fault.NO_CARD)
            found = SoftwareCard(self.content(name))
            found.tries = self._tries(state, name)
            try:
                yield found
            finally:
                state.setdefault("tries", {})[name] = found.tries

    def _name(self, state: Mapping[str, Any]) -> str:
        return str(state.get("inserted", self._first))

    def _tries(self, state: Mapping[str, Any], name: str) -> int:
        usual = 0 if self.cards[name].kind is Kind.BLOCKED else MOST_TRIES
        return int(state.get("tries", {}).get(name, usual))

    @contextmanager
    def _state(self) -> Iterator[dict[str, Any]]:
        """What the file says, for us alone; written back when it changed."""
        with self._file.open("a+", encoding="utf-8") as file:
            fcntl.flock(file, fcntl.LOCK_EX)
            file.seek(0)
            state = json.loads(file.read() or "{}")
            before = json.dumps(state)
            try:
                yield state
            finally:
                if json.dumps(state) != before:
                    file.truncate(0)
                    file.write(json.dumps(state))
                    file.flush()

    # -- who issues them, and who tells how they stand

    def content(self, name: str) -> Content:
        """What is on that card; made when it is asked for first."""
        with self._making:
            if name not in self._made:
                self._made[name] = self._make(self.cards[name])
            return self._made[name]

    def roots(self) -> frozenset[str]:
        """Fingerprints of the roots above these cards, which nobody else believes."""
        with self._making:
            return frozenset(fingerprint_of(self._authority(curve).root) for curve in (True, False))

    def fetch_or(self, otherwise: Fetch) -> Fetch:
        """Asks the revocation service of these cards about them, and `otherwise` about all others."""

        def fetch(url: str, body: bytes | None = None) -> bytes:
            parts = urlsplit(url)
            if parts.netloc != _HOST:
                return otherwise(url, body)
            responder = self._responders[parts.path.startswith("/curve")]
            responder.now = self._now()
            return responder.answer(body) if body is not None else responder.list()

        return fetch

    def authority(self, curve: bool) -> Authority:
        """Who issues the cards of that kind."""
        with self._making:
            return self._authority(curve)

    def _authority(self, curve: bool) -> Authority:
        if curve not in self._authorities:
            self._authorities[curve] = new_authority(curve, self._now())
            self._responders[curve] = Responder(self._authorities[curve], self._now())
        return self._authorities[curve]

    def _make(self, held: Held) -> Content:
        curve = held.kind is not Kind.OLD
        authority, place = self._authority(curve), "curve" if curve else "rsa"
        made = card_of(
            held.human,
            self._now(),
            pin=PIN,
            authority=authority,
            life=(_LIFE, -timedelta(days=1)) if held.kind is Kind.EXPIRED else (timedelta(days=1), _LIFE),
            without=frozenset({File.AUTHENTICATION, File.SIGNATURE}) if held.kind is Kind.CHILD else frozenset(),
            services=(f"http://{_HOST}/{place}/ocsp", f"http://{_HOST}/{place}/list"),
        )
        if held.kind is Kind.TAMPERED:
            files = dict(made.files)
            name = held.human.family_name.encode()
            files[File.IDENTITY.value] = files[File.IDENTITY.value].replace(name, name[::-1])
            made = Content(made.applet, files, made.keys, made.pin)
        if held.kind is not Kind.CHILD:
            number = integrity.certificate_of(made.files[File.AUTHENTICATION.value]).serial_number
            responder = self._responders[curve]
            responder.issued.add(number)
            if held.kind is Kind.REVOKED:
                responder.revoked.add(number)
        return made
