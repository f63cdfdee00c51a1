"""What the facts of an identity may not say of each other, and what a part in the file proposes."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from app.aml.identity import contradictions, document_faults, is_expired, proposed_side
from app.aml.nationalities import nationality_of
from models.values import IdentifierKind, NationalNumber, Sex
from models.values.identified import FilePart, IdentityDocument, OrganisationDetails, PersonDetails, Side

TODAY = date(2026, 11, 30)
NUMBER = NationalNumber.parse("90.02.01-997-04")
CASPER = PersonDetails(family_name="Okafor", birth_date=date(1990, 2, 1), sex=Sex.MALE)


@pytest.mark.parametrize(
    ("known", "field"),
    [
        (CASPER, None),
        (replace(CASPER, birth_date=date(1990, 1, 2)), "birth_date"),
        (replace(CASPER, birth_date=None, birth_year=1990), None),
        (replace(CASPER, birth_date=None, birth_year=1991), "birth_year"),
        (replace(CASPER, birth_date=None), None),
        (replace(CASPER, sex=Sex.FEMALE), "sex"),
        (replace(CASPER, sex=Sex.UNKNOWN), None),
    ],
)
def test_a_number_contradicts_another_birth_or_sex_and_nothing_that_isnt_known(
    known: PersonDetails, field: str | None
) -> None:
    found = contradictions(known, NUMBER)
    assert [one.field for one in found] == ([field] if field else [])
    assert all(one.facts["number"] == "90.02.01-***.**" for one in found)


def test_without_a_number_or_of_an_organisation_nothing_is_contradicted() -> None:
    assert contradictions(replace(CASPER, sex=Sex.FEMALE), None) == ()
    assert contradictions(OrganisationDetails(name="Droog NV"), NUMBER) == ()


def test_a_bis_number_that_tells_no_sex_contradicts_none() -> None:
    number = NationalNumber.parse(_bis())
    assert number.is_bis
    assert contradictions(replace(CASPER, birth_date=date(1990, 2, 1), sex=Sex.FEMALE), number) == ()


def _bis() -> str:
    begin = "902201997"
    return f"{begin}{97 - int(begin) % 97:02}"


@pytest.mark.parametrize(
    ("issued", "expires", "code"),
    [
        (date(2020, 1, 1), date(2030, 1, 1), None),
        (date(2026, 11, 30), date(2026, 11, 30), None),
        (date(2026, 12, 1), None, "aml.document.issued_in_future"),
        (date(2020, 1, 2), date(2020, 1, 1), "aml.document.backwards"),
        (None, date(2001, 1, 1), None),
        (None, None, None),
    ],
)
def test_a_document_isnt_issued_tomorrow_nor_after_it_expired(
    issued: date | None, expires: date | None, code: str | None
) -> None:
    document = IdentityDocument(IdentifierKind.PASSPORT, "E1", "BE", issued, expires)
    assert [one.code for one in document_faults(document, TODAY)] == ([code] if code else [])


@pytest.mark.parametrize(
    ("expires", "expired"), [(date(2026, 11, 29), True), (date(2026, 11, 30), False), (None, False)]
)
def test_on_its_last_day_a_document_still_counts(expires: date | None, expired: bool) -> None:
    assert is_expired(IdentityDocument(expires_on=expires), TODAY) is expired


@pytest.mark.parametrize(
    ("part", "side"),
    [
        (FilePart.SELLER, Side.CLIENT),
        (FilePart.LANDLORD, Side.CLIENT),
        (FilePart.BUYER, Side.COUNTERPARTY),
        (FilePart.TENANT, Side.COUNTERPARTY),
        (FilePart.MANDATARY, None),
        (FilePart.BENEFICIAL_OWNER, None),
        (FilePart.REPRESENTATIVE, None),
        (None, None),
    ],
)
def test_who_gave_the_mandate_is_a_client(part: FilePart | None, side: Side | None) -> None:
    assert proposed_side(part) is side


@pytest.mark.parametrize(
    ("word", "code"),
    [
        ("Belg", "BE"), ("BELGE", "BE"), ("Belgier", "BE"), ("Belgisch", None), ("France", "FR"),
        ("Frankreich", "FR"), ("Roemeense", "RO"), ("Congolais (RDC)", "CD"), ("MAR", "MA"), ("  Marokko ", "MA"),
        ("Indien", "IN"), ("Stateless", None), ("Onbepaald", None), ("", None),
    ],
)  # fmt: skip
def test_a_nationality_on_a_card_is_a_country_where_we_know_the_word(word: str, code: str | None) -> None:
    assert nationality_of(word) == code
