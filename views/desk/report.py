"""Reporting a problem, from any page, signed in or not: what the page knows is filled in and shown."""

from __future__ import annotations

import re
import secrets
from datetime import datetime

from flask import Response, request, session, url_for
from flask_appbuilder import expose
from flask_babel import gettext
from flask_babel import lazy_gettext as _l
from flask_wtf.file import FileField
from wtforms import HiddenField, SelectField, StringField, TextAreaField
from wtforms.validators import InputRequired, Length, Regexp

from app import clock
from app.cases.hours import is_open
from app.cases.rules import LONGEST_REPORT, browser_of, system_of
from app.cases.screenshots import add_screenshot
from app.cases.services import NewReport, report_problem
from app.policy import Identity
from app.rights.entering import last_use
from app.transaction import Scope, transaction, within
from models.cases import Report, number_of
from views.base import text_of
from views.framework.database import db, files, opening, scanner
from views.framework.identity import standing
from views.framework.incidents import LAST
from views.framework.register import Fact
from views.framework.screens import HouseForm, Screen, after, attempt
from views.labels import instant, language
from views.labels.hours import hours_told
from views.rights.catalogue import tool_choices

_REFERENCE = re.compile(r"[0-9a-f]{8}")
# A page as our own links tell it: by its route, so without anything that was typed.
_PAGE = re.compile(r"/(?!/)[A-Za-z0-9/_…-]{0,199}")
_REPORTED = "reported"


class ReportForm(HouseForm):
    page = HiddenField()
    reference = HiddenField()
    form_key = HiddenField()
    told = TextAreaField(
        _l("What went wrong, and what did you expect?"),
        description=_l("Leave out national numbers and passwords; the helpdesk never asks for them."),
        validators=[
            InputRequired(_l("Say in a few words what went wrong.")),
            Length(max=LONGEST_REPORT, message=_l("At most 4,000 characters.")),
        ],
        render_kw={"rows": 6},
    )

    tool_id = SelectField(_l("In which tool?"), coerce=str, default="")
    error_text = TextAreaField(
        _l("What the screen said, word for word"),
        description=_l("Or the code it showed."),
        validators=[Length(max=1000, message=_l("At most 1,000 characters."))],
        render_kw={"rows": 2},
    )
    screenshot = FileField(
        _l("A picture of the whole page"),
        description=_l("PNG, JPEG or PDF, at most 5 MB. The helpdesk sees all that is on it."),
        render_kw={"accept": ".png,.jpg,.jpeg,.pdf"},
    )
    browsers_tried = StringField(
        _l("Which browsers did you try?"),
        validators=[Length(max=200, message=_l("At most 200 characters."))],
    )
    protection = StringField(
        _l("Which antivirus or firewall guards your computer?"),
        validators=[Length(max=200, message=_l("At most 200 characters."))],
    )


class StrangersReportForm(ReportForm):
    email = StringField(
        _l("E-mail"),
        description=_l("The helpdesk answers to this address."),
        validators=[
            InputRequired(_l("Fill in an address to answer to.")),
            Length(max=320, message=_l("At most 320 characters.")),
            Regexp(r"^[^@\s]+@[^@\s]+\.[^@\s]+$", message=_l("An e-mail address has an @ and a dot in it.")),
        ],
        render_kw={"type": "email", "autocomplete": "email"},
    )


class ReportScreen(Screen):
    """Open to everybody; who isn't signed in leaves an address, and is held to a few an hour."""

    route_base = "/report"

    @expose("/", methods=["GET", "POST"])
    def index(self) -> Response:
        found = standing()
        who = found.identity if found is not None else None
        form = ReportForm() if who is not None else StrangersReportForm()
        database = db()
        with within(database, Scope.office()):
            form.tool_id.choices = [("", gettext("Sleutelbos itself, or I don't know")), *tool_choices()]
        page, reference = _filled(form)
        used_at = _last_in_it(form, who)
        agent = request.user_agent.string
        if form.validate_on_submit():
            new = NewReport(
                told=text_of(form.told),
                email=text_of(form.email) if "email" in form else "",
                tool_id=int(form.tool_id.data) if form.tool_id.data else None,
                tool_used_at=used_at,
                error_text=text_of(form.error_text),
                browsers_tried=text_of(form.browsers_tried),
                protection=text_of(form.protection),
                page=page,
                reference=reference,
                browser=browser_of(agent),
                system=system_of(agent),
                language=language(),
                form_key=text_of(form.form_key)[:64] or None,
            )
            with transaction(database):
                made = attempt(form, lambda: _open_case(form, who, new))
            if made is not None:
                session.pop(LAST, None)
                session[_REPORTED] = made.id
                return after(url_for("ReportScreen.done"), gettext("Your report has arrived."))
        if not form.form_key.data:
            form.form_key.data = secrets.token_urlsafe(16)
        return self.page(
            "desk/report.html",
            gettext("Report a problem"),
            422 if form.is_submitted() else 200,
            form=form,
            hours=hours_told(opening()),
            is_open=is_open(opening(), clock.now()),
            told=[
                Fact(gettext("Page"), page),
                Fact(gettext("Acting for"), who.organisation_name if who is not None else ""),
                Fact(gettext("Browser"), browser_of(agent), system_of(agent)),
                Fact(gettext("Reference"), reference),
                Fact(gettext("Time"), instant(clock.now())),
                *([Fact(gettext("Last in this tool"), instant(used_at))] if used_at is not None else []),
            ],
        )

    @expose("/done")
    def done(self) -> Response:
        """The number of the case, to be named on the phone."""
        made = session.get(_REPORTED)
        return self.page(
            "desk/reported.html",
            gettext("Report a problem"),
            number=number_of(made) if made else "",
            hours=hours_told(opening()),
            case_url=url_for("CaseScreen.show", pk=made) if made and standing() is not None else None,
        )


def _open_case(form: ReportForm, who: Identity | None, new: NewReport) -> Report:
    """The case with its picture, or neither."""
    database, now, sent = db(), clock.now(), form.screenshot.data
    report = report_problem(database, who, new, (request.remote_addr or "")[:45], now)
    if sent:
        with within(database, Scope.office()):
            add_screenshot(database, files(), scanner(), report, who, sent.filename or "", sent.stream, now)
    return report


def _last_in_it(form: ReportForm, who: Identity | None) -> datetime | None:
    """When he last got into the tool it is about."""
    if who is None or not (form.tool_id.data or "").isdigit():
        return None
    with within(db(), Scope.office()):
        use = last_use(db(), who.account_id, int(form.tool_id.data))
    return use.used_at if use is not None else None


def _filled(form: ReportForm) -> tuple[str, str]:
    """The page and the last reference, from the link first and then from the form; what is neither is none."""
    if request.method == "GET":
        form.page.data = request.args.get("page", "")
        tool_id = request.args.get("tool", "")
        if tool_id in {str(value) for value, _ in form.tool_id.choices}:
            form.tool_id.data = tool_id
        form.reference.data = request.args.get("reference", "") or str(session.get(LAST, ""))
    page, reference = form.page.data or "", form.reference.data or ""
    form.page.data = page = page if _PAGE.fullmatch(page) else ""
    form.reference.data = reference = reference if _REFERENCE.fullmatch(reference) else ""
    return page, reference
