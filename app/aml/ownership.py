"""Who owns and controls an organisation, worked out from who holds how much of whom. Pure, and exact: fractions.

Holdings multiply along a path and add up over paths. Where companies hold each other the paths never end; their
sum is the solution of linear equations: a share is what is held of each company times that company's own share.
'' is the organisation itself. What a company holds in itself is taken out of the whole (treasury shares have no
vote and no owner of their own): the others hold that much more.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import Literal

from app.aml.ownership_faults import WHOLE, uncountable
from app.errors import refuse
from models.values.identified import Holder, HolderKind, Ownership

MOST_PATHS = 20
ITSELF = ""
NOTHING, ALL = Fraction(0), Fraction(1)
Held = Mapping[str, Mapping[str, Fraction]]
"""What each holder holds of each company, as parts of one."""
By = Literal["shares", "control", "management"]


@dataclass(frozen=True)
class Share:
    """A part of the organisation, held directly and through others: 1 is the whole."""

    capital: Fraction = NOTHING
    votes: Fraction = NOTHING


@dataclass(frozen=True)
class Path:
    """One way in which a holder holds: over which companies, itself first, the organisation left out."""

    keys: tuple[str, ...]
    capital: Fraction
    votes: Fraction


@dataclass(frozen=True)
class Owner:
    """A beneficial owner. `direct`: holds, controls or manages the organisation itself, not only through
    others."""

    key: str
    name: str
    contact_id: int | None
    capital: Fraction
    votes: Fraction
    by: By
    direct: bool


def shares_of(ownership: Ownership) -> dict[str, Share]:
    """What each holder has of the organisation, by its key, through every path. Of a company that owns a part of
    itself through others, without what comes back to it.

    Raises Refusal aml.owners.closed_circle where companies hold each other and nobody outside holds them,
    aml.owners.capital_over_whole and .votes_over_whole.
    """
    refuse(uncountable(ownership))
    return _shares(ownership, _without_return)


def paths_of(ownership: Ownership, key: str, most: int = MOST_PATHS) -> tuple[Path, ...]:
    """How a holder's share comes about: the ways to the organisation that pass each company once, the widest
    first where they part, at most so many. Where companies hold each other the shares are more than their sum."""
    capital, votes = _held(ownership, "capital"), _held(ownership, "votes")
    found = []
    for keys in _ways(_both(capital, votes), key):
        steps = list(zip(keys, (*keys[1:], ITSELF), strict=True))
        found.append(Path(keys, _product(capital, steps), _product(votes, steps)))
        if len(found) == most:
            break
    return tuple(found)


def beneficial_owners(ownership: Ownership, threshold: int) -> tuple[Owner, ...]:
    """Persons with more than the threshold (hundredths of a percent) of capital or votes, or who control in
    another way: by what is said of them, or because companies of which they have most votes hold more than the
    threshold together, or control. Senior management only where there is nobody else. Most first.

    Raises as `shares_of`. Source: Act of 18 September 2017, article 4, 27°, a).
    """
    refuse(uncountable(ownership))
    shares, most = _shares(ownership, _with_return), Fraction(threshold, WHOLE)  # of persons nothing comes back
    direct = {one.holder for one in ownership.holdings if one.held == ITSELF}
    persons = [one for one in ownership.holders if one.kind is HolderKind.PERSON]

    def owner(one: Holder, by: By) -> Owner:
        has = shares[one.key]
        itself = one.key in direct or bool(one.controls) or by == "management"
        return Owner(one.key, one.name, one.contact_id, has.capital, has.votes, by, itself)

    found = []
    for one in persons:
        if max(shares[one.key].capital, shares[one.key].votes) > most:
            found.append(owner(one, "shares"))
        elif one.controls or _controls(ownership, one.key, most):
            found.append(owner(one, "control"))
    if not found:
        found = [owner(one, "management") for one in persons if one.manages]
    return tuple(sorted(found, key=lambda one: (-max(one.capital, one.votes), one.name, one.key)))


def controlled_by(ownership: Ownership, key: str) -> frozenset[str]:
    """The companies of which this holder, with the companies it controls, has more than half of the votes."""
    votes = _held(ownership, "votes")
    companies = {one.key for one in ownership.holders if one.kind is HolderKind.ORGANISATION}
    mine = {key}
    while more := {one for one in companies - mine if _together(votes, mine, one) > ALL / 2}:
        mine |= more
    return frozenset(mine - {key})


def _controls(ownership: Ownership, key: str, most: Fraction) -> bool:
    mine = controlled_by(ownership, key)
    if any(one.controls for one in ownership.holders if one.key in mine):
        return True
    held = (_held(ownership, "capital"), _held(ownership, "votes"))
    return any(_together(one, {key, *mine}, ITSELF) > most for one in held)


def _together(held: Held, holders: set[str], company: str) -> Fraction:
    return sum((held[one].get(company, NOTHING) for one in holders if one in held), NOTHING)


def _held(ownership: Ownership, what: Literal["capital", "votes"]) -> Held:
    found: dict[str, dict[str, Fraction]] = defaultdict(dict)
    for one in ownership.holdings:
        if part := Fraction(one.capital if what == "capital" else one.votes, WHOLE):
            found[one.holder][one.held] = found[one.holder].get(one.held, NOTHING) + part
    return dict(found)


def _both(one: Held, other: Held) -> Held:
    """The larger of both parts, to find ways by."""
    return {
        holder: {
            held: max(one.get(holder, {}).get(held, NOTHING), other.get(holder, {}).get(held, NOTHING))
            for held in (*one.get(holder, {}), *other.get(holder, {}))
        }
        for holder in (*one, *other)
    }


def _shares(ownership: Ownership, counted: Callable[[Held], dict[str, Fraction]]) -> dict[str, Share]:
    capital, votes = (counted(_reached(_held(ownership, what))) for what in ("capital", "votes"))
    return {
        one.key: Share(capital.get(one.key, NOTHING), votes.get(one.key, NOTHING)) for one in ownership.holders
    }


def _reached(held: Held) -> Held:
    """What leads to the organisation in the end."""
    reaching = _reaching(held)
    return {one: {to: part for to, part in held[one].items() if to in reaching} for one in held if one in reaching}


def _with_return(held: Held) -> dict[str, Fraction]:
    """Each holder's share of the organisation, what comes back to a company counted each time."""
    return _solved(_eliminated(held), ITSELF)


