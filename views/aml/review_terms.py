"""After how many years contacts are looked at again: all terms with their day, and setting others from one on."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from flask import Response, request, url_for
from flask_appbuilder import expose, has_access
from flask_babel import gettext, ngettext
from flask_babel import lazy_gettext as _l
from sqlalchemy import ColumnElement
from sqlalchemy.orm import Session
from wtforms import IntegerField, StringField
from wtforms.validators import InputRequired, Length

from app import clock
from app.aml.review_terms import (
    SOURCE,
    NewTerms,
    check_terms,
    in_force_since,
    set_terms,
    terms_on,
    terms_visible_to,
)
from app.aml.reviewing import Terms
from app.aml.reviews import moved_by
from app.policy import Identity, Permission, require
from app.transaction import transaction
from models.aml import ReviewTerm
from views.base import DayField
from views.framework.database import db
from views.framework.history import Told
from views.framework.identity import identity
from views.framework.register import Column, Fact, Interface, Register
from views.framework.screens import HouseForm, after, attempt
from views.labels import day, instant
from views.labels.aml_reviews import source_word


class TermsForm(HouseForm):
    since = DayField(
        _l("Counts from"),
        [InputRequired(_l("Say from which day on these terms count."))],
        description=_l("Today or later. On that day all reviews are reckoned anew."),
    )
    standard = IntegerField(
        _l("Years at simplified and standard vigilance"),
        [InputRequired(_l("Fill in a whole number of years."))],
        render_kw={"inputmode": "numeric", "autocomplete": "off"},
    )
    raised = IntegerField(
        _l("Years at raised vigilance"),
        [InputRequired(_l("Fill in a whole number of years."))],
        render_kw={"inputmode": "numeric", "autocomplete": "off"},
    )
    source = StringField(
        _l("Source"),
        [
            InputRequired(_l("Say what the terms rest on.")),
            Length(max=SOURCE, message=_l("At most 500 characters.")),
        ],
        description=_l("What they rest on, for example a circular of the supervisor and its date."),
        render_kw={"autocomplete": "off"},
    )


@dataclass(frozen=True)
class Standing:
    """Terms, and whether they count today."""

    item: ReviewTerm
    tone: str
    word: str


class ReviewTermScreen(Register):
    """For the central team, which sets them for all offices."""

    route_base = "/review-terms"
    datamodel = Interface(ReviewTerm)
    page_title = _l("Terms of reviews")
    one_line = _l("After how many years a contact is looked at again, by its vigilance; for all offices.")
    orders = {"since": ReviewTerm.since}
    first_order = "since"
    first_descending = True
    columns = (
        Column("since", _l("Counts from"), lambda seen: seen.item.since, "since"),
        Column("state", _l("State"), lambda seen: seen.word, tone=lambda seen: seen.tone),
        Column("standard", _l("Simplified and standard"), lambda seen: _years(seen.item.standard_years)),
        Column("raised", _l("Raised"), lambda seen: _years(seen.item.raised_years)),
        Column("source", _l("Source"), lambda seen: source_word(seen.item.source)),
        Column("set", _l("Set on"), lambda seen: seen.item.set_at, shown=False),
    )
    empty_text = _l("No terms were set yet: three years count, and one at raised vigilance.")

    def rows(self, who: Identity) -> ColumnElement[bool]:
        return terms_visible_to(who)

    def seen(self, session: Session, items: Sequence[Any], asked: Any) -> Sequence[Standing]:
        counts = in_force_since(session, clock.today())
        return [_standing(one, counts) for one in items]

    def primary(self) -> tuple[str, str] | None:
        return gettext("Set other terms"), url_for("ReviewTermScreen.set")

    def title_of(self, item: Any) -> str:
        return str(gettext("Terms of reviews, %(day)s", day=day(item.since)))

    def describe(self, item: Any) -> dict[str, Any]:
        standing = _standing(item, in_force_since(db(), clock.today()))
        return {
            "state": standing.tone,
            "state_word": standing.word,
            "facts": [
                Fact(gettext("Counts from"), day(item.since)),
                Fact(gettext("Simplified and standard"), _years(item.standard_years)),
                Fact(gettext("Raised"), _years(item.raised_years)),
                Fact(gettext("Source"), source_word(item.source)),
                Fact(gettext("Set on"), instant(item.set_at)),
            ],
        }

    def told_in(self, item: Any) -> Told | None:
        return Told("review_term", item.id)

    @expose("/set", methods=["GET", "POST"])
    @has_access
    def set(self) -> Response:
        """Other terms from a day on: what they move is told before they are kept."""
        require(identity(), Permission.REVIEW_TERMS_KEEP)
        today, now = clock.today(), clock.now()
        stands = terms_on(db(), today)
        form = TermsForm(standard=stands.standard, raised=stands.raised)
        new = _filled(form) if form.validate_on_submit() else None
        if new is not None and "sure" in request.form:
            with transaction(db()):
                made = attempt(form, lambda: set_terms(db(), identity(), new, now))
            if made is not None:
                said = gettext("The terms are set. Reviews are reckoned anew on their day.")
                return after(url_for("ReviewTermScreen.show", pk=made.id), said)
            db().expire_all()
        elif new is not None:
            attempt(form, lambda: check_terms(db(), identity(), new, now))
            if not form.errors and not form.form_errors:
                return self._preview(form, new, today)
        return self.page(
            "aml/review_terms.html",
            gettext("Set other terms"),
            422 if form.is_submitted() else 200,
            form=form,
        )

    def _preview(self, form: TermsForm, new: NewTerms, today: date) -> Response:
        earlier, later = moved_by(db(), new.terms, clock.now())
        return self.page(
            "aml/review_terms_preview.html",
            gettext("Set these terms?"),
            form=form,
            new=new,
            back_url=url_for("ReviewTermScreen.set"),
            effects=[
                gettext("They count from %(day)s.", day=day(new.since)),
                gettext(
                    "Simplified and standard vigilance: %(years)s. Raised vigilance: %(raised)s.",
                    years=_years(new.terms.standard),
                    raised=_years(new.terms.raised),
                ),
                ngettext(
                    "As it is today, %(num)s review comes earlier.",
                    "As it is today, %(num)s reviews come earlier.",
                    earlier,
                ),
                ngettext(
                    "As it is today, %(num)s review comes later.",
                    "As it is today, %(num)s reviews come later.",
                    later,
                ),
                gettext("This can’t be undone. Later terms take over on their own day."),
            ],
        )


def _filled(form: TermsForm) -> NewTerms:
    since: Any = form.since.data
    return NewTerms(since, Terms(int(form.standard.data or 0), int(form.raised.data or 0)), form.source.data or "")


def _standing(item: ReviewTerm, counts: date | None) -> Standing:
    if item.since == counts:
        return Standing(item, "good", gettext("Counts now"))
    if item.since > clock.today():
        return Standing(item, "wait", gettext("Still to come"))
    return Standing(item, "off", gettext("Replaced by later terms"))


def _years(count: int) -> str:
    return str(ngettext("%(num)s year", "%(num)s years", count))
