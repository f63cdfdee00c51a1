"""The revocation service of an invented authority: answers by OCSP, and gives a list, as the real one does."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime, timedelta

from cryptography import x509
from cryptography.hazmat.primitives import serialization
from cryptography.x509 import ocsp

from eid.virtual import PrivateKey
from eid.virtual_people import Authority, hash_of


@dataclass
class Responder:
    """`revoked` and `issued` are serial numbers; of what it never issued it says that it doesn't know.

    `signer` signs in the authority's place, with the certificate it gave him.
    """

    authority: Authority
    now: datetime
    issued: set[int] = field(default_factory=set)
    revoked: set[int] = field(default_factory=set)
    signer: tuple[x509.Certificate, PrivateKey] | None = None
    age: timedelta = timedelta(0)
    nonce: bytes | None = None

    def answer(self, question: bytes) -> bytes:
        """An OCSP response to an OCSP request. Raises ValueError for one that is none."""
        asked = ocsp.load_der_ocsp_request(question)
        number, issuer, since = asked.serial_number, self.authority.issuer, self.now - self.age
        status = ocsp.OCSPCertStatus.GOOD if number in self.issued else ocsp.OCSPCertStatus.UNKNOWN
        if number in self.revoked:
            status = ocsp.OCSPCertStatus.REVOKED
        certificate, key = self.signer or (issuer, self.authority.issuer_key)
        made = (
            ocsp.OCSPResponseBuilder()
            .add_response_by_hash(
                issuer_name_hash=asked.issuer_name_hash,
                issuer_key_hash=asked.issuer_key_hash,
                serial_number=number,
                algorithm=asked.hash_algorithm,
                cert_status=status,
                this_update=since,
                next_update=since + timedelta(hours=1),
                revocation_time=since - timedelta(days=1) if number in self.revoked else None,
                revocation_reason=None,
            )
            .responder_id(ocsp.OCSPResponderEncoding.HASH, certificate)
        )
        if self.signer is not None:
            made = made.certificates([certificate])
        echoed = self.nonce or asked.extensions.get_extension_for_class(x509.OCSPNonce).value.nonce
        made = made.add_extension(x509.OCSPNonce(echoed), critical=False)
        return made.sign(key, hash_of(key)).public_bytes(serialization.Encoding.DER)

    def list(self) -> bytes:
        """The list of what was revoked, in DER."""
        since = self.now - self.age
        made = (
            x509.CertificateRevocationListBuilder()
            .issuer_name(self.authority.issuer.subject)
            .last_update(since)
            .next_update(since + timedelta(days=7))
        )
        for number in sorted(self.revoked):
            entry = x509.RevokedCertificateBuilder().serial_number(number).revocation_date(since)
            made = made.add_revoked_certificate(entry.build())
        key = self.authority.issuer_key
        return made.sign(key, hash_of(key)).public_bytes(serialization.Encoding.DER)
