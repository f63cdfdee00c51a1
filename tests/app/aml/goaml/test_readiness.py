"""What lacks in a report: each incomplete file gives exactly its own finding, of whom, and where."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

import pytest

from app.aml.goaml.elements import WhoseKind
from app.aml.goaml.gathered import Gathered, Involved
from app.aml.goaml.profile import Longest, Profile
from app.aml.goaml.readiness import Finding, are_required, findings
from app.aml.goaml.told import ReportDetails
from models.values import Sex
from models.values.dealt import DealKind
from models.values.identified import IdentityDocument, Place
from tests.app.aml.goaml.known import BUYER, DEAL, PROFILE, SAR, SAR_TOLD, SELLER, STR, TOLD, report_of

Case = tuple[Gathered, ReportDetails]


def found_in(known: Gathered, told: ReportDetails, profile: Profile = PROFILE) -> tuple[Finding, ...]:
    return findings(profile, known, report_of(known, told, profile))


def with_seller(**change: Any) -> Case:
    details: Any = SELLER.details
    return replace(STR, parties=(replace(SELLER, details=replace(details, **change)), BUYER)), TOLD


def with_buyer(**change: Any) -> Case:
    details: Any = BUYER.details
    return replace(STR, parties=(SELLER, replace(BUYER, details=replace(details, **change)))), TOLD


def with_deal(**change: Any) -> Case:
    return replace(STR, deal=replace(DEAL, **change)), TOLD


def with_property(**change: Any) -> Case:
    return with_deal(details=replace(DEAL.details, **change))


def written(**change: Any) -> Case:
    return STR, replace(TOLD, **change)


def with_party(number: int, **change: Any) -> Case:
    parties = [replace(one, **change) if n == number else one for n, one in enumerate(TOLD.parties)]
    return STR, replace(TOLD, parties=tuple(parties))


def number_unknown() -> Case:
    return replace(STR, parties=(replace(SELLER, number=""), BUYER)), TOLD


def no_head() -> Case:
    return replace(STR, parties=(SELLER, replace(BUYER, representative=None))), TOLD


@dataclass(frozen=True)
class Lacks:
    """What is found: its code, where, how grave, and of whom."""

    code: str
    element: str
    field: str
    severity: str
    whose: WhoseKind
    name: str = ""


MISSING, REQUIRED, WEAK = "missing", "required", "weak"
CONTACT, OF_DEAL, REPORT = WhoseKind.CONTACT, WhoseKind.DEAL, WhoseKind.REPORT
WIM, FIRM, SALE = "Wim Verlinden", "Bakkerij Verlinden", "2026-014"
HOME = Place("Zavelstraat 12", "9300", "Aalst", "BE")
DOCUMENT: Any = getattr(SELLER.details, "document", None)
CASES: dict[str, tuple[Callable[[], Case], Lacks]] = {
    "no birth date": (
        lambda: with_seller(birth_date=None, birth_year=1990),
        Lacks(MISSING, "person", "birthdate", REQUIRED, CONTACT, WIM),
    ),
    "no first names": (
        lambda: with_seller(given_names=""),
        Lacks(MISSING, "person", "first_name", REQUIRED, CONTACT, WIM),
    ),
    "no birth place": (
        lambda: with_seller(birth_place=""),
        Lacks(MISSING, "person", "birth_place", WEAK, CONTACT, WIM),
    ),
    "no sex": (lambda: with_seller(sex=Sex.UNKNOWN), Lacks(MISSING, "person", "gender", WEAK, CONTACT, WIM)),
    "no nationality": (
        lambda: with_seller(nationalities=()),
        Lacks(MISSING, "person", "nationality1", WEAK, CONTACT, WIM),
    ),
    "no national number": (number_unknown, Lacks(MISSING, "person", "ssn", WEAK, CONTACT, WIM)),
    "no document": (
        lambda: with_seller(document=IdentityDocument()),
        Lacks(MISSING, "person", "identifications", WEAK, CONTACT, WIM),
    ),
    "an expired document": (
        lambda: with_seller(document=replace(DOCUMENT, expires_on=date(2026, 11, 29))),
        Lacks("expired", "identification", "expiry_date", WEAK, CONTACT, WIM),
    ),
    "no profession": (
        lambda: with_seller(profession="", sector=""),
        Lacks(MISSING, "person", "occupation", WEAK, CONTACT, WIM),
    ),
    "no town": (
        lambda: with_seller(address=replace(HOME, place="")),
        Lacks(MISSING, "address", "city", REQUIRED, CONTACT, WIM),
    ),
    "no postal code": (
        lambda: with_seller(address=replace(HOME, postal_code="")),
        Lacks(MISSING, "address", "zip", WEAK, CONTACT, WIM),
    ),
    "a street that is too long": (
        lambda: with_seller(address=replace(HOME, street="x" * 101)),
        Lacks("too_long", "address", "address", REQUIRED, CONTACT, WIM),
    ),
    "no enterprise number": (
        lambda: with_buyer(number=""),
        Lacks(MISSING, "entity", "incorporation_number", REQUIRED, CONTACT, FIRM),
    ),
    "no legal form": (
        lambda: with_buyer(legal_form=""),
        Lacks(MISSING, "entity", "incorporation_legal_form", WEAK, CONTACT, FIRM),
    ),
    "no representative": (no_head, Lacks(MISSING, "entity", "director_id", WEAK, CONTACT, FIRM)),
    "no price": (
        lambda: with_deal(price=None),
        Lacks(MISSING, "transaction", "amount_local", REQUIRED, OF_DEAL, SALE),
    ),
    "no date": (
        lambda: with_property(expected_on=None, mandate_on=None),
        Lacks(MISSING, "transaction", "date_transaction", REQUIRED, REPORT),
    ),
    "no cadastral number": (
        lambda: with_property(cadastral=""),
        Lacks(MISSING, "item", "registration_number", WEAK, OF_DEAL, SALE),
    ),
    "no reason": (lambda: written(reason=" \x00"), Lacks(MISSING, "report", "reason", REQUIRED, REPORT)),
    "a reason that is too long": (
        lambda: written(reason="x" * 8001),
        Lacks("too_long", "report", "reason", REQUIRED, REPORT),
    ),
    "no indicator": (
        lambda: written(indicators=()),
        Lacks(MISSING, "report", "report_indicators", REQUIRED, REPORT),
    ),
    "an indicator that is gone": (
        lambda: written(indicators=("RE03", "OLD")),
        Lacks("unknown_code", "report_indicators", "indicator", REQUIRED, REPORT),
    ),
    "no number of the office": (
        lambda: written(rentity_id=""),
        Lacks(MISSING, "report", "rentity_id", REQUIRED, REPORT),
    ),
    "not how it is paid": (
        lambda: written(transmode=""),
        Lacks(MISSING, "transaction", "transmode_code", REQUIRED, REPORT),
    ),
    "no size": (lambda: written(size=""), Lacks(MISSING, "item", "size", WEAK, REPORT)),
    "nobody suspected": (
        lambda: with_party(1, is_suspected=False),
        Lacks("nobody_suspected", "report", "is_suspected", WEAK, REPORT),
    ),
    "no significance": (
        lambda: with_party(0, significance=None),
        Lacks(MISSING, "party", "significance", WEAK, REPORT, WIM),
    ),
    "one side": (
        lambda: with_party(0, left_out=True),
        Lacks("one_side", "transaction", "involved_parties", WEAK, OF_DEAL, SALE),
    ),
}


def test_there_are_enough_of_them_and_whole_files_lack_nothing() -> None:
    assert len(CASES) >= 20
    assert found_in(STR, TOLD) == ()
    suspected = replace(SAR_TOLD.parties[0], is_suspected=True)
    assert found_in(SAR, replace(SAR_TOLD, parties=(suspected,))) == ()


@pytest.mark.trust("AML")
@pytest.mark.parametrize("name", CASES)
def test_an_incomplete_file_gives_exactly_its_own_finding(name: str) -> None:
    case, lacks = CASES[name]
    found = found_in(*case())
    assert [
        Lacks(one.code, one.element, one.field, str(one.severity), one.whose.kind, one.whose.name) for one in found
    ] == [lacks]
    assert are_required(found) is (lacks.severity == REQUIRED)
    where = {CONTACT: {11, 12}, OF_DEAL: {7}, REPORT: {5}}[lacks.whose]
    assert found[0].whose.id in where


@pytest.mark.parametrize(("length", "told"), [(8000, []), (8001, [(8000, 8001)])])
def test_nothing_is_cut_and_what_is_too_long_says_by_how_much(length: int, told: list[tuple[int, int]]) -> None:
    found = found_in(STR, replace(TOLD, action="x" * length))
    assert [(one.most, one.length) for one in found] == told


def test_what_is_required_comes_first_and_each_thing_once() -> None:
    known, told = with_seller(birth_date=None, birth_place="", sex=Sex.UNKNOWN)
    twice = (known.parties[0], replace(known.parties[0], role="mandatary"), BUYER)
    found = found_in(replace(known, parties=twice), replace(told, reason=""))
    severities = [str(one.severity) for one in found]
    assert severities == sorted(severities, key=[REQUIRED, WEAK].index)
    assert len(set(found)) == len(found)
    assert [one.field for one in found].count("birthdate") == 1


def test_without_parties_a_report_isnt_ready() -> None:
    nobody: tuple[Involved, ...] = ()
    for known, told, element in ((STR, TOLD, "transaction"), (SAR, SAR_TOLD, "activity")):
        found = found_in(replace(known, parties=nobody), told)
        assert (element, REQUIRED) in {(one.element, str(one.severity)) for one in found}
        assert are_required(found)


def test_a_role_that_the_fiu_has_no_code_for_is_told_with_our_word() -> None:
    fewer = replace(PROFILE, roles=tuple(one for one in PROFILE.roles if one.ours != "seller"))
    found = found_in(STR, TOLD, fewer)
    assert [(one.code, one.element, one.told) for one in found] == [("unknown_code", "party", "seller")]


def test_what_the_profile_asks_is_asked_and_nothing_else() -> None:
    nothing = replace(PROFILE, wanted=(), longest=(Longest("item", "size", 2),))
    assert [one.code for one in found_in(STR, TOLD, nothing)] == ["too_long"]
    assert are_required(found_in(STR, TOLD, nothing))


@pytest.mark.parametrize("kind", DealKind)
def test_every_kind_of_transaction_has_its_codes(kind: DealKind) -> None:
    assert found_in(*with_deal(kind=kind)) == ()
