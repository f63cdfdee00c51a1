"""Acting on many mandates at once: the list of a company's batches, one page that is filled in for all of them,
what it would do and cost, and what became of each."""

from __future__ import annotations

import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from flask import Response, jsonify, request, url_for
from flask_appbuilder import expose, has_access
from flask_babel import gettext
from flask_babel import lazy_gettext as _l
from sqlalchemy import ColumnElement
from sqlalchemy.orm import Session

from app import clock
from app.errors import Refusal
from app.lists.exports import record_export
from app.policy import Identity, Permission, require
from app.syndics import batches
from app.syndics.batch_files import add_document, document_for, remove_document
from app.syndics.batch_preview import preview
from app.syndics.batch_queries import (
    batch_record,
    company_of,
    counts_of,
    details_of,
    mandates_among,
    mandates_represented,
    representatives_of,
    visible_to,
)
from app.syndics.batch_results import results_of, sizes_of
from app.syndics.fees import tell_missing
from app.syndics.worklist import called
from app.transaction import Scope, transaction, within
from models.syndics import Batch
from models.values import EnterpriseNumber, Money
from models.values.mandates import BatchKind, BatchState, CaseEvidence, CaseState
from views.base import text_of
from views.framework.database import db, files, scanner
from views.framework.downloads import handed_out
from views.framework.filters import Filter
from views.framework.history import Told
from views.framework.identity import identity
from views.framework.kept import to_a_stronger_key
from views.framework.register import Column, Fact, Interface, Register
from views.framework.screens import HouseForm, after
from views.framework.spreadsheets import csv_answer
from views.labels import day, instant, money
from views.labels.mandates import BATCH_KINDS, BATCH_STATES, ITEM_STATES, STATES
from views.refusals import sentence
from views.syndics import batch_parts as parts
from views.syndics.batch_forms import ConfirmForm, FillForm, NewForm, SureForm, filled, numbers
from views.syndics.batch_words import TONES, so_far

PAGE = 100


@dataclass(frozen=True)
class Shown:
    """A batch in the list, with how many mandates are in it."""

    item: Batch
    mandates: int


def _states() -> list[tuple[str, str]]:
    return [(str(one), str(word)) for one, word in BATCH_STATES.items()]


