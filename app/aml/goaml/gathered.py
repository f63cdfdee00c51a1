"""All that a report is made of, as values: who is in it, and the deal it is about."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from models.values.dealt import DealDetails, DealKind
from models.values.fiu import ReportKind
from models.values.identified import Details

HELD = "held"
"""Stands for a national number that is known and wasn't decrypted: enough to say that nothing lacks."""


@dataclass(frozen=True)
class Reporter:
    """Who makes the report."""

    first_name: str
    last_name: str
    email: str


@dataclass(frozen=True)
class Involved:
    """Somebody in a report: a contact in the newest version there is. `role`: what it is there, the value of a
    `FilePart`, `principal` for whom somebody acts, or ''. `number`: its national number, `HELD`, or ''."""

    root_id: int
    contact_id: int
    name: str
    role: str
    details: Details
    number: str = ""
    representative: Involved | None = None
    is_draft: bool = False


@dataclass(frozen=True)
class ReportedDeal:
    """The deal; its price in euro."""

    id: int
    reference: str
    kind: DealKind
    price: Decimal | None
    details: DealDetails


@dataclass(frozen=True)
class Gathered:
    """What the office knows, at that moment. `reference`: our own for the file."""

    report_id: int
    kind: ReportKind
    reference: str
    at: datetime
    today: date
    reporter: Reporter
    parties: tuple[Involved, ...]
    deal: ReportedDeal | None = None
