"""A decision is replayed: its file is built anew from what is kept, and a row changed behind its back is found."""

from __future__ import annotations

from datetime import date, datetime, timedelta

import pytest
from sqlalchemy import select, text
from sqlalchemy.orm import Session, sessionmaker

from app.aml import assessing, replaying
from app.aml.contacts import add_contact
from app.aml.hits import clear_hit, open_again
from app.aml.identifying import answer, save_page
from app.aml.pages import PageName
from app.aml.replaying import Part, Replay
from app.aml.shelf import Shelf
from app.aml.vigilance.file import Given
from app.aml.vigilance.level import vigilance_of
from app.aml.vigilance.rule_set import Option, Rule, RuleSet, Words
from app.transaction import Scope, enter
from models import aml
from models.aml import Contact, ContactDecision, CountryList, Evidence, Hit
from models.documents import Document
from models.values.identified import Dealing, Details, IdentityDocument, PersonDetails, Place
from models.values.plain import print_of
from models.values.screened import IdentifierKind
from models.values.vigilance import AsksOf, Effect, Level
from tests.app.aml.lists_of_today import AmlOffice, aml_office, entry, load, person, rescreened
from tests.app.wallet.offices import NOW
from tests.database import TestServer

BEFORE, LATER = NOW - timedelta(hours=1), NOW + timedelta(days=30)
CASPER = entry("E0", person("Casper Okafor", 1969))
OF_CLUBS = entry("E1", person("Mirela Vasilescu-Bran", 1975))


@pytest.fixture
def one(session: Session) -> AmlOffice:
    made = aml_office(session)
    load(session, "eu", [CASPER, OF_CLUBS])
    enter(session, Scope.organisation(made.id))
    return made


def _known(principal: Contact | None = None) -> Details:
    return PersonDetails(
        family_name="Okafor",
        given_names="Casper",
        birth_date=date(1969, 5, 4),
        birth_place="Aalst",
        nationalities=("BE",),
        address=Place("Markt 1", "9300", "Aalst", "BE"),
        document=IdentityDocument(IdentifierKind.IDENTITY_CARD, "592-1234567-89", "BE"),
        profession="Baker",
        dealing=Dealing(
            acts_for_other=principal is not None, principal_id=principal.root_id if principal else None
        ),
    )


def _identified(
    session: Session, one: AmlOffice, principal: Contact | None = None, at: datetime = BEFORE
) -> Contact:
    """Casper with his hit cleared, a copy of his card on file, and a question answered."""
    contact = add_contact(session, one.bram, Shelf(None), person("Casper Okafor", 1969), at)
    contact = save_page(
        session, one.bram, Shelf(None), contact.id, PageName.NAME, lambda _: _known(principal), contact.version, at
    )
    contact = answer(session, one.bram, contact.id, {"ID1": Given("yes")}, contact.version, at)
    hit = session.scalars(select(Hit).where(Hit.contact_id == contact.id, Hit.closed_at.is_(None))).one()
    clear_hit(session, one.bram, hit.id, "Another birthplace than the list tells.", hit.version, at)
    return contact


def _decided(session: Session, one: AmlOffice, contact: Contact, at: datetime = NOW) -> ContactDecision:
    """As the service does it."""
    session.flush()
    session.expire_all()
    rules, file = assessing.rules_in_force(session), assessing.file_of(session, contact, at)
    result = vigilance_of(rules.rules, file)
    told = {"file": file.told(), "result": result.told()}
    raised = result.level in (Level.RAISED, Level.STOP)
    made = ContactDecision(
        organisation_id=one.id, contact_id=contact.id, root_id=contact.root_id, verdict="accepted",
        level=str(result.level), in_spite=raised, as_officer=True, reason="Seen." if raised else "",
        rule_set_id=rules.id, edition=file.lists.edition, **told, print=print_of(told),
        decided_by=one.bram.account_id, decided_at=at,
    )  # fmt: skip
    contact.state, contact.decided_at, contact.level = "accepted", at, str(result.level)
    session.add(made)
    session.flush()
    session.expire_all()
    return made


