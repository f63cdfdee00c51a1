"""Annual reports of the AML officer: begun, written part by part, every figure opened, signed, taken as a PDF. An
office's officers alone see that there are any."""

from __future__ import annotations

import io
from collections.abc import Sequence
from datetime import datetime
from typing import Any

from flask import Response, request, send_file, url_for
from flask_appbuilder import expose, has_access
from flask_babel import gettext
from flask_babel import lazy_gettext as _l
from sqlalchemy import ColumnElement
from sqlalchemy.orm import defer, joinedload

from app import clock
from app.aml.annual import reports
from app.aml.annual.account import Listed, account_of, records_of, value_of
from app.aml.annual.figures import Figure, How, figure_named, section_of
from app.aml.annual.opening import Opened, opened
from app.aml.annual.texts import Text, are_required, lacking_in
from app.aml.annual.wording import measure_word, value_word, whole_word
from app.policy import Identity, Permission, require
from app.transaction import transaction
from app.words import words_in
from models.aml import AnnualReport
from views.aml.annual_forms import BeginForm, PartForm, SignForm
from views.aml.annual_page import record_url, shown_report
from views.aml.report_acts import ReportActs
from views.base import text_of
from views.framework.columns import Plain
from views.framework.database import db
from views.framework.filters import Filter
from views.framework.history import Told
from views.framework.identity import identity
from views.framework.register import Column, Interface, Register
from views.framework.screens import after
from views.framework.spreadsheets import BOM, csv_bytes, csv_line
from views.labels import day, instant, language
from views.labels.aml_annual import HINTS, STATES, TEXTS, TONES

PDF = "application/pdf"
LENGTH = 50
_BACK = 4  # a forgotten year can be made up for


def _states() -> list[tuple[str, str]]:
    return [(one, str(word)) for one, word in STATES.items()]


