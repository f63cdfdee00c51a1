"""Cases about mandates of syndics: which there are, and one with all that was said, changed, added and paid."""

from __future__ import annotations

from typing import Any

from flask import Response, make_response, redirect, url_for
from flask_appbuilder import expose, has_access
from flask_babel import gettext
from flask_babel import lazy_gettext as _l
from sqlalchemy import ColumnElement, select
from sqlalchemy.orm import defer, joinedload

from app import clock
from app.errors import Forbidden, Missing
from app.policy import Identity, Permission, may
from app.syndics import answering, messages, withdrawing
from app.syndics.queries import about_association, is_own, visible_to
from app.transaction import Scope, transaction, within
from models.events import PLATFORM
from models.syndics import Case
from models.values.mandates import ENDED, CaseForm, CaseState
from views.framework.database import db
from views.framework.filters import Filter, instants_within
from views.framework.filters import within as days_within
from views.framework.history import Told
from views.framework.identity import identity, standing
from views.framework.register import Column, Interface, Register
from views.framework.screens import after, attempt
from views.labels.mandates import FORMS, STATES, TONES
from views.syndics.acting_where import act_where
from views.syndics.case_forms import AnswerForm, MessageForm, WithdrawForm
from views.syndics.case_page import association_shown, number_shown, page_of, question_of, state_word
from views.syndics.money_back import back_shown
from views.syndics.ways import case_url, desk_url, writing_url


def _states() -> list[tuple[str, str]]:
    return [(str(one), str(word)) for one, word in STATES.items()]


def _forms() -> list[tuple[str, str]]:
    return [(str(one), str(word)) for one, word in FORMS.items()]


