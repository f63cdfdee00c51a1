"""The records under the figures: of each section one question, which gives every record of a year with the part of
each breakdown it is in. Figures and their records are read from the very same rows (`counted_rows`), so one can't
say something else than the other.

A year is one of days in Brussels. What each section holds stands in words in `docs/annual-report.md`.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import (
    BigInteger,
    ColumnElement,
    CompoundSelect,
    Integer,
    Select,
    String,
    case,
    cast,
    extract,
    func,
    literal,
    null,
    select,
    union_all,
)
from sqlalchemy.dialects.postgresql import array

from app.aml.annual.figures import NONE, SECTIONS, Section
from app.clock import start_of
from models.aml import (
    Attendance,
    Atypical,
    CashBreach,
    Contact,
    ContactDecision,
    Deal,
    Discrepancy,
    FiuReport,
    MatterDecision,
    Notification,
    NotificationAct,
    OfficerAct,
    Training,
)

_ENDS = ("accepted", "refused", "closed")
_ANSWERS = ("no_objection", "opposed", "question", "rejected")
_BELOW = ((250_000, "below_250"), (500_000, "below_500"))
_UP_TO = (1_000_000, "up_to_1000")


@dataclass(frozen=True)
class Window:
    """A year of an office; with the year before it where both are asked."""

    organisation_id: int
    year: int
    with_before: bool = False

    @property
    def first_day(self) -> date:
        return date(self.year - self.with_before, 1, 1)

    @property
    def last_day(self) -> date:
        return date(self.year, 12, 31)

    def mine(self, table: Any) -> ColumnElement[bool]:
        found: ColumnElement[bool] = table.organisation_id == self.organisation_id
        return found

    def at(self, instant: Any) -> ColumnElement[bool]:
        """From the first instant of the first day until before the first of the year after."""
        found: ColumnElement[bool] = (instant >= start_of(self.first_day)) & (
            instant < start_of(date(self.year + 1, 1, 1))
        )
        return found

    def on(self, day: Any) -> ColumnElement[bool]:
        found: ColumnElement[bool] = (day >= self.first_day) & (day <= self.last_day)
        return found

    def year_at(self, instant: Any) -> ColumnElement[int]:
        return self._year(instant >= start_of(date(self.year, 1, 1)))

    def year_on(self, day: Any) -> ColumnElement[int]:
        return self._year(day >= date(self.year, 1, 1))

    def _year(self, this: ColumnElement[bool]) -> ColumnElement[int]:
        return case((this, literal(self.year, Integer)), else_=literal(self.year - 1, Integer))


_Rows = Any
"""Rows with `year` and `record_id`, and `measure` where they have one; their other columns are breakdowns."""


def counted_rows(window: Window, sections: Sequence[Section] = SECTIONS) -> CompoundSelect[Any]:
    """A row for each record under each figure that counts it: year, figure, kind, record_id, measure."""
    return union_all(*(_spread(window, one) for one in sections))


def _spread(window: Window, section: Section) -> Select[Any]:
    rows = _SOURCES[section.code](window).subquery(f"of_{section.code}")
    codes = [
        literal(section.code, String),
        *(literal(f"{section.code}.{one.name}.", String) + rows.c[one.name] for one in section.breakdowns),
    ]
    measure = rows.c.measure if section.unit is not None else cast(null(), BigInteger)
    return select(
        rows.c.year,
        func.unnest(array(codes)).label("figure"),
        literal(section.kind.value, String).label("kind"),
        rows.c.record_id,
        measure.label("measure"),
    )


def _level(column: Any) -> ColumnElement[str]:
    return func.coalesce(case((column == "stop", "raised"), else_=column), NONE)


def _contacts(window: Window) -> _Rows:
    """Of each contact the last decision of that year."""
    told = ContactDecision
    year, file = window.year_at(told.decided_at), told.file
    country = func.coalesce(
        file["person"]["address"]["country"].astext, file["organisation"]["seat"]["country"].astext
    )
    side = func.coalesce(
        file["person"]["dealing"]["side"].astext, file["organisation"]["dealing"]["side"].astext, NONE
    )
    last = func.row_number().over(
        partition_by=(year, told.root_id), order_by=(told.decided_at.desc(), told.id.desc())
    )
    rows = (
        select(
            year.label("year"),
            told.contact_id.label("record_id"),
            case((told.in_spite, "in_spite"), else_=told.verdict).label("verdict"),
            Contact.kind.label("kind"),
            side.label("side"),
            _level(told.level).label("level"),
            case((_has(told, "PEP1"), "pep"), (_has(told, "PEP2"), "close"), else_="no").label("pep"),
            case((country.regexp_match("^[A-Z]{2}$"), country), else_=NONE).label("country"),
            last.label("place"),
        )
        .join(Contact, (Contact.organisation_id == told.organisation_id) & (Contact.id == told.contact_id))
        .where(window.mine(told), window.at(told.decided_at))
        .subquery("decided")
    )
    return select(rows).where(rows.c.place == 1)


def _has(decision: Any, rule: str) -> ColumnElement[bool]:
    """Whether this rule is among the reasons of its level."""
    found: ColumnElement[bool] = decision.result.contains({"reasons": [{"rule": rule}]})
    return found


def _profiles(window: Window) -> _Rows:
    told = MatterDecision
    return select(
        window.year_at(told.decided_at).label("year"),
        told.profile_id.label("record_id"),
        told.verdict.label("verdict"),
        _level(told.level).label("level"),
    ).where(window.mine(told), window.at(told.decided_at), told.profile_id.is_not(None))


def _deals(window: Window) -> _Rows:
    told = MatterDecision
    band = case(
        (Deal.kind.in_(("letting", "management")), Deal.kind),
        (Deal.price.is_(None), NONE),
        *((Deal.price < limit, name) for limit, name in _BELOW),
        (Deal.price <= _UP_TO[0], _UP_TO[1]),
        else_="above",
    )
    return (
        select(
            window.year_at(told.decided_at).label("year"),
            Deal.id.label("record_id"),
            told.verdict.label("verdict"),
            Deal.kind.label("kind"),
            _level(told.level).label("level"),
            band.label("band"),
        )
        .join(Deal, (Deal.organisation_id == told.organisation_id) & (Deal.id == told.deal_id))
        .where(window.mine(told), window.at(told.decided_at))
    )


def _atypical(window: Window) -> _Rows:
    return select(
        window.year_on(Atypical.noted_on).label("year"),
        Atypical.id.label("record_id"),
        func.coalesce(Atypical.conclusion, NONE).label("conclusion"),
    ).where(window.mine(Atypical), window.on(Atypical.noted_on))


def _notifications(window: Window) -> _Rows:
    told, act = Notification, NotificationAct
    how = (
        select(act.kind)
        .where(act.organisation_id == told.organisation_id, act.notification_id == told.id, act.kind.in_(_ENDS))
        .order_by(act.id.desc())
        .limit(1)
        .scalar_subquery()
    )
    is_closed = told.state == "closed"
    seconds = cast(extract("epoch", told.moved_at - told.sent_at), BigInteger)
    return select(
        window.year_at(told.sent_at).label("year"),
        told.id.label("record_id"),
        case((is_closed, seconds)).label("measure"),
        case((is_closed, "decided"), else_="open").label("state"),
        case((is_closed, func.coalesce(how, "closed")), else_="open").label("outcome"),
        told.about.label("about"),
    ).where(window.mine(told), window.at(told.sent_at))


def _reports(window: Window) -> _Rows:
    """Those of which a file was made for the portal; a draft is none yet."""
    told, act = FiuReport, OfficerAct
    answer = (
        select(act.kind)
        .where(act.organisation_id == told.organisation_id, act.report_id == told.id, act.kind.in_(_ANSWERS))
        .order_by(act.id.desc())
        .limit(1)
        .scalar_subquery()
    )
    return select(
        window.year_at(told.made_at).label("year"),
        told.id.label("record_id"),
        told.kind.label("kind"),
        func.coalesce(answer, NONE).label("answer"),
    ).where(window.mine(told), window.at(told.made_at))


def _breaches(window: Window) -> _Rows:
    told = CashBreach
    about = case((told.deal_id.is_not(None), "deal"), (told.root_id.is_not(None), "contact"), else_=NONE)
    return select(
        window.year_on(told.happened_on).label("year"),
        told.id.label("record_id"),
        cast(told.amount * 100, BigInteger).label("measure"),
        about.label("about"),
    ).where(window.mine(told), window.on(told.happened_on), told.withdrawn_at.is_(None))


def _discrepancies(window: Window) -> _Rows:
    told = Discrepancy
    state = case(
        (told.settled_on.is_not(None), "settled"), (told.reported_on.is_not(None), "reported"), else_="open"
    )
    return select(
        window.year_on(told.noted_on).label("year"), told.id.label("record_id"), state.label("state")
    ).where(window.mine(told), window.on(told.noted_on), told.withdrawn_at.is_(None))


def _held(window: Window) -> tuple[ColumnElement[bool], ...]:
    return window.mine(Training), window.on(Training.held_on), Training.withdrawn_at.is_(None)


def _trainings(window: Window) -> _Rows:
    return select(
        window.year_on(Training.held_on).label("year"),
        Training.id.label("record_id"),
        cast(Training.minutes, BigInteger).label("measure"),
    ).where(*_held(window))


def _of_training() -> ColumnElement[bool]:
    return (Training.organisation_id == Attendance.organisation_id) & (Training.id == Attendance.training_id)


def _attendances(window: Window) -> _Rows:
    return (
        select(
            window.year_on(Training.held_on).label("year"),
            Attendance.id.label("record_id"),
            cast(Training.minutes, BigInteger).label("measure"),
        )
        .join(Training, _of_training())
        .where(*_held(window))
    )


def _members(window: Window) -> _Rows:
    """Each who followed at least one, once."""
    return (
        select(window.year_on(Training.held_on).label("year"), Attendance.membership_id.label("record_id"))
        .select_from(Attendance)
        .join(Training, _of_training())
        .where(*_held(window))
        .distinct()
    )


_SOURCES: dict[str, Callable[[Window], _Rows]] = {
    "contacts": _contacts,
    "profiles": _profiles,
    "deals": _deals,
    "atypical": _atypical,
    "notifications": _notifications,
    "reports": _reports,
    "breaches": _breaches,
    "discrepancies": _discrepancies,
    "trainings": _trainings,
    "attendances": _attendances,
    "members": _members,
}
