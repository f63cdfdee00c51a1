"""The application owners of a tool, appointed and dismissed by the central team."""

from __future__ import annotations

from flask import Response, request, url_for
from flask_appbuilder import expose, has_access
from flask_babel import gettext
from flask_babel import lazy_gettext as _l
from wtforms.validators import InputRequired

from app import clock
from app.accounts.people import find_person
from app.errors import Missing, Refusal
from app.rights.owners import appoint_owner, dismiss_owner, owners_of
from app.transaction import transaction
from models.accounts import Person
from models.rights import Tool
from views.base import NumberField, shown_number
from views.framework.database import db
from views.framework.identity import identity
from views.framework.screens import HouseForm, Screen, after, attempt
from views.labels import language


class OwnerForm(HouseForm):
    number = NumberField(
        _l("National number"),
        description=_l("Of the person who will keep the kinds of right of this tool."),
        validators=[InputRequired(_l("Fill in the national number of the person."))],
        render_kw={"inputmode": "numeric", "autocomplete": "off"},
    )


class DismissForm(HouseForm):
    """Nothing but the decision."""


class OwnerScreen(Screen):
    """Who keeps the kinds of right of a tool."""

    route_base = "/tool-owners"

    @expose("/of/<int:tool_id>", methods=["GET", "POST"])
    @has_access
    def of(self, tool_id: int) -> Response:
        """The owners of a tool, and appointing one more by national number."""
        tool, form, database = self._tool(tool_id), OwnerForm(), db()
        if form.validate_on_submit():
            with transaction(database):
                name = attempt(form, lambda: self._appoint(form, tool))
            if name is not None:
                return after(
                    url_for("OwnerScreen.of", tool_id=tool.id),
                    gettext("%(name)s keeps the kinds of right of this tool now.", name=name),
                )
        owners = owners_of(database, tool.id)
        return self.page(
            "rights/owners.html",
            gettext("Application owners of %(tool)s", tool=tool.named(language())),
            422 if request.method == "POST" else 200,
            form=form,
            tool=tool,
            owners=[(one, shown_number(one)) for one in owners],
        )

    def _appoint(self, form: OwnerForm, tool: Tool) -> str:
        number, now = form.number.number, clock.now()
        assert number is not None  # noqa: S101 - the form validated
        found = find_person(db(), identity(), number, now)
        if found is None:
            raise Refusal("rights.owner.unknown", field="number", number=number.masked())
        appoint_owner(db(), identity(), tool.id, found.id, now)
        return found.name

    @expose("/dismiss/<int:tool_id>/<int:person_id>", methods=["GET", "POST"])
    @has_access
    def dismiss(self, tool_id: int, person_id: int) -> Response:
        """Asks first; then the tool is no longer his to keep."""
        tool, person, form, database = self._tool(tool_id), db().get(Person, person_id), DismissForm(), db()
        if person is None:
            raise Missing("person", person_id)
        if form.validate_on_submit():
            with transaction(database):
                dismiss_owner(database, identity(), tool.id, person.id, clock.now())
            return after(
                url_for("OwnerScreen.of", tool_id=tool.id),
                gettext("%(name)s no longer keeps this tool.", name=person.name),
            )
        return self.page(
            "rights/owner_dismiss.html",
            gettext("Dismiss this application owner"),
            form=form,
            tool=tool,
            tool_name=tool.named(language()),
            person=person,
        )

    def _tool(self, tool_id: int) -> Tool:
        found = db().get(Tool, tool_id)
        if found is None:
            raise Missing("tool", tool_id)
        return found