class AnnualReportScreen(ReportActs, Register):
    """Members see neither this page nor that it is there."""

    route_base = "/annual-reports"
    datamodel = Interface(AnnualReport)
    page_title = _l("Annual reports")
    one_line = _l("What the AML officer reports of each calendar year to the management and the supervisor.")
    list_options = (
        defer(AnnualReport.figures), defer(AnnualReport.texts), joinedload(AnnualReport.beginner),
        joinedload(AnnualReport.signer),
    )  # fmt: skip
    orders = {"year": AnnualReport.year}
    first_order = "year"
    first_descending = True
    columns = (
        Column("year", _l("Year"), lambda one: str(one.year), "year", plain=lambda one: one.year),
        Column("state", _l("State"), lambda one: str(STATES[one.state]), tone=lambda one: TONES[one.state]),
        Column("begun", _l("Begun"), lambda one: one.begun_at),
        Column("begun_by", _l("Begun by"), lambda one: one.beginner.username, shown=False),
        Column("signed", _l("Signed on"), lambda one: one.signed_at),
        Column("signed_by", _l("Signed by"), lambda one: one.signer.username if one.signer else ""),
    )
    filters = (Filter("state", _l("State"), "choice", lambda one: AnnualReport.state == one, _states),)
    empty_text = _l("There is no report yet. Begin with that of last year: its figures are there already.")
    record_template = "aml/annual_report.html"

    def rows(self, who: Identity) -> ColumnElement[bool]:
        return reports.reports_visible_to(who)

    def primary(self) -> tuple[str, str] | None:
        return gettext("Begin a report"), url_for("AnnualReportScreen.begin")

    def title_of(self, item: Any) -> str:
        return str(gettext("Annual report %(year)s", year=item.year))

    def describe(self, item: Any) -> dict[str, Any]:
        return shown_report(db(), item)

    def told_in(self, item: Any) -> Told | None:
        return Told("annual_report", item.id, item.organisation_id, asks=Permission.FIU_SEE)

    @expose("/begin", methods=["GET", "POST"])
    @has_access
    def begin(self) -> Response:
        """Of a year that began and has none yet."""
        who, form, today = identity(), BeginForm(), clock.today()
        require(who, Permission.ANNUAL_KEEP)
        if form.validate_on_submit():
            made = self._done(form, lambda: reports.begin_report(db(), who, form.year.data or 0, clock.now()))
            if made is not None:
                return after(
                    self._url("show", made.id), gettext("The report is begun. Its figures are filled in.")
                )
        years = reports.years_to_begin(db(), who, today, today.year - _BACK)
        form.year.choices = [(year, str(year)) for year in years]
        if not form.is_submitted():
            form.year.data = next((year for year in years if year < today.year), years[0] if years else None)
        return self.page(
            "aml/annual_begin.html",
            gettext("Begin an annual report"),
            422 if form.is_submitted() else 200,
            form=form,
            back_url=self.url_of_list(),
        )

    @expose("/write/<int:pk>/<any(risk, acceptance, training, shortcomings, plan, remarks):part>",
            methods=["GET", "POST"])  # fmt: skip
    @has_access
    def write(self, pk: int, part: str) -> Response:
        """One part at a time; saving leads to the next."""
        item, form, text = self.record(str(pk)), PartForm(), Text(part)
        if item.state == "signed":
            return after(self._url("show", pk), gettext("This report is signed: it stays as it is."), "warning")
        if form.validate_on_submit():
            said, version = text_of(form.text), form.version.number
            made = self._done(
                form, lambda: reports.save_text(db(), identity(), pk, text, said, version, clock.now())
            )
            if made is not None:
                following = text.next if "next" in request.form else None
                if following is not None:
                    return after(self._url("write", pk, part=following.value), gettext("Saved."))
                return after(self._url("show", pk), gettext("Saved."))
            item = self.record(str(pk))
        else:
            form.text.data = form.text.data if form.is_submitted() else item.texts.get(text.value, "")
        form.version.data = str(item.version)
        return self._form(
            "aml/annual_write.html", str(TEXTS[text]), pk, form,
            year=item.year, hint=str(HINTS[text]), last=text.next is None,
            parts=[(str(TEXTS[one]), self._url("write", pk, part=one.value), one is text) for one in Text],
        )  # fmt: skip

    @expose("/sign/<int:pk>", methods=["GET", "POST"])
    @has_access
    def sign(self, pk: int) -> Response:
        """What signing does is said first."""
        item, form = self.record(str(pk)), SignForm()
        if form.validate_on_submit():
            version, typed, tongue = form.version.number, form.typed_year, form.language.data or ""
            made = self._done(
                form, lambda: reports.sign_report(db(), identity(), pk, typed, tongue, version, clock.now())
            )
            if made is not None:
                return after(self._url("show", pk), gettext("The report is signed. It stays as it is."))
            item = self.record(str(pk))
        if item.state == "signed":
            return after(self._url("show", pk), gettext("This report is signed: it stays as it is."), "warning")
        form.version.data = str(item.version)
        if not form.is_submitted():
            form.language.data = language()
        account = account_of(db(), item)
        return self._form(
            "aml/annual_sign.html", gettext("Sign the report of %(year)s?", year=item.year), pk, form,
            year=item.year, lacks=are_required(lacking_in(account, item.texts)),
            over=reports.is_over(item.year, clock.now()), next_year=item.year + 1,
        )  # fmt: skip

    @expose("/paper/<int:pk>", methods=["POST"])
    @has_access
    def paper(self, pk: int) -> Response:
        """The PDF; that it was taken is recorded."""
        with transaction(db()):
            name, content = reports.take_paper(db(), identity(), pk, language(), clock.now())
        return send_file(io.BytesIO(content), mimetype=PDF, as_attachment=True, download_name=name)

    @expose("/records/<int:pk>/<figure>", methods=["GET"])
    @has_access
    def records(self, pk: int, figure: str) -> Response:
        """The records under a figure, each leading to its own page."""
        item, named, words = self.record(str(pk)), figure_named(figure), words_in(language())
        page = _page_number(request.args.get("page", ""))
        listed = records_of(db(), item, named, limit=LENGTH + 1, offset=page * LENGTH)
        value = value_of(db(), item, named)
        return self.page(
            "aml/annual_records.html",
            whole_word(words, named),
            item=item,
            report_title=self.title_of(item),
            value=value_word(words, named, value),
            is_count=named.how is How.COUNT,
            measured=section_of(named.code).unit is not None,
            rows=self._rows(listed[:LENGTH], named, item),
            back_url=f"{self._url('show', pk)}#{named.section}",
            file_url=url_for("AnnualReportScreen.records_file", pk=pk, figure=named.code),
            earlier=url_for("AnnualReportScreen.records", pk=pk, figure=figure, page=page - 1) if page else None,
            later=url_for("AnnualReportScreen.records", pk=pk, figure=figure, page=page + 1)
            if len(listed) > LENGTH
            else None,
        )

    @expose("/records-file/<int:pk>/<figure>", methods=["POST"])
    @has_access
    def records_file(self, pk: int, figure: str) -> Response:
        """All of them as a file; that it was taken is recorded."""
        item, named, words = self.record(str(pk)), figure_named(figure), words_in(language())
        rows = opened(db(), records_of(db(), item, named), item.organisation_id)
        measured, comma = section_of(named.code).unit is not None, language() != "en"
        heads = [gettext("Number"), gettext("Record"), gettext("When"), *([_measure_head()] if measured else [])]
        lines = [csv_line(heads, ("", ""), comma)]
        for one in rows:
            cells: list[Plain] = [one.id, one.name, one.when]
            if measured:
                cells.append(_measured(named, one))
            lines.append(csv_line(cells, ("", ""), comma))
        with transaction(db()):
            reports.tell_taken(db(), identity(), item, named.code, clock.now())
        name = f"{whole_word(words, named).replace('/', '-')} {item.year}.csv"
        content = io.BytesIO(BOM + csv_bytes(lines))
        return send_file(content, mimetype="text/csv; charset=utf-8", as_attachment=True, download_name=name)

    def _rows(self, listed: Sequence[Listed], figure: Figure, item: AnnualReport) -> list[dict[str, Any]]:
        return [
            {
                "number": one.id,
                "name": one.name,
                "when": _moment(one),
                "url": record_url(one),
                "gone": one.page is None and one.when is None and one.name == "–",
                "measure": _measured(figure, one),
            }
            for one in opened(db(), listed, item.organisation_id)
        ]

    def _url(self, method: str, pk: int, **values: Any) -> str:
        return url_for(f"AnnualReportScreen.{method}", pk=pk, **values)


def _page_number(told: str) -> int:
    return int(told) if told.isascii() and told.isdigit() and len(told) < 6 else 0


def _moment(one: Opened) -> str:
    return instant(one.when) if isinstance(one.when, datetime) else day(one.when)


def _measure_head() -> str:
    return str(gettext("What it measures"))


def _measured(figure: Figure, one: Opened) -> str:
    if one.measure is None:
        return ""
    return measure_word(words_in(language()), section_of(figure.code), one.measure)
