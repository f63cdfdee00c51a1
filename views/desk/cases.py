"""The helpdesk's desk: cases and their answers, and what each reference stands for."""

from __future__ import annotations

from typing import Any

from flask import Response, url_for
from flask_appbuilder import expose, has_access
from flask_babel import gettext
from flask_babel import lazy_gettext as _l
from sqlalchemy import ColumnElement, false, func, select, true
from sqlalchemy.orm import joinedload
from wtforms import BooleanField, TextAreaField
from wtforms.validators import InputRequired, Length

from app import clock
from app.cases.queries import answers_to, cases_naming, incident_of, visible_to
from app.cases.rules import LONGEST_REPORT, CaseState, IncidentKind
from app.cases.screenshots import screenshot_of, screenshot_record
from app.cases.services import answer_case
from app.policy import Identity, Permission, may, require
from app.transaction import Scope, transaction, within
from models.accounts import Attempt
from models.cases import Incident, Report
from views.accounts.cards import remedies
from views.base import text_of
from views.framework.database import db
from views.framework.downloads import handed_out
from views.framework.filters import Filter, words_of
from views.framework.history import Told
from views.framework.identity import identity
from views.framework.register import Column, Fact, Interface, Register
from views.framework.screens import HouseForm, VersionField, after, attempt
from views.labels import instant, label_of, language, size
from views.refusals import SENTENCES

_BEGINNING = 80
_TONES: dict[str, str] = {CaseState.OPEN: "wait", CaseState.ANSWERED: "good", CaseState.CLOSED: "off"}
_KINDS: dict[str, str] = {
    IncidentKind.BUG: "bad",
    IncidentKind.OUTAGE: "bad",
    IncidentKind.FORBIDDEN: "soon",
    IncidentKind.DECLINED: "soon",
    IncidentKind.STALE: "off",
    IncidentKind.MISSING: "off",
    IncidentKind.UNREAD: "off",
    IncidentKind.TESTED: "info",
}
NEXT_STEPS: dict[str, Any] = {
    IncidentKind.BUG: _l("Tell the central team this reference: the log holds the same one. Nothing was saved."),
    IncidentKind.FORBIDDEN: _l(
        "Ask for which organisation the caller acts and with which key he signed in; his local administrator"
        " gives the right that opens this page."
    ),
    IncidentKind.MISSING: _l(
        "The address is wrong, or what was there isn't the caller's to see. Help him to search for it."
    ),
    IncidentKind.DECLINED: _l("Explain the rule; the form says what to put right and kept what was typed."),
    IncidentKind.STALE: _l(
        "Somebody else changed it first. The caller opens the page again and repeats his change."
    ),
    IncidentKind.OUTAGE: _l(
        "Nothing was lost. The caller tries again in a few minutes; look at the jobs meanwhile."
    ),
    IncidentKind.TESTED: _l("Have the report read out that stood under the test; each failed line has its steps."),
    IncidentKind.UNREAD: _l("The page was open too long, or was sent in a wrong way. Reloading it is enough."),
}


def _begin_of(told: str) -> str:
    line = " ".join(told.split())
    return line if len(line) <= _BEGINNING else f"{line[: _BEGINNING - 1]}…"


def _told_of_card(item: Report) -> list[Fact]:
    """What was asked because it is about a card; nothing where it isn't."""
    if not item.browsers_tried and not item.protection:
        return []
    return [
        Fact(gettext("Browsers tried"), item.browsers_tried),
        Fact(gettext("Antivirus or firewall"), item.protection),
    ]


class AnswerForm(HouseForm):
    version = VersionField()
    told = TextAreaField(
        _l("Answer"),
        description=_l("The person who reported it reads this. Name nobody else."),
        validators=[
            InputRequired(_l("Write an answer.")),
            Length(max=LONGEST_REPORT, message=_l("At most 4,000 characters.")),
        ],
    )
    closes = BooleanField(_l("The case is closed with this answer"), default=True)


