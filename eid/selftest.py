"""The self-test: every check of a card in its order, each with its outcome; nobody signs in, nothing is stored.

A step that fails ends those that hang on it; the others go on, so that one look tells as much as there is to tell.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from contextlib import AbstractContextManager
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum

from cryptography import x509

from eid import integrity, token
from eid.apdu import Connection
from eid.card import File, Visit
from eid.errors import EidError, Fault
from eid.identity import identity_of
from eid.revocation import check_standing
from eid.trust import check_use
from eid.verifying import Verifier

_PLACE = "https://self-test.invalid"


class Check(StrEnum):
    """What is looked at, in the order in which it is told."""

    READER = "reader"
    CARD = "card"
    BELGIAN = "belgian"
    FILES = "files"
    PIN = "pin"
    VALIDITY = "validity"
    CHAIN = "chain"
    USE = "use"
    CERTIFICATE_DATES = "certificate_dates"
    REVOCATION = "revocation"
    SIGNATURE = "signature"
    IDENTITY = "identity"
    ADDRESS = "address"
    PHOTO = "photo"


class Outcome(StrEnum):
    PASSED = "passed"
    FAILED = "failed"
    NOT_DONE = "not_done"


@dataclass(frozen=True)
class Step:
    """One check: how it went, why not, how long it took. `tries_left` is what PINs may still be wrong; `note` is
    what was found there, a reader's name or an applet's version."""

    check: Check
    outcome: Outcome
    fault: Fault | None = None
    milliseconds: int = 0
    tries_left: int | None = None
    note: str = ""


@dataclass(frozen=True)
class Reading:
    """Where cards come from: the readers of this machine, and the card in the one that has one."""

    readers: Callable[[], list[str]]
    card: Callable[[], AbstractContextManager[Connection]]


def run(reading: Reading, verifier: Verifier, now: datetime, pin: str = "") -> list[Step]:
    """All steps in their order; the signature is tried only with a PIN."""
    steps: dict[Check, Step] = {}

    found: list[str] = []

    def there() -> None:
        found.extend(reading.readers())
        if not found:
            raise EidError(Fault.NO_READER)

    if _try(steps, Check.READER, there):
        steps[Check.READER] = replace(steps[Check.READER], note=", ".join(found))
        try:
            with reading.card() as connection:
                steps[Check.CARD] = Step(Check.CARD, Outcome.PASSED)
                _visit(steps, connection, verifier, now, pin)
        except EidError as problem:
            where = Check.BELGIAN if Check.CARD in steps else Check.CARD
            steps.setdefault(where, Step(where, Outcome.FAILED, problem.fault))
    return [steps.get(check, Step(check, Outcome.NOT_DONE)) for check in Check]


def _try(steps: dict[Check, Step], check: Check, work: Callable[[], object]) -> bool:
    began = time.perf_counter()
    fault, tries_left = None, None
    try:
        work()
    except EidError as problem:
        fault, tries_left = problem.fault, problem.tries_left
    took = round((time.perf_counter() - began) * 1000)
    steps[check] = Step(check, Outcome.FAILED if fault else Outcome.PASSED, fault, took, tries_left)
    return fault is None


def _visit(steps: dict[Check, Step], connection: Connection, verifier: Verifier, now: datetime, pin: str) -> None:
    with Visit(connection) as visit:
        applet = f"{visit.applet >> 4}.{visit.applet & 0xF}"
        steps[Check.BELGIAN] = Step(Check.BELGIAN, Outcome.PASSED, note=applet)
        files: dict[File, bytes] = {}
        if not _try(steps, Check.FILES, lambda: files.update({one: visit.read(one) for one in File})):
            return
        left: list[int | None] = []
        usable = _try(steps, Check.PIN, lambda: left.append(_tries_left(visit)))
        if left:
            steps[Check.PIN] = replace(steps[Check.PIN], tries_left=left[0])
        certificate = _certificate(steps, files)
        if certificate is not None:
            _check_certificate(steps, certificate, visit, verifier, now)
            if pin and usable:
                _try(steps, Check.SIGNATURE, lambda: _sign(visit, certificate, files, pin))
        _check_data(steps, files, visit, verifier, now)


def _tries_left(visit: Visit) -> int | None:
    left = visit.tries_left()
    if left == 0:
        raise EidError(Fault.PIN_BLOCKED, tries_left=0)
    return left


def _certificate(steps: dict[Check, Step], files: dict[File, bytes]) -> x509.Certificate | None:
    """The certificate for signing in; None of a card that has none, which the chain tells."""
    try:
        return integrity.certificate_of(files[File.AUTHENTICATION])
    except EidError as problem:
        steps[Check.CHAIN] = Step(Check.CHAIN, Outcome.FAILED, problem.fault)
        return None


def _check_certificate(
    steps: dict[Check, Step], certificate: x509.Certificate, visit: Visit, verifier: Verifier, now: datetime
) -> None:
    found: list[x509.Certificate] = []

    def chain() -> None:
        verifier.learn_issuer(visit, certificate, now)
        found.append(verifier.store.issuer_of(certificate, now))

    def dates() -> None:
        if not certificate.not_valid_before_utc <= now <= certificate.not_valid_after_utc:
            raise EidError(Fault.CERT_EXPIRED)

    trusted = _try(steps, Check.CHAIN, chain)
    _try(steps, Check.USE, lambda: check_use(certificate, verifier.store.policies))
    _try(steps, Check.CERTIFICATE_DATES, dates)
    if trusted:  # whom a stranger's certificate names is never asked
        _try(steps, Check.REVOCATION, lambda: check_standing(certificate, found[0], verifier.fetch, now))


def _sign(visit: Visit, certificate: x509.Certificate, files: dict[File, bytes], pin: str) -> None:
    nonce = token.new_nonce()
    made = visit.sign(pin, token.digest_to_sign(_PLACE, nonce, visit.hash_algorithm()))
    sent = token.token_of(certificate, files[File.AUTHENTICATION], made)
    token.check_possession(token.proof_of(sent), _PLACE, nonce)


def _check_data(
    steps: dict[Check, Step], files: dict[File, bytes], visit: Visit, verifier: Verifier, now: datetime
) -> None:
    def validity() -> None:
        identity = identity_of(files[File.IDENTITY])
        if not identity.valid_from <= now.date() <= identity.valid_until:
            raise EidError(Fault.CARD_EXPIRED)

    def identity() -> None:
        register = integrity.certificate_of(files[File.REGISTER])
        verifier.learn_issuer(visit, register, now)
        verifier.store.check_register(register, now)
        integrity.check_identity(files[File.IDENTITY], files[File.IDENTITY_SIGNATURE], register)

    def address() -> None:
        register = integrity.certificate_of(files[File.REGISTER])
        signatures = files[File.ADDRESS_SIGNATURE], files[File.IDENTITY_SIGNATURE]
        integrity.check_address(files[File.ADDRESS], *signatures, register)

    _try(steps, Check.VALIDITY, validity)

    def photo() -> None:
        integrity.check_photo(files[File.PHOTO], identity_of(files[File.IDENTITY]))

    if _try(steps, Check.IDENTITY, identity):
        _try(steps, Check.ADDRESS, address)
        _try(steps, Check.PHOTO, photo)
