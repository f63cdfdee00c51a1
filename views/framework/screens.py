"""The parents of our screens: a plain page of one's own, and a form that keeps what was typed."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from flask import Response, flash, g, make_response, redirect
from flask_appbuilder import BaseView
from flask_wtf import FlaskForm
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm.exc import StaleDataError
from wtforms import HiddenField

from app.cases.rules import IncidentKind
from app.errors import Refusal, Stale
from app.transaction import in_our_words
from models.values.problem import ValueProblem
from views.framework.database import db
from views.framework.frame import frame
from views.framework.incidents import happened
from views.refusals import sentence


class Screen(BaseView):
    """A page of our own. Everything it shows goes through `page()`."""

    default_view = "index"

    def page(self, template: str, title: str, status: int = 200, **shown: Any) -> Response:
        """Renders the template in the frame; `title` is the page's heading, in the reader's words."""
        made = frame()
        made.title = title
        g.frame = made
        return make_response(self.render_template(template, title=title, **shown), status)

    def update_redirect(self) -> None:
        """The framework remembers each page for a back button; two tabs disturb each other, so we don't."""


class VersionField(HiddenField):
    """The version of the row a form was opened on; a form sent without it was opened on none, and is stale."""

    def process(self, formdata: Any, *args: Any, **kwargs: Any) -> None:
        super().process(formdata, *args, **kwargs)
        if formdata and self.name not in formdata:
            self.data = ""

    @property
    def number(self) -> int:
        """The version as a number; 0, which no row has, for anything else."""
        text = self.data or ""
        return int(text) if text.isascii() and text.isdigit() and len(text) < 18 else 0


class HouseForm(FlaskForm):
    """A form whose refusals land under the field they concern, or on top of the form."""

    # What the helpdesk asks for, once a rule said no; a refusal that names a reference itself keeps its own.
    shown_reference: str | None = None
    # The row a form changes, for who fills in what no column of it says.
    of: Any = None

    def refuse(self, refusal: Refusal) -> None:
        if "reference" not in refusal.facts:
            self.shown_reference = happened(IncidentKind.DECLINED, refusal.code)
        for one in refusal.everything:
            self._put(one.field, sentence(one))

    def cannot_read(self, field: str, problem: ValueProblem) -> None:
        self._put(field, sentence(problem))

    def _put(self, field: str | None, words: str) -> None:
        if field is not None and field in self._fields:
            target = self._fields[field]
            target.errors = [*target.errors, words]
        else:
            self.form_errors.append(words)


def after(url: str, message: str, tone: str = "success") -> Response:
    """Done: says so on the next page, which is asked for by GET, so that reloading repeats nothing."""
    flash(message, tone)
    return make_response(redirect(url, code=303))


def attempt(form: HouseForm, act: Callable[[], Any]) -> Any:
    """Runs a use case, all of it or nothing; a refusal, also the database's, goes to the form and gives None."""
    try:
        with db().begin_nested():
            return act()
    except Refusal as refusal:
        form.refuse(refusal)
    except (Stale, StaleDataError):
        form.refuse(Refusal("form.changed_meanwhile"))
    except DBAPIError as problem:
        spoken = in_our_words(problem)
        if not isinstance(spoken, Refusal):
            raise
        form.refuse(spoken)
    return None
