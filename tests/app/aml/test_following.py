"""The level of a contact follows what becomes of hits, its own and those of whoever counts for it."""

from __future__ import annotations

import pytest
from sqlalchemy import event
from sqlalchemy.orm import Session, sessionmaker

from app.aml.following import levels_follow
from app.aml.hits import clear_hit, open_again
from app.aml.shelf import Shelf
from app.aml.vigilance import derived
from app.aml.vigilance.file import File
from app.aml.vigilance.rule_set import Option, Rule, RuleSet, Thresholds, Words
from app.transaction import Scope, enter
from models.aml import Contact
from models.values.vigilance import AsksOf, Effect
from tests.app.aml.complete_files import add_complete, add_complete_organisation
from tests.app.aml.lists_of_today import AmlOffice, aml_office, current, entry, load, person, rescreened
from tests.app.aml.rules_of_today import publish
from tests.app.wallet.offices import NOW

WIM = [entry("E0", person("Wim Verlinden", 1990))]


def _looks_alike(file: File, thresholds: Thresholds) -> str:
    """Whether a hit waits, of the contact or of one that counts for it."""
    found = [*file.hits, *(hit for one in file.related for hit in one.hits)]
    return "yes" if any(one.state == "open" for one in found) else "no"


@pytest.fixture
def one(session: Session, monkeypatch: pytest.MonkeyPatch) -> AmlOffice:
    """An office under one rule: an open hit raises."""
    monkeypatch.setitem(derived.DERIVED, "alike", _looks_alike)
    both = (AsksOf.PERSON, AsksOf.ORGANISATION)
    options = (Option("yes", Words("Ja"), (Effect.RAISED,)), Option("no", Words("Nee")))
    made = aml_office(session)
    publish(session, RuleSet((Rule("X1", both, Words("Gelijkt?"), options, Words("Wet"), derived="alike"),)))
    load(session, "eu", [])
    enter(session, Scope.organisation(made.id))
    return made


def levels(session: Session, *contacts: Contact) -> list[str | None]:
    session.expire_all()
    return [one.level for one in contacts]


def test_what_a_load_finds_raises_whoever_it_finds_and_whom_he_counts_for(
    sessions: sessionmaker[Session], session: Session, one: AmlOffice
) -> None:
    bakery = add_complete_organisation(session, one.bram, NOW)
    wim = session.get_one(Contact, bakery.details["representative_id"])
    wim.state, wim.decided_at = "accepted", NOW
    session.commit()
    assert levels(session, wim, bakery) == ["standard", "standard"]
    before = (wim.version, bakery.version)
    load(session, "eu", WIM)
    rescreened(sessions, Shelf(None), session)
    assert levels(session, wim, bakery) == ["raised", "raised"]
    assert (wim.version, bakery.version) == before
    load(session, "eu", [])
    rescreened(sessions, Shelf(None), session)
    assert levels(session, wim, bakery) == ["standard", "standard"]


def test_a_decision_about_a_hit_moves_the_level(session: Session, one: AmlOffice) -> None:
    load(session, "eu", WIM)
    enter(session, Scope.organisation(one.id))
    wim = add_complete(session, one.bram, NOW)
    assert levels(session, wim) == ["raised"]
    (hit,) = current(session)
    clear_hit(session, one.an, hit.id, "Ours is a baker of Aalst.", hit.version, NOW)
    assert levels(session, wim) == ["standard"]
    open_again(session, one.an, hit.id, "He is one man after all.", hit.version, NOW)
    assert levels(session, wim) == ["raised"]


def test_however_many_they_are_as_many_questions_are_asked(session: Session, one: AmlOffice) -> None:
    asked: list[str] = []
    some = [add_complete(session, one.bram, NOW) for _ in range(3)]
    event.listen(session.get_bind(), "before_cursor_execute", lambda *what: asked.append(str(what[2])))
    counts = []
    for few in (some[:1], some):
        asked.clear()
        levels_follow(session, [one.id for one in few], NOW)
        counts.append(len(asked))
    assert counts[0] == counts[1] <= 10


@pytest.mark.trust("Tenants")
def test_nobody_elses_contacts_are_looked_at(session: Session, one: AmlOffice) -> None:
    wim = add_complete(session, one.bram, NOW)
    enter(session, Scope.office())
    other = aml_office(session)
    enter(session, Scope.organisation(other.id))
    assert levels_follow(session, [wim.id], NOW) == 0
