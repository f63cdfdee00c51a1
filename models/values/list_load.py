"""What becomes of a load of a sanctions list, and why one is refused."""

from __future__ import annotations

from enum import StrEnum


class LoadState(StrEnum):
    """How far a load is. Held: so much would change that a person says whether; same: nothing in it was new."""

    READING = "reading"
    HELD = "held"
    LOADED = "loaded"
    REFUSED = "refused"
    SAME = "same"


class WhyRefused(StrEnum):
    """Why a load came to nothing, besides what can't be read in its file."""

    OLDER = "list_older"
    DECLINED = "list_declined"
    SILENT = "list_source_silent"
    GONE = "list_file_gone"
    LOST = "list_load_lost"
