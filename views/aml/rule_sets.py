"""The rules of vigilance to read: every set that was published, in one's own language, and what each changed."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from flask import url_for
from flask_babel import gettext
from flask_babel import lazy_gettext as _l
from sqlalchemy import ColumnElement
from sqlalchemy.orm import defer, joinedload, undefer

from app.aml.rule_queries import newest_id, set_before, sets_visible_to
from app.aml.rule_sets import draft_now
from app.aml.vigilance.differences import difference
from app.aml.vigilance.rule_set import RuleSet
from app.policy import Identity, Permission, may
from models import aml
from views.aml import rule_cells as cells
from views.aml.access import AmlScreen
from views.framework.database import db
from views.framework.history import Told
from views.framework.identity import identity
from views.framework.register import Column, Fact, Interface, Register
from views.labels import instant


def name_of(item: Any) -> str:
    """Rules 3, or the draft."""
    return str(gettext("Rules %(number)s", number=item.number) if item.number is not None else gettext("Draft"))


class RuleSetScreen(AmlScreen, Register):
    """For whoever works in the tool; the central team sees the draft as well."""

    route_base = "/vigilance-rules"
    datamodel = Interface(aml.RuleSet)
    page_title = _l("Vigilance rules")
    one_line = _l("What is asked of every contact, what each answer does, and why the law wants to know.")
    options = (joinedload(aml.RuleSet.publisher),)
    list_options = (
        joinedload(aml.RuleSet.publisher),
        defer(aml.RuleSet.data),
        defer(aml.RuleSet.what_if),
        undefer(aml.RuleSet.size),
    )
    orders = {"made": aml.RuleSet.made_at}
    first_order = "made"
    first_descending = True
    columns = (
        Column("number", _l("Rules"), name_of),
        Column(
            "state",
            _l("State"),
            lambda item: gettext("Published") if item.number is not None else gettext("Draft"),
            tone=lambda item: "good" if item.number is not None else "wait",
        ),
        Column("published", _l("Published on"), lambda item: item.published_at),
        Column("note", _l("What changed"), lambda item: item.note),
        Column("size", _l("Number of rules"), lambda item: item.size, numeric=True),
        Column("by", _l("Published by"), lambda item: _by(item), staff=True),
        Column("begun", _l("Begun on"), lambda item: item.made_at, "made", shown=False),
    )
    empty_text = _l("No rules were published yet.")
    record_template = "aml/rule_set.html"

    def rows(self, who: Identity) -> ColumnElement[bool]:
        return sets_visible_to(who)

    def primary(self) -> tuple[str, str] | None:
        if not may(identity(), Permission.RULES_KEEP):
            return None
        draft = draft_now(db())
        if draft is None:
            return gettext("Begin a draft"), url_for("RuleDraftScreen.begin")
        return gettext("Go on with the draft"), url_for("RuleDraftScreen.show", pk=draft.id)

    def url_of_record(self, item: Any) -> str | None:
        screen = "RuleSetScreen" if item.number is not None else "RuleDraftScreen"
        return url_for(f"{screen}.show", pk=item.id)

    def title_of(self, item: Any) -> str:
        return name_of(item)

    def describe(self, item: Any) -> dict[str, Any]:
        rules, before = RuleSet.read(item.data), set_before(db(), item)
        since = difference(before, rules) if before is not None else None
        counts = item.number is not None and item.id == newest_id(db())
        return {
            "facts": _facts(item, rules),
            "state": "good" if counts else "wait" if item.number is None else "off",
            "state_word": _state(item, counts),
            "one_line": str(self.one_line),
            "note": item.note,
            "rules": cells.asked(rules, since),
            "removed": cells.removed(before, since) if before is not None and since is not None else [],
            "thresholds": list(cells.thresholds(rules.thresholds, since)),
            "changed": cells.counted(since) if since is not None else "",
        }

    def told_in(self, item: Any) -> Told | None:
        return Told("rule_set", item.id)


def _by(item: Any) -> str:
    if item.publisher is not None:
        return str(item.publisher)
    return str(gettext("the installation")) if item.number is not None else ""


def _state(item: Any, counts: bool) -> str:
    if counts:
        return str(gettext("Counts now"))
    return str(gettext("Draft") if item.number is None else gettext("Replaced by later rules"))


def _facts(item: Any, rules: RuleSet) -> Sequence[Fact]:
    asked = sum(one.active for one in rules.rules)
    return [
        Fact(gettext("Published on"), instant(item.published_at)),
        *([Fact(gettext("Published by"), _by(item))] if identity().is_staff else []),
        Fact(gettext("Rules that are asked"), f"{asked} / {len(rules.rules)}"),
    ]
