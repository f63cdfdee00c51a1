"""What can't be in a graph of owners. Pure."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator
from fractions import Fraction

from app.errors import Refusal
from models.values.identified import Holder, HolderKind, Ownership

MOST_HOLDERS = 60
MOST_HOLDINGS = 200
WHOLE = 10_000
"""100 %, in hundredths of a percent."""


def faults_of(ownership: Ownership, called: str = "") -> tuple[Refusal, ...]:
    """Everything that stands in the way of keeping this graph, empty where it is sound. `called`: the name of the
    organisation itself. Facts hold names, and `key` whose fault it is ('' the organisation itself)."""
    return tuple(_faults(ownership, called))


def uncountable(ownership: Ownership, called: str = "") -> tuple[Refusal, ...]:
    """What keeps shares from being worked out: more held of a company than there is of it; and companies that hold
    each other wholly, capital or votes, so that nobody outside holds any. One that holds all of itself is too."""
    found = [*_faults_of_wholes(ownership, called)]
    circle = _closed(ownership, "capital") or _closed(ownership, "votes")
    if circle:
        names = ", ".join(_name(ownership, one, called) for one in sorted(circle))
        found.append(Refusal("aml.owners.closed_circle", field="holdings", names=names, key=min(circle)))
    return tuple(found)


def _faults(ownership: Ownership, called: str) -> Iterator[Refusal]:
    holders, holdings = ownership.holders, ownership.holdings
    if len(holders) > MOST_HOLDERS or len(holdings) > MOST_HOLDINGS:
        yield Refusal("aml.owners.too_many", field="holders", most=MOST_HOLDERS, holdings=MOST_HOLDINGS)
        return
    yield from _faults_of_holders(holders)
    known = {one.key: one for one in holders}
    for one in holdings:
        holder, held = _name(ownership, one.holder, called), _name(ownership, one.held, called)
        strange = [key for key in (one.holder, one.held) if key and key not in known]
        if strange:
            yield Refusal("aml.owners.unknown_holder", field="holdings", name=strange[0], key=strange[0])
        elif one.held and known[one.held].kind is HolderKind.PERSON:
            yield Refusal("aml.owners.person_held", field="holdings", held=held, key=one.holder)
        if one.capital < 0 or one.votes < 0 or one.capital == one.votes == 0:
            yield Refusal("aml.owners.not_positive", field="holdings", holder=holder, held=held, key=one.holder)
    for (key, of), times in Counter((one.holder, one.held) for one in holdings).items():
        if times > 1:
            holder, held = _name(ownership, key, called), _name(ownership, of, called)
            yield Refusal("aml.owners.twice", field="holdings", holder=holder, held=held, key=key)
    yield from uncountable(ownership, called)
    yield from _faults_of_idle(ownership)


def _faults_of_holders(holders: tuple[Holder, ...]) -> Iterator[Refusal]:
    for key, times in Counter(one.key for one in holders).items():
        if times > 1 or not key:
            yield Refusal("aml.owners.key", field="holders", key=key)
    contacts = Counter(one.contact_id for one in holders if one.contact_id is not None)
    for holder in {one.contact_id: one for one in holders}.values():
        if holder.contact_id is not None and contacts[holder.contact_id] > 1:
            yield Refusal("aml.owners.same_person", field="holders", name=holder.name, key=holder.key)
    for holder in holders:
        if not holder.name.strip():
            yield Refusal("aml.owners.no_name", field="holders", key=holder.key)


def _faults_of_wholes(ownership: Ownership, called: str) -> Iterator[Refusal]:
    """What is held of one company is at most the whole of it."""
    capital: Counter[str] = Counter()
    votes: Counter[str] = Counter()
    for one in ownership.holdings:
        capital[one.held] += one.capital
        votes[one.held] += one.votes
    for held in capital:
        name = _name(ownership, held, called)
        if capital[held] > WHOLE:
            part = Fraction(capital[held], WHOLE)
            yield Refusal("aml.owners.capital_over_whole", field="holdings", name=name, percent=part, key=held)
        if votes[held] > WHOLE:
            part = Fraction(votes[held], WHOLE)
            yield Refusal("aml.owners.votes_over_whole", field="holdings", name=name, percent=part, key=held)


def _faults_of_idle(ownership: Ownership) -> Iterator[Refusal]:
    """Who stands in the graph has a part in the organisation: holds it, in the end, controls or manages it."""
    holders = defaultdict(set)
    for one in ownership.holdings:
        holders[one.held].add(one.holder)
    found = {"", *(one.key for one in ownership.holders if one.controls.strip() or one.manages)}
    todo = list(found)
    while todo:
        more = holders[todo.pop()] - found
        found |= more
        todo += more
    for idle in (one for one in ownership.holders if one.key not in found):
        yield Refusal("aml.owners.holds_nothing", field="holders", name=idle.name, key=idle.key)


def _closed(ownership: Ownership, what: str) -> set[str]:
    """The companies out of whose holdings no way leads to anybody outside."""
    persons = {one.key for one in ownership.holders if one.kind is HolderKind.PERSON}
    by: dict[str, set[str]] = defaultdict(set)
    among: Counter[str] = Counter()
    for one in ownership.holdings:
        part = getattr(one, what)
        if part > 0 and one.holder not in persons:
            by[one.holder].add(one.held)
            among[one.held] += part
    companies = {one.key for one in ownership.holders} - persons | {""}
    todo = [one for one in companies if among[one] < WHOLE]
    free = set(todo)
    while todo:
        more = by[todo.pop()] - free
        free |= more
        todo += more
    return companies - free


def _name(ownership: Ownership, key: str, called: str) -> str:
    return next((one.name for one in ownership.holders if one.key == key), key or called)
