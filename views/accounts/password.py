"""Passwords: a new one for who forgot his or never had one, by a link; another one for who is signed in."""

from __future__ import annotations

from flask import Response, session, url_for
from flask_appbuilder import expose, has_access
from flask_babel import gettext
from flask_babel import lazy_gettext as _l
from wtforms import PasswordField, StringField
from wtforms.validators import EqualTo, InputRequired, Length

from app import clock
from app.accounts.resetting import ask_reset
from app.accounts.services import link_is_open, set_password, set_password_by_link
from app.transaction import Scope, enter, transaction, within
from models.accounts import Account
from views.accounts.confirming import ConfirmedForm, is_confirmed
from views.accounts.door import begin_session, visitor
from views.base import text_of
from views.framework.database import db
from views.framework.identity import identity
from views.framework.screens import HouseForm, Screen, after, attempt
from views.framework.sessions import HouseSession

_NEW = {"autocomplete": "new-password"}
_HINT = _l("At least 8 characters; a sentence of four words is easy to remember and hard to guess.")


class ForgottenForm(HouseForm):
    email = StringField(
        _l("E-mail"),
        description=_l("The address of your account."),
        validators=[
            InputRequired(_l("Fill in the address of your account.")),
            Length(max=320, message=_l("At most 320 characters.")),
        ],
        render_kw={"type": "email", "autocomplete": "email"},
    )


class NewPasswordForm(HouseForm):
    password = PasswordField(
        _l("New password"),
        description=_HINT,
        validators=[InputRequired(_l("Choose a password."))],
        render_kw=_NEW,
    )
    again = PasswordField(
        _l("The same once more"),
        validators=[
            InputRequired(_l("Type the password a second time.")),
            EqualTo("password", _l("The two passwords aren't the same. Type both again.")),
        ],
        render_kw=_NEW,
    )


class ChangePasswordForm(NewPasswordForm, ConfirmedForm):
    """Both at once."""


class PasswordScreen(Screen):
    """For who forgot it, for who follows a link, for who wants another one."""

    route_base = "/password"
    default_view = "forgotten"

    @expose("/forgotten", methods=["GET", "POST"])
    def forgotten(self) -> Response:
        form = ForgottenForm()
        if form.validate_on_submit():
            database = db()

            def act() -> bool:
                ask_reset(database, text_of(form.email), visitor(), clock.now())
                return True

            with transaction(database):
                asked = attempt(form, act)
            if asked:
                return after(
                    url_for("SignInScreen.login"),
                    gettext(
                        "If an account has this address, a mail with a link is on its way to it. Nothing after a"
                        " few minutes? Look among the unwanted mail, or ask the helpdesk."
                    ),
                    "info",
                )
        return self.page(
            "accounts/forgotten.html",
            gettext("Forgot your password?"),
            422 if form.is_submitted() else 200,
            form=form,
        )

    @expose("/new/<token>", methods=["GET", "POST"])
    def new(self, token: str) -> Response:
        """Behind a link that works once: the first password of an account, or another one."""
        form, database = NewPasswordForm(), db()
        if form.validate_on_submit():
            with transaction(database):
                enter(database, Scope.office())
                account = attempt(
                    form, lambda: set_password_by_link(database, token, form.password.data, clock.now())
                )
            if account is not None:
                return after(url_for("SignInScreen.login"), gettext("Your password is set. Sign in with it now."))
        with within(database, Scope.office()):
            is_open = link_is_open(database, token, clock.now())
        return self.page(
            "accounts/new_password.html",
            gettext("Choose your password"),
            422 if form.is_submitted() else 200,
            form=form,
            is_open=is_open,
        )

    @expose("/change", methods=["GET", "POST"])
    @has_access
    def change(self) -> Response:
        """Another password for who is signed in and knows the one he has; other sessions of his end."""
        form, who = ChangePasswordForm(), identity()
        if form.validate_on_submit() and is_confirmed(form):
            database = db()
            with transaction(database), within(database, Scope.office()):
                account = database.get_one(Account, who.account_id, with_for_update=True)
                changed = attempt(
                    form, lambda: set_password(database, account, form.password.data, who, clock.now())
                )
            if changed is not None:
                assert isinstance(session, HouseSession)  # noqa: S101 - the only session interface there is
                begin_session(changed, session.key_level)
                return after(
                    url_for("KeyScreen.index"),
                    gettext("Your password is changed. Wherever else you were signed in, you no longer are."),
                )
        return self.page(
            "accounts/change_password.html",
            gettext("Change your password"),
            422 if form.is_submitted() else 200,
            form=form,
        )
