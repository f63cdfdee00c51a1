"""Registering a local government: the signer's own pages, and the central team's decision."""

from __future__ import annotations

import io
import secrets
from collections.abc import Callable
from typing import Any

from flask import Response, request, send_file, url_for
from flask_appbuilder import expose, has_access
from flask_babel import gettext
from flask_babel import lazy_gettext as _l
from sqlalchemy import ColumnElement
from sqlalchemy.orm import joinedload

from app import clock, pdf
from app.documents.uploads import DocumentKind
from app.errors import Missing
from app.policy import Identity, Permission, may, require
from app.rights import admission, registration, terms
from app.rights.registration import registration_record, visible_to
from app.transaction import transaction
from app.words import words_in
from models.rights import Registration
from models.values import EnterpriseNumber, RegistrationState
from views.base import text_of
from views.framework.database import db, files, scanner
from views.framework.filters import Filter, words_of
from views.framework.history import Told
from views.framework.identity import identity
from views.framework.register import Column, Fact, Interface, Register
from views.framework.screens import HouseForm, after, attempt
from views.labels import instant, label_of, language, size
from views.rights.registration_forms import DecideForm, DropForm, GovernmentForm, HandInForm, PaperForm

_TONES: dict[str, str] = {
    RegistrationState.DRAFT: "off",
    RegistrationState.HANDED_IN: "wait",
    RegistrationState.APPROVED: "good",
    RegistrationState.NOT_APPROVED: "bad",
    RegistrationState.WITHDRAWN: "off",
}


