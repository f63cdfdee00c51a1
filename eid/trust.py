"""Which certificates are believed: a path of signatures up to a root that is known by its fingerprint.

Roots are pinned by SHA-256; authorities between root and citizen are learned from cards, once a root vouches for
them. Where a certificate says its issuer is to be fetched is never read: nothing is fetched.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

from eid.errors import EidError, Fault

# Belgium Root CA3, CA4, CA4 renewed (the same key), and CA6, as the official middleware ships them.
PINNED_ROOTS = frozenset(
    {
        "a8d14e945e3e5156bcae5e39737cf6a1b1f51028bbbf982f50ce5f4c05568b4d",
        "c3fbf37259af0954eeea4282dd1c7226a54e7150f7c29a2c495ba34dbfe09ca0",
        "702dd5c1a093cf0a9d71fadd9bf9a7c5857d89fb73b716e867228b3c2beb968f",
        "9c872bc979a7c09a58d4a274c199e5cb16cfa9b9618d98bc9a9988e984b8495c",
    }
)
# Authentication of citizens (2.2) and of foreigners (7.2), under roots 1 to 4; which arc CA6 uses is a setting.
SIGNS_IN = frozenset(f"2.16.56.{arc}.1.1.{who}.2" for arc in (1, 9, 10, 12) for who in (2, 7))
_WEAK = (hashes.MD5, hashes.SHA1)
_NUMBER = re.compile(r"[0-9]{11}")
SKEW = timedelta(minutes=5)


@dataclass(frozen=True)
class Holder:
    """Whom a certificate for signing in names: a national number of eleven digits, and names."""

    national_number: str = field(repr=False)
    family_name: str = field(repr=False)
    given_names: str = field(repr=False)


@dataclass
class TrustStore:
    """What is believed. `roots` are fingerprints (SHA-256, hexadecimal); `policies` the object identifiers of
    certificates that sign in."""

    roots: frozenset[str] = PINNED_ROOTS
    policies: frozenset[str] = SIGNS_IN
    _roots: dict[x509.Name, list[x509.Certificate]] = field(default_factory=dict)
    _issuers: dict[x509.Name, list[x509.Certificate]] = field(default_factory=dict)

    def learn(self, certificates: Iterable[x509.Certificate], now: datetime) -> int:
        """Keeps those that are a pinned root, or that one of those signed as an authority; how many were new.

        What it can't believe it forgets without a word: a card may carry what it likes.
        """
        known, found = list(certificates), 0
        for one in known:
            if fingerprint_of(one) in self.roots and one not in self._roots.get(one.subject, []):
                self._roots.setdefault(one.subject, []).append(one)
                found += 1
        for one in known:
            if one.subject == one.issuer or one in self._issuers.get(one.subject, []):
                continue  # a root issues authorities, no citizens
            if _is_authority(one) and self._root_of(one, now):
                self._issuers.setdefault(one.subject, []).append(one)
                found += 1
        return found

    def believed(self) -> list[tuple[x509.Certificate, bool]]:
        """Every root and authority there is, and whether it is a root; so that others learn of them."""
        roots = [(one, True) for found in self._roots.values() for one in found]
        return roots + [(one, False) for found in self._issuers.values() for one in found]

    def forget(self) -> None:
        """Believes nobody any more but the roots that are known by fingerprint, once they are met."""
        self._roots.clear()
        self._issuers.clear()

    def knows_issuer_of(self, certificate: x509.Certificate) -> bool:
        """Whether an authority or a root that we believe signed it, so that no card has to be asked again.

        Its name alone says nothing: authorities are renewed under the same name.
        """
        name = certificate.issuer
        believed = (*self._issuers.get(name, ()), *self._roots.get(name, ()))
        return any(_is_signed_by(certificate, one) for one in believed)

    def check_signing_in(self, certificate: x509.Certificate, now: datetime) -> x509.Certificate:
        """The authority that issued a certificate for signing in, after all of it was checked.

        Raises EidError cert_untrusted, wrong_cert (another use, as the one that signs documents), cert_expired.
        """
        issuer = self.issuer_of(certificate, now)
        check_use(certificate, self.policies)
        _check_dates(certificate, now)
        return issuer

    def check_register(self, certificate: x509.Certificate, now: datetime) -> None:
        """Whether it is the national register's, which a root issued itself. Raises EidError data_tampered."""
        name = {part.oid: part.value for part in certificate.subject}
        is_register = name.get(NameOID.ORGANIZATION_NAME) == "RRN" and name.get(NameOID.COUNTRY_NAME) == "BE"
        if not is_register or _is_authority(certificate) or not self._root_of(certificate, now):
            raise EidError(Fault.DATA_TAMPERED, "another register")

    def issuer_of(self, certificate: x509.Certificate, now: datetime) -> x509.Certificate:
        """The authority that issued it, up to a pinned root. Raises EidError cert_untrusted."""
        for issuer in self._issuers.get(certificate.issuer, []):
            if _is_signed_by(certificate, issuer) and self._root_of(issuer, now):
                return issuer
        raise EidError(Fault.CERT_UNTRUSTED, "no authority that we know issued it")

    def _root_of(self, certificate: x509.Certificate, now: datetime) -> x509.Certificate | None:
        """The pinned root that issued it, while both are in date."""
        for root in self._roots.get(certificate.issuer, []):
            if _is_in_date(root, now) and _is_in_date(certificate, now) and _is_signed_by(certificate, root):
                return root
        return None