class CaseScreen(Register):
    """Reported problems: all of them for the helpdesk, one's own for anybody else."""

    route_base = "/cases"
    datamodel = Interface(Report)
    page_title = _l("Cases")
    one_line = _l("Problems that were reported, and their answers.")
    options = (
        joinedload(Report.person),
        joinedload(Report.account),
        joinedload(Report.acting_for),
        joinedload(Report.tool),
    )
    orders = {"opened": Report.opened_at}
    first_order = "opened"
    first_descending = True
    columns = (
        Column("number", _l("Case"), lambda item: item.number),
        Column("told", _l("Problem"), lambda item: _begin_of(item.told)),
        Column("person", _l("Person"), lambda item: item.person.name if item.person else item.email),
        Column("opened_at", _l("Reported"), lambda item: item.opened_at, "opened"),
        Column("state", _l("State"), lambda item: label_of(item.state), tone=lambda item: _TONES[item.state]),
    )
    filters = (Filter("state", _l("State"), "choice", lambda state: Report.state == state, words_of(CaseState)),)
    empty_text = _l("No problem was reported. “Report a problem” stands at the bottom of each page.")
    record_template = "desk/case.html"

    def rows(self, who: Identity) -> ColumnElement[bool]:
        return visible_to(who)

    def title_of(self, item: Any) -> str:
        return str(gettext("Case %(number)s", number=item.number))

    def describe(self, item: Any) -> dict[str, Any]:
        who = identity()
        answers = answers_to(db(), item.id)
        helps = may(who, Permission.CASE_ANSWER)
        incident = incident_of(db(), item.reference) if helps else None
        with within(db(), Scope.office()):
            picture = screenshot_of(db(), item.id)
        return {
            "facts": [
                Fact(gettext("Reported"), instant(item.opened_at)),
                Fact(gettext("Person"), item.person.name if item.person else item.email),
                Fact(gettext("Acting for"), item.acting_for.name if item.acting_for else ""),
                Fact(gettext("Tool"), item.tool.named(language()) if item.tool else ""),
                *([Fact(gettext("Last in it"), instant(item.tool_used_at))] if item.tool_used_at else []),
                Fact(gettext("Page"), item.page),
                Fact(gettext("Browser"), item.browser, item.system),
                Fact(gettext("Reference"), item.reference),
                *_told_of_card(item),
            ],
            "error_text": item.error_text,
            "picture": picture,
            "picture_size": size(picture.size) if picture else "",
            "picture_url": url_for("CaseScreen.hand_out", pk=item.id) if picture else None,
            "state": _TONES[item.state],
            "state_word": label_of(item.state),
            "told": item.told,
            "answers": [(a.told, instant(a.answered_at), a.account.username if helps else "") for a in answers],
            "person_url": url_for("PersonScreen.show", pk=item.person_id) if item.person_id and helps else None,
            "incident_url": url_for("IncidentScreen.show", pk=incident.id) if incident else None,
            "answer_url": url_for("CaseScreen.answer", pk=item.id)
            if helps and item.state != CaseState.CLOSED
            else None,
        }

    def told_in(self, item: Any) -> Told | None:
        return Told("case", item.id)

    @expose("/picture/<pk>", methods=["GET"])
    @has_access
    def hand_out(self, pk: str) -> Response:
        """The picture that came with it, to download."""
        item, database = self.record(pk), db()
        with within(database, Scope.office()):
            return handed_out(screenshot_record(database, item.id, clock.now()))

    @expose("/answer/<pk>", methods=["GET", "POST"])
    @has_access
    def answer(self, pk: str) -> Response:
        """Writes an answer, and closes the case with it where that is ticked."""
        require(identity(), Permission.CASE_ANSWER)
        item = self.record(pk)
        form = AnswerForm(version=str(item.version))
        if form.validate_on_submit():
            database = db()

            def act() -> Report:
                opened_on, told, closes = form.version.number, text_of(form.told), bool(form.closes.data)
                return answer_case(database, identity(), item.id, opened_on, told, clock.now(), closes=closes)

            with transaction(database):
                answered = attempt(form, act)
            if answered is not None:
                return after(url_for("CaseScreen.show", pk=item.id), gettext("Answered."))
            database.expire_all()
            item = self.record(pk)
            form.version.data = str(item.version)
        return self.page(
            "desk/answer.html",
            gettext("Answer case %(number)s", number=item.number),
            422 if form.is_submitted() else 200,
            form=form,
            item=item,
        )


