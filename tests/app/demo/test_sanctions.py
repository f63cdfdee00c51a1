"""Practice lists of the demonstration: a load of each every week, and no more when it starts again."""

from __future__ import annotations

from datetime import UTC, date, datetime
from pathlib import Path

from sqlalchemy import func, select
from sqlalchemy.orm import Session, sessionmaker

from app.demo.sanctions import load_lists
from app.transaction import Scope, enter
from models.aml import Listed, SanctionsList, Snapshot

NOW = datetime(2026, 11, 30, 9, 0, tzinfo=UTC)


def test_each_list_stands_in_the_edition_of_today_with_a_week_of_changes(
    sessions: sessionmaker[Session], tmp_path: Path
) -> None:
    load_lists(sessions, tmp_path, NOW)
    load_lists(sessions, tmp_path, NOW)
    with sessions() as session:
        enter(session, Scope.office())
        lists = session.scalars(select(SanctionsList)).all()
        assert len(lists) == 5
        for of in lists:
            first, *_, before, today = session.scalars(
                select(Snapshot).where(Snapshot.list_id == of.id).order_by(Snapshot.id)
            ).all()
            assert (before.state, today.state, of.edition) == ("loaded", "loaded", today.edition)
            assert (first.state, first.published_on) == ("loaded", date(2026, 10, 26))
            assert before.published_on == date(2026, 11, 23)
            assert today.published_on == of.published_on == date(2026, 11, 30)
            assert 0 < today.added + today.changed + today.removed < before.entries / 2
        standing = session.scalar(select(func.count()).select_from(Listed).where(Listed.until.is_(None)))
        assert standing == sum(of.entries for of in lists)
