"""The jobs behind tools that sign people in through us: keys that take turns, what tools got and who is told."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any, Protocol, TypeVar

from sqlalchemy.orm import Session

from app import clock
from app.rights import answered, grants, logging_out, signing_keys
from models.events import PLATFORM

T = TypeVar("T")


class Place(Protocol):
    """What of the workplace is needed here."""

    @property
    def stop(self) -> Any: ...

    @property
    def post(self) -> Any: ...

    def office(self, act: Callable[[Session], T]) -> T: ...

    def in_batches(self, act: Callable[[Session], int]) -> int: ...


def ask_grants_again(place: Place, organisation_id: int = PLATFORM, account_id: int | None = None) -> str:
    """Ends what tools got of whoever may use them no longer, of one organisation or account, or of all."""
    of, ended, after = logging_out.Of(organisation_id or None, account_id), 0, 0
    while not place.stop.is_set():
        ask = partial(logging_out.ask_again, of=of, now=clock.now(), after=after)
        count, last = place.office(ask)
        ended += count
        if last is None:
            break
        after = last
    return str(ended)


def tell_tool_it_ended(place: Place, grant_id: int) -> str:
    """Tells a tool that somebody's session is over; one that is silent is told later."""
    return logging_out.tell_tool(place.office, grant_id, place.post.site, clock.now())


def rotate_signing_keys(place: Place) -> str:
    """Looks whether another key has to sign for tools; how many are shown."""
    return str(place.office(lambda session: signing_keys.rotate(session, clock.now())))


def forget_grants(place: Place) -> str:
    """Removes what tools got a month and more ago, and access tokens of the day before."""
    gone = place.in_batches(lambda session: grants.forget(session, clock.now()))
    return f"{gone} + {place.in_batches(lambda session: grants.forget_tokens(session, clock.now()))}"


def forget_answers(place: Place) -> str:
    """Removes answers to integrations that nobody may ask for again."""
    return str(place.in_batches(lambda session: answered.forget(session, clock.now())))


TOOL_JOBS: dict[str, Callable[..., str]] = {
    logging_out.ASK_GRANTS_AGAIN: ask_grants_again,
    logging_out.JOB: tell_tool_it_ended,
    "rotate_signing_keys": rotate_signing_keys,
    "forget_grants": forget_grants,
    "forget_answers": forget_answers,
}