class BatchScreen(Register):
    """For members of a company that is syndic."""

    route_base = "/mandate-batches"
    datamodel = Interface(Batch)
    page_title = _l("Many mandates at once")
    one_line = _l(
        "Another representative, or none any more, in many associations: one list, one set of documents."
    )
    orders = {"begun": Batch.begun_at}
    first_order = "begun"
    first_descending = True
    columns = (
        Column("begun", _l("Begun"), lambda one: one.item.begun_at, "begun"),
        Column("kind", _l("What"), lambda one: str(BATCH_KINDS[one.item.kind])),
        Column("holds", _l("From"), lambda one: one.item.holds_from),
        Column("mandates", _l("Associations"), lambda one: one.mandates, numeric=True),
        Column(
            "gross",
            _l("Total"),
            lambda one: money(Money(one.item.gross)) if one.item.gross is not None else "",
            numeric=True,
            plain=lambda one: one.item.gross,
        ),
        Column(
            "state",
            _l("State"),
            lambda one: parts.state_word(one.item),
            tone=lambda one: "soon" if one.item.halted else TONES[one.item.state],
        ),
    )
    filters = (Filter("state", _l("State"), "choices", Batch.state.in_, _states),)
    empty_text = _l(
        "Nothing was done for many associations at once yet. Choose a representative here, or associations in your"
        " portfolio."
    )
    record_template = "syndics/batch.html"

    def rows(self, who: Identity) -> ColumnElement[bool]:
        return visible_to(who)

    def seen(self, session: Session, items: Sequence[Any], asked: Any) -> Sequence[Shown]:
        found = sizes_of(session, items)
        return [Shown(one, found.get(one.id, 0)) for one in items]

    def primary(self) -> tuple[str, str] | None:
        return gettext("Change a representative…"), url_for("BatchScreen.new")

    def title_of(self, item: Any) -> str:
        return f"{BATCH_KINDS[item.kind]}, {instant(item.begun_at)}"

    def told_in(self, item: Any) -> Told | None:
        return Told("mandate_batch", item.id, item.organisation_id)

    def describe(self, item: Any) -> dict[str, Any]:
        counts, task, told = counts_of(db(), item), parts.task_of(item), details_of(item)
        goes_on = task is not None and task.ended_at is None
        start = max(request.args.get("from", 0, int), 0)
        found = results_of(db(), item, start, PAGE + 1)
        who = told.representative.person.name
        with within(db(), Scope.office()):
            begun_by = called(db(), [item.begun_by]).get(item.begun_by, "")
        facts = [
            Fact(gettext("Begun"), instant(item.begun_at), begun_by),
            Fact(gettext("Takes effect on"), day(item.holds_from)),
            Fact(gettext("Associations"), counts.total),
        ]
        if item.kind == BatchKind.CHANGE:
            facts.insert(1, Fact(gettext("New representative"), who))
        if item.gross is not None:
            facts.append(Fact(gettext("Confirmed"), instant(item.confirmed_at), money(Money(item.gross))))
        return {
            "facts": facts,
            "state": "soon" if parts.waits(item, goes_on) else TONES[item.state],
            "state_word": parts.state_word(item),
            "draft": item.state == BatchState.DRAFT,
            "goes_on": goes_on and item.state == BatchState.RUNNING,
            "counts": counts,
            "so_far": so_far(counts),
            "waits_why": parts.why_it_waits(item, task) if parts.waits(item, goes_on) else "",
            "lines": [parts.line_of(one, who) for one in found[:PAGE]],
            "earlier": f"{parts.url('show', item)}?from={max(start - PAGE, 0)}" if start else None,
            "later": f"{parts.url('show', item)}?from={start + PAGE}" if len(found) > PAGE else None,
            "papers": parts.papers_shown(item),
        }

    @expose("/new", methods=["GET", "POST"])
    @has_access
    def new(self) -> Response:
        """Which mandates, and what is done; from the portfolio, or all that one person represents."""
        who, today = identity(), clock.today()
        require(who, Permission.PORTFOLIO_KEEP)
        number = company_of(db(), who).enterprise_number
        form = NewForm(
            form_key=secrets.token_urlsafe(16),
            kind=request.args.get("kind"),
            mandates=request.args.get("mandates", ""),
        )
        form.offer(representatives_of(db(), number, today))
        if form.validate_on_submit():
            chosen, represents = form.chosen, numbers(text_of(form.representative))
            if not chosen and represents:
                chosen = mandates_represented(db(), number, represents[0], today)
            key = text_of(form.form_key)[:64] or secrets.token_urlsafe(16)
            kind = BatchKind(form.kind.data)
            made = parts.done_by(form, lambda: batches.begin_batch(db(), who, kind, chosen, key, clock.now()))
            if made is not None:
                return parts.to("fill", made)
        return self.page(
            "syndics/batch_new.html",
            gettext("Representative in many associations"),
            422 if form.is_submitted() else 200,
            form=form,
            chosen=len(mandates_among(db(), number, form.chosen, today)) if form.chosen else 0,
            nobody=len(form.representative.choices) == 1,
            back_url=url_for("BatchScreen.list"),
        )

    @expose("/fill/<int:pk>", methods=["GET", "POST"])
    @has_access
    def fill(self, pk: int) -> Response:
        """The one page: whom, since when, by which decision, with which documents. Each button keeps it."""
        item = batch_record(db(), identity(), pk)
        if item.state != BatchState.DRAFT:
            return after(parts.url("show", item), sentence(Refusal("syndics.batch.confirmed")), "info")
        form = FillForm(data={**filled(details_of(item)), "version": str(item.version)})
        form.for_kind(BatchKind(item.kind))
        if form.is_submitted():
            readable = form.validate()
            answer = self._kept(item, form, readable)
            if answer is not None:
                return answer
            item = batch_record(db(), identity(), pk)
            form.version.data = str(item.version)
        return self.page(
            "syndics/batch_fill.html",
            str(BATCH_KINDS[BatchKind(item.kind)]),
            422 if form.is_submitted() else 200,
            form=form,
            item=item,
            change=item.kind == BatchKind.CHANGE,
            counts=counts_of(db(), item),
            papers=parts.papers_shown(item),
            back_url=parts.url("show", item),
        )

    def _kept(self, item: Batch, form: FillForm, readable: bool) -> Response | None:
        """Keeps what can be read, and the file; on to where the button leads, None where something stays."""
        who, now, sent, version = identity(), clock.now(), form.file.data, form.version.number
        if (
            parts.done_by(form, lambda: batches.change_batch(db(), who, item.id, form.change, version, now))
            is None
        ):
            return None
        if sent:
            kind = CaseEvidence(form.file_kind.data) if "file_kind" not in form.errors else CaseEvidence.OTHER
            told = (kind, sent.filename or "")
            if (
                parts.done_by(
                    form,
                    lambda: add_document(db(), files(), scanner(), who, item.id, told, sent.stream, now),
                )
                is None
            ):
                return None
        elif "upload" in request.form and readable:
            form.file.errors = [gettext("Choose a file: a PDF or a Word document.")]
            return None
        if not readable:
            return None
        if "upload" in request.form:
            return after(parts.url("fill", item, "documents"), gettext("Uploaded: %(name)s.", name=sent.filename))
        if "later" in request.form:
            return after(parts.url("show", item), gettext("Kept. Go on with it whenever you like."))
        return parts.to("check", item)

    @expose("/file/<int:pk>/<int:document_id>", methods=["GET"])
    @has_access
    def hand_out(self, pk: int, document_id: int) -> Response:
        """One of its files."""
        return handed_out(document_for(db(), identity(), pk, document_id))

    @expose("/remove-file/<int:pk>/<int:document_id>", methods=["GET", "POST"])
    @has_access
    def remove_file(self, pk: int, document_id: int) -> Response:
        who, form = identity(), SureForm()
        item, paper = batch_record(db(), who, pk), document_for(db(), who, pk, document_id)
        name = paper.name
        if form.validate_on_submit():
            gone = parts.done_by(form, lambda: remove_document(db(), who, pk, document_id, clock.now()))
            if gone is not None:
                return after(parts.url("fill", item, "documents"), gettext("Removed: %(name)s.", name=name))
        return self._sure(
            form,
            gettext("Remove this file"),
            [gettext("%(name)s goes out of it.", name=name)],
            parts.url("fill", item),
        )

    @expose("/leave-out/<int:pk>/<int:mandate_id>", methods=["POST"])
    @has_access
    def leave_out(self, pk: int, mandate_id: int) -> Response:
        """Takes an association off the list."""
        who, form = identity(), SureForm()
        item = batch_record(db(), who, pk)
        done = parts.done_by(form, lambda: batches.leave_out(db(), who, pk, mandate_id, clock.now()))
        if done is None:
            return after(parts.url("check", item), " ".join(map(str, form.form_errors)), "danger")
        return after(parts.url("check", item), gettext("It is off the list."))

    @expose("/drop/<int:pk>", methods=["GET", "POST"])
    @has_access
    def drop(self, pk: int) -> Response:
        who, form = identity(), SureForm()
        item = batch_record(db(), who, pk)
        back, version = parts.url("show", item), form.version.number

        def act() -> bool:
            batches.drop_batch(db(), who, pk, version, clock.now())
            return True

        if form.validate_on_submit() and parts.done_by(form, act):
            return after(url_for("BatchScreen.list"), gettext("The draft is deleted. Nothing was submitted."))
        form.version.data = str(batch_record(db(), who, pk).version)
        effects = [gettext("Nothing was submitted or paid yet. What was filled in here is gone.")]
        return self._sure(form, gettext("Delete this draft"), effects, back)

    @expose("/check/<int:pk>", methods=["GET", "POST"])
    @has_access
    def check(self, pk: int) -> Response:
        """What it will do and what it won't, with why; what all of it costs; then it is confirmed."""
        who, form = identity(), ConfirmForm()
        item = batch_record(db(), who, pk)
        if "tell" in request.form and form.validate_on_submit():
            with transaction(db()):
                tell_missing(db(), who, clock.now())
            return after(parts.url("check", item), gettext("The business counter is told; your draft is kept."))
        if item.state == BatchState.DRAFT and form.validate_on_submit():
            if who.key_level != "high":
                return to_a_stronger_key(who.account_id)
            gross, version = parts.gross_of(form), form.version.number
            done = parts.done_by(form, lambda: batches.confirm_batch(db(), who, pk, gross, version, clock.now()))
            if done is not None:
                return after(parts.url("show", item), gettext("Confirmed. Each association is being submitted."))
            item = batch_record(db(), who, pk)
        if item.state != BatchState.DRAFT:
            return after(parts.url("show", item), sentence(Refusal("syndics.batch.confirmed")), "info")
        return self._asked(item, form, gettext("What will happen"), rest=False)

    @expose("/go-on/<int:pk>", methods=["GET", "POST"])
    @has_access
    def go_on(self, pk: int) -> Response:
        """The same for what waits still."""
        who, form = identity(), ConfirmForm()
        item = batch_record(db(), who, pk)
        if item.state == BatchState.RUNNING and form.validate_on_submit():
            if who.key_level != "high":
                return to_a_stronger_key(who.account_id)
            gross, version = parts.gross_of(form), form.version.number
            done = parts.done_by(form, lambda: batches.go_on(db(), who, pk, gross, version, clock.now()))
            if done is not None:
                return after(parts.url("show", item), gettext("It goes on with the rest."))
            item = batch_record(db(), who, pk)
        if item.state != BatchState.RUNNING or batches.underway(db(), item):
            return parts.to("show", item)
        return self._asked(item, form, gettext("Go on with the rest"), rest=True)

    @expose("/told/<int:pk>", methods=["GET"])
    @has_access
    def told(self, pk: int) -> Response:
        """How far it is, for its page."""
        item = batch_record(db(), identity(), pk)
        counts = counts_of(db(), item)
        ended = item.state != BatchState.RUNNING or not batches.underway(db(), item)
        done = counts.total - counts.waiting
        return jsonify(done=done, total=counts.total, text=so_far(counts), ended=ended)

    @expose("/results/<int:pk>", methods=["POST"])
    @has_access
    def results(self, pk: int) -> Response:
        """What became of each, as a file. Recorded, so it is a POST."""
        who = identity()
        item = batch_record(db(), who, pk)
        found, name = results_of(db(), item), details_of(item).representative.person.name
        told = {
            "list": type(self).__name__,
            "format": "csv",
            "rows": len(found),
            "columns": [],
            "filters": {"batch": [str(pk)]},
        }
        with transaction(db()):
            record_export(db(), who, told, clock.now())
        heads = [gettext("Association"), gettext("Enterprise number"), gettext("Outcome"), gettext("Case"),
                 gettext("Why")]  # fmt: skip
        rows = [
            [
                one.name,
                str(EnterpriseNumber(one.number)),
                str(ITEM_STATES[one.state]),
                f"{one.case_id}: {STATES[CaseState(one.case_state)]}" if one.case_state else "",
                parts.reason(one.refusal, name),
            ]
            for one in found
        ]
        return csv_answer(f"{gettext('mandates')} {item.begun_at:%Y-%m-%d} {pk}.csv", heads, rows)

    def _asked(self, item: Batch, form: ConfirmForm, title: str, *, rest: bool) -> Response:
        seen = preview(db(), identity(), item, clock.now())
        form.version.data, form.gross.data = str(item.version), str(seen.total)
        who = details_of(item).representative.person.name
        wont = [] if rest else [parts.foretold(one, who) for one in seen.wont]
        return self.page(
            "syndics/batch_check.html",
            title,
            422 if form.is_submitted() else 200,
            form=form,
            item=item,
            rest=rest,
            seen=seen,
            will=[parts.foretold(one, who) for one in seen.will],
            wont=wont,
            waits=len(seen.will) + len(seen.wont),
            lacking=[] if rest else [sentence(one) for one in seen.lacking],
            refusals=[sentence(one) for one in seen.refusals],
            ready=parts.is_ready(seen, rest),
            top_up_url=url_for("TopUpScreen.index", gross=str(seen.short)) if seen.short else None,
            back_url=parts.url("show", item) if rest else parts.url("fill", item),
        )

    def _sure(self, form: HouseForm, title: str, effects: list[str], back: str) -> Response:
        return self.page(
            "syndics/batch_sure.html",
            title,
            422 if form.is_submitted() else 200,
            form=form,
            effects=effects,
            back_url=back,
        )
