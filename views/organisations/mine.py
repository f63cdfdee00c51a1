"""One's own organisations: where one belongs, asked to or did; what is known of each, and leaving it."""

from __future__ import annotations

from typing import Any

from flask import Response, current_app, request, url_for
from flask_appbuilder import expose, has_access
from flask_babel import gettext

from app import clock
from app.errors import Missing
from app.organisations import joining, members
from app.organisations.branches import open_branches
from app.organisations.changing import change_organisation
from app.organisations.own import is_mine, own_memberships
from app.panels import Item, Panels
from app.policy import Permission, may
from app.transaction import Scope, transaction, within
from models.organisations import Member, Organisation
from models.values import EnterpriseNumber, MembershipState
from views.framework.database import db
from views.framework.identity import identity
from views.framework.register import Fact, Tab
from views.framework.screens import HouseForm, Screen, VersionField, after, attempt
from views.labels import LANGUAGES, day, label_of
from views.organisations.forms import EndForm, OrganisationForm, WorkForm

MEMBER_TONES = {
    MembershipState.AWAITING_CONFIRMATION: "wait",
    MembershipState.CONFIRMED: "good",
    MembershipState.ENDED: "off",
    MembershipState.REFUSED: "bad",
}


def _pages(organisation_id: int, waiting: int) -> list[Tab]:
    """The pages of an organisation, for who manages it."""
    return [
        Tab(
            gettext("Details"), url_for("MyOrganisationScreen.show", organisation_id=organisation_id), current=True
        ),
        Tab(gettext("Members"), url_for("MemberScreen.list"), count=waiting or None),
        Tab(gettext("Branches"), url_for("BranchScreen.list")),
        Tab(gettext("Invitations"), url_for("InvitationScreen.list")),
        Tab(gettext("Tools"), url_for("OurToolScreen.index")),
    ]


def ending_with(membership_id: int) -> list[Item]:
    """What every domain says ends with a membership."""
    panels: Panels = current_app.extensions["panels"]
    return [item for one in panels.partings for item in one.read(db(), identity(), membership_id)]


class WithdrawForm(HouseForm):
    version = VersionField()


