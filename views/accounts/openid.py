"""Signing in elsewhere and coming back: itsme, and the access management of a government."""

from __future__ import annotations

from typing import Any

from flask import Response, current_app, flash, jsonify, make_response, redirect, request, session, url_for
from flask_appbuilder import expose
from flask_babel import gettext
from flask_babel import lazy_gettext as _l

from app import clock
from app.accounts import challenges, federated
from app.accounts.gates import Gate
from app.accounts.number_keys import note_fault
from app.accounts.rules import Outcome
from app.errors import Missing
from app.outside.openid import Asked, OpenIdError, OpenIdFault, new_question, public_keys
from app.rights.logging_out import end_session
from app.transaction import transaction
from views.accounts.cards.outcome import came_with
from views.accounts.door import visitor
from views.framework.database import db
from views.framework.screens import Screen
from views.framework.sessions import HouseSession
from views.framework.web import protection
from views.labels import label_of, language

_ASKED = "openid_asked"
WHAT: dict[OpenIdFault, Any] = {
    OpenIdFault.STOPPED: _l("It was stopped there, so you aren't signed in. Try again, or take another key."),
    OpenIdFault.SILENT: _l("%(gate)s doesn't answer just now. Wait a few minutes, or take another key."),
    OpenIdFault.NOT_BELIEVED: _l(
        "What came back isn't an answer to what was asked just now. Begin again on this page; one opened"
        " earlier, or in"
        " another tab, no longer counts."
    ),
}


class OpenIdScreen(Screen):
    """Leads to a provider and back. What comes through the browser is believed of nobody."""

    route_base = "/openid"
    default_view = "keys"

    @expose("/keys", methods=["GET"])
    def keys(self) -> Response:
        """Our public keys, by which providers know what we signed, and seal what is for us."""
        found = [key for gate in _gates().values() for key in public_keys(gate.settings.keys)["keys"]]
        return jsonify(keys=found)

    @expose("/<any(itsme, government):name>/go", methods=["POST"])
    def go(self, name: str) -> Response:
        gate, database, now = _gate(name), db(), clock.now()
        asked = new_question()
        try:
            address = gate.provider.address(asked, language(), now)
        except OpenIdError as problem:
            return self._failed(gate, problem, request.args.get("next"))
        with transaction(database):
            challenges.await_answer(database, asked.state, now)
        session[_ASKED] = {
            "gate": name,
            "state": asked.state,
            "nonce": asked.nonce,
            "verifier": asked.verifier,
            "next": request.args.get("next"),
        }
        return make_response(redirect(address, code=303))

    @expose("/<any(itsme, government):name>/back", methods=["GET"])
    def back(self, name: str) -> Response:
        """Only for the browser that was sent there, once, within five minutes."""
        gate, database, now = _gate(name), db(), clock.now()
        waiting = session.pop(_ASKED, None)
        if waiting is None or waiting["gate"] != name:
            return make_response(redirect(url_for("SignInScreen.login")))
        onward, asked = waiting["next"], Asked(waiting["state"], waiting["nonce"], waiting["verifier"])
        try:
            with transaction(database):
                fresh = challenges.spend(database, asked.state, now)
            if not fresh or request.args.get("state") != asked.state:
                raise OpenIdError(OpenIdFault.NOT_BELIEVED, "another state, or an old one")
            if "error" in request.args or not request.args.get("code"):
                raise OpenIdError(OpenIdFault.STOPPED)
            claims = gate.provider.claims(request.args["code"], asked, now)
            holder = gate.holder(claims, now)
        except OpenIdError as problem:
            return self._failed(gate, problem, onward)
        answer = came_with(self, holder, onward, level=gate.level(claims), after_card=gate.after_card)
        _remember(gate, claims)
        return answer

    @expose("/<any(itsme, government):name>/ended", methods=["POST"])
    @protection.exempt
    def ended(self, name: str) -> Response:
        """The provider tells that somebody signed out there; its signature stands in for a form's token."""
        gate, database, now = _gate(name), db(), clock.now()
        try:
            sid, sub = gate.provider.ended(request.form.get("logout_token", ""), now)
        except OpenIdError as problem:
            status = 503 if problem.fault is OpenIdFault.SILENT else 400
            return make_response(jsonify(error="invalid_request"), status)
        with transaction(database):
            for reference in federated.end(database, gate.name, sid, sub):
                end_session(database, reference, now)
        return make_response("", 200)

    def _failed(self, gate: Gate, problem: OpenIdError, onward: str | None) -> Response:
        database = db()
        with transaction(database):
            reference = note_fault(database, problem.fault, gate.way, visitor(), clock.now(), Outcome.NOT_NAMED)
        said = str(WHAT[problem.fault]) % {"gate": label_of(gate.way)}
        flash(f"{said} {gettext('Reference: %(reference)s', reference=reference)}", "error")
        return make_response(redirect(url_for("SignInScreen.login", next=onward), code=303))


def _gates() -> dict[str, Gate]:
    found: dict[str, Gate] = current_app.extensions["gates"]
    return found


def _gate(name: str) -> Gate:
    if name not in _gates():
        raise Missing("gate", name)
    return _gates()[name]


def _remember(gate: Gate, claims: dict[str, Any]) -> None:
    """Whoever is signed in now came from there: signing out there signs him out here."""
    if not isinstance(session, HouseSession) or session.account_id is None:
        return
    database = db()
    with transaction(database):
        federated.remember(
            database,
            session.reference,
            gate.name,
            str(claims.get("sid") or ""),
            str(claims.get("sub") or ""),
            clock.now(),
        )
