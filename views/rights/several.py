"""Granting one right to several people: which right, to whom, checked person by person, then done in one act."""

from __future__ import annotations

from datetime import date
from typing import Any

from flask import Response, make_response, redirect, request, url_for
from flask_appbuilder import expose, has_access
from flask_babel import gettext, ngettext
from flask_babel import lazy_gettext as _l
from sqlalchemy import ColumnElement, and_, func, select
from sqlalchemy.orm import joinedload
from wtforms import RadioField, TextAreaField
from wtforms.validators import InputRequired, Length, Optional

from app import clock
from app.errors import Missing, Refusal
from app.lists import acts
from app.lists.acts import MOST_ROWS, Chosen
from app.organisations.queries import visible_to
from app.rights import queries
from app.rights.granting import Grant, foretell_grants, grant_rights, holders
from app.rights.rules import proposed_last_day
from app.transaction import transaction
from models.lists import BulkAct
from models.organisations import Membership
from models.rights import RightKind
from models.values import RelationCategory, RelationType
from views.base import DayField
from views.framework.acting import Line, ticked
from views.framework.database import db
from views.framework.filters import like_pattern
from views.framework.identity import identity
from views.framework.screens import HouseForm, Screen, attempt
from views.labels import LABELS, day, label_of, language, months
from views.refusals import sentence
from views.rights.kinds import by_tool
from views.rights.organisation import own_organisation

_SHOWN = 100
_LIST = "GrantSeveralScreen"


class GrantForm(HouseForm):
    context = RadioField(_l("For which part"), choices=[], validators=[Optional()], validate_choice=False)
    first_day = DayField(_l("First day"), validators=[InputRequired(_l("Fill in the first day."))])
    last_day = DayField(_l("Last day"), validators=[InputRequired(_l("Fill in the last day."))])


class ReasonForm(HouseForm):
    reason = TextAreaField(
        _l("Reason"),
        description=_l("Optional, the same for all. Seen by administrators, not by the persons."),
        validators=[Length(max=500, message=_l("Keep the reason under 500 characters."))],
    )


class GrantSeveralScreen(Screen):
    """One right for several people at once; only a local administrator comes here."""

    route_base = "/grant-several"

    @expose("/", methods=["GET"])
    @has_access
    def index(self) -> Response:
        """Which right: first for whom, then the rights that may be granted to such people."""
        category, kind = _words(request.args)
        organisation = own_organisation()
        kinds = queries.kinds_grantable(db(), organisation, category, kind)
        return self.page(
            "rights/several.html",
            gettext("Grant to several people"),
            categories=[(str(c), LABELS[c], str(c) == category) for c in RelationCategory],
            types=[(str(t), LABELS[t], str(t) == kind) for t in RelationType],
            by_tool=by_tool(
                kinds,
                lambda one: url_for("GrantSeveralScreen.people", kind_id=one.id, category=category, type=kind),
            ),
        )

    @expose("/people/<int:kind_id>", methods=["GET", "POST"])
    @has_access
    def people(self, kind_id: int) -> Response:
        """The people who may get it, with who has it already; ticked, with the days."""
        kind = db().get(RightKind, kind_id)
        if kind is None:
            raise Missing("kind", kind_id)
        category, relation_type = _words(request.args)
        name = request.args.get("name", "")[:200].strip()
        fitting = _fitting(category, relation_type, name)
        form = _days_form(kind)
        if form.validate_on_submit():
            made = attempt(form, lambda: self._prepared(form, kind, fitting))
            if made is not None:
                db().commit()
                return make_response(redirect(url_for("GrantSeveralScreen.confirm", pk=made.id), code=303))
        return self._people_page(form, kind, fitting, name)

    def _prepared(self, form: GrantForm, kind: RightKind, fitting: ColumnElement[bool]) -> BulkAct:
        """Keeps whom somebody chose, and what would become of it."""
        database, who, now = db(), identity(), clock.now()
        chosen = ticked(request.form.getlist("rowid"))
        if "all" in request.form:
            rows = select(Membership.id, Membership.version).where(fitting).order_by(Membership.sort_name)
            chosen = [Chosen(*row) for row in database.execute(rows.limit(MOST_ROWS + 1))]
        if not chosen:
            raise Refusal("lists.act.none_chosen")
        if len(chosen) > MOST_ROWS:
            raise Refusal("lists.act.too_many", most=MOST_ROWS)
        grant = _grant(form, kind)
        wont = foretell_grants(database, who, chosen, grant.told, now)
        return acts.prepare_act(database, who, _LIST, "grant", chosen, wont, now, grant.told)

    def _people_page(self, form: GrantForm, kind: RightKind, fitting: ColumnElement[bool], name: str) -> Response:
        database, who = db(), identity()
        count = func.count().over()
        rows = database.execute(
            select(Membership, count)
            .where(fitting)
            .options(joinedload(Membership.person))
            .order_by(Membership.sort_name, Membership.id)
            .limit(_SHOWN)
        ).all()
        relations = [row[0] for row in rows]
        has = holders(database, who.organisation_id or 0, kind.id, [one.id for one in relations], clock.today())
        chosen = set(request.form.getlist("rowid"))
        category, relation_type = _words(request.args)
        return self.page(
            "rights/several_people.html",
            gettext("Who gets “%(right)s”?", right=kind.named(language())),
            422 if form.is_submitted() else 200,
            form=form,
            people=[
                (
                    f"{one.id}.{one.version}",
                    one.person.name,
                    one.function,
                    day(has.get(one.id)),
                    f"{one.id}.{one.version}" in chosen,
                )
                for one in relations
            ],
            total=rows[0][1] if rows else 0,
            shown=len(rows),
            name=name,
            category=category,
            type=relation_type,
            max_months=months(kind.max_months),
            back_url=url_for("GrantSeveralScreen.index", category=category, type=relation_type),
        )

    @expose("/act/<int:pk>", methods=["GET", "POST"])
    @has_access
    def confirm(self, pk: int) -> Response:
        """What will happen to each, and after it was confirmed, what happened."""
        database, who = db(), identity()
        prepared = acts.act_record(database, who, _LIST, pk)
        form = ReasonForm()
        if prepared.done_at is None and form.validate_on_submit():

            def do() -> BulkAct:
                locked = acts.act_record(database, who, _LIST, pk, lock=True)
                database.refresh(locked)
                acts.carry_out(database, who, locked, grant_rights, form.data, clock.now())
                return locked

            with transaction(database):
                done = attempt(form, do)
            if done is not None:
                return make_response(redirect(url_for("GrantSeveralScreen.confirm", pk=pk), code=303))
            database.expire_all()
            prepared = acts.act_record(database, who, _LIST, pk)
        return self._told(prepared, form)

    def _told(self, prepared: BulkAct, form: ReasonForm) -> Response:
        done, grant = prepared.done_at is not None, Grant.read(prepared.asked_for)
        kind = db().get_one(RightKind, grant.kind_id)
        wont = acts.outcome_of(prepared) if done else acts.foretold_of(prepared)
        unlike = set(acts.differs(prepared))
        order = sorted(prepared.row_ids, key=lambda one: (one not in unlike, one not in wont))
        page = min(max(request.args.get("from", 0, int), 0), max(len(order) - 1, 0))
        shown = order[page : page + _SHOWN]
        count = len(order) - len(wont)
        here = url_for("GrantSeveralScreen.confirm", pk=prepared.id)
        period = f"{day(grant.first_day)} – {day(grant.last_day)}"
        return self.page(
            "act.html",
            str(ngettext("%(num)s right granted", "%(num)s rights granted", count))
            if done
            else gettext("Grant: check first"),
            422 if form.errors else 200,
            act=_Shown(kind.named(language()), period),
            form=form,
            names=["reason"],
            done=done,
            will=count,
            wont=len(wont),
            unlike=len(unlike),
            heads=[gettext("Name"), gettext("Category"), gettext("Function")],
            lines=_lines(shown, {one: sentence(refusal) for one, refusal in wont.items()}, unlike),
            earlier=f"{here}?from={max(page - _SHOWN, 0)}" if page else None,
            later=f"{here}?from={page + _SHOWN}" if page + _SHOWN < len(order) else None,
            back_url=url_for("RightScreen.list") if done else url_for("GrantSeveralScreen.index"),
        )


