"""What a report says of its year: figures, who was officer when, what was in force, and the written report of each
atypical operation. Of a draft it is read from the records; signing keeps it as it is told here."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from sqlalchemy import (
    BigInteger,
    ColumnElement,
    Date,
    Row,
    Select,
    and_,
    cast,
    func,
    null,
    or_,
    select,
    union_all,
)
from sqlalchemy.orm import Session

from app.aml.annual.figures import Figure, How, section_of
from app.aml.annual.sources import Window, counted_rows
from app.aml.officers import OFFICER
from app.organisations.members import with_names
from app.rights.built_in import AML
from models.aml import AnnualRecord, AnnualReport, Atypical, Deputy, Policy
from models.organisations import Member, Organisation
from models.rights import Access, Tool, ToolRole
from models.values.plain import Plain
from models.values.registers import PolicyKind

GONE = "–"


@dataclass(frozen=True)
class Counted:
    """How many records; of what they measure the sum, and the middle (None where nothing is measured)."""

    count: int = 0
    total: int = 0
    median: int | None = None

    def of(self, figure: Figure) -> int | None:
        """What the figure says; None for the middle of nothing."""
        return {How.COUNT: self.count, How.SUM: self.total, How.MEDIAN: self.median}[figure.how]


@dataclass(frozen=True)
class Served:
    """Somebody was AML officer, both days included; `last_day` None: still, as far as was known. `instead_of`:
    the officer a deputy stood in for."""

    name: str
    first_day: date
    last_day: date | None = None
    instead_of: str = ""


@dataclass(frozen=True)
class InForce:
    """What was in force on a day of the year at least."""

    id: int
    kind: str
    title: str
    first_day: date
    last_day: date | None = None
    overall: str = ""


@dataclass(frozen=True)
class Operation:
    """An atypical operation and the officer's written report on it; `conclusion` '' while there is none."""

    id: int
    title: str
    noted_on: date
    told: str
    analysis: str = ""
    conclusion: str = ""


@dataclass(frozen=True)
class Account(Plain):
    """All a report says but its texts. `counted` and `before` by the code of a figure, only what isn't nothing;
    `before` None: the office had no records in the year before. Of a signed one `language` is the paper's."""

    office: str
    number: str = ""
    counted: dict[str, Counted] = field(default_factory=dict)
    before: dict[str, Counted] | None = None
    officers: tuple[Served, ...] = ()
    in_force: tuple[InForce, ...] = ()
    operations: tuple[Operation, ...] = ()
    language: str = ""
    signed_by: str = ""
    as_deputy: bool = False

    def value(self, figure: Figure) -> int | None:
        return self.counted.get(figure.of, Counted()).of(figure)

    def value_before(self, figure: Figure) -> int | None:
        """None also where there is no year before."""
        return None if self.before is None else self.before.get(figure.of, Counted()).of(figure)

    def parts(self, section: str, breakdown: str) -> list[str]:
        """The parts of an open breakdown that the records have, the greatest first."""
        begins = f"{section}.{breakdown}."
        found = {code: one.count for code, one in self.counted.items() if code.startswith(begins)}
        return [code.removeprefix(begins) for code in sorted(found, key=lambda one: (-found[one], one))]

    def has(self, kind: PolicyKind) -> bool:
        return any(one.kind == kind for one in self.in_force)


@dataclass(frozen=True)
class Listed:
    """A record under a figure, and what it measures."""

    kind: str
    id: int
    measure: int | None = None


def account_of(session: Session, report: AnnualReport) -> Account:
    """What the records say now; of a signed one what was kept. In an officer's scope; six questions."""
    if report.figures is not None:
        return Account.read(report.figures)
    window = Window(report.organisation_id, report.year, with_before=True)
    return gathered(session, window, counted_in(session, window))


def gathered(session: Session, window: Window, counted: dict[int, dict[str, Counted]]) -> Account:
    """Everything beside what was counted already, which is given by year."""
    office, before = session.execute(_office(window)).one()
    kept = Account.read(before).counted if before is not None else None
    return Account(
        office=office.name,
        number=office.enterprise_number or "",
        counted=counted.get(window.year, {}),
        before=kept if kept is not None else counted.get(window.year - 1),
        officers=_officers(session, window),
        in_force=_in_force(session, window),
        operations=_operations(session, window),
    )


def counted_in(session: Session, window: Window) -> dict[int, dict[str, Counted]]:
    """Every figure that isn't nothing, by year and code, in one question."""
    return by_year(session.execute(totals(counted_rows(window).subquery("counted"))).all())


def totals(rows: Any) -> Select[Any]:
    """Count, sum and middle of each figure among these rows."""
    return select(
        rows.c.year,
        rows.c.figure,
        func.count().label("records"),
        cast(func.coalesce(func.sum(rows.c.measure), 0), BigInteger).label("total"),
        cast(func.percentile_cont(0.5).within_group(rows.c.measure), BigInteger).label("median"),
    ).group_by(rows.c.year, rows.c.figure)


def by_year(found: Sequence[Row[Any]]) -> dict[int, dict[str, Counted]]:
    years: dict[int, dict[str, Counted]] = {}
    for row in found:
        years.setdefault(row.year, {})[row.figure] = Counted(row.records, row.total, row.median)
    return years


