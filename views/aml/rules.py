"""One rule of the draft: its question, its answers and what each does, in three languages."""

from __future__ import annotations

from functools import partial
from typing import Any

from flask import Response, request, url_for
from flask_appbuilder import expose, has_access
from flask_babel import gettext

from app import clock
from app.aml import rule_sets
from app.aml.assessing import rules_in_force
from app.aml.vigilance.differences import parts_between
from app.aml.vigilance.rule_set import Rule, RuleSet, Words
from app.errors import Missing
from models import aml
from views.aml.rule_drafts import DraftScreen
from views.aml.rule_forms import DraftForm, RuleForm, count_of, filled
from views.framework.database import db
from views.framework.identity import identity
from views.framework.screens import after
from views.labels import LANGUAGES, language
from views.labels.aml_rules import RULE_PARTS

_BLANK = Rule("", (), Words(), (), Words())
_FIRST_ANSWERS = 2


class RuleScreen(DraftScreen):
    """For the central team."""

    route_base = "/draft-rules"
    default_view = "add"

    @expose("/change/<int:pk>/<code>", methods=["GET", "POST"])
    @has_access
    def change(self, pk: int, code: str) -> Response:
        """A rule that is there."""
        draft = self.draft(pk)
        rule = _rule(draft, code)
        if request.method == "POST":
            form = _sent(len(rule.options))
            if not self._only_shape(form) and form.validate():
                told, version = form.rule(code, rule), form.version.number
                act = partial(rule_sets.change_rule, db(), identity(), pk, told, version, clock.now())
                if self.done(form, act) is not None:
                    return after(
                        f"{_draft_url(pk)}#rule-{code}", gettext("%(rule)s is saved in the draft.", rule=code)
                    )
                form.version.data = str(self.draft(pk).version)
            form = self._reshaped(form)
        else:
            form = RuleForm(len(rule.options), data={**filled(rule), "version": str(draft.version)})
        counts = rules_in_force(db()).rules.rule(code)
        return self._form_page(
            form,
            f"{code} · {rule.question.in_(language())}",
            pk,
            moved=[str(RULE_PARTS[one]) for one in parts_between(counts, rule)] if counts is not None else [],
            remove_url=url_for("RuleScreen.remove", pk=pk, code=code) if counts is None else None,
        )

    @expose("/add/<int:pk>", methods=["GET", "POST"])
    @has_access
    def add(self, pk: int) -> Response:
        """One more rule, asked last."""
        draft = self.draft(pk)
        if request.method == "POST":
            form = _sent(_FIRST_ANSWERS, new=True)
            if not self._only_shape(form) and form.validate():
                told, version = form.rule((form["code"].data or "").strip(), None), form.version.number
                act = partial(rule_sets.add_rule, db(), identity(), pk, told, version, clock.now())
                if self.done(form, act) is not None:
                    said = gettext("%(rule)s is added to the draft.", rule=told.code)
                    return after(f"{_draft_url(pk)}#rule-{told.code}", said)
                form.version.data = str(self.draft(pk).version)
            form = self._reshaped(form)
        else:
            given = {**filled(_BLANK), "version": str(draft.version)}
            form = RuleForm(_FIRST_ANSWERS, new=True, data=given)
        return self._form_page(form, gettext("Add a rule"), pk)

    @expose("/remove/<int:pk>/<code>", methods=["GET", "POST"])
    @has_access
    def remove(self, pk: int, code: str) -> Response:
        """Takes out a rule that was never published; asks first."""
        draft = self.draft(pk)
        rule = _rule(draft, code)
        form = DraftForm(data={"version": str(draft.version)})
        if form.validate_on_submit():
            version = form.version.number
            act = partial(rule_sets.remove_rule, db(), identity(), pk, code, version, clock.now())
            if self.done(form, act) is not None:
                return after(_draft_url(pk), gettext("%(rule)s is taken out of the draft.", rule=code), "info")
            form.version.data = str(self.draft(pk).version)
        return self.page(
            "aml/rule_remove.html",
            gettext("Take %(rule)s out", rule=code),
            422 if form.is_submitted() else 200,
            form=form,
            question=rule.question.in_(language()),
            back_url=url_for("RuleScreen.change", pk=pk, code=code),
        )

    def _only_shape(self, form: RuleForm) -> bool:
        """Whether a button that adds or removes an answer was pressed: nothing is saved by those."""
        return "more" in request.form or "without" in request.form

    def _reshaped(self, form: RuleForm) -> RuleForm:
        """The form with one answer more or less, where that was asked; what was typed stays."""
        new, count = "code" in form, len(form.places)
        if "more" in request.form:
            told = form.without(0)
            return RuleForm(min(count + 1, rule_sets.MOST_OPTIONS), new=new, formdata=None, data=told)
        place = count_of(request.form.get("without", ""))
        if place:
            return RuleForm(count - (place in form.places), new=new, formdata=None, data=form.without(place))
        return form

    def _form_page(self, form: RuleForm, title: str, pk: int, **shown: Any) -> Response:
        refused = form.is_submitted() and not self._only_shape(form)
        return self.page(
            "aml/rule_form.html",
            title,
            422 if refused else 200,
            form=form,
            languages=LANGUAGES,
            full=len(form.places) >= rule_sets.MOST_OPTIONS,
            back_url=_draft_url(pk),
            **shown,
        )


def _sent(least: int, *, new: bool = False) -> RuleForm:
    """The form as it came back: with as many answers as it was sent with."""
    told = request.form.get("count", "")
    return RuleForm(count_of(told) if told else least, new=new)


def _rule(draft: aml.RuleSet, code: str) -> Rule:
    found = RuleSet.read(draft.data).rule(code)
    if found is None:
        raise Missing("rule", code)
    return found


def _draft_url(pk: int) -> str:
    return url_for("RuleDraftScreen.show", pk=pk)
