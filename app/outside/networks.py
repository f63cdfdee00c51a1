"""Who carries documents to the Peppol network for this installation, by its settings: Billit, our own practice
network, or nobody."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from app.outside.access_point import AccessPoint
from app.outside.billit import ENDPOINT, SANDBOX, Billit
from app.outside.practice_network import PracticeNetwork

_ON = ("1", "true", "yes", "on")


@dataclass(frozen=True)
class NetworkSettings:
    """Billit's key, '' for none, with its number for our company and its address; and whether a page of our own
    takes the network's place."""

    key: str = field(default="", repr=False)
    party: str = ""
    address: str = ENDPOINT
    practice: bool = False

    @property
    def is_invented(self) -> bool:
        """Whether what is sent gets to nobody."""
        return self.practice or (bool(self.key) and self.address != ENDPOINT)

    @classmethod
    def read(cls, environment: Mapping[str, str], *, production: bool) -> NetworkSettings:
        """The settings in an environment. Raises ValueError with what to set instead; it never repeats the key."""
        key, party, address = (environment.get(f"PEPPOL_{one}", "").strip() for one in ("KEY", "PARTY", "ADDRESS"))
        if address not in ("", ENDPOINT, SANDBOX):
            raise ValueError(f"PEPPOL_ADDRESS must be {ENDPOINT} or, to try, {SANDBOX}.")
        if bool(key) != bool(party) or not re.fullmatch(r"[0-9]{0,18}", party, re.ASCII) or not key.isprintable():
            raise ValueError("PEPPOL_KEY and PEPPOL_PARTY go together: the API key of Billit, and its PartyID.")
        usual = "" if production or key else "1"
        practice = environment.get("PRACTICE_NETWORK", usual).strip().lower() in _ON
        if practice and key:
            raise ValueError("PRACTICE_NETWORK is on beside PEPPOL_KEY: only one can send. Unset one of them.")
        return cls(key, party, address or ENDPOINT, practice)


def access_point_of(settings: NetworkSettings, folder: Path) -> AccessPoint | None:
    """The access point; None where nothing goes to the network. `folder` is the practice network's."""
    if settings.key:
        return Billit(settings.key, settings.party, endpoint=settings.address)
    return PracticeNetwork(folder) if settings.practice else None
