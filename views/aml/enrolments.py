"""What people declared to become AML officer, and what a manager answers."""

from __future__ import annotations

from typing import Any

from flask import Response, url_for
from flask_appbuilder import expose, has_access
from flask_babel import gettext
from flask_babel import lazy_gettext as _l
from sqlalchemy import ColumnElement

from app import clock
from app.aml import officer_lists, officering
from app.organisations.members import with_names_of
from app.policy import Identity, Permission, may
from app.transaction import transaction
from models.aml import Enrolment
from models.values.officers import EnrolmentState
from views.aml.officer_forms import AnswerForm
from views.aml.officers import OfficeScreen
from views.framework.database import db
from views.framework.filters import Filter, instants_within
from views.framework.identity import identity
from views.framework.register import Column, Fact, Interface, Register
from views.framework.screens import after, attempt
from views.labels import instant
from views.labels.aml_officers import ENROLMENT_STATES, enrolment_state, enrolment_tone


class EnrolmentScreen(OfficeScreen, Register):
    """A manager and an officer see all of the office, somebody else his own."""

    route_base = "/aml-enrolments"
    datamodel = Interface(Enrolment)
    page_title = _l("Who becomes AML officer")
    one_line = _l("What somebody declares to become AML officer of the office, and what a manager answers.")
    options = list_options = (*with_names_of(Enrolment.member),)
    orders = {"asked": Enrolment.asked_at}
    first_order = "asked"
    first_descending = True
    columns = (
        Column("name", _l("Name"), lambda item: item.member.name),
        Column("hierarchy", _l("Place in the hierarchy"), lambda item: item.hierarchy),
        Column("license", _l("BIV/IPI number"), lambda item: item.license_number, shown=False),
        Column("asked", _l("Asked"), lambda item: item.asked_at, "asked"),
        Column("decided", _l("Answered"), lambda item: item.decided_at),
        Column("ended", _l("Ended"), lambda item: item.ended_at, shown=False),
        Column(
            "state",
            _l("State"),
            lambda item: enrolment_state(item.state),
            tone=lambda item: enrolment_tone(item.state),
        ),
    )
    filters = (
        Filter(
            "state",
            _l("State"),
            "choice",
            lambda one: Enrolment.state == one,
            lambda: [(str(one), str(word)) for one, word in ENROLMENT_STATES.items()],
        ),
        Filter("asked", _l("Asked"), "days", instants_within(Enrolment.asked_at), more=True),
    )
    empty_text = _l("Nobody declared anything yet. It is done under AML officers, with “Become AML officer”.")
    record_template = "aml/enrolment.html"

    def rows(self, who: Identity) -> ColumnElement[bool]:
        return officer_lists.enrolments_visible_to(who)

    def title_of(self, item: Any) -> str:
        return str(gettext("%(name)s as AML officer", name=item.member.name))

    def describe(self, item: Any) -> dict[str, Any]:
        return self._shown(item, AnswerForm(formdata=None, version=str(item.version)))

    @expose("/approve/<int:pk>", methods=["GET", "POST"])
    @has_access
    def approve(self, pk: int) -> Response:
        """A manager says yes."""
        form = AnswerForm()
        said = gettext("Approved. Whoever asked is AML officer from now on, and is told.")
        return self._answered(
            pk,
            form,
            lambda: officering.approve_officer(db(), identity(), pk, form.version.number, clock.now()),
            said,
        )

    @expose("/decline/<int:pk>", methods=["GET", "POST"])
    @has_access
    def decline(self, pk: int) -> Response:
        """A manager says no, and why."""
        form = AnswerForm()
        return self._answered(
            pk,
            form,
            lambda: officering.decline_officer(db(), identity(), pk, form.words, form.version.number, clock.now()),
            gettext("Declined. Whoever asked is told why."),
        )

    def _answered(self, pk: int, form: AnswerForm, act: Any, said: str) -> Response:
        """On the same page again; with what was typed, where it is refused."""
        item = self.record(str(pk))
        if form.validate_on_submit():
            database = db()
            with transaction(database):
                done = attempt(form, act)
            if done is not None:
                return after(url_for("EnrolmentScreen.show", pk=pk), said)
            database.expire_all()
            item = self.record(str(pk))
        form.version.data = form.version.data or str(item.version)
        return self.page(
            self.record_template,
            self.title_of(item),
            422 if form.is_submitted() else 200,
            item=item,
            **self._shown(item, form),
        )

    def _shown(self, item: Enrolment, form: AnswerForm) -> dict[str, Any]:
        facts = [
            Fact(gettext("Name"), item.member.name),
            Fact(gettext("Place in the hierarchy"), item.hierarchy),
            *([Fact(gettext("BIV/IPI number"), item.license_number)] if item.license_number else []),
            Fact(gettext("Asked"), instant(item.asked_at)),
            *([Fact(gettext("Answered"), instant(item.decided_at))] if item.decided_at else []),
            *([Fact(gettext("Ended"), instant(item.ended_at))] if item.ended_at else []),
        ]
        decides = may(identity(), Permission.OFFICER_NAME, item)
        return {
            "facts": facts,
            "state": enrolment_tone(item.state),
            "state_word": enrolment_state(item.state),
            "form": form,
            "decides": decides and item.state == EnrolmentState.ASKED,
            "waits": not decides and item.state == EnrolmentState.ASKED,
            "officers_url": url_for("AmlOfficerScreen.index"),
        }
