"""Every figure of an annual report is the sum of the records it opens, and both are what a pencil finds."""

from __future__ import annotations

from datetime import date

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.aml.annual.account import Counted, account_of, records_of
from app.aml.annual.figures import SECTIONS, Figure, How, figure_named, named_figures, part_code
from app.aml.annual.reports import begin_report
from app.errors import Missing
from app.transaction import Scope, enter
from models.aml import RuleSet
from tests.app.aml.annual.busy_office import YEAR, ByHand, busy
from tests.app.aml.lists_of_today import AmlOffice, aml_office
from tests.app.aml.rules_of_today import EACH, publish
from tests.app.wallet.offices import NOW


@pytest.fixture
def one(session: Session) -> AmlOffice:
    made = aml_office(session)
    publish(session, EACH)
    return made


@pytest.mark.parametrize("seed", [1, 2])
def test_each_figure_is_what_its_records_come_to_and_what_is_counted_by_hand(
    session: Session, one: AmlOffice, seed: int
) -> None:
    rules = session.scalars(select(RuleSet).order_by(RuleSet.id.desc())).first()
    assert rules is not None
    other = aml_office(session)
    for office, size in ((other, 20), (one, 60)):
        enter(session, Scope.organisation(office.id, officer=True))
        busy(session, office.an, rules, seed + office.id).fill(size)
    for year in (YEAR, YEAR - 1):
        by_hand = ByHand(session, one.id, year)
        expected = by_hand.counted()
        report = begin_report(session, one.an, year, NOW)
        account = account_of(session, report)
        assert {code: found.count for code, found in account.counted.items()} == {
            code: len(records) for code, records in expected.items()
        }
        figures = [*named_figures(), *(figure_named(code) for code in account.counted if ".country." in code)]
        for figure in figures:
            listed = records_of(session, report, figure)
            assert {row.id: row.measure or 0 for row in listed} == expected.get(figure.of, {}), figure
            measures = [row.measure or 0 for row in listed]
            value = account.value(figure)
            if figure.how is How.COUNT:
                assert value == len(listed), figure
            elif figure.how is How.SUM:
                assert value == sum(measures), figure
            else:
                assert value is not None, figure
                assert by_hand.median_of(figure.of) == pytest.approx(value, abs=1)
        for section in SECTIONS:
            for breakdown in section.breakdowns:
                parts = breakdown.parts or tuple(account.parts(section.code, breakdown.name))
                codes = [part_code(section, breakdown, part) for part in parts]
                whole = account.counted.get(section.code, Counted()).count
                assert sum(account.counted.get(code, Counted()).count for code in codes) == whole > 0
    both = account_of(session, begin_report(session, one.an, YEAR, NOW))
    assert both.before == account.counted


def test_records_come_in_pages(session: Session, one: AmlOffice) -> None:
    rules = session.scalars(select(RuleSet).order_by(RuleSet.id.desc())).first()
    assert rules is not None
    enter(session, Scope.organisation(one.id, officer=True))
    busy(session, one.an, rules, 5).fill(20)
    report, figure = begin_report(session, one.an, YEAR, NOW), figure_named("contacts")
    whole = records_of(session, report, figure)
    paged = [records_of(session, report, figure, limit=4, offset=place) for place in range(0, len(whole), 4)]
    assert [row for page in paged for row in page] == whole
    assert len(whole) > 4


@pytest.mark.parametrize(
    "code",
    ["", "nothing", "contacts.", "contacts.level", "contacts.level.high", "contacts.country.be", "members.x",
     "contacts.country.BEL", "contacts.level.raised.x", "contacts.minutes", "deals.country.BE",
     "contacts.kind.sale"],
)  # fmt: skip
def test_what_isnt_a_figure_is_missing(code: str) -> None:
    with pytest.raises(Missing):
        figure_named(code)


def test_figures_have_the_names_that_addresses_bear() -> None:
    assert figure_named("contacts.country.FR") == Figure("contacts.country.FR", "contacts.country.FR")
    assert figure_named("trainings.minutes").of == "trainings"
    named = [one.code for one in named_figures()]
    assert len(named) == len(set(named))
    assert all(figure_named(code).code == code for code in named)
    assert max(map(len, named)) <= 60
    assert NOW.date() >= date(2026, 1, 1)
