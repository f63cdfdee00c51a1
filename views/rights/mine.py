"""One's own rights: what, until when, from whom, what was lost; and asking for a right, or for more time."""

from __future__ import annotations

import secrets
from datetime import date
from typing import Any

from flask import Response, url_for
from flask_appbuilder import expose, has_access
from flask_babel import gettext
from flask_babel import lazy_gettext as _l
from wtforms import HiddenField, RadioField, TextAreaField
from wtforms.validators import InputRequired, Length, Optional

from app import clock
from app.errors import Missing
from app.rights import asking, queries
from app.rights.asking import NewRequest
from app.rights.changes import proposed_extension
from app.rights.rules import is_expiring, proposed_last_day, state_of
from app.transaction import transaction
from models.organisations import Membership
from models.rights import Right, RightKind, RightRequest, Tool
from models.values import RequestState, RightState
from views.base import DayField, text_of
from views.framework.database import db
from views.framework.identity import identity
from views.framework.screens import HouseForm, Screen, after, attempt
from views.labels import day, label_of, language, months
from views.rights.kinds import by_tool
from views.rights.requests import REQUEST_TONES


class AskForm(HouseForm):
    form_key = HiddenField()
    context = RadioField(_l("For which part"), choices=[], validators=[Optional()], validate_choice=False)
    first_day = DayField(_l("First day"), validators=[InputRequired(_l("Fill in the first day."))])
    last_day = DayField(_l("Last day"), validators=[InputRequired(_l("Fill in the last day."))])
    why = TextAreaField(
        _l("Why do you need it?"),
        description=_l("The administrators of your organisation read this."),
        validators=[
            InputRequired(_l("Say why you need it, so that an administrator can decide.")),
            Length(max=500, message=_l("Keep it under 500 characters.")),
        ],
    )


class MyRightScreen(Screen):
    """Everybody's own page of rights and requests."""

    route_base = "/my-rights"

    @expose("/", methods=["GET"])
    @has_access
    def index(self) -> Response:
        who, today = identity(), clock.today()
        with asking.oneself(db(), who):
            rights = queries.own_rights(db(), who.person_id) if who.person_id is not None else []
            relations = asking.own_relations(db(), who, today)
            requests = asking.own_requests(db(), who)
        standing = {one.id for one in relations}
        asked = {one.right_id for one in requests if one.state == RequestState.ASKED}
        return self.page(
            "rights/mine.html",
            gettext("My rights"),
            rights=[_right(right, today, standing, asked) for right in rights],
            requests=[_request(one) for one in requests],
            relations=[(one, url_for("MyRightScreen.kinds", relation_id=one.id)) for one in relations],
        )

    @expose("/kinds/<int:relation_id>", methods=["GET"])
    @has_access
    def kinds(self, relation_id: int) -> Response:
        """Which right one may ask for on that relation."""
        with asking.oneself(db(), identity()):
            relation = asking.own_relation(db(), identity(), relation_id, clock.today())
        kinds = queries.kinds_grantable(db(), relation.organisation, relation.category, relation.type)
        return self.page(
            "rights/ask_which.html",
            gettext("Which right do you need?"),
            organisation=relation.organisation.name,
            by_tool=by_tool(
                kinds, lambda kind: url_for("MyRightScreen.ask", relation_id=relation.id, kind_id=kind.id)
            ),
        )

    @expose("/ask/<int:relation_id>/<int:kind_id>", methods=["GET", "POST"])
    @has_access
    def ask(self, relation_id: int, kind_id: int) -> Response:
        """Asks for a new right."""
        today = clock.today()
        with asking.oneself(db(), identity()):
            relation = asking.own_relation(db(), identity(), relation_id, today)
        kind = db().get(RightKind, kind_id)
        if kind is None:
            raise Missing("kind", kind_id)
        form = AskForm(
            form_key=secrets.token_urlsafe(16),
            first_day=today,
            last_day=proposed_last_day(today, kind.max_months, relation.last_day),
        )
        if kind.asks_context:
            values = queries.context_values(db(), kind.id)
            form.context.choices = [(value.code, value.named(language())) for value in values]
        else:
            del form.context
        return self._asking(gettext("Ask for a right"), form, relation, kind)

    @expose("/longer/<int:right_id>", methods=["GET", "POST"])
    @has_access
    def longer(self, right_id: int) -> Response:
        """Asks that a right lasts longer."""
        today = clock.today()
        with asking.oneself(db(), identity()):
            right = asking.own_right(db(), identity(), right_id)
            if not asking.can_ask_for_more(right, today):
                raise Missing("right", right_id)
            relation = asking.own_relation(db(), identity(), right.membership_id, today)
        proposed = proposed_extension(right, today)
        form = AskForm(
            form_key=secrets.token_urlsafe(16), first_day=proposed.first_day, last_day=proposed.last_day
        )
        del form.context
        return self._asking(gettext("Ask for more time"), form, relation, right.kind, right)

    @expose("/drop/<int:request_id>", methods=["POST"])
    @has_access
    def drop(self, request_id: int) -> Response:
        """Asks no longer."""
        database = db()
        form = HouseForm()
        with transaction(database):
            dropped = attempt(form, lambda: asking.drop_request(database, identity(), request_id, clock.now()))
        if dropped is None:
            return after(url_for("MyRightScreen.index"), str(form.form_errors[0]), "warning")
        return after(url_for("MyRightScreen.index"), gettext("You no longer ask for it."))

    def _asking(
        self, title: str, form: AskForm, relation: Membership, kind: RightKind, right: Right | None = None
    ) -> Response:
        if form.validate_on_submit():
            database, new = db(), _new(form, relation, kind, right)
            with transaction(database):
                made = attempt(form, lambda: asking.ask_right(database, identity(), new, clock.now()))
            if made is not None:
                return after(
                    url_for("MyRightScreen.index"),
                    gettext("Asked. You get a mail when it was decided."),
                )
        return self.page(
            "rights/ask.html",
            title,
            422 if form.is_submitted() else 200,
            form=form,
            organisation=relation.organisation.name,
            right_name=kind.named(language()),
            tool_name=db().get_one(Tool, kind.tool_id).named(language()),
            period=f"{day(right.first_day)} – {day(right.last_day)}" if right is not None else "",
            max_months=months(kind.max_months),
        )


