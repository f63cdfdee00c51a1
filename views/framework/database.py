"""The request's database session, and the clock it goes by."""

from __future__ import annotations

from flask import current_app
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
