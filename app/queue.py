"""Work put off: a job is a row written in the caller's transaction, so no job without its reason, and none lost.

Jobs are named, not imported: what a name does stands in the clock's room.
"""

from __future__ import annotations

from datetime import datetime
from typing import Any

import procrastinate
import psycopg
from procrastinate.exceptions import AlreadyEnqueued, ConnectorException
from procrastinate.types import JSONValue
from sqlalchemy.orm import Session

from app.errors import Outage

# Never opened: each job goes over the connection of the session it belongs to.
_queue = procrastinate.App(connector=procrastinate.SyncPsycopgConnector())


def enqueue(
    session: Session,
    name: str,
    *,
    key: str | None = None,
    at: datetime | None = None,
    goes_first: bool = False,
    **facts: JSONValue,
) -> int | None:
    """Puts a job in the queue and returns its id; gone if the transaction rolls back.

    With a `key`, at most one job of that key waits: None when one already does. With `at` it isn't begun before
    that instant; what `goes_first` is begun before all that waits already. Facts hold ids, nothing personal.
    Raises Outage when the database is silent or too busy.
    """
    told = {"queueing_lock": key, "schedule_at": at, "priority": int(goes_first)}
    if key is None:
        return _defer(session, name, told, facts)
    try:
        with session.begin_nested():
            return _defer(session, name, told, facts)
    except AlreadyEnqueued:
        return None


def _defer(session: Session, name: str, told: dict[str, Any], facts: dict[str, JSONValue]) -> int:
    connection = session.connection()
    driver = connection.connection.driver_connection
    try:
        job = _queue.configure_task(name, connection=driver, task_kwargs=facts, **told)
        return job.defer()
    except ConnectorException as problem:
        if isinstance(problem.__cause__, psycopg.OperationalError):
            if isinstance(driver, psycopg.Connection) and driver.closed:
                connection.invalidate()  # it broke behind the session's back, which would stumble in its rollback
            raise Outage("database") from problem
        raise
