"""What is so of offices, their people and tools, as the model beside the access decision remembers it: sets."""

from __future__ import annotations

from dataclasses import dataclass, field

from tests.stories.cast import VOORBEELDEGEM


@dataclass
class World:
    """What is so at a moment, as the model remembers it."""

    members: set[tuple[str, str]] = field(default_factory=set)
    managers: set[tuple[str, str]] = field(default_factory=set)
    waiting: set[tuple[str, str]] = field(default_factory=set)
    registered: set[tuple[str, str]] = field(default_factory=set)  # office, tool
    quays: set[tuple[str, str]] = field(default_factory=set)  # who is in the branch of that office
    shut: set[tuple[str, str]] = field(default_factory=set)  # office, tool closed for its branch
    access: dict[tuple[str, str, str], str] = field(default_factory=dict)  # person, office, role
    accredited: set[tuple[str, str]] = field(default_factory=set)  # person or office, register
    listed: set[str] = field(default_factory=set)
    rights: set[str] = field(default_factory=set)  # who has the right in Voorbeeldegem

    def allows(self, person: str, where: str, role: str, *, linked: bool) -> bool:
        """The rule in one breath: agenda for users; files for agents accredited by BIV, of a listed office with
        the fund's accreditation; planning by right, in the government alone."""
        holds = linked and (person, "biv") in self.accredited
        if role == "planning":
            return where == VOORBEELDEGEM and person in self.rights
        given = self.access.get((person, where, role)) == "user" and (person, where) in self.members
        if (person, where) in self.quays and (where, role) in self.shut:
            return False
        if role == "agenda":
            return given and (where, "agenda") in self.registered
        listed = where in self.listed and (where, "sf323") in self.accredited
        return given and listed and holds and (where, "files") in self.registered
