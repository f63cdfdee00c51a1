"""The door: signing in and out, a first password, and the language one reads in."""

from __future__ import annotations

import secrets

from flask import Response, current_app, make_response, redirect, request, session, url_for
from flask_appbuilder import expose
from flask_babel import gettext
from flask_babel import lazy_gettext as _l
from wtforms import PasswordField, StringField
from wtforms.validators import InputRequired

from app import clock, events
from app.accounts.services import Visitor, set_first_password, sign_in, speak
from app.policy import Identity
from app.transaction import Scope, enter, transaction
from views.framework.database import db
from views.framework.identity import standing
from views.framework.screens import HouseForm, Screen, after, attempt
from views.framework.sessions import HouseSession
from views.framework.web import LANGUAGE_COOKIE, LANGUAGES

DEVICE_COOKIE = "device"
_A_YEAR = 365 * 24 * 3600


class SignInForm(HouseForm):
    username = StringField(_l("Username"), validators=[InputRequired(_l("Fill in your username."))])
    password = PasswordField(_l("Password"), validators=[InputRequired(_l("Fill in your password."))])


class FirstPasswordForm(HouseForm):
    password = PasswordField(_l("New password"), validators=[InputRequired(_l("Choose a password."))])


class SignInScreen(Screen):
    """The door: user name and password. Other keys join here."""

    route_base = "/sign-in"
    default_view = "login"

    @expose("/", methods=["GET", "POST"])
    def login(self) -> Response:
        if standing() is not None:
            return make_response(redirect(_safe(request.args.get("next"))))
        form = SignInForm()
        if not form.validate_on_submit():
            return self.page("accounts/sign_in.html", gettext("Sign in"), 422 if form.errors else 200, form=form)
        device = request.cookies.get(DEVICE_COOKIE, "")[:64] or secrets.token_urlsafe(24)
        visitor = Visitor((request.remote_addr or "")[:45], device)
        database = db()
        with transaction(database):
            came = sign_in(database, form.username.data, form.password.data, visitor, clock.now())
        if came.refusal is not None or came.account is None:
            if came.refusal is not None:
                form.refuse(came.refusal)
            return self.page("accounts/sign_in.html", gettext("Sign in"), 422, form=form)
        assert isinstance(session, HouseSession)  # noqa: S101 - the only session interface there is
        session.begin(int(came.account.id), current_app.config["PASSWORD_LEVEL"])
        with transaction(database):
            subject = events.Subject("account", int(came.account.id))
            who = Identity(int(came.account.id), None, frozenset(), session_reference=session.reference)
            events.record(database, events.Tag.SESSION_STARTED, subject, who, clock.now())
        answer = make_response(redirect(_safe(request.args.get("next")), code=303))
        _remember(answer, DEVICE_COOKIE, device)
        return answer

    @expose("/out", methods=["POST"])
    def logout(self) -> Response:
        assert isinstance(session, HouseSession)  # noqa: S101 - the only session interface there is
        found = standing()
        if found is not None:
            database = db()
            with transaction(database):
                subject = events.Subject("account", found.identity.account_id)
                events.record(database, events.Tag.SESSION_ENDED, subject, found.identity, clock.now())
        session.end()
        return make_response(redirect(url_for("SignInScreen.login"), code=303))

    @expose("/stay", methods=["POST"])
    def keep_alive(self) -> Response:
        """Still here: the request itself moved the idle time-out."""
        session.modified = True
        return make_response("", 204 if standing() is not None else 401)

    @expose("/first/<token>", methods=["GET", "POST"])
    def first(self, token: str) -> Response:
        form = FirstPasswordForm()
        if form.validate_on_submit():
            database = db()
            with transaction(database):
                enter(database, Scope.office())
                account = attempt(
                    form, lambda: set_first_password(database, token, form.password.data, clock.now())
                )
            if account is not None:
                return after(url_for("SignInScreen.login"), gettext("Your password is set. Sign in with it now."))
        return self.page(
            "accounts/first_password.html",
            gettext("Choose your password"),
            422 if form.errors or form.form_errors else 200,
            form=form,
        )


class LanguageScreen(Screen):
    """The reader's language, kept in a cookie before signing in and on the account after."""

    route_base = "/language"

    @expose("/<locale>")
    def index(self, locale: str) -> Response:
        answer = make_response(redirect(_safe(request.args.get("next"))))
        if locale not in LANGUAGES:
            return answer
        found = standing()
        if found is not None:
            database = db()
            with transaction(database):
                speak(database, found.identity.account_id, locale)
        _remember(answer, LANGUAGE_COOKIE, locale)
        return answer


def _safe(target: str | None) -> str:
    """A path inside this site; anything else is the home page."""
    plain = "".join(letter for letter in target or "" if letter >= " ")
    if not plain.startswith("/") or plain.startswith("//") or "\\" in plain:
        return url_for("HomeScreen.index")
    return plain


def _remember(answer: Response, name: str, value: str) -> None:
    secure = bool(current_app.config["SESSION_COOKIE_SECURE"])
    answer.set_cookie(name, value, max_age=_A_YEAR, httponly=True, samesite="Lax", secure=secure)
