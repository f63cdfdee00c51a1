"""Who owns an organisation, drawn and told: a graph in SVG, and the table that says the same."""

from __future__ import annotations

import textwrap
from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from flask_babel import gettext
from flask_babel import lazy_gettext as _l

from app.aml.ownership import By, Owner, Path, Share, beneficial_owners, paths_of, shares_of
from models.values.identified import Holder, HolderKind, Ownership
from views.aml.ownership_layout import HEIGHT, WIDTH, Line, laid_out
from views.labels.percents import percent

OWNERS: dict[By, Any] = {
    "shares": _l("Beneficial owner"),
    "control": _l("Beneficial owner by control"),
    "management": _l("Senior management"),
}
_LETTERS = 23
_LINE, _LETTER = 17, 7


@dataclass(frozen=True)
class Box:
    """Somebody in the drawing: the name over two lines at most. `shape`: person, company or itself."""

    x: float
    y: float
    shape: str
    name: tuple[str, ...]
    whole_name: str
    share: str
    owner: str


@dataclass(frozen=True)
class Link:
    """A line of the drawing, as a path, with its words in a box of their own and the head of its arrow."""

    path: str
    arrow: str
    words: tuple[str, ...]
    x: float
    y: float
    width: int
    height: int
    dashed: bool


@dataclass(frozen=True)
class Row:
    """Somebody in the table: what they hold directly, what in all, and how that comes about."""

    name: str
    kind: str
    direct: str
    whole: str
    ways: tuple[str, ...]
    owner: str
    contact_id: int | None


@dataclass(frozen=True)
class Graph:
    """The drawing, what it says in words, and the table."""

    width: int
    height: int
    box_width: int
    box_height: int
    boxes: tuple[Box, ...]
    links: tuple[Link, ...]
    text: str
    rows: tuple[Row, ...]


def graph_of(ownership: Ownership, threshold: int, names: Mapping[str, str]) -> Graph | None:
    """The graph; None where nobody stands in it. `threshold` in hundredths of a percent. `names`: of the
    organisation itself under '', and of holders by key that are called otherwise now.

    Raises Refusal aml.owners.closed_circle, .capital_over_whole, .votes_over_whole: what can't be counted.
    """
    if not ownership.holders:
        return None
    called = {one.key: one.name for one in ownership.holders} | dict(names)
    shares = shares_of(ownership)
    owners = {one.key: one for one in beneficial_owners(ownership, threshold)}
    words = _words(ownership)
    layout = laid_out(["", *(one.key for one in ownership.holders)], list(words))
    holders = {one.key: one for one in ownership.holders}
    boxes = [
        Box(
            x, y,
            shape_of(holders.get(key)),
            tuple(textwrap.wrap(called.get(key, ""), _LETTERS, max_lines=2, placeholder="…")),
            called.get(key, ""),
            told(shares[key]) if key and _holds(shares[key]) else "",
            owner_word(owners.get(key)),
        )
        for key, (x, y) in layout.boxes.items()
    ]  # fmt: skip
    return Graph(
        layout.width,
        layout.height,
        WIDTH,
        HEIGHT,
        tuple(boxes),
        tuple(_link(one, words[one.edge], _is_said(ownership, one)) for one in layout.lines),
        _text(list(owners.values()), called),
        tuple(_row(ownership, one, shares[one.key], owners.get(one.key), called) for one in ownership.holders),
    )


def shape_of(holder: Holder | None) -> str:
    """How somebody is drawn."""
    if holder is None:
        return "itself"
    return "person" if holder.kind is HolderKind.PERSON else "company"


def told(share: Share) -> str:
    """30 %, or both percentages where capital and votes differ."""
    if share.capital == share.votes:
        return percent(share.capital)
    both = gettext(
        "%(capital)s capital · %(votes)s votes", capital=percent(share.capital), votes=percent(share.votes)
    )
    return str(both)


def owner_word(owner: Owner | None) -> str:
    """What makes somebody a beneficial owner; '' for who isn't one."""
    if owner is None:
        return ""
    return str(OWNERS[owner.by])


