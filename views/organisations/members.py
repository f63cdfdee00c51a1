"""Members of the organisation one manages: who waits, who belongs, who manages; and inviting somebody."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from flask import Response, request, url_for
from flask_appbuilder import expose, has_access
from flask_babel import gettext
from flask_babel import lazy_gettext as _l
from sqlalchemy import ColumnElement, func
from sqlalchemy.orm import joinedload

from app import clock
from app.accounts.queries import keys_of
from app.organisations import inviting, members
from app.organisations.branches import open_branches
from app.organisations.members import member_record, visible_to, with_names
from app.policy import Identity, Permission, may, require
from app.transaction import Scope, transaction, within
from models.organisations import Invitation, Member
from models.values import MembershipState
from views.framework.database import db
from views.framework.filters import Filter, like_pattern, words_of
from views.framework.history import Told
from views.framework.identity import identity
from views.framework.register import Column, Fact, Interface, Register
from views.framework.screens import HouseForm, after, attempt
from views.labels import day, instant, label_of
from views.organisations.forms import EndForm, ManagerForm, WorkForm
from views.organisations.mine import MEMBER_TONES, ending_with


def _manages(item: Member) -> str:
    return f"★ {gettext('Manager')}" if item.is_manager and item.state == MembershipState.CONFIRMED else ""


def _linked(item: Member) -> bool:
    with within(db(), Scope.office()):
        return bool(item.account_id) and keys_of(db(), item.account_id).card is not None


class MemberScreen(Register):
    """For managers; the helpdesk reads along."""

    route_base = "/members"
    datamodel = Interface(Member)
    page_title = _l("Members")
    one_line = _l("Who works for your organisation, who asks to, and who manages it.")
    one_line_staff = _l("Who joined which organisation with his account.")
    options = (*with_names(), joinedload(Member.organisation), joinedload(Member.branch))
    orders = {"name": Member.sort_name}
    first_order = "name"
    columns = (
        Column("name", _l("Name"), lambda item: item.name, "name"),
        Column("function", _l("Function"), lambda item: item.function),
        Column(
            "branch", _l("Branch"), lambda item: item.branch.name if item.branch is not None else "", shown=False
        ),
        Column("manager", _l("Manages"), _manages),
        Column("since", _l("Since"), lambda item: item.first_day),
        Column("email", _l("Work e-mail"), lambda item: item.email, shown=False),
        Column("phone", _l("Work telephone"), lambda item: item.phone, shown=False),
        Column("organisation", _l("Organisation"), lambda item: item.organisation.name, shown=False),
        Column(
            "state",
            _l("State"),
            lambda item: label_of(item.state),
            tone=lambda item: MEMBER_TONES[MembershipState(item.state)],
        ),
    )
    filters = (
        Filter(
            "name",
            _l("Name"),
            "text",
            lambda text: Member.sort_name.like(func.house_sort_name(like_pattern(text))),
        ),
        Filter("state", _l("State"), "choices", Member.state.in_, words_of(MembershipState)),
    )
    empty_text = _l("Nobody here yet. Invite your colleagues, or have them ask to join.")
    record_template = "organisations/member.html"

    def rows(self, who: Identity) -> ColumnElement[bool]:
        return visible_to(who)

    def primary(self) -> tuple[str, str] | None:
        if may(identity(), Permission.MEMBER_CHANGE):
            return gettext("Invite somebody"), url_for("LetInScreen.invite")
        return None

    def title_of(self, item: Any) -> str:
        return item.name or str(gettext("A member"))

    def describe(self, item: Any) -> dict[str, Any]:
        state = MembershipState(item.state)
        changes = may(identity(), Permission.MEMBER_CHANGE, item)
        return {
            "facts": [
                Fact(gettext("Organisation"), item.organisation.name),
                Fact(gettext("Function"), item.function),
                Fact(gettext("Work e-mail"), item.email),
                Fact(gettext("Work telephone"), item.phone),
                Fact(gettext("Branch"), item.branch.name if item.branch is not None else ""),
                Fact(gettext("Manages"), _manages(item)),
                Fact(
                    gettext("Asked on") if state is MembershipState.AWAITING_CONFIRMATION else gettext("Since"),
                    day(item.first_day),
                ),
                Fact(gettext("Ended on"), day(item.ended_on)),
                Fact(gettext("eID"), gettext("linked") if _linked(item) else gettext("not linked yet")),
            ],
            "state": MEMBER_TONES[state],
            "state_word": label_of(state),
            "waits": changes and state is MembershipState.AWAITING_CONFIRMATION,
            "counts": changes and state is MembershipState.CONFIRMED,
        }

    def told_in(self, item: Any) -> Told | None:
        return Told("member", item.id, item.organisation_id, asks=Permission.MEMBER_SEE)

    @expose("/change/<int:pk>", methods=["GET", "POST"])
    @has_access
    def change(self, pk: int) -> Response:
        member = self._managed(pk)
        form = WorkForm(obj=member)
        form.offer(open_branches(db(), member.organisation_id), member.branch)
        if form.validate_on_submit():
            done = self._done(
                form,
                lambda: members.change_member(db(), identity(), pk, form.version.number, form.work, clock.now()),
            )
            if done is not None:
                return after(url_for("MemberScreen.show", pk=pk), gettext("Saved."))
        return self._page("organisations/work.html", gettext("%(name)s at work", name=member.name), form, member)

    @expose("/manager/<int:pk>", methods=["GET", "POST"])
    @has_access
    def manager(self, pk: int) -> Response:
        """Makes a member manager, or takes it from him; asks first."""
        member = self._managed(pk)
        wanted = not member.is_manager
        form = ManagerForm(version=str(member.version))
        if form.validate_on_submit():
            done = self._done(
                form,
                lambda: members.set_manager(db(), identity(), pk, form.version.number, wanted, clock.now()),
            )
            if done is not None:
                said = (
                    gettext("%(name)s manages the organisation from now on.", name=member.name)
                    if wanted
                    else gettext("%(name)s no longer manages the organisation.", name=member.name)
                )
                here = may(identity(), Permission.MEMBER_SEE) and (
                    wanted or member.account_id != identity().account_id
                )
                back = url_for("MemberScreen.show", pk=pk) if here else url_for("MyOrganisationScreen.index")
                return after(back, said)
        title = gettext("Make manager") if wanted else gettext("No longer manager")
        return self._page("organisations/manager.html", title, form, member)

    @expose("/end/<int:pk>", methods=["GET", "POST"])
    @has_access
    def end(self, pk: int) -> Response:
        """Ends a membership; what goes with it is told first."""
        member = self._managed(pk)
        form = EndForm(version=str(member.version))
        if form.validate_on_submit():
            reason = (form.reason.data or "").strip()
            done = self._done(
                form,
                lambda: members.end_member(db(), identity(), pk, form.version.number, reason, clock.now()),
            )
            if done is not None:
                own = member.account_id == identity().account_id
                back = url_for("MyOrganisationScreen.index") if own else url_for("MemberScreen.show", pk=pk)
                return after(back, gettext("Ended. %(name)s is no longer a member.", name=member.name))
        title = gettext("End the membership of %(name)s", name=member.name)
        return self._page("organisations/end.html", title, form, member, ends=ending_with(member.id))

    def _managed(self, pk: int) -> Member:
        member = member_record(db(), identity(), pk)
        require(identity(), Permission.MEMBER_CHANGE, member)
        return member

    def _done(self, form: HouseForm, act: Callable[[], Any]) -> Any:
        with transaction(db()):
            return attempt(form, act)

    def _page(self, template: str, title: str, form: HouseForm, member: Member, **shown: Any) -> Response:
        status = 422 if request.method == "POST" else 200
        back_url = url_for("MemberScreen.show", pk=member.id)
        return self.page(template, title, status, form=form, member=member, back_url=back_url, **shown)


class InvitationScreen(Register):
    """Invitations of the organisation one manages."""

    route_base = "/invitations"
    datamodel = Interface(Invitation)
    page_title = _l("Invitations")
    one_line = _l("Whom you invited. Each counts for 14 days.")
    one_line_staff = _l("Who was invited by which organisation.")
    orders = {"made": Invitation.made_at}
    first_order = "made"
    first_descending = True
    columns = (
        Column("email", _l("E-mail"), lambda item: item.email),
        Column("function", _l("Function"), lambda item: item.function),
        Column("made", _l("Made"), lambda item: item.made_at, "made"),
        Column("until", _l("Counts until"), lambda item: item.ends_at),
        Column("state", _l("State"), lambda item: _invited(item)[1], tone=lambda item: _invited(item)[0]),
    )
    empty_text = _l("Nobody was invited yet.")
    record_template = "organisations/invitation.html"

    def rows(self, who: Identity) -> ColumnElement[bool]:
        return inviting.visible_to(who)

    def primary(self) -> tuple[str, str] | None:
        if may(identity(), Permission.MEMBER_CHANGE):
            return gettext("Invite somebody"), url_for("LetInScreen.invite")
        return None

    def describe(self, item: Any) -> dict[str, Any]:
        tone, word = _invited(item)
        return {
            "facts": [
                Fact(gettext("E-mail"), item.email),
                Fact(gettext("Function"), item.function),
                Fact(gettext("Manages"), gettext("Manager") if item.is_manager else ""),
                Fact(gettext("Made"), instant(item.made_at)),
                Fact(gettext("Counts until"), instant(item.ends_at)),
                Fact(gettext("Accepted"), instant(item.accepted_at)),
            ],
            "state": tone,
            "state_word": word,
            "can_withdraw": tone == "wait" and may(identity(), Permission.MEMBER_CHANGE, item),
            "form": ManagerForm(version=str(item.version)),
        }

    def told_in(self, item: Any) -> Told | None:
        return Told("invitation", item.id, item.organisation_id, asks=Permission.MEMBER_SEE)

    @expose("/withdraw/<int:pk>", methods=["POST"])
    @has_access
    def withdraw(self, pk: int) -> Response:
        form = ManagerForm()
        form.validate_on_submit()
        with transaction(db()):
            gone = attempt(
                form,
                lambda: inviting.withdraw_invitation(db(), identity(), pk, form.version.number, clock.now()),
            )
        if gone is None:
            words = form.form_errors[0] if form.form_errors else gettext("Somebody changed it meanwhile.")
            return after(url_for("InvitationScreen.list"), words, "error")
        return after(url_for("InvitationScreen.list"), gettext("The invitation no longer counts."))


def _invited(item: Invitation) -> tuple[str, str]:
    if item.accepted_at is not None:
        return "good", str(gettext("Accepted"))
    if item.withdrawn_at is not None:
        return "off", str(gettext("Taken back"))
    if item.ends_at <= clock.now():
        return "off", str(gettext("Over"))
    return "wait", str(gettext("Waits"))
