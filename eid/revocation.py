"""Whether a certificate still counts: asked of the authority by OCSP, else looked up in the list it signed.

Asked only after the path was checked. What nobody can tell is an error of its own, and the setting of an
installation says whether such a card may sign in all the same; here it never does.
"""

from __future__ import annotations

import secrets
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec, padding, rsa
from cryptography.x509 import ocsp
from cryptography.x509.oid import AuthorityInformationAccessOID, ExtendedKeyUsageOID

from eid.errors import EidError, Fault
from eid.fetching import Fetch

SKEW = timedelta(minutes=15)


@dataclass(frozen=True)
class Standing:
    """A certificate that counted, who said so and when: kept with what was done on it."""

    serial_number: int
    source: str
    told_at: datetime


def check_standing(
    certificate: x509.Certificate, issuer: x509.Certificate, fetch: Fetch, now: datetime
) -> Standing:
    """Raises EidError cert_revoked, or revocation_unknown when neither service nor list can tell."""
    unknown = EidError(Fault.REVOCATION_UNKNOWN, "the certificate names no service")
    ways: tuple[tuple[list[str], Callable[..., Standing]], ...] = (
        (_services_of(certificate), _ask),
        (_lists_of(certificate), _look_up),
    )
    for addresses, way in ways:
        for address in addresses[:2]:
            try:
                return way(address, certificate, issuer, fetch, now)
            except EidError as problem:
                if problem.fault is not Fault.REVOCATION_UNKNOWN:
                    raise
                unknown = problem
    raise unknown


def _services_of(certificate: x509.Certificate) -> list[str]:
    try:
        told = certificate.extensions.get_extension_for_class(x509.AuthorityInformationAccess).value
    except (x509.ExtensionNotFound, x509.DuplicateExtension, ValueError):
        return []
    return [
        one.access_location.value
        for one in told
        if one.access_method == AuthorityInformationAccessOID.OCSP
        and isinstance(one.access_location, x509.UniformResourceIdentifier)
    ]


def _lists_of(certificate: x509.Certificate) -> list[str]:
    try:
        told = certificate.extensions.get_extension_for_class(x509.CRLDistributionPoints).value
    except (x509.ExtensionNotFound, x509.DuplicateExtension, ValueError):
        return []
    names = [name for point in told for name in point.full_name or ()]
    return [name.value for name in names if isinstance(name, x509.UniformResourceIdentifier)]


def _ask(
    address: str, certificate: x509.Certificate, issuer: x509.Certificate, fetch: Fetch, now: datetime
) -> Standing:
    nonce = secrets.token_bytes(32)
    asked = (
        ocsp.OCSPRequestBuilder()
        # What names a certificate in a question isn't a signature: services know it by SHA-1.
        .add_certificate(certificate, issuer, hashes.SHA1())  # noqa: S303
        .add_extension(x509.OCSPNonce(nonce), critical=False)
        .build()
    )
    answer = fetch(address, asked.public_bytes(serialization.Encoding.DER))
    try:
        told = ocsp.load_der_ocsp_response(answer)
        if told.response_status is not ocsp.OCSPResponseStatus.SUCCESSFUL:
            raise _unknown(f"the service said {told.response_status.name.lower()}")
        _check_answer(told, issuer, nonce, now)
        one = next(
            (
                each
                for each in told.responses
                if each.serial_number == certificate.serial_number
                and each.issuer_key_hash == asked.issuer_key_hash
                and each.issuer_name_hash == asked.issuer_name_hash
            ),
            None,
        )
    except EidError:
        raise
    except Exception:  # a library for answers as they should be: of others it stumbles in many ways
        raise _unknown("an answer that is none") from None
    if one is None:
        raise _unknown("an answer about another certificate")
    _check_fresh(one.this_update_utc, one.next_update_utc, now)
    if one.certificate_status is ocsp.OCSPCertStatus.REVOKED:
        raise EidError(Fault.CERT_REVOKED, "told by the service")
    if one.certificate_status is not ocsp.OCSPCertStatus.GOOD:
        raise _unknown("the service doesn't know it")
    return Standing(certificate.serial_number, "ocsp", one.this_update_utc)


def _check_answer(told: ocsp.OCSPResponse, issuer: x509.Certificate, nonce: bytes, now: datetime) -> None:
    """That the authority signed it, or somebody it appointed for that; and that it answers our question."""
    signer = next(
        (one for one in (issuer, *_appointed(told, issuer, now)) if _is_signed(told, one)),
        None,
    )
    if signer is None:
        raise _unknown("an answer that the authority didn't sign")
    try:
        echoed = told.extensions.get_extension_for_class(x509.OCSPNonce).value.nonce
    except x509.ExtensionNotFound:  # services that prepare their answers echo none
        return
    if echoed != nonce:
        raise _unknown("the answer to another question")


def _appointed(told: ocsp.OCSPResponse, issuer: x509.Certificate, now: datetime) -> list[x509.Certificate]:
    """The certificates along with the answer that the authority issued for signing answers, while in date."""
    found = []
    for one in told.certificates:
        try:
            one.verify_directly_issued_by(issuer)
            use = one.extensions.get_extension_for_class(x509.ExtendedKeyUsage).value
        except Exception:  # noqa: S112 - whatever is wrong with it, it signs nothing for us
            continue
        in_date = one.not_valid_before_utc <= now + SKEW and now <= one.not_valid_after_utc
        if ExtendedKeyUsageOID.OCSP_SIGNING in use and in_date:
            found.append(one)
    return found


def _is_signed(told: ocsp.OCSPResponse, signer: x509.Certificate) -> bool:
    key, algorithm = signer.public_key(), told.signature_hash_algorithm
    if algorithm is None or isinstance(algorithm, (hashes.SHA1, hashes.MD5)):
        return False
    try:
        if isinstance(key, rsa.RSAPublicKey):
            key.verify(told.signature, told.tbs_response_bytes, padding.PKCS1v15(), algorithm)
        elif isinstance(key, ec.EllipticCurvePublicKey):
            key.verify(told.signature, told.tbs_response_bytes, ec.ECDSA(algorithm))
        else:
            return False
    except Exception:  # also a signature that is none
        return False
    return True


def _look_up(
    address: str, certificate: x509.Certificate, issuer: x509.Certificate, fetch: Fetch, now: datetime
) -> Standing:
    answer = fetch(address)
    try:
        found = x509.load_der_x509_crl(answer)
        whose = found.issuer == issuer.subject and found.is_signature_valid(issuer.public_key())  # type: ignore[arg-type]
        entry = found.get_revoked_certificate_by_serial_number(certificate.serial_number)
        told_at, until = found.last_update_utc, found.next_update_utc
    except Exception:  # as above
        raise _unknown("a list that is none") from None
    if not whose:
        raise _unknown("a list that the authority didn't sign")
    _check_fresh(told_at, until, now)
    if entry is not None:
        raise EidError(Fault.CERT_REVOKED, "stands in the list")
    return Standing(certificate.serial_number, "crl", told_at)


def _check_fresh(since: datetime, until: datetime | None, now: datetime) -> None:
    if since > now + SKEW or until is None or until < now - SKEW:
        raise _unknown("an answer of another day")


def _unknown(because: str) -> EidError:
    return EidError(Fault.REVOCATION_UNKNOWN, because)
