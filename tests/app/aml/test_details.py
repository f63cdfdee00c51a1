"""From details to what is compared, and back: nothing that lists ask is lost on the way."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from app.aml.details import details_from, subject_of
from models.values import Identifier, IdentifierKind, Sex, SubjectKind
from models.values.identified import (
    Dealing,
    Details,
    FilePart,
    IdentityDocument,
    OrganisationDetails,
    PersonDetails,
    Place,
)

CASPER = PersonDetails(
    family_name="Okafor",
    given_names="Casper",
    other_names=("Casper Vandersmissen",),
    birth_date=date(1990, 2, 1),
    birth_place="Aalst",
    sex=Sex.MALE,
    nationalities=("BE", "NG"),
    address=Place("Markt 1", "9300", "Aalst", "BE"),
    document=IdentityDocument(
        IdentifierKind.IDENTITY_CARD, "592123456789", "BE", date(2020, 1, 2), date(2030, 1, 1)
    ),
    other_numbers=(Identifier(IdentifierKind.TAX, "123", "NG"),),
    dealing=Dealing(part=FilePart.BUYER),
)
DROOG = OrganisationDetails(
    name="Droog NV",
    number="0403170701",
    number_country="BE",
    seat=Place(country="BE"),
    started_on=date(1999, 1, 1),
)


def test_what_is_compared_of_a_person_is_name_birth_countries_and_numbers() -> None:
    subject = subject_of(CASPER)
    assert [one.text for one in subject.names] == ["Casper Okafor", "Casper Vandersmissen"]
    assert subject.birth_dates[0].first_day == subject.birth_dates[0].last_day == date(1990, 2, 1)
    assert subject.countries == ("BE", "NG")
    assert [one.number for one in subject.identifiers] == ["592123456789", "123"]
    assert subject.sex == "male"


@pytest.mark.parametrize(
    "known",
    [
        CASPER,
        replace(CASPER, birth_date=None, birth_year=1990),
        replace(CASPER, sex=Sex.UNKNOWN, nationalities=(), address=Place(), other_numbers=()),
        replace(CASPER, document=IdentityDocument(IdentifierKind.PASSPORT, "EK123", "NG")),
        replace(CASPER, document=IdentityDocument(IdentifierKind.OTHER, "B123", "BE"), other_numbers=()),
        replace(CASPER, document=IdentityDocument(), other_numbers=()),
        replace(CASPER, given_names=""),
        DROOG,
        replace(DROOG, started_on=None, start_year=1999, other_names=("Droog",), countries=("NL",)),
        replace(DROOG, number="", number_country="", seat=Place()),
    ],
)
def test_what_was_compared_gives_back_the_same_to_compare(known: Details) -> None:
    subject = subject_of(known)
    assert subject_of(details_from(subject)) == subject


@pytest.mark.parametrize("known", [CASPER, DROOG, PersonDetails(family_name="X")])
def test_details_are_read_back_as_they_were_told(known: Details) -> None:
    assert type(known).read(known.told()) == known


def test_a_residence_is_one_of_the_countries_that_are_compared() -> None:
    assert subject_of(replace(CASPER, address=Place(country="FR"))).countries == ("BE", "NG", "FR")


def test_the_best_document_is_the_one_that_counts_again() -> None:
    numbers = (
        Identifier(IdentifierKind.OTHER, "1"),
        Identifier(IdentifierKind.PASSPORT, "2"),
        Identifier(IdentifierKind.IDENTITY_CARD, "3"),
    )
    back = details_from(replace(subject_of(CASPER), identifiers=numbers))
    assert isinstance(back, PersonDetails)
    assert back.document.number == "3"
    assert [one.number for one in back.other_numbers] == ["1", "2"]
    assert subject_of(back).kind is SubjectKind.PERSON
