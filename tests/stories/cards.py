"""Cards for stories: the cast's, some with a fault; a reader, and what an extension or a proxy makes of them."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import date
from functools import cache
from pathlib import Path
from urllib.parse import quote

from cryptography.hazmat.primitives.serialization import Encoding

from app.accounts.card_ways import CardWays
from app.accounts.people import NewPerson
from app.accounts.software_cards import held
from eid import integrity
from eid.card import File, Visit
from eid.mtls import CERTIFICATE, SECRET, VERIFY, TrustedProxy
from eid.selftest import Reading
from eid.trust import TrustStore
from eid.verifying import Verifier, sign_at_desk
from eid.virtual import SoftwareCard
from eid.virtual_drawer import PIN, Drawer, Held
from eid.virtual_people import Authority
from models.values import Sex
from tests.stories.cast import PEOPLE, national_number
from tests.stories.stage import MOMENT

ORIGIN, HOST = "https://sleutelbos.example.be", "eid.example.be"
PROXY_SECRET = "a secret of the proxy, long enough"
_UNKNOWN = {
    "Lotte": ("Lotte", "Hermans", date(1997, 3, 4), 56, "good"),
    "Wim": ("Wim", "Aerts", date(1959, 4, 17), 11, "expired"),
    "Sofie": ("Sofie", "Lenaerts", date(1980, 9, 21), 22, "revoked"),
    "Tom": ("Tom", "Jacobs", date(1993, 2, 5), 33, "blocked"),
    "Rita": ("Rita", "Mertens", date(1955, 11, 12), 44, "tampered"),
    "Noor": ("Noor", "Peeters", date(2018, 6, 3), 58, "child"),
    "Karel": ("Karel", "Oudaert", date(1961, 8, 8), 71, "old"),
}
_WOMEN = {"An", "Chloé", "Els", "Greet", "Ines", "Lotte", "Sofie", "Rita", "Noor"}
NUMBERS = {
    **{name: national_number(born, order) for name, (_, _, _, born, order, _) in PEOPLE.items()},
    **{name: national_number(born, order) for name, (_, _, born, order, _) in _UNKNOWN.items()},
}


def _card(name: str, given: str, family: str, born: date, kind: str = "good") -> Held:
    sex = Sex.FEMALE if name.removesuffix("'s new one") in _WOMEN else Sex.MALE
    return held(name, NUMBERS[name.removesuffix("'s new one")], NewPerson(family, given, born, sex), kind)


@cache
def _drawer(folder: Path) -> Drawer:
    """One for the whole run, since making keys takes time; its state is forgotten before each test."""
    cards = [_card(name, given, family, born) for name, (given, family, _, born, _, _) in PEOPLE.items()]
    cards += [_card(name, given, family, born, kind) for name, (given, family, born, _, kind) in _UNKNOWN.items()]
    # Els married, and has a card that says so.
    cards.append(_card("Els's new one", "Els Maria", "Wouters-Baert", PEOPLE["Els"][3]))
    return Drawer(folder, tuple(cards), lambda: MOMENT)


class Cards:
    """What the application is given to read cards with, and the hands that put them in."""

    def __init__(self, folder: Path) -> None:
        self.drawer = _drawer(folder)
        (folder / "software-cards.json").unlink(missing_ok=True)
        self.answers = True

        def nobody(url: str, body: bytes | None = None) -> bytes:
            raise AssertionError(f"asked {url}")

        fetch = self.drawer.fetch_or(nobody)

        def asked(url: str, body: bytes | None = None) -> bytes:
            return fetch(url, body) if self.answers else b"no answer"

        self.ways = CardWays(
            Verifier(TrustStore(self.drawer.roots()), asked),
            ORIGIN,
            Reading(self.drawer.readers, self.drawer.card),
            drawer=self.drawer,
            certificate_host=HOST,
            proxy=TrustedProxy(frozenset({"127.0.0.1"}), PROXY_SECRET),
        )

    def insert(self, name: str) -> None:
        self.drawer.insert(name)

    def knows_authorities(self) -> None:
        """As after the first card at a desk: those of both kinds of card are known."""
        for name in ("An", "Karel"):
            with Visit(self._in_hand(name)) as visit:
                certificate = integrity.certificate_of(visit.read(File.AUTHENTICATION))
                self.ways.verifier.learn_issuer(visit, certificate, MOMENT)

    def authority(self) -> Authority:
        """Who issued the cards with a curve; a root and an issuer as its operator would get them in files."""
        self.drawer.content("An")
        return self.drawer.authority(True)

    def forget_authorities(self) -> None:
        """As another process, which met none of them yet."""
        self.ways.verifier.store.forget()

    def _in_hand(self, name: str) -> SoftwareCard:
        return SoftwareCard(self.drawer.content(name))

    def proof(self, name: str, nonce: str, origin: str = ORIGIN) -> str:
        """What the extension of a browser sends, once the holder gave his PIN."""
        with Visit(self._in_hand(name)) as visit:
            return json.dumps(sign_at_desk(visit, PIN, origin, nonce).token)

    def headers(self, name: str, file: File = File.AUTHENTICATION) -> dict[str, str]:
        """What the proxy adds for a browser that showed this card's certificate."""
        certificate = integrity.certificate_of(self.drawer.content(name).files[file.value])
        escaped = quote(certificate.public_bytes(Encoding.PEM).decode())
        return {VERIFY: "SUCCESS", CERTIFICATE: escaped, SECRET: PROXY_SECRET}

    def without_desk(self) -> CardWays:
        return replace(self.ways, desk=None, drawer=None)
