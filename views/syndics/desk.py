"""The business counter's desk: its worklist by last day, one case on one page, and each act on it."""

from __future__ import annotations

import io
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from flask import Response, send_file
from flask_appbuilder import expose, has_access
from flask_babel import gettext
from flask_babel import lazy_gettext as _l
from sqlalchemy import ColumnElement, not_
from sqlalchemy.orm import Session, joinedload

from app import clock, pdf
from app.organisations import businesses
from app.policy import Identity
from app.syndics import desk, filing_sheet, worklist
from app.syndics.case_files import file_of
from app.syndics.four_eyes import own_among
from app.syndics.messages import write_message
from app.syndics.queries import about_association
from app.transaction import transaction
from app.words import words_in
from models.syndics import Case
from models.values.mandates import CaseForm, CaseState
from views.framework.asking import Asked
from views.framework.database import db
from views.framework.downloads import handed_out
from views.framework.filters import Filter
from views.framework.identity import identity
from views.framework.register import Column, Interface, Register
from views.framework.screens import HouseForm, VersionField, after, attempt
from views.labels import language
from views.labels.mandate_desk import DESK_STATES, TURNS
from views.labels.mandates import FORMS, TONES
from views.syndics.desk_forms import AskForm, FileForm, MessageForm, NumberForm, RefuseForm, TakeForm
from views.syndics.desk_page import filing_page, left_words, number_page, page_of, refusing_page, taking_page

_MINE, _NOBODYS = "mine", "nobody"


@dataclass(frozen=True)
class Shown:
    """A case in the worklist, how many of the proofs that it needs aren't there, how who took it is called, and
    whether its reader has to leave it to a colleague."""

    case: Case
    missing: int
    taker: str
    own: bool


Choices = list[tuple[str, str]]


def _wheres() -> Choices:
    return [("open", gettext("At the counter")), ("not", gettext("No longer at the counter"))]


def _takers() -> Choices:
    return [(_MINE, gettext("Me")), (_NOBODYS, gettext("Nobody"))]


def _lates() -> Choices:
    return [("past", gettext("Past its last day")), ("in", gettext("Handed in late"))]


def _states() -> Choices:
    return [(str(one), str(word)) for one, word in DESK_STATES.items()]


def _forms() -> Choices:
    return [(str(one), str(word)) for one, word in FORMS.items()]


def _taken(chosen: str) -> ColumnElement[bool]:
    if chosen == _NOBODYS:
        return Case.taken_by.is_(None)
    return Case.taken_by == identity().account_id


def _where(chosen: str) -> ColumnElement[bool]:
    return worklist.lies_open() if chosen == "open" else not_(worklist.lies_open())


def _late(chosen: str) -> ColumnElement[bool]:
    if chosen == "past":
        return worklist.is_past(clock.today())
    return worklist.handed_in_late()


def _left_tone(one: Shown) -> str:
    left = worklist.days_left(one.case.due_on, clock.today())
    if one.case.state not in worklist.OPEN:
        return ""
    return "bad" if left < 0 else "soon" if left <= worklist.SOON else ""


def _taken_shown(one: Shown) -> str | None:
    return gettext("For a colleague: your own case") if one.own else one.taker or None


def _own_tone(one: Shown) -> str:
    return "off" if one.own else ""


