"""Whether the national register signed what stands on a card; of what isn't signed, nothing is believed.

The register's certificate is on the card too: whose it is, `eid/trust.py` finds out. Address and photo hang on the
identity: its file holds the hash of the photo, and its signature is signed along with the address.
"""

from __future__ import annotations

from cryptography import x509
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, padding, rsa

from eid.errors import EidError, Fault
from eid.identity import CardIdentity

# By the length of the hash: the first cards carry SHA-1.
_PHOTO_HASHES: dict[int, hashes.HashAlgorithm] = {
    20: hashes.SHA1(),  # noqa: S303
    32: hashes.SHA256(),
    48: hashes.SHA384(),
}


def certificate_of(data: bytes) -> x509.Certificate:
    """A certificate file, cut at its own length: cards fill it up with zeros.

    Raises EidError no_certificate for an empty one, unreadable for anything else that is none.
    """
    if not data.strip(b"\0"):
        raise EidError(Fault.NO_CERTIFICATE)
    if data[:2] != b"\x30\x82" or len(data) < 4 + int.from_bytes(data[2:4], "big"):
        raise EidError(Fault.UNREADABLE, "no certificate")
    try:
        return whole(x509.load_der_x509_certificate(data[: 4 + int.from_bytes(data[2:4], "big")]))
    except Exception:  # a library for certificates as they should be: of others it stumbles in many ways
        raise EidError(Fault.UNREADABLE, "no certificate") from None


def whole(certificate: x509.Certificate) -> x509.Certificate:
    """The same, once every part of it that anybody here looks at was read: the library puts that off until then.

    Raises whatever the library does.
    """
    for part in ("subject", "issuer", "extensions", "signature_hash_algorithm", "not_valid_after_utc"):
        getattr(certificate, part)
    certificate.public_key()
    return certificate


def check_identity(identity_file: bytes, signature_file: bytes, register: x509.Certificate) -> None:
    """Raises EidError data_tampered unless the register signed the identity file."""
    _check(register, signature_file, identity_file, "identity")


def check_address(
    address_file: bytes, signature_file: bytes, identity_signature_file: bytes, register: x509.Certificate
) -> None:
    """Raises EidError data_tampered unless the register signed the address together with this identity.

    Signed are the address without what fills it up, and the whole file of the identity's signature as it stands.
    """
    _check(register, signature_file, address_file.rstrip(b"\0") + identity_signature_file, "address")


def check_photo(photo: bytes, identity: CardIdentity) -> None:
    """Raises EidError data_tampered unless it is the photo of this identity."""
    digest = hashes.Hash(_PHOTO_HASHES[len(identity.photo_hash)])
    digest.update(photo)
    if digest.finalize() != identity.photo_hash:
        raise EidError(Fault.DATA_TAMPERED, "photo")


def _check(register: x509.Certificate, signature_file: bytes, signed: bytes, what: str) -> None:
    if not _is_signed(register, signature_file, signed):
        raise EidError(Fault.DATA_TAMPERED, what)


def _is_signed(register: x509.Certificate, signature_file: bytes, signed: bytes) -> bool:
    try:
        key = register.public_key()
        if isinstance(key, ec.EllipticCurvePublicKey):
            if len(signature_file) < 2:
                return False
            key.verify(signature_file[: 2 + signature_file[1]], signed, ec.ECDSA(hashes.SHA384()))
            return True
        if not isinstance(key, rsa.RSAPublicKey):
            return False
        # The first cards were signed over SHA-1, all since 2014 over SHA-256.
        for algorithm in (hashes.SHA256(), hashes.SHA1()):  # noqa: S303
            try:
                key.verify(signature_file[: key.key_size // 8], signed, padding.PKCS1v15(), algorithm)
            except InvalidSignature:
                continue
            return True
        return False
    except Exception:  # also a key, or a signature, that is none
        return False
