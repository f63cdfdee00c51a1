"""Changing the days of a right, and extending it in one click: what will happen is said before it is done."""

from __future__ import annotations

from datetime import date
from typing import Any

from flask import Response, request, url_for
from flask_appbuilder import expose, has_access
from flask_babel import gettext
from flask_babel import lazy_gettext as _l
from wtforms.validators import InputRequired

from app import clock
from app.errors import Missing
from app.rights.changes import Days, change_right, proposed_extension, warned_of
from app.rights.queries import right_record
from app.rights.rules import state_of
from app.transaction import transaction
from models.rights import Right
from models.values import RightState, last_day_within
from views.base import DayField, shown_number
from views.framework.database import db
from views.framework.identity import identity
from views.framework.screens import HouseForm, Screen, VersionField, after, attempt
from views.labels import day, language, months


class DaysForm(HouseForm):
    version = VersionField()
    first_day = DayField(_l("First day"), validators=[InputRequired(_l("Fill in the first day."))])
    last_day = DayField(_l("Last day"), validators=[InputRequired(_l("Fill in the last day."))])

    @property
    def days(self) -> Days:
        first_day, last_day = self.first_day.data, self.last_day.data
        assert isinstance(first_day, date)  # noqa: S101 - the form validated
        assert isinstance(last_day, date)  # noqa: S101 - the form validated
        return Days(first_day, last_day)


class ChangeScreen(Screen):
    """New days for one right; only a local administrator comes here."""

    route_base = "/change-right"

    @expose("/<int:right_id>", methods=["GET", "POST"])
    @has_access
    def days(self, right_id: int) -> Response:
        """The days, filled in as they are; with ?extend, as they would be from today on."""
        right = right_record(db(), identity(), right_id)
        form = self._form(right)
        warned = False
        if form.validate_on_submit():
            answer, warned = self._sent(form, right)
            if answer is not None:
                return answer
            db().expire_all()
            right = right_record(db(), identity(), right_id)
        return self._page(form, right, warned=warned)

    def _form(self, right: Right) -> DaysForm:
        today = clock.today()
        if state_of(right.first_day, right.last_day, right.revoked_on, today) not in (
            RightState.PENDING,
            RightState.ACTIVE,
        ):
            raise Missing("right to change", right.id)
        days = Days(right.first_day, right.last_day)
        if "extend" in request.args:
            days = proposed_extension(right, today)
        return DaysForm(version=str(right.version), first_day=days.first_day, last_day=days.last_day)

    def _sent(self, form: DaysForm, right: Right) -> tuple[Response | None, bool]:
        """The next page once it is done; else whether it waits for a second yes."""
        database, who, now, days = db(), identity(), clock.now(), form.days
        warned = attempt(form, lambda: warned_of(database, who, right, days, now))
        if warned is None:  # refused: said once
            return None, False
        if warned and "confirmed" not in request.form:
            return None, True
        opened_on, right_id, name = form.version.number, right.id, right.person.name
        with transaction(database):
            changed = attempt(form, lambda: change_right(database, who, right_id, opened_on, days, now))
        if changed is None:
            return None, False
        if changed.first_day > clock.day_of(now):
            said = gettext("Changed. The right counts from %(day)s.", day=day(changed.first_day))
        else:
            said = gettext("Changed. %(name)s has this right until %(day)s.", name=name, day=day(changed.last_day))
        return after(url_for("RightScreen.show", pk=right_id), said), False

    def _page(self, form: DaysForm, right: Right, *, warned: bool) -> Response:
        first_day = form.first_day.data or right.first_day
        longest = last_day_within(first_day, right.kind.max_months) if first_day.year < 9000 else None
        shown: dict[str, Any] = {
            "name": right.person.name,
            "number": shown_number(right.person),
            "right_name": right.kind.named(language()),
            "tool_name": right.kind.tool.named(language()),
            "period": f"{day(right.first_day)} – {day(right.last_day)}",
            "max_months": months(right.kind.max_months),
            "last_allowed": day(longest),
            "begins": day(form.first_day.data),
        }
        extends = "extend" in request.args
        return self.page(
            "rights/change.html",
            gettext("Extend this right") if extends else gettext("Change the period"),
            422 if form.errors or form.form_errors else 200,
            form=form,
            item=right,
            warned=warned,
            extend_url=None if extends else url_for("ChangeScreen.days", right_id=right.id, extend=1),
            **shown,
        )
