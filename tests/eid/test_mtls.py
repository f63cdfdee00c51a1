"""Certificates of cards through a real nginx, in the configuration of docs/client-certificate.md; and who lies."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from urllib.parse import quote
from wsgiref.types import StartResponse, WSGIEnvironment

import pytest
from cryptography import x509

from eid import integrity
from eid.card import File
from eid.errors import EidError, Fault
from eid.mtls import CERTIFICATE, SECRET, VERIFY, TrustedProxy, certificate_from
from eid.trust import TrustStore, fingerprint_of
from eid.verifying import Verifier
from eid.virtual import Content
from eid.virtual_people import card_of, new_authority
from tests.eid.nginx import LACKS, PEM, WORD, Host, free_port, host_before
from tests.eid.people import NORA


@pytest.fixture(scope="module")
def host(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Host]:
    folder, now = tmp_path_factory.mktemp("nginx"), datetime.now(UTC)
    authorities = {curve: new_authority(curve, now) for curve in (False, True)}
    store = TrustStore(frozenset(fingerprint_of(one.root) for one in authorities.values()))
    store.learn([part for one in authorities.values() for part in (one.root, one.issuer)], now)

    def silent(url: str, body: bytes | None = None) -> bytes:
        raise EidError(Fault.REVOCATION_UNKNOWN)

    verifier, proxy = Verifier(store, silent, takes_unknown=True), TrustedProxy(frozenset({"127.0.0.1"}), WORD)

    def page(environment: WSGIEnvironment, start: StartResponse) -> list[bytes]:
        try:
            shown = certificate_from(environment, environment["REMOTE_ADDR"], proxy)
            said = verifier.verify_certificate(shown, now).holder.national_number
        except EidError as problem:
            said = problem.fault.value
        start("200 OK", [("Content-Type", "text/plain")])
        return [said.encode()]

    with host_before(page, folder, authorities, free_port()) as made:
        yield made


def _spellings(header: str) -> list[str]:
    return [header, header.lower(), header.upper(), header.replace("-", "_"), header.replace("-", "_", 1)]


@pytest.mark.slow
@pytest.mark.skipif(bool(LACKS), reason=LACKS)
@pytest.mark.trust("12.1.3")
class TestProxy:
    @pytest.fixture(params=[False, True], ids=["1.7", "1.8"])
    def content(self, request: pytest.FixtureRequest, host: Host) -> Content:
        return card_of(NORA, datetime.now(UTC), authority=host.authorities[request.param])

    def test_the_certificate_of_a_card_is_a_person(self, host: Host, content: Content) -> None:
        assert host.ask(*host.card(content)) == NORA.national_number

    def test_newer_tls_that_would_lose_older_cards_is_not_spoken(self, host: Host, content: Content) -> None:
        assert host.ask("--tlsv1.3", *host.card(content)) == "refused"

    def test_who_shows_none_reads_so(self, host: Host) -> None:
        assert host.ask() == Fault.NO_CLIENT_CERT

    def test_one_for_signing_documents_is_told_apart(self, host: Host, content: Content) -> None:
        assert host.ask(*host.card(content, File.SIGNATURE)) in (Fault.WRONG_CERT, Fault.CERT_UNTRUSTED)

    @pytest.mark.parametrize("curve", [False, True], ids=["rsa", "curve"])
    def test_one_of_an_authority_with_the_same_name_is_not_believed(self, host: Host, curve: bool) -> None:
        rogue = card_of(NORA, datetime.now(UTC), authority=new_authority(curve, datetime.now(UTC)))
        assert host.ask(*host.card(rogue)) == Fault.CERT_UNTRUSTED

    def test_one_out_of_date_is_told_as_such(self, host: Host) -> None:
        life = timedelta(days=1), timedelta(hours=-1)
        old = card_of(NORA, datetime.now(UTC), authority=host.authorities[True], life=life)
        assert host.ask(*host.card(old)) == Fault.CERT_EXPIRED

    @pytest.mark.parametrize("spelling", range(5))
    def test_headers_of_a_visitor_are_overwritten_in_every_spelling(
        self, host: Host, content: Content, spelling: int
    ) -> None:
        assert host.ask(*_lies(content, spelling)) == Fault.NO_CLIENT_CERT

    @pytest.mark.parametrize("spelling", range(5))
    @pytest.mark.parametrize("secret", ["", "a-guess-of-more-than-thirty-two-letters-"])
    def test_a_host_that_forgot_to_overwrite_them_lets_nobody_in(
        self, host: Host, content: Content, spelling: int, secret: str
    ) -> None:
        said = host.ask(*_lies(content, spelling, secret), port=host.forgetful_port)
        assert said == Fault.PROXY_UNTRUSTED


def _lies(content: Content, spelling: int, secret: str = "") -> list[str]:
    """Headers as the proxy would send them, with the genuine certificate of somebody else."""
    told = {VERIFY: "SUCCESS", CERTIFICATE: _escaped(content)} | ({SECRET: secret} if secret else {})
    return [
        part for name, value in told.items() for part in ("--header", f"{_spellings(name)[spelling]}: {value}")
    ]


def _escaped(content: Content) -> str:
    return quote(integrity.certificate_of(content.files[File.AUTHENTICATION.value]).public_bytes(PEM).decode())


class TestHeaders:
    """Without a proxy: what is believed of an environment."""

    PROXY = TrustedProxy(frozenset({""}), WORD)

    @pytest.fixture(scope="class")
    def escaped(self) -> str:
        return _escaped(card_of(NORA, datetime.now(UTC)))

    def _environment(self, escaped: str, **changed: str) -> dict[str, str]:
        return {
            "HTTP_X_SSL_PROXY_SECRET": WORD,
            "HTTP_X_SSL_CLIENT_VERIFY": "SUCCESS",
            "HTTP_X_SSL_CLIENT_CERT": escaped,
        } | changed

    def test_all_three_together_are_believed(self, escaped: str) -> None:
        assert isinstance(certificate_from(self._environment(escaped), "", self.PROXY), x509.Certificate)

    @pytest.mark.parametrize(
        ("name", "value", "fault"),
        [
            ("HTTP_X_SSL_PROXY_SECRET", "", Fault.PROXY_UNTRUSTED),
            ("HTTP_X_SSL_PROXY_SECRET", f"{WORD},{WORD}", Fault.PROXY_UNTRUSTED),
            ("HTTP_X_SSL_PROXY_SECRET", "é" * 40, Fault.PROXY_UNTRUSTED),
            ("HTTP_X_SSL_CLIENT_VERIFY", "NONE", Fault.NO_CLIENT_CERT),
            ("HTTP_X_SSL_CLIENT_VERIFY", "", Fault.NO_CLIENT_CERT),
            ("HTTP_X_SSL_CLIENT_VERIFY", "success", Fault.CERT_UNTRUSTED),
            ("HTTP_X_SSL_CLIENT_VERIFY", "FAILED:certificate has expired", Fault.CERT_EXPIRED),
            ("HTTP_X_SSL_CLIENT_VERIFY", "FAILED:unsuitable certificate purpose", Fault.WRONG_CERT),
            ("HTTP_X_SSL_CLIENT_CERT", "", Fault.UNREADABLE),
            ("HTTP_X_SSL_CLIENT_CERT", "%2D%2D", Fault.UNREADABLE),
            ("HTTP_X_SSL_CLIENT_CERT", "A" * 100_000, Fault.UNREADABLE),
        ],
    )
    def test_each_that_is_wrong_has_its_name(self, escaped: str, name: str, value: str, fault: Fault) -> None:
        with pytest.raises(EidError) as refused:
            certificate_from(self._environment(escaped, **{name: value}), "", self.PROXY)
        assert refused.value.fault is fault

    def test_another_peer_is_none_of_ours_though_it_knows_the_secret(self, escaped: str) -> None:
        with pytest.raises(EidError) as refused:
            certificate_from(self._environment(escaped), "10.0.0.1", self.PROXY)
        assert refused.value.fault is Fault.PROXY_UNTRUSTED
        assert WORD not in repr(self.PROXY)

    def test_a_short_secret_is_none(self) -> None:
        with pytest.raises(ValueError, match="32"):
            TrustedProxy(frozenset({""}), "short")
