"""What this installation offers to who has a card: whom it believes, where a card is read, which hosts there are.

Made once by the roof. A PIN is typed here only where the reader is on the machine that the application runs on, by
somebody who sits at it.
"""

from __future__ import annotations

import ipaddress
from dataclasses import dataclass, field
from pathlib import Path

from app import clock
from eid.backends import pcsc
from eid.fetching import AllowedHosts
from eid.mtls import LEAST_SECRET, TrustedProxy
from eid.selftest import Reading
from eid.trust import PINNED_ROOTS, SIGNS_IN, TrustStore
from eid.verifying import Verifier
from eid.virtual_drawer import Drawer, Held

__all__ = ["LEAST_SECRET", "CardSettings", "CardWays", "offered"]


@dataclass(frozen=True)
class CardSettings:
    """What an installation says about cards. `module`: the PKCS #11 library through which cards of this
    machine are read, instead of by `desk_reader`. `software`: the demonstration's drawer takes the reader's place;
    `policies`: object identifiers of certificates that sign in, beside those we know; `certificate_host`: the host
    in front of which a proxy asks for client certificates, and calls from `peers` ('' is a local socket)."""

    desk_reader: bool = False
    module: str = ""
    software: bool = False
    takes_unknown: bool = False
    policies: frozenset[str] = frozenset()
    certificate_host: str = ""
    peers: frozenset[str] = frozenset({""})
    secret: str = field(default="", repr=False)


@dataclass(frozen=True)
class CardWays:
    """`origin` is what a card signs for: scheme and host, without a slash at the end. `desk` is where cards of
    this machine come from, None where it has no reader for visitors; `module` is the PKCS #11 library that is
    asked then, for the token of that label. `drawer` holds the demonstration's cards, and is the reader then.
    `certificate_host` is '' where client certificates aren't asked for."""

    verifier: Verifier
    origin: str
    desk: Reading | None = None
    module: str = ""
    module_label: str = "BELPIC"
    drawer: Drawer | None = None
    certificate_host: str = ""
    proxy: TrustedProxy | None = field(default=None, repr=False)

    def desk_for(self, address: str) -> Reading | None:
        """The reader for a visitor from there: somebody at this machine, or anybody with cards in software."""
        if self.desk is None or self.drawer is not None:
            return self.desk
        return self.desk if _is_here(address) else None

    def at_desk(self, address: str) -> bool:
        """Whether a visitor from there can sign in with a card in a reader of this machine."""
        return self.desk_for(address) is not None or (bool(self.module) and _is_here(address))

    @property
    def web_eid(self) -> bool:
        """Whether a browser's extension can be asked: it speaks to pages that came encrypted, to no other."""
        return self.origin.startswith("https://")

    @property
    def certificates(self) -> bool:
        return bool(self.certificate_host) and self.proxy is not None


def offered(settings: CardSettings, origin: str, folder: Path, cards: tuple[Held, ...]) -> CardWays:
    """What these settings make possible. `cards` are those of the drawer, whose state lies in `folder`;
    the first of them is in the reader to begin with."""
    drawer = Drawer(folder, cards, lambda: clock.now(), cards[0].name) if settings.software else None
    store, fetch = TrustStore(PINNED_ROOTS, SIGNS_IN | settings.policies), AllowedHosts()
    desk = Reading(pcsc.readers, pcsc.card_there) if settings.desk_reader else None
    verifier = Verifier(store, fetch, settings.takes_unknown)
    if drawer is not None:
        store = TrustStore(store.roots | drawer.roots(), store.policies)
        verifier = Verifier(store, drawer.fetch_or(fetch), settings.takes_unknown)
        desk = Reading(drawer.readers, drawer.card)
    proxy = TrustedProxy(settings.peers, settings.secret) if settings.certificate_host else None
    return CardWays(
        verifier,
        origin,
        desk,
        settings.module if desk is None else "",
        drawer=drawer,
        certificate_host=settings.certificate_host,
        proxy=proxy,
    )


def _is_here(address: str) -> bool:
    try:
        return ipaddress.ip_address(address).is_loopback
    except ValueError:
        return False
