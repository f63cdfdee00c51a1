"""Who administers this organisation? Names only, for anybody who signed in."""

from __future__ import annotations

from flask import Response, request
from flask_appbuilder import expose, has_access
from flask_babel import gettext

from app import clock
from app.errors import Missing
from app.rights.administrators import administrators_of, organisation_found, organisations_found
from models.values import SearchText
from views.framework.database import db
from views.framework.screens import Screen
from views.labels import day, label_of


class AdministratorScreen(Screen):
    """Looks an organisation up by name or number, then says who administers it today."""

    route_base = "/administrators"

    @expose("/", methods=["GET"])
    @has_access
    def index(self) -> Response:
        asked = request.args.get("organisation", "")[:200].strip()
        found = organisations_found(db(), SearchText.read(asked)) if asked else []
        return self.page(
            "rights/administrators.html",
            gettext("Who administers an organisation?"),
            asked=asked,
            found=[(one, label_of(one.government_kind or one.kind)) for one in found],
        )

    @expose("/of/<int:organisation_id>", methods=["GET"])
    @has_access
    def of(self, organisation_id: int) -> Response:
        """The local administrators of today, by name."""
        organisation = organisation_found(db(), organisation_id)
        if organisation is None:
            raise Missing("organisation", organisation_id)
        people = administrators_of(db(), organisation_id, clock.today())
        gone_into = organisation.merged_into_id
        return self.page(
            "rights/administrators_of.html",
            gettext("Who administers %(name)s?", name=organisation.name),
            organisation=organisation,
            merged_on=day(organisation.merged_on) if organisation.merged_on else "",
            into=organisation_found(db(), gone_into) if gone_into is not None else None,
            people=[(one.name, label_of(one.capacity)) for one in people],
        )
