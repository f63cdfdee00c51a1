"""An office with a deal, and a draft of a report about it in which nothing lacks that has to be there."""

from __future__ import annotations

import pytest
from sqlalchemy.orm import Session

from app.aml.fiu_reports import (
    begin_report,
    save_report,
)
from app.aml.matters import matter_of
from models.aml import Deal, FiuReport
from tests.app.aml.fiu.acting import as_officer
from tests.app.aml.lists_of_today import AmlOffice, aml_office, load
from tests.app.aml.reported import a_deal, complete_details
from tests.app.aml.rules_of_today import EACH, publish
from tests.app.wallet.offices import NOW


@pytest.fixture
def one(session: Session) -> AmlOffice:
    made = aml_office(session)
    publish(session, EACH)
    load(session, "eu", [])
    as_officer(session, made)
    return made


@pytest.fixture
def deal(session: Session, one: AmlOffice) -> Deal:
    return a_deal(session, one.bram, NOW)


@pytest.fixture
def draft(session: Session, one: AmlOffice, deal: Deal) -> FiuReport:
    """Written as far as it can be."""
    made = begin_report(session, one.an, matter_of(deal), NOW)
    return save_report(session, one.an, made.id, complete_details(), made.version, NOW)
