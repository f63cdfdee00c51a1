"""Reports to the FIU, for an office's AML officers alone: the list, one with its steps, and each act on it."""

from __future__ import annotations

import io
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from flask import Response, current_app, make_response, redirect, request, send_file, url_for
from flask_appbuilder import expose, has_access
from flask_babel import gettext
from flask_babel import lazy_gettext as _l
from sqlalchemy import ColumnElement
from sqlalchemy.orm import Session, defer

from app import clock
from app.aml import atypical, fiu_answers, fiu_queries, fiu_reports
from app.aml.fiu_queries import About
from app.aml.goaml.codes import codes_in_force
from app.aml.goaml.moves import CHANGEABLE
from app.aml.goaml.profile import Profile
from app.aml.goaml.told import ReportDetails
from app.errors import Refusal
from app.policy import Identity, Permission, require
from app.transaction import transaction
from models.aml import FiuReport
from models.values.fiu import ReportKind
from models.values.fiu import ReportState as State
from models.values.matters import Matter, MatterKind
from views.aml.fiu_forms import ReplyForm, SentForm, SureForm, WordsForm, WriteForm, write_form
from views.aml.fiu_page import STEP_TONES, about_link, about_word, shown_report
from views.aml.report_acts import ReportActs
from views.base import text_of
from views.framework.database import db
from views.framework.filters import Filter, instants_within
from views.framework.history import Told
from views.framework.identity import identity
from views.framework.register import Column, Interface, Register
from views.framework.screens import HouseForm, after, attempt
from views.labels.aml_fiu import REPORT_KINDS, REPORT_STATES, report_state, report_tone
from views.labels.aml_matters import MATTER_KINDS

XML = "application/xml"


@dataclass(frozen=True)
class Shown:
    """A report in the list, and what it is about."""

    item: FiuReport
    about: About


def _states() -> list[tuple[str, str]]:
    return [(str(one), str(word)) for one, word in REPORT_STATES.items()]


def _kinds() -> list[tuple[str, str]]:
    return [(str(one), str(word)) for one, word in REPORT_KINDS.items()]


