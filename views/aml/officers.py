"""The AML officers of the office: who they are, who stands in for whom and when; becoming one, and stopping."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from flask import Response, url_for
from flask_appbuilder import expose, has_access
from flask_babel import gettext
from flask_babel import lazy_gettext as _l

from app import clock
from app.aml import deputies, officer_lists, officering
from app.aml.officer_lists import Officer
from app.organisations.members import with_names_of
from app.policy import Identity, Permission, Role, may
from app.rights.built_in import OFFICER
from app.transaction import transaction
from models.aml import Deputy
from views.aml.access import AmlScreen
from views.aml.officer_forms import DeclareForm, DeputyForm
from views.framework.database import db
from views.framework.filters import Filter
from views.framework.identity import identity, standing
from views.framework.register import Column, Fact, Interface, Register
from views.framework.screens import HouseForm, after, attempt
from views.labels import day, instant
from views.labels.aml_officers import DEPUTY_TIMES, deputy_state, deputy_tone

AXIS_DAYS = 92
"""What the bars of an officer show at least: the next three months."""


class OfficeScreen(AmlScreen):
    """Pages about who is what in the tool: open to its users, and to who manages the office without using it."""

    def kept_out(self) -> Response | None:
        found = standing()
        if found is not None and Role.MANAGER in found.identity.roles:
            return None
        return super().kept_out()


class AmlOfficerScreen(OfficeScreen):
    """Everybody who uses the tool reads it; an officer and a manager act."""

    route_base = "/aml-officers"

    @expose("/", methods=["GET"])
    @has_access
    def index(self) -> Response:
        who, today = identity(), clock.today()
        found = officer_lists.office_officers(db(), who.organisation_id or 0, today)
        return self.page(
            "aml/officers.html",
            gettext("AML officers"),
            officers=[_shown(one, who, today) for one in found],
            asked=[
                (one.member.name, instant(one.asked_at), url_for("EnrolmentScreen.show", pk=one.id))
                for one in officer_lists.asked_of(db(), who)
            ],
            is_one=any(one.member.account_id == who.account_id for one in found),
        )

    @expose("/become", methods=["GET", "POST"])
    @has_access
    def become(self) -> Response:
        """What he declares of himself; a manager is officer at once."""
        who, form, database = identity(), DeclareForm(), db()
        at_once = may(who, Permission.OFFICER_NAME)
        if form.validate_on_submit():
            with transaction(database):
                made = attempt(form, lambda: officering.become_officer(database, who, form.declared, clock.now()))
            if made is not None:
                return after(url_for("AmlOfficerScreen.index"), _became(at_once))
        return self.page(
            "aml/become_officer.html",
            gettext("Become AML officer"),
            422 if form.is_submitted() else 200,
            form=form,
            at_once=at_once,
            is_one=officer_lists.is_officer(database, who, clock.today()),
            asks_license=officering.asks_license(database, officering.roles_of_tool(database)[OFFICER]),
            back_url=url_for("AmlOfficerScreen.index"),
        )

    @expose("/cease/<int:member_id>", methods=["GET", "POST"])
    @has_access
    def cease(self, member_id: int) -> Response:
        """Stops being officer; asks first."""
        who, database, form = identity(), db(), HouseForm()
        officer = officer_lists.officer_for(database, who, member_id, clock.today())
        name, own = officer.member.name, officer.member.account_id == who.account_id
        if form.validate_on_submit():
            with transaction(database):
                done = attempt(form, lambda: officering.cease_officer(database, who, member_id, clock.now()))
            if done is not None:
                said = (
                    gettext("You are office member again.")
                    if own
                    else gettext("%(name)s is office member again.", name=name)
                )
                return after(url_for("AmlOfficerScreen.index"), said)
        return self.page(
            "aml/cease_officer.html",
            gettext("No longer AML officer") if own else gettext("%(name)s no longer AML officer", name=name),
            422 if form.is_submitted() else 200,
            form=form,
            own=own,
            deputies=len(officer.deputies),
            back_url=url_for("AmlOfficerScreen.index"),
        )

    @expose("/deputy/<int:member_id>", methods=["GET", "POST"])
    @has_access
    def deputy(self, member_id: int) -> Response:
        """Names who stands in for an officer."""
        who, database, form = identity(), db(), DeputyForm()
        officer = officer_lists.officer_for(database, who, member_id, clock.today())
        people = officer_lists.candidates(database, officer.member.organisation_id, clock.today())
        form.offer([(str(one.id), one.name) for one in people])
        if form.validate_on_submit():
            deputy_id, days = int(form.deputy.data), form.days
            with transaction(database):
                made = attempt(
                    form,
                    lambda: deputies.name_deputy(database, who, member_id, deputy_id, *days, clock.now()),
                )
            if made is not None:
                name = next(one.name for one in people if one.id == deputy_id)
                said = gettext(
                    "%(name)s stands in from %(first)s to %(last)s, and is told.",
                    name=name, first=day(days[0]), last=day(days[1]),
                )  # fmt: skip
                return after(url_for("AmlOfficerScreen.index"), said)
        return self.page(
            "aml/name_deputy.html",
            gettext("Who stands in for %(name)s?", name=officer.member.name),
            422 if form.is_submitted() else 200,
            form=form,
            people=people,
            taken=[_named(one, clock.today()) for one in officer.deputies],
            back_url=url_for("AmlOfficerScreen.index"),
        )

    @expose("/end-deputy/<int:pk>", methods=["GET", "POST"])
    @has_access
    def end_deputy(self, pk: int) -> Response:
        """Nobody stands in any more; asks first."""
        who, database, form = identity(), db(), HouseForm()
        found = officer_lists.deputy_for(database, who, pk, clock.today())
        name = found.deputy.name
        if form.validate_on_submit():
            with transaction(database):
                done = attempt(form, lambda: deputies.end_deputy(database, who, pk, clock.now()))
            if done is not None:
                said = gettext("%(name)s no longer stands in, and is told.", name=name)
                return after(url_for("AmlOfficerScreen.index"), said)
        return self.page(
            "aml/end_deputy.html",
            gettext("%(name)s no longer stands in", name=name),
            422 if form.is_submitted() else 200,
            form=form,
            officer=found.officer.name,
            period=_period(found),
            back_url=url_for("AmlOfficerScreen.index"),
        )


class DeputyScreen(OfficeScreen, Register):
    """Who stood in for whom, and when; kept."""

    route_base = "/aml-deputies"
    datamodel = Interface(Deputy)
    page_title = _l("Deputies of AML officers")
    one_line = _l("Who stands in for an AML officer, from the first day to the last, both included.")
    options = list_options = (*with_names_of(Deputy.officer), *with_names_of(Deputy.deputy))
    orders = {"first": Deputy.first_day}
    first_order = "first"
    first_descending = True
    columns = (
        Column("deputy", _l("Deputy"), lambda item: item.deputy.name),
        Column("officer", _l("AML officer"), lambda item: item.officer.name),
        Column("first", _l("First day"), lambda item: item.first_day, "first"),
        Column("last", _l("Last day"), lambda item: item.last_day),
        Column("ended", _l("Ended on"), lambda item: item.ended_on),
        Column(
            "state",
            _l("State"),
            lambda item: deputy_state(item, clock.today()),
            tone=lambda item: deputy_tone(item, clock.today()),
        ),
    )
    filters = (
        Filter(
            "state",
            _l("State"),
            "choice",
            lambda one: _at(one),
            lambda: [(name, str(word)) for name, word in DEPUTY_TIMES.items()],
        ),
    )
    empty_text = _l("Nobody stood in for an AML officer yet. Name a deputy on the page of the AML officers.")

    def rows(self, who: Identity) -> Any:
        return officer_lists.deputies_visible_to(who)

    def title_of(self, item: Any) -> str:
        return str(gettext("%(deputy)s for %(officer)s", deputy=item.deputy.name, officer=item.officer.name))

    def describe(self, item: Any) -> dict[str, Any]:
        today = clock.today()
        return {
            "facts": [
                Fact(gettext("AML officer"), item.officer.name),
                Fact(gettext("Deputy"), item.deputy.name),
                Fact(gettext("First day"), day(item.first_day)),
                Fact(gettext("Last day"), day(item.last_day)),
                Fact(gettext("Named"), instant(item.named_at)),
                *([Fact(gettext("Ended on"), day(item.ended_on))] if item.ended_on else []),
            ],
            "state": deputy_tone(item, today),
            "state_word": deputy_state(item, today),
        }


def _at(time: str) -> Any:
    """Those that stand in now, later, or no more."""
    today = clock.today()
    stands = Deputy.ended_on.is_(None) & (Deputy.last_day >= today)
    if time == "over":
        return ~stands
    begun = Deputy.first_day <= today
    return stands & (begun if time == "now" else ~begun)


def _became(at_once: bool) -> str:
    if at_once:
        return str(gettext("You are AML officer of your office from now on."))
    return str(gettext("Asked. Your managers are told; you get a mail when one has answered."))


def _shown(one: Officer, who: Identity, today: date) -> dict[str, Any]:
    acts = deputies.may_name(who, one.member)
    may_read = one.enrolment is not None and (
        may(who, Permission.OFFICER_NAME)
        or Role.AML_OFFICER in who.roles
        or one.enrolment.asked_by == who.account_id
    )
    return {
        "id": one.member.id,
        "name": one.member.name,
        "since": day(one.since),
        "declared_on": instant(one.enrolment.asked_at) if one.enrolment is not None else "",
        "declared_url": url_for("EnrolmentScreen.show", pk=one.enrolment.id)
        if one.enrolment is not None and may_read
        else None,
        "own": one.member.account_id == who.account_id,
        "deputies": [_named(found, today) for found in one.deputies],
        "bars": _bars(one.deputies, today),
        "deputy_url": url_for("AmlOfficerScreen.deputy", member_id=one.member.id) if acts else None,
        "cease_url": url_for("AmlOfficerScreen.cease", member_id=one.member.id) if acts else None,
    }


def _named(one: Deputy, today: date) -> dict[str, str]:
    return {
        "name": one.deputy.name,
        "period": _period(one),
        "state": deputy_state(one, today),
        "tone": deputy_tone(one, today),
        "end_url": url_for("AmlOfficerScreen.end_deputy", pk=one.id),
    }


def _period(one: Deputy) -> str:
    return f"{day(one.first_day)} – {day(one.last_day)}"


def _bars(found: Sequence[Deputy], today: date) -> list[dict[str, Any]]:
    """Each deputy's days on an axis from today on, in thousandths of its width."""
    days = max([AXIS_DAYS, *((one.last_day - today).days + 1 for one in found)])
    bars = []
    for one in found:
        left = max((one.first_day - today).days, 0)
        width = (one.last_day - today).days + 1 - left
        bars.append({"x": left * 1000 // days, "width": max(width * 1000 // days, 4), "name": one.deputy.name})
    return bars