def fingerprint_of(certificate: x509.Certificate) -> str:
    """SHA-256 of the whole certificate, in hexadecimal."""
    return certificate.fingerprint(hashes.SHA256()).hex()


def holder_of(certificate: x509.Certificate) -> Holder:
    """Whom it names. Raises EidError wrong_cert for one without a national number."""
    parts = {part.oid: str(part.value) for part in certificate.subject}
    number = parts.get(NameOID.SERIAL_NUMBER, "")
    if not _NUMBER.fullmatch(number):
        raise EidError(Fault.WRONG_CERT, "it names no national number")
    return Holder(number, parts.get(NameOID.SURNAME, ""), parts.get(NameOID.GIVEN_NAME, ""))


def check_use(certificate: x509.Certificate, policies: frozenset[str]) -> None:
    """Raises EidError wrong_cert unless it is for signing in, and for nothing that binds its holder.

    A certificate of an authority, one that signs documents, or one under another policy, isn't.
    """
    try:
        usage = certificate.extensions.get_extension_for_class(x509.KeyUsage).value
        told = certificate.extensions.get_extension_for_class(x509.CertificatePolicies).value
    except (x509.ExtensionNotFound, x509.DuplicateExtension, ValueError):
        raise EidError(Fault.WRONG_CERT, "it doesn't say what it is for") from None
    other_use = usage.content_commitment or usage.key_cert_sign or _is_authority(certificate)
    if other_use or not usage.digital_signature:
        raise EidError(Fault.WRONG_CERT, "it is for something else")
    if not {one.policy_identifier.dotted_string for one in told} & policies:
        raise EidError(Fault.WRONG_CERT, "it stands under another policy")
    try:
        extended = certificate.extensions.get_extension_for_class(x509.ExtendedKeyUsage).value
    except x509.ExtensionNotFound:  # older cards say nothing
        return
    if ExtendedKeyUsageOID.CLIENT_AUTH not in extended:
        raise EidError(Fault.WRONG_CERT, "it isn't for signing in")


def _check_dates(certificate: x509.Certificate, now: datetime) -> None:
    if not _is_in_date(certificate, now):
        raise EidError(Fault.CERT_EXPIRED, "out of date")


def _is_in_date(certificate: x509.Certificate, now: datetime) -> bool:
    return certificate.not_valid_before_utc - SKEW <= now <= certificate.not_valid_after_utc


def _is_authority(certificate: x509.Certificate) -> bool:
    try:
        basic = certificate.extensions.get_extension_for_class(x509.BasicConstraints).value
        usage = certificate.extensions.get_extension_for_class(x509.KeyUsage).value
    except (x509.ExtensionNotFound, x509.DuplicateExtension, ValueError):
        return False
    return basic.ca and usage.key_cert_sign


def _is_signed_by(certificate: x509.Certificate, issuer: x509.Certificate) -> bool:
    """Also not over a hash that can be made to collide, nor with a short key."""
    if isinstance(certificate.signature_hash_algorithm, (*_WEAK, type(None))):
        return False
    key = issuer.public_key()
    if not isinstance(key, (rsa.RSAPublicKey, ec.EllipticCurvePublicKey)):
        return False
    if isinstance(key, rsa.RSAPublicKey) and key.key_size < 2048:
        return False
    try:
        certificate.verify_directly_issued_by(issuer)
    except Exception:  # a library for certificates as they should be
        return False
    return True
