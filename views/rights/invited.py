"""The link of an invitation: whoever opens it sees who invites, signs in, and is a member at once."""

from __future__ import annotations

from flask import Response, session, url_for
from flask_appbuilder import expose
from flask_babel import gettext

from app import clock
from app.organisations import inviting
from app.rights.letting_in import accept_invitation
from app.transaction import Scope, transaction, within
from views.framework.database import db
from views.framework.identity import standing
from views.framework.screens import HouseForm, Screen, after, attempt
from views.labels import day


class InvitedScreen(Screen):
    """Open without signing in: the token says which invitation, and nothing else is told."""

    route_base = "/invitation"

    @expose("/<token>", methods=["GET", "POST"])
    def index(self, token: str) -> Response:
        found, form, database = standing(), HouseForm(), db()
        with within(database, Scope.office()):
            opened = inviting.invitation_of(database, token, clock.now())
        if opened is None:
            return self.page("rights/invited.html", gettext("This invitation no longer counts"), 404, opened=None)
        invitation, organisation = opened
        if found is not None and form.validate_on_submit():
            who = found.identity
            with transaction(database), within(database, Scope.office()):
                member = attempt(form, lambda: accept_invitation(database, who, token, clock.now()))
            if member is not None:
                session["organisation_id"] = organisation.id
                said = gettext("You are a member of %(name)s.", name=organisation.name)
                return after(url_for("MyOrganisationScreen.show", organisation_id=organisation.id), said)
        return self.page(
            "rights/invited.html",
            gettext("%(name)s invites you", name=organisation.name),
            422 if form.errors else 200,
            opened=invitation,
            organisation=organisation,
            form=form,
            signed_in=found is not None,
            name=found.identity.name if found is not None else "",
            until=day(clock.day_of(invitation.ends_at)),
            here=url_for("InvitedScreen.index", token=token),
        )