class MandateDeskScreen(Register):
    """What was handed in or announced to the counter; for the counter alone."""

    route_base = "/mandate-desk"
    datamodel = Interface(Case)
    page_title = _l("Counter desk")
    one_line = _l(
        "Cases about mandates of syndics, the nearest last day first: what is past its last day stands on top."
    )
    options = (
        joinedload(Case.acting_for),
        joinedload(Case.payer),
        joinedload(Case.account),
        joinedload(Case.taker),
    )
    list_options = ()
    orders = {"due": Case.due_on}
    first_order = "due"
    at_first = (("where", "open"),)
    columns = (
        Column("association", _l("Association"), lambda one: one.case.association_name or f"– {one.case.id}"),
        Column("form", _l("What"), lambda one: str(FORMS[CaseForm(one.case.form)])),
        Column("due", _l("Last day"), lambda one: one.case.due_on, "due"),
        Column("left", _l("Time left"), lambda one: left_words(one.case, clock.today()) or "–", tone=_left_tone),
        Column(
            "state",
            _l("State"),
            lambda one: str(DESK_STATES[CaseState(one.case.state)]),
            tone=lambda one: TONES[one.case.state],
        ),
        Column("turn", _l("Whose turn"), lambda one: str(TURNS[worklist.turn_of(one.case)])),
        Column("missing", _l("Missing pieces"), lambda one: one.missing, numeric=True),
        Column("taken", _l("Taken by"), _taken_shown, tone=_own_tone),
        Column("handed_in", _l("Handed in"), lambda one: one.case.handed_in_at, shown=False),
        Column("number", _l("Enterprise number"), lambda one: one.case.association_number, shown=False),
        Column("id", _l("Case"), lambda one: one.case.id, numeric=True, shown=False),
        Column("reference", _l("Reference of the business register"), lambda one: one.case.reference, shown=False),
    )
    filters = (
        Filter("where", _l("Where"), "choice", _where, _wheres),
        Filter("taken", _l("Taken by"), "choice", _taken, _takers),
        Filter("late", _l("Late"), "choice", _late, _lates),
        Filter("state", _l("State"), "choices", Case.state.in_, _states),
        Filter("form", _l("What"), "choices", Case.form.in_, _forms, more=True),
        Filter(
            "association",
            _l("Association"),
            "text",
            about_association,
            more=True,
        ),
    )
    empty_text = _l("No case lies at the counter. What applicants hand in appears here by itself.")
    record_template = "syndics/desk_case.html"

    def rows(self, who: Identity) -> ColumnElement[bool]:
        return worklist.seen_by(who)

    def seen(self, session: Session, items: Sequence[Case], asked: Asked | None) -> Sequence[Shown]:
        """With the missing proofs of all of them, counted by one statement, who took them, by another, and which
        are the reader's own."""
        missing = worklist.missing_pieces(session, items) if items else {}
        takers = worklist.called(session, (one.taken_by for one in items))
        own = own_among(session, identity(), (one for one in items if one.state in worklist.OPEN))
        return [
            Shown(one, missing.get(one.id, 0), takers.get(one.taken_by or 0, ""), one.id in own) for one in items
        ]

    def title_of(self, item: Case) -> str:
        return item.association_name or gettext("Case %(number)s", number=item.id)

    def describe(self, item: Case) -> dict[str, Any]:
        return page_of(db(), identity(), item, MessageForm(formdata=None), clock.now())

    @expose("/take/<int:pk>", methods=["GET", "POST"])
    @has_access
    def take(self, pk: int) -> Response:
        """Takes it up, or over from a colleague."""
        case, form = self.record(str(pk)), TakeForm()
        shown = taking_page(db(), identity(), case)
        over = bool(shown["other"])

        def act(database: Session, version: int) -> Case:
            return desk.take_case(database, identity(), pk, version, clock.now(), over=over)

        title = gettext("Take over a case") if over else gettext("Take up a case")
        done = gettext("It is yours now. The applicant reads that it is in treatment.")
        return self._acted(case, form, act, ("syndics/desk_take.html", title), done, shown, stays=True)

    @expose("/ask/<int:pk>", methods=["GET", "POST"])
    @has_access
    def ask(self, pk: int) -> Response:
        """Asks the applicant something."""
        case, form = self.record(str(pk)), AskForm()

        def act(database: Session, version: int) -> Case:
            return desk.ask_applicant(database, identity(), pk, form.words, version, clock.now())

        done = gettext("Asked. The applicant gets a mail.")
        return self._acted(case, form, act, ("syndics/desk_ask.html", gettext("Ask the applicant")), done)

    @expose("/message/<int:pk>", methods=["POST"])
    @has_access
    def message(self, pk: int) -> Response:
        """Writes to the applicant; what can't be sent stays in the form."""
        case, form, database = self.record(str(pk)), MessageForm(), db()
        if form.validate_on_submit():
            with transaction(database):
                made = attempt(form, lambda: write_message(database, identity(), pk, form.words, clock.now()))
            if made is not None:
                return after(self.url_of_record(case) or "", gettext("Sent. The applicant gets a mail."))
            database.expire_all()
            case = self.record(str(pk))
        shown = page_of(database, identity(), case, form, clock.now())
        return self.page(self.record_template, self.title_of(case), 422, item=case, **shown)

    @expose("/number/<int:pk>", methods=["GET", "POST"])
    @has_access
    def number(self, pk: int) -> Response:
        """Fills in the number that an association got; it is compared with the register first."""
        case, form, database = self.record(str(pk)), NumberForm(), db()
        found = businesses.by_number(database, form.read, language()) if form.read is not None else None
        shown = number_page(case, form, found)
        title = gettext("Fill in the association’s number")
        if form.is_submitted() and form.read is not None and not form.is_compared:
            form.compared.data = form.read.digits
            return self.page("syndics/desk_number.html", title, item=case, form=form, compares=True, **shown)

        def act(session: Session, version: int) -> Case:
            return desk.number_association(session, identity(), pk, form.typed, version, clock.now())

        done = gettext("Filled in. The applicant gets a mail, and pays and submits now.")
        return self._acted(case, form, act, ("syndics/desk_number.html", title), done, shown | {"compares": False})

    @expose("/filed/<int:pk>", methods=["GET", "POST"])
    @has_access
    def filed(self, pk: int) -> Response:
        """The act stands in the business register, by its reference."""
        case, form = self.record(str(pk)), FileForm()
        shown = filing_page(db(), case, clock.now())

        def act(database: Session, version: int) -> Case:
            despite = bool(form.despite.data)
            return desk.file_case(database, identity(), pk, form.typed, version, clock.now(), despite=despite)

        done = gettext("Filed. The register of mandates follows it, and the applicant gets a mail.")
        title = gettext("File the act")
        return self._acted(case, form, act, ("syndics/desk_file.html", title), done, shown)

    @expose("/refuse/<int:pk>", methods=["GET", "POST"])
    @has_access
    def refuse(self, pk: int) -> Response:
        """Refuses it with a reason; the fee goes back."""
        case, form = self.record(str(pk)), RefuseForm()
        shown = refusing_page(db(), case)

        def act(database: Session, version: int) -> Case:
            return desk.refuse_case(database, identity(), pk, form.words, version, clock.now())

        done = gettext("Refused. The applicant gets a mail with your reason.")
        return self._acted(case, form, act, ("syndics/desk_refuse.html", gettext("Refuse the case")), done, shown)

    @expose("/file/<int:pk>/<int:file_id>", methods=["GET"])
    @has_access
    def hand_out(self, pk: int, file_id: int) -> Response:
        """A file of the case."""
        return handed_out(file_of(db(), self.record(str(pk)), file_id).document)

    @expose("/sheet/<int:pk>", methods=["POST"])
    @has_access
    def sheet(self, pk: int) -> Response:
        """The filing sheet as a PDF; recorded, since it shows national numbers whole."""
        words, case = words_in(language()), self._whole(pk)
        answer = send_file(
            io.BytesIO(pdf.made(filing_sheet.sheet(words, case, clock.now()))),
            mimetype="application/pdf",
            as_attachment=True,
            download_name=filing_sheet.file_name(words, case),
        )
        answer.headers["Cache-Control"] = "no-store"
        return answer

    @expose("/print/<int:pk>", methods=["POST"])
    @has_access
    def print(self, pk: int) -> Response:
        """The same as a page to print; recorded too."""
        words, case = words_in(language()), self._whole(pk)
        return self.page(
            "syndics/desk_sheet.html",
            gettext("Filing sheet"),
            item=case,
            what=str(FORMS[CaseForm(case.form)]),
            handed_in=filing_sheet.handed_in_rows(words, case),
            sections=filing_sheet.whole(words, case),
            back_url=self.url_of_record(case),
        )

    def _whole(self, pk: int) -> Case:
        database = db()
        with transaction(database):
            return filing_sheet.shown_whole(database, identity(), pk, clock.now())

    def _acted(
        self,
        case: Case,
        form: HouseForm,
        act: Callable[[Session, int], Case],
        page: tuple[str, str],
        done: str,
        shown: dict[str, Any] | None = None,
        *,
        stays: bool = False,
    ) -> Response:
        """Asks, or does it and goes on: to the case again where one `stays` with it, else to the next one."""
        version: Any = form["version"]
        assert isinstance(version, VersionField)  # noqa: S101 - each of these forms has one
        database = db()
        if form.validate_on_submit():
            with transaction(database):
                made = attempt(form, lambda: act(database, version.number))
            if made is not None:
                return after(self.url_of_record(made) or "", done) if stays else self._onward(made, done)
            database.expire_all()
            case = self.record(str(case.id))
        version.data = str(case.version)
        template, title = page
        status = 422 if form.is_submitted() else 200
        back_url = self.url_of_record(case)
        return self.page(template, title, status, item=case, form=form, back_url=back_url, **(shown or {}))

    def _onward(self, case: Case, done: str) -> Response:
        """To the next case that waits, and says so; to the worklist where none does."""
        following = worklist.next_for(db(), identity(), case)
        if following is None:
            nothing = gettext("No other case waits for you.")
            return after(self.url_of_list(), f"{done} {nothing}")
        next_one = gettext("This is the next case.")
        return after(self.url_of_record(following) or "", f"{done} {next_one}")
