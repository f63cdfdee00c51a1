"""The door: signing in, in one step or two, and out; the language one reads in."""

from __future__ import annotations

import secrets
from datetime import datetime, timedelta
from typing import Any

from flask import Response, current_app, make_response, redirect, request, session, url_for
from flask_appbuilder import expose
from flask_babel import gettext
from flask_babel import lazy_gettext as _l
from wtforms import PasswordField, StringField
from wtforms.validators import InputRequired

from app import clock, events
from app.accounts.privacy import ask_return, return_to
from app.accounts.rules import Way
from app.accounts.services import speak
from app.accounts.signing_in import SignIn, Visitor, sign_in, sign_in_with_code
from app.policy import Identity
from app.rights.logging_out import end_session
from app.transaction import Scope, transaction, within
from models.accounts import Account
from views.framework import viewing
from views.framework.database import db
from views.framework.identity import standing
from views.framework.screens import HouseForm, Screen, after
from views.framework.sessions import HouseSession
from views.framework.web import LANGUAGE_COOKIE, LANGUAGES

DEVICE_COOKIE = "device"
_A_YEAR = 365 * 24 * 3600
# What a session remembers between the password and its code, and for how long.
_HALF = "half"
# The ticket to a card that was shown and belongs to no account yet.
SHOWN_CARD = "shown_card"
_HALF_LIFE = timedelta(minutes=10)


class SignInForm(HouseForm):
    username = StringField(_l("Username"), validators=[InputRequired(_l("Fill in your username."))])
    password = PasswordField(_l("Password"), validators=[InputRequired(_l("Fill in your password."))])


class CodeForm(HouseForm):
    code = StringField(
        _l("Security code"),
        description=_l("Six digits, from the app on your phone; or one of your recovery codes."),
        validators=[InputRequired(_l("Fill in the code."))],
    )


class MailedCodeForm(HouseForm):
    """A code of six characters, from a mail."""

    code = StringField(
        _l("Code"),
        description=_l("Six letters and digits, from the mail. Capitals and blanks don't matter."),
        validators=[InputRequired(_l("Fill in the code from the mail."))],
        render_kw={"autocomplete": "one-time-code", "autocapitalize": "characters", "spellcheck": "false"},
    )


def visitor() -> Visitor:
    """The browser of this request, by the token it has, or the one it gets once it signed in."""
    device = request.cookies.get(DEVICE_COOKIE, "")[:64] or secrets.token_urlsafe(24)
    return Visitor((request.remote_addr or "")[:45], device)


class SignInScreen(Screen):
    """The door: user name and password, then a security code where one is set up. Other keys join here."""

    route_base = "/sign-in"
    default_view = "login"

    @expose("/", methods=["GET", "POST"])
    def login(self) -> Response:
        if standing() is not None:
            return make_response(redirect(safe(request.args.get("next"))))
        form = SignInForm()
        if form.validate_on_submit():
            who, database = visitor(), db()
            with transaction(database):
                came = sign_in(database, form.username.data, form.password.data, who, clock.now())
            if came.account is not None and (came.needs_code or came.returns):
                session[_HALF] = {
                    "account_id": int(came.account.id),
                    "version": int(came.account.session_version),
                    "until": (clock.now() + _HALF_LIFE).isoformat(),
                    "returns": came.returns,
                }
                if came.returns:
                    with transaction(database), within(database, Scope.office()):
                        ask_return(database, came.account, clock.now())
                onward = "SignInScreen.wake" if came.returns else "SignInScreen.code"
                return make_response(redirect(url_for(onward, next=request.args.get("next")), 303))
            if came.account is not None:
                return let_in(came.account, current_app.config["PASSWORD_LEVEL"], who.device, _onward())
            _refuse(form, came)
        return self.page(
            "accounts/sign_in.html",
            gettext("Sign in"),
            422 if form.is_submitted() else 200,
            form=form,
            reset_url=url_for("PasswordScreen.forgotten"),
            sign_up_url=url_for("SignUpScreen.index", next=request.args.get("next")),
            eid_url=url_for("EidScreen.index", next=request.args.get("next")),
            closes="closes" in request.args,
            gates=tuple(current_app.extensions["gates"]),
            onward=request.args.get("next"),
        )

    @expose("/code", methods=["GET", "POST"])
    def code(self) -> Response:
        """The second step, for who gave the right password in this very browser a moment ago."""
        half = _half(returns=False)
        if half is None:
            return make_response(redirect(url_for("SignInScreen.login", next=request.args.get("next"))))
        form = CodeForm()
        if form.validate_on_submit():
            who, database = visitor(), db()
            with transaction(database):
                came = sign_in_with_code(
                    database, half["account_id"], half["version"], form.code.data, who, clock.now()
                )
            if came.account is not None:
                level = current_app.config["PASSWORD_LEVEL"]
                return let_in(came.account, "code" if level == "basic" else level, who.device, _onward())
            _refuse(form, came)
        return self.page(
            "accounts/sign_in_code.html",
            gettext("Your security code"),
            422 if form.is_submitted() else 200,
            form=form,
        )

    @expose("/wake", methods=["GET", "POST"])
    def wake(self) -> Response:
        """An account at rest comes back with the code that was mailed to its address."""
        half = _half(returns=True)
        if half is None:
            return make_response(redirect(url_for("SignInScreen.login", next=request.args.get("next"))))
        form = MailedCodeForm()
        if form.validate_on_submit():
            database = db()
            with transaction(database), within(database, Scope.office()):
                no = return_to(database, half["account_id"], half["version"], form.code.data, clock.now())
            if no is None:
                session.pop(_HALF)
                return after(
                    url_for("SignInScreen.login", next=request.args.get("next")),
                    gettext("Your account is active again. Sign in."),
                )
            form.refuse(no)
        return self.page(
            "accounts/wake.html",
            gettext("Wake your account"),
            422 if form.is_submitted() else 200,
            form=form,
        )

    @expose("/out", methods=["POST"])
    def logout(self) -> Response:
        viewing.stop()  # it is oneself who leaves, not whom one looked along with
        closes = sign_out()
        return make_response(redirect(url_for("SignInScreen.login", closes=1 if closes else None), code=303))

    @expose("/stay", methods=["POST"])
    def keep_alive(self) -> Response:
        """Still here: the request itself moved the idle time-out."""
        session.modified = True
        return make_response("", 204 if standing() is not None else 401)