class RegistrationScreen(Register):
    """Registrations: one's own, and all of them for the central team and the helpdesk."""

    route_base = "/registrations"
    datamodel = Interface(Registration)
    page_title = _l("Registering a local government")
    one_line = _l("The secretary signs for the government once; a new secretary signs again.")
    one_line_staff = _l("What secretaries handed in, and what was decided.")
    options = (
        joinedload(Registration.person),
        joinedload(Registration.account),
        joinedload(Registration.government),
        joinedload(Registration.decider),
    )
    list_options = (joinedload(Registration.person),)
    orders = {"started": Registration.started_at}
    first_order = "started"
    first_descending = True
    columns = (
        Column("name", _l("Government"), lambda item: item.name),
        Column("number", _l("Enterprise number"), lambda item: str(EnterpriseNumber(item.enterprise_number))),
        Column("person", _l("Signed by"), lambda item: item.person.name),
        Column("capacity", _l("As"), lambda item: label_of(item.capacity)),
        Column("started", _l("Begun"), lambda item: item.started_at, "started"),
        Column("state", _l("State"), lambda item: label_of(item.state), tone=lambda item: _TONES[item.state]),
    )
    filters = (
        Filter("state", _l("State"), "choices", Registration.state.in_, words_of(RegistrationState)),
        Filter("name", _l("Name"), "text", lambda text: Registration.name.icontains(text, autoescape=True)),
    )
    empty_text = _l("No registration here. Are you the secretary of a local government? Then register it.")
    record_template = "rights/registration.html"

    def rows(self, who: Identity) -> ColumnElement[bool]:
        return visible_to(who)

    def primary(self) -> tuple[str, str] | None:
        return gettext("Register a government"), url_for("RegistrationScreen.new")

    def describe(self, item: Any) -> dict[str, Any]:
        who = identity()
        papers = registration.papers_of(db(), item)
        mine = item.person_id == who.person_id
        draft = mine and item.state == RegistrationState.DRAFT
        decides = may(who, Permission.REGISTRATION_DECIDE)
        missing = registration.papers_missing(item.capacity, {paper.kind for paper in papers})
        return {
            "facts": [
                Fact(gettext("Enterprise number"), str(EnterpriseNumber(item.enterprise_number))),
                Fact(gettext("Kind"), label_of(item.government_kind)),
                Fact(gettext("Address"), f"{item.street}, {item.postal_code} {item.place}"),
                Fact(gettext("Signed by"), item.person.name, label_of(item.capacity)),
                Fact(gettext("E-mail"), item.email),
                Fact(gettext("Handed in"), instant(item.handed_in_at)),
                Fact(gettext("Decided"), instant(item.decided_at)),
                Fact(gettext("Why not"), item.answer),
            ],
            "state": _TONES[item.state],
            "state_word": label_of(item.state),
            "papers": [(p, label_of(p.kind), size(p.size), instant(p.made_at)) for p in papers],
            "missing": [(str(paper), label_of(paper)) for paper in missing],
            "kinds": [(str(k), label_of(k)) for k in registration.PAPERS],
            "draft": draft,
            "can_drop": mine and item.state in (RegistrationState.DRAFT, RegistrationState.HANDED_IN),
            "can_decide": decides and item.state == RegistrationState.HANDED_IN,
            "others": admission.other_secretaries(db(), item) if who.is_staff else [],
            "organisation_url": url_for("OrganisationScreen.show", pk=item.government_id)
            if item.government_id and who.is_staff
            else None,
        }

    def told_in(self, item: Any) -> Told | None:
        return Told("registration", item.id, asks=Permission.REGISTRATION_SEE)

    @expose("/new", methods=["GET", "POST"])
    @has_access
    def new(self) -> Response:
        form = GovernmentForm(form_key=secrets.token_urlsafe(16), language=language())
        if form.validate_on_submit():
            key = (form.form_key.data or "")[:64] or None
            made = self._done(
                form,
                lambda: registration.start_registration(db(), identity(), form.government, key, clock.now()),
            )
            if made is not None:
                return after(self._url(made), gettext("Kept as a draft. Now add the signed terms of use."))
        return self._form_page(gettext("Register a local government"), form, url_for("RegistrationScreen.list"))

    @expose("/correct/<pk>", methods=["GET", "POST"])
    @has_access
    def correct(self, pk: str) -> Response:
        item = self._own(pk)
        form = GovernmentForm(obj=item)
        if form.validate_on_submit():
            opened_on = form.version.number
            changed = self._done(
                form,
                lambda: registration.change_registration(db(), identity(), item.id, opened_on, form.government),
            )
            if changed is not None:
                return after(self._url(item), gettext("Saved."))
        return self._form_page(gettext("Correct the registration"), form, self._url(item))

    @expose("/paper/<int:pk>/<kind>", methods=["GET", "POST"])
    @has_access
    def paper(self, pk: int, kind: str) -> Response:
        """Adds one paper: the signed terms, or the minutes of the council."""
        item = self._own(str(pk))
        wanted = next((one for one in registration.PAPERS if one == kind), None)
        if wanted is None:
            raise Missing("paper", kind)
        form = PaperForm()
        if form.validate_on_submit():
            sent = form.file.data
            made = self._done(
                form,
                lambda: registration.add_paper(
                    db(),
                    files(),
                    scanner(),
                    identity(),
                    item.id,
                    (wanted, sent.filename or ""),
                    sent.stream,
                    clock.now(),
                ),
            )
            if made is not None:
                return after(self._url(item), gettext("Uploaded: %(name)s.", name=made.name))
        return self.page(
            "rights/registration_paper.html",
            label_of(wanted),
            422 if request.method == "POST" else 200,
            form=form,
            item=item,
            minutes=wanted is DocumentKind.COUNCIL_MINUTES,
        )

    @expose("/remove-paper/<int:pk>/<int:document_id>", methods=["POST"])
    @has_access
    def remove_paper(self, pk: int, document_id: int) -> Response:
        item = self._own(str(pk))
        database = db()
        with transaction(database):
            gone = registration.remove_paper(database, identity(), item.id, document_id, clock.now())
        return after(self._url(item), gettext("Removed: %(name)s.", name=gone.name))

    @expose("/file/<int:pk>/<int:document_id>", methods=["GET"])
    @has_access
    def hand_out(self, pk: int, document_id: int) -> Response:
        """A paper of the registration, for the signer and for who decides."""
        item = self.record(str(pk))
        found = registration.paper_of(db(), item, document_id)
        answer = send_file(
            files().open(str(found.file)),
            mimetype=found.media_type,
            as_attachment=True,
            download_name=found.name,
            etag=False,
        )
        answer.headers["Content-Security-Policy"] = "default-src 'none'; sandbox"
        answer.content_length = found.size
        return answer

    @expose("/terms/<int:pk>", methods=["GET"])
    @has_access
    def terms(self, pk: int) -> Response:
        """The terms of use for this government, to be printed and signed."""
        item = self.record(str(pk))
        made = pdf.made(terms.sheet(words_in(language()), item, label_of(item.capacity), clock.now()))
        return send_file(
            io.BytesIO(made),
            mimetype="application/pdf",
            as_attachment=True,
            download_name=f"{gettext('terms-of-use')}.pdf",
            etag=False,
        )

    @expose("/hand-in/<pk>", methods=["GET", "POST"])
    @has_access
    def hand_in(self, pk: str) -> Response:
        item = self._own(pk)
        form = HandInForm(version=str(item.version))
        if form.validate_on_submit():
            opened_on = form.version.number
            done = self._done(
                form, lambda: registration.hand_in(db(), identity(), item.id, opened_on, clock.now())
            )
            if done is not None:
                return after(
                    self._url(item), gettext("Handed in. The central team looks at it and writes to you.")
                )
        return self._confirm("rights/registration_hand_in.html", gettext("Sign and hand in"), form, item)

    @expose("/drop/<pk>", methods=["GET", "POST"])
    @has_access
    def drop(self, pk: str) -> Response:
        item = self._own(pk)
        form = DropForm(version=str(item.version))
        if form.validate_on_submit():
            opened_on = form.version.number
            done = self._done(
                form, lambda: registration.drop_registration(db(), identity(), item.id, opened_on, clock.now())
            )
            if done is not None:
                return after(self._url(item), gettext("Withdrawn."))
        return self._confirm("rights/registration_drop.html", gettext("Withdraw this registration"), form, item)

    @expose("/decide/<pk>", methods=["GET", "POST"])
    @has_access
    def decide(self, pk: str) -> Response:
        """Approves, or declines with a reason."""
        require(identity(), Permission.REGISTRATION_DECIDE)
        item = self.record(pk)
        form = DecideForm(version=str(item.version))
        if form.validate_on_submit():
            opened_on, now, approves = form.version.number, clock.now(), "approve" in request.form
            name = item.person.name
            act: Callable[[], Registration] = (
                (lambda: admission.approve_registration(db(), identity(), item.id, opened_on, now))
                if approves
                else (
                    lambda: admission.decline_registration(
                        db(), identity(), item.id, opened_on, text_of(form.answer), now
                    )
                )
            )
            done = self._done(form, act)
            if done is not None:
                return after(
                    self._url(item),
                    gettext("Approved. %(name)s is local administrator.", name=name)
                    if approves
                    else gettext("Declined. The signer is told why."),
                )
        return self._confirm("rights/registration_decide.html", gettext("Decide"), form, item)

    def _own(self, pk: str) -> Registration:
        """One's own registration; another's isn't there, whoever asks."""
        item = self.record(pk)
        if item.person_id != identity().person_id:
            raise Missing("registration", pk)
        return registration_record(db(), identity(), item.id)

    def _done(self, form: HouseForm, act: Callable[[], Any]) -> Any:
        database = db()
        with transaction(database):
            done = attempt(form, act)
        if done is None:
            database.expire_all()
        return done

    def _url(self, item: Registration) -> str:
        return url_for("RegistrationScreen.show", pk=item.id)

    def _form_page(self, title: str, form: GovernmentForm, back: str) -> Response:
        status = 422 if form.is_submitted() else 200
        return self.page("rights/registration_form.html", title, status, form=form, back_url=back)

    def _confirm(self, template: str, title: str, form: HouseForm, item: Registration) -> Response:
        item = self.record(str(item.id))
        papers = registration.papers_of(db(), item)
        if "version" in form:
            form.version.data = str(item.version)
        return self.page(
            template,
            title,
            422 if form.is_submitted() else 200,
            form=form,
            item=item,
            capacity=label_of(item.capacity),
            number=str(EnterpriseNumber(item.enterprise_number)),
            papers=[(paper, label_of(paper.kind)) for paper in papers],
            articles=terms.articles(words_in(language())),
            back_url=self._url(item),
        )
