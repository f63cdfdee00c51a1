"""Proof that somebody holds a card now: a signature over this site and a nonce that is good once.

The form is Web eID's, whichever way the signature came: H(H(origin) ‖ H(nonce)) signed by the authentication key,
SHA-384 on a curve, SHA-256 with RSA. Who issued the nonce keeps it and spends it; here it is only compared.
"""

from __future__ import annotations

import base64
import binascii
import re
import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from cryptography import x509
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, padding, rsa, utils

from eid.errors import EidError, Fault
from eid.integrity import certificate_of

NONCE_BYTES = 44  # 352 bits; the protocol asks for 256 at least
_FORMAT = re.compile(r"web-eid:1(?:\.[0-9]{1,3})?")
_ALGORITHMS: dict[str, hashes.SHA256 | hashes.SHA384] = {"ES384": hashes.SHA384(), "RS256": hashes.SHA256()}
LONGEST = 8192


@dataclass(frozen=True)
class Proof:
    """A certificate that nobody has checked yet, and a signature with its key."""

    certificate: x509.Certificate
    algorithm: str
    signature: bytes


def new_nonce() -> str:
    """A nonce to be signed, for one session and a few minutes."""
    return base64.b64encode(secrets.token_bytes(NONCE_BYTES)).decode()


def to_sign(origin: str, nonce: str, algorithm: hashes.HashAlgorithm) -> bytes:
    """What a card signs the hash of: the hash of where it is, and of what it was asked."""
    return _hash(origin.encode(), algorithm) + _hash(nonce.encode(), algorithm)


def digest_to_sign(origin: str, nonce: str, algorithm: hashes.HashAlgorithm) -> bytes:
    """The digest a card is given."""
    return _hash(to_sign(origin, nonce, algorithm), algorithm)


def _hash(data: bytes, algorithm: hashes.HashAlgorithm) -> bytes:
    digest = hashes.Hash(algorithm)
    digest.update(data)
    return digest.finalize()


def proof_of(token: Mapping[str, Any]) -> Proof:
    """What a browser's extension sent. Raises EidError unreadable, no_certificate."""
    if not _FORMAT.fullmatch(str(token.get("format", ""))):
        raise EidError(Fault.UNREADABLE, "a token of another format")
    algorithm = token.get("algorithm")
    if algorithm not in _ALGORITHMS:
        raise EidError(Fault.UNREADABLE, "another way of signing")
    certificate = certificate_of(_decoded(token.get("unverifiedCertificate")))
    return Proof(certificate, str(algorithm), _decoded(token.get("signature")))


def _decoded(text: Any) -> bytes:
    if not isinstance(text, str) or len(text) > LONGEST:
        raise EidError(Fault.UNREADABLE, "a part of the token is missing")
    try:
        return base64.b64decode(text, validate=True)
    except (binascii.Error, ValueError):
        raise EidError(Fault.UNREADABLE, "a part of the token is no base64") from None


def token_of(certificate: x509.Certificate, certificate_file: bytes, signature: bytes) -> dict[str, str]:
    """The token of a card that was asked here, at a desk: the same as a browser would send."""
    curve = isinstance(certificate.public_key(), ec.EllipticCurvePublicKey)
    return {
        "format": "web-eid:1.0",
        "algorithm": "ES384" if curve else "RS256",
        "unverifiedCertificate": base64.b64encode(certificate_file).decode(),
        "signature": base64.b64encode(signature).decode(),
    }


def check_possession(proof: Proof, origin: str, nonce: str) -> None:
    """Raises EidError challenge_failed unless the key of the certificate signed this nonce for this origin."""
    algorithm = _ALGORITHMS[proof.algorithm]
    signed = to_sign(origin, nonce, algorithm)
    key = proof.certificate.public_key()
    try:
        if proof.algorithm == "ES384" and isinstance(key, ec.EllipticCurvePublicKey):
            if key.curve.name != "secp384r1" or len(proof.signature) != 96:
                raise EidError(Fault.CHALLENGE_FAILED, "another curve, or another length")
            both = (int.from_bytes(part, "big") for part in (proof.signature[:48], proof.signature[48:]))
            key.verify(utils.encode_dss_signature(*both), signed, ec.ECDSA(algorithm))
        elif proof.algorithm == "RS256" and isinstance(key, rsa.RSAPublicKey):
            key.verify(proof.signature, signed, padding.PKCS1v15(), algorithm)
        else:
            raise EidError(Fault.CHALLENGE_FAILED, "another kind of key")
    except InvalidSignature:
        raise EidError(Fault.CHALLENGE_FAILED, "signed for something else") from None