def _half(*, returns: bool) -> dict[str, Any] | None:
    """What the password opened halfway in this browser, less than ten minutes ago."""
    half: dict[str, Any] | None = session.get(_HALF)
    if half is not None and datetime.fromisoformat(half["until"]) <= clock.now():
        session.pop(_HALF)
        return None
    return half if half is not None and half["returns"] is returns else None


def _refuse(form: HouseForm, came: SignIn) -> None:
    if came.refusal is not None:
        form.refuse(came.refusal)


def _onward() -> str | None:
    return request.args.get("next")


def let_in(account: Account, level: str, device: str, onward: str | None, *, way: str = "") -> Response:
    """Begins the session of whoever showed his keys, and goes where he wanted to be.

    A card he showed before, which belonged to no account, goes along only to the page that links it: nobody else
    who signs in at the same browser gets to see it.
    """
    target = safe(onward)
    begin_session(account, level, carry=(SHOWN_CARD,) if target == url_for("EidScreen.link") else ())
    if way:
        session["way"] = way
    answer = make_response(redirect(target, code=303))
    _remember(answer, DEVICE_COOKIE, device)
    return answer


def sign_out() -> bool:
    """Ends this browser's session and what tools got in it; whether the browser has to be closed too, since it
    would show its certificate again without asking."""
    assert isinstance(session, HouseSession)  # noqa: S101 - the only session interface there is
    found = standing()
    if found is not None:
        database, now = db(), clock.now()
        with transaction(database):
            subject = events.Subject("account", found.identity.account_id)
            events.record(database, events.Tag.SESSION_ENDED, subject, found.identity, now)
            end_session(database, session.reference, now)
    closes: bool = session.get("way") == Way.CERTIFICATE
    session.end()
    return closes


def begin_session(account: Account, level: str, carry: tuple[str, ...] = ()) -> None:
    """A session with a new token, recorded; the one this browser had before is gone."""
    assert isinstance(session, HouseSession)  # noqa: S101 - the only session interface there is
    session.begin(int(account.id), level, carry=carry)
    database = db()
    with transaction(database):
        subject = events.Subject("account", int(account.id))
        who = Identity(int(account.id), None, frozenset(), session_reference=session.reference)
        events.record(database, events.Tag.SESSION_STARTED, subject, who, clock.now())


class LanguageScreen(Screen):
    """The reader's language, kept in a cookie before signing in and on the account after."""

    route_base = "/language"

    @expose("/<locale>")
    def index(self, locale: str) -> Response:
        answer = make_response(redirect(safe(request.args.get("next"))))
        if locale not in LANGUAGES:
            return answer
        found = standing()
        if found is not None:
            database = db()
            with transaction(database):
                speak(database, found.identity.account_id, locale)
        _remember(answer, LANGUAGE_COOKIE, locale)
        return answer


def safe(target: str | None) -> str:
    """A path inside this site; anything else is the home page."""
    plain = "".join(letter for letter in target or "" if letter >= " ")
    if not plain.startswith("/") or plain.startswith("//") or "\\" in plain:
        return url_for("HomeScreen.index")
    return plain


def _remember(answer: Response, name: str, value: str) -> None:
    secure = bool(current_app.config["SESSION_COOKIE_SECURE"])
    answer.set_cookie(name, value, max_age=_A_YEAR, httponly=True, samesite="Lax", secure=secure)
