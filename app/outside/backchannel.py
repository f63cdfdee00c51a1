"""Telling a tool, server to server, that somebody's session is over.

Source: OpenID Connect Back-Channel Logout 1.0.
"""

from __future__ import annotations

import requests

from app.errors import Outage

SECONDS = 5.0
_LATER = frozenset({408, 425, 429})


def hand_over(uri: str, logout_token: str) -> int:
    """Hands over the signed message; what the tool answered. Raises Outage where a later try may go better."""
    with requests.Session() as http:
        http.trust_env = False
        try:
            answer = http.post(
                uri, data={"logout_token": logout_token}, timeout=SECONDS, allow_redirects=False, stream=True
            )
        except (requests.RequestException, OSError):
            raise Outage("tool") from None
        status = int(answer.status_code)
        answer.close()
    if status >= 500 or status in _LATER:
        raise Outage("tool")
    return status
