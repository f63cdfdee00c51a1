"""Dates, countries, numbers and text as lists write them."""

from __future__ import annotations

from datetime import date

import pytest

from app.aml.lists.reading.countries import country_of
from app.aml.lists.reading.dates import between, birth_date, birth_date_in, day_in, day_of_moment, number_in
from app.aml.lists.reading.numbers import european_kind, identifier
from app.aml.lists.reading.seen import Seen
from app.aml.lists.reading.text import line_of, lines_of, page_of
from models.values import BirthDate, Identifier, IdentifierKind


def _born(first: str, last: str = "", about: bool = False) -> BirthDate:
    return BirthDate(date.fromisoformat(first), date.fromisoformat(last or first), about)


@pytest.mark.parametrize(
    ("written", "born"),
    [
        ("1969-04-17", _born("1969-04-17")),
        ("1969-04-17T00:00:00", _born("1969-04-17")),
        ("1969-04-17+01:00", _born("1969-04-17")),
        ("1969-04", _born("1969-04-01", "1969-04-30")),
        ("1969-12", _born("1969-12-01", "1969-12-31")),
        ("1972-2", _born("1972-02-01", "1972-02-29")),
        ("1969", _born("1969-01-01", "1969-12-31")),
        ("1969-00-00", _born("1969-01-01", "1969-12-31")),
        ("1969-04-00", _born("1969-04-01", "1969-04-30")),
        ("17-04-1969", _born("1969-04-17")),
        ("17/4/1969", _born("1969-04-17")),
        ("04-1969", _born("1969-04-01", "1969-04-30")),
        ("00-00-1969", _born("1969-01-01", "1969-12-31")),
        ("circa 1969", _born("1969-01-01", "1969-12-31", about=True)),
        ("ca. 1969", _born("1969-01-01", "1969-12-31", about=True)),
        ("Approximately 1969-04", _born("1969-04-01", "1969-04-30", about=True)),
        ("1969 - 1971", _born("1969-01-01", "1971-12-31")),
        ("between 1969 and 1971", _born("1969-01-01", "1971-12-31")),
        ("1500", _born("1500-01-01", "1500-12-31")),
        ("2100-12-31", _born("2100-12-31")),
    ],
)
def test_a_birth_date_is_as_much_as_is_known_of_it(written: str, born: BirthDate) -> None:
    assert birth_date_in(written) == born


@pytest.mark.parametrize(
    "written",
    [
        *("", "unknown", "1499", "2101", "1390-04-17", "1969-13", "1969-02-29", "1969-00-17", "31-06-1969"),
        *("1971 - 1969", "1900 - 1969", "1969-04-17-18", "١٩٦٩", "19690417", "1969?", "9" * 400),
    ],
)
def test_what_is_no_date_is_none(written: str) -> None:
    assert birth_date_in(written) is None


@pytest.mark.parametrize(
    ("written", "published", "year"),
    [
        ("16-07-68", "2021-06-30", 1968),
        ("16-07-11", "2021-06-30", 2011),
        ("16-07-12", "2021-06-30", 1912),
        ("16-07-00", "2021-06-30", 2000),
        ("16-07-10", None, 2010),
        ("16-07-11", None, 1911),
    ],
)
def test_two_digits_are_the_last_year_in_which_one_was_ten_when_it_was_published(
    written: str, published: str | None, year: int
) -> None:
    told = birth_date_in(written, date.fromisoformat(published) if published else None)
    assert told == _born(f"{year}-07-16")


def test_parts_that_do_not_fit_make_no_date() -> None:
    assert birth_date(1969, 0, 17) is None
    assert birth_date(1969, -1) is None
    assert birth_date(-1) is None
    assert between(1930, 1970) == _born("1930-01-01", "1970-12-31")
    assert between(1929, 1970) is None


@pytest.mark.parametrize(
    ("written", "number"), [("1969", 1969), ("", 0), (None, 0), (" 7 ", 7), ("12345", -1), ("-1", -1), ("²", -1)]
)
def test_a_number_has_four_digits_at_most(written: str | None, number: int) -> None:
    assert number_in(written) == number


