"""Check and submit: everything that was said, what the law makes of it, who pays and how much; and the proof."""

from __future__ import annotations

import io
from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any

from flask import Response, send_file, url_for
from flask_appbuilder import expose, has_access
from flask_babel import gettext
from flask_babel import lazy_gettext as _l
from wtforms import HiddenField, RadioField

from app import clock
from app.errors import Forbidden, Refusal
from app.policy import Permission, require
from app.syndics import submitting, topping_up
from app.syndics.case_files import files_of
from app.syndics.checking import checked
from app.syndics.fees import tell_missing
from app.syndics.payers import Purse, payers_for, refusals_of
from app.syndics.proof import file_name, kept_proof
from app.syndics.queries import case_record, details_of, is_own
from app.syndics.rules.checks import lacking
from app.syndics.rules.deadline import deadlines_of
from app.syndics.rules.outcomes import CheckOutcome
from app.syndics.rules.pages import pages_of
from app.syndics.submitting import Costs, announce_case, submit_case
from app.syndics.told import Section, sections_of
from app.transaction import Scope, transaction, within
from app.words import words_in
from models.syndics import Case
from models.values import Money, ValueProblem
from models.values.mandates import CaseForm, CasePage, CaseState
from views.base import text_of
from views.framework.database import db, files
from views.framework.identity import identity
from views.framework.kept import to_a_stronger_key
from views.framework.screens import HouseForm, Screen, VersionField, after, attempt
from views.labels import day, language, money
from views.labels.mandates import EVIDENCE, FORMS, PAGES
from views.refusals import sentence
from views.syndics.drawn import check_lines

# Where other screens of a case are.
CASE, PAGE, PAGE_FILE = "/mandate-cases/show/{}", "/mandate-case/{}/{}", "/mandate-case/file/{}/{}"


class SubmitForm(HouseForm):
    version = VersionField()
    gross = HiddenField()
    payer = RadioField(_l("Whose wallet pays?"), validate_choice=False)

    @property
    def seen(self) -> Money | None:
        """What the page said that it costs; None where that can't be read."""
        try:
            return Money.parse(text_of(self.gross))
        except ValueProblem:
            return None

    @property
    def payer_id(self) -> int | None:
        told = text_of(self.payer)
        return int(told) if told.isascii() and told.isdigit() and len(told) < 18 else None


@dataclass(frozen=True)
class Offered:
    """A wallet that may pay: what is in it, what would be left, and why it can't."""

    purse: Purse
    gross: Money
    refusals: Sequence[str]
    short: bool

    @property
    def left_after(self) -> Money:
        return self.purse.after(self.gross)


class MandateSubmitScreen(Screen):
    """For whose case it is."""

    route_base = "/mandate-submit"

    @expose("/<int:pk>", methods=["GET", "POST"])
    @has_access
    def submit(self, pk: int) -> Response:
        """All of it on one page, and the button that pays and submits."""
        case, form = own(pk), SubmitForm()
        if (elsewhere := moved_on(case)) is not None:
            return elsewhere
        if form.is_submitted() and identity().key_level != "high":
            return to_a_stronger_key(identity().account_id)
        if form.validate_on_submit() and submitting.costs_of(db(), case, clock.now()) is None:
            return _told_missing(pk)
        if form.validate_on_submit() and (made := _submitted(form, pk)) is not None:
            return after(CASE.format(pk), _said(made))
        if form.is_submitted():
            db().expire_all()
            case = own(pk)
            if (elsewhere := moved_on(case)) is not None:
                return elsewhere
        return self._shown(case, form)

    @expose("/announce/<int:pk>", methods=["POST"])
    @has_access
    def announce(self, pk: int) -> Response:
        """An association without a number is told to the counter, which gets it one first."""
        form, database = SubmitForm(), db()
        case = own(pk)
        if form.validate_on_submit():
            version, now = form.version.number, clock.now()
            with transaction(database):
                made = attempt(form, lambda: announce_case(database, identity(), pk, version, now))
            if made is not None:
                said = gettext(
                    "Handed to the business counter, which gets the association its number. You then get a mail,"
                    " pay, and submit; that you were in time is settled by today."
                )
                return after(CASE.format(pk), said)
            database.expire_all()
            case = own(pk)
        return moved_on(case) or self._shown(case, form)

    @expose("/proof/<int:pk>", methods=["GET"])
    @has_access
    def proof(self, pk: int) -> Response:
        """The proof of submission, for whoever may see the case; in its applicant's language."""
        require(identity(), Permission.MANDATE_CASE_MAKE)
        case = case_record(db(), identity(), pk)
        return send_file(
            io.BytesIO(kept_proof(db(), files(), case)),
            mimetype="application/pdf",
            as_attachment=True,
            download_name=file_name(words_in(case.language), case),
            etag=False,
        )

    def _shown(self, case: Case, form: SubmitForm) -> Response:
        now, database, who = clock.now(), db(), identity()
        details, kind = details_of(case), CaseForm(case.form)
        url_of, proofs = partial(page_url, case.id), files_of(database, case)
        announcing = submitting.must_be_announced(case)
        with within(database, Scope.office()):
            checks = checked(database, case, {one.kind for one in proofs}, now).checks
        costs = submitting.costs_of(database, case, now)
        offered = _offered(case, costs) if costs is not None and not announcing else []
        _fill(form, case, costs, offered)
        short = [one for one in offered if one.short]
        return self.page(
            "syndics/submit.html",
            gettext("Check and submit"),
            422 if form.is_submitted() else 200,
            case=case,
            form=form,
            form_name=str(FORMS[kind]),
            sections=[_section(case.id, one) for one in sections_of(words_in(language()), kind, details)],
            evidence=[
                (str(EVIDENCE[one.kind]), one.document.name, PAGE_FILE.format(case.id, one.file.id))
                for one in proofs
            ],
            evidence_title=str(PAGES[CasePage.EVIDENCE]),
            evidence_url=page_url(case.id, CasePage.EVIDENCE),
            lacking=sum(one.outcome is CheckOutcome.NOT_MET for one in checks),
            warned=sum(one.outcome is CheckOutcome.WARNED for one in checks),
            open=check_lines((one for one in checks if one.outcome is not CheckOutcome.MET), url_of),
            met=check_lines(one for one in checks if one.outcome is CheckOutcome.MET),
            ready=not lacking(checks),
            deadlines=deadlines_of(kind, details),
            last_day=day(case.due_on),
            is_late=case.handed_in_at is None and clock.day_of(now) > case.due_on,
            handed_in=case.handed_in_at is not None,
            announcing=announcing,
            costs=costs,
            year=clock.day_of(now).year,
            offered=offered,
            payable=[one for one in offered if not one.refusals],
            short=short,
            transfer=topping_up.awaited(database, who, [one.purse.organisation_id for one in short])
            if short
            else None,
            top_up_url=url_for("MandateTopUpScreen.index", pk=case.id),
            can_top_up=case.acting_for_id is None or bool(offered),
            weak_key=who.key_level != "high",
            case_url=CASE.format(case.id),
            back_url=page_url(case.id, _last_page(kind, case)),
        )


