"""The rules of vigilance, as the central team keeps them: a draft begins as the newest that were published, is
changed, tried on all files (`what_if.py`) and published. What was published never changes; of drafts there is one.

In office scope. Each act names the version of the draft it was asked on; whoever comes too late is told.
"""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from app import events
from app.aml import reassessing
from app.aml.assessing import rules_in_force
from app.aml.vigilance.differences import Difference, difference
from app.aml.vigilance.faults import Fault, faults_of
from app.aml.vigilance.rule_set import Rule, RuleSet, Thresholds
from app.errors import Missing, Refusal, Stale, refuse
from app.policy import Identity, Permission, require
from app.transaction import refuse_as
from models import aml

refuse_as("uq_aml_rule_set_draft", "aml.rules.draft_exists")
refuse_as("uq_aml_rule_set_number", "aml.rules.published_meanwhile")
refuse_as("ck_aml_rule_set_published", "aml.rules.published")
NOTE = 2000
SHORTEST_NOTE = 10
CODE = re.compile(r"[A-Z]{1,6}[0-9]{0,3}")
"""What a rule is called: GEO1."""
OPTION_CODE = re.compile(r"[a-z][a-z0-9_]{0,39}")
"""What an answer is called in what is kept; nobody reads it."""
MOST_OPTIONS = 12
MOST_RULES = 200


def draft_now(session: Session) -> aml.RuleSet | None:
    """The draft, if somebody began one."""
    return session.scalars(select(aml.RuleSet).where(aml.RuleSet.state == "draft")).one_or_none()


def begin_draft(session: Session, actor: Identity, now: datetime) -> aml.RuleSet:
    """A copy of the newest published rules. Raises Forbidden, Refusal aml.rules.draft_exists, .none."""
    require(actor, Permission.RULES_KEEP)
    if draft_now(session) is not None:
        raise Refusal("aml.rules.draft_exists")
    rules = rules_in_force(session).rules
    made = aml.RuleSet(data=rules.told(), print=rules.print, made_by=actor.account_id, made_at=now)
    session.add(made)
    session.flush()
    return made


def change_rule(
    session: Session, actor: Identity, draft_id: int, rule: Rule, version: int, now: datetime
) -> aml.RuleSet:
    """The rule with that code becomes this one. Raises Forbidden, Missing, Stale, Refusal aml.rules.fault.…, each
    with the field it concerns: `question_fr`, `options_2_text_nl`."""
    draft = draft_of(session, actor, draft_id, version)
    rules = RuleSet.read(draft.data)
    if rules.rule(rule.code) is None:
        raise Missing("rule", rule.code)
    changed = replace(rules, rules=tuple(rule if one.code == rule.code else one for one in rules.rules))
    _refuse_faults(changed, rule)
    return _keep(session, actor, draft, changed, {"rule": rule.code, "named": rule.code}, now)


def add_rule(
    session: Session, actor: Identity, draft_id: int, rule: Rule, version: int, now: datetime
) -> aml.RuleSet:
    """One more rule, asked last. Raises as `change_rule`, and Refusal aml.rules.code, .code_taken, .too_many."""
    draft = draft_of(session, actor, draft_id, version)
    rules = RuleSet.read(draft.data)
    if not CODE.fullmatch(rule.code):
        raise Refusal("aml.rules.code", field="code")
    if rules.rule(rule.code) is not None:
        raise Refusal("aml.rules.code_taken", field="code", rule=rule.code)
    if len(rules.rules) >= MOST_RULES:
        raise Refusal("aml.rules.too_many", most=MOST_RULES)
    changed = replace(rules, rules=(*rules.rules, rule))
    _refuse_faults(changed, rule)
    return _keep(session, actor, draft, changed, {"rule": rule.code, "named": rule.code}, now)


def remove_rule(
    session: Session, actor: Identity, draft_id: int, code: str, version: int, now: datetime
) -> aml.RuleSet:
    """Takes out a rule that was never published; any other is switched off instead. Raises Forbidden, Missing,
    Stale, Refusal aml.rules.stays."""
    draft = draft_of(session, actor, draft_id, version)
    rules = RuleSet.read(draft.data)
    if rules.rule(code) is None:
        raise Missing("rule", code)
    if rules_in_force(session).rules.rule(code) is not None:
        raise Refusal("aml.rules.stays", rule=code)
    changed = replace(rules, rules=tuple(one for one in rules.rules if one.code != code))
    return _keep(session, actor, draft, changed, {"rule": code, "named": code}, now)


def change_thresholds(
    session: Session, actor: Identity, draft_id: int, thresholds: Thresholds, version: int, now: datetime
) -> aml.RuleSet:
    """Raises Forbidden, Missing, Stale, Refusal aml.rules.fault.threshold_out_of_range with its field."""
    draft = draft_of(session, actor, draft_id, version)
    changed = replace(RuleSet.read(draft.data), thresholds=thresholds)
    _refuse_faults(changed, None)
    return _keep(session, actor, draft, changed, {"thresholds": True}, now)


