"""What a session keeps while its holder looks along with somebody else, and what is refused meanwhile."""

from __future__ import annotations

from datetime import datetime

from flask import Flask, request, session

from app import clock
from app.accounts.viewing import Viewed
from app.errors import Forbidden
from app.policy import Permission
from views.framework.sessions import HouseSession

_KEY = "viewing"
# What goes on being one's own: stopping, signing out, staying signed in.
_OWN = frozenset({"ViewAsScreen.stop", "SignInScreen.logout", "SignInScreen.keep_alive"})
# Show a secret, or are the holder's alone; and what a link would change without a form.
_NEVER = ("KeyScreen.code", "PrivacyScreen.", "PasswordScreen.", "MyAccountScreen.", "LanguageScreen.")


def begin(viewed: Viewed) -> None:
    session[_KEY] = {
        "account_id": viewed.account_id,
        "username": viewed.username,
        "person_id": viewed.person_id,
        "until": viewed.until.isoformat(),
    }


def stop() -> None:
    session.pop(_KEY, None)


def viewed() -> Viewed | None:
    """Whose pages this session looks at; None once the quarter of an hour is over, or the role is lost."""
    signed_in = session.signed_in if isinstance(session, HouseSession) else None
    kept = session.get(_KEY)
    if kept is None or signed_in is None or not signed_in.staff_roles & {"helpdesk", "central"}:
        return None
    until = datetime.fromisoformat(kept["until"])
    if until <= clock.now():
        return None
    return Viewed(kept["account_id"], kept["username"], kept["person_id"], until)


def guard(app: Flask) -> None:
    """Refuses, before any page, what isn't looking."""
    app.before_request(_only_looks)


def _only_looks() -> None:
    endpoint = request.endpoint or ""
    if endpoint in _OWN or viewed() is None:
        return
    if request.method not in ("GET", "HEAD") or endpoint.startswith(_NEVER):
        raise Forbidden(Permission.ACCOUNT_VIEW)
