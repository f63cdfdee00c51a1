"""Procedures, risk assessment and acceptance policy of an office: the list, one with its editions and its file,
writing one down and ending one."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any

from flask import Response, request, url_for
from flask_appbuilder import expose, has_access
from flask_babel import gettext
from flask_babel import lazy_gettext as _l
from sqlalchemy import ColumnElement, and_, or_
from sqlalchemy.orm import joinedload

from app import clock
from app.aml import policies
from app.policy import Identity, Permission, may, require
from app.transaction import transaction
from models.aml import Policy
from models.values.registers import PolicyKind
from views.aml.access import AmlScreen
from views.aml.register_forms import EndForm, PolicyForm
from views.framework.database import db, files, scanner
from views.framework.downloads import handed_out
from views.framework.filters import Filter, like_pattern, within
from views.framework.history import Told
from views.framework.identity import identity
from views.framework.listing import listing
from views.framework.register import Column, Fact, Interface, Register
from views.framework.screens import after, attempt
from views.labels import day, instant, size
from views.labels.aml_policies import (
    POLICY_TIMES,
    WRITE,
    in_force_words,
    overall_risk,
    policy_kind,
    policy_state,
    policy_time,
    policy_tone,
)
from views.labels.aml_registers import OFFICE_RISKS, POLICY_KINDS

_KINDS = "<any(procedure, risk_assessment, acceptance_policy):kind>"


def _kinds() -> list[tuple[str, str]]:
    return [(str(one), str(word)) for one, word in POLICY_KINDS.items()]


def _times() -> list[tuple[str, str]]:
    return [(one, str(word)) for one, word in POLICY_TIMES.items()]


def _risks() -> list[tuple[str, str]]:
    return [(str(one), str(word)) for one, word in OFFICE_RISKS.items()]


def _at(time: str) -> ColumnElement[bool]:
    """How it stands today, as a condition."""
    today = clock.today()
    never = Policy.last_day < Policy.first_day
    open_ended = Policy.last_day.is_(None)
    conditions: dict[str, ColumnElement[bool]] = {
        "never": never,
        "now": policies.in_force_on(today),
        "later": and_(Policy.first_day > today, or_(open_ended, Policy.last_day >= Policy.first_day)),
        "over": and_(Policy.last_day < today, Policy.last_day >= Policy.first_day),
    }
    return conditions[time]


class PolicyScreen(AmlScreen, Register):
    """Whoever uses the tool reads them; its officers write."""

    route_base = "/policies"
    datamodel = Interface(Policy)
    page_title = _l("Procedures and policies")
    one_line = _l(
        "What your office laid down against laundering, and since when. What was in force stays readable; a new"
        " edition ends the one before."
    )
    options = (joinedload(Policy.maker), joinedload(Policy.document))
    list_options = (joinedload(Policy.maker),)
    orders = {"first": Policy.first_day}
    first_order = "first"
    first_descending = True
    columns = (
        Column("title", _l("Title"), lambda item: item.title),
        Column("kind", _l("Kind"), lambda item: policy_kind(item.kind)),
        Column(
            "state",
            _l("State"),
            lambda item: policy_state(item, clock.today()),
            tone=lambda item: policy_tone(item, clock.today()),
        ),
        Column("first", _l("First day"), lambda item: item.first_day, "first"),
        Column("last", _l("Last day"), lambda item: item.last_day),
        Column("overall", _l("Risk of the office"), lambda item: overall_risk(item.overall), shown=False),
        Column("file", _l("With a file"), lambda item: item.document_id is not None, shown=False),
        Column("by", _l("Written down by"), lambda item: item.maker.username, shown=False),
        Column("made", _l("Written down"), lambda item: item.made_at, shown=False),
    )
    filters = (
        Filter(
            "text",
            _l("Title or text"),
            "text",
            lambda text: or_(Policy.title.ilike(like_pattern(text)), Policy.body.ilike(like_pattern(text))),
        ),
        Filter("kind", _l("Kind"), "choice", lambda one: Policy.kind == one, _kinds),
        Filter("state", _l("State"), "choice", _at, _times),
        Filter(
            "on",
            _l("In force on"),
            "day",
            lambda one: policies.in_force_on(one),
            more=True,
        ),
        Filter("first", _l("First day"), "days", within(Policy.first_day), more=True),
        Filter(
            "overall", _l("Risk of the office"), "choice", lambda one: Policy.overall == one, _risks, more=True
        ),
    )
    empty_text = _l(
        "No procedure, risk assessment or acceptance policy yet. An AML officer of your office writes them down"
        " here: as a text, as a file, or both."
    )
    record_template = "aml/policy.html"

    def rows(self, who: Identity) -> ColumnElement[bool]:
        return policies.visible_to(who)

    @expose("/list/")
    @has_access
    def list(self) -> Response:
        """Above it, for officers, what can be written down."""
        shown = listing(self, request.args)
        return self.page("aml/policies.html", str(self.page_title), **shown, writes=writes(identity()))

    def told_in(self, item: Any) -> Told | None:
        return Told("policy", item.id, item.organisation_id)

    def describe(self, item: Any) -> dict[str, Any]:
        today = clock.today()
        ends = may(identity(), Permission.POLICY_KEEP) and policy_time(item, today) in ("now", "later")
        overall = [Fact(gettext("Risk of the office"), overall_risk(item.overall))] if item.overall else []
        ended = [Fact(gettext("End noted"), instant(item.ended_at))] if item.ended_at else []
        return {
            "state": policy_tone(item, today),
            "state_word": policy_state(item, today),
            "facts": [
                Fact(gettext("Kind"), policy_kind(item.kind)),
                *overall,
                Fact(gettext("In force"), in_force_words(item)),
                Fact(gettext("Written down by"), item.maker.username, instant(item.made_at)),
                *ended,
            ],
            "body": item.body,
            "file": _file(item),
            "editions": [_edition(one, item, today) for one in policies.editions_of(db(), item)],
            "end_url": url_for("PolicyScreen.end", pk=item.id) if ends else None,
            "again_url": url_for("PolicyScreen.write", kind=item.kind, replaces=item.id) if ends else None,
        }

    @expose(f"/add/{_KINDS}", methods=["GET", "POST"])
    @has_access
    def write(self, kind: str) -> Response:
        """Asks what it says and from when; what ends by it is told before it is saved."""
        who, database, told = identity(), db(), PolicyKind(kind)
        require(who, Permission.POLICY_KEEP)
        organisation_id, today = who.organisation_id or 0, clock.today()
        form = PolicyForm(data={"first_day": today, "replaces": _asked_to_replace()})
        several = told is PolicyKind.PROCEDURE
        there = policies.procedures_in_force(database, organisation_id, today) if several else ()
        form.replaces.choices = [
            ("", gettext("No: it comes beside the others")),
            *((str(one.id), f"{one.title} ({in_force_words(one)})") for one in there),
        ]
        if form.validate_on_submit():
            new, paper = form.told(told), form.paper
            with transaction(database):
                made = attempt(
                    form,
                    lambda: policies.add_policy(database, files(), scanner(), who, new, paper, clock.now()),
                )
            if made is not None:
                return after(
                    url_for("PolicyScreen.show", pk=made.id), gettext("Written down: %(title)s.", title=made.title)
                )
            database.expire_all()
        ending = None if several else policies.ended_when(database, organisation_id, told, today)
        return self.page(
            "aml/policy_add.html",
            str(WRITE[told]),
            422 if form.is_submitted() else 200,
            form=form,
            kind=kind,
            ending=_ending(ending, form.first_day.data, today) if ending is not None else "",
            back_url=url_for("PolicyScreen.list"),
        )

    @expose("/end/<int:pk>", methods=["GET", "POST"])
    @has_access
    def end(self, pk: int) -> Response:
        """Asks when, and says what nothing replaces then."""
        who, database = identity(), db()
        require(who, Permission.POLICY_KEEP)
        item, today = self.record(str(pk)), clock.today()
        form = EndForm(data={"last_day": today, "version": str(item.version)})
        if form.validate_on_submit():
            with transaction(database):
                done = attempt(
                    form,
                    lambda: policies.end_policy(database, who, pk, form.last, form.version.number, clock.now()),
                )
            if done is not None:
                return after(url_for("PolicyScreen.show", pk=pk), _ended(done))
            database.expire_all()
            item = self.record(str(pk))
            form.version.data = str(item.version)
        return self.page(
            "aml/policy_end.html",
            gettext("End “%(title)s”?", title=item.title),
            422 if form.is_submitted() else 200,
            form=form,
            in_force=in_force_words(item),
            kind=item.kind,
            later=policy_time(item, today) == "later",
            back_url=url_for("PolicyScreen.show", pk=pk),
        )

    @expose("/file/<int:pk>", methods=["GET"])
    @has_access
    def hand_out(self, pk: int) -> Response:
        """The file that goes with it, to be kept."""
        return handed_out(policies.policy_file(db(), identity(), pk))


def writes(who: Identity) -> Sequence[tuple[str, str]]:
    """What this reader may write down: words and address of each."""
    if not may(who, Permission.POLICY_KEEP):
        return []
    return [(str(word), url_for("PolicyScreen.write", kind=str(kind))) for kind, word in WRITE.items()]


def _asked_to_replace() -> str:
    """The procedure whose page led here."""
    told = request.args.get("replaces", "")
    return told if told.isascii() and told.isdigit() else ""


def _file(item: Policy) -> dict[str, str] | None:
    if item.document is None or item.document.file is None:
        return None
    url = url_for("PolicyScreen.hand_out", pk=item.id)
    return {"name": item.document.name, "size": size(item.document.size), "url": url}


def _edition(one: Policy, shown: Policy, today: date) -> dict[str, Any]:
    return {
        "title": one.title,
        "url": None if one.id == shown.id else url_for("PolicyScreen.show", pk=one.id),
        "in_force": in_force_words(one),
        "overall": overall_risk(one.overall),
        "by": one.maker.username,
        "made": instant(one.made_at),
        "state": policy_state(one, today),
        "tone": policy_tone(one, today),
    }


def _ending(one: Policy, first: date | None, today: date) -> str:
    """What happens to the one that stands, where the new one begins on that day."""
    begins = first or today
    if one.first_day > begins:
        return str(
            gettext(
                "“%(title)s” begins on %(day)s: this one can begin only after that day, or once that one is"
                " ended.",
                title=one.title,
                day=day(one.first_day),
            )
        )
    return str(
        gettext(
            "“%(title)s” of %(since)s ends on the day before this one begins: on %(last)s, if this one begins on"
            " %(first)s.",
            title=one.title,
            since=day(one.first_day),
            last=day(begins - timedelta(days=1)),
            first=day(begins),
        )
    )


def _ended(done: Policy) -> str:
    if done.last_day is not None and done.last_day < done.first_day:
        return str(gettext("Withdrawn before it began: it never is in force."))
    return str(gettext("It is in force until %(day)s, that day included.", day=day(done.last_day)))
