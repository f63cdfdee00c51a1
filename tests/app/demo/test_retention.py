"""One relation of the demonstration ended, of somebody who was in no transaction."""

from __future__ import annotations

from datetime import timedelta

from sqlalchemy import select

from app.aml.kept import contact_facts
from app.clock import day_of
from app.transaction import Scope, enter
from models.aml import RelationEnd
from tests.app.demo.conftest import NOW, Played


def test_a_relation_ended_some_days_ago(played: Played) -> None:
    with played.sessions() as session:
        enter(session, Scope.office())
        ended = session.scalars(select(RelationEnd)).one()
        assert day_of(NOW) - timedelta(days=8) <= ended.ended_on < day_of(NOW)
        facts = contact_facts(session, ended.organisation_id, ended.root_id)
        assert (facts.recorded_on, facts.deals) == (ended.ended_on, ())
