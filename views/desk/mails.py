"""The register of mails for helpdesk and central team: what was written, how each try went, sending again."""

from __future__ import annotations

from datetime import date
from typing import Any

from flask import Response, request, url_for
from flask_appbuilder import expose, has_access
from flask_babel import gettext
from flask_babel import lazy_gettext as _l
from sqlalchemy import ColumnElement, and_, func, true
from sqlalchemy.orm import defer, joinedload, load_only
from wtforms import StringField
from wtforms.validators import InputRequired, Length

from app import clock, notices
from app.letters import SECRET
from app.mail import queries
from app.mail.services import STUCK, send_again
from app.policy import Identity, Permission, may
from app.transaction import transaction
from models.accounts import Person
from models.documents import Document
from models.mail import Letter, LetterTry
from models.values import LetterState
from views.base import text_of
from views.framework.database import db
from views.framework.filters import Filter, like_pattern, words_of
from views.framework.history import Entry, Told
from views.framework.identity import identity
from views.framework.register import Column, Fact, Interface, Register
from views.framework.screens import HouseForm, VersionField, after, attempt
from views.labels import LANGUAGES, instant, label_of

_TONES = {
    LetterState.SENT: "good",
    LetterState.DELIVERED: "good",
    LetterState.QUEUED: "wait",
    LetterState.HANDING_OVER: "wait",
    LetterState.UNSURE: "soon",
}


def paragraphs(text: str) -> list[list[str]]:
    """A letter's text as paragraphs of lines, for a page."""
    return [block.splitlines() for block in text.split("\n\n") if block.strip()]


def _written(first: date | None, last: date | None) -> ColumnElement[bool]:
    """Written on these days in Brussels, both included."""
    after = true() if first is None else Letter.written_at >= clock.start_of(first)
    return and_(after, true() if last is None else Letter.written_at < clock.end_of(last))


def _reader(letter: Letter) -> str:
    """Whom it is to: a person by the name he has today, else as the letter greets him."""
    return str(letter.person.name) if letter.person is not None else letter.name


class AgainForm(HouseForm):
    version = VersionField()
    reason = StringField(
        _l("Why is it sent again?"),
        description=_l("Kept with the audit trail. Name nobody here."),
        validators=[
            InputRequired(_l("Say why: the address was corrected, the person has nothing, …")),
            Length(max=200, message=_l("At most 200 characters.")),
        ],
    )


class MailScreen(Register):
    """Every letter to anybody, and how far it got."""

    route_base = "/mails"
    datamodel = Interface(Letter)
    page_title = _l("Mails")
    one_line = _l("Every mail that was written, to whom, and how far it got. The text is kept for 90 days.")
    options = (joinedload(Letter.person),)
    list_options = (
        joinedload(Letter.person).load_only(Person.given_names, Person.family_name),
        load_only(
            Letter.subject, Letter.state, Letter.written_at, Letter.name, Letter.person_id, Letter.next_try_at
        ),
        defer(Letter.body),
    )
    orders = {"written": Letter.written_at}
    first_order = "written"
    first_descending = True
    columns = (
        Column("subject", _l("Subject"), lambda letter: letter.subject or label_of(letter.kind)),
        Column("person", _l("To"), _reader),
        Column("written", _l("Written"), lambda letter: letter.written_at, "written"),
        Column("next_try", _l("Next try"), lambda letter: letter.next_try_at),
        Column("state", _l("State"), lambda letter: label_of(letter.state), tone=lambda letter: letter.state),
    )
    filters = (
        Filter(
            "name",
            _l("Name"),
            "text",
            lambda text: Person.sort_name.like(func.house_sort_name(like_pattern(text))),
            join=lambda statement: statement.join(Person, Person.id == Letter.person_id),
        ),
        Filter("state", _l("State"), "choices", Letter.state.in_, words_of(LetterState)),
        Filter("kind", _l("About"), "choice", lambda tag: Letter.kind == tag, words_of(notices.KINDS)),
        Filter(
            "written",
            _l("Written"),
            "days",
            _written,
        ),
    )
    empty_text = _l("No mail was written yet. Granting or revoking a right writes the first one.")
    record_template = "mails/letter.html"

    def rows(self, who: Identity) -> ColumnElement[bool]:
        return queries.visible_to(who)

    def title_of(self, item: Any) -> str:
        return str(item.subject or label_of(item.kind))

    def describe(self, item: Any) -> dict[str, Any]:
        state = LetterState(item.state)
        return {
            "facts": [
                Fact(gettext("To"), _reader(item), item.address),
                Fact(gettext("About"), label_of(item.kind)),
                Fact(gettext("Language"), LANGUAGES[item.language]),
                Fact(gettext("Written"), instant(item.written_at)),
                *(
                    [Fact(gettext("Enclosed"), str(db().get(Document, item.document_id)))]
                    if item.document_id
                    else []
                ),
                *_trouble(item),
            ],
            "state": item.state,
            "state_word": label_of(state),
            "text": paragraphs(item.body),
            "forgotten": not item.body,
            "tries": [_entry(one) for one in queries.tries_of(db(), item)],
            "again_url": url_for("MailScreen.again", pk=item.id)
            if state in STUCK
            and item.body
            and SECRET not in item.body
            and may(identity(), Permission.MAIL_SEND_AGAIN)
            else None,
        }

    def told_in(self, item: Any) -> Told | None:
        return Told("letter", item.id, item.organisation_id)

    @expose("/again/<pk>", methods=["GET", "POST"])
    @has_access
    def again(self, pk: str) -> Response:
        """Sends a mail that didn't arrive once more, to the address that is known today, for a reason."""
        item = self.record(pk)
        form = AgainForm(version=str(item.version))
        address = notices.address_now(db(), item)
        if form.validate_on_submit():
            database = db()

            def act() -> Letter:
                opened_on, reason = form.version.number, text_of(form.reason)
                return send_again(database, identity(), item.id, opened_on, address, reason, clock.now())

            with transaction(database):
                sent = attempt(form, act)
            if sent is not None:
                return after(url_for("MailScreen.show", pk=item.id), gettext("It is on its way again."))
            database.expire_all()
            item = self.record(pk)
            form.version.data = str(item.version)
        return self.page(
            "mails/again.html",
            gettext("Send this mail again"),
            422 if request.method == "POST" else 200,
            form=form,
            item=item,
            address=address,
            unsure=item.state == LetterState.UNSURE,
        )


def _trouble(letter: Letter) -> list[Fact]:
    """What keeps it, and when it is tried again; nothing for a letter that nothing keeps."""
    found = []
    if letter.problem:
        found.append(Fact(gettext("What is the matter"), label_of(letter.problem), letter.status_code))
    if letter.next_try_at is not None:
        found.append(Fact(gettext("Next try"), instant(letter.next_try_at)))
    return found


def _entry(one: LetterTry) -> Entry:
    said = f"{one.code} {one.answer}".strip() if not one.answer.startswith(one.code) else one.answer
    return Entry(
        when=instant(one.began_at),
        iso=one.began_at.isoformat(timespec="seconds"),
        what=label_of(one.outcome) if one.outcome != LetterState.QUEUED else gettext("Not taken yet"),
        who={"report": gettext("delivery report"), "smtp": gettext("mail server")}.get(one.way, ""),
        detail=" ".join(part for part in (label_of(one.problem), f"“{said}”" if said else "") if part),
        tone=_TONES.get(LetterState(one.outcome), "bad") if one.outcome != LetterState.QUEUED else "soon",
    )
