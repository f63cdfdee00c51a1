"""The other houses whose sign-in counts here: itsme, and the access management of a government. By settings.

Each says a national number. itsme opens only what an eID was linked to before, since it replaces no eID; a
government is believed without, but its key is high only when it says that an eID or itsme was shown there.
"""

from __future__ import annotations

import base64
import json
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any
from urllib.parse import urlsplit

from app.accounts.key_holders import KeyHolder, from_claims
from app.accounts.rules import Way
from app.outside.openid import Elsewhere, OpenIdError, OpenIdFault, Provider, Registration
from app.outside.openid_stand_in import StandIn
from models.values.problem import ValueProblem

ITSME, GOVERNMENT = "itsme", "government"
_NUMBER_AT_ITSME = "http://itsme.services/v2/claim/BENationalNumber"
# The last word of `acr`, where a government says how somebody signed in there.
_HIGH = frozenset({"eid", "itsme"})


@dataclass(frozen=True)
class GateSettings:
    """How one is known there: issuer and client, then a secret or a JWK set with private keys. `service` is the
    code of an itsme service; `capacity` the kind of organisation somebody signs in for at a government."""

    name: str
    issuer: str
    client_id: str
    secret: str = field(default="", repr=False)
    keys: str = field(default="", repr=False)
    service: str = ""
    capacity: str = ""

    @property
    def origin(self) -> str:
        parts = urlsplit(self.issuer)
        return f"{parts.scheme}://{parts.netloc}"


@dataclass(frozen=True)
class Gate:
    """One of them, as this house treats it."""

    settings: GateSettings
    provider: Elsewhere
    way: Way
    number_claim: str
    after_card: bool

    @property
    def name(self) -> str:
        return self.settings.name

    def holder(self, claims: Mapping[str, Any], now: datetime) -> KeyHolder:
        """Whom the claims name. Raises OpenIdError not_believed for a number that is nobody's."""
        try:
            return from_claims(
                str(claims.get(self.number_claim) or ""),
                str(claims.get("family_name") or ""),
                str(claims.get("given_name") or ""),
                self.way,
                now,
            )
        except ValueProblem:
            raise OpenIdError(OpenIdFault.NOT_BELIEVED, "no national number") from None

    def level(self, claims: Mapping[str, Any]) -> str:
        """How strong a key that was: high, or basic where a government doesn't say that it was an eID or itsme."""
        if self.way is Way.ITSME:
            return "high"
        return "high" if str(claims.get("acr") or "").lower().rsplit(":", 1)[-1] in _HIGH else "basic"


def gates_of(settings: tuple[GateSettings, ...], origin: str, *, stand_in: bool = False) -> dict[str, Gate]:
    """Every gate that is set up, by name; `origin` is where browsers come back to. With `stand_in`, a page of our
    own takes the place of each that isn't."""
    found = {one.name: _gate(one, _back(origin, one.name)) for one in settings}
    for name in (ITSME, GOVERNMENT) if stand_in else ():
        if name not in found:
            gate = _gate(GateSettings(name, origin, ""), _back(origin, name))
            page = StandIn(name, f"{origin}/demo/phone/", _back(origin, name))
            found[name] = replace(gate, provider=page)
    return found


def _back(origin: str, name: str) -> str:
    return f"{origin}/openid/{name}/back"


def _gate(ours: GateSettings, redirect: str) -> Gate:
    known = Registration(ours.issuer, ours.client_id, redirect, secret=ours.secret, keys=ours.keys)
    if ours.name == ITSME:
        service = [f"service:{ours.service}"] if ours.service else []
        at_itsme = replace(known, scope=" ".join(("openid", *service, "profile", "eid")), sealed=bool(ours.keys))
        return Gate(ours, Provider(at_itsme), Way.ITSME, _NUMBER_AT_ITSME, after_card=True)
    hint = base64.b64encode(json.dumps({"cap_hint": ours.capacity}).encode()).decode()
    there = replace(known, scope="openid profile rrn vo", more={"login_hint": hint} if ours.capacity else {})
    return Gate(ours, Provider(there), Way.GOVERNMENT, "rrn", after_card=False)
