"""Atypical operations and the written report on each, for an office's AML officers alone."""

from __future__ import annotations

import io
from typing import Any

from flask import Response, request, send_file, url_for
from flask_appbuilder import expose, has_access
from flask_babel import gettext
from flask_babel import lazy_gettext as _l
from sqlalchemy import ColumnElement, func
from sqlalchemy.orm import defer, joinedload

from app import clock, pdf
from app.aml import atypical, atypical_paper
from app.aml.breach_rules import AtypicalTold, Written, written_faults
from app.aml.registered_matters import (
    chosen_contact,
    chosen_deal,
    names_of,
    notification_of,
    root_of,
    with_contact,
    with_deal,
    year_is,
)
from app.aml.timeline import acts_of
from app.errors import Refusal
from app.policy import Identity, Permission, require
from app.words import words_in
from models.aml import Atypical, Contact, Deal
from models.values.matters import MatterKind
from models.values.registers import Conclusion
from views.aml.atypical_page import page_of
from views.aml.breach_forms import AtypicalForm, ConcludeForm, ReportForm, choices_of
from views.aml.register_screens import Known, RegisterScreen, years
from views.base import text_of
from views.framework.database import db
from views.framework.filters import Filter, like_pattern, within
from views.framework.history import Told
from views.framework.identity import identity
from views.framework.register import Column, Interface
from views.framework.screens import after
from views.labels import language
from views.labels.aml_breaches import ATYPICAL_STATES, PARTS_WRITTEN, WRITING, atypical_state

_LONG = (Atypical.told, Atypical.looked_at, Atypical.why_atypical, Atypical.analysis)


def _states() -> list[tuple[str, str]]:
    return [(str(one), str(word)) for one, word in ATYPICAL_STATES.items()]


def _in_state(told: str) -> ColumnElement[bool]:
    found: ColumnElement[bool] = Atypical.conclusion.is_(None) if told == WRITING else Atypical.conclusion == told
    return found


