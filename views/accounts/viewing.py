"""Looking along with the holder of an account: why, and stopping."""

from __future__ import annotations

from flask import Response, make_response, redirect, url_for
from flask_appbuilder import expose, has_access
from flask_babel import gettext
from flask_babel import lazy_gettext as _l
from wtforms import StringField
from wtforms.validators import InputRequired, Length

from app import clock
from app.accounts.viewing import view_as
from app.policy import Permission, require
from app.transaction import Scope, transaction, within
from views.base import text_of
from views.framework import viewing
from views.framework.database import db
from views.framework.identity import identity
from views.framework.screens import HouseForm, Screen, after, attempt


class ReasonForm(HouseForm):
    reason = StringField(
        _l("Why do you look along?"),
        description=_l("The person reads this, and it is recorded: the case, or what he asked."),
        validators=[
            InputRequired(_l("Say why: the case, or what the person asked.")),
            Length(max=200, message=_l("At most 200 characters.")),
        ],
    )


class ViewAsScreen(Screen):
    """For the helpdesk; what is seen is what the person sees, and nothing can be done there."""

    route_base = "/view-as"

    @expose("/<int:pk>", methods=["GET", "POST"])
    @has_access
    def index(self, pk: int) -> Response:
        require(identity(), Permission.ACCOUNT_VIEW)
        form, database = ReasonForm(), db()
        if form.validate_on_submit():
            with transaction(database), within(database, Scope.office()):
                begun = attempt(form, lambda: view_as(database, identity(), pk, text_of(form.reason), clock.now()))
            if begun is not None:
                viewing.begin(begun)
                return make_response(redirect(url_for("HomeScreen.index"), code=303))
        return self.page(
            "accounts/view_as.html",
            gettext("Look along with this person"),
            422 if form.is_submitted() else 200,
            form=form,
            account_id=pk,
        )

    @expose("/stop", methods=["GET", "POST"])
    def stop(self) -> Response:
        """Back to one's own pages; by a link too, for it changes nothing but what one looks at."""
        was = viewing.viewed()
        viewing.stop()
        if was is None:
            return make_response(redirect(url_for("HomeScreen.index"), code=303))
        return after(url_for("AccountScreen.show", pk=was.account_id), gettext("These are your own pages again."))