def cause_of(incident: Incident) -> str:
    """Why it happened, in words: the sentence of the refusal where there is one, without what it was about."""
    if incident.kind == IncidentKind.TESTED:
        fault = remedies.cause_of(incident.code)
        return str(gettext("Everything passed")) if incident.code == "passed" else fault
    known = SENTENCES.get(incident.code) if incident.kind == IncidentKind.DECLINED else None
    if known is not None and "%(" not in str(known):
        return str(known)
    return f"{label_of(incident.kind)} ({incident.code})" if incident.code else label_of(incident.kind)


class IncidentScreen(Register):
    """What a reference stands for: who, where, when, why, and what to do next."""

    route_base = "/references"
    datamodel = Interface(Incident)
    page_title = _l("References")
    one_line = _l("Ask the caller for the reference on the screen. Kept for ninety days; nothing typed is in it.")
    options = (joinedload(Incident.account), joinedload(Incident.person))
    orders = {"when": Incident.happened_at}
    first_order = "when"
    first_descending = True
    columns = (
        Column("when", _l("When"), lambda item: item.happened_at, "when"),
        Column("reference", _l("Reference"), lambda item: item.reference),
        Column("kind", _l("What happened"), lambda item: label_of(item.kind), tone=lambda item: _KINDS[item.kind]),
        Column("page", _l("Page"), lambda item: item.page or item.endpoint),
        Column("account", _l("Account"), lambda item: item.account.username if item.account else "–"),
    )
    filters = (
        Filter("reference", _l("Reference"), "text", lambda text: Incident.reference == func.lower(text.strip())),
        Filter("kind", _l("What happened"), "choice", lambda kind: Incident.kind == kind, words_of(IncidentKind)),
    )
    empty_text = _l("No page said no or broke in the last ninety days.")
    record_template = "desk/incident.html"

    def rows(self, who: Identity) -> ColumnElement[bool]:
        return true() if may(who, Permission.INCIDENT_SEE) else false()

    def title_of(self, item: Any) -> str:
        return str(gettext("Reference %(reference)s", reference=item.reference))

    def describe(self, item: Any) -> dict[str, Any]:
        attempts = (
            db().scalars(
                select(Attempt).where(Attempt.account_id == item.account_id).order_by(Attempt.id.desc()).limit(5)
            )
            if item.account_id
            else ()
        )
        return {
            "facts": [
                Fact(gettext("When"), instant(item.happened_at)),
                Fact(gettext("Person"), item.person.name if item.person else ""),
                Fact(gettext("Account"), item.account.username if item.account else gettext("Nobody signed in")),
                Fact(gettext("Page"), item.page, item.method),
                Fact(gettext("Session"), item.session_reference),
            ],
            "state": _KINDS[item.kind],
            "state_word": label_of(item.kind),
            "cause": cause_of(item),
            "next_step": str(NEXT_STEPS[item.kind]),
            "person_url": url_for("PersonScreen.show", pk=item.person_id) if item.person_id else None,
            "attempts": [
                (url_for("AttemptScreen.show", pk=one.id), instant(one.tried_at), label_of(one.outcome))
                for one in attempts
            ],
            "cases": [(url_for("CaseScreen.show", pk=c.id), c.number) for c in cases_naming(db(), item.reference)],
        }
