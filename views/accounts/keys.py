"""My digital keys: which keys one has, how strong each is, when it was last used; setting up the security code."""

from __future__ import annotations

from typing import Any

import segno
from flask import Response, current_app, make_response, redirect, session, url_for
from flask_appbuilder import expose, has_access
from flask_babel import gettext
from flask_babel import lazy_gettext as _l
from wtforms import StringField
from wtforms.validators import InputRequired

from app import clock
from app.accounts import federal_token, second_factor
from app.accounts.queries import Keys, keys_of
from app.transaction import Scope, transaction, within
from models.accounts import FederalToken
from views.accounts.confirming import is_shown
from views.accounts.door import CodeForm
from views.base import text_of
from views.framework.database import db
from views.framework.identity import identity
from views.framework.screens import HouseForm, Screen, after, attempt
from views.framework.sessions import HouseSession
from views.labels import instant, label_of

_CODE = {"autocomplete": "one-time-code", "inputmode": "numeric", "spellcheck": "false"}


class FirstCodeForm(HouseForm):
    code = StringField(
        _l("Code from the app"),
        description=_l("Six digits, which the app shows for half a minute."),
        validators=[InputRequired(_l("Fill in the code that the app shows."))],
        render_kw=_CODE,
    )


class KeyScreen(Screen):
    """Everything one can sign in with, and how to add to it."""

    route_base = "/keys"

    @expose("/")
    @has_access
    def index(self) -> Response:
        with within(db(), Scope.office()):
            keys = keys_of(db(), identity().account_id)
            token = current_app.config["FEDERAL_TOKEN"] and federal_token.standing(db(), identity().account_id)
        return self.page(
            "accounts/keys.html",
            gettext("My digital keys"),
            password_used=instant(keys.password_used_at) if keys.password_used_at else "",
            code_since=instant(keys.code_since) if keys.code_since else "",
            code_used=instant(keys.code_used_at) if keys.code_used_at else "",
            recovery_left=keys.recovery_codes_left,
            card=_card(keys),
            token=_token(token) if token else None,
            gates=tuple(current_app.extensions["gates"]),
            itsme_used=instant(keys.itsme_used_at) if keys.itsme_used_at else "",
        )

    @expose("/begin", methods=["POST"])
    @has_access
    def begin(self) -> Response:
        """Makes the secret for an app."""
        form, database = FirstCodeForm(), db()

        def act() -> bool:
            second_factor.begin(database, identity(), clock.now())
            return True

        with transaction(database), within(database, Scope.office()):
            if not attempt(form, act):
                return after(url_for("KeyScreen.index"), gettext("Your security code is set up already."), "info")
        return make_response(redirect(url_for("KeyScreen.code"), code=303))

    @expose("/code", methods=["GET", "POST"])
    @has_access
    def code(self) -> Response:
        """Setting up: the QR code, then a first code; then the recovery codes, shown this once."""
        form, who, database = FirstCodeForm(), identity(), db()
        if form.validate_on_submit():
            with transaction(database), within(database, Scope.office()):
                codes = attempt(
                    form, lambda: second_factor.confirm(database, who, text_of(form.code), clock.now())
                )
            if codes is not None:
                return self._recovery(codes)
        with within(database, Scope.office()):
            secret = second_factor.begun(database, who.account_id)
        if secret is None:
            return make_response(redirect(url_for("KeyScreen.index"), code=303))
        return self.page(
            "accounts/set_up_code.html",
            gettext("Set up a security code"),
            422 if form.is_submitted() else 200,
            form=form,
            picture=_picture(second_factor.address_of(secret, _username())),
            secret=" ".join(secret[at : at + 4] for at in range(0, len(secret), 4)),
        )

    @expose("/recovery", methods=["GET", "POST"])
    @has_access
    def recovery(self) -> Response:
        """Ten new recovery codes, for who shows a code."""
        form = CodeForm()
        if form.validate_on_submit() and is_shown(form):
            database = db()
            with transaction(database), within(database, Scope.office()):
                codes = second_factor.renew_recovery_codes(database, identity(), clock.now())
            return self._recovery(codes)
        return self.page(
            "accounts/new_recovery.html",
            gettext("New recovery codes"),
            422 if form.is_submitted() else 200,
            form=form,
        )

    def _recovery(self, codes: list[str]) -> Response:
        return self.page("accounts/recovery.html", gettext("Your recovery codes"), codes=codes)

    @expose("/stop", methods=["GET", "POST"])
    @has_access
    def stop(self) -> Response:
        """No code is asked any more, once one was shown."""
        form = CodeForm()
        if form.validate_on_submit() and is_shown(form):
            database = db()
            with transaction(database), within(database, Scope.office()):
                second_factor.stop(database, identity(), clock.now())
            return after(url_for("KeyScreen.index"), gettext("From now on no security code is asked."))
        return self.page(
            "accounts/stop_code.html",
            gettext("Stop the security code"),
            422 if form.is_submitted() else 200,
            form=form,
        )


def _token(token: FederalToken) -> dict[str, str]:
    used = token.last_used_at
    return {"since": instant(token.issued_at), "used": instant(used) if used is not None else ""}


def _card(keys: Keys) -> dict[str, Any] | None:
    if keys.card is None:
        return None
    return {
        "since": instant(keys.card.linked_at),
        "used": instant(keys.card.last_used_at),
        "way": label_of(keys.card.way),
        "unknown": keys.card.standing == "unknown",
    }


def _username() -> str:
    signed_in = session.signed_in if isinstance(session, HouseSession) else None
    return signed_in.username if signed_in is not None else ""


def _picture(address: str) -> str:
    """The QR code as a picture that stands in the page itself: a secret has no address of its own."""
    return str(segno.make(address, error="m").png_data_uri(scale=5, border=2))
