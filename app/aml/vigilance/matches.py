"""What the lists of sanctions and of politically exposed persons tell of a file. Pure.

Each word answers with the code of an option, or with None: people are asked.
"""

from __future__ import annotations

from collections.abc import Iterator

from app.aml.vigilance.file import File, FoundHit, RelatedAs
from app.aml.vigilance.rule_set import Thresholds
from models.values import Topic

_OWNER = frozenset({RelatedAs.OWNER})
_OWNER_OR_REPRESENTATIVE = frozenset({RelatedAs.OWNER, RelatedAs.REPRESENTATIVE})


def sanctions(file: File, thresholds: Thresholds) -> str | None:
    """'confirmed', else 'open', else 'none': by the contact's own hits, and by those of everybody beside it. What
    is on a list for another reason than a sanction doesn't count; what gives no reason does."""
    states = {
        one.state for one in _hits(file, frozenset(RelatedAs)) if not one.topics or Topic.SANCTION in one.topics
    }
    return next((one for one in ("confirmed", "open") if one in states), "none")


def exposed(file: File, thresholds: Thresholds) -> str | None:
    """'yes' where the contact, an owner or the representative is confirmed to be on a list for it, or one of those
    two said so on his own file. Whether anybody else is, nobody but people knows."""
    return _confirmed(file, Topic.PEP, _OWNER_OR_REPRESENTATIVE, "PEP1")


def close_to_exposed(file: File, thresholds: Thresholds) -> str | None:
    """The same, for those who are close to one: the contact, or an owner."""
    return _confirmed(file, Topic.CLOSE_TO_PEP, _OWNER, "PEP2")


def _confirmed(file: File, topic: Topic, roles: frozenset[RelatedAs], rule: str) -> str | None:
    listed = any(one.state == "confirmed" and topic in one.topics for one in _hits(file, roles))
    said = any(
        rule in one.answers and one.answers[rule].option == "yes" for one in file.related if one.role in roles
    )
    return "yes" if listed or said else None


def _hits(file: File, roles: frozenset[RelatedAs]) -> Iterator[FoundHit]:
    yield from file.hits
    for one in file.related:
        if one.role in roles:
            yield from one.hits
