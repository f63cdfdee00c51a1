"""Structured logs without personal data: JSON in production, lines for reading elsewhere.

An error is told by its kind and the places in our code it came through, never by its message: messages of
libraries quote names, numbers and values. What libraries log themselves goes the same way.
"""

from __future__ import annotations

import logging
import sys
import traceback
from pathlib import Path
from typing import Any

import structlog
from structlog.typing import EventDict

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
    common: list[Any] = [
        structlog.contextvars.merge_contextvars,
        structlog.processors.add_log_level,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
    ]
    structlog.configure(
        processors=[*common, shape],
        wrapper_class=structlog.make_filtering_bound_logger(threshold),
        logger_factory=structlog.PrintLoggerFactory(sys.stderr),
        cache_logger_on_first_use=True,
    )
    others = logging.StreamHandler(sys.stderr)
    others.addFilter(_without_values)
    final = [structlog.stdlib.ProcessorFormatter.remove_processors_meta, shape]
    others.setFormatter(
        structlog.stdlib.ProcessorFormatter(
            processors=final, foreign_pre_chain=[*common, structlog.stdlib.add_logger_name, _error_told]
        )
    )
    root = logging.getLogger()
    root.handlers[:] = [others]
    root.setLevel(max(threshold, logging.WARNING))
    for ours in ("app", "scheduler"):
        logging.getLogger(ours).setLevel(threshold)
    # The framework tells at start which filters it lacks for our column types; ours are our own.
    logging.getLogger("flask_appbuilder").setLevel(logging.ERROR)


def _without_values(record: logging.LogRecord) -> bool:
    """An error among the words of a message is told by its kind; the web server's may quote addresses."""
    if record.name.startswith("gunicorn") and isinstance(record.args, tuple):
        record.args = tuple(a if isinstance(a, int | BaseException) else "…" for a in record.args)
    if isinstance(record.args, tuple):
        record.args = tuple(_kind(a) if isinstance(a, BaseException) else a for a in record.args)
    if isinstance(record.msg, BaseException):
        record.msg = _kind(record.msg)
    return True


def _kind(error: BaseException) -> str:
    state = getattr(getattr(error, "orig", error), "sqlstate", None)
    return type(error).__name__ + (f" {state}" if state else "")


def _error_told(_: Any, __: str, event: EventDict) -> EventDict:
    """The trace of a library's own log line, in our words."""
    record: logging.LogRecord | None = event.get("_record")
    error = record.exc_info[1] if record is not None and record.exc_info else None
    event.pop("exc_info", None)
    if record is not None:
        record.exc_info = record.exc_text = None
    return {**event, **told(error)} if error is not None else event


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
    original: Any = getattr(error, "orig", error)
    if getattr(original, "sqlstate", None) is not None:
        said["sqlstate"] = original.sqlstate
        said["constraint"] = getattr(getattr(original, "diag", None), "constraint_name", None)
    return said
