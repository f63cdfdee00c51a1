"""Granting a right, one thing per page: who, on which relation, which right, which days, confirmed.

The national number never stands in an address: whom somebody looked up is kept in his session.
"""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from flask import Response, make_response, redirect, request, url_for
from flask_appbuilder import expose, has_access
from flask_babel import gettext
from flask_babel import lazy_gettext as _l
from wtforms import HiddenField, RadioField, StringField, TextAreaField
from wtforms.validators import InputRequired, Length, Optional

from app import clock
from app.accounts.people import NewPerson, add_person, find_person
from app.errors import Missing, Refusal, refuse
from app.organisations.queries import relation_record, relations_of
from app.organisations.services import NewRelation, add_relation
from app.outside.persons import RegisteredPerson
from app.rights import queries
from app.rights.rules import proposed_last_day, refusals_to_grant
from app.rights.services import NewRight, grant_facts, grant_right
from app.transaction import transaction
from models.organisations import Membership
from models.rights import RightKind, Tool
from models.values import NationalNumber, RelationCategory, RelationType, Sex, ValueProblem, last_day_within
from views.base import DayField, NumberField, shown_number, text_of
from views.framework.database import db
from views.framework.identity import identity
from views.framework.screens import HouseForm, Screen, after, attempt
from views.labels import LABELS, day, label_of, language, months, until
from views.rights.found import asked_register, facts_of, remember, remembered
from views.rights.kinds import by_tool


class NumberForm(HouseForm):
    number = NumberField(
        _l("National number"),
        description=_l("On the back of the identity card, for example 85.07.30-033.28. A BIS number works too."),
        validators=[InputRequired(_l("Fill in the national number of the person."))],
        render_kw={"inputmode": "numeric", "autocomplete": "off"},
    )


class RelationForm(HouseForm):
    category = RadioField(
        _l("Category"),
        choices=[(str(c), LABELS[c]) for c in RelationCategory],
        default=str(RelationCategory.EMPLOYEE),
    )
    type = RadioField(
        _l("Type"), choices=[(str(t), LABELS[t]) for t in RelationType], default=str(RelationType.STANDARD)
    )
    function = StringField(_l("Function"), validators=[Length(max=200, message=_l("At most 200 characters."))])
    email = StringField(_l("Work e-mail"), validators=[Length(max=320, message=_l("At most 320 characters."))])
    first_day = DayField(_l("From"), validators=[InputRequired(_l("Fill in the first day."))])
    last_day = DayField(
        _l("Until"),
        description=_l("Leave empty for a relation until further notice."),
        validators=[Optional()],
    )


class NewPersonForm(RelationForm):
    number = NumberField(_l("National number"), validators=[InputRequired(_l("Fill in the national number."))])
    family_name = StringField(
        _l("Name"),
        validators=[InputRequired(_l("Fill in the name, as on the identity card.")), Length(max=200)],
    )
    given_names = StringField(
        _l("First names"),
        validators=[InputRequired(_l("Fill in the first names, as on the identity card.")), Length(max=200)],
    )
    birth_date = DayField(_l("Birth date"), validators=[Optional()], description=_l("Leave empty when unknown."))
    sex = RadioField(_l("Sex"), choices=[(str(s), LABELS[s]) for s in Sex], default=str(Sex.UNKNOWN))

    @property
    def typed_number(self) -> NationalNumber | None:
        """The number in it, where it is one."""
        try:
            return NationalNumber.parse(self.number.data or "")
        except ValueProblem:
            return None

    def leave_to_register(self) -> None:
        """Name, birth date and sex aren't asked: the register told them."""
        for name in ("family_name", "given_names", "birth_date", "sex"):
            delattr(self, name)


class DaysForm(HouseForm):
    form_key = HiddenField()
    context = RadioField(_l("For which part"), choices=[], validators=[Optional()], validate_choice=False)
    first_day = DayField(_l("First day"), validators=[InputRequired(_l("Fill in the first day."))])
    last_day = DayField(_l("Last day"), validators=[InputRequired(_l("Fill in the last day."))])
    reason = TextAreaField(
        _l("Reason"), validators=[Length(max=500, message=_l("Keep the reason under 500 characters."))]
    )


@dataclass(frozen=True)
class Step:
    """A page of the wizard, as the list of steps shows it."""

    label: str
    current: bool
    url: str | None = None


def _new_person(form: NewPersonForm, told: RegisteredPerson | None, today: date) -> NewPerson:
    """As the register told it, else as it was typed. Raises Refusal accounts.person.born_in_the_future."""
    if told is not None:
        return NewPerson(told.family_name, told.given_names, told.birth_date, str(told.sex), "register")
    born = form.birth_date.data
    if born and born > today:
        raise Refusal("accounts.person.born_in_the_future", field="birth_date", day=born)
    return NewPerson(text_of(form.family_name), text_of(form.given_names), born, form.sex.data)