def _new(form: AskForm, relation: Membership, kind: RightKind, right: Right | None) -> NewRequest:
    first_day, last_day = form.first_day.data, form.last_day.data
    assert isinstance(first_day, date)  # noqa: S101 - the form validated
    assert isinstance(last_day, date)  # noqa: S101 - the form validated
    context = right.context if right is not None else (form.context.data or "") if "context" in form else ""
    return NewRequest(
        membership_id=relation.id,
        kind_id=kind.id,
        first_day=first_day,
        last_day=last_day,
        why=text_of(form.why),
        context=context,
        right_id=right.id if right is not None else None,
        form_key=(form.form_key.data or "")[:64] or None,
    )


def _right(right: Right, today: date, standing: set[int], asked: set[int | None]) -> dict[str, Any]:
    state = state_of(right.first_day, right.last_day, right.revoked_on, today)
    lost = right.revoked_on if state is RightState.REVOKED else right.last_day
    more = state is RightState.ACTIVE and right.membership_id in standing and right.id not in asked
    ending = is_expiring(right.first_day, right.last_day, today)
    return {
        "name": right.kind.named(language()),
        "tool": right.kind.tool.named(language()),
        "organisation": right.organisation.name,
        "period": f"{day(right.first_day)} – {day(right.last_day)}",
        "lost": day(lost) if state in (RightState.REVOKED, RightState.EXPIRED) else "",
        "tone": "expiring" if state is RightState.ACTIVE and ending else str(state),
        "state": label_of(state),
        "longer_url": url_for("MyRightScreen.longer", right_id=right.id) if more else None,
    }


def _request(one: RightRequest) -> dict[str, Any]:
    return {
        "name": one.kind.named(language()),
        "tool": one.kind.tool.named(language()),
        "organisation": one.organisation.name,
        "period": f"{day(one.first_day)} – {day(one.last_day)}",
        "asked": day(clock.day_of(one.asked_at)),
        "answer": one.answer,
        "tone": REQUEST_TONES[one.state],
        "state": label_of(RequestState(one.state)),
        "drop_url": url_for("MyRightScreen.drop", request_id=one.id) if one.state == RequestState.ASKED else None,
    }
