"""The one way in: a certificate, and a signature that shows its holder is here, become a person or a named fault.

Web eID, a card in a reader at a desk, and a certificate that a browser showed to a proxy all end here. What was
signed by the national register, read at a desk, is worth more than what a certificate tells: it knows birth date
and sex.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from cryptography import x509

from eid import integrity, token
from eid.card import File, Visit
from eid.dates import BirthDate
from eid.errors import EidError, Fault
from eid.fetching import Fetch
from eid.identity import CardAddress, CardIdentity, address_of, identity_of
from eid.revocation import Standing, check_standing
from eid.trust import Holder, TrustStore, holder_of


@dataclass(frozen=True)
class Verifier:
    """What an installation believes, and whom it asks. `takes_unknown` lets in who has a card nobody tells of."""

    store: TrustStore
    fetch: Fetch
    takes_unknown: bool = False

    def verify_token(self, sent: Mapping[str, Any], origin: str, nonce: str, now: datetime) -> Verified:
        """The person who signed this nonce for this origin. The caller spends the nonce, whatever becomes of it.

        Raises EidError: what each check says, in this order: form, path, use, dates, revocation, possession.
        """
        proof = token.proof_of(sent)
        found = self.verify_certificate(proof.certificate, now)
        token.check_possession(proof, origin, nonce)
        return found

    def verify_certificate(self, certificate: x509.Certificate, now: datetime) -> Verified:
        """The person a certificate names, for who has shown in another way that he has its key."""
        issuer = self.store.check_signing_in(certificate, now)
        try:
            standing = check_standing(certificate, issuer, self.fetch, now)
        except EidError as problem:
            if problem.fault is not Fault.REVOCATION_UNKNOWN or not self.takes_unknown:
                raise
            standing = Standing(certificate.serial_number, "unknown", now)
        return Verified(holder_of(certificate), standing)

    def sign_in_at_desk(self, visit: Visit, pin: str, origin: str, nonce: str, now: datetime) -> SignedIn:
        """The person whose card is in a reader and who knows its PIN; and what the register says of him.

        Everything is looked at before the PIN is used, so that no try of it is lost on a card that can't sign in.
        Raises EidError of reading, of the certificate, of the register's signature and of the PIN.
        """
        file = visit.read(File.AUTHENTICATION)
        certificate = integrity.certificate_of(file)
        self.learn_issuer(visit, certificate, now)
        verified = self.verify_certificate(certificate, now)
        identity = self.read_identity(visit, now)
        if identity.national_number != verified.holder.national_number:
            raise EidError(Fault.DATA_TAMPERED, "certificate and identity name two persons")
        signed = sign_at_desk(visit, pin, origin, nonce, file)
        token.check_possession(token.proof_of(signed.token), origin, nonce)
        return SignedIn(verified, identity)

    def read_identity(self, visit: Visit, now: datetime) -> CardIdentity:
        """Identity alone, which is all that signing in needs. Raises as `read_desk` does."""
        files = {one: visit.read(one) for one in _IDENTITY}
        return self._identity_in(files, visit, now)

    def read_desk(self, visit: Visit, now: datetime, *, photo: bool = False) -> DeskReading:
        """Identity and address of a card in a reader, without PIN, once the register's signatures were checked.

        Raises EidError data_tampered, card_expired, unreadable.
        """
        files = {one: visit.read(one) for one in (*_READ, *((File.PHOTO,) if photo else ()))}
        identity = self._identity_in(files, visit, now)
        register = integrity.certificate_of(files[File.REGISTER])
        signatures = files[File.ADDRESS_SIGNATURE], files[File.IDENTITY_SIGNATURE]
        integrity.check_address(files[File.ADDRESS], *signatures, register)
        if photo:
            integrity.check_photo(files[File.PHOTO], identity)
        return DeskReading(identity, address_of(files[File.ADDRESS]), files.get(File.PHOTO, b""))

    def _identity_in(self, files: Mapping[File, bytes], visit: Visit, now: datetime) -> CardIdentity:
        register = integrity.certificate_of(files[File.REGISTER])
        self.learn_issuer(visit, register, now)
        self.store.check_register(register, now)
        integrity.check_identity(files[File.IDENTITY], files[File.IDENTITY_SIGNATURE], register)
        identity = identity_of(files[File.IDENTITY])
        if not identity.valid_from <= now.date() <= identity.valid_until:
            raise EidError(Fault.CARD_EXPIRED)
        return identity

    def learn_issuer(self, visit: Visit, certificate: x509.Certificate, now: datetime) -> None:
        """Takes over the authorities a card carries, where a pinned root vouches for them; once an issuer."""
        if self.store.knows_issuer_of(certificate):
            return
        carried = []
        for file in (File.ROOT, File.ISSUER):
            try:
                carried.append(integrity.certificate_of(visit.read(file)))
            except EidError as problem:
                if problem.fault not in (Fault.NO_CERTIFICATE, Fault.UNREADABLE):
                    raise
        self.store.learn(carried, now)


_IDENTITY = (File.IDENTITY, File.IDENTITY_SIGNATURE, File.REGISTER)
_READ = (*_IDENTITY, File.ADDRESS, File.ADDRESS_SIGNATURE)


@dataclass(frozen=True)
class Verified:
    """A person, by name and number, and how his certificate stood when he signed in."""

    holder: Holder
    standing: Standing


@dataclass(frozen=True)
class SignedIn:
    """Somebody who signed in at a desk: as his certificate names him, and as the register does."""

    verified: Verified
    identity: CardIdentity


@dataclass(frozen=True)
class DeskReading:
    """What the register says of a card's holder; `photo` is a JPEG, empty unless it was asked for."""

    identity: CardIdentity
    address: CardAddress = field(repr=False)
    photo: bytes = field(repr=False)

    @property
    def birth_date(self) -> BirthDate:
        return self.identity.birth_date


@dataclass(frozen=True)
class Signed:
    """What a card in a reader gave: a token of the same form as a browser's, and the certificate in it."""

    certificate: x509.Certificate
    token: dict[str, str] = field(repr=False)


def sign_at_desk(visit: Visit, pin: str, origin: str, nonce: str, file: bytes = b"") -> Signed:
    """The signature of a card in a reader, once its holder gave his PIN; `file` is its certificate, once read.

    Raises EidError of reading and of the PIN.
    """
    file = file or visit.read(File.AUTHENTICATION)
    certificate = integrity.certificate_of(file)
    digest = token.digest_to_sign(origin, nonce, visit.hash_algorithm())
    return Signed(certificate, token.token_of(certificate, file, visit.sign(pin, digest)))
