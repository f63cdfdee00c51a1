"""Asking a revocation service, and nobody else: one host of a short list, no redirects, so many bytes, so long."""

from __future__ import annotations

import http.client
from dataclasses import dataclass
from typing import Protocol
from urllib.parse import urlsplit

from eid.errors import EidError, Fault

# The only ones the official viewer believes, and where their lists lie.
HOSTS = frozenset({"ocsp.eid.belgium.be", "ocsp.eidpki.belgium.be", "crl.eid.belgium.be", "crl.eidpki.belgium.be"})
SECONDS = 5.0
MOST_BYTES = 32 << 20


class Fetch(Protocol):
    """Posts a body, or gets where there is none. Raises EidError revocation_unknown when nobody answers."""

    def __call__(self, url: str, body: bytes | None = None) -> bytes: ...


@dataclass(frozen=True)
class AllowedHosts:
    """Fetches from these hosts only; `host:port` where a port is named. The answers are signed: http will do."""

    hosts: frozenset[str] = HOSTS
    seconds: float = SECONDS
    most_bytes: int = MOST_BYTES

    def __call__(self, url: str, body: bytes | None = None) -> bytes:
        parts = urlsplit(url)
        if parts.scheme != "http" or parts.netloc not in self.hosts:
            raise EidError(Fault.REVOCATION_UNKNOWN, "a service that isn't on our list")
        connection = http.client.HTTPConnection(parts.netloc, timeout=self.seconds)
        try:
            headers = {"Content-Type": "application/ocsp-request"} if body is not None else {}
            place = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
            connection.request("POST" if body is not None else "GET", place, body, headers)
            answer = connection.getresponse()
            found = answer.read(self.most_bytes + 1)
        except (OSError, http.client.HTTPException, ValueError):
            raise EidError(Fault.REVOCATION_UNKNOWN, "the service doesn't answer") from None
        finally:
            connection.close()
        if answer.status != 200 or len(found) > self.most_bytes:
            raise EidError(Fault.REVOCATION_UNKNOWN, f"the service answered {answer.status}")
        return found
