"""The registers of an office on one page: what is in force since when, how many this year, and what is missing."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from flask import Response, current_app, url_for
from flask_appbuilder import expose, has_access
from flask_babel import gettext, ngettext

from app import clock
from app.aml.register_counts import Counts, Overview, overview_of
from app.policy import Permission, may
from models.values.registers import PolicyKind
from views.aml.access import AmlScreen
from views.framework.database import db
from views.framework.identity import identity
from views.labels import day
from views.labels.aml_policies import hours, overall_risk
from views.labels.aml_registers import POLICY_KINDS


@dataclass(frozen=True)
class Card:
    """One register: what it holds, what it lacks, and what can be done about it. `act`: words and address."""

    id: str
    title: str
    url: str | None
    lines: tuple[str, ...]
    lacks: tuple[str, ...] = ()
    hint: str = ""
    act: tuple[str, str] | None = None
    links: tuple[tuple[str, str], ...] = field(default=())


class AmlRegisterScreen(AmlScreen):
    """Whoever uses the tool; what officers alone know stands there for them alone."""

    route_base = "/aml-registers"

    @expose("/", methods=["GET"])
    @has_access
    def index(self) -> Response:
        who = identity()
        found = overview_of(db(), who, clock.today())
        writes = may(who, Permission.POLICY_KEEP)
        return self.page("aml/registers.html", gettext("Registers"), cards=list(_cards(found, writes=writes)))


def _cards(found: Overview, *, writes: bool) -> Iterator[Card]:
    yield _procedures(found.counts, writes=writes)
    for kind in (PolicyKind.RISK_ASSESSMENT, PolicyKind.ACCEPTANCE_POLICY):
        yield _single(found, kind, writes=writes)
    yield _trainings(found.counts)
    yield _cash(found.counts)
    yield _discrepancies(found.counts)
    if found.counts.atypical is not None:
        yield _atypical(found.counts.atypical, found.counts.atypical_open or 0, found.counts.year)


def _address(endpoint: str, **values: Any) -> str | None:
    """Where that page is; None where this installation hasn't got it."""
    return url_for(endpoint, **values) if endpoint in current_app.view_functions else None


def _list_of(kind: PolicyKind, *, there: bool) -> str:
    """Those of that kind; all of them where none is in force: an empty list says what belongs there."""
    return url_for("PolicyScreen.list", kind=str(kind)) if there else url_for("PolicyScreen.list")


def _writing(kind: PolicyKind, *, writes: bool, words: str) -> tuple[str, str] | None:
    return (words, url_for("PolicyScreen.write", kind=str(kind))) if writes else None


def _by_officer(lacks: tuple[str, ...], *, writes: bool) -> str:
    """Who does it, where something lacks that this reader may not write."""
    return str(gettext("Your AML officer writes it down.")) if lacks and not writes else ""


def _procedures(counts: Counts, *, writes: bool) -> Card:
    many, added, year = counts.procedures, counts.procedures_added, counts.year
    lacks = () if many else (gettext("No procedure yet: the supervisor asks how your office works."),)
    lines = [ngettext("One is in force.", "%(num)s are in force.", many) if many else gettext("None is in force.")]
    if added:
        lines.append(ngettext("One that begins in %(year)s", "%(num)s that begin in %(year)s", added, year=year))
    return Card(
        "procedures",
        gettext("Procedures"),
        _list_of(PolicyKind.PROCEDURE, there=bool(many)),
        tuple(lines),
        lacks,
        _by_officer(lacks, writes=writes),
        _writing(PolicyKind.PROCEDURE, writes=writes, words=gettext("Write down a procedure")),
    )


def _single(found: Overview, kind: PolicyKind, *, writes: bool) -> Card:
    now, later = found.in_force.get(kind), found.to_come.get(kind)
    lines: list[str] = []
    if now is not None:
        lines.append(gettext("“%(title)s”, in force since %(day)s.", title=now.title, day=day(now.first_day)))
        if now.overall:
            lines.append(overall_risk(now.overall))
        if now.last_day is not None:
            lines.append(gettext("Until %(day)s.", day=day(now.last_day)))
    if later is not None:
        lines.append(gettext("“%(title)s” begins on %(day)s.", title=later.title, day=day(later.first_day)))
    lacks = () if now is not None else (_missing(kind),)
    if now is not None and now.last_day is not None and later is None:
        lacks = (gettext("Nothing follows on it: write down the next one."),)
    return Card(
        str(kind),
        str(POLICY_KINDS[kind]),
        _list_of(kind, there=now is not None),
        tuple(lines),
        lacks,
        _by_officer(lacks, writes=writes),
        _writing(kind, writes=writes, words=gettext("Write a new edition") if now else gettext("Write it down")),
        ((gettext("Read it"), url_for("PolicyScreen.show", pk=now.id)),) if now else (),
    )


def _missing(kind: PolicyKind) -> str:
    if kind is PolicyKind.RISK_ASSESSMENT:
        return str(gettext("No risk assessment in force: the annual report asks for one."))
    return str(gettext("No acceptance policy in force: the annual report asks for one."))


def _trainings(counts: Counts) -> Card:
    lines = [
        ngettext("One training in %(year)s", "%(num)s trainings in %(year)s", counts.trainings, year=counts.year)
        if counts.trainings
        else gettext("No training in %(year)s", year=counts.year)
    ]
    if counts.minutes:
        lines.append(gettext("Together %(hours)s", hours=hours(counts.minutes)))
    lacks: tuple[str, ...] = ()
    if counts.untrained:
        lacks = (
            ngettext(
                "One colleague had no training yet this year.",
                "%(num)s colleagues had no training yet this year.",
                counts.untrained,
            ),
        )
    return Card(
        "trainings",
        gettext("Trainings"),
        url_for("TrainingScreen.list"),
        tuple(lines),
        lacks,
        "",
        (gettext("Write down a training"), url_for("TrainingScreen.write")),
        ((gettext("Hours per member"), url_for("TrainingScreen.told")),),
    )


def _cash(counts: Counts) -> Card:
    line = (
        ngettext("One in %(year)s", "%(num)s in %(year)s", counts.cash, year=counts.year)
        if counts.cash
        else gettext("None in %(year)s", year=counts.year)
    )
    return Card("cash", gettext("Cash above the limit"), _address("CashBreachScreen.list"), (line,))


def _discrepancies(counts: Counts) -> Card:
    many, still = counts.discrepancies, counts.discrepancies_open
    line = (
        ngettext("One in %(year)s", "%(num)s in %(year)s", many, year=counts.year)
        if many
        else gettext("None in %(year)s", year=counts.year)
    )
    lacks = (ngettext("One isn’t settled yet.", "%(num)s aren’t settled yet.", still),) if still else ()
    title = gettext("Differences with the UBO register")
    return Card("discrepancies", title, _address("DiscrepancyScreen.list"), (line,), lacks)


def _atypical(many: int, still: int, year: int) -> Card:
    line = (
        ngettext("One in %(year)s", "%(num)s in %(year)s", many, year=year)
        if many
        else gettext("None in %(year)s", year=year)
    )
    lacks = (
        (ngettext("One waits for your conclusion.", "%(num)s wait for your conclusion.", still),) if still else ()
    )
    lines = (line, gettext("Only AML officers see this card."))
    return Card("atypical", gettext("Atypical operations"), _address("AtypicalScreen.list"), lines, lacks)
