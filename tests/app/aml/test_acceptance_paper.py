"""The paper of a decision: who it was, why this level, what was decided; the same to the byte each time."""

from __future__ import annotations

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from app import pdf
from app.aml import acceptance_paper, decided
from app.aml.deciding import accept_contact
from app.aml.hits import clear_hit
from app.aml.vigilance.file import Given
from app.aml.vigilance.rule_set import RuleSet
from app.transaction import Scope, enter
from app.words import words_in
from models.aml import Hit
from models.organisations import Organisation
from tests.app.aml.complete_files import add_complete, answered
from tests.app.aml.lists_of_today import AmlOffice, aml_office, entry, load, person
from tests.app.aml.rules_of_today import EACH, publish
from tests.app.pdf.test_paper import words
from tests.app.wallet.offices import NOW


@pytest.fixture
def one(session: Session) -> AmlOffice:
    made = aml_office(session)
    session.get_one(Organisation, made.id).name = "Immo Peeters"
    load(session, "eu", [entry("E0", person("Wim Verlinden", 1990))])
    publish(session, EACH)
    enter(session, Scope.organisation(made.id))
    return made


def _paper(session: Session, one: AmlOffice, decision_id: int, language: str) -> bytes:
    session.expire_all()
    item = decided.decision_record(session, one.bram, decision_id)
    return pdf.made(acceptance_paper.sheet(words_in(language), item))


def _accepted(session: Session, one: AmlOffice) -> int:
    """In spite of raised vigilance, with a hit that was cleared."""
    contact = add_complete(session, one.bram, NOW)
    answered(session, one.bram, contact, "R1", Given("yes", "He told so himself."), NOW)
    hit = session.scalars(select(Hit).where(Hit.contact_id == contact.id)).one()
    clear_hit(session, one.bram, hit.id, "Another birthplace than the list tells.", hit.version, NOW)
    return accept_contact(session, one.bram, contact.id, contact.version, "Known for years.", NOW).id


@pytest.mark.parametrize(
    ("language", "said"),
    [
        ("en", ["Acceptance of a contact", "Accepted", "Raised vigilance", "Is there any R1?", "Yes", "Raises",
                "Act, art. R1", "Birth place", "Aalst", "Belgium", "EU sanctions list", "Somebody else",
                "National number"]),
        ("nl", ["Verhoogde waakzaamheid", "Is er sprake van R1?", "Ja", "Wet, art. R1", "Geboorteplaats",
                "EU-sanctielijst"]),
        ("fr", ["Vigilance accrue", "Est-il question de R1 ?", "Oui", "Loi, art. R1", "Lieu de naissance"]),
    ],
)  # fmt: skip
def test_it_says_who_it_was_why_this_level_and_what_was_decided(
    session: Session, one: AmlOffice, language: str, said: list[str]
) -> None:
    paper = _paper(session, one, _accepted(session, one), language)
    told = " ".join(words(paper).replace("\u00a0", " ").split())
    for sentence in (
        *said,
        "Immo Peeters",
        "Wim Verlinden",
        "He told so himself.",
        "90.02.01-***.**",
        "30/11/2026 10:30",
        "Known for years.",
    ):
        assert sentence in told, told
    assert "997" not in told


def test_the_same_decision_gives_the_same_paper_to_the_byte_whatever_changed_since(
    session: Session, one: AmlOffice
) -> None:
    decision_id = _accepted(session, one)
    first = _paper(session, one, decision_id, "nl")
    assert _paper(session, one, decision_id, "fr") != first
    load(session, "eu", [])
    publish(session, RuleSet(()))
    enter(session, Scope.organisation(one.id))
    assert _paper(session, one, decision_id, "nl") == first


@pytest.mark.parametrize("language", ["nl", "fr", "en"])
def test_it_tells_nothing_of_authorities(session: Session, one: AmlOffice, language: str) -> None:
    """Nobody who reads over a shoulder learns whether anything was reported."""
    told = set(words(_paper(session, one, _accepted(session, one), language)).lower().split())
    assert told
    assert not told & {"cfi", "ctif", "fiu", "melding", "gemeld", "déclaration", "soupçon", "report", "verdacht"}
