"""Making an account: who one is, how one wants to sign in, and the code that comes by mail."""

from __future__ import annotations

from flask import Response, flash, make_response, redirect, request, session, url_for
from flask_appbuilder import expose
from flask_babel import gettext
from flask_babel import lazy_gettext as _l
from wtforms import BooleanField, StringField
from wtforms.validators import InputRequired

from app import clock
from app.accounts import sign_up
from app.accounts.sign_up import NewAccount
from app.errors import Missing
from app.transaction import Scope, transaction, within
from views.accounts.door import MailedCodeForm, safe
from views.accounts.password import NewPasswordForm
from views.base import text_of
from views.framework.database import db
from views.framework.identity import standing
from views.framework.screens import HouseForm, Screen, after, attempt
from views.labels import language

_ASKED = "sign_up"


class WhoForm(HouseForm):
    given_names = StringField(
        _l("First names"),
        description=_l("As on your identity card."),
        validators=[InputRequired(_l("Fill in your first names."))],
        render_kw={"autocomplete": "given-name"},
    )
    family_name = StringField(
        _l("Name"),
        description=_l("As on your identity card."),
        validators=[InputRequired(_l("Fill in your name."))],
        render_kw={"autocomplete": "family-name"},
    )
    email = StringField(
        _l("Personal e-mail"),
        description=_l("A private address: who changes jobs and loses his address at work, loses his account."),
        validators=[InputRequired(_l("Fill in an e-mail address."))],
        render_kw={"type": "email", "autocomplete": "email"},
    )


class HowForm(NewPasswordForm):
    username = StringField(
        _l("Username"),
        description=_l("Change it now if you like: afterwards it stays as it is. At least 6 letters or digits."),
        validators=[InputRequired(_l("Choose a username."))],
        render_kw={"autocomplete": "username", "autocapitalize": "none", "spellcheck": "false"},
    )
    terms = BooleanField(
        _l("I accept the terms of use"),
        validators=[InputRequired(_l("Without accepting the terms you can't have an account."))],
    )


class SignUpScreen(Screen):
    """Three pages: who, how, the code. What was filled in is kept in the session until then."""

    route_base = "/sign-up"

    @expose("/", methods=["GET", "POST"])
    def index(self) -> Response:
        if standing() is not None:
            return make_response(redirect(url_for("HomeScreen.index")))
        form = WhoForm(data=session.get(_ASKED, {}))
        if form.validate_on_submit():
            names = (text_of(form.given_names), text_of(form.family_name))
            email = attempt(form, lambda: sign_up.ask_names(*names, text_of(form.email)))
            if email is not None:
                onward = safe(request.args.get("next")) if request.args.get("next") else ""
                session[_ASKED] = {
                    "given_names": names[0],
                    "family_name": names[1],
                    "email": text_of(form.email),
                    "next": onward[:500],
                }
                return make_response(redirect(url_for("SignUpScreen.how"), code=303))
        return self.page(
            "accounts/sign_up.html",
            gettext("Create an account"),
            422 if form.is_submitted() else 200,
            form=form,
            sign_in_url=url_for("SignInScreen.login"),
            reset_url=url_for("PasswordScreen.forgotten"),
        )

    @expose("/how", methods=["GET", "POST"])
    def how(self) -> Response:
        asked = session.get(_ASKED)
        if asked is None or standing() is not None:
            return make_response(redirect(url_for("SignUpScreen.index")))
        form, database = HowForm(), db()
        if form.validate_on_submit():
            new = NewAccount(
                given_names=asked["given_names"],
                family_name=asked["family_name"],
                email=asked["email"],
                username=text_of(form.username),
                password=form.password.data,
                language=language(),
                terms_accepted=bool(form.terms.data),
            )
            with transaction(database):
                reference = attempt(
                    form,
                    lambda: sign_up.ask_account(database, new, (request.remote_addr or "")[:45], clock.now()),
                )
            if reference is not None:
                session.pop(_ASKED)
                return make_response(
                    redirect(
                        url_for("SignUpScreen.code", reference=reference, next=asked.get("next") or None), code=303
                    )
                )
        elif not form.is_submitted():
            form.username.data = sign_up.free_username(
                database, asked["given_names"], asked["family_name"], clock.now()
            )
        return self.page(
            "accounts/sign_up_how.html",
            gettext("How do you want to sign in?"),
            422 if form.is_submitted() else 200,
            form=form,
            asked=asked,
        )

    @expose("/code/<reference>", methods=["GET", "POST"])
    def code(self, reference: str) -> Response:
        database, form = db(), MailedCodeForm()
        try:
            if form.validate_on_submit():
                with transaction(database):
                    came = sign_up.activate(database, reference, text_of(form.code), clock.now())
                if came.account is not None:
                    return after(
                        url_for("SignInScreen.login", next=request.args.get("next")),
                        gettext("Your account is active. Sign in with your username and password."),
                    )
                if came.refusal is not None:
                    form.refuse(came.refusal)
            with within(database, Scope.office()):
                email = sign_up.waiting(database, reference, clock.now()).email
        except Missing:
            return self._over()
        return self.page(
            "accounts/activate.html",
            gettext("Fill in the code"),
            422 if form.is_submitted() else 200,
            form=form,
            email=email,
            again_url=url_for("SignUpScreen.again", reference=reference, next=request.args.get("next")),
        )

    @expose("/again/<reference>", methods=["POST"])
    def again(self, reference: str) -> Response:
        database = db()
        try:
            with transaction(database):
                sign_up.send_again(database, reference, clock.now())
        except Missing:
            return self._over()
        return after(
            url_for("SignUpScreen.code", reference=reference, next=request.args.get("next")),
            gettext("Another code is on its way; the one before no longer counts. You get at most five an hour."),
            "info",
        )

    def _over(self) -> Response:
        """Activated already, or a day old: which of the two isn't told to whoever has the address of a page."""
        flash(
            gettext(
                "Nobody waits for a code here any more. Is your account active? Then sign in. Was the code older"
                " than a day? Then create your account again."
            ),
            "info",
        )
        return make_response(redirect(url_for("SignInScreen.login"), code=303))

    @expose("/terms")
    def terms(self) -> Response:
        return self.page("accounts/terms.html", gettext("Terms of use"), version=sign_up.TERMS)
