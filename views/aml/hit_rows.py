"""Hits as rows of a table, on the pages of a contact."""

from __future__ import annotations

from typing import Any

from flask import url_for

from app import clock
from app.aml.worklist import Decided
from views.aml import cells
from views.labels import day


def hit_row(one: Decided, file_url: str | None = None) -> dict[str, Any]:
    """One hit; `file_url` is the page of a file to which one goes back from it."""
    hit = one.hit
    return {
        "name": hit.listed.name,
        "url": url_for("HitScreen.show", pk=hit.id, next=file_url),
        "list": cells.list_name(hit),
        "topics": cells.topics(hit),
        "score": cells.out_of_hundred(hit),
        "tone": cells.tone(hit),
        "word": cells.state_word(hit),
        "why": cells.closed_why(hit) or hit.reason,
        "decided": day(clock.day_of(hit.decided_at)) if hit.decided_at else "",
        "by": one.by,
    }
