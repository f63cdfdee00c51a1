"""The paper of a decision: who it was, why this level, what was decided; the same to the byte each time."""

from __future__ import annotations

import pytest
from sqlalchemy.orm import Session

from app import pdf
from app.aml import acceptance_paper, decided
from app.aml.vigilance.rule_set import Option, Rule
from app.aml.vigilance.rule_set import Words as Told
from app.transaction import Scope, enter
from app.words import words_in
from models.organisations import Organisation
from models.values import NationalNumber
from models.values.vigilance import AsksOf, Effect
from tests.app.aml.lists_of_today import AmlOffice, aml_office, load
from tests.app.aml.test_replaying import CASPER, _decided, _identified, _publish
from tests.app.pdf.test_paper import words

NUMBER = NationalNumber.parse("90.02.01-997-04")
RULE = Rule(
    "ID1",
    (AsksOf.PERSON,),
    Told("Gezien?", "Vu ?", "Seen?"),
    (Option("yes", Told("Ja", "Oui", "Yes"), (Effect.RAISED,)),),
    Told("Wet, art. 21", "Loi, art. 21", "Act, art. 21"),
)


@pytest.fixture
def one(session: Session) -> AmlOffice:
    made = aml_office(session)
    session.get_one(Organisation, made.id).name = "Immo Peeters"
    load(session, "eu", [CASPER])
    _publish(session, 900, RULE)
    enter(session, Scope.organisation(made.id))
    return made


def _paper(session: Session, one: AmlOffice, decision_id: int, language: str) -> bytes:
    session.expire_all()
    item = decided.decision_record(session, one.bram, decision_id)
    return pdf.made(acceptance_paper.sheet(words_in(language), item))


def _accepted(session: Session, one: AmlOffice) -> int:
    contact = _identified(session, one)
    contact.national_number = NUMBER.digits
    session.flush()
    return _decided(session, one, contact).id


@pytest.mark.parametrize(
    ("language", "said"),
    [
        ("en", ["Acceptance of a contact", "Accepted", "Raised vigilance", "Seen?", "Yes", "Raises", "Act, art. 21",
                "Birth place", "Aalst", "Belgium", "EU sanctions list", "Somebody else", "National number"]),
        ("nl", ["Verhoogde waakzaamheid", "Gezien?", "Ja", "Wet, art. 21", "Geboorteplaats", "EU-sanctielijst"]),
        ("fr", ["Vigilance accrue", "Vu ?", "Oui", "Loi, art. 21", "Lieu de naissance"]),
    ],
)  # fmt: skip
def test_it_says_who_it_was_why_this_level_and_what_was_decided(
    session: Session, one: AmlOffice, language: str, said: list[str]
) -> None:
    paper = _paper(session, one, _accepted(session, one), language)
    told = " ".join(words(paper).replace("\u00a0", " ").split())
    for sentence in (*said, "Immo Peeters", "Casper Okafor", "90.02.01-***.**", "30/11/2026 10:30", "Seen."):
        assert sentence in told, told
    assert "997" not in told


def test_the_same_decision_gives_the_same_paper_to_the_byte_whatever_changed_since(
    session: Session, one: AmlOffice
) -> None:
    decision_id = _accepted(session, one)
    first = _paper(session, one, decision_id, "nl")
    assert _paper(session, one, decision_id, "fr") != first
    load(session, "eu", [])
    _publish(session, 901)
    enter(session, Scope.organisation(one.id))
    assert _paper(session, one, decision_id, "nl") == first


@pytest.mark.parametrize("language", ["nl", "fr", "en"])
def test_it_tells_nothing_of_authorities(session: Session, one: AmlOffice, language: str) -> None:
    """Nobody who reads over a shoulder learns whether anything was reported."""
    told = set(words(_paper(session, one, _accepted(session, one), language)).lower().split())
    assert told
    assert not told & {"cfi", "ctif", "fiu", "melding", "gemeld", "déclaration", "soupçon", "report", "verdacht"}
