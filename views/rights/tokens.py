"""What tools ask of us server to server; answered in the JSON of OAuth 2.0 and OpenID Connect.

No form of ours and no session: a secret, a code or a token says who asks.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from flask import Response, jsonify, make_response, request
from flask_appbuilder import expose
from sqlalchemy.orm import Session

from app import clock
from app.rights.clients import Declined, who_asks
from app.rights.provider import description
from app.rights.signing_keys import shown_keys
from app.rights.tokens import exchange, give_back, looked_into, user_information
from app.transaction import Scope, enter, transaction
from models.rights import ToolClient
from views.framework.database import address, db
from views.framework.screens import Screen
from views.framework.web import protection

Act = Callable[[Session, ToolClient, dict[str, str]], "dict[str, Any] | Declined | None"]


class DiscoveryScreen(Screen):
    """Where tools read how to ask."""

    route_base = "/.well-known"

    @expose("/openid-configuration", methods=["GET"])
    def index(self) -> Response:
        return jsonify(description(address()))


class TokenEndpointScreen(Screen):
    """Codes against tokens, tokens against what they say."""

    route_base = "/oidc"
    default_view = "jwks"

    @expose("/jwks", methods=["GET"])
    def jwks(self) -> Response:
        """The keys by which our signature is known."""
        database = db()
        enter(database, Scope.office())
        return jsonify(shown_keys(database, clock.now()))

    @expose("/token", methods=["POST"])
    @protection.exempt
    def token(self) -> Response:
        return _answered(lambda session, client, form: exchange(session, client, form, address(), clock.now()))

    @expose("/revoke", methods=["POST"])
    @protection.exempt
    def revoke(self) -> Response:
        """A token that is needed no more; one that was never ours gets the same answer."""

        def act(session: Session, client: ToolClient, form: dict[str, str]) -> Declined | None:
            if not form.get("token"):
                return Declined("invalid_request", "token is needed")
            give_back(session, client, form["token"], clock.now())
            return None

        return _answered(act)

    @expose("/introspect", methods=["POST"])
    @protection.exempt
    def introspect(self) -> Response:
        """For clients with a secret: whoever has none can't be told from anybody else."""

        def act(session: Session, client: ToolClient, form: dict[str, str]) -> dict[str, Any] | Declined:
            if client.public:
                return Declined("invalid_client", "a secret is needed")
            if not form.get("token"):
                return Declined("invalid_request", "token is needed")
            return looked_into(session, client, form["token"], address(), clock.now())

        return _answered(act)

    @expose("/userinfo", methods=["GET", "POST"])
    @protection.exempt
    def userinfo(self) -> Response:
        """What the bearer of an access token may know of whom it is about. Source: RFC 6750."""
        found, database = request.authorization, db()
        if found is None or found.type != "bearer" or not found.token:
            return make_response(jsonify(), 401, {"WWW-Authenticate": "Bearer"})
        enter(database, Scope.office())
        told = user_information(database, found.token, clock.now())
        if told is None:
            challenge = 'Bearer error="invalid_token"'
            return make_response(jsonify(error="invalid_token"), 401, {"WWW-Authenticate": challenge})
        return jsonify(told)


def _answered(act: Act) -> Response:
    """What a client gets that shows who it is; a no that ended something is kept."""
    database, given = db(), request.authorization
    enter(database, Scope.office())
    try:
        if any(len(values) > 1 for values in request.form.to_dict(flat=False).values()):
            raise Declined("invalid_request", "a parameter comes more than once")
        form = request.form.to_dict()
        header = (
            (given.username or "", given.password or "") if given is not None and given.type == "basic" else None
        )
        with transaction(database):
            client = who_asks(database, header, form)
            told = act(database, client, form)
    except Declined as no:
        told = no
    if isinstance(told, Declined):
        return _declined(told, asks=given is not None)
    return make_response(jsonify(told), 200) if told is not None else make_response("", 200)


def _declined(no: Declined, *, asks: bool) -> Response:
    told = {"error": no.error, **({"error_description": no.because} if no.because else {})}
    if no.error == "invalid_client" and asks:
        return make_response(jsonify(told), 401, {"WWW-Authenticate": 'Basic realm="Sleutelbos"'})
    return make_response(jsonify(told), 400)
