"""A certificate that a browser showed to a proxy: believed only when that very proxy says so, then checked anew.

A header is what anybody can send. So three things must agree: the peer is a proxy of ours, it knows our secret,
and it says how the handshake went. Whatever it says, path, use, dates and revocation are checked here again.
"""

from __future__ import annotations

import hmac
from collections.abc import Mapping
from dataclasses import dataclass, field
from urllib.parse import unquote

from cryptography import x509

from eid.errors import EidError, Fault
from eid.integrity import whole

VERIFY, CERTIFICATE, SECRET = "X-SSL-Client-Verify", "X-SSL-Client-Cert", "X-SSL-Proxy-Secret"
LEAST_SECRET = 32
_LONGEST = 16_384
_FAILURES = (
    ("expired", Fault.CERT_EXPIRED),
    ("not yet valid", Fault.CERT_EXPIRED),
    ("purpose", Fault.WRONG_CERT),
    ("revoked", Fault.CERT_REVOKED),
)


@dataclass(frozen=True)
class TrustedProxy:
    """The proxy in front of the host for certificates: where it calls from ('' is a local socket), its secret."""

    peers: frozenset[str]
    secret: str = field(repr=False)

    def __post_init__(self) -> None:
        if len(self.secret) < LEAST_SECRET:
            raise ValueError(f"the proxy's secret has {LEAST_SECRET} characters at least")


def certificate_from(environment: Mapping[str, str], peer: str, proxy: TrustedProxy) -> x509.Certificate:
    """The certificate of a request, from its WSGI environment; `peer` is who really called, before any header.

    Raises EidError proxy_untrusted, no_client_cert, cert_expired, wrong_cert, cert_revoked, cert_untrusted,
    unreadable.
    """
    said = _header(environment, SECRET)
    # Compared first and as bytes: two headers of one name come as one, with a comma, and are no secret.
    if peer not in proxy.peers or not hmac.compare_digest(said.encode(), proxy.secret.encode()):
        raise EidError(Fault.PROXY_UNTRUSTED)
    outcome = _header(environment, VERIFY)
    if outcome == "NONE" or not outcome:
        raise EidError(Fault.NO_CLIENT_CERT)
    if outcome != "SUCCESS":
        reason = outcome.partition(":")[2].lower()
        fault = next((fault for words, fault in _FAILURES if words in reason), Fault.CERT_UNTRUSTED)
        raise EidError(fault, "told by the proxy")
    escaped = _header(environment, CERTIFICATE)
    if not escaped or len(escaped) > _LONGEST:
        raise EidError(Fault.UNREADABLE, "no certificate in the header")
    try:
        return whole(x509.load_pem_x509_certificate(unquote(escaped).encode("ascii")))
    except Exception:  # a library for certificates as they should be
        raise EidError(Fault.UNREADABLE, "no certificate in the header") from None


def _header(environment: Mapping[str, str], name: str) -> str:
    return environment.get(f"HTTP_{name.upper().replace('-', '_')}", "")
