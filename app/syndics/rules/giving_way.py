"""How a mandate that a company brought in by a list makes room for one that is filed: nobody filed it, so it keeps
no act out."""

from __future__ import annotations

from datetime import date
from enum import StrEnum


class Way(StrEnum):
    """What becomes of the mandate of the list."""

    STAYS = "stays"
    ENDS_BEFORE = "ends_before"
    BEGINS_AFTER = "begins_after"
    REPLACED = "replaced"


def way_of(first_day: date, last_day: date | None, starts_on: date, ends_on: date | None, same: bool) -> Way:
    """What becomes of a mandate of a list, from `first_day` to `last_day`, that runs within the days of the one
    that is filed. `same`: of the same syndic, whose mandate isn't registered twice: the act only dates it."""
    if same:
        return Way.REPLACED if first_day > starts_on else Way.STAYS
    if first_day < starts_on:
        return Way.ENDS_BEFORE
    if ends_on is not None and (last_day is None or last_day > ends_on):
        return Way.BEGINS_AFTER
    return Way.REPLACED
