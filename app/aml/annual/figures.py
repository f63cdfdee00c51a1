"""Which figures an annual report has, as data: what each counts stands in `docs/annual-report.md`, how it is read
from the records in `sources`. The parts of a breakdown always come to the whole of their section.

A figure's code is the section's (`contacts`), or the section's with a breakdown and a part of it
(`contacts.level.raised`), or a sum or a median of one of those (`trainings.minutes`).
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum

from app.errors import Missing
from models.values.dealt import DealKind
from models.values.fiu import ReportKind
from models.values.registers import Conclusion
from models.values.vigilance import Level


class RecordKind(StrEnum):
    """What is counted. Of a contact the version that was decided."""

    CONTACT = "contact"
    PROFILE = "profile"
    DEAL = "deal"
    ATYPICAL = "atypical"
    NOTIFICATION = "notification"
    REPORT = "report"
    BREACH = "breach"
    DISCREPANCY = "discrepancy"
    TRAINING = "training"
    ATTENDANCE = "attendance"
    MEMBER = "member"


class How(StrEnum):
    """What is done with the records: they are counted, or what each measures is added up, or the middle taken."""

    COUNT = "count"
    SUM = "sum"
    MEDIAN = "median"


class Unit(StrEnum):
    """What a record measures: a whole number of these."""

    SECONDS = "seconds"
    CENTS = "cents"
    MINUTES = "minutes"


@dataclass(frozen=True)
class Figure:
    """`of`: the code under which its records are; the same as its own where it counts them."""

    code: str
    of: str
    how: How = How.COUNT

    @property
    def section(self) -> str:
        return self.code.split(".", 1)[0]


@dataclass(frozen=True)
class Breakdown:
    """`parts` in the order in which they are shown; none where they are whatever the records say (countries)."""

    name: str
    parts: tuple[str, ...] = ()


@dataclass(frozen=True)
class Section:
    """One kind of record; `unit`: what each measures, where it does."""

    code: str
    kind: RecordKind
    breakdowns: tuple[Breakdown, ...] = ()
    measured: tuple[Figure, ...] = ()
    unit: Unit | None = None

    def breakdown(self, name: str) -> Breakdown | None:
        return next((one for one in self.breakdowns if one.name == name), None)


NONE = "none"
"""The part of those of whom a record says nothing."""
_VERDICTS = Breakdown("verdict", ("accepted", "refused"))
# The last two read the same, as everywhere.
_LEVELS = Breakdown("level", (Level.SIMPLIFIED.value, Level.STANDARD.value, Level.RAISED.value, NONE))
SECTIONS = (
    Section(
        "contacts",
        RecordKind.CONTACT,
        (
            Breakdown("verdict", ("accepted", "in_spite", "refused")),
            Breakdown("kind", ("person", "organisation")),
            Breakdown("side", ("client", "counterparty", NONE)),
            _LEVELS,
            Breakdown("pep", ("pep", "close", "no")),
            Breakdown("country"),
        ),
    ),
    Section("profiles", RecordKind.PROFILE, (_VERDICTS, _LEVELS)),
    Section(
        "deals",
        RecordKind.DEAL,
        (
            _VERDICTS,
            Breakdown("kind", tuple(one.value for one in DealKind)),
            _LEVELS,
            Breakdown("band", ("below_250", "below_500", "up_to_1000", "above", "letting", "management", NONE)),
        ),
    ),
    Section(
        "atypical", RecordKind.ATYPICAL, (Breakdown("conclusion", (*(one.value for one in Conclusion), NONE)),)
    ),
    Section(
        "notifications",
        RecordKind.NOTIFICATION,
        (
            Breakdown("state", ("decided", "open")),
            Breakdown("outcome", ("accepted", "refused", "closed", "open")),
            Breakdown("about", ("client", "counterparty", "deal")),
        ),
        (Figure("notifications.median", "notifications.state.decided", How.MEDIAN),),
        Unit.SECONDS,
    ),
    Section(
        "reports",
        RecordKind.REPORT,
        (
            Breakdown("kind", tuple(one.value for one in ReportKind)),
            Breakdown("answer", ("no_objection", "opposed", "question", "rejected", NONE)),
        ),
    ),
    Section(
        "breaches",
        RecordKind.BREACH,
        (Breakdown("about", ("contact", "deal", NONE)),),
        (Figure("breaches.amount", "breaches", How.SUM),),
        Unit.CENTS,
    ),
    Section("discrepancies", RecordKind.DISCREPANCY, (Breakdown("state", ("open", "reported", "settled")),)),
    Section(
        "trainings",
        RecordKind.TRAINING,
        (),
        (Figure("trainings.minutes", "trainings", How.SUM),),
        Unit.MINUTES,
    ),
    Section(
        "attendances",
        RecordKind.ATTENDANCE,
        (),
        (Figure("attendances.minutes", "attendances", How.SUM),),
        Unit.MINUTES,
    ),
    Section("members", RecordKind.MEMBER),
)
_BY_CODE = {one.code: one for one in SECTIONS}
_COUNTRY = re.compile(r"[A-Z]{2}", re.ASCII)


def section_of(code: str) -> Section:
    """The section of a figure with that code."""
    return _BY_CODE[code.split(".", 1)[0]]


def figure_named(code: str) -> Figure:
    """The figure with that code, as an address has it. Raises Missing."""
    section = _BY_CODE.get(code.split(".", 1)[0])
    if section is None:
        raise Missing("figure", code)
    if code == section.code:
        return Figure(code, code)
    for one in section.measured:
        if one.code == code:
            return one
    named = code.split(".")
    breakdown = section.breakdown(named[1]) if len(named) == 3 else None
    if breakdown is None or not _is_part(breakdown, named[2]):
        raise Missing("figure", code)
    return Figure(code, code)


def part_code(section: Section, breakdown: Breakdown, part: str) -> str:
    return f"{section.code}.{breakdown.name}.{part}"


def named_figures() -> Iterator[Figure]:
    """Every figure there always is; not those of countries."""
    for section in SECTIONS:
        yield Figure(section.code, section.code)
        yield from section.measured
        for breakdown in section.breakdowns:
            for part in breakdown.parts:
                code = part_code(section, breakdown, part)
                yield Figure(code, code)


def _is_part(breakdown: Breakdown, part: str) -> bool:
    if breakdown.parts:
        return part in breakdown.parts
    return part == NONE or _COUNTRY.fullmatch(part) is not None