class MandateCaseScreen(Register):
    """One's own and one's organisation's; for the counter and the helpdesk, all of them."""

    route_base = "/mandate-cases"
    datamodel = Interface(Case)
    page_title = _l("Cases about syndics")
    one_line = _l("Starts, ends and changes of mandates that you or your organisation register.")
    one_line_staff = _l("What applicants register about mandates of syndics, drafts included.")
    options = (joinedload(Case.acting_for), joinedload(Case.payer))
    list_options = (joinedload(Case.acting_for), defer(Case.details))
    orders = {"due": Case.due_on, "begun": Case.begun_at}
    first_order = "begun"
    first_descending = True
    columns = (
        Column("association", _l("Association"), association_shown),
        Column("number", _l("Enterprise number"), lambda item: number_shown(item.association_number), shown=False),
        Column("form", _l("What is registered"), lambda item: str(FORMS[CaseForm(item.form)])),
        Column(
            "state",
            _l("State"),
            lambda item: state_word(item, mine=is_own(identity(), item)),
            tone=lambda item: TONES[item.state],
        ),
        Column("due", _l("Last day"), lambda item: item.due_on, "due"),
        Column("handed_in", _l("Handed in"), lambda item: item.handed_in_at),
        Column("begun", _l("Begun"), lambda item: item.begun_at, "begun"),
        Column(
            "for",
            _l("For"),
            lambda item: item.acting_for.name if item.acting_for is not None else "",
            staff=True,
        ),
    )
    filters = (
        Filter("association", _l("Association"), "text", about_association),
        Filter("state", _l("State"), "choices", Case.state.in_, _states),
        Filter("form", _l("What is registered"), "choice", lambda one: Case.form == one, _forms),
        Filter("due", _l("Last day"), "days", days_within(Case.due_on), more=True),
        Filter("begun", _l("Begun"), "days", instants_within(Case.begun_at), more=True),
    )
    empty_text = _l(
        "No case here. First look whether you need to file; then begin one with the number of the association."
    )
    record_template = "syndics/case.html"

    def rows(self, who: Identity) -> ColumnElement[bool]:
        return visible_to(who)

    def title_of(self, item: Any) -> str:
        return association_shown(item)

    def describe(self, item: Any) -> dict[str, Any]:
        return page_of(db(), identity(), item, MessageForm(formdata=None))

    def told_in(self, item: Any) -> Told | None:
        return Told("mandate_case", item.id, item.acting_for_id or PLATFORM, asks=Permission.MANDATE_CASE_SEE)

    @expose("/write/<int:pk>", methods=["GET", "POST"])
    @has_access
    def write(self, pk: int) -> Response:
        """A message to the other side, on the page of the case."""
        form = MessageForm()
        if form.validate_on_submit():
            database = db()
            with transaction(database):
                made = attempt(
                    form, lambda: messages.write_message(database, identity(), pk, form.words, clock.now())
                )
            if made is not None:
                told = gettext("Sent. The business counter is told.") if not made.of_desk else gettext("Sent.")
                return after(f"{url_for('MandateCaseScreen.show', pk=pk)}#messages", told)
            database.expire_all()
        item = self.record(str(pk))
        status = 422 if form.is_submitted() else 200
        shown = page_of(db(), identity(), item, form)
        return self.page(self.record_template, self.title_of(item), status, item=item, **shown)

    @expose("/answer/<int:pk>", methods=["GET", "POST"])
    @has_access
    def answer(self, pk: int) -> Response:
        """Hands the case back to the counter, with what changed since its question."""
        item = self._own(pk)
        form = AnswerForm(version=str(item.version))
        if form.validate_on_submit():
            database, version = db(), form.version.number
            with transaction(database):
                done = attempt(
                    form,
                    lambda: answering.answer_case(database, identity(), pk, form.words, version, clock.now()),
                )
            if done is not None:
                return after(case_url(done), gettext("Answered. The business counter goes on with your case."))
            item = self._again(pk, form)
        if item.state != CaseState.QUESTION and not form.is_submitted():
            return make_response(redirect(case_url(item)))
        return self.page(
            "syndics/case_answer.html",
            gettext("Answer the question"),
            422 if form.is_submitted() else 200,
            form=form,
            item=item,
            question=question_of(db(), item),
            write_on_url=writing_url(item) if item.state == CaseState.QUESTION else None,
            back_url=case_url(item),
        )

    @expose("/withdraw/<int:pk>", methods=["GET", "POST"])
    @has_access
    def withdraw(self, pk: int) -> Response:
        """Ends the case, once one read what becomes of the fee."""
        item = self._own(pk)
        form = WithdrawForm(version=str(item.version))
        if form.validate_on_submit():
            database, version = db(), form.version.number
            with transaction(database):
                done = attempt(
                    form, lambda: withdrawing.withdraw_case(database, identity(), pk, version, clock.now())
                )
            if done is not None:
                paid_back = done.refunded_at is not None
                return after(
                    case_url(done),
                    gettext("Withdrawn. What was paid is back in the wallet.")
                    if paid_back
                    else gettext("Withdrawn."),
                )
            item = self._again(pk, form)
        if item.state in ENDED and not form.is_submitted():
            return make_response(redirect(case_url(item)))
        dropping = item.state == CaseState.DRAFT and item.handed_in_at is None
        return self.page(
            "syndics/case_withdraw.html",
            gettext("Drop this draft") if dropping else gettext("Withdraw this case"),
            422 if form.is_submitted() else 200,
            form=form,
            item=item,
            name=association_shown(item),
            money=back_shown(db(), item),
            fee_back=withdrawing.fee_comes_back(item),
            dropping=dropping,
            ended=item.state in ENDED,
            back_url=case_url(item),
        )

    @expose("/go-on/<int:pk>", methods=["GET"])
    @has_access
    def go_on(self, pk: int) -> Response:
        """From a mail: to where one stopped, whomever one acts for when one follows it."""
        found = standing()
        if found is None:
            raise Missing("case", pk)
        with within(db(), Scope.office()):
            case = db().scalars(select(Case).where(Case.id == pk)).one_or_none()
        if case is None:
            raise Missing("case", pk)
        if may(found.identity, Permission.MANDATE_CASE_TREAT) and case.handed_in_at is not None:
            return make_response(redirect(desk_url(case)))
        onward = writing_url(case) if case.state == CaseState.DRAFT else case_url(case)
        if is_own(found.identity, case):
            return make_response(redirect(onward))
        if found.viewed is not None or not act_where(found, case):
            onward = case_url(self.record(str(pk)))
        return make_response(redirect(onward))

    def primary(self) -> tuple[str, str] | None:
        return gettext("Register a syndic"), url_for("MandateCasePageScreen.new")

    def _own(self, pk: int) -> Case:
        """One's own case. Raises Forbidden for who sees it otherwise."""
        item: Case = self.record(str(pk))
        if not is_own(identity(), item):
            raise Forbidden(Permission.MANDATE_CASE_MAKE)
        return item

    def _again(self, pk: int, form: AnswerForm | WithdrawForm) -> Case:
        """As it is now, after what was asked was refused."""
        db().expire_all()
        item = self._own(pk)
        form.version.data = str(item.version)
        return item