def _words(ownership: Ownership) -> dict[tuple[str, str], tuple[str, ...]]:
    """What stands at each line, in the order of the holdings; who only controls or manages has one too."""
    found: dict[tuple[str, str], tuple[str, ...]] = {}
    for one in ownership.holdings:
        share = Share(Fraction(one.capital, 10_000), Fraction(one.votes, 10_000))
        found[one.holder, one.held] = (
            (percent(share.capital),)
            if share.capital == share.votes
            else (
                gettext("%(percent)s capital", percent=percent(share.capital)),
                gettext("%(percent)s votes", percent=percent(share.votes)),
            )
        )
    for holder in ownership.holders:
        said = (gettext("controls"),) if holder.controls else (gettext("manages"),) if holder.manages else ()
        if said:
            found[holder.key, ""] = (*found.get((holder.key, ""), ()), *said)
    return found


def _is_said(ownership: Ownership, line: Line) -> bool:
    """Whether the line is no holding, but control or management."""
    return not any((one.holder, one.held) == line.edge for one in ownership.holdings)


def _link(line: Line, words: tuple[str, ...], dashed: bool) -> Link:
    (x, y), *rest = line.points
    path = f"M{x:.0f} {y:.0f}" + "".join(f"L{x:.0f} {y:.0f}" for x, y in rest)
    x, y = line.points[-1]
    width, height = max(map(len, words)) * _LETTER + 12, len(words) * _LINE + 4
    return Link(
        path,
        f"{x - 5:.0f},{y - 9:.0f} {x + 5:.0f},{y - 9:.0f} {x:.0f},{y:.0f}",
        words,
        line.words[0],
        line.words[1],
        width,
        height,
        dashed or line.back,
    )


def _text(owners: list[Owner], called: Mapping[str, str]) -> str:
    whose, same = gettext("Who owns %(name)s.", name=called.get("", "")), gettext("The table below says the same.")
    named = "; ".join(
        f"{called[one.key]} ({told(Share(one.capital, one.votes))})" if one.by == "shares" else called[one.key]
        for one in owners
    )
    if not owners:
        word = gettext("Nobody here is a beneficial owner.")
    elif owners[0].by == "management":
        word = gettext("Senior management: %(names)s.", names=named)
    else:
        word = gettext("Beneficial owners: %(names)s.", names=named)
    return f"{whose} {word} {same}"


def _row(ownership: Ownership, one: Holder, share: Share, owner: Owner | None, called: Mapping[str, str]) -> Row:
    direct = [held for held in ownership.holdings if (held.holder, held.held) == (one.key, "")]
    itself = Share(
        Fraction(sum(held.capital for held in direct), 10_000),
        Fraction(sum(held.votes for held in direct), 10_000),
    )
    paths = paths_of(ownership, one.key)
    ways = [_way(path, called) for path in paths]
    if (sum(path.capital for path in paths), sum(path.votes for path in paths)) != (share.capital, share.votes):
        ways.append(gettext("The companies hold parts of each other: what comes back over them is counted too."))
    if one.controls:
        ways.append(gettext("Controls in another way: %(how)s", how=one.controls))
    elif owner is not None and owner.by == "control":
        ways.append(gettext("Has most of the votes of a company that holds enough, or controls."))
    if one.manages:
        ways.append(gettext("Senior management"))
    return Row(
        called[one.key],
        gettext("Person") if one.kind is HolderKind.PERSON else gettext("Organisation"),
        told(itself) if _holds(itself) else "–",
        told(share) if _holds(share) else "–",
        tuple(ways),
        owner_word(owner),
        one.contact_id,
    )


def _way(path: Path, called: Mapping[str, str]) -> str:
    share = told(Share(path.capital, path.votes))
    if len(path.keys) == 1:
        return str(gettext("Directly: %(share)s", share=share))
    names = " → ".join(called[key] for key in path.keys[1:])
    return str(gettext("Through %(names)s: %(share)s", names=names, share=share))


def _holds(share: Share) -> bool:
    return bool(share.capital or share.votes)