def drop_draft(session: Session, actor: Identity, draft_id: int, version: int, now: datetime) -> None:
    """Throws the draft away. Raises Forbidden, Missing, Stale."""
    draft = draft_of(session, actor, draft_id, version)
    facts: dict[str, object] = {"rules": _told_of(session, draft)}
    session.delete(draft)
    session.flush()
    _record(session, events.Tag.RULES_DROPPED, draft_id, actor, facts, now)


def publish(
    session: Session, actor: Identity, draft_id: int, note: str, version: int, now: datetime
) -> aml.RuleSet:
    """From now on these rules count, for every office; all contacts are assessed anew by a worker.

    Raises Forbidden, Missing, Stale, Refusal aml.rules.faults, .same, .not_tried, .note_too_short, .note_too_long.
    """
    draft = draft_of(session, actor, draft_id, version)
    refuse(list(_refusals_to_publish(session, draft, note.strip())))
    facts: dict[str, object] = {"rules": _told_of(session, draft), **_changed_by(session, draft).counts()}
    draft.number = rules_in_force(session).number + 1
    draft.state, draft.note = "published", note.strip()
    draft.published_by, draft.published_at = actor.account_id, now
    session.flush()
    reassessing.ask(session)
    facts |= {"number": draft.number, "named": str(draft.number)}
    _record(session, events.Tag.RULES_PUBLISHED, draft_id, actor, facts, now)
    return draft


def draft_of(session: Session, actor: Identity, draft_id: int, version: int | None = None) -> aml.RuleSet:
    """The draft, locked; as somebody saw it, where he says how. Raises Forbidden, Missing, Stale."""
    require(actor, Permission.RULES_KEEP)
    found = session.scalars(
        select(aml.RuleSet)
        .where(aml.RuleSet.id == draft_id, aml.RuleSet.state == "draft")
        .with_for_update()
        .execution_options(populate_existing=True)
    ).one_or_none()
    if found is None:
        raise Missing("rule_set", draft_id)
    if version is not None and found.version != version:
        raise Stale("rule_set", draft_id)
    return found


def is_tried(draft: aml.RuleSet) -> bool:
    """Whether what stands there now, to the letter, was tried on all files."""
    return draft.what_if is not None and draft.what_if_of == draft.print


def _refusals_to_publish(session: Session, draft: aml.RuleSet, note: str) -> list[Refusal]:
    rules, found = RuleSet.read(draft.data), []
    if faults_of(rules):
        found.append(Refusal("aml.rules.faults"))
    if rules.print == rules_in_force(session).rules.print:
        found.append(Refusal("aml.rules.same"))
    elif not is_tried(draft):
        found.append(Refusal("aml.rules.not_tried"))
    if len(note) < SHORTEST_NOTE:
        found.append(Refusal("aml.rules.note_too_short", field="note", least=SHORTEST_NOTE))
    if len(note) > NOTE:
        found.append(Refusal("aml.rules.note_too_long", field="note", most=NOTE))
    return found


def _refuse_faults(rules: RuleSet, rule: Rule | None) -> None:
    """What is wrong with that rule, or with the thresholds where there is none; of the others their own pages
    say it."""
    codes = [one.code for one in rule.options] if rule else []
    found = [Refusal("aml.rules.option_code", field=f"options_{place}_code")
             for place, code in enumerate(codes, 1) if not OPTION_CODE.fullmatch(code)]  # fmt: skip
    unspellable = bool(found)
    if len(codes) > MOST_OPTIONS:
        found.append(Refusal("aml.rules.too_many_options", most=MOST_OPTIONS))
    for fault in faults_of(rules):
        mine = fault.rule == rule.code if rule else fault.field.startswith("thresholds.")
        if mine and not (fault.field.endswith("code") and unspellable):
            found.append(said(fault))
    refuse(found)


def said(fault: Fault) -> Refusal:
    """As a refusal, with the field of a form that it concerns."""
    field = fault.field.removeprefix("thresholds.").replace(".", "_")
    return Refusal(f"aml.rules.fault.{fault.code}", field=field)


def _keep(
    session: Session,
    actor: Identity,
    draft: aml.RuleSet,
    rules: RuleSet,
    facts: dict[str, object],
    now: datetime,
) -> aml.RuleSet:
    """What the draft says now; nothing is written down where it says the same."""
    if rules.print == draft.print:
        return draft
    draft.data, draft.print = rules.told(), rules.print
    session.flush()
    _record(session, events.Tag.RULES_CHANGED, draft.id, actor, facts, now)
    return draft


def _changed_by(session: Session, draft: aml.RuleSet) -> Difference:
    return difference(rules_in_force(session).rules, RuleSet.read(draft.data))


def _told_of(session: Session, draft: aml.RuleSet) -> list[str]:
    return sorted(_changed_by(session, draft).rules)


def _record(
    session: Session, tag: events.Tag, draft_id: int, actor: Identity, facts: dict[str, object], now: datetime
) -> None:
    events.record(session, tag, events.Subject("rule_set", draft_id), actor, now, facts=facts)
