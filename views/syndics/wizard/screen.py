"""The pages of a case, in their order: each is kept by itself, so that one can stop at any and go on."""

from __future__ import annotations

import secrets
from collections.abc import Callable, Iterable
from typing import Any, TypeVar

from flask import Response, redirect, request
from flask_appbuilder import expose, has_access
from flask_babel import gettext
from flask_babel import lazy_gettext as _l
from wtforms import HiddenField, RadioField
from wtforms.validators import InputRequired

from app import clock
from app.errors import Forbidden, Missing
from app.policy import Permission, require
from app.syndics.case_files import file_for, file_of, files_of, is_handed_in, remove_file
from app.syndics.cases import EDITABLE, begin_case, is_own, keep_for_later, save_page
from app.syndics.queries import case_record, details_of
from app.syndics.rules.deadline import last_day_of
from app.syndics.rules.missing import missing_of
from app.syndics.rules.pages import pages_of
from app.transaction import transaction
from models.syndics import Case
from models.values.mandates import CaseDetails, CaseForm, CasePage, CaseState
from views.framework.database import db
from views.framework.downloads import handed_out
from views.framework.identity import identity
from views.framework.screens import HouseForm, Screen, after, attempt
from views.labels import day, instant, size
from views.labels.mandate_wizard import ABOUT_FORMS
from views.labels.mandates import EVIDENCE, FORMS, PAGES, STATES
from views.syndics.wizard.association import AssociationPage
from views.syndics.wizard.dates import EndingPage, MandatePage
from views.syndics.wizard.evidence import EvidencePage, is_proven
from views.syndics.wizard.page import Page, PageForm, enterprise
from views.syndics.wizard.reaching import ContactPage
from views.syndics.wizard.representative import RepresentativePage, is_represented
from views.syndics.wizard.syndic import SyndicPage

F = TypeVar("F", bound=Callable[..., Any])
_ALL: tuple[Page, ...] = (
    AssociationPage(),
    EndingPage(),
    MandatePage(),
    SyndicPage(),
    RepresentativePage(),
    ContactPage(),
    EvidencePage(),
)
BY_NAME = {one.name: one for one in _ALL}
_LONGEST_ID = 18
# Where other screens of a case are.
CASES, SUBMIT, NEED = "/mandate-cases/show/{}", "/mandate-submit/{}", "/need-to-file/"
ANSWER = "/mandate-cases/answer/{}"


def _at_each_page(method: F) -> F:
    for page in BY_NAME:
        method = expose(f"/{page}/<int:pk>", methods=["GET", "POST"])(method)
    return method


class NewForm(HouseForm):
    form = RadioField(
        _l("What do you want to register?"),
        [InputRequired(_l("Choose what you want to register."))],
        choices=[(str(one), FORMS[one]) for one in CaseForm],
    )
    form_key = HiddenField()


