"""A page asks for a stronger key than the one somebody came in with: which there are, and then on to that page."""

from __future__ import annotations

from flask import Response, current_app, make_response, redirect, request
from flask_appbuilder import expose, has_access
from flask_babel import gettext

from app.accounts import federal_token
from app.accounts.queries import keys_of
from app.transaction import Scope, within
from views.accounts.door import safe
from views.framework.database import db
from views.framework.identity import identity
from views.framework.screens import Screen


class StrongerScreen(Screen):
    """Nobody is signed out by it; whoever shows the key goes on where he wanted to be."""

    route_base = "/stronger"

    @expose("/", methods=["GET"])
    @has_access
    def index(self) -> Response:
        who, onward = identity(), safe(request.args.get("next"))
        if who.key_level == "high":
            return make_response(redirect(onward))
        with within(db(), Scope.office()):
            card = keys_of(db(), who.account_id).card
            token = current_app.config["FEDERAL_TOKEN"] and federal_token.standing(db(), who.account_id)
        return self.page(
            "accounts/stronger.html",
            gettext("This page asks for a stronger key"),
            onward=onward,
            has_token=bool(token),
            linked=card is not None or who.person_id is not None,
            # itsme shows that it is oneself only where an eID was linked before.
            gates=[gate for gate in current_app.extensions["gates"] if card is not None or gate != "itsme"],
        )
