"""The draft of the rules, for the central team: changed rule by rule, tried on all files, published or dropped."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any

from flask import Response, url_for
from flask_appbuilder import expose, has_access
from flask_babel import gettext

from app import clock
from app.aml import rule_sets
from app.aml.assessing import rules_in_force
from app.aml.rule_sets import draft_now
from app.aml.vigilance.differences import Difference, difference
from app.aml.vigilance.faults import RANGES, faults_of
from app.aml.vigilance.rule_set import RuleSet
from app.errors import Missing
from app.policy import Permission, require
from app.transaction import transaction
from models import aml
from views.aml import rule_cells as cells
from views.aml.rule_forms import DraftForm, PublishForm, ThresholdsForm
from views.aml.trying_rules import shown_outcome, what_was_found
from views.framework.database import db
from views.framework.identity import identity
from views.framework.screens import HouseForm, Screen, after, attempt
from views.refusals import sentence


class DraftScreen(Screen):
    """What the pages of a draft share."""

    def draft(self, pk: int) -> aml.RuleSet:
        """Raises Missing for one that was published or dropped meanwhile."""
        require(identity(), Permission.RULES_KEEP)
        found = draft_now(db())
        if found is None or found.id != pk:
            raise Missing("rule_set", pk)
        return found

    def done(self, form: HouseForm, act: Callable[[], Any]) -> Any:
        """Runs an act of the draft; None where it was refused, which the form tells."""
        database = db()
        with transaction(database):
            made = attempt(form, act)
        if made is None:
            database.expire_all()
        return made


class RuleDraftScreen(DraftScreen):
    """The draft as a whole."""

    route_base = "/rule-drafts"
    default_view = "begin"

    @expose("/begin", methods=["GET", "POST"])
    @has_access
    def begin(self) -> Response:
        """Begins as the newest rules; asks first, and says what that means."""
        require(identity(), Permission.RULES_KEEP)
        form = HouseForm()
        if form.validate_on_submit():
            made = self.done(form, lambda: rule_sets.begin_draft(db(), identity(), clock.now()))
            if made is not None:
                return after(_url("show", made.id), gettext("The draft says what the rules say now. Change it."))
        draft = draft_now(db())
        return self.page(
            "aml/rule_begin.html",
            gettext("Begin a draft"),
            422 if form.is_submitted() else 200,
            form=form,
            number=rules_in_force(db()).number,
            draft_url=_url("show", draft.id) if draft is not None else None,
        )

    @expose("/show/<int:pk>", methods=["GET"])
    @has_access
    def show(self, pk: int) -> Response:
        """Every rule, with what differs from what counts now."""
        draft = self.draft(pk)
        rules, since, number = _beside(draft)
        return self.page(
            "aml/rule_draft.html",
            gettext("Draft of the rules"),
            draft=draft,
            number=number,
            rules=cells.asked(rules, since),
            removed=cells.removed(rules_in_force(db()).rules, since),
            thresholds=list(cells.thresholds(rules.thresholds, since)),
            changed=cells.counted(since),
            tried=rule_sets.is_tried(draft),
            outcome=shown_outcome(draft),
            faults=faults_shown(draft, rules),
            url=_url,
        )

    @expose("/thresholds/<int:pk>", methods=["GET", "POST"])
    @has_access
    def thresholds(self, pk: int) -> Response:
        """Where rules turn."""
        draft = self.draft(pk)
        was = RuleSet.read(draft.data).thresholds
        given = {name: cells.threshold_text(was, name) if name == "owner_percent" else getattr(was, name)
                 for name in RANGES}  # fmt: skip
        form = ThresholdsForm(data={**given, "version": str(draft.version)})
        if form.validate_on_submit():
            version = form.version.number
            act = partial(rule_sets.change_thresholds, db(), identity(), pk, form.thresholds, version, clock.now())
            if self.done(form, act) is not None:
                return after(_url("show", pk), gettext("The thresholds are saved in the draft."))
            form.version.data = str(self.draft(pk).version)
        return self.page(
            "aml/rule_thresholds.html",
            gettext("Thresholds"),
            422 if form.is_submitted() else 200,
            form=form,
            hints={name: _range(name) for name in RANGES},
            back_url=_url("show", pk),
        )

    @expose("/publish/<int:pk>", methods=["GET", "POST"])
    @has_access
    def publish(self, pk: int) -> Response:
        """Says what will happen, and asks for a note."""
        draft = self.draft(pk)
        form = PublishForm(data={"version": str(draft.version)})
        if form.validate_on_submit():
            version, note = form.version.number, form.note.data or ""
            made = self.done(form, lambda: rule_sets.publish(db(), identity(), pk, note, version, clock.now()))
            if made is not None:
                said = gettext(
                    "Rules %(number)s count from now on. All contacts are being assessed.", number=made.number
                )
                return after(url_for("RuleSetScreen.show", pk=pk), said)
            draft = self.draft(pk)
            form.version.data = str(draft.version)
        rules, since, number = _beside(draft)
        return self.page(
            "aml/rule_publish.html",
            gettext("Publish the draft"),
            422 if form.is_submitted() else 200,
            form=form,
            draft=draft,
            next_number=number + 1,
            changes=[one for one in cells.asked(rules, since) if one.change is not None],
            changed=cells.counted(since),
            tried=rule_sets.is_tried(draft),
            outcome=shown_outcome(draft),
            faults=faults_shown(draft, rules),
            try_url=_url("tried", pk),
            back_url=_url("show", pk),
        )

    @expose("/try/<int:pk>", methods=["GET", "POST"])
    @has_access
    def tried(self, pk: int) -> Response:
        """What publishing would do to the files of all offices: asked for, followed, read."""
        return what_was_found(self, self.draft(pk), _url("show", pk), _url("publish", pk))

    @expose("/drop/<int:pk>", methods=["GET", "POST"])
    @has_access
    def drop(self, pk: int) -> Response:
        """Throws it away; asks first."""
        draft = self.draft(pk)
        form = DraftForm(data={"version": str(draft.version)})
        if form.validate_on_submit():
            version = form.version.number

            def act() -> bool:
                rule_sets.drop_draft(db(), identity(), pk, version, clock.now())
                return True

            if self.done(form, act):
                return after(url_for("RuleSetScreen.list"), gettext("The draft is thrown away."), "info")
            draft = self.draft(pk)
            form.version.data = str(draft.version)
        _, since, number = _beside(draft)
        return self.page(
            "aml/rule_drop.html",
            gettext("Throw the draft away"),
            422 if form.is_submitted() else 200,
            form=form,
            changed=cells.counted(since),
            number=number,
            back_url=_url("show", pk),
        )


def faults_shown(draft: aml.RuleSet, rules: RuleSet) -> list[tuple[str, str, str | None]]:
    """What must be put right: of which rule, what, and where."""
    found = []
    for fault in faults_of(rules):
        url = None
        if not fault.rule:
            url = _url("thresholds", draft.id)
        elif rules.rule(fault.rule) is not None:
            url = url_for("RuleScreen.change", pk=draft.id, code=fault.rule)
        found.append((fault.rule, sentence(rule_sets.said(fault)), url))
    return found


def _beside(draft: aml.RuleSet) -> tuple[RuleSet, Difference, int]:
    """The draft's rules, what they have otherwise than those that count, and the number of those."""
    rules, counts = RuleSet.read(draft.data), rules_in_force(db())
    return rules, difference(counts.rules, rules), counts.number


def _range(name: str) -> str:
    least, most = RANGES[name]
    if name == "owner_percent":
        return str(gettext("From %(least)s to %(most)s.", least=cells.percent(least), most=cells.percent(most)))
    return str(gettext("From %(least)s to %(most)s.", least=least, most=most))


def _url(page: str, pk: int) -> str:
    return url_for(f"RuleDraftScreen.{page}", pk=pk)
