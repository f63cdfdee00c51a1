"""The whole application on the real thing: a card in pcscd's reader, and nginx that asks for certificates."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from flask import Flask
from sqlalchemy import select
from sqlalchemy.orm import Session, sessionmaker

from app.accounts.card_ways import CardWays
from app.transaction import Scope, enter
from eid.backends import pcsc
from eid.card import File, Visit
from eid.errors import EidError, Fault
from eid.integrity import certificate_of
from eid.mtls import TrustedProxy
from eid.selftest import Reading
from eid.trust import TrustStore, fingerprint_of
from eid.verifying import Verifier
from eid.virtual_people import Authority, card_of, new_authority
from models.accounts import CardAuthority
from tests.eid import nginx, pcscd
from tests.eid.people import NORA
from tests.stories.cards import ORIGIN, Cards
from tests.stories.stage import MOMENT, Browser
from tests.stories.test_accounts_eid_certificate import at_certificate, sent_there

pytestmark = pytest.mark.slow
# The invented card bears Bram's number; read at a desk it tells another name, which his account then has.


def _silent(url: str, body: bytes | None = None) -> bytes:
    raise EidError(Fault.REVOCATION_UNKNOWN)


@pytest.mark.skipif(bool(pcscd.LACKS), reason=pcscd.LACKS)
class TestReader:
    @pytest.fixture
    def desk(self, tmp_path: Path) -> Iterator[pcscd.Desk]:
        with pcscd.desk_in(tmp_path) as made:
            yield made

    @pytest.fixture
    def read_here(self, app: Flask) -> Iterator[None]:
        before = app.extensions["cards"]
        verifier = Verifier(TrustStore(frozenset()), _silent, takes_unknown=True)
        app.extensions["cards"] = CardWays(verifier, ORIGIN, Reading(pcsc.readers, pcsc.card_there))
        yield
        app.extensions["cards"] = before

    @pytest.mark.parametrize("software", ["1.7", "1.8"])
    def test_bram_signs_in_and_who_issued_his_card_is_learned(
        self,
        desk: pcscd.Desk,
        read_here: None,
        browser: Browser,
        app: Flask,
        factory: sessionmaker[Session],
        software: str,
    ) -> None:
        walker = browser().visit().follow("Sign in with your eID").follow("Use the reader here")
        walker.fill("PIN of your eID", "1234").press("Sign in with this card")
        walker.reads("There is no card in the reader.")
        reader = desk.insert(software)
        walker.fill("PIN of your eID", "1234").press("Sign in with this card").reads("We don't know who issued")
        with pcsc.card_in(reader) as card, Visit(card) as visit:
            root = certificate_of(visit.read(File.ROOT))
        app.extensions["cards"].verifier.store.roots = frozenset({fingerprint_of(root)})
        walker.fill("PIN of your eID", "1234").press("Sign in with this card").follow("EN")
        assert walker.title == "Good day, Nora Élise Specimen"
        with factory() as session:
            enter(session, Scope.office())
            learned = session.scalars(select(CardAuthority).order_by(CardAuthority.is_root)).all()
            assert [(one.is_root, one.source) for one in learned] == [(False, "card"), (True, "card")]

    def test_a_pulled_card_and_a_reader_without_service_say_so(
        self, desk: pcscd.Desk, read_here: None, browser: Browser
    ) -> None:
        desk.insert("1.8")
        desk.pull()
        walker = browser().visit().follow("Sign in with your eID").follow("Test your eID")
        walker.press("Test the reader and the card")
        # The service takes a moment to notice.
        assert "There is no card in the reader." in walker.text or "The card was taken out" in walker.text


@pytest.mark.skipif(bool(nginx.LACKS), reason=nginx.LACKS)
@pytest.mark.trust("Identity")
class TestProxy:
    PORT = nginx.free_port()

    @pytest.fixture
    def settings(self, settings: dict[str, str]) -> dict[str, str]:
        here = {"EID_HOST": f"127.0.0.1:{self.PORT}", "EID_PROXY_SECRET": nginx.WORD, "BEHIND_PROXIES": "1"}
        return settings | here | {"EID_PROXY_PEERS": "127.0.0.1"}

    @pytest.fixture
    def authorities(self) -> dict[bool, Authority]:
        """In date for nginx, which looks at the real clock; and for us, who are in 2027."""
        return {curve: new_authority(curve, datetime.now(UTC)) for curve in (False, True)}

    @pytest.fixture
    def host(
        self, app: Flask, cards: Cards, authorities: dict[bool, Authority], tmp_path: Path
    ) -> Iterator[nginx.Host]:
        proxy = TrustedProxy(frozenset({"127.0.0.1"}), nginx.WORD)
        store = TrustStore(frozenset(fingerprint_of(one.root) for one in authorities.values()))
        store.learn([part for one in authorities.values() for part in (one.root, one.issuer)], MOMENT)
        verifier = Verifier(store, _silent, takes_unknown=True)
        app.extensions["cards"] = replace(
            cards.ways, verifier=verifier, proxy=proxy, certificate_host=f"127.0.0.1:{self.PORT}"
        )
        with nginx.host_before(app.wsgi_app, tmp_path, authorities, self.PORT) as made:
            yield made

    @pytest.mark.parametrize("curve", [False, True], ids=["1.7", "1.8"])
    def test_bram_signs_in_through_it_with_either_card_and_without_none(
        self, host: nginx.Host, authorities: dict[bool, Authority], browser: Browser, curve: bool
    ) -> None:
        walker = at_certificate(browser)
        asked = sent_there(walker)
        assert asked.startswith(f"https://127.0.0.1:{self.PORT}/eid/certificate/shown?asked=")
        place = asked.removeprefix(f"https://127.0.0.1:{self.PORT}")
        where = ("--output", "/dev/null", "--write-out", "%{redirect_url}")
        assert host.ask(*where, path=place).endswith("back?fault=no_client_cert")
        place = sent_there(walker).removeprefix(f"https://127.0.0.1:{self.PORT}")
        content = card_of(NORA, datetime.now(UTC), authority=authorities[curve])
        back = host.ask(*where, *host.card(content), path=place)
        assert back.startswith(f"{ORIGIN}/eid/certificate/back?ticket=")
        parts = urlsplit(back)
        walker.typed_address(f"{parts.path}?{parts.query}").follow("EN")
        # A certificate says less than the register did: the name stays.
        assert walker.title == "Good day, Bram Claes"

    def test_what_nginx_itself_refuses_reaches_its_remedy(
        self, host: nginx.Host, authorities: dict[bool, Authority], browser: Browser
    ) -> None:
        walker = at_certificate(browser)
        sent_there(walker)
        content = card_of(NORA, datetime.now(UTC), authority=authorities[True])
        where = ("--output", "/dev/null", "--write-out", "%{redirect_url}")
        back = urlsplit(host.ask(*where, *host.card(content, File.SIGNATURE), path="/eid/certificate/shown"))
        walker.typed_address(f"{back.path}?{back.query}").reads("This certificate isn't meant for signing in.")
