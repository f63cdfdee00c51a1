"""A bank that is a page of our own, so that paying works from end to end without an account anywhere.

Honest stand-in: each payment is a file, so that it outlives restarts and several processes may ask; what is over
stays over, and nothing is paid but on its page. Production refuses to start with it.
"""

from __future__ import annotations

import fcntl
import hashlib
import json
import os
import re
import secrets
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass, replace
from datetime import datetime, timedelta
from pathlib import Path

from app import clock
from app.errors import Missing, Outage
from app.outside.payments import Begun, NewPayment, Payment, PaymentMethod, PaymentState, TakenBack
from models.values import NOTHING, Money, ValueProblem, euro

LASTS = timedelta(hours=1)
_REFERENCE = re.compile(r"tb_[0-9a-f]{32}")


@dataclass(frozen=True)
class Practised:
    """One payment as the bank keeps it; `taken` is what it took back, which it does once at most."""

    reference: str
    gross: Money
    described: str
    note: str
    back_url: str
    begun_at: datetime
    state: PaymentState = PaymentState.OPEN
    taken: TakenBack | None = None

    @property
    def paid(self) -> Money:
        return self.gross if self.state is PaymentState.PAID else NOTHING


class PracticeBank:
    """`folder` holds its payments, closed to others; `address` is what people type before `/demo/bank/`."""

    name = "practice_bank"

    def __init__(
        self,
        folder: Path,
        address: str,
        methods: tuple[PaymentMethod, ...] = tuple(PaymentMethod),
        now: Callable[[], datetime] = lambda: clock.now(),  # looked up each time: tests move that clock
    ) -> None:
        self.folder, self.address, self.methods, self.now = folder, address, methods, now

    # -- what a provider does

    def begin(self, new: NewPayment) -> Begun:
        """A payment that waits for an hour; the same key asked twice is the first one. Raises Outage."""
        if new.method not in self.methods:
            raise Outage("payments")
        with self._alone():
            known = self.folder / hashlib.sha256(new.key.encode()).hexdigest()
            if known.exists():
                reference = known.read_text()
            else:
                reference = f"tb_{secrets.token_hex(16)}"
                self._keep(
                    Practised(reference, new.gross, new.described, new.note, new.back_url, begun_at=self.now())
                )
                # Last: cut off before it, the payment is nobody's and the key is free.
                self._write(known, reference)
        return Begun(reference, f"{self.address}/demo/bank/{reference}")

    def look(self, reference: str) -> Payment | None:
        """What became of it. Raises Outage."""
        found = self.find(reference)
        if found is None:
            return None
        return Payment(reference, found.state, found.paid, found.note, (found.taken,) if found.taken else ())

    # -- what happens on its page; each raises Missing for an unknown payment, and Outage

    def find(self, reference: str) -> Practised | None:
        """The payment with all that its page shows; None for one that isn't there. Raises Outage."""
        try:
            return self._change(reference, lambda one: one)
        except Missing:
            return None

    def pay(self, reference: str) -> Practised:
        """Pays it, if it is still open."""
        return self._change(reference, lambda one: _ended(one, PaymentState.PAID))

    def fail(self, reference: str) -> Practised:
        """Refuses it, if it is still open."""
        return self._change(reference, lambda one: _ended(one, PaymentState.FAILED))

    def expire(self, reference: str) -> Practised:
        """Its hour is over, if it is still open."""
        return self._change(reference, lambda one: _ended(one, PaymentState.EXPIRED))

    def take_back(self, reference: str, now: datetime) -> Practised:
        """The bank takes all of it back: once, and only what was paid."""
        return self._change(reference, lambda one: _taken(one, now))

    def give_back(self, reference: str, now: datetime) -> Practised:
        """What was taken back comes again."""
        return self._change(reference, lambda one: _given(one, now))

    # -- how it is kept

    def _change(self, reference: str, act: Callable[[Practised], Practised]) -> Practised:
        if not _REFERENCE.fullmatch(reference):
            raise Missing("payment", reference)
        with self._alone():
            try:
                kept = _read((self.folder / reference).read_text())
            except FileNotFoundError:
                raise Missing("payment", reference) from None
            over = kept.begun_at + LASTS <= self.now()
            found = act(_ended(kept, PaymentState.EXPIRED) if over else kept)
            if found != kept:
                self._keep(found)
        return found

    @contextmanager
    def _alone(self) -> Iterator[None]:
        """One at a time, among threads and processes; released by whoever dies."""
        try:
            self.folder.mkdir(mode=0o700, parents=True, exist_ok=True)
            with os.fdopen(os.open(self.folder / "lock", os.O_WRONLY | os.O_CREAT, 0o600), "w") as lock:
                fcntl.flock(lock, fcntl.LOCK_EX)
                yield
        except OSError as problem:
            raise Outage("payments") from problem

    def _keep(self, one: Practised) -> None:
        self._write(self.folder / one.reference, _written(one))

    def _write(self, place: Path, text: str) -> None:
        half = place.with_suffix(".half")
        with os.fdopen(os.open(half, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w") as file:
            file.write(text)
            file.flush()
            os.fsync(file.fileno())
        half.replace(place)


def _ended(one: Practised, state: PaymentState) -> Practised:
    return replace(one, state=state) if one.state is PaymentState.OPEN else one


def _taken(one: Practised, now: datetime) -> Practised:
    if one.state is not PaymentState.PAID or one.taken is not None:
        return one
    return replace(one, taken=TakenBack(f"cb_{secrets.token_hex(16)}", one.gross, now))


def _given(one: Practised, now: datetime) -> Practised:
    if one.taken is None or one.taken.given_back_at is not None:
        return one
    return replace(one, taken=replace(one.taken, given_back_at=now))


def _written(one: Practised) -> str:
    return json.dumps(asdict(one) | {"gross": one.gross, "taken": _told(one.taken)}, default=str)


def _told(taken: TakenBack | None) -> list[str] | None:
    if taken is None:
        return None
    given = taken.given_back_at.isoformat() if taken.given_back_at else ""
    return [taken.reference, str(taken.gross), taken.taken_at.isoformat(), given]


def _read(text: str) -> Practised:
    """The payment of a file. Raises Outage for one that somebody else wrote in."""
    try:
        told = json.loads(text)
        told["gross"] = euro(told["gross"])
        told["begun_at"] = datetime.fromisoformat(told["begun_at"])
        told["state"] = PaymentState(told["state"])
        if told["taken"] is not None:
            reference, gross, taken_at, given = told["taken"]
            given_back_at = datetime.fromisoformat(given) if given else None
            told["taken"] = TakenBack(reference, euro(gross), datetime.fromisoformat(taken_at), given_back_at)
        return Practised(**told)
    except (ValueError, TypeError, KeyError, ValueProblem) as problem:
        raise Outage("payments") from problem
