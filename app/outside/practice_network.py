"""A network of our own making, so that sending documents works from end to end without an account anywhere.

Honest stand-in: each message is a file, so that it outlives restarts and several processes may send; a document is
read before it is taken, and refused when it isn't UBL or says other ends than the envelope. Who isn't in the
network stands in a list on its page. Production refuses to start with it.
"""

from __future__ import annotations

import fcntl
import hashlib
import json
import os
import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass, replace
from datetime import datetime, timedelta
from itertools import islice
from pathlib import Path

from app import clock
from app.errors import Missing, Outage
from app.outside.access_point import Fate, Message, NewMessage, NotTaken, WhyNot
from app.outside.ubl_ends import ends_of

TAKES = timedelta(minutes=1)
"""How long a message is on its way."""
SHOWN = 50
_REFERENCE = re.compile(r"pn_[0-9a-f]{32}")
_DIGITS = re.compile(r"[0-9]{10}")


@dataclass(frozen=True)
class Carried:
    """One message as the network keeps it; the document lies beside it."""

    reference: str
    number: str
    sender: str
    receiver: str
    credit_note: bool
    taken_at: datetime
    sent_back: bool = False

    def fate(self, now: datetime) -> Fate:
        if self.sent_back:
            return Fate.REFUSED
        return Fate.DELIVERED if now >= self.taken_at + TAKES else Fate.ON_ITS_WAY


class PracticeNetwork:
    """`folder` holds its messages and who isn't in it, closed to others."""

    name = "practice_network"

    def __init__(self, folder: Path, now: Callable[[], datetime] = lambda: clock.now()) -> None:
        self.folder, self.now = folder, now

    # -- what an access point does

    def send(self, new: NewMessage) -> Message:
        """Takes a document; the same key sent twice is the first one. Raises Outage and NotTaken."""
        with self._alone():
            reference = f"pn_{hashlib.sha256(new.key.encode()).hexdigest()[:32]}"
            try:
                return self._told(self._read(reference))
            except Missing:
                made = self._taken(reference, new)
            self._write(self.folder / f"{reference}.xml", new.document)
            self._keep(made)  # last: cut off before it, nothing was taken
            return self._told(made)

    def ask(self, reference: str) -> Message | None:
        """What became of it. Raises Outage."""
        try:
            return self._told(self.find(reference))
        except Missing:
            return None

    # -- what happens on its page

    def find(self, reference: str) -> Carried:
        """One message. Raises Missing and Outage."""
        if not _REFERENCE.fullmatch(reference):
            raise Missing("message", reference)
        with self._alone():
            return self._read(reference)

    def document(self, reference: str) -> bytes:
        """What was handed over, to the byte. Raises Missing and Outage."""
        self.find(reference)
        return (self.folder / f"{reference}.xml").read_bytes()

    def latest(self, most: int = SHOWN) -> list[Carried]:
        """The latest messages, newest first. Raises Outage."""
        with self._alone():
            # By the document, which is written once; one without its message wasn't taken.
            found = sorted(self.folder.glob("pn_*.xml"), key=lambda one: one.stat().st_mtime_ns, reverse=True)
            taken = (one.stem for one in found if one.with_suffix(".json").exists())
            return [self._read(one) for one in islice(taken, most)]

    def send_back(self, reference: str) -> Carried:
        """The receiver doesn't want it, whatever became of it before. Raises Missing and Outage."""
        found = replace(self.find(reference), sent_back=True)
        with self._alone():
            self._keep(found)
        return found

    def absent(self) -> list[str]:
        """The enterprises that can't be reached in this network, by their ten digits. Raises Outage."""
        with self._alone():
            return self._absent()

    def leave(self, receiver: str) -> None:
        """That enterprise can't be reached any more. Raises Outage, and Missing for what is no number."""
        self._list(receiver, there=False)

    def join(self, receiver: str) -> None:
        """That enterprise can be reached again."""
        self._list(receiver, there=True)

    # -- how it is kept

    def _taken(self, reference: str, new: NewMessage) -> Carried:
        try:
            ends = ends_of(new.document)
        except ValueError as problem:
            raise NotTaken(WhyNot.INVALID, str(problem)) from None
        if (ends.sender, ends.receiver, ends.credit_note) != (new.sender, new.receiver, new.credit_note):
            raise NotTaken(WhyNot.INVALID, "the document is from or for somebody else")
        if new.receiver in self._absent():
            raise NotTaken(WhyNot.UNREACHABLE)
        return Carried(reference, ends.number, ends.sender, ends.receiver, ends.credit_note, taken_at=self.now())

    def _told(self, one: Carried) -> Message:
        fate = one.fate(self.now())
        return Message(one.reference, fate, WhyNot.SENT_BACK if fate is Fate.REFUSED else None)

    def _absent(self) -> list[str]:
        place = self.folder / "absent"
        return sorted(set(place.read_text().split())) if place.exists() else []

    def _list(self, receiver: str, *, there: bool) -> None:
        if not _DIGITS.fullmatch(receiver):
            raise Missing("enterprise", receiver)
        with self._alone():
            now = {*self._absent()} - {receiver} if there else {*self._absent(), receiver}
            self._write(self.folder / "absent", "\n".join(sorted(now)).encode())

    @contextmanager
    def _alone(self) -> Iterator[None]:
        """One at a time, among threads and processes; released by whoever dies."""
        try:
            self.folder.mkdir(mode=0o700, parents=True, exist_ok=True)
            with os.fdopen(os.open(self.folder / "lock", os.O_WRONLY | os.O_CREAT, 0o600), "w") as lock:
                fcntl.flock(lock, fcntl.LOCK_EX)
                yield
        except (OSError, UnicodeDecodeError) as problem:
            raise Outage("network") from problem

    def _keep(self, one: Carried) -> None:
        told = json.dumps(asdict(one) | {"taken_at": one.taken_at.isoformat()})
        self._write(self.folder / f"{one.reference}.json", told.encode())

    def _write(self, place: Path, content: bytes) -> None:
        half = place.with_suffix(".half")
        with os.fdopen(os.open(half, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        half.replace(place)

    def _read(self, reference: str) -> Carried:
        """The message of a file. Raises Outage for one that somebody else wrote in, Missing for none."""
        try:
            told = json.loads((self.folder / f"{reference}.json").read_text())
            return Carried(**told | {"taken_at": datetime.fromisoformat(told["taken_at"])})
        except FileNotFoundError:
            raise Missing("message", reference) from None
        except (ValueError, TypeError, KeyError) as problem:
            raise Outage("network") from problem
