"""Tools in the context one acts in: which are open, and why not; a manager registers them and sets access."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from flask import Response, request, url_for
from flask_appbuilder import expose, has_access
from flask_babel import gettext
from flask_babel import lazy_gettext as _l
from sqlalchemy import select
from sqlalchemy.orm import joinedload

from app import clock
from app.errors import Missing
from app.organisations.members import member_record
from app.policy import Permission, may, require
from app.rights import tool_access
from app.rights.access_facts import Answer, Asked, decided
from app.rights.built_in import AML
from app.rights.entering import own_uses
from app.rights.tool_access import ToRegister
from app.transaction import Scope, transaction, within
from models.organisations import Member
from models.rights import Requirement, Tool, ToolRegistration, ToolRole
from views.base import DayField
from views.framework.database import db
from views.framework.identity import identity
from views.framework.screens import HouseForm, Screen, VersionField, after, attempt
from views.labels import instant, label_of, language
from views.rights.cells import cell_shown, changed
from views.rights.offers import asked_text, of_use
from views.rights.why_access import Line, lines_of, missing_text

MOST_MEMBERS = 200


@dataclass(frozen=True)
class Shown:
    """One tool on the page: its roles with whether each is open, and what a manager may do with it."""

    tool: Tool
    name: str
    described: str
    roles: list[tuple[ToolRole, Answer]]
    registered: bool
    missing: list[str]

    @property
    def open(self) -> bool:
        return any(answer.decision.allowed for _, answer in self.roles)

    @property
    def in_use(self) -> bool:
        return self.open or self.registered

    @property
    def by_manager(self) -> bool:
        return self.tool.opened_by == "manager"


class EndToolForm(HouseForm):
    version = VersionField()


class OurToolScreen(Screen):
    """Everybody sees his own; only managers register and set."""

    route_base = "/our-tools"

    @expose("/", methods=["GET"])
    @has_access
    def index(self) -> Response:
        """Every tool, its state in this context, and for one that isn't open which condition fails first."""
        who, today, database = identity(), clock.today(), db()
        roles = _roles()
        manages = may(who, Permission.TOOL_REGISTER)
        with within(database, Scope.office()):
            uses = own_uses(database, who)
            asked = Asked(organisation_id=who.organisation_id, only=True, oneself=True)
            told = {one.role_id: one for one in decided(database, [who.account_id], asked, today, who.key_level)}
            missing: dict[int, ToRegister] = {}
            if manages and who.organisation_id is not None:
                opened = sorted({role.tool_id for role in roles if role.tool.opened_by == "manager"})
                missing = tool_access.missing_to_register(
                    database, who.organisation_id, who.account_id, opened, today
                )
        shown = []
        for tool in {role.tool_id: role.tool for role in roles}.values():
            answers = [(role, told[role.id]) for role in roles if role.tool_id == tool.id and role.id in told]
            shown.append(
                Shown(
                    tool,
                    tool.named(language()),
                    tool.described(language()),
                    answers,
                    any(answer.facts.registered for _, answer in answers),
                    missing_text(missing[tool.id]) if tool.id in missing else [],
                )
            )
        title = (
            gettext("Tools of %(name)s", name=who.organisation_name)
            if who.organisation_id is not None
            else gettext("Tools as yourself")
        )
        return self.page(
            "rights/our_tools.html",
            title,
            tools=sorted(shown, key=lambda one: (not one.open, not one.registered, one.name)),
            manages=manages,
            form=EndToolForm(),
            first_reason=_first_reason,
            used={one.tool_id: instant(one.used_at) for one in uses},
            starred={one.tool_id for one in uses if one.starred},
            language=language(),
        )

    @expose("/why/<int:role_id>", methods=["GET"])
    @has_access
    def why(self, role_id: int) -> Response:
        """Each condition with its evidence: for oneself, or for a member of the organisation one manages."""
        who, database = identity(), db()
        role = next((one for one in _roles() if one.id == role_id), None)
        if role is None:
            raise Missing("tool_role", role_id)
        member = self._member(request.args.get("member", ""))
        form = DayForm(request.args, meta={"csrf": False})
        asked_for: date | None = form.on.data
        on = asked_for if asked_for is not None and form.validate() else clock.today()
        own, today = member is None, clock.today()
        account_id = who.account_id if member is None else member.account_id
        level = who.key_level if own and on == today else None
        with within(database, Scope.office()):
            alone = who.organisation_id is None
            asked = Asked(organisation_id=who.organisation_id, only=True, oneself=alone, role_id=role_id)
            (answer,) = decided(database, [account_id], asked, on, level)
            lines: list[Line] = lines_of(database, answer, role.tool, on)
        return self.page(
            "rights/why_access.html",
            gettext("Why %(tool)s is open or not", tool=role.tool.named(language())),
            role=role.named(language()),
            allowed=answer.decision.allowed,
            lines=lines,
            name=who.name if member is None else member.name,
            organisation=who.organisation_name,
            form=form,
            member=member,
            today=on == today,
            on=on,
        )

    @expose("/register/<int:tool_id>", methods=["POST"])
    @has_access
    def register(self, tool_id: int) -> Response:
        """Registers a tool for the organisation; what is missing is said instead."""
        form, database, who = HouseForm(), db(), identity()
        require(who, Permission.TOOL_REGISTER)
        form.validate_on_submit()
        with transaction(database):
            made = attempt(form, lambda: tool_access.register_tool(database, who, tool_id, clock.now()))
        if made is None:
            return after(url_for("OurToolScreen.index"), " ".join(map(str, form.form_errors)), "error")
        return after(
            url_for("OurToolScreen.access", tool_id=tool_id),
            gettext("Registered. Now say who uses it, in which role."),
        )

    @expose("/give-up/<int:tool_id>", methods=["GET", "POST"])
    @has_access
    def give_up(self, tool_id: int) -> Response:
        """The organisation no longer uses a tool; asks first."""
        who, database = identity(), db()
        require(who, Permission.TOOL_REGISTER)
        tool, registration = self._registered(tool_id, [one for one in _roles() if one.tool_id == tool_id])
        form = EndToolForm(version=str(registration.version))
        if form.validate_on_submit():
            with transaction(database):
                attempt(
                    form,
                    lambda: tool_access.end_registration(database, who, tool_id, form.version.number, clock.now()),
                )
            if not form.form_errors:
                said = gettext("%(tool)s is closed for your organisation.", tool=tool.named(language()))
                return after(url_for("OurToolScreen.index"), said)
        return self.page(
            "rights/give_up_tool.html",
            gettext("No longer use %(tool)s", tool=tool.named(language())),
            422 if form.is_submitted() else 200,
            form=form,
        )

    @expose("/access/<int:tool_id>", methods=["GET", "POST"])
    @has_access
    def access(self, tool_id: int) -> Response:
        """Every member in every role of a tool, set in one screen."""
        who, database = identity(), db()
        require(who, Permission.TOOL_REGISTER)
        in_use = tool_access.roles_in_use(database, who.organisation_id or 0)
        roles = [one for one in in_use if one.tool_id == tool_id]
        if not roles:
            raise Missing("tool", tool_id)
        tool = roles[0].tool
        people = tool_access.confirmed_members(database, who.organisation_id or 0, MOST_MEMBERS)
        form = HouseForm()
        typed = dict(request.form.items())
        if form.validate_on_submit():
            wanted, was = changed(people, roles, typed)
            with transaction(database):
                count = attempt(form, lambda: tool_access.set_access(database, who, wanted, clock.now(), was) + 1)
            if count is not None:
                said = gettext("Saved. What is blocked no longer opens from the next click on.")
                return after(url_for("OurToolScreen.access", tool_id=tool_id), said)
        with within(database, Scope.office()):
            cells = tool_access.cells_of(database, who.organisation_id or 0, people, tool_id, clock.today())
        seen = {(cell.member.id, cell.answer.role_id): cell.answer for cell in cells}
        needed = list(database.scalars(select(Requirement).where(Requirement.tool_id == tool_id)))
        return self.page(
            "rights/tool_access.html",
            gettext("Who uses %(tool)s", tool=tool.named(language())),
            422 if form.is_submitted() else 200,
            form=form,
            roles=[(role, role.named(language())) for role in roles],
            asked=[
                (role.named(language()), [asked_text(one) for one in needed if of_use(one, role.id)])
                for role in roles
            ],
            rows=[
                (one, [(role, cell_shown(one.id, role.id, seen[one.id, role.id], typed)) for role in roles])
                for one in people
            ],
            capped=len(people) == MOST_MEMBERS,
            officers=tool.code == AML,
        )

    def _registered(self, tool_id: int, roles: list[ToolRole]) -> tuple[Tool, ToolRegistration]:
        standing = tool_access.registered_tools(db(), identity().organisation_id or 0).get(tool_id)
        if not roles or standing is None:
            raise Missing("tool", tool_id)
        return roles[0].tool, standing

    def _member(self, typed: str) -> Member | None:
        if not typed:
            return None
        if not typed.isascii() or not typed.isdigit() or len(typed) > 18:
            raise Missing("member", typed)
        return member_record(db(), identity(), int(typed))


class DayForm(HouseForm):
    on = DayField(_l("On which day?"))


def _roles() -> list[ToolRole]:
    return list(
        db().scalars(select(ToolRole).options(joinedload(ToolRole.tool)).order_by(ToolRole.tool_id, ToolRole.id))
    )


def _first_reason(answer: Answer) -> str:
    reasons = answer.decision.reasons
    return label_of(reasons[0]) if reasons else ""
