"""A line to another's server: no proxy or password of the environment, no redirect, and an end to every answer."""

from __future__ import annotations

import time
from collections.abc import Iterator
from typing import Any

import requests
from urllib3.exceptions import HTTPError

LONGEST = 1 << 20
_PIECE = 1 << 14


class Bounded(requests.Session):
    """A line of this process alone; an answer that is too long, or comes in drops, ends in a requests error."""

    def __init__(self, seconds: float) -> None:
        super().__init__()
        self.trust_env = False
        self._seconds = seconds

    def get_redirect_target(self, resp: requests.Response) -> None:
        """None: it would be followed with our key."""

    def send(self, request: requests.PreparedRequest, **how: Any) -> requests.Response:
        until = time.monotonic() + self._seconds
        try:
            answer = super().send(request, **how | {"stream": True})
            answer._content = b"".join(_pieces(answer, until))
        except requests.RequestException:
            raise
        except (HTTPError, OSError) as problem:
            raise requests.ConnectionError(type(problem).__name__) from problem
        return answer


def _pieces(answer: requests.Response, until: float) -> Iterator[bytes]:
    left = LONGEST
    while piece := answer.raw.read1(_PIECE, decode_content=True):
        left -= len(piece)
        if left < 0 or time.monotonic() > until:
            raise requests.Timeout
        yield piece
