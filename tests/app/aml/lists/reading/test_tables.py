"""The Belgian list, and both forms of OpenSanctions: every fact that is told, as it is told."""

from __future__ import annotations

import json
from datetime import date
from typing import Any

from app.aml.lists.reading import WhyNotRead
from models.values import (
    BirthDate,
    Identifier,
    IdentifierKind,
    ListedEntry,
    ListFormat,
    NameKind,
    Subject,
    SubjectKind,
    SubjectName,
    Topic,
)
from tests.app.aml.lists.reading.lists import (
    BELGIUM_COMPANY,
    BELGIUM_PERSON,
    ENTITY,
    TARGETS_PERSON,
    TARGETS_VESSEL,
    belgium,
    entities,
    read,
    targets,
)


def test_a_row_of_the_belgian_list_is_read_with_all_that_it_says() -> None:
    (person, company), reading = read(ListFormat.BELGIUM, belgium(BELGIUM_PERSON, BELGIUM_COMPANY))
    assert (reading.published_on, reading.says_its_date) == (date(2021, 7, 1), False)
    assert reading.problems == []
    assert person == ListedEntry(
        key=person.key,
        subject=Subject(
            kind=SubjectKind.PERSON,
            names=(
                SubjectName("Lieven Droogenbroodt", NameKind.MAIN, "Lieven", "Droogenbroodt"),
                SubjectName("Droogenbroodt L.", NameKind.ALIAS),
            ),
            birth_dates=(
                BirthDate(date(1968, 7, 16), date(1968, 7, 16)),
                BirthDate(date(1969, 1, 1), date(1969, 12, 31)),
            ),
            countries=("BE",),
            identifiers=(
                Identifier(IdentifierKind.PASSPORT, "EB123456"),
                Identifier(IdentifierKind.IDENTITY_CARD, "02800443"),
            ),
            sex="male",
        ),
        programmes=("BE",),
        functions=("Bakker",),
        remarks="Zonder meer · KB 2021/77",
        listed_on=date(2021, 6, 30),
    )
    assert (company.subject.kind, company.name) == (SubjectKind.ORGANISATION, "Bakkerij Droogenbroodt NV")


def test_a_belgian_entry_keeps_its_key_when_it_changes_and_homonyms_have_their_own() -> None:
    (first,), _ = read(ListFormat.BELGIUM, belgium(BELGIUM_PERSON))
    changed = BELGIUM_PERSON.replace("Bakker", "Slager").replace("Gent", "Brugge")
    homonym = BELGIUM_PERSON.replace("16-07-68", "17-07-68")
    twin = BELGIUM_PERSON.replace("EB123456", "EB999999")
    found, _ = read(ListFormat.BELGIUM, belgium(changed, BELGIUM_COMPANY, homonym, twin, twin))
    assert [one.key == first.key for one in found] == [True, False, False, False]
    assert found[3].key == f"{first.key}-2"


def test_a_row_of_targets_is_read_with_all_that_it_says() -> None:
    (person, vessel), reading = read(ListFormat.TARGETS, targets(TARGETS_PERSON, TARGETS_VESSEL))
    assert reading.published_on == date(2026, 11, 29), "the latest change, not when it was last seen"
    assert reading.problems == []
    assert person == ListedEntry(
        key="NK-1",
        subject=Subject(
            kind=SubjectKind.PERSON,
            names=(
                SubjectName("Joost van der Molen"),
                SubjectName("Йост Ван дер Молен", NameKind.ALIAS),
                SubjectName("Molen; the elder", NameKind.ALIAS),
            ),
            birth_dates=(
                BirthDate(date(1969, 4, 17), date(1969, 4, 17)),
                BirthDate(date(1970, 1, 1), date(1970, 12, 31)),
                BirthDate(date(1971, 2, 1), date(1971, 2, 28)),
            ),
            countries=("NL", "UA"),
            identifiers=(
                Identifier(IdentifierKind.OTHER, "EB1234567"),
                Identifier(IdentifierKind.OTHER, "0123"),
            ),
        ),
        programmes=("EU-UKR", "UN-SC"),
        addresses=("Mill Road 3, Yangon",),
        remarks="UKR; 2022 - freeze · UN - 1267",
        listed_on=date(2021, 6, 30),
    )
    assert vessel.subject == Subject(
        SubjectKind.VESSEL,
        (SubjectName("MILL STAR"),),
        identifiers=(Identifier(IdentifierKind.VESSEL, "9422964"),),
    )
    assert (vessel.topics, vessel.programmes) == ((Topic.OTHER,), ("Shipping",))


