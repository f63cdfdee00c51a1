"""Structured logs without personal data: JSON in production, lines for reading elsewhere.

An error is told by its kind and the places in our code it came through, never by its message: messages of
libraries quote names, numbers and values.
"""

from __future__ import annotations

import logging
import sys
import traceback
from pathlib import Path
from typing import Any

import structlog

_HERE = str(Path(__file__).resolve().parents[1])
_STEPS = 8


def configure(*, production: bool, level: str) -> None:
    """Once per process, before anything is logged."""
    threshold = logging.getLevelNamesMapping().get(level, logging.INFO)
    shape: Any = (
        structlog.processors.JSONRenderer()
        if production
        else structlog.dev.ConsoleRenderer(colors=sys.stderr.isatty())
    )
    structlog.configure(
        processors=[
            structlog.contextvars.merge_contextvars,
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            shape,
        ],
        wrapper_class=structlog.make_filtering_bound_logger(threshold),
        logger_factory=structlog.PrintLoggerFactory(sys.stderr),
        cache_logger_on_first_use=True,
    )
    logging.basicConfig(level=logging.WARNING, format="%(name)s: %(message)s", stream=sys.stderr)
    # The framework tells at start which filters it lacks for our column types; ours are our own.
    logging.getLogger("flask_appbuilder").setLevel(logging.ERROR)


def told(error: BaseException) -> dict[str, Any]:
    """What a log may say of an error: its kind, the database's code for it, and where it came through."""
    frames = traceback.extract_tb(error.__traceback__)
    ours = [f for f in frames if f.filename.startswith(_HERE) and "/.venv/" not in f.filename]
    said: dict[str, Any] = {
        "kind": type(error).__name__,
        "where": [f"{f.filename.removeprefix(_HERE + '/')}:{f.lineno}" for f in ours[-_STEPS:]],
    }
    if frames:
        said["last"] = f"{Path(frames[-1].filename).name}:{frames[-1].lineno} {frames[-1].name}"
    original = getattr(error, "orig", None)
    if original is not None:
        said["sqlstate"] = getattr(original, "sqlstate", None)
        said["constraint"] = getattr(getattr(original, "diag", None), "constraint_name", None)
    return said
