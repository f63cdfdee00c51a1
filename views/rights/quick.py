"""Granting on one page: who, which right, which days; for who does it ten times a day."""

from __future__ import annotations

import secrets
from datetime import date

from flask import Response, request, url_for
from flask_appbuilder import expose, has_access
from flask_babel import gettext
from flask_babel import lazy_gettext as _l
from sqlalchemy import select
from sqlalchemy.orm import joinedload
from wtforms import HiddenField, RadioField, SelectField, StringField, TextAreaField
from wtforms.validators import InputRequired, Length, Optional

from app import clock
from app.accounts.people import find_person
from app.errors import Refusal
from app.organisations.queries import relations_of, visible_to
from app.panels import words_in
from app.rights import packages, queries
from app.rights.rules import proposed_last_day
from app.rights.services import NewRight, grant_right
from app.transaction import transaction
from models.organisations import Membership
from models.rights import Right, RightKind
from models.values import NationalNumber, SearchText, ValueProblem
from views.base import DayField, shown_number, text_of
from views.framework.database import db
from views.framework.identity import identity
from views.framework.screens import HouseForm, Screen, after, attempt
from views.labels import day, label_of, language
from views.rights.organisation import own_organisation
from views.rights.packages import named

_MOST = 20


class QuickForm(HouseForm):
    form_key = HiddenField()
    who = StringField(
        _l("Who?"),
        description=_l("A name or a national number."),
        validators=[InputRequired(_l("Fill in a name or a national number.")), Length(max=200)],
    )
    relation = RadioField(_l("Which one?"), choices=[], validators=[Optional()], validate_choice=False)
    kind = SelectField(_l("Which right?"), choices=[], coerce=int)
    context = RadioField(_l("For which part"), choices=[], validators=[Optional()], validate_choice=False)
    first_day = DayField(_l("First day"), validators=[InputRequired(_l("Fill in the first day."))])
    last_day = DayField(_l("Last day"), validators=[Optional()])
    reason = TextAreaField(
        _l("Reason"),
        description=_l("Optional. Seen by administrators, not by the person."),
        validators=[Length(max=500, message=_l("Keep the reason under 500 characters."))],
    )


class QuickGrantScreen(Screen):
    """One page from person to right; the rules are those of the long way."""

    route_base = "/quick-grant"

    @expose("/", methods=["GET", "POST"])
    @has_access
    def index(self) -> Response:
        organisation = own_organisation()
        kinds = packages.offered_kinds(db(), organisation.government_kind or organisation.kind)
        form = QuickForm(form_key=secrets.token_urlsafe(16), first_day=clock.today())
        form.kind.choices = sorted(((one.id, named(one, None)) for one in kinds), key=lambda choice: choice[1])
        begun = "begin" in request.form
        found = _found(text_of(form.who)) if text_of(form.who) else []
        chosen = _chosen(form, found)
        kind = next((one for one in kinds if one.id == form.kind.data), None)
        _offer(form, found, kind)
        if not begun and form.validate_on_submit():
            right = self._granted(form, chosen, kind)
            if right is not None:
                return after(
                    url_for("RightScreen.show", pk=right.id),
                    gettext(
                        "Granted: %(first)s – %(last)s.", first=day(right.first_day), last=day(right.last_day)
                    ),
                )
        return self.page(
            "rights/quick.html",
            gettext("Quick grant"),
            422 if form.is_submitted() and not begun else 200,
            form=form,
            person=chosen.person.name if chosen is not None and len(found) == 1 else "",
            nobody=bool(text_of(form.who)) and not found,
        )

    def _granted(self, form: QuickForm, relation: Membership | None, kind: RightKind | None) -> Right | None:
        first_day, last_day = form.first_day.data, form.last_day.data
        assert isinstance(first_day, date)  # noqa: S101 - the form validated
        if relation is None:
            form.refuse(Refusal("rights.quick.who", field="who"))
            return None
        assert kind is not None  # noqa: S101 - one of the choices
        context = (form.context.data or "") if "context" in form else ""
        new = NewRight(
            relation.id,
            kind.id,
            first_day,
            last_day or proposed_last_day(first_day, kind.max_months, relation.last_day),
            text_of(form.reason),
            context,
            (form.form_key.data or "")[:64] or None,
        )
        database = db()
        with transaction(database):
            granted: Right | None = attempt(form, lambda: grant_right(database, identity(), new, clock.now()))
        return granted


def _offer(form: QuickForm, found: list[Membership], kind: RightKind | None) -> None:
    """The choices that depend on who was found, and on the right."""
    if len(found) > 1:
        form.relation.choices = [
            (
                str(one.id),
                f"{one.person.name}, {shown_number(one.person)}, {one.function or label_of(one.category)}",
            )
            for one in found
        ]
    else:
        del form.relation
    if kind is not None and kind.asks_context:
        values = queries.context_values(db(), kind.id)
        form.context.choices = [(value.code, value.named(language())) for value in values]
    else:
        del form.context


def _chosen(form: QuickForm, found: list[Membership]) -> Membership | None:
    """The relation that was meant: the only one, or the one that was picked."""
    if len(found) == 1:
        return found[0]
    return next((one for one in found if str(one.id) == form.relation.data), None)


def _found(text: str) -> list[Membership]:
    """The standing relations of one's own organisation with such a name, or of that number."""
    today = clock.today()
    try:
        number = NationalNumber.parse(text)
    except ValueProblem:
        return list(
            db().scalars(
                select(Membership)
                .where(
                    visible_to(identity()),
                    Membership.state == "confirmed",
                    Membership.last_day.is_(None) | (Membership.last_day >= today),
                    words_in(Membership.sort_name, SearchText.read(text)),
                )
                .options(joinedload(Membership.person))
                .order_by(Membership.sort_name, Membership.id)
                .limit(_MOST)
            )
        )
    database = db()
    with transaction(database):
        person = find_person(database, identity(), number, clock.now())
    return relations_of(database, identity().organisation_id or 0, person.id, today) if person is not None else []
