"""Taking over an organisation whose managers are gone or disputed; for the central team, by two of them."""

from __future__ import annotations

from typing import Any

from flask import Response, request, url_for
from flask_appbuilder import expose, has_access
from flask_babel import gettext
from flask_babel import lazy_gettext as _l
from flask_wtf.file import FileField, FileRequired
from sqlalchemy import ColumnElement, false, true
from sqlalchemy.orm import joinedload
from wtforms import BooleanField, StringField, TextAreaField
from wtforms.validators import InputRequired, Length

from app import clock
from app.errors import Missing
from app.organisations import takeover
from app.organisations.members import managers_of
from app.organisations.takeover import NewTakeover, papers_of
from app.policy import Identity, Permission, may, require
from app.transaction import transaction
from models.organisations import Organisation, Takeover
from models.values import TakeoverState
from views.base import ACCEPTED, text_of
from views.framework.database import db, files, scanner
from views.framework.filters import Filter, words_of
from views.framework.history import Told
from views.framework.identity import identity
from views.framework.register import Column, Fact, Interface, Register
from views.framework.screens import HouseForm, VersionField, after, attempt
from views.labels import instant, label_of, size

_TONES: dict[str, str] = {"asked": "wait", "done": "good", "not_granted": "off"}


class AskForm(HouseForm):
    manager = StringField(
        _l("Who is to manage it"),
        description=_l("Username or e-mail address of an account that is active."),
        validators=[InputRequired(_l("Fill in who is to manage it.")), Length(max=320)],
    )
    why = TextAreaField(
        _l("Why"),
        description=_l("What the documents show. The central team reads this."),
        validators=[InputRequired(_l("Say why.")), Length(max=2000, message=_l("At most 2,000 characters."))],
    )
    dismisses = BooleanField(_l("Who manages it now no longer does"))
    file = FileField(
        _l("Document"),
        description=_l("PDF, Word, JPEG or PNG, at most 10 MB. Without macros, scripts or a password."),
        validators=[FileRequired(_l("Choose a file."))],
        render_kw={"accept": ACCEPTED},
    )


class DecideTakeoverForm(HouseForm):
    version = VersionField()


class TakeoverScreen(Register):
    """What was asked, by whom, and who decided."""

    route_base = "/takeovers"
    datamodel = Interface(Takeover)
    page_title = _l("Organisations taken over")
    one_line = _l(
        "Where managers are gone or disputed: one of the central team asks, on documents, another decides."
    )
    options = (
        joinedload(Takeover.organisation),
        joinedload(Takeover.account),
        joinedload(Takeover.asker),
        joinedload(Takeover.decider),
    )
    list_options = (joinedload(Takeover.organisation), joinedload(Takeover.account))
    orders = {"asked": Takeover.asked_at}
    first_order = "asked"
    first_descending = True
    columns = (
        Column("organisation", _l("Organisation"), lambda item: item.organisation.name),
        Column("manager", _l("Who is to manage it"), lambda item: item.account.username),
        Column("asked", _l("Asked"), lambda item: item.asked_at, "asked"),
        Column("state", _l("State"), lambda item: label_of(item.state), tone=lambda item: _TONES[item.state]),
    )
    filters = (Filter("state", _l("State"), "choices", Takeover.state.in_, words_of(TakeoverState)),)
    empty_text = _l("No organisation had to be taken over. It begins on the page of the organisation.")
    record_template = "organisations/takeover.html"

    def rows(self, who: Identity) -> ColumnElement[bool]:
        return true() if may(who, Permission.ACCOUNT_SEE) else false()

    def title_of(self, item: Any) -> str:
        return str(gettext("Taking over %(name)s", name=item.organisation.name))

    def describe(self, item: Any) -> dict[str, Any]:
        decides = may(identity(), Permission.MEMBER_ADMIT) and item.state == TakeoverState.ASKED
        return {
            "facts": [
                Fact(gettext("Who is to manage it"), item.account.username),
                Fact(
                    gettext("Who manages it now"),
                    ", ".join(one.name for one in managers_of(db(), item.organisation_id)) or gettext("nobody"),
                    gettext("no longer, once this is done") if item.dismisses else gettext("stays manager"),
                ),
                Fact(gettext("Why"), item.why),
                Fact(gettext("Asked by"), item.asker.username, instant(item.asked_at)),
                Fact(
                    gettext("Decided by"), item.decider.username if item.decider else "", instant(item.decided_at)
                ),
            ],
            "state": _TONES[item.state],
            "state_word": label_of(item.state),
            "papers": [(one, size(one.size)) for one in papers_of(db(), item)],
            "decides": decides,
            "own": item.asked_by == identity().account_id,
            "form": DecideTakeoverForm(version=str(item.version)),
        }

    def told_in(self, item: Any) -> Told | None:
        return Told("takeover", item.id, item.organisation_id, asks=Permission.ACCOUNT_SEE)

    @expose("/ask/<int:organisation_id>", methods=["GET", "POST"])
    @has_access
    def ask(self, organisation_id: int) -> Response:
        require(identity(), Permission.MEMBER_ADMIT)
        organisation = db().get(Organisation, organisation_id)
        if organisation is None:
            raise Missing("organisation", organisation_id)
        form, database = AskForm(), db()
        if form.validate_on_submit():
            new = NewTakeover(organisation_id, text_of(form.manager), text_of(form.why), bool(form.dismisses.data))
            sent = form.file.data
            with transaction(database):
                made = attempt(
                    form,
                    lambda: takeover.ask_takeover(
                        database,
                        files(),
                        scanner(),
                        identity(),
                        new,
                        (sent.filename or "", sent.stream),
                        clock.now(),
                    ),
                )
            if made is not None:
                said = gettext("Asked. Another member of the central team decides.")
                return after(url_for("TakeoverScreen.show", pk=made.id), said)
        return self.page(
            "organisations/ask_takeover.html",
            gettext("Take over %(name)s", name=organisation.name),
            422 if request.method == "POST" else 200,
            form=form,
            organisation=organisation,
        )

    @expose("/decide/<int:pk>/<any(yes, no):answer>", methods=["POST"])
    @has_access
    def decide(self, pk: int, answer: str) -> Response:
        form, database = DecideTakeoverForm(), db()
        require(identity(), Permission.MEMBER_ADMIT)
        form.validate_on_submit()
        grants = answer == "yes"
        with transaction(database):
            done = attempt(
                form,
                lambda: takeover.decide_takeover(
                    database, identity(), pk, form.version.number, grants, clock.now()
                ),
            )
        back = url_for("TakeoverScreen.show", pk=pk)
        if done is None:
            return after(back, " ".join(map(str, form.form_errors)), "error")
        return after(back, gettext("Done: everybody concerned gets a mail.") if grants else gettext("Not done."))
