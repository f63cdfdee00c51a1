"""Which of the organisation's tools are open in a branch."""

from __future__ import annotations

from flask import Response, request, url_for
from flask_appbuilder import expose, has_access
from flask_babel import gettext
from sqlalchemy import select

from app import clock
from app.errors import Missing
from app.organisations.branches import visible_to
from app.policy import Permission, require
from app.rights.branch_tools import closed_tools, set_branch_tools
from app.rights.tool_access import registered_tools
from app.transaction import transaction
from models.columns import among
from models.organisations import Branch
from models.rights import Tool
from views.framework.database import db
from views.framework.identity import identity
from views.framework.screens import HouseForm, Screen, after, attempt
from views.labels import language


class BranchToolScreen(Screen):
    """For managers alone."""

    route_base = "/branches/tools"

    @expose("/<int:pk>", methods=["GET", "POST"])
    @has_access
    def index(self, pk: int) -> Response:
        """What is open there, and what isn't."""
        who, database = identity(), db()
        require(who, Permission.TOOL_REGISTER)
        branch = database.scalars(select(Branch).where(Branch.id == pk, visible_to(who))).one_or_none()
        if branch is None or branch.closed_on is not None:
            raise Missing("branch", pk)
        registered = registered_tools(database, branch.organisation_id)
        tools = list(database.scalars(select(Tool).where(among(Tool.id, registered))))
        form = HouseForm()
        if form.validate_on_submit():
            closed = {tool.id for tool in tools if f"open-{tool.id}" not in request.form}
            was = {tool.id for tool in tools if f"was-{tool.id}" in request.form}
            with transaction(database):
                count = attempt(form, lambda: set_branch_tools(database, who, pk, closed, was, clock.now()) + 1)
            if count is not None:
                said = gettext("Saved. What is closed no longer opens from the next click on.")
                return after(url_for("BranchScreen.show", pk=pk), said)
        standing = set(closed_tools(database, pk))
        shown = {tool.id for tool in tools if f"open-{tool.id}" in request.form} if form.is_submitted() else None
        return self.page(
            "rights/branch_tools.html",
            gettext("Tools in %(name)s", name=branch.name),
            422 if form.is_submitted() else 200,
            form=form,
            tools=sorted(
                (
                    (tool.named(language()), tool.id, tool.id in standing, tool.id not in standing)
                    if shown is None
                    else (tool.named(language()), tool.id, tool.id in standing, tool.id in shown)
                )
                for tool in tools
            ),
            back_url=url_for("BranchScreen.show", pk=pk),
        )
