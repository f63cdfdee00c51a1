"""What people ask their administrators: the list, and deciding: granting over chosen days, or saying why not."""

from __future__ import annotations

from datetime import date
from typing import Any

from flask import Response, request, url_for
from flask_appbuilder import expose, has_access
from flask_babel import gettext
from flask_babel import lazy_gettext as _l
from sqlalchemy import ColumnElement
from sqlalchemy.orm import joinedload
from wtforms import TextAreaField
from wtforms.validators import InputRequired, Length

from app import clock
from app.policy import Identity, Permission, may
from app.rights import asking
from app.rights.asking import Answer
from app.transaction import transaction
from models.rights import RightKind, RightRequest
from models.values import RequestState
from views.base import DayField, shown_number, text_of
from views.framework.database import db
from views.framework.filters import Filter, words_of
from views.framework.history import Told
from views.framework.identity import identity
from views.framework.register import Column, Fact, Interface, Register
from views.framework.screens import HouseForm, VersionField, after, attempt
from views.labels import day, instant, label_of, language

REQUEST_TONES: dict[str, str] = {
    RequestState.ASKED: "wait",
    RequestState.GRANTED: "good",
    RequestState.DECLINED: "bad",
    RequestState.DROPPED: "off",
}


class GrantRequestForm(HouseForm):
    version = VersionField()
    first_day = DayField(_l("First day"), validators=[InputRequired(_l("Fill in the first day."))])
    last_day = DayField(_l("Last day"), validators=[InputRequired(_l("Fill in the last day."))])
    reason = TextAreaField(
        _l("Reason"),
        description=_l("Optional. Seen by administrators, not by the person."),
        validators=[Length(max=500, message=_l("Keep the reason under 500 characters."))],
    )


class DeclineForm(HouseForm):
    version = VersionField()
    answer = TextAreaField(
        _l("Why not?"),
        description=_l("The person reads this."),
        validators=[Length(max=500, message=_l("Keep it under 500 characters."))],
    )


class RequestScreen(Register):
    """Requests for rights at one's own organisation; for staff, everywhere."""

    route_base = "/right-requests"
    datamodel = Interface(RightRequest)
    page_title = _l("Requests for rights")
    one_line = _l("What people of your organisation ask for; you grant it, or say why not.")
    one_line_staff = _l("What people ask of the administrators of their organisation.")
    options = (
        joinedload(RightRequest.person),
        joinedload(RightRequest.organisation),
        joinedload(RightRequest.membership),
        joinedload(RightRequest.kind).joinedload(RightKind.tool),
        joinedload(RightRequest.right),
        joinedload(RightRequest.decider),
    )
    list_options = (
        joinedload(RightRequest.person),
        joinedload(RightRequest.kind).joinedload(RightKind.tool),
    )
    orders = {"asked": RightRequest.asked_at}
    first_order = "asked"
    first_descending = True
    columns = (
        Column("person", _l("Person"), lambda item: item.person.name),
        Column("kind", _l("Right"), lambda item: item.kind.named(language())),
        Column("tool", _l("Tool"), lambda item: item.kind.tool.named(language())),
        Column("first_day", _l("From"), lambda item: item.first_day),
        Column("last_day", _l("Until"), lambda item: item.last_day),
        Column("asked", _l("Asked"), lambda item: item.asked_at, "asked"),
        Column(
            "state",
            _l("State"),
            lambda item: label_of(RequestState(item.state)),
            tone=lambda item: REQUEST_TONES[item.state],
        ),
    )
    filters = (Filter("state", _l("State"), "choices", RightRequest.state.in_, words_of(RequestState)),)
    empty_text = _l("Nobody asked for a right yet. People ask from their page “My rights”.")
    record_template = "rights/request.html"

    def rows(self, who: Identity) -> ColumnElement[bool]:
        return asking.visible_to(who)

    def title_of(self, item: Any) -> str:
        return str(
            gettext("%(name)s asks for %(right)s", name=item.person.name, right=item.kind.named(language()))
        )

    def describe(self, item: Any) -> dict[str, Any]:
        who = identity()
        granted = item.granted_right_id
        return {
            "facts": [
                Fact(gettext("Person"), item.person.name, shown_number(item.person)),
                Fact(gettext("Tool"), item.kind.tool.named(language())),
                Fact(gettext("Period"), f"{day(item.first_day)} – {day(item.last_day)}"),
                Fact(gettext("Has it now"), _standing(item)),
                Fact(gettext("Why"), item.why),
                Fact(gettext("Asked"), instant(item.asked_at)),
                Fact(gettext("Decided"), instant(item.decided_at), item.decider.username if item.decider else ""),
                Fact(gettext("Why not"), item.answer),
            ],
            "state": REQUEST_TONES[item.state],
            "state_word": label_of(RequestState(item.state)),
            "can_decide": item.state == RequestState.ASKED and may(who, Permission.RIGHT_GRANT, item),
            "right_url": url_for("RightScreen.show", pk=granted) if granted is not None else None,
        }

    def told_in(self, item: Any) -> Told | None:
        return Told("request", item.id, item.organisation_id)

    @expose("/grant/<pk>", methods=["GET", "POST"])
    @has_access
    def grant(self, pk: str) -> Response:
        item = self.record(pk)
        days = asking.proposed_days(item, clock.today())
        form = GrantRequestForm(version=str(item.version), first_day=days.first_day, last_day=days.last_day)
        if form.validate_on_submit():
            first_day, last_day = form.first_day.data, form.last_day.data
            assert isinstance(first_day, date)  # noqa: S101 - the form validated
            assert isinstance(last_day, date)  # noqa: S101 - the form validated
            database, answer = db(), Answer(first_day, last_day, text_of(form.reason))
            opened_on, number = form.version.number, item.id

            def act() -> RightRequest:
                return asking.grant_request(database, identity(), number, opened_on, answer, clock.now())

            with transaction(database):
                done = attempt(form, act)
            if done is not None:
                return after(
                    url_for("RequestScreen.show", pk=number),
                    gettext("Granted. %(name)s is told by mail.", name=item.person.name),
                )
            database.expire_all()
            item = self.record(pk)
        return self._decision("rights/request_grant.html", gettext("Grant what was asked"), form, item)

    @expose("/decline/<pk>", methods=["GET", "POST"])
    @has_access
    def decline(self, pk: str) -> Response:
        item = self.record(pk)
        form = DeclineForm(version=str(item.version))
        if form.validate_on_submit():
            database, number = db(), item.id
            opened_on, answer = form.version.number, text_of(form.answer)

            def act() -> RightRequest:
                return asking.decline_request(database, identity(), number, opened_on, answer, clock.now())

            with transaction(database):
                done = attempt(form, act)
            if done is not None:
                return after(
                    url_for("RequestScreen.show", pk=number),
                    gettext("Declined. %(name)s is told by mail.", name=item.person.name),
                )
            database.expire_all()
            item = self.record(pk)
        return self._decision("rights/request_decline.html", gettext("Say why not"), form, item)

    def _decision(self, template: str, title: str, form: Any, item: RightRequest) -> Response:
        return self.page(
            template,
            title,
            422 if request.method == "POST" else 200,
            form=form,
            item=item,
            name=item.person.name,
            number=shown_number(item.person),
            right_name=item.kind.named(language()),
            tool_name=item.kind.tool.named(language()),
            has_it=_standing(item),
        )


def _standing(item: RightRequest) -> str:
    """The days of the right that is to last longer."""
    return f"{day(item.right.first_day)} – {day(item.right.last_day)}" if item.right is not None else ""
