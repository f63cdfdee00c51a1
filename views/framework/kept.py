"""A form that outlived its session, or asks for a stronger key, is kept, encrypted, until the same person sends it
again.

Kept in the new session's row on the server, bound to the account of the session that lapsed; a stranger who
signs in there instead never sees it. Passwords, codes and PINs are never kept.
"""

from __future__ import annotations

import json
from dataclasses import dataclass

from flask import Request, Response, make_response, redirect, request, session, url_for

from models import keyring
from views.framework.sessions import HouseSession

_PURPOSE = "session.kept_form"
_LONGEST = 100_000
_NEVER = ("csrf_token", "password", "again", "current", "code", "pin", "form_key")


@dataclass(frozen=True)
class KeptForm:
    """Where the form went and what stood in it, field by field in order."""

    path: str
    fields: tuple[tuple[str, str], ...]


def keep(asked: Request) -> bool:
    """Keeps the form of this request when its session had lapsed by itself; False when nothing is kept."""
    if not isinstance(session, HouseSession) or session.lapsed_account_id is None:
        return False
    return keep_for(session.lapsed_account_id, asked)


def keep_for(account_id: int, asked: Request) -> bool:
    """Keeps the form of this request for that account; False when there is nothing to keep, or too much."""
    fields = [(name, value) for name, value in asked.form.items(multi=True) if name not in _NEVER]
    text = json.dumps({"path": asked.full_path.rstrip("?"), "fields": fields})
    if len(text) > _LONGEST or not fields:
        return False
    session["kept"] = {
        "account_id": account_id,
        "sealed": keyring.installed().encrypt(text, _PURPOSE).hex(),
    }
    return True


def kept_form() -> KeptForm | None:
    """The form kept for whoever signed in; somebody else's is thrown away."""
    stored = session.get("kept")
    if not stored or not isinstance(session, HouseSession):
        return None
    if stored["account_id"] != session.account_id:
        session.pop("kept")
        return None
    content = json.loads(keyring.decrypt(bytes.fromhex(stored["sealed"]), _PURPOSE))
    return KeptForm(content["path"], tuple((name, value) for name, value in content["fields"]))


def forget() -> None:
    session.pop("kept", None)


def to_a_stronger_key(account_id: int) -> Response:
    """To the page that asks for a stronger key, and from there back; a form that was sent is kept."""
    if request.method == "GET":
        return make_response(redirect(url_for("StrongerScreen.index", next=request.full_path.rstrip("?"))))
    onward = url_for("KeptScreen.index") if keep_for(account_id, request) else None
    return make_response(redirect(url_for("StrongerScreen.index", next=onward), 303))
