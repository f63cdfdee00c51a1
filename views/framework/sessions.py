"""Sessions in the database: the cookie holds a random token, the table only its hash.

A session ends by idleness, by age, by signing out, and when its account is closed or its password changes
(the account's session version moves on). Reads and writes run apart from the request's own transaction.
"""

from __future__ import annotations

import hashlib
import json
import secrets
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from flask import Flask, Request, Response
from flask.json.tag import TaggedJSONSerializer
from flask.sessions import SessionInterface, SessionMixin
from sqlalchemy import Connection, Engine
from sqlalchemy.exc import DBAPIError
from sqlalchemy.exc import TimeoutError as PoolTimeout
from werkzeug.datastructures import CallbackDict

from app import clock
from app.transaction import quick_row, quick_rows

_tagged = TaggedJSONSerializer()
TOUCH_EVERY = timedelta(minutes=1)
Connect = Callable[[], AbstractContextManager[Connection]]


def connect_with(engine: Engine) -> Connect:
    """Connections that commit by themselves, apart from the request's work."""
    alone = engine.execution_options(isolation_level="AUTOCOMMIT")

    @contextmanager
    def connect() -> Iterator[Connection]:
        with alone.connect() as connection:
            yield connection

    return connect


# Everything a request needs to know of who signed in, in one statement; only tables without row scope.
_OPEN = """
select s.reference, s.content, s.key_level, s.seen_at, s.idle_until, s.ends_at, s.account_id,
    u.username, u.person_id, u.language,
    (s.account_id is null or (u.active and u.session_version = s.account_version)) as valid,
    array(select r.role from account_staff_role r where r.account_id = s.account_id and r.first_day <= %(day)s
        and (r.last_day is null or r.last_day >= %(day)s)) as staff_roles,
    exists(select from rights_tool_owner o where o.person_id = u.person_id) as owns_tools
from account_session s left join ab_user u on u.id = s.account_id
where s.token_hash = %(hash)s
"""
_SAVE = """
insert into account_session (token_hash, reference, account_id, account_version, key_level, content, started_at,
    seen_at, idle_until, ends_at)
values (%(hash)s, %(reference)s, %(account_id)s,
    coalesce((select session_version from ab_user where id = %(account_id)s), 0),
    %(key_level)s, cast(%(content)s as jsonb), %(now)s, %(now)s, %(idle_until)s, %(ends_at)s)
on conflict (token_hash) do update set content = excluded.content, seen_at = excluded.seen_at,
    idle_until = least(excluded.idle_until, account_session.ends_at)
"""
_TOUCH = """
update account_session set seen_at = %(now)s, idle_until = least(%(idle)s, ends_at) where token_hash = %(hash)s
"""
_DROP = "delete from account_session where token_hash = %(hash)s"


@dataclass(frozen=True)
class SignedIn:
    """Whom a session belongs to, as one row told it. Flask-Login's idea of a user."""

    id: int
    username: str
    person_id: int | None
    language: str
    staff_roles: frozenset[str]
    owns_tools: bool

    is_authenticated = True
    is_active = True
    is_anonymous = False

    def get_id(self) -> str:
        return str(self.id)


class HouseSession(CallbackDict[str, Any], SessionMixin):
    """The content of one browser's session; `signed_in` is None before signing in."""

    def __init__(self, content: dict[str, Any] | None = None) -> None:
        def changed(_: object) -> None:
            self.modified = True

        super().__init__(content or {}, changed)
        self.modified = False
        self.new = content is None
        self.token = secrets.token_urlsafe(32)
        self.replaced: str | None = None
        self.reference = secrets.token_hex(4)
        self.key_level = "none"
        self.account_id: int | None = None
        self.signed_in: SignedIn | None = None
        self.seen_at: datetime | None = None
        self.ended = False
        # The database didn't answer: whose session it is can't be known, and nothing may be written.
        self.unread = False
        # Set when the cookie's session had ended by itself: whose it was, so that a form can be kept for him.
        self.lapsed_account_id: int | None = None

    def begin(
        self,
        account_id: int,
        key_level: str,
        organisation_id: int | None = None,
        carry: tuple[str, ...] = (),
    ) -> None:
        """Somebody signed in: a new token, so that a token planted before is worth nothing. Of what the stranger's
        session held, only a form that was kept and what is named in `carry` goes along."""
        self.replaced = self.token
        self.token = secrets.token_urlsafe(32)
        self.reference = secrets.token_hex(4)
        self.account_id, self.key_level = account_id, key_level
        carried = {name: self[name] for name in ("kept", *carry) if name in self}
        self.clear()
        self["_user_id"] = str(account_id)
        self["_fresh"] = True
        self.update(carried)
        if organisation_id is not None:
            self["organisation_id"] = organisation_id

    def strengthen(self, key_level: str, way: str) -> None:
        """He showed a stronger key: a new token, and all else stays."""
        self.replaced = self.token
        self.token = secrets.token_urlsafe(32)
        self.key_level = key_level
        self["way"] = way

    def begin_anew(self) -> None:
        """The account's sessions are over; the browser goes on as a stranger's, with a token of its own."""
        self.replaced = self.token
        self.token = secrets.token_urlsafe(32)
        self.reference = secrets.token_hex(4)
        self.account_id, self.signed_in, self.key_level = None, None, "none"
        self.clear()

    def end(self) -> None:
        """Signed out: the row goes, and with it every copy of the cookie."""
        self.clear()
        self.ended = True