def page_url(case_id: int, page: CasePage) -> str:
    """Where a page of a case is filled in."""
    return PAGE.format(page, case_id)


def own(pk: int) -> Case:
    """One's own case. Raises Missing, Forbidden for who only sees it."""
    require(identity(), Permission.MANDATE_CASE_MAKE)
    case = case_record(db(), identity(), pk)
    if not is_own(identity(), case):
        raise Forbidden(Permission.MANDATE_CASE_MAKE)
    return case


def moved_on(case: Case) -> Response | None:
    """To the case's own page once there is nothing to submit."""
    if case.state == CaseState.DRAFT:
        return None
    if case.submitted_at is not None:
        said = gettext("This case was submitted already. Nothing was taken again.")
    else:
        said = gettext("This case can’t be submitted now. Below you read where it stands.")
    return after(CASE.format(case.id), said, "info")


def _told_missing(pk: int) -> Response:
    """The counter is told that the fee of this year lacks; nothing was charged."""
    with transaction(db()):
        tell_missing(db(), identity(), clock.now())
    refusal = Refusal("syndics.fee.missing", year=clock.today().year)
    return after(url_for("MandateSubmitScreen.submit", pk=pk), sentence(refusal), "warning")


def _submitted(form: SubmitForm, pk: int) -> Case | None:
    """The case once it is paid and handed in; None when a rule says no."""
    payer_id, seen, version, now = form.payer_id, form.seen, form.version.number, clock.now()
    if payer_id is None or seen is None:
        form.refuse(Refusal("syndics.payer.none", field="payer"))
        return None
    database, place = db(), files()
    with transaction(database):
        made: Case | None = attempt(
            form,
            lambda: submit_case(database, identity(), pk, payer_id, seen, version, now, files=place),
        )
    return made


def _said(made: Case) -> str:
    if submitting.in_time(made):
        return str(gettext("Submitted and paid, in time. The proof of submission stands below."))
    return str(
        gettext("Submitted and paid, after the last day: it counts as late. The proof of submission stands below.")
    )


def _offered(case: Case, costs: Costs) -> list[Offered]:
    who, today, found = identity(), clock.today(), []
    for purse in payers_for(db(), who, case):
        with within(db(), Scope.office()):
            refusals = refusals_of(db(), who, purse, costs.gross, today)
        short = any(one.code in ("wallet.charge.too_low", "wallet.charge.owed") for one in refusals)
        found.append(Offered(purse, costs.gross, [sentence(one) for one in refusals], short))
    return found


def _fill(form: SubmitForm, case: Case, costs: Costs | None, offered: Sequence[Offered]) -> None:
    """What can be chosen now and what is confirmed by it, also after something else was."""
    form.version.data = str(case.version)
    form.gross.data = str(costs.gross) if costs is not None else ""
    choices = [(str(one.purse.organisation_id), _named(one.purse)) for one in offered if not one.refusals]
    form.payer.choices = choices
    if form.payer.data not in dict(choices):
        form.payer.data = next(iter(dict(choices)), None)


def _named(purse: Purse) -> str:
    left = money(purse.left)
    if purse.own_only:
        return str(gettext("%(name)s: %(left)s that you paid in", name=purse.name, left=left))
    return str(gettext("%(name)s: %(left)s in the wallet", name=purse.name, left=left))


def _section(case_id: int, one: Section) -> dict[str, Any]:
    return {"title": one.title, "rows": one.rows, "url": page_url(case_id, one.page), "id": str(one.page)}


def _last_page(form: CaseForm, case: Case) -> CasePage:
    pages = pages_of(form, details_of(case).syndic.kind)
    return pages[-2]
