"""The five ways in which this application says no; anything else is a bug.

A refusal carries a code and facts, never a sentence: the sentence is made at the door, in the reader's language.
"""

from __future__ import annotations

from collections.abc import Sequence


class HouseError(Exception):
    """Parent of the five; caught once, where a request or a job enters."""


class Refusal(HouseError):
    """A rule said no. `code` is `domain.thing.why`; `field` names the form field it concerns, if one.

    `also` holds what else is wrong, so that a form shows everything at once.
    """

    def __init__(self, code: str, *, field: str | None = None, **facts: object) -> None:
        super().__init__(code)
        self.code = code
        self.field = field
        self.facts = facts
        self.also: tuple[Refusal, ...] = ()

    @property
    def everything(self) -> tuple[Refusal, ...]:
        return (self, *self.also)


def refuse(refusals: Sequence[Refusal]) -> None:
    """Raises the first, with the others attached; does nothing when there are none."""
    if refusals:
        first, *others = refusals
        first.also = tuple(others)
        raise first


class Forbidden(HouseError):
    """Policy said no: this person may not do this, or not to this row."""

    def __init__(self, permission: str) -> None:
        super().__init__(permission)
        self.permission = permission


class Missing(HouseError):
    """Not there, or not yours: the two look the same from outside."""

    def __init__(self, kind: str, key: object) -> None:
        super().__init__(f"{kind} {key}")
        self.kind = kind
        self.key = key


class Stale(HouseError):
    """Somebody changed it since the form was opened."""

    def __init__(self, kind: str, key: object) -> None:
        super().__init__(f"{kind} {key}")
        self.kind = kind
        self.key = key


class Outage(HouseError):
    """A system outside this application doesn't answer."""

    def __init__(self, system: str) -> None:
        super().__init__(system)
        self.system = system
