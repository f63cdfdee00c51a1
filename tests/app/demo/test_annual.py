"""Annual reports of the demonstration: last year's with its figures, this year's begun."""

from __future__ import annotations

from sqlalchemy import select

from app.aml.annual.account import account_of
from app.demo.annual import add_annual_reports
from app.transaction import Scope, enter
from models.aml import AnnualReport
from models.organisations import Organisation
from tests.app.demo.conftest import NOW, Played


def test_last_years_report_has_figures_and_this_years_is_begun(played: Played) -> None:
    with played.sessions() as session:
        enter(session, Scope.office())
        assert add_annual_reports(session, NOW) == 2
        assert add_annual_reports(session, NOW) == 0
        office = session.scalars(select(Organisation.id).where(Organisation.name == "Immo Peeters")).one()
        enter(session, Scope.organisation(office, officer=True))
        found = session.scalars(select(AnnualReport).order_by(AnnualReport.year)).all()
        assert [one.year for one in found] == [NOW.year - 1, NOW.year]
        for one in found:
            counted = account_of(session, one).counted
            assert counted["contacts"].count > 10
            assert counted["deals"].count > 0