def _steps(current: int, **urls: str) -> list[Step]:
    labels = [gettext("Person"), gettext("Relation"), gettext("Right"), gettext("Period"), gettext("Confirm")]
    return [Step(label, index == current, urls.get(f"step{index}")) for index, label in enumerate(labels)]


class GrantScreen(Screen):
    """The whole act of granting; only a local administrator comes here."""

    route_base = "/grant"
    default_view = "person"

    @expose("/", methods=["GET", "POST"])
    @has_access
    def person(self) -> Response:
        form = NumberForm()
        if not form.validate_on_submit() or form.number.number is None:
            return self.page(
                "rights/grant_person.html",
                gettext("Grant a right"),
                422 if form.errors else 200,
                form=form,
                steps=_steps(0),
            )
        database, number = db(), form.number.number
        with transaction(database):
            found = find_person(database, identity(), number, clock.now())
        if found is None:
            return self._unknown(form)
        remember(found, number)
        return make_response(redirect(url_for("GrantScreen.relation", person_id=found.id), code=303))

    def _unknown(self, asked: NumberForm) -> Response:
        number = asked.number.number
        assert number is not None  # noqa: S101 - validated just above
        told = asked_register(number)
        form = NewPersonForm(
            formdata=None,
            number=asked.number.data,
            birth_date=number.birth_date,
            sex=str(number.sex or Sex.UNKNOWN),
            first_day=clock.today(),
        )
        if told is None:
            form.refuse(Refusal("accounts.person.unknown_number", number=number.masked()))
        return self._new_page(404 if told is None else 200, form, told)

    def _new_page(self, status: int, form: NewPersonForm, told: RegisteredPerson | None) -> Response:
        """What the register tells isn't asked; it is shown."""
        return self.page(
            "rights/grant_new.html",
            gettext("Add a person"),
            status,
            form=form,
            asked=[] if told else ["given_names", "family_name", "birth_date", "sex"],
            told=facts_of(told) if told else [],
            steps=_steps(0),
        )

    @expose("/new", methods=["GET", "POST"])
    @has_access
    def new(self) -> Response:
        """Somebody nobody knew yet: the person and the relation, in one go."""
        form = NewPersonForm()
        if request.method == "GET":
            return make_response(redirect(url_for("GrantScreen.person")))
        told = asked_register(form.typed_number)
        if told is not None:
            form.leave_to_register()
        relation: Membership | None = None
        if form.validate_on_submit():
            database = db()
            with transaction(database):
                relation = attempt(form, lambda: self._add(form, told))
        if relation is None:
            return self._new_page(422, form, told)
        return make_response(redirect(url_for("GrantScreen.right", relation_id=relation.id), code=303))

    def _add(self, form: NewPersonForm, told: RegisteredPerson | None) -> Membership:
        database, now, number = db(), clock.now(), form.number.number
        assert number is not None  # noqa: S101 - the form validated
        known = find_person(database, identity(), number, now)
        new = _new_person(form, told, clock.day_of(now))
        person_id = known.id if known else add_person(database, identity(), number, new, now)
        return add_relation(database, identity(), _new_relation(form, person_id), now)

    @expose("/relation/<int:person_id>", methods=["GET", "POST"])
    @has_access
    def relation(self, person_id: int) -> Response:
        """The relation to grant on: the one that stands, or a new one."""
        database, who = db(), identity()
        standing = relations_of(database, who.organisation_id or 0, person_id, clock.today())
        if request.method == "GET" and len(standing) == 1 and "another" not in request.args:
            return make_response(redirect(url_for("GrantScreen.right", relation_id=standing[0].id)))
        found = None if standing else remembered(person_id)
        if not standing and found is None:
            raise Missing("person", person_id)
        form = RelationForm(first_day=clock.today())
        if form.validate_on_submit():
            with transaction(database):
                made = attempt(
                    form, lambda: add_relation(database, who, _new_relation(form, person_id), clock.now())
                )
            if made is not None:
                return make_response(redirect(url_for("GrantScreen.right", relation_id=made.id), code=303))
        return self.page(
            "rights/grant_relation.html",
            gettext("On which relation?"),
            422 if request.method == "POST" else 200,
            form=form,
            found=facts_of(found) if found else [],
            standing=[
                (r, label_of(r.category), label_of(r.type), day(r.first_day), until(r.last_day)) for r in standing
            ],
            steps=_steps(1, step0=url_for("GrantScreen.person")),
        )

    @expose("/right/<int:relation_id>", methods=["GET"])
    @has_access
    def right(self, relation_id: int) -> Response:
        """Which right: only those this government may grant on such a relation."""
        relation = relation_record(db(), identity(), relation_id)
        kinds = queries.kinds_grantable(db(), relation.organisation, relation.category, relation.type)
        return self.page(
            "rights/grant_right.html",
            gettext("Which right for %(name)s?", name=relation.person.name),
            relation=relation,
            number=shown_number(relation.person),
            by_tool=by_tool(
                kinds, lambda kind: url_for("GrantScreen.days", relation_id=relation.id, kind_id=kind.id)
            ),
            steps=_steps(2, step0=url_for("GrantScreen.person")),
        )

    @expose("/days/<int:relation_id>/<int:kind_id>", methods=["GET", "POST"])
    @has_access
    def days(self, relation_id: int, kind_id: int) -> Response:
        """The days and the reason; then the same page asks to confirm; then it is done."""
        relation = relation_record(db(), identity(), relation_id)
        kind = db().get(RightKind, kind_id)
        if kind is None:
            raise Missing("kind", kind_id)
        form = self._days_form(relation, kind)
        if form.validate_on_submit():
            new = _new_right(form, relation, kind)
            answer = self._granted(form, new) if "confirmed" in request.form else self._asked(form, new)
            if answer is not None:
                return answer
        if request.form.get("change"):
            form.errors.clear()
        return self._days_page(
            "rights/grant_days.html", 422 if form.is_submitted() else 200, form, relation, kind, 3
        )

    def _days_form(self, relation: Membership, kind: RightKind) -> DaysForm:
        first_day = max(clock.today(), relation.first_day)
        form = DaysForm(
            form_key=secrets.token_urlsafe(16),
            first_day=first_day,
            last_day=proposed_last_day(first_day, kind.max_months, relation.last_day),
        )
        if kind.asks_context:
            values = queries.context_values(db(), kind.id)
            form.context.choices = [(value.code, value.named(language())) for value in values]
        else:
            del form.context
        return form

    def _asked(self, form: DaysForm, new: NewRight) -> Response | None:
        """Everything that would be refused is said before asking to confirm; None keeps the form."""

        def decide() -> bool:
            refuse(refusals_to_grant(grant_facts(db(), identity(), new, clock.now())))
            return True

        if not attempt(form, decide) or "change" in request.form:
            return None
        relation = relation_record(db(), identity(), new.membership_id)
        kind = db().get_one(RightKind, new.kind_id)
        return self._days_page("rights/grant_confirm.html", 200, form, relation, kind, 4)

    def _granted(self, form: DaysForm, new: NewRight) -> Response | None:
        database = db()
        with transaction(database):
            right = attempt(form, lambda: grant_right(database, identity(), new, clock.now()))
        if right is None:
            return None
        return after(
            url_for("RightScreen.show", pk=right.id),
            gettext("Granted. The right counts from %(day)s.", day=day(right.first_day))
            if right.first_day > clock.today()
            else gettext("Granted. The right counts at once."),
        )

    def _days_page(
        self, template: str, status: int, form: DaysForm, relation: Membership, kind: RightKind, step: int
    ) -> Response:
        allowed = _longest(form.first_day.data, kind)
        return self.page(
            template,
            gettext("Which days?") if step == 3 else gettext("Is this right?"),
            status,
            form=form,
            relation=relation,
            number=shown_number(relation.person),
            kind_name=kind.named(language()),
            tool_name=db().get_one(Tool, kind.tool_id).named(language()),
            max_months=months(kind.max_months),
            last_allowed=day(allowed) if allowed else "",
            shown=_shown(form),
            steps=_steps(
                step,
                step0=url_for("GrantScreen.person"),
                step2=url_for("GrantScreen.right", relation_id=relation.id),
            ),
            back_url=url_for("GrantScreen.right", relation_id=relation.id),
        )


