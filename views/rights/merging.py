"""Mergers of governments: foretold in full, carried out by the central team, with a report that stays."""

from __future__ import annotations

from datetime import date
from typing import Any

from flask import Response, request, url_for
from flask_appbuilder import expose, has_access
from flask_babel import gettext, ngettext
from flask_babel import lazy_gettext as _l
from sqlalchemy import ColumnElement
from sqlalchemy.orm import joinedload
from wtforms import SelectField, StringField
from wtforms.validators import InputRequired, Length

from app import clock
from app.lists.exports import record_export
from app.policy import Identity, Permission, may, require
from app.rights import merging
from app.rights.merging import Foretold, NewMerger
from app.transaction import transaction
from models.rights import Merger, MergerLine
from models.values import MergerOutcome
from views.base import DayField, text_of
from views.framework.database import db
from views.framework.filters import Filter
from views.framework.history import Told
from views.framework.identity import identity
from views.framework.register import Column, Fact, Interface, Register
from views.framework.screens import HouseForm, after, attempt
from views.framework.spreadsheets import csv_answer
from views.labels import day, instant, label_of, language, until

PAGE = merging.SHOWN
_TONES: dict[str, str] = {
    MergerOutcome.TAKEN_OVER: "good",
    MergerOutcome.THERE_ALREADY: "off",
    MergerOutcome.LEFT_BEHIND: "bad",
}


class MergeForm(HouseForm):
    from_id = SelectField(_l("Which government merges into another one?"), coerce=int)
    into_id = SelectField(_l("Into which government?"), coerce=int)
    first_day = DayField(
        _l("First day of the merger"),
        description=_l("From this day on everything is the receiving government's."),
        validators=[InputRequired(_l("Fill in the first day."))],
    )
    decision = StringField(
        _l("Decision it rests on"),
        description=_l("Optional: the decree, or the number of the decision."),
        validators=[Length(max=200, message=_l("Keep this under 200 characters."))],
    )

    def offer(self) -> None:
        """The governments there are, none chosen."""
        choices = [(0, gettext("Choose"))]
        for one in merging.governments(db()):
            choices.append((one.id, f"{one.name} ({one.postal_code})" if one.postal_code else one.name))
        self.from_id.choices = self.into_id.choices = choices

    def new(self) -> NewMerger | None:
        """What was asked; None where a government wasn't chosen, which the fields then say."""
        if not self.validate():
            return None
        for field in (self.from_id, self.into_id):
            if not field.data:
                field.errors = [*field.errors, gettext("Choose a government.")]
        first_day = self.first_day.data
        if self.errors or first_day is None:
            return None
        return NewMerger(self.from_id.data, self.into_id.data, first_day, text_of(self.decision))


class MergerScreen(Register):
    """Which governments merged into which, with what became of each relation and right."""

    route_base = "/mergers"
    datamodel = Interface(Merger)
    page_title = _l("Mergers of governments")
    one_line = _l("From a day on, the people and rights of one government are another one's.")
    options = (joinedload(Merger.merger),)
    orders = {"day": Merger.first_day}
    first_order = "day"
    first_descending = True
    columns = (
        Column("from", _l("Government"), lambda item: item.from_name),
        Column("into", _l("Merges into"), lambda item: item.into_name),
        Column("day", _l("From"), lambda item: item.first_day, "day"),
        Column("relations", _l("Relations"), lambda item: item.relations),
        Column("rights", _l("Rights"), lambda item: item.rights),
        Column("left", _l("Left behind"), lambda item: item.left_behind),
    )
    filters = (Filter("name", _l("Name"), "text", lambda text: Merger.from_name.icontains(text, autoescape=True)),)
    empty_text = _l("No merger yet. When governments merge, prepare it here some weeks ahead.")
    record_template = "rights/merger.html"

    def rows(self, who: Identity) -> ColumnElement[bool]:
        return merging.visible_to(who)

    def primary(self) -> tuple[str, str] | None:
        if may(identity(), Permission.GOVERNMENT_MERGE):
            return gettext("Prepare a merger"), url_for("MergerScreen.begin")
        return None

    def title_of(self, item: Any) -> str:
        return str(gettext("%(one)s merges into %(other)s", one=item.from_name, other=item.into_name))

    def describe(self, item: Any) -> dict[str, Any]:
        start = max(request.args.get("from", 0, int), 0)
        found = merging.lines_of(db(), item, start, PAGE + 1)
        here = url_for("MergerScreen.show", pk=item.id)
        return {
            "facts": [
                Fact(gettext("From"), day(item.first_day)),
                Fact(gettext("Decision it rests on"), item.decision),
                Fact(gettext("Carried out"), instant(item.merged_at), item.merger.username),
            ],
            "figures": _figures(merging.tally(db(), item)),
            "lines": [_line(one) for one in found[:PAGE]],
            "earlier": f"{here}?from={max(start - PAGE, 0)}" if start else None,
            "later": f"{here}?from={start + PAGE}" if len(found) > PAGE else None,
        }

    def told_in(self, item: Any) -> Told | None:
        return Told("organisation", item.from_id, item.from_id, asks=Permission.EVENT_SEE)

    @expose("/begin", methods=["GET", "POST"])
    @has_access
    def begin(self) -> Response:
        """Asks which ones and from when; then shows what that does; only then it is done."""
        require(identity(), Permission.GOVERNMENT_MERGE)
        form, foretold = MergeForm(), None
        form.offer()
        new = form.new() if form.is_submitted() else None
        if new is not None and "carry_out" in request.form:
            database = db()
            with transaction(database):
                made = attempt(form, lambda: merging.merge_governments(database, identity(), new, clock.now()))
            if made is not None:
                said = gettext(
                    "Done: from %(day)s on everything of %(one)s is %(other)s's.",
                    day=day(made.first_day),
                    one=made.from_name,
                    other=made.into_name,
                )
                return after(url_for("MergerScreen.show", pk=made.id), said)
        elif new is not None and "change" not in request.form:
            foretold = attempt(form, lambda: merging.foretell_merger(db(), identity(), new, clock.now()))
        return self.page(
            "rights/merger_begin.html",
            gettext("Prepare a merger"),
            422 if form.errors or form.form_errors else 200,
            form=form,
            **(_shown(foretold, form.first_day.data) if foretold is not None else {}),
        )

    @expose("/export/<int:pk>", methods=["POST"])
    @has_access
    def export_lines(self, pk: int) -> Response:
        """All lines of the report as a file. Recorded, so it is a POST."""
        item = self.record(str(pk))
        database = db()
        found = merging.lines_of(database, item, 0, None)
        told = {"list": "MergerScreen", "format": "csv", "rows": len(found), "columns": [], "filters": {}}
        with transaction(database):
            record_export(database, identity(), told, clock.now())
        name = gettext("merger %(day)s", day=f"{item.first_day:%Y-%m-%d}") + ".csv"
        return csv_answer(name, _heads(), [_cells(one) for one in found])


