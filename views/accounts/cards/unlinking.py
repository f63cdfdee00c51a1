"""The helpdesk takes an eID off an account: why, what it brings about, and that its holder is told."""

from __future__ import annotations

from flask import Response, url_for
from flask_appbuilder import expose, has_access
from flask_babel import gettext
from flask_babel import lazy_gettext as _l
from wtforms import StringField
from wtforms.validators import InputRequired, Length

from app import clock
from app.accounts.number_keys import LONGEST_REASON, unlink_card
from app.errors import Missing
from app.policy import Permission, require
from app.transaction import Scope, transaction, within
from models.accounts import AccountOverview
from views.base import text_of
from views.framework.database import db
from views.framework.identity import identity
from views.framework.screens import HouseForm, Screen, after, attempt


class UnlinkForm(HouseForm):
    reason = StringField(
        _l("Why is the eID unlinked?"),
        description=_l("The person reads this, and it is recorded: the case, or what he asked."),
        validators=[
            InputRequired(_l("Say why: the case, or what the person asked.")),
            Length(max=LONGEST_REASON, message=_l("At most 200 characters.")),
        ],
    )


class UnlinkScreen(Screen):
    """For the helpdesk; the card opens nothing any more until it is linked anew."""

    route_base = "/unlink"

    @expose("/<int:pk>", methods=["GET", "POST"])
    @has_access
    def index(self, pk: int) -> Response:
        require(identity(), Permission.KEY_UNLINK)
        form, database = UnlinkForm(), db()
        account = database.get(AccountOverview, pk)
        if account is None:
            raise Missing("account", pk)
        if form.validate_on_submit():
            with transaction(database), within(database, Scope.office()):
                done = attempt(
                    form, lambda: unlink_card(database, identity(), pk, text_of(form.reason), clock.now())
                )
            if done is not None:
                return after(
                    url_for("AccountScreen.show", pk=pk),
                    gettext("The eID is unlinked, and the person gets a mail about it."),
                )
        return self.page(
            "accounts/cards/unlink.html",
            gettext("Unlink the eID of this account?"),
            422 if form.is_submitted() else 200,
            form=form,
            account_id=pk,
            username=account.username,
            name=account.name,
        )
