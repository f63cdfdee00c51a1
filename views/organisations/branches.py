"""Branches of the organisation one manages: where it works, who is there."""

from __future__ import annotations

from typing import Any

from flask import Response, request, url_for
from flask_appbuilder import expose, has_access
from flask_babel import gettext
from flask_babel import lazy_gettext as _l
from sqlalchemy import ColumnElement, func
from sqlalchemy.orm import joinedload

from app import clock
from app.errors import Missing
from app.organisations import branches
from app.organisations.members import with_names
from app.policy import Identity, Permission, may, require
from app.transaction import transaction
from models.organisations import Branch
from models.values import EstablishmentNumber
from views.framework.database import db
from views.framework.filters import Filter, like_pattern
from views.framework.history import Told
from views.framework.identity import identity
from views.framework.register import Column, Fact, Interface, Register
from views.framework.screens import HouseForm, VersionField, after, attempt
from views.labels import day, language
from views.organisations.forms import BranchForm


def _number(item: Branch) -> str:
    return str(EstablishmentNumber(item.unit_number)) if item.unit_number is not None else ""


class CloseBranchForm(HouseForm):
    version = VersionField()


class BranchScreen(Register):
    """For managers; the helpdesk reads along."""

    route_base = "/branches"
    datamodel = Interface(Branch)
    page_title = _l("Branches")
    one_line = _l("Where your organisation works. Members can be put in a branch, and a tool closed for one.")
    one_line_staff = _l("Where organisations work.")
    options = (joinedload(Branch.organisation),)
    orders = {"name": Branch.name}
    first_order = "name"
    columns = (
        Column("name", _l("Name"), lambda item: item.name, "name"),
        Column("number", _l("Establishment unit"), _number),
        Column("street", _l("Street and number"), lambda item: item.street, shown=False),
        Column("place", _l("Place"), lambda item: f"{item.postal_code} {item.place}".strip()),
        Column("organisation", _l("Organisation"), lambda item: item.organisation.name, shown=False),
        Column(
            "state",
            _l("State"),
            lambda item: _state(item)[1],
            tone=lambda item: _state(item)[0],
        ),
    )
    filters = (
        Filter(
            "name", _l("Name"), "text", lambda text: func.lower(Branch.name).like(func.lower(like_pattern(text)))
        ),
    )
    empty_text = _l("No branch yet. As long as there is none, everybody works for the whole organisation.")
    record_template = "organisations/branch.html"

    def rows(self, who: Identity) -> ColumnElement[bool]:
        return branches.visible_to(who)

    def primary(self) -> tuple[str, str] | None:
        if may(identity(), Permission.ORGANISATION_CHANGE):
            return gettext("Add a branch"), url_for("BranchScreen.new")
        return None

    def describe(self, item: Any) -> dict[str, Any]:
        tone, word = _state(item)
        return {
            "facts": [
                Fact(gettext("Organisation"), item.organisation.name),
                Fact(gettext("Establishment unit"), _number(item)),
                Fact(gettext("Address"), f"{item.street}, {item.postal_code} {item.place}".strip(", ")),
                Fact(gettext("Here since"), day(item.opened_on)),
                Fact(gettext("Closed on"), day(item.closed_on)),
            ],
            "state": tone,
            "state_word": word,
            "members": branches.members_in(db(), item, *with_names()),
            "keeps": item.closed_on is None and may(identity(), Permission.ORGANISATION_CHANGE, item),
        }

    def told_in(self, item: Any) -> Told | None:
        return Told("branch", item.id, item.organisation_id, asks=Permission.MEMBER_SEE)

    @expose("/new", methods=["GET", "POST"])
    @has_access
    def new(self) -> Response:
        """Adds a branch: one that the business register knows, filled in, or another."""
        who = identity()
        require(who, Permission.ORGANISATION_CHANGE)
        offered = branches.units_to_add(db(), who.organisation_id or 0, language())
        chosen = next((one for one in offered if one.number.digits == request.args.get("unit", "")), None)
        form = BranchForm()
        if chosen is not None and not form.is_submitted():
            form.fill(chosen, who.organisation_name)
        details = form.read() if form.validate_on_submit() else None
        if details is not None:
            with transaction(db()):
                made = attempt(form, lambda: branches.open_branch(db(), who, details, clock.now()))
            if made is not None:
                said = gettext("%(name)s was added. Put members in it on their own pages.", name=made.name)
                return after(url_for("BranchScreen.show", pk=made.id), said)
        return self.page(
            "organisations/branch_new.html",
            gettext("Add a branch"),
            422 if form.is_submitted() else 200,
            form=form,
            offered=offered,
            chosen=chosen,
        )

    @expose("/change/<int:pk>", methods=["GET", "POST"])
    @has_access
    def change(self, pk: int) -> Response:
        branch, who = self._kept(pk), identity()
        form = BranchForm(obj=branch)
        if not form.is_submitted():
            form.unit_number.data = _number(branch)
        details = form.read() if form.validate_on_submit() else None
        if details is not None:
            opened_on = form.version.number
            with transaction(db()):
                changed = attempt(
                    form, lambda: branches.change_branch(db(), who, pk, opened_on, details, clock.now())
                )
            if changed is not None:
                return after(url_for("BranchScreen.show", pk=pk), gettext("Saved."))
        return self._page(
            "organisations/branch_change.html", gettext("Change %(name)s", name=branch.name), form, pk
        )

    @expose("/close/<int:pk>", methods=["GET", "POST"])
    @has_access
    def close(self, pk: int) -> Response:
        """Closes a branch; who is in it is told first."""
        branch, who = self._kept(pk), identity()
        form = CloseBranchForm(version=str(branch.version))
        if form.validate_on_submit():
            opened_on = form.version.number
            with transaction(db()):
                closed = attempt(form, lambda: branches.close_branch(db(), who, pk, opened_on, clock.now()))
            if closed is not None:
                return after(url_for("BranchScreen.list"), gettext("%(name)s is closed.", name=branch.name))
        members = branches.members_in(db(), branch, *with_names())
        title = gettext("Close %(name)s", name=branch.name)
        return self._page("organisations/branch_close.html", title, form, pk, members=members)

    def _kept(self, pk: int) -> Branch:
        branch: Branch = self.record(str(pk))
        require(identity(), Permission.ORGANISATION_CHANGE, branch)
        if branch.closed_on is not None:
            raise Missing("branch", pk)
        return branch

    def _page(self, template: str, title: str, form: HouseForm, pk: int, **shown: Any) -> Response:
        status = 422 if form.is_submitted() else 200
        return self.page(template, title, status, form=form, back_url=url_for("BranchScreen.show", pk=pk), **shown)


def _state(item: Branch) -> tuple[str, str]:
    return ("good", str(gettext("In use"))) if item.closed_on is None else ("off", str(gettext("Branch closed")))
