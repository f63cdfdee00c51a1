"""Letting somebody in, with what he may use; and all that one member may use, on one page."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from flask import Response, request, url_for
from flask_appbuilder import expose, has_access
from flask_babel import gettext

from app import clock
from app.errors import Missing
from app.organisations.branches import open_branches
from app.organisations.members import Decision, member_record
from app.policy import Permission, require
from app.rights import letting_in, tool_access
from app.transaction import Scope, transaction, within
from models.organisations import Member
from models.rights import ToolRole
from models.values import MembershipState
from views.framework.database import db
from views.framework.identity import identity
from views.framework.screens import HouseForm, Screen, after, attempt
from views.labels import language
from views.organisations.forms import DecideForm, InviteForm
from views.rights.cells import CellShown, cell_shown, changed


@dataclass(frozen=True)
class RoleRow:
    """One role of a registered tool, for one member."""

    tool: str
    role: str
    cell: CellShown
    why_url: str | None = None
    meant: bool = False


class LetInScreen(Screen):
    """For managers alone."""

    route_base = "/members"

    @expose("/decide/<int:pk>", methods=["GET", "POST"])
    @has_access
    def decide(self, pk: int) -> Response:
        """Lets somebody in who asked, as a manager or not, with what he may use; or refuses."""
        member, who, database = self._managed(pk), identity(), db()
        roles, typed = _roles(member.organisation_id), dict(request.form.items())
        form = DecideForm(version=str(member.version))
        if form.validate_on_submit():
            accepts, opened_on = form.decision.data == "accept", form.version.number
            decision = Decision(accepts, bool(form.is_manager.data), (form.reason.data or "").strip())
            wanted = {role_id: state for (_, role_id), state in changed([member], roles, typed)[0].items()}
            with transaction(database):
                done = attempt(
                    form,
                    lambda: letting_in.let_in(database, who, pk, opened_on, decision, wanted, clock.now()),
                )
            if done is not None:
                said = (
                    gettext("%(name)s is a member from now on.", name=member.name)
                    if accepts
                    else gettext("%(name)s was refused, and got a mail.", name=member.name)
                )
                return after(url_for("MemberScreen.show", pk=pk), said)
            member = self._managed(pk)  # what was undone has to be read again
        return self.page(
            "rights/let_in.html",
            gettext("Does %(name)s work here?", name=member.name),
            422 if form.is_submitted() else 200,
            form=form,
            member=member,
            rows=_rows(member, roles, typed) if member.state == MembershipState.AWAITING_CONFIRMATION else [],
            back_url=url_for("MemberScreen.show", pk=pk),
        )

    @expose("/invite", methods=["GET", "POST"])
    @has_access
    def invite(self) -> Response:
        """Invites somebody by e-mail address, with what he is to use."""
        who, database = identity(), db()
        require(who, Permission.MEMBER_CHANGE)
        organisation_id = who.organisation_id or 0
        roles = _roles(organisation_id)
        form = InviteForm()
        form.offer(open_branches(database, organisation_id))
        ticked = {role.id for role in roles if f"role-{role.id}" in request.form}
        if form.validate_on_submit():
            with transaction(database):
                made = attempt(
                    form,
                    lambda: letting_in.invite(
                        database, who, form.work, bool(form.is_manager.data), ticked, clock.now()
                    ),
                )
            if made is not None:
                said = gettext("The invitation goes to %(email)s, and counts for 14 days.", email=made.email)
                return after(url_for("InvitationScreen.list"), said)
        return self.page(
            "rights/invite.html",
            gettext("Invite somebody"),
            422 if form.is_submitted() else 200,
            form=form,
            roles=[(role.id, role.tool.named(language()), role.named(language())) for role in roles],
            ticked=ticked,
        )

    @expose("/access/<int:pk>", methods=["GET", "POST"])
    @has_access
    def access(self, pk: int) -> Response:
        """Every role of every registered tool, for one member."""
        member, who, database = self._managed(pk), identity(), db()
        require(who, Permission.TOOL_REGISTER)
        if member.state != MembershipState.CONFIRMED:
            raise Missing("member", pk)
        roles, form, typed = _roles(member.organisation_id), HouseForm(), dict(request.form.items())
        if form.validate_on_submit():
            wanted, was = changed([member], roles, typed)
            with transaction(database):
                count = attempt(form, lambda: tool_access.set_access(database, who, wanted, clock.now(), was) + 1)
            if count is not None:
                said = gettext("Saved. What is blocked no longer opens from the next click on.")
                return after(url_for("LetInScreen.access", pk=pk), said)
        return self.page(
            "rights/member_access.html",
            gettext("What %(name)s may use", name=member.name),
            422 if form.is_submitted() else 200,
            form=form,
            member=member,
            rows=_rows(member, roles, typed, why=True),
            back_url=url_for("MemberScreen.show", pk=pk),
        )

    def _managed(self, pk: int) -> Member:
        member = member_record(db(), identity(), pk)
        require(identity(), Permission.MEMBER_CHANGE, member)
        return member


def _roles(organisation_id: int) -> list[ToolRole]:
    """The roles of the registered tools, by tool and role."""
    found = tool_access.roles_in_use(db(), organisation_id)
    return sorted(found, key=lambda one: (one.tool.named(language()), one.tool_id, one.id))


def _rows(member: Member, roles: list[ToolRole], typed: Mapping[str, str], *, why: bool = False) -> list[RoleRow]:
    if not roles:
        return []
    database, organisation_id = db(), member.organisation_id
    meant = letting_in.invited_roles(database, member.id) if why else set()
    with within(database, Scope.office()):
        cells = tool_access.cells_of(database, organisation_id, [member], None, clock.today())
    seen = {cell.answer.role_id: cell.answer for cell in cells}
    return [
        RoleRow(
            role.tool.named(language()),
            role.named(language()),
            cell_shown(member.id, role.id, seen[role.id], typed),
            url_for("OurToolScreen.why", role_id=role.id, member=member.id) if why else None,
            role.id in meant,
        )
        for role in roles
        if role.id in seen
    ]
