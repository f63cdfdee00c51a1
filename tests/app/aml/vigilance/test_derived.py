"""What a file answers by itself: each word on both sides, and when it leaves the answer to people."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest

from app.aml.vigilance.derived import CONDITIONS, DERIVED
from app.aml.vigilance.file import Given, Lists, Related, RelatedAs
from app.aml.vigilance.rule_set import Thresholds
from models.values import Topic
from models.values.identified import (
    EvidenceKind,
    FilePart,
    Holder,
    HolderKind,
    Holding,
    IdentityDocument,
    Meeting,
    Ownership,
    Place,
    Source,
)
from models.values.vigilance import AsksOf
from tests.app.aml.vigilance.files import (
    FIRST,
    OWNER,
    TODAY,
    Change,
    beside,
    both,
    deals,
    hit,
    known,
    looks_like,
    proven,
    quiet,
)

P, F = AsksOf.PERSON, AsksOf.ORGANISATION
DAY = timedelta(days=1)
NO_COPY = proven()
FROM_EID = known(source=Source.EID)
NO_LISTS: Change = lambda file: replace(file, lists=Lists())  # noqa: E731


def expires(day: date | None) -> Change:
    return known(document=IdentityDocument(expires_on=day))


def held(*told: tuple[Holder, int], more: tuple[Holding, ...] = ()) -> Change:
    """By these, each with so many hundredths of a percent of the organisation, or 0: of nothing."""
    holdings = tuple(Holding(one.key, "", part, part) for one, part in told if part)
    return known(ownership=Ownership(tuple(one for one, _ in told), holdings + more))


def owner(**more: object) -> Change:
    return beside(replace(Related(7, RelatedAs.OWNER, "Casper Okafor", residence="BE"), **more))  # type: ignore[arg-type]


def other(role: RelatedAs, state: str, *topics: Topic, **answers: Given) -> Change:
    return beside(Related(7, role, "Casper Okafor", (hit(state, *topics),), dict(answers)))


COMPANY = Holder("C1", HolderKind.ORGANISATION, "Okafor Holding", country="BE")
MANAGER = replace(OWNER, manages=True)
STRANGER = replace(OWNER, contact_id=None)
PEP, CLOSE, SANCTION = Topic.PEP, Topic.CLOSE_TO_PEP, Topic.SANCTION
SAID = Given("yes")
LOOKED: tuple[tuple[str, AsksOf, Change, str | None], ...] = (
    ("identity_document", P, expires(TODAY), "yes"),
    ("identity_document", P, expires(TODAY - DAY), "expired"),
    ("identity_document", P, expires(TODAY + DAY), "yes"),
    ("identity_document", P, both(NO_COPY, expires(TODAY)), None),
    ("identity_document", P, both(NO_COPY, FROM_EID, expires(TODAY)), "yes"),
    ("identity_document", P, both(NO_COPY, expires(TODAY - DAY)), "expired"),
    ("identity_document", P, expires(None), None),
    ("identity_document", F, known(), None),
    ("document_on_file", P, proven(EvidenceKind.IDENTITY_CARD), "yes"),
    ("document_on_file", P, proven(EvidenceKind.PASSPORT), "yes"),
    ("document_on_file", P, proven(EvidenceKind.OTHER), "neither"),
    ("document_on_file", P, both(NO_COPY, FROM_EID), "yes"),
    ("document_on_file", P, NO_COPY, "neither"),
    ("document_on_file", F, known(), None),
    ("read_from_eid", P, FROM_EID, "secure"),
    ("read_from_eid", P, known(), None),
    ("read_from_eid", F, known(source=Source.REGISTER), None),
    ("principal", P, both(deals(principal_id=7), beside(Related(7, RelatedAs.PRINCIPAL, "An"))), "contact"),
    ("principal", P, both(deals(principal_id=8), beside(Related(7, RelatedAs.PRINCIPAL, "An"))), None),
    ("principal", P, both(deals(principal_id=7), beside(Related(7, RelatedAs.OWNER, "An"))), None),
    ("principal", P, deals(principal_id=7), None),
    ("high_risk_person", P, known(), "no"),
    ("high_risk_person", P, known(address=Place(country="LB")), "residence"),
    ("high_risk_person", P, known(address=Place(country="LB"), nationalities=("LB",)), "residence"),
    ("high_risk_person", P, known(address=Place(country="LB"), nationalities=()), "residence"),
    ("high_risk_person", P, known(nationalities=("BE", "VG")), "nationality"),
    ("high_risk_person", P, known(nationalities=()), None),
    ("high_risk_person", P, known(address=Place(), nationalities=("LB",)), None),
    ("high_risk_person", P, both(known(nationalities=("LB",)), NO_LISTS), None),
    ("high_risk_person", F, known(), None),
    ("high_risk_organisation", F, known(), "no"),
    ("high_risk_organisation", F, known(seat=Place(country="LB")), "yes"),
    ("high_risk_organisation", F, known(number_country="VG"), "yes"),
    ("high_risk_organisation", F, known(funds_countries=("BE", "LB")), "yes"),
    ("high_risk_organisation", F, known(funds_countries=()), None),
    ("high_risk_organisation", F, known(seat=Place()), None),
    ("high_risk_organisation", F, known(ownership=Ownership()), None),
    ("high_risk_organisation", F, held((replace(OWNER, country="LB"), 10_000)), "yes"),
    ("high_risk_organisation", F, held((replace(OWNER, country=""), 10_000)), "no"),
    ("high_risk_organisation", F, held((replace(STRANGER, country=""), 10_000)), None),
    ("high_risk_organisation", F, both(held((replace(OWNER, country=""), 10_000)), owner(residence="")), None),
    ("high_risk_organisation", F, owner(residence="LB"), "yes"),
    ("high_risk_organisation", F, owner(nationalities=("LB",)), "no"),
    ("high_risk_organisation", F, NO_LISTS, None),
    ("high_risk_organisation", P, known(), None),
    ("tax_list", P, known(), "no"),
    ("tax_list", P, known(address=Place(country="PA")), "yes"),
    ("tax_list", P, known(address=Place(country="LB")), "no"),
    ("tax_list", P, known(nationalities=("PA",)), "no"),
    ("tax_list", P, known(address=Place()), None),
    ("tax_list", P, NO_LISTS, None),
    ("tax_list", F, known(), "no"),
    ("tax_list", F, known(seat=Place(country="PA")), "yes"),
    ("tax_list", F, known(funds_countries=()), None),
    ("exposed", P, known(), None),
    ("exposed", P, looks_like("confirmed", PEP), "yes"),
    ("exposed", P, looks_like("open", PEP), None),
    ("exposed", P, looks_like("cleared", PEP), None),
    ("exposed", P, looks_like("confirmed", SANCTION, CLOSE), None),
    ("exposed", F, other(RelatedAs.OWNER, "confirmed", PEP), "yes"),
    ("exposed", F, other(RelatedAs.REPRESENTATIVE, "confirmed", PEP), "yes"),
    ("exposed", P, other(RelatedAs.PRINCIPAL, "confirmed", PEP), None),
    ("exposed", F, other(RelatedAs.OWNER, "open", PEP), None),
    ("exposed", F, other(RelatedAs.OWNER, "cleared", PEP, PEP1=SAID), "yes"),
    ("exposed", F, other(RelatedAs.OWNER, "cleared", PEP, PEP1=Given("no"), PEP2=SAID), None),
    ("close_to_exposed", P, known(), None),
    ("close_to_exposed", P, looks_like("confirmed", CLOSE), "yes"),
    ("close_to_exposed", P, looks_like("confirmed", PEP), None),
    ("close_to_exposed", P, looks_like("open", CLOSE), None),
    ("close_to_exposed", F, other(RelatedAs.OWNER, "confirmed", CLOSE), "yes"),
    ("close_to_exposed", F, other(RelatedAs.REPRESENTATIVE, "confirmed", CLOSE), None),
    ("close_to_exposed", F, other(RelatedAs.OWNER, "cleared", CLOSE, PEP2=SAID), "yes"),
    ("sanctions", P, known(), "none"),
    ("sanctions", P, looks_like("open", SANCTION), "open"),
    ("sanctions", P, looks_like("open"), "open"),
    ("sanctions", P, looks_like("cleared", SANCTION), "none"),
    ("sanctions", P, looks_like("confirmed", SANCTION, PEP), "confirmed"),
    ("sanctions", P, both(looks_like("open", SANCTION), looks_like("confirmed", SANCTION)), "confirmed"),
    ("sanctions", P, looks_like("open", PEP), "none"),
    ("sanctions", P, looks_like("confirmed", CLOSE, Topic.OTHER), "none"),
    ("sanctions", P, other(RelatedAs.PRINCIPAL, "confirmed", SANCTION), "confirmed"),
    ("sanctions", F, other(RelatedAs.OWNER, "open", SANCTION), "open"),
    ("sanctions", F, other(RelatedAs.REPRESENTATIVE, "cleared", SANCTION), "none"),
    ("papers_on_file", F, known(), "yes"),
    ("papers_on_file", F, proven(EvidenceKind.ARTICLES, EvidenceKind.DIRECTORS), None),
    ("papers_on_file", P, known(), None),
    ("beneficial_owners", F, known(), "yes"),
    ("beneficial_owners", F, held((OWNER, 2501)), "yes"),
    ("beneficial_owners", F, held((OWNER, 2500)), "no"),
    ("beneficial_owners", F, held((MANAGER, 2500)), "management"),
    ("beneficial_owners", F, held((MANAGER, 0)), "management"),
    ("beneficial_owners", F, held((replace(OWNER, controls="By agreement"), 0)), "yes"),
    ("beneficial_owners", F, held((STRANGER, 10_000)), None),
    ("beneficial_owners", F, held((OWNER, 3000), (COMPANY, 7000)), None),
    ("beneficial_owners", F, held((OWNER, 3000), (COMPANY, 2500)), "yes"),
    ("beneficial_owners", F, held((MANAGER, 0), (COMPANY, 10_000)), None),
    ("beneficial_owners", F, held((COMPANY, 10_000)), "no"),
    (
        "beneficial_owners", F,
        held((COMPANY, 10_000), (OWNER, 0), more=(Holding("P1", "C1", 10_000, 10_000),)), "yes",
    ),
    ("beneficial_owners", F, held((OWNER, 13_000)), None),
    ("beneficial_owners", F, known(ownership=Ownership()), None),
    ("beneficial_owners", P, known(), None),
    ("register_differs", F, known(register_differs=True), "yes"),
    ("register_differs", F, known(register_differs=False), "no"),
    ("register_differs", F, known(register_differs=None), None),
    ("register_differs", P, known(), None),
    ("age", F, known(started_on=TODAY - timedelta(days=364)), "young"),
    ("age", F, known(started_on=TODAY - timedelta(days=365)), None),
    ("age", F, known(started_on=TODAY + DAY), "young"),
    ("age", F, known(started_on=None), None),
    ("age", F, known(started_on=None, start_year=2026), "young"),
    ("age", F, known(started_on=None, start_year=2025), None),
    ("age", F, known(started_on=None, start_year=0), None),
    ("age", P, known(), None),
    ("listed", F, known(listed_on="Euronext Brussels"), "listed"),
    ("listed", F, known(listed_on=" "), None),
    ("listed", P, known(), None),
    ("", P, known(), None),
)  # fmt: skip


@pytest.mark.parametrize(("word", "asked_of", "change", "answer"), LOOKED)
def test_a_file_answers_what_it_knows(word: str, asked_of: AsksOf, change: Change, answer: str | None) -> None:
    assert DERIVED[word](change(quiet(asked_of)), Thresholds()) == answer


def test_every_word_was_looked_at_on_all_sides() -> None:
    seen = {(word, answer) for word, _, _, answer in LOOKED if answer is not None}
    assert seen == {(word, answer) for word, one in DERIVED.items() for answer in one.answers}
    assert {word for word, _, _, answer in LOOKED if answer is None} == set(DERIVED) - {"sanctions"}


def test_a_file_only_answers_what_the_rule_offers() -> None:
    for rule in FIRST.rules:
        assert set(DERIVED[rule.derived].answers) <= {one.code for one in rule.options}


def test_every_word_is_used_by_the_first_rules() -> None:
    assert {one.derived for one in FIRST.rules} == set(DERIVED)
    assert {one.when for one in FIRST.rules} == set(CONDITIONS)


@pytest.mark.parametrize(("thresholds", "answer"), [(Thresholds(young_days=30), None), (Thresholds(), "young")])
def test_how_young_is_young_is_a_threshold(thresholds: Thresholds, answer: str | None) -> None:
    file = known(started_on=TODAY - timedelta(days=30))(quiet(F))
    assert DERIVED["age"](file, thresholds) == answer


@pytest.mark.parametrize(("percent", "answer"), [(2400, "yes"), (2500, "no")])
def test_how_much_makes_an_owner_is_a_threshold(percent: int, answer: str) -> None:
    file = held((OWNER, 2500))(quiet(F))
    assert DERIVED["beneficial_owners"](file, Thresholds(owner_percent=percent)) == answer


@pytest.mark.parametrize(("word", "change", "holds"), [
    ("", known(), True),
    ("not_met", known(), False),
    ("not_met", deals(meeting=Meeting.REMOTE), True),
    ("not_met", deals(meeting=None), True),
    ("acts_for_other", known(), False),
    ("acts_for_other", deals(acts_for_other=True), True),
    ("acts_for_other", deals(acts_for_other=None), True),
    ("acts_for_other", deals(part=FilePart.MANDATARY), False),
    ("acts_for_other_or_mandatary", known(), False),
    ("acts_for_other_or_mandatary", deals(acts_for_other=True), True),
    ("acts_for_other_or_mandatary", deals(part=FilePart.MANDATARY), True),
    ("acts_for_other_or_mandatary", deals(part=FilePart.REPRESENTATIVE), True),
])  # fmt: skip
@pytest.mark.parametrize("asked_of", [P, F])
def test_when_a_rule_applies(word: str, change: Change, holds: bool, asked_of: AsksOf) -> None:
    assert CONDITIONS[word](change(quiet(asked_of)), Thresholds()) is holds