class FiuReportScreen(ReportActs, Register):
    """Members see neither this page nor that it is there."""

    route_base = "/fiu-reports"
    datamodel = Interface(FiuReport)
    page_title = _l("Reports to the FIU")
    one_line = _l("What your office reports to the financial intelligence unit. Only its AML officers read this.")
    list_options = (defer(FiuReport.details),)
    orders = {"begun": FiuReport.begun_at}
    first_order = "begun"
    first_descending = True
    columns = (
        Column("number", _l("Number"), lambda seen: seen.item.number, numeric=True),
        Column("about", _l("About"), lambda seen: about_word(seen.about)),
        Column(
            "state",
            _l("State"),
            lambda seen: report_state(seen.item.state),
            tone=lambda seen: report_tone(seen.item.state),
        ),
        Column("kind", _l("Kind of report"), lambda seen: str(REPORT_KINDS[ReportKind(seen.item.kind)])),
        Column("reference", _l("Reference of the portal"), lambda seen: seen.item.fiu_reference),
        Column("until", _l("Opposed until"), lambda seen: seen.item.opposed_until),
        Column("begun", _l("Begun"), lambda seen: seen.item.begun_at, "begun"),
        Column("moved", _l("Last change"), lambda seen: seen.item.moved_at, shown=False),
    )
    filters = (
        Filter("state", _l("State"), "choice", lambda one: FiuReport.state == one, _states),
        Filter("kind", _l("Kind of report"), "choice", lambda one: FiuReport.kind == one, _kinds),
        Filter("reference", _l("Reference of the portal"), "text", lambda text: FiuReport.fiu_reference == text),
        Filter("begun", _l("Begun"), "days", instants_within(FiuReport.begun_at), more=True),
    )
    empty_text = _l(
        "Nothing was reported. A report begins on the page of a contact, a risk profile or a transaction."
    )
    record_template = "aml/fiu_report.html"

    def rows(self, who: Identity) -> ColumnElement[bool]:
        return fiu_queries.reports_visible_to(who)

    def seen(self, session: Session, items: Sequence[Any], asked: Any) -> Sequence[Any]:
        found = fiu_queries.abouts(session, items)
        return [Shown(one, found[one.id]) for one in items]

    def title_of(self, item: Any) -> str:
        return str(gettext("Report %(number)s to the FIU", number=item.number))

    def describe(self, item: Any) -> dict[str, Any]:
        return {
            **shown_report(identity(), item, clock.now()),
            "tones": STEP_TONES,
            "form": SureForm(formdata=None),
        }

    def told_in(self, item: Any) -> Told | None:
        return Told("fiu_report", item.id, item.organisation_id, asks=Permission.FIU_SEE)

    @expose("/begin/<any(contact, profile, deal):kind>/<int:pk>", methods=["GET", "POST"])
    @has_access
    def begin(self, kind: str, pk: int) -> Response:
        """Asks first, and says what a report is; where one isn't ended, that one is opened."""
        who, database, form = identity(), db(), HouseForm()
        require(who, Permission.FIU_REPORT)
        matter = Matter(who.organisation_id or 0, MatterKind(kind), pk)
        if form.validate_on_submit():
            with transaction(database):
                made = attempt(
                    form,
                    lambda: fiu_reports.begin_report(
                        database, who, matter, clock.now(), reason=_written(who, matter)
                    ),
                )
            if made is not None:
                return after(self._url("show", made.id), gettext("The report is begun. Nothing is blocked yet."))
        if (there := fiu_reports.open_report(database, matter)) is not None:
            return make_response(redirect(self._url("show", there.id)))
        about = fiu_queries.about_matter(database, matter)
        return self.page(
            "aml/fiu_begin.html",
            gettext("Report it to the FIU?"),
            422 if form.is_submitted() else 200,
            form=form,
            about=about.name,
            kind=str(MATTER_KINDS[matter.kind]),
            back_url=about_link(about),
        )

    @expose("/write/<int:pk>", methods=["GET", "POST"])
    @has_access
    def write(self, pk: int) -> Response:
        """What the officer writes, beside what the files of the office tell."""
        item, now = self.record(str(pk)), clock.now()
        if State(item.state) not in CHANGEABLE:
            return after(
                self._url("show", pk), gettext("A file of this report is on its way: it stays."), "warning"
            )
        known, _ = fiu_reports.ready(db(), identity(), item, now)
        told = ReportDetails.read(item.details)
        profile = Profile.read(codes_in_force(db(), clock.day_of(now)).data)
        form = write_form(profile, known, told, item.version)
        if form.validate_on_submit():
            said, version = form.details(told, known.parties), form.version.number
            made = self._done(
                form, lambda: fiu_reports.save_report(db(), identity(), pk, said, version, clock.now())
            )
            if made is not None:
                return after(self._url("show", pk), gettext("Saved. Nothing is blocked by it yet."))
            form.version.data = str(self.record(str(pk)).version)
        return self._form("aml/fiu_write.html", gettext("Write report %(number)s", number=item.number), pk, form,
                          is_deal=known.deal is not None, parties=_parties(form, known.parties))  # fmt: skip

    @expose("/make/<int:pk>", methods=["GET", "POST"])
    @has_access
    def make(self, pk: int) -> Response:
        """What happens by it is said first."""
        item, form = self.record(str(pk)), SureForm()
        if form.validate_on_submit():
            version, schema = form.version.number, current_app.config.get("GOAML_SCHEMA")
            made = self._done(
                form,
                lambda: fiu_reports.make_report(db(), identity(), pk, version, clock.now(), schema=schema),
            )
            if made is not None:
                return after(self._url("show", pk), gettext("The file is made, and it is blocked. Upload it now."))
        about = fiu_queries.abouts(db(), [item := self.record(str(pk))])[item.id]
        form.version.data = str(item.version)
        return self._form("aml/fiu_make.html", gettext("Make the file for the FIU?"), pk, form,
                          about=about.name, again=item.made_at is not None)  # fmt: skip

    @expose("/take/<int:pk>/<int:number>", methods=["POST"])
    @has_access
    def take(self, pk: int, number: int) -> Response:
        """The file, to upload; that it was taken is recorded."""
        with transaction(db()):
            name, content = fiu_reports.take_file(db(), identity(), pk, number, clock.now())
        return send_file(io.BytesIO(content), mimetype=XML, as_attachment=True, download_name=name)

    @expose("/sent/<int:pk>", methods=["GET", "POST"])
    @has_access
    def sent(self, pk: int) -> Response:
        """It was uploaded; the portal gave a reference."""
        form = SentForm()
        return self._noted(
            pk,
            form,
            "aml/fiu_sent.html",
            gettext("Note the reference"),
            lambda: fiu_answers.note_sent(
                db(), identity(), pk, text_of(form.reference), form.version.number, clock.now()
            ),
            gettext("Noted. The FIU has it now; note here what it answers."),
        )

    @expose("/answer/<int:pk>", methods=["GET", "POST"])
    @has_access
    def answer(self, pk: int) -> Response:
        """What the FIU or its portal said."""
        form = ReplyForm()

        def act() -> FiuReport:
            if form.answer is None:
                raise Refusal("aml.fiu.answer", field="kind")
            until: Any = form.until.data
            return fiu_answers.record_answer(
                db(), identity(), pk, form.answer, text_of(form.reference), until, text_of(form.text),
                form.version.number, clock.now(),
            )  # fmt: skip

        return self._noted(
            pk, form, "aml/fiu_answer.html", gettext("Note an answer"), act, gettext("The answer is noted.")
        )

    @expose("/answered/<int:pk>", methods=["GET", "POST"])
    @has_access
    def answered(self, pk: int) -> Response:
        """What the FIU asked was answered in the portal."""
        form = WordsForm()
        return self._noted(
            pk,
            form,
            "aml/fiu_answered.html",
            gettext("Note that it was answered"),
            lambda: fiu_answers.answer_question(
                db(), identity(), pk, text_of(form.text), form.version.number, clock.now()
            ),
            gettext("Noted. The FIU has it again."),
        )

    @expose("/end/<int:pk>", methods=["GET", "POST"])
    @has_access
    def end(self, pk: int) -> Response:
        """A draft is given up, or the officer goes on as the FIU lets him; both are asked first."""
        form, item = WordsForm(), self.record(str(pk))
        draft = State(item.state) is State.DRAFT
        return self._noted(
            pk,
            form,
            "aml/fiu_end.html",
            gettext("Give up this report?") if draft else gettext("End the report?"),
            lambda: fiu_reports.end_report(
                db(), identity(), pk, text_of(form.text), form.version.number, clock.now()
            ),
            gettext("The report is given up.") if draft else gettext("The report is ended."),
            draft=draft,
        )

    def _noted(
        self, pk: int, form: Any, template: str, title: str, act: Callable[[], Any], said: str, **shown: Any
    ) -> Response:
        """A form of one act: done, or on the same page again with what was typed."""
        item = self.record(str(pk))
        if form.validate_on_submit():
            if self._done(form, act) is not None:
                return after(self._url("show", pk), said)
            item = self.record(str(pk))
        form.version.data = str(item.version)
        return self._form(template, title, pk, form, item=item, **shown)

    def _url(self, method: str, pk: int) -> str:
        return url_for(f"FiuReportScreen.{method}", pk=pk)


def _written(who: Identity, matter: Matter) -> str:
    """What an atypical operation, where the report begins with one, says of it already."""
    told = request.args.get("atypical", "")
    number = int(told) if told.isascii() and told.isdigit() and len(told) < 18 else 0
    return atypical.reason_for_report(db(), who, number, matter) if number else ""


def _parties(form: WriteForm, parties: Sequence[Any]) -> list[dict[str, Any]]:
    return [{"name": one.name, "fields": form.names_of(one)} for one in parties]
