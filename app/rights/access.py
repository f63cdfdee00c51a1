"""The access decision: may this person use this tool, in this context and role? Facts in, every condition out.

One function, one answer: each screen, the API and the audit ask this one. Nothing here reads a clock or a
database; what is so on a day, `access_facts.py` loads.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from models.values import KeyLevel


class Check(StrEnum):
    """What is looked at, in the order in which it is told."""

    ACCOUNT = "account_active"
    KEY = "key_strong_enough"
    ONESELF = "open_to_oneself"
    MEMBER = "belongs_there"
    LISTED = "on_admission_list"
    REGISTERED = "tool_registered"
    BRANCH = "open_for_branch"
    ORGANISATION = "organisation_accredited"
    PERSON = "person_accredited"
    BLOCKED = "not_blocked"
    GIVEN = "set_as_user"
    RIGHT = "right_in_force"


@dataclass(frozen=True)
class Facts:
    """What is so, of one person, context, tool and role, on one day.

    `organisation_id` None: as oneself. `key_level` None: not asked, as on another day than today. `access`: what a
    manager set, user or blocked, '' for nothing. `linked`: his eID is, without which he has no accreditation.
    `branch`: the one he is in, '' for none, and whether the tool is closed for it. The lacks: for each requirement
    that isn't met, the registers one of which would do; by who would have to be accredited.
    """

    account_active: bool
    linked: bool
    key_level: str | None
    needs_level: str
    organisation_id: int | None
    open_to_oneself: bool
    opened_by: str
    belongs: bool
    listed_only: bool
    listed: bool
    registered: bool
    branch: str
    closed_for_branch: bool
    access: str
    has_right: bool
    represents: bool
    admits_representative: bool
    organisation_lacks: tuple[tuple[str, ...], ...] = ()
    person_lacks: tuple[tuple[str, ...], ...] = ()


@dataclass(frozen=True)
class Condition:
    """One condition; `lacks` says which accreditations are missing, where that is what it asks."""

    check: Check
    met: bool
    lacks: tuple[tuple[str, ...], ...] = ()


@dataclass(frozen=True)
class Decision:
    """Every condition that counts for this context and tool; allowed when all are met."""

    conditions: tuple[Condition, ...]

    @property
    def allowed(self) -> bool:
        return all(one.met for one in self.conditions)

    @property
    def reasons(self) -> tuple[Check, ...]:
        """What stands in the way, first things first; empty when nothing does."""
        return tuple(one.check for one in self.conditions if not one.met)


def may_use(facts: Facts) -> Decision:
    """The decision on these facts.

    As oneself: account, key, own accreditations, and the tool allows it. For an organisation also: belonging to
    it, its place on the admission list, its accreditations; then, by what opens the tool, its registration, which
    may be closed for a branch, and the member's access, or a right in force, which a legal representative doesn't
    need where the tool admits him.
    """
    conditions = [Condition(Check.ACCOUNT, facts.account_active)]
    if facts.key_level is not None:
        conditions.append(Condition(Check.KEY, _strong_enough(facts.key_level, facts.needs_level)))
    if facts.organisation_id is None:
        conditions.append(Condition(Check.ONESELF, facts.open_to_oneself))
    else:
        conditions += _of_organisation(facts)
    conditions.append(Condition(Check.PERSON, not facts.person_lacks, facts.person_lacks))
    if facts.organisation_id is not None:
        conditions += _opened(facts)
    return Decision(tuple(conditions))


def _strong_enough(level: str, needed: str) -> bool:
    return level in set(KeyLevel) and KeyLevel(level) >= needed


def _of_organisation(facts: Facts) -> list[Condition]:
    found = [Condition(Check.MEMBER, facts.belongs)]
    if facts.listed_only:
        found.append(Condition(Check.LISTED, facts.listed))
    if facts.opened_by == "manager":
        found.append(Condition(Check.REGISTERED, facts.registered))
        if facts.branch:
            found.append(Condition(Check.BRANCH, not facts.closed_for_branch))
    return [*found, Condition(Check.ORGANISATION, not facts.organisation_lacks, facts.organisation_lacks)]


def _opened(facts: Facts) -> list[Condition]:
    by_law = facts.represents and facts.admits_representative
    not_blocked = Condition(Check.BLOCKED, facts.access != "blocked")
    if facts.opened_by == "right":
        return [not_blocked, Condition(Check.RIGHT, facts.has_right or by_law)]
    return [not_blocked, Condition(Check.GIVEN, facts.access == "user" or (by_law and facts.access == ""))]
