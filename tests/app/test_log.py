"""Logs name places in the code and kinds of error, never what an error or a statement quotes."""

from __future__ import annotations

import json
import logging
from collections.abc import Callable, Iterator

import pytest
import structlog
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import Session

from app import log

NUMBER = "85073003328"
Lines = list[dict[str, object]]
Said = Callable[[Callable[[], object]], Lines]


@pytest.fixture
def said(capsys: pytest.CaptureFixture[str]) -> Iterator[Said]:
    """What production logs while something is done, line by line."""
    root = logging.getLogger()
    before = root.handlers[:], root.level

    def during(act: Callable[[], object]) -> Lines:
        log.configure(production=True, level="INFO")
        act()
        return [json.loads(line) for line in capsys.readouterr().err.splitlines()]

    yield during
    structlog.reset_defaults()
    root.handlers[:], root.level = before[0], before[1]


def _fail(session: Session) -> DBAPIError:
    with pytest.raises(DBAPIError) as failed:
        session.execute(
            text("select cast(:given as integer) / 0 where :name = :name"), {"given": NUMBER, "name": "An"}
        )
    return failed.value


@pytest.mark.trust("14.2.6")
def test_a_failed_statement_is_told_without_its_values(session: Session, said: Said) -> None:
    (line,) = said(lambda: structlog.get_logger("web").error("bug", **log.told(_fail(session))))
    assert line["kind"] == "DataError"
    assert line["sqlstate"]
    assert line["level"] == "error"
    assert NUMBER not in json.dumps(line)


@pytest.mark.trust("14.2.6")
def test_what_libraries_log_of_an_error_loses_its_message_and_its_locals(said: Said) -> None:
    def act() -> None:
        try:
            raise ValueError(f"person {NUMBER} is An Peeters")
        except ValueError as problem:
            logging.getLogger("procrastinate.worker").exception("Job %s failed: %s", "notify", problem)
            logging.getLogger("gunicorn.error").error(problem)

    first, second = said(act)
    assert first["event"] == "Job notify failed: ValueError"
    assert first["kind"] == "ValueError"
    assert first["logger"] == "procrastinate.worker"
    assert second["event"] == "ValueError"
    assert NUMBER not in json.dumps([first, second])
    assert "Peeters" not in json.dumps([first, second])


@pytest.mark.trust("14.2.6")
def test_the_web_server_quotes_no_address_that_was_asked(said: Said) -> None:
    (line,) = said(
        lambda: logging.getLogger("gunicorn.error").error("Error handling request %s (pid:%s)", "/persons?q=An", 7)
    )
    assert line["event"] == "Error handling request … (pid:7)"


def test_each_line_in_production_is_json_with_a_time_and_a_level(said: Said) -> None:
    def act() -> None:
        structlog.get_logger("web").info("request", status=200)
        logging.getLogger("scheduler.clock").info("planned %s", "seal_events")
        logging.getLogger("sqlalchemy.engine").info("select 1")

    lines = said(act)
    assert [line["event"] for line in lines] == ["request", "planned seal_events"]
    assert all({"timestamp", "level"} <= line.keys() for line in lines)
