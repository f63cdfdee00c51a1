"""Each of the forty-four first rules, on both sides: what raises, and what does nothing."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest

from app.aml.vigilance.faults import FIRST_RULES, faults_of
from app.aml.vigilance.level import vigilance_of
from app.aml.vigilance.rule_set import Option, Rule, RuleSet, Words
from models.values import Topic
from models.values.identified import (
    EvidenceKind,
    Holder,
    HolderKind,
    IdentityDocument,
    Meeting,
    Ownership,
    Place,
)
from models.values.vigilance import AsksOf, Effect, Level
from tests.app.aml.vigilance.files import (
    FIRST,
    OWNER,
    TODAY,
    TOLD,
    Change,
    both,
    deals,
    known,
    looks_like,
    proven,
    quiet,
    said,
)

P, F, K, T = AsksOf.PERSON, AsksOf.ORGANISATION, AsksOf.PROFILE, AsksOf.TRANSACTION
_LETTERS = {"P": P, "F": F, "K": K, "T": T}
R, S, D, L, W, OFFICER = (
    Effect.RAISED, Effect.STOP, Effect.DOCUMENT, Effect.LOW, Effect.WEAK, Effect.OFFICER,
)  # fmt: skip
UNKNOWN_DATE = known(document=IdentityDocument())
EXPIRED = known(document=IdentityDocument(expires_on=TODAY - timedelta(days=1)))
NO_OWNER = known(ownership=Ownership())
MANAGER = Holder("P1", HolderKind.PERSON, "Casper Okafor", contact_id=7, country="BE", manages=True)
NOBODY = replace(OWNER, manages=False)
ABROAD = known(address=Place(country="VG"))
# P person, F firm, K risk profile, T transaction.
Case = tuple[str, AsksOf, str, Change, set[Effect], Level]
# The rule, on what, the answer, what makes it, what it does, and the level of a file that was quiet before.
LOUD: tuple[Case, ...] = (
    ("ID1", P, "no", both(UNKNOWN_DATE, said("ID1", "no")), {S}, Level.STOP),
    ("ID1", P, "expired", EXPIRED, {R, D}, Level.RAISED),
    ("ID2", P, "neither", both(UNKNOWN_DATE, said("ID1", "yes"), proven()), {D}, Level.STANDARD),
    ("ID3", P, "remote", both(deals(meeting=Meeting.REMOTE), said("ID3", "remote")), {R}, Level.RAISED),
    ("ID3", F, "remote", both(deals(meeting=Meeting.REMOTE), said("ID3", "remote")), {R}, Level.RAISED),
    ("ID4", P, "no", said("ID4", "no"), {R}, Level.RAISED),
    ("ID5", P, "yes", said("ID5", "yes"), {S}, Level.STOP),
    ("ID5", F, "yes", said("ID5", "yes"), {S}, Level.STOP),
    (
        "ID6", P, "undisclosed",
        both(deals(acts_for_other=True), said("ID6", "undisclosed"), said("ID7", "yes")), {S}, Level.STOP,
    ),
    (
        "ID7", P, "no",
        both(deals(acts_for_other=True), said("ID6", "contact"), said("ID7", "no")), {D}, Level.STANDARD,
    ),
    ("ID7", F, "contradictory", both(deals(acts_for_other=True), said("ID7", "contradictory")), {R}, Level.RAISED),
    ("ID8", P, "yes", said("ID8", "yes"), {D}, Level.STANDARD),
    ("ID8", F, "outside_eea", said("ID8", "outside_eea"), {R, D}, Level.RAISED),
    ("GEO1", P, "residence", ABROAD, {R}, Level.RAISED),
    ("GEO1", P, "nationality", known(nationalities=("BE", "LB")), {W}, Level.STANDARD),
    ("GEO2", F, "yes", known(funds_countries=("BE", "LB")), {R}, Level.RAISED),
    ("GEO2", K, "yes", said("GEO2", "yes"), {R}, Level.RAISED),
    ("GEO2", T, "yes", said("GEO2", "yes"), {R}, Level.RAISED),
    ("GEO3", P, "yes", known(address=Place(country="PA")), {R}, Level.RAISED),
    ("GEO3", F, "yes", known(seat=Place(country="PA")), {R}, Level.RAISED),
    ("GEO4", P, "yes", said("GEO4", "yes"), {R}, Level.RAISED),
    ("PEP1", P, "yes", said("PEP1", "yes"), {R, D, OFFICER}, Level.RAISED),
    ("PEP1", F, "yes", said("PEP1", "yes"), {R, D, OFFICER}, Level.RAISED),
    ("PEP2", P, "yes", said("PEP2", "yes"), {R}, Level.RAISED),
    ("SAN1", P, "open", looks_like("open", Topic.SANCTION), {R}, Level.RAISED),
    ("SAN1", F, "confirmed", looks_like("confirmed", Topic.SANCTION), {S}, Level.STOP),
    ("SAN1", T, "confirmed", looks_like("confirmed", Topic.SANCTION), {S}, Level.STOP),
    ("MED1", P, "yes", said("MED1", "yes"), {R, D}, Level.RAISED),
    (
        "ORG1", F, "missing",
        both(proven(EvidenceKind.ARTICLES), said("ORG1", "missing")), {D}, Level.STANDARD,
    ),
    ("ORG1", F, "refused", both(proven(), said("ORG1", "refused")), {S}, Level.STOP),
    ("ORG2", F, "no", known(ownership=Ownership((NOBODY,))), {S}, Level.STOP),
    ("ORG2", F, "management", known(ownership=Ownership((MANAGER,))), {R}, Level.RAISED),
    ("ORG3", F, "yes", known(register_differs=True), {R}, Level.RAISED),
    ("ORG4", F, "yes", said("ORG4", "yes"), {R}, Level.RAISED),
    ("ORG5", F, "yes", said("ORG5", "yes"), {R}, Level.RAISED),
    ("ORG6", F, "young", known(started_on=date(2026, 3, 1)), {W}, Level.STANDARD),
    ("ORG6", F, "inactive", said("ORG6", "inactive"), {W}, Level.STANDARD),
    ("ORG7", P, "yes", said("ORG7", "yes"), {R}, Level.RAISED),
    ("ORG7", F, "yes", said("ORG7", "yes"), {R}, Level.RAISED),
    ("ORG8", F, "listed", known(listed_on="Euronext Brussels"), {L}, Level.SIMPLIFIED),
    ("ORG8", F, "public", said("ORG8", "public", "The municipality of Aalst"), {L}, Level.SIMPLIFIED),
    ("REL1", P, "no", said("REL1", "no"), {R}, Level.RAISED),
    ("REL2", P, "yes", said("REL2", "yes", "Sold two houses in 2023"), {L}, Level.SIMPLIFIED),
    ("K1", K, "no", said("K1", "no"), {D}, Level.STANDARD),
    ("K2", K, "yes", said("K2", "yes"), {R}, Level.RAISED),
    ("K3", K, "yes", said("K3", "yes"), {R}, Level.RAISED),
    ("K4", K, "yes", said("K4", "yes"), {R}, Level.RAISED),
    ("K4", T, "yes", said("K4", "yes"), {R}, Level.RAISED),
    ("K5", K, "no", said("K5", "no"), {R}, Level.RAISED),
    ("K5", T, "no", said("K5", "no"), {R}, Level.RAISED),
    ("K6", K, "yes", said("K6", "yes"), {R}, Level.RAISED),
    ("FIN1", T, "loan_and_home", said("FIN1", "loan_and_home", "KBC, and Kerkstraat 1"), {L}, Level.SIMPLIFIED),
    ("FIN1", T, "partly", said("FIN1", "partly"), {R}, Level.RAISED),
    ("FIN1", T, "refused", said("FIN1", "refused"), {S}, Level.STOP),
    ("FIN2", T, "yes", said("FIN2", "yes"), {S}, Level.STOP),
    ("FIN3", T, "unexplained", said("FIN3", "unexplained"), {R}, Level.RAISED),
    ("FIN4", T, "yes", said("FIN4", "yes"), {R}, Level.RAISED),
    ("FIN5", T, "no", said("FIN5", "no"), {D}, Level.STANDARD),
    ("FIN6", T, "yes", said("FIN6", "yes"), {R}, Level.RAISED),
    ("PRI1", T, "yes", said("PRI1", "yes"), {R}, Level.RAISED),
    ("PRI2", T, "yes", said("PRI2", "yes"), {R}, Level.RAISED),
    ("PRI3", T, "yes", said("PRI3", "yes"), {S}, Level.STOP),
    ("STR1", T, "yes", said("STR1", "yes"), {R}, Level.RAISED),
    ("STR2", T, "yes", said("STR2", "yes"), {R}, Level.RAISED),
    ("STR3", T, "yes", said("STR3", "yes"), {W}, Level.STANDARD),
)  # fmt: skip


@pytest.mark.parametrize("case", LOUD, ids=lambda one: f"{one[0]}-{one[2]}-{one[1]}")
def test_an_answer_does_what_the_table_says(case: Case) -> None:
    code, asked_of, option, change, effects, level = case
    before = vigilance_of(FIRST, quiet(asked_of), asked_of)
    found = vigilance_of(FIRST, change(quiet(asked_of)), asked_of)
    assert code not in {one.rule for one in before.reasons}
    assert {one.rule: (one.option, set(one.effects)) for one in found.reasons} == {code: (option, effects)}
    assert found.level is level
    assert (code in found.open_documents) is (D in effects)
    assert found.officer_only is (level is Level.STOP or OFFICER in effects)


@pytest.mark.parametrize("asked_of", AsksOf)
def test_where_nothing_is_to_be_remarked_vigilance_is_standard(asked_of: AsksOf) -> None:
    found = vigilance_of(FIRST, quiet(asked_of), asked_of)
    assert (found.level, found.reasons, found.open_documents) == (Level.STANDARD, (), ())


HARMLESS = [(rule, option) for rule in FIRST.rules for option in rule.options if not option.effects]


@pytest.mark.parametrize(("rule", "option"), HARMLESS, ids=lambda one: one.code)
def test_the_other_answers_do_nothing(rule: Rule, option: Option) -> None:
    alone = RuleSet((replace(rule, derived="", when=""),))
    found = vigilance_of(alone, said(rule.code, option.code)(quiet()), rule.on[0])
    assert (found.level, found.reasons, found.asked) == (Level.STANDARD, (), (rule.code,))


def test_every_answer_that_does_something_stands_in_the_table() -> None:
    told = {(rule.code, option.code) for rule in FIRST.rules for option in rule.options if option.effects}
    assert told == {(case[0], case[2]) for case in LOUD}
    assert {one.code for one, _ in HARMLESS} == set(FIRST_RULES) == {case[0] for case in LOUD}


def test_every_rule_is_asked_of_whom_the_table_says() -> None:
    asked = {
        one.code: "".join(letter for letter, kind in _LETTERS.items() if kind in one.on) for one in FIRST.rules
    }
    assert asked == {
        "ID1": "P", "ID2": "P", "ID3": "PF", "ID4": "P", "ID5": "PF", "ID6": "P", "ID7": "PF", "ID8": "PF",
        "GEO1": "P", "GEO2": "FKT", "GEO3": "PFKT", "GEO4": "PFKT", "PEP1": "PF", "PEP2": "PF", "SAN1": "PFKT",
        "MED1": "PFKT", "ORG1": "F", "ORG2": "F", "ORG3": "F", "ORG4": "F", "ORG5": "F", "ORG6": "F",
        "ORG7": "PF", "ORG8": "F", "REL1": "PF", "REL2": "PF", "K1": "K", "K2": "K", "K3": "K", "K4": "KT",
        "K5": "KT", "K6": "K", "FIN1": "T", "FIN2": "T", "FIN3": "T", "FIN4": "T", "FIN5": "T", "FIN6": "T",
        "PRI1": "T", "PRI2": "T", "PRI3": "T", "STR1": "T", "STR2": "T", "STR3": "T",
    }  # fmt: skip


def test_the_first_rules_stand_in_their_order_and_are_fit_to_publish() -> None:
    assert tuple(one.code for one in FIRST.rules) == FIRST_RULES
    assert faults_of(FIRST) == ()
    assert all(one.mandatory and one.active for one in FIRST.rules)


def test_what_is_kept_of_the_first_rules_is_what_they_tell() -> None:
    assert FIRST.told() == TOLD


@pytest.mark.parametrize(("code", "option"), [("SAN1", "confirmed"), ("ORG3", "yes"), ("FIN2", "yes")])
def test_what_the_law_wants_at_once_is_told(code: str, option: str) -> None:
    rule = FIRST.rule(code)
    assert rule is not None
    assert [one.code for one in rule.options if one.duty is not None] == [option]


def test_no_other_answer_has_a_duty() -> None:
    assert {one.code for one in FIRST.rules if any(option.duty for option in one.options)} == {
        "SAN1", "ORG3", "FIN2",
    }  # fmt: skip


@pytest.mark.parametrize("rule", FIRST.rules, ids=lambda one: one.code)
def test_a_rule_speaks_three_languages_and_names_the_law(rule: Rule) -> None:
    told = [rule.question, rule.basis, *(one.text for one in rule.options)]
    told += [one for option in rule.options for one in (option.needed, option.duty) if one is not None]
    told += [rule.hint] if rule.hint != Words() else []
    for words in told:
        assert words.nl != words.en
        assert words.fr != words.en
    assert rule.question.nl.endswith("?")
    assert rule.question.fr.endswith("\N{NO-BREAK SPACE}?")
    assert rule.question.en.endswith("?")
    assert "18 september 2017" in rule.basis.nl
    assert "18 septembre 2017" in rule.basis.fr
    assert "18 September 2017" in rule.basis.en
