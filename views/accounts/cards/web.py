"""Web eID: an extension of the visitor's browser asks his card to sign what we asked, and sends us the proof."""

from __future__ import annotations

import json
from typing import Any

from flask import Response, jsonify, request, session
from flask_appbuilder import expose
from flask_babel import gettext
from wtforms import HiddenField

from app import clock
from app.accounts import authorities, challenges
from app.accounts.key_holders import KeyHolder, from_certificate
from app.accounts.rules import Way
from app.transaction import transaction
from eid.errors import EidError, Fault
from eid.token import LONGEST
from views.accounts.cards.outcome import came_with, purpose, trouble_of, ways
from views.base import text_of
from views.framework.database import db
from views.framework.screens import HouseForm, Screen
from views.labels import language

_ASKED = "web_eid_asked"
# What the extension calls what went wrong: https://github.com/web-eid/web-eid.js, its error codes.
_FAULTS = {
    "ERR_WEBEID_EXTENSION_UNAVAILABLE": Fault.EXTENSION_MISSING,
    "ERR_WEBEID_NATIVE_UNAVAILABLE": Fault.MIDDLEWARE_MISSING,
    "ERR_WEBEID_USER_CANCELLED": Fault.USER_CANCELLED,
    "ERR_WEBEID_USER_TIMEOUT": Fault.TIMED_OUT,
    "ERR_WEBEID_ACTION_TIMEOUT": Fault.TIMED_OUT,
    "ERR_WEBEID_VERSION_MISMATCH": Fault.EXTENSION_MISSING,
    "ERR_WEBEID_CONTEXT_INSECURE": Fault.EXTENSION_MISSING,
}


class ProofForm(HouseForm):
    """Filled in by the page's script: what the extension gave, or what went wrong there."""

    proof = HiddenField()
    error = HiddenField()


class WebEidScreen(Screen):
    """Works on every computer with a reader, the Web eID application and its extension."""

    route_base = "/eid/web"

    @expose("/", methods=["GET", "POST"])
    def index(self) -> Response:
        form, trouble = ProofForm(), None
        if form.validate_on_submit():
            try:
                return came_with(self, _proven(text_of(form.proof), text_of(form.error)), request.args.get("next"))
            except EidError as problem:
                trouble = trouble_of(problem, Way.WEB_EID)
        form.proof.data = form.error.data = ""
        return self.page(
            "accounts/cards/web.html",
            gettext("Your eID by Web eID"),
            422 if form.is_submitted() else 200,
            form=form,
            trouble=trouble,
            encrypted=ways().web_eid,
            purpose=purpose(),
            onward=request.args.get("next"),
            reader_language=language(),
        )

    @expose("/challenge", methods=["POST"])
    def challenge(self) -> Response:
        """Something new to sign, for this browser's session alone; what it had before is over."""
        database = db()
        with transaction(database):
            nonce = challenges.ask(database, clock.now())
        session[_ASKED] = nonce
        return jsonify(nonce=nonce)


def _proven(proof: str, error: str) -> KeyHolder:
    """Whom it proves to be here. What was asked is spent, whatever comes of it. Raises EidError."""
    asked, database, found = session.pop(_ASKED, ""), db(), ways()
    with transaction(database):
        fresh = challenges.spend(database, asked, clock.now())
    if error or not proof:
        raise EidError(_FAULTS.get(error, Fault.UNREADABLE if error else Fault.EXTENSION_MISSING))
    if not fresh:
        raise EidError(Fault.CHALLENGE_FAILED, "nothing was asked, or too long ago")
    sent = _read(proof)

    def check() -> KeyHolder:
        verified = found.verifier.verify_token(sent, found.origin, asked, clock.now())
        return from_certificate(verified, Way.WEB_EID)

    return authorities.trying(database, found, check, clock.now())


def _read(proof: str) -> dict[str, Any]:
    if len(proof) > 4 * LONGEST:
        raise EidError(Fault.UNREADABLE, "a token without end")
    try:
        sent = json.loads(proof)
    except (ValueError, RecursionError):
        raise EidError(Fault.UNREADABLE, "a token that is none") from None
    if not isinstance(sent, dict):
        raise EidError(Fault.UNREADABLE, "a token that is none")
    return sent