def records_of(
    session: Session, report: AnnualReport, figure: Figure, *, limit: int | None = None, offset: int = 0
) -> list[Listed]:
    """The records under a figure, in their order: as they are now, or as they were kept when it was signed."""
    rows: Any
    if report.figures is not None:
        kept = AnnualRecord
        rows = (
            select(kept.kind, kept.record_id, cast(null(), BigInteger).label("measure"))
            .where(
                kept.organisation_id == report.organisation_id,
                kept.report_id == report.id,
                kept.figure == figure.of,
            )
            .subquery("kept")
        )
        asked = select(rows)
    else:
        rows = counted_rows(Window(report.organisation_id, report.year), (section_of(figure.of),)).subquery(
            "counted"
        )
        asked = select(rows.c.kind, rows.c.record_id, rows.c.measure).where(rows.c.figure == figure.of)
    found = session.execute(asked.order_by(rows.c.record_id).limit(limit).offset(offset))
    return [Listed(row.kind, row.record_id, row.measure) for row in found]


def value_of(session: Session, report: AnnualReport, figure: Figure) -> int | None:
    """One figure by itself; None for the middle of nothing."""
    if report.figures is not None:
        return Account.read(report.figures).value(figure)
    window = Window(report.organisation_id, report.year)
    rows = counted_rows(window, (section_of(figure.of),)).subquery("counted")
    found = by_year(session.execute(totals(rows).where(rows.c.figure == figure.of)).all())
    return found.get(report.year, {}).get(figure.of, Counted()).of(figure)


def _office(window: Window) -> Select[Any]:
    """The office, and what was kept of the year before where that report was signed."""
    return (
        select(Organisation, AnnualReport.figures)
        .outerjoin(
            AnnualReport,
            and_(
                AnnualReport.organisation_id == Organisation.id,
                AnnualReport.year == window.year - 1,
                AnnualReport.state == "signed",
            ),
        )
        .where(Organisation.id == window.organisation_id)
    )


def _officers(session: Session, window: Window) -> tuple[Served, ...]:
    """Who was set to be officer, and who stood in for one, on a day of the year at least; in the order in which
    they began."""
    first, last = date(window.year, 1, 1), window.last_day
    no_one = cast(null(), BigInteger).label("instead_of")
    officers = (
        select(
            Access.membership_id,
            Access.given_on.label("first_day"),
            cast(Access.ended_on - 1, Date).label("last_day"),
            no_one,
        )
        .join(ToolRole, ToolRole.id == Access.role_id)
        .join(Tool, Tool.id == ToolRole.tool_id)
        .where(
            window.mine(Access),
            Tool.code == AML,
            ToolRole.code == OFFICER,
            Access.state == "user",
            Access.given_on <= last,
            _beyond(Access.ended_on, Access.given_on, first),
        )
    )
    until = func.least(Deputy.last_day, Deputy.ended_on - 1)
    deputies = select(
        Deputy.deputy_id.label("membership_id"), Deputy.first_day, until, Deputy.officer_id.label("instead_of")
    ).where(window.mine(Deputy), Deputy.first_day <= last, until >= first, until >= Deputy.first_day)
    served = union_all(officers, deputies).subquery("served")
    found = session.execute(
        select(Member, served.c.first_day, served.c.last_day, served.c.instead_of)
        .join(Member, (Member.id == served.c.membership_id) & window.mine(Member))
        .options(*with_names())
        .order_by(served.c.first_day, served.c.instead_of.is_not(None), Member.id)
    ).all()
    names = {member.id: member.name or GONE for member, *_ in found}
    return tuple(
        Served(
            names[member.id], begun, ended, names.get(other, GONE) if other is not None else ""
        )
        for member, begun, ended, other in found
    )  # fmt: skip


def _beyond(ended_on: Any, given_on: Any, first: date) -> ColumnElement[bool]:
    """Not ended before that day, and in force for a day at least."""
    return or_(ended_on.is_(None), and_(ended_on > first, ended_on > given_on))


def _in_force(session: Session, window: Window) -> tuple[InForce, ...]:
    first, told = date(window.year, 1, 1), Policy
    found = session.execute(
        select(told.id, told.kind, told.title, told.first_day, told.last_day, told.overall)
        .where(
            window.mine(told),
            told.first_day <= window.last_day,
            or_(told.last_day.is_(None), and_(told.last_day >= first, told.last_day >= told.first_day)),
        )
        .order_by(told.kind.desc(), told.first_day, told.id)
    )
    return tuple(
        InForce(one.id, one.kind, one.title, one.first_day, one.last_day, one.overall or "") for one in found
    )


def _operations(session: Session, window: Window) -> tuple[Operation, ...]:
    told = Atypical
    found = session.execute(
        select(told.id, told.title, told.noted_on, told.told, told.analysis, told.conclusion)
        .where(window.mine(told), Window(window.organisation_id, window.year).on(told.noted_on))
        .order_by(told.noted_on, told.id)
    )
    return tuple(
        Operation(one.id, one.title, one.noted_on, one.told, one.analysis, one.conclusion or "") for one in found
    )
