"""Practice lists of the demonstration: a load of each long ago and then every week, and no more when it starts
again."""

from __future__ import annotations

from datetime import date

from sqlalchemy import func, select

from app.demo.sanctions import load_lists
from app.transaction import Scope, enter
from models.aml import Listed, SanctionsList, Snapshot
from tests.app.demo.conftest import NOW, Played


def test_each_list_stands_in_the_edition_of_today_with_a_week_of_changes(played: Played) -> None:
    load_lists(played.sessions, played.folder, NOW)
    with played.sessions() as session:
        enter(session, Scope.office())
        lists = session.scalars(select(SanctionsList)).all()
        assert len(lists) == 5
        for of in lists:
            loads = session.scalars(select(Snapshot).where(Snapshot.list_id == of.id).order_by(Snapshot.id)).all()
            assert [one.state for one in loads] == ["loaded"] * 7
            first, second, *_, before, today = loads
            assert of.edition == today.edition
            assert (first.published_on, second.published_on) == (date(2023, 12, 4), date(2026, 10, 26))
            assert before.published_on == date(2026, 11, 23)
            assert today.published_on == of.published_on == date(2026, 11, 30)
            assert 0 < today.added + today.changed + today.removed < before.entries / 2
            # So much was gone that it waited; only today's is left to a worker.
            assert [one.decided_by is not None for one in loads] == [one is second for one in loads]
            assert [one.screened_at is None for one in loads] == [one is today for one in loads]
        standing = session.scalar(select(func.count()).select_from(Listed).where(Listed.until.is_(None)))
        assert standing == sum(of.entries for of in lists)
