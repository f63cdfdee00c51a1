"""The request's database session, and what else of this installation a screen needs: files, scanner, address."""

from __future__ import annotations

from contextlib import suppress

from flask import current_app
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import Session, scoped_session

from app.cases.hours import Opening
from app.outside.files import Files
from app.outside.persons import PersonRegister
from app.outside.virus import Scanner


def files() -> Files:
    """Where the bytes of documents lie."""
    place: Files = current_app.extensions["files"]
    return place


def scanner() -> Scanner:
    """What looks through files that come in."""
    found: Scanner = current_app.extensions["scanner"]
    return found


def persons() -> PersonRegister:
    """Who tells name and birth date of somebody by his number."""
    register: PersonRegister = current_app.extensions["persons"]
    return register


def address() -> str:
    """What people type to reach us, without a slash at the end."""
    return str(current_app.config["ADDRESS"])


def opening() -> tuple[Opening, ...]:
    """When the helpdesk can be reached."""
    hours: tuple[Opening, ...] = current_app.config["HELPDESK_HOURS"]
    return hours


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
