"""The wallet of who is here, asked of Sleutelbos server to server, with the token the central team handed over."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import requests

_SECONDS = 10


@dataclass(frozen=True)
class Spender:
    """Who spends and for which enterprise number, as the ID token said; and the language he reads."""

    account: str
    organisation: str
    language: str

    @property
    def who(self) -> dict[str, str]:
        return {"account": self.account, "organisation": self.organisation}


@dataclass(frozen=True)
class Answer:
    """What Sleutelbos said. Status 0: nothing, so nobody knows whether it was done; the same key asks again."""

    status: int
    told: dict[str, Any]

    @property
    def done(self) -> bool:
        return 200 <= self.status < 300


class Wallet:
    """Three questions; each is answered in the spender's language."""

    def __init__(self, sleutelbos: str, token: str) -> None:
        self.address, self.token = f"{sleutelbos}/api/v1", token

    def balance(self, spender: Spender) -> Answer:
        return self._ask("GET", "balance", spender, params=spender.who)

    def quote(self, spender: Spender, product: str, quantity: int) -> Answer:
        asked = {**spender.who, "product": product, "quantity": str(quantity)}
        return self._ask("GET", "quote", spender, params=asked)

    def charge(self, spender: Spender, product: str, quantity: int, reference: str, key: str) -> Answer:
        """Pays; however often it is sent with this key, once."""
        asked = {**spender.who, "product": product, "quantity": quantity, "reference": reference}
        return self._ask("POST", "charges", spender, json=asked, headers={"Idempotency-Key": key})

    def _ask(self, method: str, path: str, spender: Spender, **sent: Any) -> Answer:
        headers = {
            "Authorization": f"Bearer {self.token}",
            "Accept-Language": spender.language,
            **sent.pop("headers", {}),
        }
        try:
            answer = requests.request(
                method, f"{self.address}/{path}", headers=headers, timeout=_SECONDS, allow_redirects=False, **sent
            )
            return Answer(answer.status_code, answer.json())
        except (requests.RequestException, ValueError):
            return Answer(0, {})
