"""Lists of the Union and of the United Nations: every fact that is told, as it is told."""

from __future__ import annotations

from datetime import date

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
from tests.app.aml.lists.reading.lists import EU_COMPANY, EU_ENTITY, UN_ENTITY, UN_PERSON, eu, read, un


def test_an_entry_of_the_union_is_read_with_all_that_it_says() -> None:
    (person, company), reading = read(ListFormat.EU, eu(EU_ENTITY, EU_COMPANY))
    assert (reading.published_on, reading.says_its_date) == (date(2026, 11, 30), True)
    assert reading.problems == []
    given, family = "Joost Maria", "VAN DER MOLEN"
    assert person == ListedEntry(
        key="4711",
        subject=Subject(
            kind=SubjectKind.PERSON,
            names=(
                SubjectName("Abu Molenaar", NameKind.WEAK),
                SubjectName("Joost Maria VAN DER MOLEN", NameKind.MAIN, given, family),
                SubjectName("Йост Ван дер Молен", NameKind.ALIAS, "Йост", "Ван дер Молен"),
                SubjectName("The Miller", NameKind.WEAK),
            ),
            birth_dates=(
                BirthDate(date(1969, 4, 17), date(1969, 4, 17)),
                BirthDate(date(1970, 1, 1), date(1970, 12, 31), about=True),
                BirthDate(date(1968, 1, 1), date(1971, 12, 31)),
                BirthDate(date(1972, 2, 1), date(1972, 2, 29)),
            ),
            countries=("NL", "BE", "MM"),
            identifiers=(
                Identifier(IdentifierKind.PASSPORT, "EB1234567", "NL"),
                Identifier(IdentifierKind.NATIONAL, "69041712345"),
            ),
            sex="male",
        ),
        topics=(Topic.SANCTION,),
        programmes=("UKR", "TAQA"),
        functions=("Head of the Mill",),
        addresses=("Mill Road 3, 11011, Yangon, MYANMAR",),
        remarks="(UNSC RESOLUTION 9999)",
        reference="EU.77.12",
        url="https://eur-lex.example.eu/1",
        listed_on=date(2021, 6, 30),
        other_keys=("QDi.901",),
    )
    assert person.name == "Joost Maria VAN DER MOLEN"
    assert (company.subject.kind, company.name) == (SubjectKind.ORGANISATION, "Molen & Zonen BV")
    assert company.subject.identifiers == (Identifier(IdentifierKind.REGISTRATION, "0123456789", "BE"),)
    assert company.listed_on == date(2020, 1, 31), "the day of designation is told"


def test_an_entry_of_the_united_nations_is_read_with_all_that_it_says() -> None:
    (person, front), reading = read(ListFormat.UN, un(UN_PERSON, UN_ENTITY))
    assert reading.published_on == date(2026, 11, 30), "half past eleven at night is tomorrow in Brussels"
    assert reading.problems == []
    assert person == ListedEntry(
        key="6900001",
        subject=Subject(
            kind=SubjectKind.PERSON,
            names=(
                SubjectName("TEUN PIETER ZONDERLAND"),
                SubjectName("تون زوندرلاند", NameKind.ALIAS),
                SubjectName("Antonius Zonderland", NameKind.ALIAS),
                SubjectName("Toon Zonderland", NameKind.ALIAS),
                SubjectName("Abu Teun", NameKind.WEAK),
            ),
            birth_dates=(
                BirthDate(date(1971, 2, 28), date(1971, 2, 28)),
                BirthDate(date(1972, 1, 1), date(1972, 12, 31)),
                BirthDate(date(1973, 1, 1), date(1973, 12, 31), about=True),
                BirthDate(date(1974, 1, 1), date(1976, 12, 31)),
            ),
            countries=("CD", "SY", "YE"),
            identifiers=(
                Identifier(IdentifierKind.PASSPORT, "OB0243318", "IR"),
                Identifier(IdentifierKind.NATIONAL, "095004"),
            ),
            sex="male",
        ),
        programmes=("Al-Qaida",),
        functions=("General", "Treasurer"),
        addresses=("Souk 12, Sanaa, Yemen",),
        remarks="Nobody. At all.",
        reference="QDi.901",
        listed_on=date(2012, 12, 31),
    )
    assert front.subject == Subject(
        SubjectKind.ORGANISATION,
        (SubjectName("ZONDERLAND FRONT (ZF)"), SubjectName("ZF Trading", NameKind.ALIAS)),
        countries=("KP",),
    )


def test_what_cannot_be_read_of_an_entry_is_left_out_and_told() -> None:
    odd = (
        EU_COMPANY.replace('code="enterprise"', 'code="planet"')
        .replace("0123.456.789", "unknown")
        .replace("</sanctionEntity>", "")
        + '<birthdate year="1390" calendarType="HIJRI"/><citizenship countryDescription="Freedonia"/>'
        + '<birthdate birthdate="1969-02-30"/><citizenship countryIso2Code="CS"/></sanctionEntity>'
    )
    (company,), reading = read(ListFormat.EU, eu(odd))
    assert (company.subject.kind, company.subject.birth_dates, company.subject.countries) == (
        SubjectKind.OTHER,
        (),
        (),
    )
    assert [(one.code, one.value) for one in reading.problems] == [
        (WhyNotRead.KIND, "4712: planet"),
        (WhyNotRead.BIRTH_DATE, "4712: 1390"),
        (WhyNotRead.BIRTH_DATE, "4712: 1969-02-30"),
        (WhyNotRead.COUNTRY, "4712: Freedonia"),
        (WhyNotRead.NUMBER, "4712: unknown"),
    ]
    assert {one.line for one in reading.problems} == {3}


def test_what_an_entry_of_the_union_is_may_be_told_by_its_other_code() -> None:
    (company,), reading = read(ListFormat.EU, eu(EU_COMPANY.replace('code="enterprise"', 'code=""')))
    assert (company.subject.kind, reading.problems) == (SubjectKind.ORGANISATION, [])


def test_an_entry_without_a_name_is_left_out_and_told() -> None:
    nameless = UN_ENTITY.replace(" ZONDERLAND FRONT (ZF)", "-").replace("ZF Trading", " ")
    (person,), reading = read(ListFormat.UN, un(UN_PERSON, nameless))
    assert person.key == "6900001"
    assert [(one.code, one.value) for one in reading.problems] == [(WhyNotRead.NO_NAME, "6900002")]


def test_nobody_has_more_names_than_two_hundred_nor_longer_ones_than_five_hundred_letters() -> None:
    more = "".join(f'<nameAlias wholeName="Molen {at}"/>' for at in range(300))
    long = f'<nameAlias wholeName="{"z" * 600}"/>'
    (company,), reading = read(
        ListFormat.EU, eu(EU_COMPANY.replace("</sanctionEntity>", f"{long}{more}</sanctionEntity>"))
    )
    assert len(company.subject.names) == 200
    assert max(len(one.text) for one in company.subject.names) == 500
    assert [one.code for one in reading.problems] == [WhyNotRead.NAME, WhyNotRead.TOO_MANY]


def test_only_two_hundred_problems_are_told_but_all_are_counted() -> None:
    odd = (
        EU_COMPANY.replace("4712", str(at))
        .replace('"BE"', '"QQ"')
        .replace("</s", '<citizenship countryIso2Code="QQ"/></s')
        for at in range(250)
    )
    found, reading = read(ListFormat.EU, eu(*odd))
    assert (len(found), len(reading.problems), reading.problem_count) == (250, 200, 500)
