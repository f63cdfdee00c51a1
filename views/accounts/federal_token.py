"""The federal token: the central team issues one, to be printed; its holder gives the code that is asked."""

from __future__ import annotations

from flask import Response, current_app, make_response, redirect, request, session, url_for
from flask_appbuilder import expose, has_access
from flask_babel import gettext
from flask_babel import lazy_gettext as _l
from wtforms import StringField
from wtforms.validators import InputRequired

from app import clock
from app.accounts import federal_token
from app.accounts.rules import Way
from app.accounts.signing_in import confirm_token
from app.errors import Missing
from app.policy import Permission, require
from app.transaction import Scope, transaction, within
from models.accounts import AccountOverview
from views.accounts.door import safe, visitor
from views.base import text_of
from views.framework.database import db
from views.framework.identity import identity
from views.framework.screens import HouseForm, Screen, after, attempt
from views.framework.sessions import HouseSession


def offered() -> bool:
    """Whether this installation knows the token at all: a legacy, off by default."""
    return bool(current_app.config["FEDERAL_TOKEN"])


class TokenForm(HouseForm):
    code = StringField(
        _l("Code"),
        description=_l("Six letters, from the paper with your grid. Capitals don't matter."),
        validators=[InputRequired(_l("Fill in the code from your grid."))],
        render_kw={"autocomplete": "off", "autocapitalize": "characters", "spellcheck": "false"},
    )


class IssueForm(HouseForm):
    """Buttons only."""


class TokenScreen(Screen):
    """After the password, for who has a grid."""

    route_base = "/token"

    @expose("/", methods=["GET", "POST"])
    @has_access
    def index(self) -> Response:
        who, database, form = identity(), db(), TokenForm()
        onward = safe(request.args.get("next"))
        if not offered():
            raise Missing("page", "token")
        if form.validate_on_submit():
            with transaction(database):
                came = confirm_token(database, who.account_id, text_of(form.code), visitor(), clock.now())
            if came.account is not None:
                assert isinstance(session, HouseSession)  # noqa: S101 - the only session interface there is
                session.strengthen("high", str(Way.TOKEN))
                return make_response(redirect(onward, code=303))
            if came.refusal is not None:
                form.refuse(came.refusal)
            form.code.data = ""
        with within(database, Scope.office()):
            found = federal_token.standing(database, who.account_id)
            place = federal_token.name_of(found.asked) if found is not None else ""
        if not place:
            told = gettext("No federal token counts for your account. The central team issues a new one.")
            return after(url_for("StrongerScreen.index", next=onward), told, "info")
        return self.page(
            "accounts/token.html",
            gettext("Your federal token"),
            422 if form.is_submitted() else 200,
            form=form,
            place=place,
        )


class IssueTokenScreen(Screen):
    """For the central team; what is issued stands on the screen once, to be printed and handed over."""

    route_base = "/federal-token"

    @expose("/<int:pk>", methods=["GET", "POST"])
    @has_access
    def index(self, pk: int) -> Response:
        require(identity(), Permission.TOKEN_ISSUE)
        form, database = IssueForm(), db()
        account = database.get(AccountOverview, pk)
        if account is None or not offered():
            raise Missing("account", pk)
        if form.validate_on_submit():
            with transaction(database), within(database, Scope.office()):
                grid = attempt(form, lambda: federal_token.issue(database, identity(), pk, clock.now()))
            if grid is not None:
                return self.page(
                    "accounts/token_grid.html",
                    gettext("Federal token of %(name)s", name=account.name),
                    grid=[grid[at : at + len(federal_token.COLUMNS)] for at in range(0, len(grid), 4)],
                    columns=federal_token.COLUMNS,
                    username=account.username,
                    back_url=url_for("AccountScreen.show", pk=pk),
                )
        with within(database, Scope.office()):
            stands = federal_token.standing(database, pk) is not None
        return self.page(
            "accounts/issue_token.html",
            gettext("Issue a federal token to %(name)s?", name=account.name or account.username),
            422 if form.is_submitted() else 200,
            form=form,
            stands=stands,
            account_id=pk,
        )

    @expose("/back/<int:pk>", methods=["POST"])
    @has_access
    def take_back(self, pk: int) -> Response:
        require(identity(), Permission.TOKEN_ISSUE)
        database = db()
        with transaction(database), within(database, Scope.office()):
            federal_token.take_back(database, identity(), pk, clock.now())
        return after(
            url_for("AccountScreen.show", pk=pk), gettext("No federal token counts for this account any more.")
        )