class MandateCasePageScreen(Screen):
    """For whose case it is; the counter and whoever may see it are handed its files."""

    route_base = "/mandate-case"

    @expose("/new", methods=["GET", "POST"])
    @has_access
    def new(self) -> Response:
        """Which form; a link may have chosen it, and the mandate it is about."""
        wanted = request.args.get("form", "")
        form = NewForm(data={"form_key": secrets.token_urlsafe(16), "form": wanted})
        if form.validate_on_submit():
            database, key = db(), (form.form_key.data or "")[:64] or None
            text = request.args.get("mandate", "")
            mandate_id = int(text) if text.isascii() and text.isdigit() and len(text) < _LONGEST_ID else None
            with transaction(database):
                made = attempt(
                    form,
                    lambda: begin_case(
                        database, identity(), CaseForm(form.form.data), key, clock.now(), mandate_id=mandate_id
                    ),
                )
            if made is not None:
                return self._to(self.url(made, CasePage(made.page)))
        return self.page(
            "syndics/new_case.html",
            gettext("Register a syndic"),
            422 if form.is_submitted() else 200,
            form=form,
            about={str(one): str(ABOUT_FORMS[one]) for one in CaseForm},
            need_url=NEED,
        )

    @expose("/<int:pk>", methods=["GET"])
    @has_access
    def index(self, pk: int) -> Response:
        """On where one stopped."""
        case, details = self._own(pk)
        pages = pages_of(CaseForm(case.form), details.syndic.kind)
        page = CasePage(case.page) if CasePage(case.page) in pages else pages[0]
        if page is CasePage.SUMMARY and case.state == CaseState.QUESTION:
            page = pages[1]  # the first one that may be changed then
        return self._to(self.url(case, page))

    @_at_each_page
    @has_access
    def fill_in(self, pk: int) -> Response:
        """A page: asked for, or sent with what was typed."""
        case, details = self._own(pk)
        name = CasePage(request.path.split("/")[2])
        if name not in pages_of(CaseForm(case.form), details.syndic.kind):
            raise Missing("page", str(name))
        if case.state not in EDITABLE:
            return after(
                CASES.format(case.id),
                gettext("This case can’t be changed now. Below you read where it stands."),
                "info",
            )
        page = BY_NAME[name]
        if isinstance(page, EvidencePage):
            return page.respond(self, case, details)
        return self._form_page(page, case, details)

    @expose("/file/<int:pk>/<int:file_id>", methods=["GET"])
    @has_access
    def hand_out(self, pk: int, file_id: int) -> Response:
        """A file of the case, for whoever may see it."""
        return handed_out(file_for(db(), identity(), pk, file_id).document)

    @expose("/remove-file/<int:pk>/<int:file_id>", methods=["GET", "POST"])
    @has_access
    def remove_file(self, pk: int, file_id: int) -> Response:
        """Asks whether one is sure, and takes the file out of the case."""
        case, _ = self._own(pk)
        proof, back_url = file_of(db(), case, file_id), self.url(case, CasePage.EVIDENCE)
        if case.state not in EDITABLE or is_handed_in(case, proof):
            raise Missing("file", file_id)
        form = HouseForm()
        if form.validate_on_submit():
            database, name = db(), proof.document.name
            with transaction(database):
                gone = attempt(form, lambda: remove_file(database, identity(), pk, file_id, clock.now()))
            if gone is not None:
                return after(back_url, gettext("Removed: %(name)s.", name=name))
        return self.page(
            "syndics/file_remove.html",
            gettext("Remove this file"),
            422 if form.is_submitted() else 200,
            form=form,
            name=proof.document.name,
            kind=str(EVIDENCE[proof.kind]),
            told=f"{size(proof.document.size)}, {instant(proof.document.made_at)}",
            back_url=back_url,
        )

    def _form_page(self, page: Page, case: Case, details: CaseDetails) -> Response:
        """A page that is a form. A button that helps keeps nothing; *continue later* keeps it and stops here."""
        form = page.make(case, details, data={**page.filled(case, details), "version": str(case.version)})
        helped = next((name for name in page.helps if name in request.form), None)
        if helped is not None and request.method == "POST":
            if helped == "reckon":
                form.validate()
            page.helps[helped](form, case, details)
            return self.show(page, case, details, 422 if form.errors else 200, form=form)
        if form.validate_on_submit():
            database, version = db(), form.version.number
            with transaction(database):
                made = attempt(form, lambda: self._saved(page, case, form, version))
            if made is not None:
                return self.onward(page, made, form)
            case, details = self.again(case)
            # What was typed stays; whoever was late sees beside it what stands there now.
            stands = page.stands(case, details, form) if case.version != version else []
            form.version.data = str(case.version)
            return self.show(page, case, details, 422, form=form, stands=stands)
        return self.show(page, case, details, 422 if form.is_submitted() else 200, form=form)

    def _saved(self, page: Page, case: Case, form: PageForm, version: int) -> Case:
        made = save_page(
            db(), identity(), case.id, page.name, lambda told: page.changed(form, case, told), version, clock.now()
        )
        if "later" in request.form:
            return keep_for_later(db(), identity(), case.id, page.name, clock.now())
        return made

    def onward(self, page: Page, case: Case, form: PageForm) -> Response:
        """After a page was kept: the next one, this one where it asks more now, or the case itself."""
        if "later" in request.form:
            if isinstance(page, EvidencePage):
                with transaction(db()):
                    keep_for_later(db(), identity(), case.id, page.name, clock.now())
            return after(
                CASES.format(case.id),
                gettext("Saved. You get a mail with a link to go on whenever you like."),
            )
        details = details_of(case)
        if page.stays(form, details):
            return self._to(self.url(case, page.name))
        pages = pages_of(CaseForm(case.form), details.syndic.kind)
        following = pages[min(pages.index(page.name) + 1, len(pages) - 1)]
        return self._to(self.url(case, following))

    def show(self, page: Page, case: Case, details: CaseDetails, status: int = 200, **shown: Any) -> Response:
        """The page in its frame, with the steps beside it."""
        form = CaseForm(case.form)
        pages = pages_of(form, details.syndic.kind)
        at = pages.index(page.name)
        last_day = last_day_of(form, details)
        return self.page(
            page.template,
            str(PAGES[page.name]),
            status,
            case=case,
            form_name=str(FORMS[form]),
            whose=case.association_name or enterprise(case.association_number or ""),
            steps=list(self._steps(page, case, details, pages)),
            back_url=self.url(case, pages[at - 1]) if at else CASES.format(case.id),
            last_day=day(last_day) if last_day and case.handed_in_at is None else "",
            is_late=last_day is not None and case.handed_in_at is None and last_day < clock.today(),
            **page.shown(case, details, shown.get("form")),
            **shown,
        )

    def again(self, case: Case) -> tuple[Case, CaseDetails]:
        """The case as it stands now, after something was refused."""
        database, key = db(), case.id
        database.expire_all()
        found = case_record(database, identity(), key)
        return found, details_of(found)

    def url(self, case: Case, page: CasePage) -> str:
        """Where a page of this case is; what was asked about is answered, not submitted again."""
        if page is CasePage.SUMMARY and case.state == CaseState.QUESTION:
            return ANSWER.format(case.id)
        return SUBMIT.format(case.id) if page is CasePage.SUMMARY else f"{self.route_base}/{page}/{case.id}"

    def _own(self, pk: int) -> tuple[Case, CaseDetails]:
        """One's own case; who only sees it writes nothing in it."""
        require(identity(), Permission.MANDATE_CASE_MAKE)
        case = case_record(db(), identity(), pk)
        if not is_own(identity(), case):
            raise Forbidden(Permission.MANDATE_CASE_MAKE)
        return case, details_of(case)

    def _steps(
        self, page: Page, case: Case, details: CaseDetails, pages: tuple[CasePage, ...]
    ) -> Iterable[dict[str, Any]]:
        """Each page, with a tick where nothing lacks."""
        form = CaseForm(case.form)
        missing = missing_of(form, details)
        done = {one for one in pages if one in missing and not missing[one]}
        if is_proven(case, details, files_of(db(), case)):
            done.add(CasePage.EVIDENCE)
        if not is_represented(form, details):
            done.discard(CasePage.REPRESENTATIVE)
        for one in pages:
            asked = one is CasePage.SUMMARY and case.state == CaseState.QUESTION
            yield {
                "label": str(STATES[CaseState.QUESTION] if asked else PAGES[one]),
                "url": self.url(case, one),
                "current": one is page.name,
                "done": one in done,
            }

    @staticmethod
    def _to(url: str) -> Response:
        return redirect(url, code=303)  # type: ignore[return-value]