def _replayed(session: Session, decision: ContactDecision, now: datetime = LATER, **how: bool) -> Replay:
    session.flush()
    session.expire_all()
    return replaying.replay(session, decision, now, **how)


def _publish(session: Session, number: int, *rules: Rule) -> None:
    enter(session, Scope.office())
    made = RuleSet(rules)
    session.add(
        aml.RuleSet(
            number=number, state="published", data=made.told(), print=made.print, made_at=NOW, published_at=NOW
        )
    )
    session.flush()


def _asking(code: str, effect: Effect) -> Rule:
    return Rule(
        code,
        (AsksOf.PERSON,),
        Words("?"),
        (Option("yes", Words("Ja"), (effect,)), Option("no", Words("Nee"))),
        Words("Art. 1"),
    )


def test_a_decision_replays_to_the_identical_result(session: Session, one: AmlOffice) -> None:
    contact = _identified(session, one)
    session.add(
        Evidence(
            organisation_id=one.id, contact_id=contact.id, kind="identity_card", added_by=one.bram.account_id,
            added_at=BEFORE, document_id=_card(session, one),
        )
    )  # fmt: skip
    decision = _decided(session, one, contact)
    assert decision.file["hits"][0]["state"] == "cleared"
    assert decision.file["evidence"] == ["identity_card"]
    found = _replayed(session, decision, complete=True)
    assert found.identical
    assert found.again == found.then
    assert found.taken_from_decision == ()
    assert found.others == ()
    assert [one.decision_id for one in replaying.replay_all(session, one.id, LATER)] == [decision.id]


def _card(session: Session, one: AmlOffice) -> int:
    made = Document(
        organisation_id=one.id, kind="aml_evidence", name="card.pdf", media_type="application/pdf", size=3,
        sha256=bytes(32), file=f"f{one.id}", made_at=BEFORE,
    )  # fmt: skip
    session.add(made)
    session.flush()
    return made.id


def test_what_today_makes_of_it_equals_what_the_file_says_now(session: Session, one: AmlOffice) -> None:
    contact = _identified(session, one)
    found = _replayed(session, _decided(session, one, contact))
    rules = assessing.rules_in_force(session).rules
    assert found.today == vigilance_of(rules, assessing.file_of(session, contact, LATER))


def test_a_hit_decided_otherwise_since_counts_as_it_was(session: Session, one: AmlOffice) -> None:
    decision = _decided(session, one, _identified(session, one))
    hit = session.scalars(select(Hit).where(Hit.contact_id == decision.contact_id, Hit.closed_at.is_(None))).one()
    open_again(session, one.an, hit.id, "The birthplace was a mistake of ours.", hit.version, LATER)
    assert _replayed(session, decision).identical


def test_an_entry_that_changed_since_counts_as_the_list_stood(
    session: Session, one: AmlOffice, sessions: sessionmaker[Session]
) -> None:
    decision = _decided(session, one, _identified(session, one))
    load(session, "eu", [entry("E0", person("Casper Okafor", 1969, "NG"))])
    rescreened(sessions, Shelf(None), session, LATER)
    enter(session, Scope.organisation(one.id))
    assert {h.closed_why for h in session.scalars(select(Hit))} >= {"", "entry_changed"}
    found = _replayed(session, decision, complete=True)
    assert found.identical
    load(session, "eu", [CASPER])  # it closes, and comes back with its decision
    rescreened(sessions, Shelf(None), session, LATER + timedelta(days=1))
    enter(session, Scope.organisation(one.id))
    assert _replayed(session, decision, LATER + timedelta(days=2)).identical


def test_other_rules_since_change_what_today_says_and_not_the_decision(session: Session, one: AmlOffice) -> None:
    contact = _identified(session, one)
    decision = _decided(session, one, contact)
    _publish(session, 900, _asking("ID1", Effect.RAISED))
    enter(session, Scope.organisation(one.id))
    found = _replayed(session, decision)
    assert found.identical
    assert (found.then.level, found.today.level) == (Level.STANDARD, Level.RAISED)
    assert [(reason.rule, reason.option) for reason in found.came] == [("ID1", "yes")]
    assert found.went == ()