def test_an_entity_is_read_with_all_that_it_says() -> None:
    (person,), reading = read(ListFormat.ENTITIES, entities(ENTITY))
    assert (reading.published_on, reading.problems) == (date(2026, 11, 27), [])
    assert person == ListedEntry(
        key="Q1",
        subject=Subject(
            kind=SubjectKind.PERSON,
            names=(
                SubjectName("Nadia Zonderland", NameKind.MAIN, "Nadia", "Zonderland"),
                SubjectName("نادية زوندرلاند", NameKind.ALIAS),
                SubjectName("N. Zonderland", NameKind.ALIAS),
                SubjectName("Abla", NameKind.WEAK),
            ),
            birth_dates=(BirthDate(date(1974, 1, 1), date(1974, 12, 31)),),
            countries=("BE", "MA", "GB"),
            identifiers=(
                Identifier(IdentifierKind.PASSPORT, "EK991"),
                Identifier(IdentifierKind.TAX, "770123456789"),
            ),
            sex="female",
        ),
        topics=(Topic.PEP, Topic.SANCTION),
        programmes=("EU-UKR",),
        functions=("Minister of Mills",),
        addresses=("Mill Road 4",),
        remarks="Invented.",
        url="https://example.org/nadia",
        listed_on=date(2023, 2, 3),
        other_keys=("eu-fsf-1",),
    )


def _of(schema: str, *topics: str, **more: Any) -> dict[str, Any]:
    made = {"id": f"{schema}-{topics}", "schema": schema, "caption": "Molen", "properties": {"name": ["Molen"]}}
    return made | {"properties": {"name": ["Molen"], "topics": list(topics)}} | more


def test_only_subjects_with_a_reason_are_entries() -> None:
    found, _ = read(
        ListFormat.ENTITIES,
        entities(
            _of("Person", "role.rca"),
            _of("Person"),
            _of("Family", "role.rca"),
            _of("Address"),
            _of("Passport"),
            _of("Sanction"),
            _of("PublicBody", "gov.national"),
            _of("Company", "crime.fin"),
            _of("LegalEntity", "sanction"),
            _of("Airplane", "sanction.linked"),
            _of("Vessel", target=True),
        ),
    )
    assert [(one.subject.kind, one.topics) for one in found] == [
        (SubjectKind.PERSON, (Topic.CLOSE_TO_PEP,)),
        (SubjectKind.ORGANISATION, (Topic.OTHER,)),
        (SubjectKind.OTHER, (Topic.SANCTION,)),
        (SubjectKind.OTHER, (Topic.OTHER,)),
        (SubjectKind.VESSEL, (Topic.OTHER,)),
    ]


def test_values_of_a_strange_kind_are_no_facts() -> None:
    odd = ENTITY["properties"] | {"alias": [1, None, {"x": "y"}, "Zus\u202e\x00  ter\ud800"], "gender": "female"}
    content = json.dumps(ENTITY | {"properties": odd}).encode()
    (person,), reading = read(ListFormat.ENTITIES, content)
    assert SubjectName("Zus ter", NameKind.ALIAS) in person.subject.names
    assert reading.problems == []


def test_facts_that_cannot_be_read_are_told_with_their_line() -> None:
    rows = (
        TARGETS_PERSON.replace("1970", "197O").replace('"nl;', '"xq;'),
        TARGETS_VESSEL.replace("MILL STAR", ""),
    )
    (person,), reading = read(ListFormat.TARGETS, targets(*rows))
    assert len(person.subject.birth_dates) == 2
    assert [(one.line, one.code, one.value) for one in reading.problems] == [
        (2, WhyNotRead.BIRTH_DATE, "NK-1: 197O"),
        (2, WhyNotRead.COUNTRY, "NK-1: xq"),
        (3, WhyNotRead.NO_NAME, "NK-2"),
    ]
    row = BELGIUM_COMPANY.replace("01-07-21", "in July").replace("enterprise;Bakkerij Droogenbroodt NV", "person;")
    odd = BELGIUM_PERSON.replace("30-06-21", "31-06-21")
    (_,), reading = read(ListFormat.BELGIUM, belgium(odd, row))
    assert [one.code for one in reading.problems] == [WhyNotRead.DAY, WhyNotRead.NO_NAME]