def _hash(token: str) -> bytes:
    return hashlib.sha256(token.encode()).digest()


class TableSessions(SessionInterface):
    """Flask's session interface on our table; `connect` gives a connection that commits by itself."""

    def __init__(self, connect: Connect, idle: timedelta, longest: timedelta, anonymous: timedelta) -> None:
        self.connect = connect
        self.idle = idle
        self.longest = longest
        self.anonymous = anonymous

    def open_session(self, app: Flask, request: Request) -> HouseSession:
        token = request.cookies.get(self.get_cookie_name(app))
        if not token or request.endpoint == "static":
            return HouseSession()
        now = clock.now()
        try:
            with self.connect() as connection:
                row = quick_row(connection, _OPEN, {"hash": _hash(token), "day": clock.day_of(now)})
        except (DBAPIError, PoolTimeout):
            unread = HouseSession()
            unread.unread = True
            return unread
        if row is None:
            return HouseSession()
        if not row.valid or row.idle_until <= now or row.ends_at <= now:
            fresh = HouseSession()
            fresh.lapsed_account_id = row.account_id if row.valid else None
            return fresh
        session = HouseSession(_tagged.loads(json.dumps(row.content)))
        session.token, session.reference = token, row.reference
        session.key_level, session.seen_at, session.account_id = row.key_level, row.seen_at, row.account_id
        if row.account_id is not None:
            session.signed_in = SignedIn(
                row.account_id,
                row.username,
                row.person_id,
                row.language,
                frozenset(row.staff_roles),
                row.owns_tools,
            )
        return session

    def save_session(self, app: Flask, session: SessionMixin, response: Response) -> None:
        assert isinstance(session, HouseSession)  # noqa: S101 - open_session made it
        response.vary.add("Cookie")
        if session.unread or response.status_code == 503:
            return
        if session.ended:
            self._write(_DROP, hash=_hash(session.token))
            response.delete_cookie(
                self.get_cookie_name(app), path=self.get_cookie_path(app), secure=self.get_cookie_secure(app)
            )
        elif session.modified or session.replaced:
            self._keep(session)
            self._send(app, session, response)
        elif session.seen_at and clock.now() - session.seen_at > TOUCH_EVERY:
            now = clock.now()
            self._write(_TOUCH, hash=_hash(session.token), now=now, idle=now + self._idle(session))

    def _idle(self, session: HouseSession) -> timedelta:
        return self.idle if session.account_id is not None else self.anonymous

    def _keep(self, session: HouseSession) -> None:
        now = clock.now()
        if session.replaced:
            self._write(_DROP, hash=_hash(session.replaced))
        self._write(
            _SAVE,
            hash=_hash(session.token),
            reference=session.reference,
            account_id=session.account_id,
            key_level=session.key_level,
            content=self._json(session),
            now=now,
            idle_until=now + self._idle(session),
            ends_at=now + (self.longest if session.account_id is not None else self.anonymous),
        )

    def _send(self, app: Flask, session: HouseSession, response: Response) -> None:
        response.set_cookie(
            self.get_cookie_name(app),
            session.token,
            httponly=True,
            secure=self.get_cookie_secure(app),
            samesite="Lax",
            path=self.get_cookie_path(app),
        )

    def _json(self, session: HouseSession) -> str:
        # The tagged form brings tuples (flashed messages) back as tuples.
        return _tagged.dumps(dict(session))

    def _write(self, statement: str, **values: Any) -> None:
        with self.connect() as connection:
            quick_rows(connection, statement, values)
