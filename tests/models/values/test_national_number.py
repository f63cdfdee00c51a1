from datetime import date

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from models.values import NationalNumber, Sex
from tests.models.values.problems import problem_of, refused


def with_check_digits(nine: str, century: int = 1900) -> str:
    return f"{nine}{97 - int(('2' if century == 2000 else '') + nine) % 97:02}"


def number_of(born: date, serial: int, added_to_month: int = 0) -> str:
    nine = f"{born:%y}{born.month + added_to_month:02}{born:%d}{serial:03}"
    return with_check_digits(nine, born.year // 100 * 100)


births = st.dates(min_value=date(1900, 1, 1), max_value=date(2025, 12, 31))
serials = st.integers(1, 998)


@pytest.mark.parametrize(
    "typed",
    [
        "85073003328",
        "85.07.30-033.28",
        "85 07 30 033 28",
        " 85.07.30\u2013033.28\t",
        "850730/033-28",
        "850730-033-28",
    ],
)
def test_a_number_is_read_however_it_is_pasted(typed):
    assert NationalNumber.parse(typed).digits == "85073003328"


def test_a_number_is_shown_as_on_the_card():
    assert str(NationalNumber.parse("85073003328")) == "85.07.30-033.28"


@pytest.mark.trust("National numbers")
@pytest.mark.parametrize(
    ("digits", "masked"), [("85073003328", "85.07.30-***.**"), ("85273003470", "85.27.30-***.**")]
)
def test_a_masked_number_keeps_only_the_birth_part(digits, masked):
    assert NationalNumber(digits).masked() == masked


@pytest.mark.trust("National numbers")
def test_a_number_that_ends_up_in_a_log_is_masked():
    number = NationalNumber("85073003328")

    assert repr(number) == "NationalNumber('85.07.30-***.**')"
    assert "033" not in f"{[number]} { ({'who': number}) } {number!r}"


@given(births, serials)
def test_a_national_number_tells_birth_date_and_sex(born, serial):
    number = NationalNumber(number_of(born, serial))

    assert (number.birth_date, number.birth_year) == (born, born.year)
    assert number.sex is (Sex.MALE if serial % 2 else Sex.FEMALE)
    assert not number.is_bis
    assert NationalNumber.parse(str(number)) == number


@given(births, serials)
def test_a_bis_number_made_with_40_tells_birth_date_and_sex(born, serial):
    number = NationalNumber(number_of(born, serial, added_to_month=40))

    assert number.is_bis
    assert number.birth_date == born
    assert number.sex is (Sex.MALE if serial % 2 else Sex.FEMALE)


@given(births, serials)
def test_a_bis_number_made_with_20_does_not_tell_the_sex(born, serial):
    number = NationalNumber(number_of(born, serial, added_to_month=20))

    assert number.is_bis
    assert number.birth_date == born
    assert number.sex is None


@pytest.mark.parametrize(
    ("nine", "century", "year"),
    [
        ("850000001", 1900, 1985),  # neither month nor day known
        ("850700001", 1900, 1985),  # day not known
        ("850735001", 1900, 1985),  # a day past the month's end stands for an unknown one
        ("852000001", 1900, 1985),  # BIS, sex not known
        ("854000001", 1900, 1985),  # BIS
        ("000000001", 2000, 2000),
        ("000001001", 1900, None),  # the made-up day for who knows nothing
        ("000001001", 2000, None),
        ("002001001", 1900, None),
    ],
)
def test_an_unknown_birth_date_stays_unknown(nine, century, year):
    number = NationalNumber(with_check_digits(nine, century))

    assert number.birth_date is None
    assert number.birth_year == year


@pytest.mark.parametrize(
    ("nine", "century", "born"),
    [
        ("000101001", 2000, date(2000, 1, 1)),
        ("000101001", 1900, date(1900, 1, 1)),
        ("991231997", 1900, date(1999, 12, 31)),
    ],
)
def test_the_check_digits_tell_the_century(nine, century, born):
    assert NationalNumber(with_check_digits(nine, century)).birth_date == born


def test_nobody_is_born_in_a_year_still_to_come():
    with refused("national_number.check_digits"):
        NationalNumber(with_check_digits("991231997", 2000))


@pytest.mark.parametrize(
    ("typed", "code"),
    [
        ("", "national_number.length"),
        ("8507300332", "national_number.length"),
        ("850730033281", "national_number.length"),
        ("8" * 5000, "national_number.length"),
        ("85.07.30-033.2O", "national_number.characters"),
        ("85.07.30_033.28", "national_number.characters"),
        ("85.07.30-***.**", "national_number.characters"),
        ("٨٥٠٧٣٠٠٣٣٢٨", "national_number.characters"),
        ("85.07.30-033.29", "national_number.check_digits"),
        ("00000000000", "national_number.check_digits"),
        (with_check_digits("851330001"), "national_number.date"),
        (with_check_digits("853330001"), "national_number.date"),
        (with_check_digits("855330001"), "national_number.date"),
        (with_check_digits("856730001"), "national_number.date"),
        (with_check_digits("859930001"), "national_number.date"),
    ],
)
def test_each_way_of_being_wrong_is_a_problem_of_its_own(typed, code):
    with refused(code):
        NationalNumber.parse(typed)


@pytest.mark.parametrize("month", ["12", "32", "52"])
def test_december_is_the_last_month_of_every_kind_of_number(month):
    assert NationalNumber(with_check_digits(f"85{month}30001")).birth_date == date(1985, 12, 30)


def test_a_wrong_length_tells_how_many_digits_there_are():
    with refused("national_number.length") as problem:
        NationalNumber.parse("85.07.30-033.2")
    assert problem.value.facts == {"expected": "11", "found": "10"}


@given(births, serials, st.integers(0, 10), st.integers(1, 9))
def test_one_wrong_digit_is_always_seen(born, serial, place, shift):
    right = number_of(born, serial)
    wrong = f"{right[:place]}{(int(right[place]) + shift) % 10}{right[place + 1 :]}"
    centuries = {with_check_digits(wrong[:9], century) for century in (1900, 2000)}
    assume(wrong not in centuries)  # the other century's check digits may happen to fit

    with refused("national_number.check_digits"):
        NationalNumber(wrong)


@pytest.mark.trust("National numbers")
@given(st.from_regex(r"[0-9]{9,12}|[0-9]{2}\.[0-9]{2}\.[0-9]{2}-[0-9]{3}\.[0-9]{2}", fullmatch=True))
def test_no_problem_repeats_what_was_typed(typed):
    problem = problem_of(NationalNumber.parse, typed)

    assert problem is None or typed not in f"{problem} {problem.facts} {problem.args}"
    assert problem is None or sum(map(str.isdigit, "".join(problem.facts.values()))) <= 6


@given(st.text(max_size=300))
def test_any_text_is_a_number_or_a_problem(text):
    problem = problem_of(NationalNumber.parse, text)

    assert problem is None or problem.code.startswith("national_number.")
