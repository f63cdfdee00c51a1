"""What changed between two days: rights gained, lost and changed, each with the act behind it; also as a file."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any
from urllib.parse import urlencode

from flask import Response, request, url_for
from flask_appbuilder import expose, has_access
from flask_babel import gettext
from flask_babel import lazy_gettext as _l
from werkzeug.datastructures import MultiDict
from wtforms.validators import InputRequired

from app import clock
from app.lists.exports import record_export
from app.rights.differences import Cause, Differing, differences, tally
from app.transaction import transaction
from views.base import DayField
from views.framework.database import db
from views.framework.identity import identity
from views.framework.screens import HouseForm, Screen
from views.framework.spreadsheets import csv_answer
from views.labels import day, label_of, language
from views.rights.organisation import organisation_asked

PAGE = 50
_USUAL = timedelta(days=30)


class DaysForm(HouseForm):
    """The two days; asked in the address, so that the answer can be kept and sent."""

    class Meta:
        csrf = False

    first = DayField(_l("From the end of"), validators=[InputRequired(_l("Fill in the first day."))])
    second = DayField(_l("To the end of"), validators=[InputRequired(_l("Fill in the last day."))])

    def days(self) -> tuple[date, date] | None:
        """The earlier and the later one; None where one of them can't be read."""
        if not self.validate():
            return None
        first, second = self.first.data, self.second.data
        assert isinstance(first, date)  # noqa: S101 - the form validated
        assert isinstance(second, date)  # noqa: S101 - the form validated
        return min(first, second), max(first, second)


class DifferenceScreen(Screen):
    """Two days of one organisation side by side."""

    route_base = "/rights-between"

    @expose("/", methods=["GET"])
    @has_access
    def index(self) -> Response:
        database, who, organisation = db(), identity(), organisation_asked()
        form = _form(request.args)
        asked = form.days() if organisation is not None else None
        shown: dict[str, Any] = {"lines": [], "tally": None, "earlier": None, "later": None}
        if organisation is not None and asked is not None:
            start = max(request.args.get("from", 0, int), 0)
            found = differences(database, who, organisation.id, asked, start, PAGE + 1)
            counts = tally(database, who, organisation.id, asked)
            shown = {
                "lines": [_line(one) for one in found[:PAGE]],
                "tally": counts,
                "earlier": _address(asked, max(start - PAGE, 0)) if start else None,
                "later": _address(asked, start + PAGE) if len(found) > PAGE else None,
                "days": [day(one) for one in asked],
            }
        return self.page(
            "rights/differences.html",
            gettext("What changed between two days"),
            422 if form.errors else 200,
            form=form,
            organisation=organisation,
            **shown,
        )

    @expose("/export", methods=["POST"])
    @has_access
    def export(self) -> Response:
        """All differences between the two days, as a file. Recorded, so it is a POST."""
        database, who, organisation = db(), identity(), organisation_asked()
        form = _form(request.form)
        asked = form.days()
        if organisation is None or asked is None:
            return self.page(
                "rights/differences.html",
                gettext("What changed between two days"),
                422,
                form=form,
                organisation=organisation,
                lines=[],
                tally=None,
            )
        found = differences(database, who, organisation.id, asked)
        told = {
            "list": type(self).__name__,
            "format": "csv",
            "rows": len(found),
            "columns": [],
            "filters": {"first": [asked[0].isoformat()], "second": [asked[1].isoformat()]},
        }
        with transaction(database):
            record_export(database, who, told, clock.now())
        between = f"{asked[0]:%Y-%m-%d} {asked[1]:%Y-%m-%d}"
        name = gettext("differences %(days)s", days=between) + ".csv"
        return csv_answer(name, _heads(), [_cells(one) for one in found])


def _form(values: Any) -> DaysForm:
    """What was asked; the last thirty days, when nothing was."""
    if "first" in values or "second" in values:
        return DaysForm(values)
    today = clock.today()
    return DaysForm(MultiDict({"first": (today - _USUAL).isoformat(), "second": today.isoformat()}))


def _address(asked: tuple[date, date], start: int) -> str:
    pairs = {"first": asked[0].isoformat(), "second": asked[1].isoformat(), "from": str(start)}
    if organisation := request.args.get("organisation"):
        pairs["organisation"] = organisation
    return f"{url_for('DifferenceScreen.index')}?{urlencode(pairs)}"


def _line(one: Differing) -> dict[str, Any]:
    right = one.right
    return {
        "url": url_for("RightScreen.show", pk=right.id),
        "person": right.person.name,
        "right": right.kind.named(language()),
        "tool": right.kind.tool.named(language()),
        "difference": str(one.difference),
        "before": _period(one.before.first_day, one.before.last_day) if one.had_before else "",
        "after": _period(one.after.first_day, one.after.last_day) if one.has_after else "",
        "act": _act(one),
    }


def _act(one: Differing) -> str:
    when = day(one.on)
    words = {
        Cause.GRANTED: gettext("granted on %(day)s by %(name)s", day=when, name=one.by),
        Cause.REVOKED: gettext("revoked on %(day)s by %(name)s", day=when, name=one.by)
        if one.by
        else gettext("revoked on %(day)s: nobody confirmed it", day=when),
        Cause.MOVED: gettext("changed on %(day)s by %(name)s", day=when, name=one.by),
        Cause.BEGAN: gettext("its first day came on %(day)s", day=when),
        Cause.ENDED: gettext("its last day was %(day)s", day=when),
    }
    return str(words[one.cause])


def _heads() -> list[str]:
    return [
        str(one)
        for one in (
            gettext("Person"),
            gettext("National number"),
            gettext("Right"),
            gettext("Tool"),
            gettext("Difference"),
            gettext("First day before"),
            gettext("Last day before"),
            gettext("First day after"),
            gettext("Last day after"),
            gettext("Act"),
        )
    ]


def _cells(one: Differing) -> Sequence[Any]:
    right = one.right
    return [
        right.person.name,
        right.person.masked_number,
        right.kind.named(language()),
        right.kind.tool.named(language()),
        label_of(one.difference),
        *((one.before.first_day, one.before.last_day) if one.had_before else (None, None)),
        *((one.after.first_day, one.after.last_day) if one.has_after else (None, None)),
        _act(one),
    ]


def _period(first_day: date, last_day: date) -> str:
    return f"{day(first_day)} – {day(last_day)}"