class _Shown:
    """The act as its page tells it."""

    tone = "primary"

    def __init__(self, right: str, period: str) -> None:
        self.label = gettext("Grant")
        self.effects = (
            gettext("Each person gets “%(right)s”, %(period)s.", right=right, period=period),
            gettext("All of them in one act; each is told today in one mail."),
        )


def _lines(ids: list[int], why: dict[int, str], unlike: set[int]) -> list[Line]:
    found = db().scalars(
        select(Membership)
        .where(Membership.id.in_(ids), visible_to(identity()))
        .options(joinedload(Membership.person))
    )
    people = {one.id: one for one in found}
    return [
        Line(
            url_for("RelationScreen.show", pk=one) if one in people else None,
            [people[one].person.name, label_of(people[one].category), people[one].function]
            if one in people
            else [gettext("no longer there"), "", ""],
            why.get(one, ""),
            one in unlike,
        )
        for one in ids
    ]


def _words(args: Any) -> tuple[str, str]:
    """Category and type from the address; what isn't one of them is the usual one."""
    category, kind = args.get("category", ""), args.get("type", "")
    return (
        category if category in {str(one) for one in RelationCategory} else str(RelationCategory.EMPLOYEE),
        kind if kind in {str(one) for one in RelationType} else str(RelationType.STANDARD),
    )


def _fitting(category: str, relation_type: str, name: str) -> ColumnElement[bool]:
    """The standing relations of that kind in one's own organisation, by a piece of the name."""
    today = clock.today()
    conditions = [
        visible_to(identity()),
        Membership.category == category,
        Membership.type == relation_type,
        Membership.state == "confirmed",
        Membership.last_day.is_(None) | (Membership.last_day >= today),
    ]
    if name:
        conditions.append(Membership.sort_name.like(func.house_sort_name(like_pattern(name))))
    return and_(*conditions)


def _days_form(kind: RightKind) -> GrantForm:
    today = clock.today()
    form = GrantForm(first_day=today, last_day=proposed_last_day(today, kind.max_months, None))
    if kind.asks_context:
        values = queries.context_values(db(), kind.id)
        form.context.choices = [(value.code, value.named(language())) for value in values]
    else:
        del form.context
    return form


def _grant(form: GrantForm, kind: RightKind) -> Grant:
    first_day, last_day = form.first_day.data, form.last_day.data
    assert isinstance(first_day, date)  # noqa: S101 - the form validated
    assert isinstance(last_day, date)  # noqa: S101 - the form validated
    return Grant(kind.id, first_day, last_day, (form.context.data or "") if "context" in form else "")
