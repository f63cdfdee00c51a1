"""A provider that is a page of our own, for a demonstration: it asks whose phone confirms, and believes it.

It keeps to the protocol where it can be seen: a code comes back through the browser, sealed and of this question,
and says nothing to whoever reads it. Production refuses to start with it.
"""

from __future__ import annotations

import json
from datetime import datetime
from typing import Any
from urllib.parse import urlencode

from app.outside.openid import Asked, OpenIdError, OpenIdFault
from models import keyring

_PURPOSE = "openid.stand_in"


class StandIn:
    """`place` is the address of its page; `redirect` where it sends browsers back to."""

    def __init__(self, name: str, place: str, redirect: str) -> None:
        self.name, self.place, self.redirect = name, place, redirect

    def address(self, asked: Asked, language: str, now: datetime) -> str:
        """Its page, with what has to come back."""
        return f"{self.place}?{urlencode({'gate': self.name, 'state': asked.state, 'nonce': asked.nonce})}"

    def confirmed(self, state: str, nonce: str, claims: dict[str, Any]) -> str:
        """Somebody confirmed there; where his browser goes."""
        sealed = keyring.installed().encrypt(json.dumps({"nonce": nonce, "claims": claims}), _PURPOSE)
        return f"{self.redirect}?{urlencode({'code': sealed.hex(), 'state': state})}"

    def stopped(self, state: str) -> str:
        return f"{self.redirect}?{urlencode({'error': 'access_denied', 'state': state})}"

    def claims(self, code: str, asked: Asked, now: datetime) -> dict[str, Any]:
        """What was confirmed. Raises OpenIdError not_believed for a code of another question, or of none."""
        try:
            told = json.loads(keyring.decrypt(bytes.fromhex(code), _PURPOSE))
        except Exception:  # whatever was typed instead
            raise OpenIdError(OpenIdFault.NOT_BELIEVED, "no code of ours") from None
        if told["nonce"] != asked.nonce:
            raise OpenIdError(OpenIdFault.NOT_BELIEVED, "another question")
        found: dict[str, Any] = told["claims"]
        return found

    def ended(self, logout_token: str, now: datetime) -> tuple[str, str]:
        """Nobody signs out there."""
        raise OpenIdError(OpenIdFault.NOT_BELIEVED, "nobody signs out there")
