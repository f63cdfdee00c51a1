"""Trainings of an office: the list, one with who was there, writing one down, withdrawing one; and how many hours
each member had in a year."""

from __future__ import annotations

from datetime import date
from typing import Any

from flask import Response, g, request, url_for
from flask_appbuilder import expose, has_access
from flask_babel import gettext
from flask_babel import lazy_gettext as _l
from sqlalchemy import ColumnElement, or_, select
from sqlalchemy.orm import joinedload, selectinload

from app import clock
from app.aml import trainings
from app.aml.trainings import Followed
from app.errors import Missing
from app.organisations.members import with_names
from app.policy import Identity
from app.transaction import transaction
from models.aml import Attendance, Training
from views.aml.access import AmlScreen
from views.aml.register_forms import TrainingForm, WithdrawForm
from views.framework.database import db, files, scanner
from views.framework.downloads import handed_out
from views.framework.filters import Filter, like_pattern, within
from views.framework.history import Told
from views.framework.identity import identity, standing
from views.framework.listing import listing
from views.framework.register import Column, Fact, Interface, Register
from views.framework.screens import after, attempt
from views.labels import day, instant, size
from views.labels.aml_policies import TRAINING_STATES, hours, training_state, training_tone

YEARS = 11
"""As far back as a list of years goes: what is kept at least, and this year."""


def _years() -> list[tuple[str, str]]:
    this = clock.today().year
    return [(str(year), str(year)) for year in range(this, this - YEARS, -1)]


def _in(year: str) -> ColumnElement[bool]:
    return Training.held_on.between(date(int(year), 1, 1), date(int(year), 12, 31))


def _states() -> list[tuple[str, str]]:
    return [(one, str(word)) for one, word in TRAINING_STATES.items()]


def _stands(state: str) -> ColumnElement[bool]:
    return Training.withdrawn_at.is_(None) if state == "counts" else Training.withdrawn_at.is_not(None)


def _members() -> list[tuple[str, str]]:
    """Who may have been at one, asked once in a request."""
    found = standing()
    if found is None or found.identity.organisation_id is None or found.identity.is_staff:
        return []
    if "trained_ever" not in g:
        there = trainings.trained_ever(db(), found.identity.organisation_id, clock.today())
        g.trained_ever = [(str(one.id), one.name) for one in there]
    members: list[tuple[str, str]] = g.trained_ever
    return members


def _attended(member: str) -> ColumnElement[bool]:
    there: ColumnElement[bool] = (
        select(Attendance.id)
        .where(
            Attendance.organisation_id == Training.organisation_id,
            Attendance.training_id == Training.id,
            Attendance.membership_id == int(member),
        )
        .exists()
    )
    return there