def _longest(first_day: date | None, kind: RightKind) -> date | None:
    if first_day is None or first_day.year > 9000:
        return None
    return last_day_within(first_day, kind.max_months)


def _shown(form: DaysForm) -> dict[str, Any]:
    first, last = form.first_day.data, form.last_day.data
    return {
        "first_day": day(first),
        "last_day": day(last),
        "day_after": day(last + timedelta(days=1)) if last and last.year < 9999 else "",
        "reason": form.reason.data or "",
        "context": _context_label(form),
    }


def _context_label(form: DaysForm) -> str:
    if "context" not in form:
        return ""
    labels: dict[Any, str] = dict(form.context.choices)
    return labels.get(form.context.data, "")


def _new_relation(form: RelationForm, person_id: int) -> NewRelation:
    return NewRelation(
        person_id=person_id,
        category=form.category.data,
        type=form.type.data,
        first_day=form.first_day.data,
        last_day=form.last_day.data,
        function=text_of(form.function),
        email=text_of(form.email),
    )


def _new_right(form: DaysForm, relation: Membership, kind: RightKind) -> NewRight:
    return NewRight(
        membership_id=relation.id,
        kind_id=kind.id,
        first_day=form.first_day.data,
        last_day=form.last_day.data,
        reason=text_of(form.reason),
        context=(form.context.data or "") if "context" in form else "",
        form_key=(form.form_key.data or "")[:64] or None,
    )