@pytest.mark.parametrize(
    ("written", "day"),
    [
        ("2026-11-30", "2026-11-30"),
        ("2026-11-30T23:59:59", "2026-11-30"),
        ("30-11-26", "2026-11-30"),
        ("30-11-2026", "2026-11-30"),
        ("2026-11", None),
        ("31-11-26", None),
        ("", None),
        (None, None),
    ],
)
def test_a_day_is_whole_or_none(written: str | None, day: str | None) -> None:
    assert day_in(written) == (date.fromisoformat(day) if day else None)


def test_a_moment_is_of_the_day_it_is_in_brussels() -> None:
    assert day_of_moment("2026-11-29T23:30:04.988Z") == date(2026, 11, 30)
    assert day_of_moment("2026-11-30T06:00:00.000+01:00") == date(2026, 11, 30)
    assert day_of_moment("2026-11-30T23:30:00") == date(2026, 11, 30)
    assert day_of_moment("2026-11-30") == date(2026, 11, 30)
    for odd in ("", None, "yesterday", "2026-11-31", "0001-01-01T00:00:00+14:00"):
        assert day_of_moment(odd) is None


@pytest.mark.parametrize(
    ("written", "code"),
    [
        *(("BE", "BE"), ("be", "BE"), ("BEL", "BE"), ("Belgium", "BE"), ("BELGIUM", "BE"), ("België", "BE")),
        *(("Belgique", "BE"), ("no", "NO"), ("NA", "NA"), ("UK", "GB"), ("EL", "GR"), ("st", "ST"), ("xk", "XK")),
        *(
            ("gb-sct", "GB"),
            ("ua-cri", "UA"),
            ("DRC", "CD"),
            ("Zaire", "CD"),
            ("zr", "CD"),
            ("asia", None),
            ("tptl", "TL"),
        ),
        ("Iran (Islamic Republic of)", "IR"),
        ("IRAN, ISLAMIC REPUBLIC OF", "IR"),
        ("Democratic People's Republic of Korea", "KP"),
        ("Democratic People’s Republic of Korea", "KP"),
        ("Republic of Korea", "KR"),
        ("Democratic Republic of the Congo", "CD"),
        ("Congo", "CG"),
        ("Côte d'Ivoire", "CI"),
        ("Cote d’Ivoire", "CI"),
        ("The Gambia", "GM"),
        ("Türkiye", "TR"),
        ("TURKEY", "TR"),
        ("Bosnia and Herzegovina", "BA"),
        ("St. Kitts & Nevis", "KN"),
        ("Saint Vincent and the Grenadines", "VC"),
        ("East Timor", "TL"),
        ("Palestinian Territory, Occupied", "PS"),
        ("Libyan Arab Jamahiriya", "LY"),
        ("Myanmar", "MM"),
        ("United States of America", "US"),
        ("", ""),
        *(("00", ""), ("UNKNOWN", ""), ("zz", ""), ("eu", ""), ("suhh", ""), ("CS", ""), ("YUG", ""), ("n/a", "")),
        *(
            ("Freedonia", None),
            ("Q", None),
            ("qq", None),
            ("12", None),
            ("be-", "BE"),
            ("La Paz", None),
            ("al-Quds", None),
            ("z" * 5_000, None),
        ),
    ],
)
def test_a_country_is_known_by_its_code_or_its_name(written: str, code: str | None) -> None:
    assert country_of(written) == code