def _without_return(held: Held) -> dict[str, Fraction]:
    """The same; of a company that comes back to itself over others, what it would be if nothing did."""
    steps = _eliminated(held)
    found = _solved(steps, ITSELF)
    for one in found:
        if one != ITSELF and one in _reaching(held, one):
            found[one] /= _solved(steps, one)[one]
    return found


def _reaching(held: Held, company: str = ITSELF) -> set[str]:
    """Who holds something of the company in the end: the organisation reaches itself, another only in a loop."""
    holders = defaultdict(list)
    for holder, parts in held.items():
        for one in parts:
            holders[one].append(holder)
    found = {ITSELF} if company == ITSELF else set()
    todo = [company]
    while todo:
        more = [one for one in holders[todo.pop()] if one not in found]
        found.update(more)
        todo += more
    return found


@dataclass(frozen=True)
class _Step:
    """The equation of one holder as it stood when it was put into those of its `users`, each that many times."""

    key: str
    parts: dict[str, Fraction]
    users: dict[str, Fraction]


def _eliminated(held: Held) -> list[_Step]:
    """The equations share = Σ part × share of the held, one holder after the other put into those that are left;
    the cheapest to put in goes first."""
    parts = {one: dict(told) for one, told in held.items()}
    parts.setdefault(ITSELF, {})
    users: dict[str, set[str]] = defaultdict(set)
    for one, told in parts.items():
        for to in told:
            users[to].add(one)
    found, left = [], set(parts)
    while left:
        one = min(left, key=lambda key: (len(users[key] & left) * len(parts[key]), key))
        left.discard(one)
        own, scale = parts[one], ALL - parts[one].get(one, NOTHING)
        step = _Step(one, own, {user: parts[user].pop(one) / scale for user in users[one] & left})
        for user, by in step.users.items():
            for to, part in own.items():
                if to != one:
                    parts[user][to] = parts[user].get(to, NOTHING) + by * part
                    users[to].add(user)
        found.append(step)
    return found


def _solved(steps: list[_Step], end: str) -> dict[str, Fraction]:
    """Each holder's share of `end`, whatever comes back to it counted each time."""
    rest = {one.key: ALL if one.key == end else NOTHING for one in steps}
    for one in steps:
        if rest[one.key]:
            for user, by in one.users.items():
                rest[user] += by * rest[one.key]
    found: dict[str, Fraction] = {}
    for one in reversed(steps):
        others = sum((part * found[to] for to, part in one.parts.items() if to != one.key), NOTHING)
        found[one.key] = (rest[one.key] + others) / (ALL - one.parts.get(one.key, NOTHING))
    return found


def _ways(held: Held, key: str) -> Iterator[tuple[str, ...]]:
    """Ways from a holder to the organisation that pass no company twice. A step is taken only where the end can
    still be reached, so that none is in vain."""

    def on(way: tuple[str, ...]) -> Iterator[tuple[str, ...]]:
        open_ways = _reaching({one: parts for one, parts in held.items() if one not in way})
        told = held.get(way[-1], {})
        for to in sorted(told, key=lambda one: (-told[one], one)):
            if to == ITSELF:
                yield way
            elif to not in way and to in open_ways:
                yield from on((*way, to))

    yield from on((key,)) if key != ITSELF else ()


def _product(held: Held, steps: list[tuple[str, str]]) -> Fraction:
    found = ALL
    for holder, company in steps:
        found *= held.get(holder, {}).get(company, NOTHING)
    return found
