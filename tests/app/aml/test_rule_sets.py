"""The central team keeps the rules: a draft, its changes, and publishing what was tried."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import Session, sessionmaker

from app.aml.assessing import rules_in_force
from app.aml.rule_sets import (
    add_rule,
    begin_draft,
    change_rule,
    change_thresholds,
    draft_now,
    drop_draft,
    publish,
    remove_rule,
)
from app.aml.vigilance.rule_set import RuleSet, Thresholds, Words
from app.errors import Forbidden, Missing, Refusal, Stale
from app.policy import Identity, Role
from models import aml
from models.values.vigilance import Effect
from tests.app.aml.drafted_rules import greet, option, published, rule, rules, tried
from tests.app.wallet.offices import NOW, account

ID1 = rule("ID1")
NOTE = "Who has no document stops now."


@pytest.fixture
def who(session: Session) -> Identity:
    published(session, rules(ID1))
    return greet(session)


@pytest.fixture
def draft(session: Session, who: Identity) -> aml.RuleSet:
    return begin_draft(session, who, NOW)


def _events(session: Session) -> list[str]:
    return list(session.scalars(text("select tag from event where tag like 'aml.rules.%' order by id")))


def _refused(act: Callable[[], object]) -> dict[str, str | None]:
    with pytest.raises(Refusal) as found:
        act()
    return {one.code: one.field for one in found.value.everything}


def test_a_draft_begins_as_the_newest_rules_and_there_is_one(session: Session, who: Identity) -> None:
    draft = begin_draft(session, who, NOW)
    assert RuleSet.read(draft.data) == rules_in_force(session).rules
    assert (draft.state, draft.number, draft_now(session)) == ("draft", None, draft)
    assert _refused(lambda: begin_draft(session, who, NOW)) == {"aml.rules.draft_exists": None}


@pytest.mark.parametrize("role", sorted(set(Role) - {Role.CENTRAL}))
def test_nobody_but_the_central_team_keeps_rules(session: Session, draft: aml.RuleSet, role: Role) -> None:
    other = Identity(account(session, "other"), None, frozenset({Role.PERSON, role}), key_level="high")
    for act in (
        lambda: begin_draft(session, other, NOW),
        lambda: change_rule(session, other, draft.id, ID1, draft.version, NOW),
        lambda: publish(session, other, draft.id, NOTE, draft.version, NOW),
        lambda: drop_draft(session, other, draft.id, draft.version, NOW),
    ):
        with pytest.raises(Forbidden):
            act()


def test_a_rule_is_changed_and_what_counts_now_stays(session: Session, who: Identity, draft: aml.RuleSet) -> None:
    stops = replace(ID1, options=(option("yes"), option("no", Effect.STOP), option("later", Effect.WEAK)))
    change_rule(session, who, draft.id, stops, draft.version, NOW)
    session.expire_all()
    assert RuleSet.read(draft.data).rule("ID1") == stops
    assert rules_in_force(session).rules.rule("ID1") == ID1
    before = draft.version
    change_rule(session, who, draft.id, stops, draft.version, NOW)
    assert draft.version == before, "nothing changed"
    assert _events(session) == ["aml.rules.changed"]


@pytest.mark.parametrize(
    ("wrong", "refused"),
    [
        ({"question": Words("a", "", "c")}, {"aml.rules.fault.words_missing": "question_fr"}),
        ({"on": ()}, {"aml.rules.fault.asked_of_nobody": "on"}),
        ({"options": ()}, {"aml.rules.fault.no_options": "options"}),
        ({"options": (option("yes"), option("yes"))}, {"aml.rules.fault.code_twice": "options_2_code"}),
        ({"options": (option("Ja!"),)}, {"aml.rules.option_code": "options_1_code"}),
        ({"options": (replace(option("no", Effect.DOCUMENT), needed=None),)},
         {"aml.rules.fault.document_unnamed": "options_1_needed"}),
        ({"when": "moon_is_full"}, {"aml.rules.fault.when_unknown": "when"}),
        ({"derived": "moon"}, {"aml.rules.fault.derived_unknown": "derived"}),
        ({"options": tuple(option(f"o{n}") for n in range(13))}, {"aml.rules.too_many_options": None}),
    ],
)  # fmt: skip
def test_a_rule_that_isnt_whole_is_refused_where_it_lacks(
    session: Session, who: Identity, draft: aml.RuleSet, wrong: dict[str, object], refused: dict[str, str]
) -> None:
    made = replace(ID1, **wrong)  # type: ignore[arg-type]
    found = _refused(lambda: change_rule(session, who, draft.id, made, draft.version, NOW))
    assert found == refused


@pytest.mark.parametrize(
    ("code", "refused"),
    [("id1", "aml.rules.code"), ("", "aml.rules.code"), ("ID1", "aml.rules.code_taken")],
)
def test_a_new_rule_has_a_code_of_its_own(
    session: Session, who: Identity, draft: aml.RuleSet, code: str, refused: str
) -> None:
    assert _refused(lambda: add_rule(session, who, draft.id, rule(code), draft.version, NOW)) == {refused: "code"}


def test_a_rule_that_was_never_published_goes_again_any_other_stays(
    session: Session, who: Identity, draft: aml.RuleSet
) -> None:
    add_rule(session, who, draft.id, rule("NEW1"), draft.version, NOW)
    assert RuleSet.read(draft.data).rules[-1].code == "NEW1"
    remove_rule(session, who, draft.id, "NEW1", draft.version, NOW)
    assert RuleSet.read(draft.data) == rules_in_force(session).rules
    found = _refused(lambda: remove_rule(session, who, draft.id, "ID1", draft.version, NOW))
    assert found == {"aml.rules.stays": None}
    with pytest.raises(Missing):
        remove_rule(session, who, draft.id, "NEW1", draft.version, NOW)


@pytest.mark.parametrize(("months", "fits"), [(11, False), (12, True), (120, True), (121, False)])
def test_thresholds_stay_within_what_the_law_leaves(
    session: Session, who: Identity, draft: aml.RuleSet, months: int, fits: bool
) -> None:
    def act() -> object:
        return change_thresholds(session, who, draft.id, Thresholds(pep_months=months), draft.version, NOW)

    if fits:
        act()
        assert RuleSet.read(draft.data).thresholds.pep_months == months
    else:
        assert _refused(act) == {"aml.rules.fault.threshold_out_of_range": "pep_months"}


def test_of_two_who_change_one_draft_the_later_is_told(
    session: Session, who: Identity, draft: aml.RuleSet
) -> None:
    seen = draft.version
    change_rule(session, who, draft.id, replace(ID1, mandatory=False), seen, NOW)
    for act in (
        lambda: change_rule(session, who, draft.id, ID1, seen, NOW),
        lambda: add_rule(session, who, draft.id, rule("NEW1"), seen, NOW),
        lambda: change_thresholds(session, who, draft.id, Thresholds(), seen, NOW),
        lambda: publish(session, who, draft.id, NOTE, seen, NOW),
        lambda: drop_draft(session, who, draft.id, seen, NOW),
    ):
        with pytest.raises(Stale):
            act()


def test_a_draft_that_was_dropped_is_gone(session: Session, who: Identity, draft: aml.RuleSet) -> None:
    drop_draft(session, who, draft.id, draft.version, NOW)
    assert draft_now(session) is None
    assert _events(session) == ["aml.rules.dropped"]
    assert rules_in_force(session).rules == rules(ID1)


def test_nothing_is_published_untried_unchanged_unfit_or_without_a_note(
    session: Session, sessions: sessionmaker[Session], who: Identity, draft: aml.RuleSet, tmp_path: Path
) -> None:
    assert _refused(lambda: publish(session, who, draft.id, "x" * 9, draft.version, NOW)) == {
        "aml.rules.same": None,
        "aml.rules.note_too_short": "note",
    }
    change_rule(session, who, draft.id, replace(ID1, mandatory=False), draft.version, NOW)
    not_tried = {"aml.rules.not_tried": None}
    assert _refused(lambda: publish(session, who, draft.id, NOTE, draft.version, NOW)) == not_tried
    tried(sessions, session, who, draft, tmp_path)
    change_rule(session, who, draft.id, replace(ID1, hint=Words("a", "b", "c")), draft.version, NOW)
    assert _refused(lambda: publish(session, who, draft.id, NOTE, draft.version, NOW)) == not_tried


def test_a_set_that_lacks_rules_everybody_has_isnt_published(
    session: Session, sessions: sessionmaker[Session], tmp_path: Path
) -> None:
    published(session, RuleSet((ID1,)))
    who = greet(session)
    draft = begin_draft(session, who, NOW)
    change_rule(session, who, draft.id, replace(ID1, mandatory=False), draft.version, NOW)
    tried(sessions, session, who, draft, tmp_path)
    found = _refused(lambda: publish(session, who, draft.id, NOTE, draft.version, NOW))
    assert found == {"aml.rules.faults": None}


def test_what_was_published_counts_at_once_and_never_changes(
    session: Session, sessions: sessionmaker[Session], who: Identity, draft: aml.RuleSet, tmp_path: Path
) -> None:
    before = rules_in_force(session)
    optional = replace(ID1, mandatory=False)
    change_rule(session, who, draft.id, optional, draft.version, NOW)
    tried(sessions, session, who, draft, tmp_path)
    made = publish(session, who, draft.id, f"  {NOTE} ", draft.version, NOW)
    now = rules_in_force(session)
    assert (now.number, now.rules.rule("ID1")) == (before.number + 1, optional)
    assert (made.note, made.published_by, made.published_at) == (NOTE, who.account_id, NOW)
    facts = session.execute(text("select facts from event where tag = 'aml.rules.published'")).scalar_one()
    assert facts == {
        "rules": ["ID1"], "added": 0, "changed": 1, "removed": 0, "number": now.number, "named": str(now.number)
    }  # fmt: skip
    jobs = "select count(*) from procrastinate_jobs where task_name = 'reassess' and status = 'todo'"
    assert session.execute(text(jobs)).scalar_one() == 1
    with pytest.raises(Missing):
        change_rule(session, who, made.id, ID1, made.version, NOW)
    for act in ("update aml_rule_set set note = 'x'", "delete from aml_rule_set"):
        with pytest.raises(DBAPIError, match="was published"), session.begin_nested():
            session.execute(text(f"{act} where id = {made.id}"))
