"""Who runs an organisation, and who may bind it."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from flask import Response, request
from flask_babel import gettext
from flask_babel import lazy_gettext as _l
from werkzeug.datastructures import MultiDict
from wtforms import StringField, TextAreaField
from wtforms.validators import Length, Optional, ValidationError

from app import clock
from app.aml.pages import PageName
from models.aml import Contact
from models.values.identified import Director, OrganisationDetails
from views.aml.contact_forms import spoken
from views.aml.wizard.page import Book, Page, PageForm
from views.aml.wizard.rows import number_in, rows_in, sent_or, standing, with_rows, without
from views.base import DayField, text_of

MOST = 40
_WHAT = "director"
FIRST = 2
_SHORT = Length(max=200, message=_l("At most 200 characters."))


def _not_to_come(form: Any, field: Any) -> None:
    if field.data is not None and field.data > clock.today():
        raise ValidationError(gettext("This day is still to come. Check the date."))


def _has_name(form: Any, field: Any) -> None:
    row = field.name.removesuffix("name")
    if not text_of(field) and (text_of(form[f"{row}function"]) or form[f"{row}since"].data):
        raise ValidationError(gettext("Fill in the name, or take the row away."))


ROW = {
    "name": lambda number: StringField(
        _l("Name of director %(number)s", number=number), [_SHORT, _has_name], render_kw={"autocomplete": "off"}
    ),
    "function": lambda number: StringField(
        _l("Function of director %(number)s", number=number), [_SHORT], render_kw={"autocomplete": "off"}
    ),
    "since": lambda number: DayField(
        _l("Director %(number)s since", number=number), [Optional(), _not_to_come]
    ),
}  # fmt: skip


class DirectorsForm(PageForm):
    powers = TextAreaField(
        _l("Who may bind the organisation?"),
        [Length(max=2000, message=_l("At most 2,000 characters."))],
        description=_l("As the articles or the Gazette say it: for example, two directors together."),
        render_kw={"rows": 3},
    )


class DirectorsPage(Page):
    name = PageName.DIRECTORS
    template = "aml/pages/directors.html"

    def form(self, data: dict[str, Any], **more: Any) -> PageForm:  # type: ignore[override]
        """With the rows that were sent, or else those that are kept."""
        return self._made(data, sent_or(more))

    def stands(self, contact: Contact, details: Any, form: PageForm) -> list[tuple[str, str]]:
        return standing(self.form(self.filled(contact, details), formdata=None), form)

    def as_kept(self, contact: Contact, details: OrganisationDetails) -> PageForm:
        return self._made(self.filled(contact, details), None)

    def filled(self, contact: Contact, details: OrganisationDetails) -> dict[str, Any]:
        found: dict[str, Any] = {"powers": details.powers, "rows": max(len(details.directors), FIRST)}
        for at, one in enumerate(details.directors):
            found |= {f"{_WHAT}_{at}_{name}": getattr(one, name) for name in ROW}
        return found

    def changed(self, form: Any, details: OrganisationDetails) -> OrganisationDetails:
        told = [{name: form[f"{_WHAT}_{at}_{name}"].data for name in ROW} for at in range(_count(form))]
        directors = tuple(
            Director(spoken(one["name"]), spoken(one["function"] or ""), one["since"])
            for one in told
            if spoken(one["name"] or "")
        )
        return replace(details, directors=directors, powers=(form.powers.data or "").strip())

    def respond(self, screen: Book, contact: Contact, details: Any) -> Response:
        """A row is added or taken away without keeping anything; else it is the form."""
        if request.method != "POST" or not {"add", "remove"} & set(request.form):
            return screen.form_page(self, contact, details)
        sent, gone = MultiDict(request.form), number_in("remove")
        if gone is not None:
            sent = without(sent, _WHAT, gone)
        else:
            sent[f"{_WHAT}_{min(rows_in(sent, _WHAT), MOST - 1)}_name"] = ""
        data = {**self.filled(contact, details), "version": str(contact.version)}
        return screen.show(self, contact, details, form=self._made(data, sent))

    def shown(self, contact: Contact, details: Any, form: Any) -> dict[str, Any]:
        return {"rows": [[f"{_WHAT}_{at}_{name}" for name in ROW] for at in range(_count(form))], "most": MOST}

    def _made(self, data: dict[str, Any], sent: MultiDict[str, str] | None) -> PageForm:
        count = data["rows"] if sent is None else min(rows_in(sent, _WHAT), MOST)
        return with_rows(DirectorsForm, {_WHAT: (ROW, count)})(formdata=sent, data=data)


def _count(form: Any) -> int:
    return sum(one.name.endswith("_function") for one in form)