class TrainingScreen(AmlScreen, Register):
    """Whoever uses the tool reads and writes them."""

    route_base = "/trainings"
    datamodel = Interface(Training)
    page_title = _l("Trainings")
    one_line = _l("Trainings against laundering, and who of the office was there. The annual report counts them.")
    options = (
        joinedload(Training.document),
        selectinload(Training.attendances).joinedload(Attendance.member).options(*with_names()),  # type: ignore[arg-type]
    )
    list_options = (selectinload(Training.attendances),)
    orders = {"held": Training.held_on}
    first_order = "held"
    first_descending = True
    columns = (
        Column("held", _l("Day"), lambda item: item.held_on, "held"),
        Column("title", _l("Title"), lambda item: item.title),
        Column("given_by", _l("Who gave it"), lambda item: item.given_by),
        Column("minutes", _l("Minutes"), lambda item: item.minutes, numeric=True),
        Column("attended", _l("How many were there"), lambda item: len(item.attendances), numeric=True),
        Column("state", _l("State"), training_state, tone=training_tone),
        Column("made", _l("Written down"), lambda item: item.made_at, shown=False),
    )
    filters = (
        Filter(
            "text",
            _l("Title or teacher"),
            "text",
            lambda text: or_(
                Training.title.ilike(like_pattern(text)), Training.given_by.ilike(like_pattern(text))
            ),
        ),
        Filter("year", _l("Year"), "choice", _in, _years),
        Filter("member", _l("Who was there"), "choice", _attended, _members),
        Filter("state", _l("State"), "choice", _stands, _states, more=True),
        Filter("held", _l("Day"), "days", within(Training.held_on), more=True),
    )
    empty_text = _l(
        "No training yet. Write down each one that somebody of the office followed: the law asks for it, and the"
        " annual report counts the hours."
    )
    record_template = "aml/training.html"

    def rows(self, who: Identity) -> ColumnElement[bool]:
        return trainings.visible_to(who)

    def primary(self) -> tuple[str, str] | None:
        return str(gettext("Write down a training")), url_for("TrainingScreen.write")

    @expose("/list/")
    @has_access
    def list(self) -> Response:
        """Above it the way to the hours of each."""
        return self.page("aml/trainings.html", str(self.page_title), **listing(self, request.args))

    def told_in(self, item: Any) -> Told | None:
        return Told("training", item.id, item.organisation_id)

    def describe(self, item: Any) -> dict[str, Any]:
        there = sorted(item.attendances, key=lambda one: (one.member.sort_name, one.id))
        gone = [Fact(gettext("Withdrawn"), instant(item.withdrawn_at))] if item.withdrawn_at else []
        return {
            "state": training_tone(item),
            "state_word": training_state(item),
            "facts": [
                Fact(gettext("Day"), day(item.held_on)),
                Fact(gettext("How long"), hours(item.minutes)),
                Fact(gettext("Who gave it"), item.given_by),
                Fact(gettext("Written down"), instant(item.made_at)),
                *gone,
            ],
            "there": [one.member.name for one in there],
            "notes": item.notes,
            "file": _file(item),
            "withdraw_url": None if item.withdrawn_at else url_for("TrainingScreen.withdraw", pk=item.id),
        }

    @expose("/add", methods=["GET", "POST"])
    @has_access
    def write(self) -> Response:
        """What it was about, when, how long, and who was there."""
        who, database, form = identity(), db(), TrainingForm()
        there = trainings.users_of_tool(database, who.organisation_id or 0, clock.today())
        form.attended.choices = [(one.id, one.name) for one in there]
        if form.validate_on_submit():
            new, paper = form.told, form.paper
            with transaction(database):
                made = attempt(
                    form,
                    lambda: trainings.add_training(database, files(), scanner(), who, new, paper, clock.now()),
                )
            if made is not None:
                said = gettext("Written down: %(title)s.", title=made.title)
                return after(url_for("TrainingScreen.show", pk=made.id), said)
        return self.page(
            "aml/training_add.html",
            gettext("Write down a training"),
            422 if form.is_submitted() else 200,
            form=form,
            back_url=url_for("TrainingScreen.list"),
        )

    @expose("/withdraw/<int:pk>", methods=["GET", "POST"])
    @has_access
    def withdraw(self, pk: int) -> Response:
        """Asks first."""
        database, form, item = db(), WithdrawForm(), self.record(str(pk))
        back_url = url_for("TrainingScreen.show", pk=pk)
        if form.validate_on_submit():
            with transaction(database):
                done = attempt(form, lambda: trainings.withdraw_training(database, identity(), pk, clock.now()))
            if done is not None:
                return after(back_url, gettext("Withdrawn. It stays in the list, and counts no more."))
            database.expire_all()
            item = self.record(str(pk))
        return self.page(
            "aml/training_withdraw.html",
            gettext("Withdraw “%(title)s”?", title=item.title),
            422 if form.is_submitted() else 200,
            form=form,
            held=day(item.held_on),
            many=len(item.attendances),
            back_url=back_url,
        )

    @expose("/file/<int:pk>", methods=["GET"])
    @has_access
    def hand_out(self, pk: int) -> Response:
        """The file that goes with it, to be kept."""
        return handed_out(trainings.training_file(db(), identity(), pk))

    @expose("/hours", methods=["GET"])
    @has_access
    def told(self) -> Response:
        """How long each member was in training in a year, as bars and as a table."""
        today = clock.today()
        year = _asked_year(today.year)
        found = trainings.followed_in(db(), identity().organisation_id or 0, year, today)
        return self.page(
            "aml/training_hours.html",
            gettext("Hours of training in %(year)s", year=year),
            lines=_lines(found, year),
            nobody=[one.member.name for one in found if not one.count],
            years=[(word, url_for("TrainingScreen.told", year=word), int(word) == year) for word, _ in _years()],
            add_url=url_for("TrainingScreen.write"),
        )


def _asked_year(this: int) -> int:
    told = request.args.get("year", str(this))
    if told not in dict(_years()):
        raise Missing("year", told)
    return int(told)


def _lines(found: tuple[Followed, ...], year: int) -> list[dict[str, Any]]:
    """One for each member; `width`: in percents of the longest."""
    most = max((one.minutes for one in found), default=0) or 1
    return [
        {
            "name": one.member.name,
            "url": url_for("TrainingScreen.list", year=year, member=one.member.id) if one.count else None,
            "here": one.here,
            "count": one.count,
            "hours": hours(one.minutes) if one.minutes else "",
            "width": round(one.minutes * 100 / most, 1),
        }
        for one in found
    ]


def _file(item: Training) -> dict[str, str] | None:
    if item.document is None or item.document.file is None:
        return None
    url = url_for("TrainingScreen.hand_out", pk=item.id)
    return {"name": item.document.name, "size": size(item.document.size), "url": url}