class MyOrganisationScreen(Screen):
    """Nobody opens another's here."""

    route_base = "/my-organisations"

    @expose("/", methods=["GET"])
    @has_access
    def index(self) -> Response:
        who = identity()
        with within(db(), Scope.office()):
            found = own_memberships(db(), who.account_id)
        shown = [(one, MEMBER_TONES[MembershipState(one.state)], label_of(one.state)) for one in found]
        return self.page(
            "organisations/mine.html",
            gettext("My organisations"),
            current=[line for line in shown if line[0].state in ("confirmed", "awaiting_confirmation")],
            past=[line for line in shown if line[0].state in ("refused", "ended")],
            acting_for=who.organisation_id,
            day=day,
            form=WithdrawForm(),
        )

    @expose("/show/<int:organisation_id>", methods=["GET"])
    @has_access
    def show(self, organisation_id: int) -> Response:
        """What is known of it, and who manages it."""
        who, database = identity(), db()
        with within(database, Scope.office()):
            member = is_mine(database, who.account_id, organisation_id)
            organisation = database.get_one(Organisation, organisation_id)
            managers = members.managers_of(database, organisation_id)
            waiting = members.waiting_count(database, organisation_id) if member.is_manager else 0
        manages = may(who, Permission.ORGANISATION_CHANGE) and who.organisation_id == organisation_id
        return self.page(
            "organisations/details.html",
            organisation.name,
            organisation=organisation,
            member=member,
            manages=manages,
            acts=who.organisation_id == organisation_id,
            waiting=waiting,
            pages=_pages(organisation_id, waiting) if manages else [],
            managers=[one.name for one in managers],
            facts=[
                Fact(gettext("Kind"), label_of(organisation.kind)),
                Fact(gettext("Enterprise number"), str(EnterpriseNumber(organisation.enterprise_number))),
                Fact(
                    gettext("Address"),
                    f"{organisation.street}, {organisation.postal_code} {organisation.place}".strip(", "),
                ),
                Fact(gettext("Contact e-mail"), organisation.email),
                Fact(gettext("Telephone"), organisation.phone),
                Fact(gettext("Language of its mails"), LANGUAGES[organisation.language]),
            ],
            own=[
                Fact(gettext("Function"), member.function),
                Fact(gettext("Work e-mail"), member.email),
                Fact(gettext("Work telephone"), member.phone),
                *([Fact(gettext("Branch"), member.branch.name)] if member.branch is not None else []),
                Fact(gettext("Member since"), day(member.first_day)),
                *(
                    [Fact(gettext("Manages by a mandate of syndic until"), day(member.manages_until))]
                    if member.is_manager and member.manages_until is not None
                    else []
                ),
            ],
        )

    @expose("/change/<int:organisation_id>", methods=["GET", "POST"])
    @has_access
    def change(self, organisation_id: int) -> Response:
        """What its managers keep of it."""
        who, database = identity(), db()
        with within(database, Scope.office()):
            is_mine(database, who.account_id, organisation_id)
            organisation = database.get_one(Organisation, organisation_id)
        form = OrganisationForm(obj=organisation)
        if form.validate_on_submit():
            opened_on = form.version.number
            with transaction(database), within(database, Scope.office()):
                changed = attempt(
                    form,
                    lambda: change_organisation(
                        database, who, organisation_id, opened_on, form.details, clock.now()
                    ),
                )
            if changed is not None:
                return after(
                    url_for("MyOrganisationScreen.show", organisation_id=organisation_id), gettext("Saved.")
                )
        return self.page(
            "organisations/change.html",
            gettext("Change %(name)s", name=organisation.name),
            422 if form.is_submitted() else 200,
            form=form,
            organisation=organisation,
            number=str(EnterpriseNumber(organisation.enterprise_number)),
        )

    @expose("/work/<int:pk>", methods=["GET", "POST"])
    @has_access
    def work(self, pk: int) -> Response:
        """How one is known and reached there."""
        member = self._own(pk)
        form, who, database = WorkForm(obj=member), identity(), db()
        with within(database, Scope.office()):
            form.offer(open_branches(database, member.organisation_id), member.branch)
        if form.validate_on_submit():
            opened_on = form.version.number
            with transaction(database), within(database, Scope.office()):
                changed = attempt(
                    form,
                    lambda: members.change_member(database, who, pk, opened_on, form.work, clock.now()),
                )
            if changed is not None:
                return after(self._url(member), gettext("Saved."))
        return self._page("organisations/work.html", gettext("My details at work"), form, member)

    @expose("/leave/<int:pk>", methods=["GET", "POST"])
    @has_access
    def leave(self, pk: int) -> Response:
        """Ends one's own membership; what goes with it is told first."""
        member = self._own(pk)
        name = member.organisation.name
        form, who, database = EndForm(version=str(member.version)), identity(), db()
        if form.validate_on_submit():
            opened_on, reason = form.version.number, (form.reason.data or "").strip()
            with transaction(database), within(database, Scope.office()):
                ended = attempt(
                    form,
                    lambda: members.end_member(database, who, pk, opened_on, reason, clock.now()),
                )
            if ended is not None:
                said = gettext("You are no longer a member of %(name)s.", name=name)
                return after(url_for("MyOrganisationScreen.index"), said)
        with within(database, Scope.office()):
            ends = ending_with(pk)
        title = gettext("Leave %(name)s", name=name)
        return self._page("organisations/leave.html", title, form, member, ends=ends)

    @expose("/withdraw/<int:pk>", methods=["POST"])
    @has_access
    def withdraw(self, pk: int) -> Response:
        """Takes back what one asked."""
        form, who, database = WithdrawForm(), identity(), db()
        form.validate_on_submit()
        with transaction(database), within(database, Scope.office()):
            gone = attempt(
                form, lambda: joining.withdraw_request(database, who, pk, form.version.number, clock.now())
            )
        if gone is None:
            words = form.form_errors[0] if form.form_errors else gettext("Somebody decided meanwhile.")
            return after(url_for("MyOrganisationScreen.index"), words, "error")
        return after(url_for("MyOrganisationScreen.index"), gettext("You took your request back."))

    def _own(self, pk: int) -> Member:
        """A membership of one's own that counts. Raises Missing otherwise."""
        with within(db(), Scope.office()):
            found = next((one for one in own_memberships(db(), identity().account_id) if one.id == pk), None)
        if found is None or found.state != MembershipState.CONFIRMED:
            raise Missing("member", pk)
        return found

    def _url(self, member: Member) -> str:
        return url_for("MyOrganisationScreen.show", organisation_id=member.organisation_id)

    def _page(self, template: str, title: str, form: Any, member: Member, **shown: Any) -> Response:
        status, back_url = 422 if request.method == "POST" else 200, self._url(member)
        return self.page(template, title, status, form=form, member=member, back_url=back_url, **shown)
