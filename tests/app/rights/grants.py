"""The grant that tests of rights begin from: Bram gets a year, on Monday 15 March 2027."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime

from app.rights.services import NewRight
from tests.stories.cast import Cast

NOW = datetime(2027, 3, 15, 9, 5, tzinfo=UTC)
TODAY = date(2027, 3, 15)


def new_right(cast: Cast, **changed: object) -> NewRight:
    usual = NewRight(cast.relations["Bram"], cast.kinds["planner"], TODAY, date(2028, 3, 14), reason="Nieuw")
    return replace(usual, **changed)  # type: ignore[arg-type]
