"""The job that deletes files once they were kept long enough."""

from __future__ import annotations

from collections.abc import Callable

from app import clock
from app.aml.forgetting import JOB, Place, forget_all


def forget_files(place: Place) -> str:
    """Deletes what was kept for ten years after it ended. How many is no figure for the run log: it would count
    what only AML officers may know of."""
    forget_all(place, clock.now)
    return ""


FORGETTING_JOBS: dict[str, Callable[..., str]] = {JOB: forget_files}
