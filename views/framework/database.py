"""The request's database session, and the clock it goes by."""

from __future__ import annotations

from contextlib import suppress

from flask import current_app
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import Session, scoped_session

from app.outside.files import Files


def files() -> Files:
    """Where the bytes of documents lie."""
    place: Files = current_app.extensions["files"]
    return place


def db() -> Session:
    """The one session of this request; its scope is who signed in, nobody otherwise."""
    sessions: scoped_session[Session] = current_app.extensions["sessions"]
    return sessions()


def let_go(sessions: scoped_session[Session]) -> None:
    """The request is over, and its session too; a database that died since the page was made doesn't spoil it."""
    with suppress(DBAPIError):
        sessions.remove()
        return
    sessions().invalidate()
    sessions.remove()
