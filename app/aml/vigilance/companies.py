"""What a file tells of an organisation: its papers, its owners, its age. Pure.

Each word answers with the code of an option, or with None: people are asked.
"""

from __future__ import annotations

from datetime import MAXYEAR, MINYEAR, date
from fractions import Fraction

from app.aml import ownership as owners
from app.aml.ownership_faults import WHOLE, uncountable
from app.aml.vigilance.file import File, RelatedAs
from app.aml.vigilance.rule_set import Thresholds
from models.values.identified import EvidenceKind, HolderKind, OrganisationDetails, Ownership

_PAPERS = frozenset({EvidenceKind.ARTICLES, EvidenceKind.DIRECTORS, EvidenceKind.POWERS})


def papers_on_file(file: File, thresholds: Thresholds) -> str | None:
    """'yes' where the articles, the directors and the powers are all there."""
    return "yes" if file.organisation is not None and set(file.evidence) >= _PAPERS else None


def beneficial_owners(file: File, thresholds: Thresholds) -> str | None:
    """'yes' where they are known, each of them a contact, and 'management' where only who manages is; 'no' where
    of the holders nobody is. While a company holds enough and nobody says who holds it, people are asked."""
    graph = file.organisation.ownership if file.organisation is not None else Ownership()
    if not graph.holders or uncountable(graph):
        return None
    found = owners.beneficial_owners(graph, thresholds.owner_percent)
    if not found:
        return "no"
    known = {one.contact_id for one in file.related if one.role is RelatedAs.OWNER}
    if any(one.contact_id not in known for one in found) or _untraced(graph, thresholds.owner_percent):
        return None
    return "management" if all(one.by == "management" for one in found) else "yes"


def register_differs(file: File, thresholds: Thresholds) -> str | None:
    """'yes' or 'no', once the register of beneficial owners was looked into."""
    told = file.organisation.register_differs if file.organisation is not None else None
    return None if told is None else "yes" if told else "no"


def age(file: File, thresholds: Thresholds) -> str | None:
    """'young' until it is old enough. Whether an old one is active, nobody but people knows."""
    began = _began(file.organisation) if file.organisation is not None else None
    return "young" if began is not None and (file.today - began).days < thresholds.young_days else None


def listed(file: File, thresholds: Thresholds) -> str | None:
    """'listed' where the stock exchange is told."""
    return "listed" if file.organisation is not None and file.organisation.listed_on.strip() else None


def _began(organisation: OrganisationDetails) -> date | None:
    """The day it began; of one whose year alone is known, the first it can have been."""
    year = organisation.start_year
    if organisation.started_on is not None or year is None or not MINYEAR <= year <= MAXYEAR:
        return organisation.started_on
    return date(year, 1, 1)


def _untraced(graph: Ownership, percent: int) -> bool:
    """Whether a company has more than that, of which nobody says who holds it."""
    shares, held = owners.shares_of(graph), {one.held for one in graph.holdings}
    loose = (one.key for one in graph.holders if one.kind is HolderKind.ORGANISATION and one.key not in held)
    return any(max(shares[one].capital, shares[one].votes) > Fraction(percent, WHOLE) for one in loose)
