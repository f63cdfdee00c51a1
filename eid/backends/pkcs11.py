"""Cards through the official middleware, or any token that speaks PKCS #11: certificates, and one signature.

Objects are found by their label, as the middleware names them. It checks no signature itself: what it gives is
verified like everything else. The extra `eid` brings python-pkcs11; the middleware is installed on the machine.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager, suppress
from datetime import datetime
from types import ModuleType
from typing import Any

from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec

from eid.card import pin_block
from eid.errors import EidError, Fault
from eid.integrity import certificate_of
from eid.token import check_possession, proof_of, to_sign, token_of
from eid.verifying import Verified, Verifier

AUTHENTICATION = "Authentication"
# Where the middleware lies on Debian and its kin, Windows and macOS.
MODULES = (
    "/usr/lib/x86_64-linux-gnu/libbeidpkcs11.so.0",
    "/usr/lib/aarch64-linux-gnu/libbeidpkcs11.so.0",
    r"C:\Windows\System32\beidpkcs11.dll",
    "/Library/Belgium Identity Card/Pkcs11/beid-pkcs11.bundle/Contents/MacOS/libbeidpkcs11.dylib",
)


def _library() -> ModuleType:
    try:
        import pkcs11
    except ImportError:
        raise EidError(Fault.SUPPORT_MISSING, "python-pkcs11 isn't installed") from None
    found: ModuleType = pkcs11
    return found


@contextmanager
def token_in(module: str, label: str = "BELPIC") -> Iterator[Any]:
    """The token with that label. Raises EidError middleware_missing, no_card, support_missing."""
    library = _library()
    try:
        loaded = library.lib(module)
    except Exception:  # a library that isn't there, or is none, has no error of its own
        raise EidError(Fault.MIDDLEWARE_MISSING, "the module can't be loaded") from None
    # What was read of the readers before a card was put in is forgotten.
    loaded.reinitialize()
    with _in_our_words(library):
        found = list(loaded.get_tokens(token_label=label))
    if not found:
        raise EidError(Fault.NO_CARD)
    yield found[0]


def certificate_file(token: Any) -> bytes:
    """The certificate for signing in, as it stands on the token. Raises EidError no_certificate, card_removed."""
    library = _library()
    with _in_our_words(library), token.open() as session:
        wanted = {
            library.Attribute.CLASS: library.ObjectClass.CERTIFICATE,
            library.Attribute.LABEL: AUTHENTICATION,
        }
        for one in session.get_objects(wanted):
            return bytes(one[library.Attribute.VALUE])
    raise EidError(Fault.NO_CERTIFICATE)


def sign_with_token(token: Any, pin: str | None, origin: str, nonce: str) -> dict[str, str]:
    """The same token as a browser would send; `pin` None where the middleware asks for it in a window of its own.

    Raises EidError pin_format, pin_wrong, pin_blocked, no_certificate, card_removed.
    """
    library = _library()
    if pin is not None:
        pin_block(pin)
    file = certificate_file(token)
    certificate = certificate_of(file)
    curve = isinstance(certificate.public_key(), ec.EllipticCurvePublicKey)
    algorithm: hashes.HashAlgorithm = hashes.SHA384() if curve else hashes.SHA256()
    with _in_our_words(library), token.open(user_pin=pin) as session:
        kind = library.KeyType.EC if curve else library.KeyType.RSA
        try:
            key = session.get_key(
                object_class=library.ObjectClass.PRIVATE_KEY, key_type=kind, label=AUTHENTICATION
            )
        except library.NoSuchKey:
            raise EidError(Fault.NO_CERTIFICATE, "no key for signing in") from None
        signed = to_sign(origin, nonce, algorithm)
        if curve:
            digest = hashes.Hash(algorithm)
            digest.update(signed)
            made = key.sign(digest.finalize(), mechanism=library.Mechanism.ECDSA)
        else:
            made = key.sign(signed, mechanism=library.Mechanism.SHA256_RSA_PKCS)
    return token_of(certificate, file, bytes(made))


def sign_in_with_token(
    token: Any, verifier: Verifier, pin: str | None, origin: str, nonce: str, now: datetime
) -> Verified:
    """The person whose card it is, after all of its certificate was checked; only then the PIN is used.

    Raises EidError of the certificate, and as `sign_with_token` does.
    """
    certificate = certificate_of(certificate_file(token))
    if not verifier.store.knows_issuer_of(certificate):
        verifier.store.learn(carried_by(token), now)
    found = verifier.verify_certificate(certificate, now)
    sent = sign_with_token(token, pin, origin, nonce)
    check_possession(proof_of(sent), origin, nonce)
    return found


def carried_by(token: Any) -> list[x509.Certificate]:
    """The authorities a card carries, its issuer and the root above; what can't be read is left out."""
    library, found = _library(), []
    with _in_our_words(library), token.open() as session:
        for label in ("CA", "Root"):
            wanted = {
                library.Attribute.CLASS: library.ObjectClass.CERTIFICATE,
                library.Attribute.LABEL: label,
            }
            found += [bytes(one[library.Attribute.VALUE]) for one in session.get_objects(wanted)]
    carried = []
    for file in found:
        with suppress(EidError):
            carried.append(certificate_of(file))
    return carried


@contextmanager
def _in_our_words(library: ModuleType) -> Iterator[None]:
    try:
        yield
    except (library.PinIncorrect, library.PinInvalid, library.PinLenRange):
        raise EidError(Fault.PIN_WRONG) from None
    except library.PinLocked:
        raise EidError(Fault.PIN_BLOCKED, tries_left=0) from None
    except library.TokenNotPresent:
        raise EidError(Fault.NO_CARD) from None
    except (library.DeviceRemoved, library.DeviceError):
        raise EidError(Fault.CARD_REMOVED) from None
    except library.FunctionCancelled:
        raise EidError(Fault.USER_CANCELLED) from None
    except library.PKCS11Error as problem:
        raise EidError(Fault.UNREADABLE, type(problem).__name__) from None