class AtypicalScreen(RegisterScreen):
    """Members see neither this page nor that it is there."""

    route_base = "/atypical"
    datamodel = Interface(Atypical)
    page_title = _l("Atypical operations")
    one_line = _l(
        "What doesn’t fit what your office knows, with the officer’s written report on it. Only its AML officers"
        " read this."
    )
    options = (joinedload(Atypical.deal), joinedload(Atypical.maker), joinedload(Atypical.concluder))
    list_options = (
        joinedload(Atypical.deal).load_only(Deal.reference, Deal.version),
        joinedload(Atypical.maker),
        *(defer(one) for one in _LONG),
    )
    orders = {"noted": Atypical.noted_on}
    first_order = "noted"
    first_descending = True
    columns = (
        Column("title", _l("In a few words"), lambda seen: seen.item.title),
        Column("noted", _l("Noticed on"), lambda seen: seen.item.noted_on, "noted"),
        Column("contact", _l("Contact"), lambda seen: seen.name),
        Column("deal", _l("Client transaction"), lambda seen: seen.item.deal.reference if seen.item.deal else ""),
        Column(
            "state",
            _l("State"),
            lambda seen: atypical_state(seen.item)[1],
            tone=lambda seen: atypical_state(seen.item)[0],
        ),
        Column("concluded", _l("Concluded on"), lambda seen: seen.item.concluded_at),
        Column("by", _l("Noted by"), lambda seen: seen.item.maker.username, shown=False),
    )
    filters = (
        Filter("year", _l("Year"), "choice", lambda one: year_is(Atypical.noted_on, one), years),
        Filter("state", _l("State"), "choice", _in_state, _states),
        Filter("title", _l("In a few words"), "text", lambda text: Atypical.title.ilike(like_pattern(text))),
        Filter(
            "contact",
            _l("Contact"),
            "text",
            lambda text: Contact.sort_name.like(func.house_sort_name(like_pattern(text))),
            join=with_contact(Atypical),
            more=True,
        ),
        Filter(
            "deal",
            _l("Client transaction"),
            "text",
            lambda text: Deal.reference.ilike(like_pattern(text)),
            join=with_deal(Atypical),
            more=True,
        ),
        Filter("noted", _l("Noticed on"), "days", within(Atypical.noted_on), more=True),
    )
    empty_text = _l(
        "No atypical operation was noted. Note one here, or on the page of a notification, a contact or a"
        " transaction."
    )
    record_template = "aml/atypical.html"

    def rows(self, who: Identity) -> ColumnElement[bool]:
        return atypical.visible_to(who)

    def primary(self) -> tuple[str, str] | None:
        return str(gettext("Note an operation")), url_for("AtypicalScreen.note")

    def describe(self, item: Any) -> dict[str, Any]:
        return page_of(db(), identity(), item)

    def told_in(self, item: Any) -> Told | None:
        return Told("atypical", item.id, item.organisation_id, asks=Permission.FIU_SEE)

    @expose("/note", methods=["GET", "POST"])
    @has_access
    def note(self) -> Response:
        """An operation, with a choice of what it is about."""
        return self._noted(url_for("AtypicalScreen.list"), {})

    @expose("/note-about/<any(contact, deal):kind>/<int:pk>", methods=["GET", "POST"])
    @has_access
    def note_about(self, kind: str, pk: int) -> Response:
        """An operation of a contact, whichever version, or at a transaction; from its page."""
        database, who = db(), identity()
        require(who, Permission.ATYPICAL_KEEP)
        if kind == MatterKind.DEAL:
            deal = chosen_deal(database, who, pk)
            url = url_for("DealScreen.show", pk=pk)
            return self._noted(url, {}, Known(deal.reference, url), deal_id=pk)
        contact = chosen_contact(database, who, root_of(database, who, pk))
        url = url_for("ContactScreen.show", pk=contact.id)
        return self._noted(url, {}, Known(contact.name, url), root_id=contact.root_id)

    @expose("/from-notification/<int:pk>", methods=["GET", "POST"])
    @has_access
    def from_notification(self, pk: int) -> Response:
        """What a member told becomes an operation; of a notification there is one."""
        database, who = db(), identity()
        require(who, Permission.ATYPICAL_KEEP)
        told = notification_of(database, who, pk)
        there = atypical.noted_about(database, who, Atypical.notification_id == pk, 1)
        if there and request.method == "GET":
            said = gettext("An atypical operation was made of it already.")
            return after(url_for("AtypicalScreen.show", pk=there[0].id), said, "info")
        root_id, deal_id = atypical.told_from(told)
        name = (
            chosen_deal(database, who, deal_id).reference
            if deal_id is not None
            else chosen_contact(database, who, root_id or 0).name
        )
        acts = acts_of(database, who, told)
        first = {
            "noted_on": clock.day_of(told.sent_at),
            "title": gettext("Notification about %(name)s", name=name)[:200],
            "told": next((one.text for one in acts if not one.hidden), ""),
        }
        url = url_for("NotificationScreen.show", pk=pk)
        return self._noted(url, first, Known(name, url), root_id=root_id, deal_id=deal_id, notification_id=pk)

    def _noted(
        self,
        back_url: str,
        first: dict[str, Any],
        known: Known | None = None,
        *,
        root_id: int | None = None,
        deal_id: int | None = None,
        notification_id: int | None = None,
    ) -> Response:
        """`first`: what stands in the form before anything was typed."""
        form = AtypicalForm(data={"noted_on": clock.today(), **first})
        if form.validate_on_submit() and not self.searches():
            told = AtypicalTold(
                form.noted_on.data,
                text_of(form.title),
                text_of(form.told),
                root_id if known else form.chosen.root_id,
                deal_id if known else form.chosen.deal_id,
                notification_id,
            )
            made = self.done(form, lambda: atypical.note_atypical(db(), identity(), told, clock.now()))
            if made is not None:
                said = gettext("It is noted. Write the report on it; you can stop and go on at any time.")
                return after(url_for("AtypicalScreen.show", pk=made.id), said)
        return self.noting(
            "aml/atypical_note.html",
            gettext("Note an atypical operation"),
            form,
            known=known,
            back_url=back_url,
            **({} if known else choices_of(form)),
        )

    @expose("/write/<int:pk>", methods=["GET", "POST"])
    @has_access
    def write(self, pk: int) -> Response:
        """The report, part by part, as far as the officer has come."""
        item = self.record(str(pk))
        if item.concluded_at is not None:
            return _stays(pk)
        there = atypical.written_in(item)
        form = ReportForm(data={**vars(there), "version": str(item.version)})
        placed = item.root_id is not None or item.deal_id is not None
        if form.validate_on_submit() and not self.searches():
            version, about = form.version.number, form.chosen.matter
            told = Written(text_of(form.title), *(text_of(form[name]) for name in PARTS_WRITTEN))
            made = self.done(
                form,
                lambda: atypical.write_atypical(
                    db(), identity(), pk, told, version, clock.now(), about=None if placed else about
                ),
            )
            if made is not None:
                return after(url_for("AtypicalScreen.show", pk=pk), gettext("The report is saved."))
            form.version.data = str(self.record(str(pk)).version)
        return self.noting(
            "aml/atypical_write.html",
            gettext("Write this report"),
            form,
            parts=tuple(PARTS_WRITTEN),
            placed=placed,
            back_url=url_for("AtypicalScreen.show", pk=pk),
            **({} if placed else choices_of(form)),
        )

    @expose("/conclude/<int:pk>", methods=["GET", "POST"])
    @has_access
    def conclude(self, pk: int) -> Response:
        """Nothing suspicious, or suspicious; for good, so it is asked first."""
        item, form = self.record(str(pk)), ConcludeForm()
        if item.concluded_at is not None and not form.is_submitted():
            return _stays(pk)
        lacking = written_faults(atypical.written_in(item), whole=True)

        def act() -> Atypical:
            if form.chosen is None:
                raise Refusal("aml.atypical.no_conclusion", field="conclusion")
            return atypical.conclude_atypical(db(), identity(), pk, form.chosen, form.version.number, clock.now())

        suspicious = form.chosen is Conclusion.SUSPICIOUS
        return self.acting(
            pk,
            form,
            act,
            gettext("Concluded. Now report it to the FIU.") if suspicious else gettext("Concluded, and closed."),
            "aml/atypical_conclude.html",
            gettext("Conclude on this operation"),
            lacking=[str(PARTS_WRITTEN[one.field]) for one in lacking if one.field in PARTS_WRITTEN],
            write_url=url_for("AtypicalScreen.write", pk=pk),
        )

    @expose("/paper/<int:pk>", methods=["GET"])
    @has_access
    def paper(self, pk: int) -> Response:
        """The report as a PDF, in the reader's language; kept nowhere."""
        item, words, who = self.record(str(pk)), words_in(language()), identity()
        named = names_of(db(), [item]).get(item.root_id) if item.root_id is not None else None
        about = item.deal.reference if item.deal is not None else named.name if named is not None else ""
        sheet = atypical_paper.sheet(words, item, who.organisation_name or "", about)
        return send_file(
            io.BytesIO(pdf.made(sheet)),
            mimetype="application/pdf",
            as_attachment=True,
            download_name=atypical_paper.file_name(words, item),
            etag=False,
        )


def _stays(pk: int) -> Response:
    return after(
        url_for("AtypicalScreen.show", pk=pk), gettext("It was concluded: the report stays as it is."), "info"
    )