def _shown(foretold: Foretold, first_day: date | None) -> dict[str, Any]:
    return {
        "from_day": day(first_day),
        "foretold": foretold,
        "figures": _figures(foretold.tally),
        "lines": [_line(one) for one in foretold.lines],
        "more": sum(foretold.tally.values()) - len(foretold.lines),
    }


def _figures(tally: dict[tuple[bool, MergerOutcome], int]) -> list[tuple[str, str]]:
    """What becomes of how many, as (tone, sentence); that nothing was there already isn't said."""
    found = []
    for right, outcome in (*((False, one) for one in MergerOutcome), *((True, one) for one in MergerOutcome)):
        count = tally.get((right, outcome), 0)
        if count or outcome is MergerOutcome.TAKEN_OVER or (right and outcome is MergerOutcome.LEFT_BEHIND):
            found.append((_TONES[outcome] if count else "off", _counted(right, outcome, count)))
    return found


def _counted(right: bool, outcome: MergerOutcome, n: int) -> str:
    if outcome is MergerOutcome.LEFT_BEHIND:
        return str(ngettext("%(num)s right stays behind", "%(num)s rights stay behind", n))
    if outcome is MergerOutcome.THERE_ALREADY:
        return str(
            ngettext("%(num)s right was there already", "%(num)s rights were there already", n)
            if right
            else ngettext("%(num)s relation was there already", "%(num)s relations were there already", n)
        )
    return str(
        ngettext("%(num)s right goes along", "%(num)s rights go along", n)
        if right
        else ngettext("%(num)s relation goes along", "%(num)s relations go along", n)
    )


def _what(one: MergerLine) -> tuple[str, str]:
    """The right with its tool; a relation for a line without."""
    if one.kind is None:
        return gettext("Relation"), label_of(one.category)
    return one.kind.named(language()), one.kind.tool.named(language())


def _line(one: MergerLine) -> dict[str, Any]:
    what, detail = _what(one)
    return {
        "person": one.person.name,
        "what": what,
        "detail": detail,
        "right": one.kind is not None,
        "tone": _TONES[one.outcome],
        "outcome": label_of(MergerOutcome(one.outcome)),
        "was_until": until(one.was_until),
        "days": f"{day(one.first_day)} – {until(one.last_day)}" if one.first_day else "",
    }


def _heads() -> list[str]:
    return [
        gettext("Person"),
        gettext("National number"),
        gettext("What"),
        gettext("Tool or category"),
        gettext("What became of it"),
        gettext("Ran until"),
        gettext("First day"),
        gettext("Last day"),
    ]


def _cells(one: MergerLine) -> list[Any]:
    outcome = label_of(MergerOutcome(one.outcome))
    person = one.person
    return [person.name, person.masked_number, *_what(one), outcome, one.was_until, one.first_day, one.last_day]
