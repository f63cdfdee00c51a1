"""A decision is replayed: its file is built anew from what is kept, and a row changed behind its back is found."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest
from sqlalchemy import select, text
from sqlalchemy.orm import Session, sessionmaker

from app.aml import assessing, replaying
from app.aml.deciding import accept_contact, refuse_contact
from app.aml.hits import clear_hit, open_again
from app.aml.replaying import Part, Replay
from app.aml.shelf import Shelf
from app.aml.versions import begin_version
from app.aml.vigilance.file import Given
from app.aml.vigilance.level import vigilance_of
from app.aml.vigilance.rule_set import RuleSet
from app.transaction import Scope, enter, within
from models.aml import Contact, ContactDecision, CountryList, Hit
from models.values.vigilance import Effect, Level
from tests.app.aml.complete_files import (
    add_complete,
    add_complete_organisation,
    answered,
    complete_organisation,
)
from tests.app.aml.lists_of_today import AmlOffice, aml_office, entry, load, person, rescreened
from tests.app.aml.rules_of_today import EACH, publish, rule
from tests.app.wallet.offices import NOW
from tests.database import TestServer

BEFORE, LATER = NOW - timedelta(hours=1), NOW + timedelta(days=30)
WIM, ANOTHER = entry("E0", person("Wim Verlinden", 1990)), entry("E1", person("Mirela Vasilescu-Bran", 1975))


def _office(session: Session) -> AmlOffice:
    made = aml_office(session)
    publish(session, EACH)
    load(session, "eu", [WIM, ANOTHER])
    session.execute(text("update aml_snapshot set screened_at = :at"), {"at": BEFORE})
    enter(session, Scope.organisation(made.id))
    return made


@pytest.fixture
def one(session: Session) -> AmlOffice:
    return _office(session)


def _wim(session: Session, one: AmlOffice, at: datetime = BEFORE) -> Contact:
    """Of whom everything is known, and whose hit was cleared."""
    contact = add_complete(session, one.bram, at)
    hit = session.scalars(select(Hit).where(Hit.contact_id == contact.id, Hit.closed_at.is_(None))).one()
    clear_hit(session, one.bram, hit.id, "Another birthplace than the list tells.", hit.version, at)
    return contact


def _accepted(session: Session, one: AmlOffice, contact: Contact, at: datetime = NOW) -> ContactDecision:
    return accept_contact(session, one.an, contact.id, contact.version, "We know him for years.", at)


def _replayed(
    session: Session, decision: ContactDecision, now: datetime = LATER, *, complete: bool = True
) -> Replay:
    session.flush()
    session.expire_all()
    return replaying.replay(session, decision, now, complete=complete)


def _hit_of(session: Session, contact_id: int) -> Hit:
    return session.scalars(select(Hit).where(Hit.contact_id == contact_id, Hit.closed_at.is_(None))).one()


@pytest.mark.trust("AML")
def test_a_decision_replays_to_the_identical_result(session: Session, one: AmlOffice) -> None:
    decision = _accepted(session, one, _wim(session, one))
    assert decision.file["hits"][0]["state"] == "cleared"
    assert decision.file["evidence"]
    found = _replayed(session, decision)
    assert (found.identical, found.again == found.then) == (True, True)
    assert (found.taken_from_decision, found.others) == ((), ())
    assert [one.decision_id for one in replaying.replay_all(session, one.id, LATER)] == [decision.id]


def test_so_does_one_under_the_rules_the_house_comes_with(session: Session) -> None:
    one = aml_office(session)
    enter(session, Scope.organisation(one.id))
    company = add_complete_organisation(session, one.bram, BEFORE)
    decision = refuse_contact(session, one.an, company.id, company.version, "Nobody explains the structure.", NOW)
    assert decision.result["asked"]
    assert _replayed(session, decision).identical


@pytest.mark.trust("AML")
def test_so_does_one_that_was_refused_before_anything_was_known(session: Session, one: AmlOffice) -> None:
    contact = _wim(session, one)
    contact.answers = {}
    session.flush()
    decision = refuse_contact(session, one.an, contact.id, contact.version, "He wants to stay unknown.", NOW)
    assert decision.level is None
    assert _replayed(session, decision).identical


def test_what_today_makes_of_it_is_what_the_file_says_now(session: Session, one: AmlOffice) -> None:
    contact = add_complete_organisation(session, one.bram, BEFORE)
    found = _replayed(session, _accepted(session, one, contact))
    assert found.identical
    rules = assessing.rules_in_force(session).rules
    assert found.today == vigilance_of(rules, assessing.file_of(session, contact, LATER))


def test_a_hit_decided_otherwise_since_counts_as_it_was(session: Session, one: AmlOffice) -> None:
    decision = _accepted(session, one, _wim(session, one))
    hit = _hit_of(session, decision.contact_id)
    open_again(session, one.an, hit.id, "The birthplace was a mistake of ours.", hit.version, LATER)
    assert _replayed(session, decision).identical


def test_whoever_waited_for_a_decision_comes_after_it(session: Session, one: AmlOffice) -> None:
    """He asked a moment before, and was let through a moment later; and so the other way round."""
    moment = timedelta(seconds=1)
    decision = _accepted(session, one, _wim(session, one))
    hit = _hit_of(session, decision.contact_id)
    asked = decision.decided_at - moment
    open_again(session, one.an, hit.id, "The birthplace was a mistake of ours.", hit.version, asked)
    assert _replayed(session, decision).identical
    clear_hit(session, one.an, hit.id, "Ours is a baker of Aalst.", hit.version, asked)
    assert _replayed(session, decision).identical
    copy = begin_version(session, one.bram, Shelf(None), decision.contact_id, LATER)
    hit = _hit_of(session, copy.id)
    open_again(session, one.an, hit.id, "The birthplace was a mistake of ours.", hit.version, LATER)
    clear_hit(session, one.an, hit.id, "Ours is a baker of Aalst.", hit.version, LATER + moment)
    second = _accepted(session, one, copy, LATER)
    assert second.decided_at == LATER + moment
    assert _replayed(session, second).identical


def test_an_entry_that_changed_since_counts_as_the_list_stood(
    session: Session, one: AmlOffice, sessions: sessionmaker[Session]
) -> None:
    decision = _accepted(session, one, _wim(session, one))
    for days, said in enumerate((entry("E0", person("Wim Verlinden", 1990, "NG")), WIM), start=1):
        load(session, "eu", [said])
        rescreened(sessions, Shelf(None), session, NOW + timedelta(days=days))
        enter(session, Scope.organisation(one.id))
        assert _replayed(session, decision).identical


def test_a_load_that_wasnt_compared_yet_is_told(session: Session, one: AmlOffice) -> None:
    contact = _wim(session, one)
    load(session, "eu", [ANOTHER])
    enter(session, Scope.organisation(one.id))
    decision = _accepted(session, one, contact)
    assert (decision.edition, len(decision.file["hits"])) == (2, 1)
    found = _replayed(session, decision)
    assert (found.identical, found.taken_from_decision) == (True, (Part.HITS,))


def test_other_rules_since_change_what_today_says_and_not_the_decision(session: Session, one: AmlOffice) -> None:
    contact = _wim(session, one)
    answered(session, one.bram, contact, "L1", Given("yes"), BEFORE)
    decision = _accepted(session, one, contact)
    publish(session, RuleSet((rule("L1", Effect.RAISED),)))
    found = _replayed(session, decision)
    assert found.identical
    assert (found.then.level, found.today.level) == (Level.SIMPLIFIED, Level.RAISED)
    assert [(one.rule, one.effects) for one in found.came] == [("L1", (Effect.RAISED,))]
    assert [(one.rule, one.effects) for one in found.went] == [("L1", (Effect.LOW,))]


def test_whoever_counts_for_it_counts_as_he_was(session: Session, one: AmlOffice) -> None:
    wim = _wim(session, one)
    _accepted(session, one, wim, BEFORE + timedelta(minutes=5))
    company = add_complete(session, one.bram, BEFORE, complete_organisation(representative_id=wim.root_id))
    decision = _accepted(session, one, company)
    copy = begin_version(session, one.bram, Shelf(None), wim.id, NOW + timedelta(days=1))
    answered(session, one.bram, copy, "R1", Given("yes"), NOW + timedelta(days=1))
    second = _accepted(session, one, copy, NOW + timedelta(days=2))
    for found in (_replayed(session, decision), _replayed(session, second)):
        assert (found.identical, found.taken_from_decision) == (True, ())
    assert decision.file["related"][0]["contact_id"] == wim.root_id
    assert all(one.identical for one in replaying.replay_all(session, one.id, LATER))


def test_a_draft_that_changed_since_is_taken_from_the_decision(session: Session, one: AmlOffice) -> None:
    wim = _wim(session, one)
    company = add_complete(session, one.bram, BEFORE, complete_organisation(representative_id=wim.root_id))
    decision = _accepted(session, one, company)
    answered(session, one.bram, wim, "R1", Given("yes"), LATER)
    found = _replayed(session, decision)
    assert (found.identical, found.taken_from_decision) == (True, (Part.RELATED,))


def test_countries_that_were_listed_since_count_for_today_only(session: Session, one: AmlOffice) -> None:
    decision = _accepted(session, one, _wim(session, one))
    with within(session, Scope.office()):
        session.add(
            CountryList(code="tax", since=NOW.date(), source="EU", countries=["BE"], loaded_at=LATER)
        )  # fmt: skip
        session.flush()
    assert _replayed(session, decision).identical


def test_an_entry_that_nobody_found_is_shown(session: Session, one: AmlOffice) -> None:
    contact = _wim(session, one)
    load(session, "un", [entry("E9", person("Wim Verlinden", "1990-02-01", "BE"))]).screened_at = BEFORE
    session.flush()
    enter(session, Scope.organisation(one.id))
    decision = _accepted(session, one, contact)
    found = _replayed(session, decision)
    assert (found.differs, found.others) == ((Part.OTHERS,), (("un", "E9"),))
    assert _replayed(session, decision, complete=False).identical


_TAMPERED = {
    "the file": ("aml_decision", "file = jsonb_set(file, '{answers,R1,option}', '\"yes\"')"),
    "the result": ("aml_decision", "result = jsonb_set(result, '{level}', '\"simplified\"')"),
    "the level": ("aml_decision", "level = 'simplified'"),
    "the verdict": ("aml_decision", "verdict = 'refused'"),
    "the edition": ("aml_decision", "edition = edition + 1"),
    "when": ("aml_decision", "decided_at = decided_at + interval '1 day'"),
    "an answer": ("aml_contact", "answers = jsonb_set(answers, '{R1,option}', '\"yes\"')"),
    "the identity": ("aml_contact", 'details = details || \'{"birth_place": "Gent"}\''),
    "the facts": ("aml_contact", "facts = jsonb_set(facts, '{countries}', '[\"FR\"]')"),
    "the number": ("aml_contact", "national_number = null"),
    "a paper": ("aml_evidence", "kind = 'other'"),
    "a hit": ("aml_hit", "found_at = found_at + interval '1 day'"),
    "the entry": ("aml_listed", "told = jsonb_set(told, '{topics}', '[\"pep\"]')"),
    "the score": ("aml_hit", "score = 0.999"),
    "the rules": ("aml_rule_set", 'data = data || \'{"thresholds": {"young_days": 1}}\''),
}
_FOUND = {
    "the file": {Part.FINGERPRINT, Part.ANSWERS},
    "the result": {Part.FINGERPRINT, Part.REASONS, Part.LEVEL},
    "the level": {Part.LEVEL},
    "the verdict": {Part.VERDICT},
    "the edition": {Part.EDITION},
    "when": {Part.VERDICT, Part.DAY},
    "an answer": {Part.ANSWERS, Part.REASONS},
    "the identity": {Part.WHO},
    "the facts": {Part.WHO},
    "the number": {Part.NATIONAL_NUMBER},
    "a paper": {Part.EVIDENCE},
    "a hit": {Part.HITS},
    "the entry": {Part.ENTRIES},
    "the score": {Part.SCORES},
    "the rules": {Part.RULES},
}


@pytest.mark.trust("AML")
def test_a_row_changed_behind_the_houses_back_is_found(server: TestServer, cloned_database: str) -> None:
    """By whoever owns the database and switches its triggers off."""
    engine = server.admin_engine(cloned_database)
    with Session(engine) as session:
        one = _office(session)
        decision = _accepted(session, one, _wim(session, one))
        assert _replayed(session, decision).identical
        for what, (table, change) in _TAMPERED.items():
            with session.begin_nested() as undone:
                session.execute(text("set local session_replication_role = replica"))
                session.execute(text(f"update {table} set {change}"))
                assert set(_replayed(session, decision, complete=False).differs) >= _FOUND[what], what
                undone.rollback()
        assert _replayed(session, decision).identical
    engine.dispose()
