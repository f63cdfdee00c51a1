"""What may be told of a contact, and how it is written down."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from app.aml.rules import LONGEST_NAME, MOST_FACTS, MOST_REASON, faults_of, reason_of, tidied
from app.errors import Refusal
from models.values import BirthDate, Identifier, IdentifierKind, NameKind, Subject, SubjectKind, SubjectName

TODAY = date(2026, 11, 30)


def person(*names: str, **facts: object) -> Subject:
    told = {"kind": SubjectKind.PERSON, "names": tuple(SubjectName(one) for one in names), **facts}
    return Subject(**told)  # type: ignore[arg-type]


def born(first: date, last: date | None = None) -> tuple[BirthDate, ...]:
    return (BirthDate(first, last or first),)


def codes(subject: Subject) -> list[str]:
    return [one.code.removeprefix("aml.contact.") for one in faults_of(tidied(subject), TODAY)]


@pytest.mark.parametrize(
    ("subject", "told"),
    [
        (person("Casper Okafor"), []),
        (person("A"), []),
        (person("  "), ["no_name"]),
        (person(), ["no_name"]),
        (person("\u200b\u202e"), ["no_name"]),
        (person("-.-"), ["no_letter"]),
        (person("x" * LONGEST_NAME), []),
        (person("x" * (LONGEST_NAME + 1)), ["name_too_long"]),
        (person(*(f"Alias {at}" for at in range(MOST_FACTS))), []),
        (person(*(f"Alias {at}" for at in range(MOST_FACTS + 1))), ["too_much"]),
        (person("Casper", birth_dates=born(TODAY)), []),
        (person("Casper", birth_dates=born(TODAY + timedelta(days=1))), ["birth_in_future"]),
        (person("Casper", birth_dates=born(date(2026, 1, 1), date(2026, 12, 31))), []),
        (person("Casper", birth_dates=born(date(1969, 4, 17), date(1969, 4, 16))), ["birth_backwards"]),
        (person("Casper", birth_dates=born(date(1901, 1, 1))), []),
        (person("Casper", birth_dates=born(date(1900, 12, 31))), ["birth_too_long_ago"]),
        (person("Casper", countries=("be", " FR ")), []),
        (person("Casper", countries=("België",)), ["country"]),
        (person("Casper", identifiers=(Identifier(IdentifierKind.PASSPORT, "A1", "Belgium"),)), ["country"]),
        (
            Subject(SubjectKind.VESSEL, (SubjectName("", NameKind.MAIN),), born(date(2030, 1, 1)), ("XXX",)),
            ["kind", "no_name", "birth_in_future", "country"],
        ),
        (Subject(SubjectKind.ORGANISATION, (SubjectName("Oud NV"),), born(date(1650, 1, 1))), []),
        (Subject(SubjectKind.PERSON, (SubjectName("Caspertje", NameKind.ALIAS),)), ["no_name"]),
    ],
)
def test_everything_that_is_wrong_with_a_contact_is_told_together(subject: Subject, told: list[str]) -> None:
    assert codes(subject) == told


def test_what_cant_be_seen_and_what_is_empty_is_left_out() -> None:
    messy = person(
        "  Casper\u00a0 Oka\u200bfor\x00 ", "", "Casper Okafor",
        countries=(" be", "BE", ""),
        identifiers=(
            Identifier(IdentifierKind.PASSPORT, " ab-12 34 ", "be"), Identifier(IdentifierKind.OTHER, " - "),
        ),
    )  # fmt: skip
    clean = tidied(messy)
    assert [one.text for one in clean.names] == ["Casper Okafor"]
    assert clean.countries == ("BE",)
    assert clean.identifiers == (Identifier(IdentifierKind.PASSPORT, "AB1234", "BE"),)
    assert tidied(clean) == clean


def test_a_reason_has_ten_characters_and_two_thousand_at_most() -> None:
    assert reason_of("  ten chars.  ") == "ten chars."
    assert reason_of("x" * MOST_REASON) == "x" * MOST_REASON
    assert reason_of("  ", least=0) == ""
    for told, code in (
        ("nine char", "too_short"),
        ("x" * (MOST_REASON + 1), "too_long"),
        ("x\x00" * 9, "too_short"),
    ):
        with pytest.raises(Refusal) as found:
            reason_of(told)
        assert found.value.code == f"aml.hit.reason_{code}"
