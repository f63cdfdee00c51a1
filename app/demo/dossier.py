"""A contact's file of the demonstration before anything of it is stored: who it is, what was shown and answered,
and what came of it. Other contacts are told by their key, which a holder of an organisation has as its own.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from app.aml.pages import PageName
from app.aml.vigilance.file import Given
from app.demo.cast import BRAM, Member
from models.values import NationalNumber
from models.values.identified import (
    Details,
    EvidenceKind,
    OrganisationDetails,
    Ownership,
)
from models.values.vigilance import Verdict

Changed = Callable[[Any], Any]
"""From the details of the version before to those of this one."""
_DEALING = {
    PageName.REACH: ("phone", "email", "language"),
    PageName.PART: ("part", "side"),
    PageName.ACTING: ("acts_for_other", "principal_id"),
    PageName.MEETING: ("meeting", "purpose"),
}
_FIELDS = {
    PageName.NAME: ("salutation", "family_name", "given_names"),
    PageName.BIRTH: ("birth_date", "birth_place", "sex"),
    PageName.HOME: ("nationalities", "address"),
    PageName.DOCUMENT: ("document", "source", "source_read_on"),
    PageName.WORK: ("profession", "sector"),
    PageName.COMPANY: ("name", "legal_form", "number", "number_country", "source", "source_read_on"),
    PageName.SEAT: ("seat", "started_on", "activity", "activity_code", "funds_countries"),
    PageName.DIRECTORS: ("directors", "powers"),
    PageName.REPRESENTATIVE: ("representative_id",),
    PageName.OWNERS: ("ownership",),
    PageName.REGISTER: ("register_consulted_on", "register_differs", "discrepancy"),
    PageName.LISTING: ("listed_on",),
}


@dataclass(frozen=True)
class Later:
    """Another version, begun so many days after the file: what changed on which page, which papers came, what is
    answered otherwise, and why it was accepted where that has to be said."""

    after: int
    page: PageName
    changed: Changed
    papers: tuple[EvidenceKind, ...] = ()
    answers: Mapping[str, Given] = field(default_factory=dict)
    reason: str = ""
    by: Member = BRAM


@dataclass(frozen=True)
class Dossier:
    """A file that was begun so many days ago, on a working day. Questions that are asked and aren't in `answers`
    are answered so that they do nothing.

    `stops_at`: the last page that was saved of one nobody decided about; then there is no `verdict`. `cleared`:
    why An found that the matches are of somebody else. `decided_by` None: whoever began it. `waits`: so many days
    until the decision.
    """

    key: str
    ago: int
    by: Member
    details: Details
    number: NationalNumber | None = None
    papers: tuple[EvidenceKind, ...] = ()
    answers: Mapping[str, Given] = field(default_factory=dict)
    verdict: Verdict | None = Verdict.ACCEPTED
    reason: str = ""
    decided_by: Member | None = None
    waits: int = 0
    stops_at: PageName | None = None
    cleared: str = ""
    representative: str = ""
    principal: str = ""
    later: tuple[Later, ...] = ()


def filled(before: Details, whole: Details, pages: Iterable[PageName]) -> Details:
    """The details with what those pages tell of the whole."""
    names = [name for page in pages for name in _FIELDS.get(page, ())]
    dealing = [name for page in pages for name in _DEALING.get(page, ())]
    told: dict[str, Any] = {name: getattr(whole, name) for name in names}
    told["dealing"] = replace(before.dealing, **{name: getattr(whole.dealing, name) for name in dealing})
    return replace(before, **told)


def bound(one: Dossier, details: Details, roots: Mapping[str, int]) -> Details:
    """The details with the contacts they refer to, by their root ids."""
    if one.principal:
        details = replace(details, dealing=replace(details.dealing, principal_id=roots[one.principal]))
    if not isinstance(details, OrganisationDetails):
        return details
    holders = tuple(
        replace(holder, contact_id=roots.get(holder.key, holder.contact_id))
        for holder in details.ownership.holders
    )
    return replace(
        details,
        representative_id=roots[one.representative] if one.representative else None,
        ownership=Ownership(holders, details.ownership.holdings),
    )
