"""What tests of cards share: an invented authority of either kind, its answers, a card of it, who believes it."""

from __future__ import annotations

import pytest

from eid import integrity
from eid.card import File
from eid.trust import TrustStore, fingerprint_of
from eid.verifying import Verifier
from eid.virtual import Content
from eid.virtual_people import Authority, card_of, new_authority
from eid.virtual_responder import Responder
from tests.eid.people import NORA, NOW, SERVICES


@pytest.fixture(scope="module", params=[False, True], ids=["1.7", "1.8"])
def authority(request: pytest.FixtureRequest) -> Authority:
    return new_authority(bool(request.param), NOW)


@pytest.fixture
def responder(authority: Authority) -> Responder:
    return Responder(authority, NOW)


@pytest.fixture
def content(authority: Authority, responder: Responder) -> Content:
    made = card_of(NORA, NOW, authority=authority, services=SERVICES)
    responder.issued.add(integrity.certificate_of(made.files[File.AUTHENTICATION.value]).serial_number)
    return made


@pytest.fixture
def verifier(authority: Authority, responder: Responder) -> Verifier:
    def fetch(url: str, body: bytes | None = None) -> bytes:
        return responder.answer(body) if body is not None else responder.list()

    return Verifier(TrustStore(frozenset({fingerprint_of(authority.root)})), fetch)