def test_a_related_contact_counts_as_it_was(session: Session, one: AmlOffice) -> None:
    principal = _identified(session, one)
    _decided(session, one, principal, BEFORE + timedelta(minutes=5))
    decision = _decided(session, one, _identified(session, one, principal))
    assert decision.file["related"][0]["contact_id"] == principal.id
    copy = Contact(
        organisation_id=one.id, kind=principal.kind, name=principal.name, facts=principal.facts,
        print=principal.print, details=principal.details, answers={"ID1": {"option": "no"}},
        made_by=principal.made_by,
        made_at=LATER, changed_at=LATER, edition=1, copy_of=principal.id, number=2, head=False,
    )  # fmt: skip
    session.add(copy)
    session.flush()
    principal.state, principal.head = "replaced", False
    session.flush()
    copy.state, copy.decided_at, copy.head = "accepted", LATER, True
    found = _replayed(session, decision)
    assert found.identical
    assert found.taken_from_decision == ()


def test_a_related_draft_that_changed_since_is_taken_from_the_decision(session: Session, one: AmlOffice) -> None:
    principal = _identified(session, one)
    decision = _decided(session, one, _identified(session, one, principal))
    answer(session, one.bram, principal.id, {"ID1": Given("no")}, principal.version, LATER)
    found = _replayed(session, decision)
    assert found.identical
    assert found.taken_from_decision == (Part.RELATED,)


def test_countries_that_were_listed_since_count_for_today_only(session: Session, one: AmlOffice) -> None:
    decision = _decided(session, one, _identified(session, one))
    enter(session, Scope.office())
    session.add(
        CountryList(
            code="high_risk", since=NOW.date(), source="EU", countries=["BE"], loaded_at=NOW + timedelta(hours=1)
        )
    )
    session.flush()
    enter(session, Scope.organisation(one.id))
    assert _replayed(session, decision).identical


_TAMPERED = {
    "the file": ("aml_decision", "file = jsonb_set(file, '{answers,ID1,option}', '\"no\"')"),
    "the level": ("aml_decision", "level = 'simplified'"),
    "the verdict": ("aml_decision", "verdict = 'refused'"),
    "the edition": ("aml_decision", "edition = edition - 1"),
    "an answer": ("aml_contact", 'answers = \'{"ID1": {"option": "no"}}\''),
    "the identity": ("aml_contact", 'details = details || \'{"birth_place": "Gent"}\''),
    "the facts": ("aml_contact", "facts = jsonb_set(facts, '{countries}', '[\"FR\"]')"),
    "the entry": ("aml_listed", "told = jsonb_set(told, '{topics}', '[\"pep\"]')"),
    "the score": ("aml_hit", "score = 0.999"),
    "the rules": ("aml_rule_set", 'data = data || \'{"thresholds": {"young_days": 1}}\''),
}
_FOUND = {
    "the file": {Part.FINGERPRINT, Part.ANSWERS},
    "the level": {Part.LEVEL},
    "the verdict": {Part.VERDICT},
    "the edition": {Part.EDITION},
    "an answer": {Part.ANSWERS},
    "the identity": {Part.WHO},
    "the facts": {Part.WHO},
    "the entry": {Part.ENTRIES},
    "the score": {Part.SCORES},
    "the rules": {Part.RULES},
}


def test_a_row_changed_behind_the_houses_back_is_found(server: TestServer, cloned_database: str) -> None:
    """By whoever owns the database and switches its triggers off."""
    engine = server.admin_engine(cloned_database)
    with Session(engine) as session:
        one = aml_office(session)
        load(session, "eu", [CASPER, OF_CLUBS])
        enter(session, Scope.organisation(one.id))
        decision = _decided(session, one, _identified(session, one))
        assert _replayed(session, decision).identical
        for what, (table, change) in _TAMPERED.items():
            with session.begin_nested() as undone:
                session.execute(text("set local session_replication_role = replica"))
                session.execute(text(f"update {table} set {change}"))
                session.expire_all()
                assert set(_replayed(session, decision).differs) >= _FOUND[what], what
                undone.rollback()
        assert _replayed(session, decision).identical
    engine.dispose()
