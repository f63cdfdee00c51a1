"""Whether a certificate still counts: a real service on this machine answers, lies, is late, or is silent."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from datetime import timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest
from cryptography import x509

from eid import integrity
from eid.card import File
from eid.errors import EidError, Fault
from eid.fetching import HOSTS, AllowedHosts
from eid.revocation import check_standing
from eid.virtual_people import Authority, card_of, new_authority, new_deputy
from eid.virtual_responder import Responder
from tests.eid.people import NORA, NOW


@dataclass
class Service:
    """A service on this machine: what it answers, and how often it was asked."""

    responder: Responder
    host: str = ""
    asked: list[str] = field(default_factory=list)
    answers: bool = True
    lists: bool = True
    redirects: bool = False

    @property
    def addresses(self) -> tuple[str, str]:
        return f"http://{self.host}/ocsp", f"http://{self.host}/list.crl"

    @property
    def fetch(self) -> AllowedHosts:
        return AllowedHosts(frozenset({self.host}), seconds=2)


@pytest.fixture
def service(authority: Authority) -> Iterator[Service]:
    made = Service(Responder(authority, NOW))

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            question = self.rfile.read(int(self.headers["Content-Length"]))
            if made.redirects:
                self.send_response(302)
                self.send_header("Location", "http://127.0.0.1:1/")
                self.end_headers()
                return
            self._give(made.responder.answer(question) if made.answers else None)

        def do_GET(self) -> None:
            self._give(made.responder.list() if made.lists else None)

        def _give(self, body: bytes | None) -> None:
            made.asked.append(self.command)
            self.send_response(200 if body is not None else 503)
            self.end_headers()
            self.wfile.write(body or b"")

        def log_message(self, *_: object) -> None:
            """Nothing: tests are quiet."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    made.host = f"127.0.0.1:{server.server_port}"
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield made
    server.shutdown()
    server.server_close()


@pytest.fixture
def certificate(service: Service, authority: Authority) -> x509.Certificate:
    content = card_of(NORA, NOW, authority=authority, services=service.addresses)
    made = integrity.certificate_of(content.files[File.AUTHENTICATION.value])
    service.responder.issued.add(made.serial_number)
    return made


def _fault(service: Service, certificate: x509.Certificate) -> Fault:
    with pytest.raises(EidError) as refused:
        check_standing(certificate, service.responder.authority.issuer, service.fetch, NOW)
    return refused.value.fault


def test_a_certificate_that_counts_is_told_by_whom(service: Service, certificate: x509.Certificate) -> None:
    found = check_standing(certificate, service.responder.authority.issuer, service.fetch, NOW)
    assert (found.serial_number, found.source, service.asked) == (certificate.serial_number, "ocsp", ["POST"])


def test_a_revoked_one_is_refused_by_either_way(service: Service, certificate: x509.Certificate) -> None:
    service.responder.revoked.add(certificate.serial_number)
    assert _fault(service, certificate) is Fault.CERT_REVOKED
    assert service.asked == ["POST"]  # the list isn't asked to say otherwise
    service.answers = False
    assert _fault(service, certificate) is Fault.CERT_REVOKED


def test_while_the_service_is_silent_its_list_tells(service: Service, certificate: x509.Certificate) -> None:
    service.answers = False
    found = check_standing(certificate, service.responder.authority.issuer, service.fetch, NOW)
    assert (found.source, service.asked) == ("crl", ["POST", "GET"])
    service.lists = False
    assert _fault(service, certificate) is Fault.REVOCATION_UNKNOWN


@pytest.mark.parametrize(
    "change",
    [
        lambda one: one.issued.clear(),
        lambda one: setattr(one, "age", timedelta(hours=2)),
        lambda one: setattr(one, "age", -timedelta(hours=1)),
        lambda one: setattr(one, "nonce", bytes(32)),
        lambda one: setattr(one, "authority", replace(one.authority, issuer_key=one.authority.register_key)),
        lambda one: setattr(one, "signer", new_deputy(one.authority, NOW, may_answer=False)),
        lambda one: setattr(one, "signer", new_deputy(new_authority(one.authority.has_curve, NOW), NOW)),
        lambda one: setattr(one, "signer", new_deputy(one.authority, NOW - timedelta(days=4000))),
    ],
    ids=[
        "not issued",
        "stale",
        "of tomorrow",
        "another question",
        "forged",
        "no deputy",
        "stranger",
        "deputy over",
    ],
)
def test_an_answer_that_proves_nothing_is_none(
    service: Service, certificate: x509.Certificate, change: Callable[[Responder], object]
) -> None:
    issuer, service.lists = service.responder.authority.issuer, False
    change(service.responder)
    with pytest.raises(EidError) as refused:
        check_standing(certificate, issuer, service.fetch, NOW)
    assert refused.value.fault is Fault.REVOCATION_UNKNOWN


def test_a_deputy_of_the_authority_may_answer(service: Service, certificate: x509.Certificate) -> None:
    service.responder.signer = new_deputy(service.responder.authority, NOW)
    assert check_standing(certificate, service.responder.authority.issuer, service.fetch, NOW).source == "ocsp"


@pytest.mark.parametrize("age", [timedelta(days=8), -timedelta(hours=1)], ids=["old", "early"])
def test_a_list_of_another_day_is_none(service: Service, certificate: x509.Certificate, age: timedelta) -> None:
    service.answers, service.responder.age = False, age
    assert _fault(service, certificate) is Fault.REVOCATION_UNKNOWN


@pytest.mark.trust("1.3.6")
def test_only_hosts_of_the_list_are_asked_and_no_redirect_is_followed(
    service: Service, certificate: x509.Certificate
) -> None:
    with pytest.raises(EidError) as refused:
        check_standing(certificate, service.responder.authority.issuer, AllowedHosts(), NOW)
    assert (refused.value.fault, service.asked) == (Fault.REVOCATION_UNKNOWN, [])
    assert service.host not in HOSTS
    for address in (
        f"https://{service.host}/",
        f"http://{service.host}@127.0.0.1:1/",
        f"http://evil.example#{service.host}",
        "file:///etc/passwd",
        f"http://{service.host}.evil.example/",
    ):
        with pytest.raises(EidError):
            service.fetch(address, b"")
    service.redirects, service.lists = True, False
    assert _fault(service, certificate) is Fault.REVOCATION_UNKNOWN


def test_an_answer_without_end_is_cut_off(service: Service, certificate: x509.Certificate) -> None:
    short = AllowedHosts(frozenset({service.host}), most_bytes=100)
    with pytest.raises(EidError) as refused:
        check_standing(certificate, service.responder.authority.issuer, short, NOW)
    assert refused.value.fault is Fault.REVOCATION_UNKNOWN


def test_a_card_that_names_no_service_is_unknown(service: Service, authority: Authority) -> None:
    content = card_of(NORA, NOW, authority=authority)
    assert _fault(service, integrity.certificate_of(content.files[File.AUTHENTICATION.value])) is (
        Fault.REVOCATION_UNKNOWN
    )