@pytest.mark.parametrize(
    ("written", "code"),
    [
        ("CONGO, Democratic Republic of (was Zaire)", "CD"),
        ("Congo, Republic of the", "CG"),
        ("KOREA, DEMOCRATIC PEOPLE'S REPUBLIC OF (was North Korea)", "KP"),
        ("Korea, Republic of", "KR"),
        ("MACEDONIA, The former Yugoslav Republic of", "MK"),
        ("Bolivia (Plurinational State of)", "BO"),
        ("Bolivarian Republic of Venezuela", "VE"),
        ("Micronesia (Federated States of)", "FM"),
        ("Netherlands (Kingdom of the)", "NL"),
        ("Republic of the Union of Myanmar", "MM"),
        ("BURMA/MYANMAR", "MM"),
        ("People's Republic of China", "CN"),
        ("Taiwan, Province of China", "TW"),
        ("Republic of China", "TW"),
        ("United Republic of Tanzania", "TZ"),
        ("Republic of Moldova", "MD"),
        ("Moldova, Republic of", "MD"),
        ("State of Palestine", "PS"),
        ("United Kingdom of Great Britain and Northern Ireland", "GB"),
        ("United Arab Emirates", "AE"),
        ("Republic of Freedonia", None),
        *(("Viet Nam", "VN"), ("Holy See", "VA"), ("Cabo Verde", "CV"), ("Central African Republic", "CF")),
        *(("Niger", "NE"), ("Guinea-Bissau", "GW"), ("Guinea Bissau", "GW"), ("Czech Republic", "CZ")),
        *(("Dominica", "DM"), ("Dominican Republic", "DO"), ("Sudan", "SD")),
    ],
)
def test_a_country_is_known_however_a_list_names_its_kind_of_state(written: str, code: str | None) -> None:
    assert country_of(written) == code


@pytest.mark.parametrize(
    ("written", "number"),
    [
        ("EB 12-34.567", "EB1234567"),
        ("0123456 (passport-National passport) [expired]", "0123456"),
        ("٠١٢٣", "0123"),
        ("ａｂ１２", "AB12"),
        ("СМ 123", "СМ123"),
        ("Cedula No. 80413253 ", "80413253"),
        ("SSN 156-92-9858", "156929858"),
        ("Passport number: EB 12", "EB12"),
        ("NOR 123", "NOR123"),
        ("No", None),
        ("12", None),
        ("unknown", None),
        ("(12345)", None),
        ("1" * 60, "1" * 60),
        ("1" * 61, None),
    ],
)
def test_a_number_is_its_letters_and_digits(written: str, number: str | None) -> None:
    found = identifier(IdentifierKind.OTHER, written)
    assert (found.number if found else None) == number


def test_the_number_of_a_ship_is_the_same_with_and_without_its_letters() -> None:
    for written in ("IMO 9422964", "IMO9422964", "9422964"):
        assert identifier(IdentifierKind.VESSEL, written) == Identifier(IdentifierKind.VESSEL, "9422964")


def test_a_number_is_what_its_list_calls_it() -> None:
    assert european_kind(" Passport") is IdentifierKind.PASSPORT
    assert european_kind("NRN") is IdentifierKind.NATIONAL
    assert european_kind("drivinglicence") is IdentifierKind.OTHER
    assert european_kind(None) is IdentifierKind.OTHER


def test_text_is_one_line_without_what_controls_a_screen() -> None:
    assert line_of(" a\r\n\tb\u00a0\u2003c\x00\x1b\u202e\u200b\ufeff\ud800d ") == "a b cd"
    assert line_of("ستاره\u200cپور") == "ستاره\u200cپور"
    assert line_of("x" * 600) == "x" * 500
    assert line_of(None) == ""
    assert lines_of(["a", " a", "", None, "b", "c"], 2) == ["a", "b"]


def test_only_an_address_of_the_web_is_one() -> None:
    assert page_of(" https://a.example/b ") == "https://a.example/b"
    for odd in ("javascript:alert(1)", "ftp://a.example", "https://a.example/b c", "https://" + "a" * 1_000, None):
        assert page_of(odd) == ""


def test_a_million_keys_are_not_forgotten_and_take_little() -> None:
    seen = Seen()
    for number in range(50_000):
        assert seen.put(hash(f"key {number}"), number) is None
    assert [seen.get(hash(f"key {number}")) for number in (0, 1, 49_999, 50_000)] == [0, 1, 49_999, None]
    assert seen.put(hash("key 7"), -1) == 7
    assert seen.get(hash("key 7")) == (1 << 64) - 1
    assert seen.put(0, 3) is None
    assert seen.get(0) == 3
