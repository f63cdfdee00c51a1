"""A new version of a contact, and giving one up: each asks first, and says what that means."""

from __future__ import annotations

from typing import Any

from flask import Response, request, url_for
from flask_appbuilder import expose, has_access
from flask_babel import gettext

from app import clock
from app.aml.assessing import details_of
from app.aml.pages import pages_of
from app.aml.queries import contact_version
from app.aml.versions import begin_version, drop_version, in_force_beside, versions_of
from app.transaction import transaction
from models.aml import Contact
from views.aml.access import AmlScreen
from views.aml.shelf import shelf
from views.aml.wizard.screen import ContactFileScreen
from views.framework.database import db
from views.framework.identity import identity
from views.framework.screens import HouseForm, VersionField, after, attempt


class VersionForm(HouseForm):
    version = VersionField()


class ContactVersionScreen(AmlScreen):
    """For whoever works in the tool."""

    route_base = "/contact-versions"

    @expose("/begin/<int:pk>", methods=["GET", "POST"])
    @has_access
    def begin(self, pk: int) -> Response:
        """A copy of what counts, to change; what counts stays so meanwhile."""
        contact = contact_version(db(), identity(), pk)
        form = VersionForm(version=str(contact.version))
        if form.validate_on_submit():
            database, held = db(), shelf()
            with transaction(database):
                made = attempt(form, lambda: begin_version(database, identity(), held, pk, clock.now()))
            if made is not None:
                first = pages_of(details_of(made))[0]
                return after(f"{ContactFileScreen.route_base}/{first}/{made.id}", _begun(made))
            database.expire_all()
            contact = contact_version(database, identity(), pk)
        open_one = next(
            (one for one in versions_of(db(), identity(), contact.root_id) if one.state == "draft"), None
        )
        return self._asked(
            form,
            contact,
            gettext("Make a new version of %(name)s", name=contact.name),
            gettext("Go on with it") if open_one else gettext("Make a new version"),
            [gettext("Version %(number)s is open already: you go on with that one.", number=open_one.number)]
            if open_one
            else [
                gettext("The new version begins as a copy: all that is known, the answers, the evidence and what"
                        " was decided of possible matches."),
                gettext("Until the new version is decided, the one of now stays in force and can be read."),
            ],
            "primary",
        )  # fmt: skip

    @expose("/drop/<int:pk>", methods=["GET", "POST"])
    @has_access
    def drop(self, pk: int) -> Response:
        """A version that nobody decided is given up."""
        contact = contact_version(db(), identity(), pk)
        form = VersionForm(data={"version": str(contact.version)})
        if form.validate_on_submit():
            database, version = db(), form.version.number
            with transaction(database):
                done = attempt(form, lambda: drop_version(database, identity(), pk, version, clock.now()))
            if done is not None:
                return self._gone(done)
            database.expire_all()
            contact = contact_version(database, identity(), pk)
            form.version.data = str(contact.version)
        before = in_force_beside(db(), contact)
        stays = (
            gettext("Version %(number)s stays in force as it is.", number=before.number)
            if before
            else gettext("Nobody finds %(name)s in the list of contacts any more.", name=contact.name)
        )
        return self._asked(
            form,
            contact,
            gettext("Give up version %(number)s of %(name)s", number=contact.number, name=contact.name),
            gettext("Give this version up"),
            [
                stays,
                gettext("Its possible matches wait for nobody any more."),
                gettext("It can't be taken back. What was filled in is kept as the law asks."),
            ],
            "danger",
        )

    def _gone(self, contact: Contact) -> Response:
        """To what counts, or to the list where nothing does."""
        left = in_force_beside(db(), contact)
        said = gettext("Version %(number)s is given up.", number=contact.number)
        url = url_for("ContactScreen.show", pk=left.id) if left is not None else url_for("ContactScreen.list")
        return after(url, said)

    def _asked(
        self, form: VersionForm, contact: Contact, title: str, verb: str, effects: list[Any], tone: str
    ) -> Response:
        return self.page(
            "aml/version.html",
            title,
            422 if request.method == "POST" else 200,
            form=form,
            contact=contact,
            verb=verb,
            effects=effects,
            tone=tone,
            back_url=url_for("ContactScreen.show", pk=contact.id),
        )


def _begun(made: Contact) -> str:
    if made.number == 1:
        return str(gettext("This version is still open: go on with it."))
    return str(gettext("Version %(number)s is open. What it says counts once it is decided.", number=made.number))
