"""A name tried on the lists, without keeping a contact: who is near, and why."""

from __future__ import annotations

from typing import Any

from flask import Response
from flask_appbuilder import expose, has_access
from flask_babel import gettext
from flask_babel import lazy_gettext as _l
from wtforms import RadioField, StringField
from wtforms.validators import InputRequired, Length, Optional

from app import clock
from app.aml import queries, worklist
from app.aml.screening import THRESHOLD
from app.transaction import transaction
from models.aml import Listed
from models.values import ListedEntry, NameKind, Subject, SubjectKind, SubjectName
from views.aml.access import AmlScreen
from views.aml.contact_forms import LONGEST_NAME, CountryField, YearField, births_of, spoken
from views.aml.explaining import lines_of
from views.aml.shelf import shelf
from views.aml.sides import besides, rows_of
from views.base import DayField
from views.framework.database import db
from views.framework.identity import identity
from views.framework.screens import HouseForm, attempt
from views.labels import day, language
from views.labels.aml_facts import SUBJECT_KINDS
from views.labels.countries import countries

MOST = 10
# Below it a name has next to nothing in common.
NEAR = 0.25


class TryForm(HouseForm):
    name = StringField(
        _l("Name"),
        description=_l("In any script and any order."),
        validators=[
            InputRequired(_l("Fill in a name.")),
            Length(max=LONGEST_NAME, message=_l("At most 200 characters.")),
        ],
        render_kw={"autocomplete": "off"},
    )
    kind = RadioField(
        _l("What is it?"),
        choices=[
            (SubjectKind.PERSON, SUBJECT_KINDS[SubjectKind.PERSON]),
            (SubjectKind.ORGANISATION, SUBJECT_KINDS[SubjectKind.ORGANISATION]),
            (SubjectKind.OTHER, _l("I don't know")),
        ],
        default=SubjectKind.PERSON,
    )
    day_known = DayField(_l("Birth date"), [Optional()])
    year_known = YearField(_l("Or only the year"))
    country = CountryField(_l("Country"))

    def subject(self) -> Subject:
        return Subject(
            kind=SubjectKind(self.kind.data),
            names=(SubjectName(spoken(self.name.data or ""), NameKind.MAIN),),
            birth_dates=births_of(self.day_known, self.year_known),
            countries=(self.country.code,) if self.country.code else (),
        )


class TryNameScreen(AmlScreen):
    """Nothing is kept of it but that a name was tried."""

    route_base = "/try-a-name"

    @expose("/", methods=["GET", "POST"])
    @has_access
    def index(self) -> Response:
        """The name goes into no address."""
        form, found = TryForm(), None
        if form.validate_on_submit():
            found = self._tried(form)
        cards = _cards(form.subject(), found) if found is not None else []
        return self.page(
            "aml/try_name.html",
            gettext("Try a name"),
            422 if form.errors or form.form_errors else 200,
            form=form,
            tried=found is not None,
            cards=cards,
            near=sum(one["hit"] for one in cards),
            most=MOST,
            lists=[
                (one.named(language()), day(one.published_on), one.entries)
                for one in worklist.lists_standing(db())
            ],
            countries=list(countries().values()),
        )

    def _tried(self, form: TryForm) -> queries.Tried | None:
        database, held, subject = db(), shelf(), form.subject()
        with transaction(database):
            found: queries.Tried | None = attempt(
                form,
                lambda: queries.tried(database, held, identity(), subject, clock.now(), MOST, NEAR),
            )
        return found


def _cards(ours: Subject, found: queries.Tried) -> list[dict[str, Any]]:
    """Each of them with both sides and the reasons; `hit`: a contact of that name would be a possible match."""
    return [
        {
            "name": listed.name,
            "list": listed.list.named(language()),
            "hit": comparison.score >= THRESHOLD,
            "score": int(comparison.score * 100),
            "lines": lines_of(comparison.features, person=_is_person(ours, listed)),
            "sides": rows_of(ours, entry := ListedEntry.read(listed.key, listed.told)),
            "besides": besides(entry),
        }
        for listed, comparison in found.found
    ]


def _is_person(ours: Subject, listed: Listed) -> bool:
    return SubjectKind.PERSON in (ours.kind, listed.kind)
