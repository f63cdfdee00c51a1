import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.values import Iban
from tests.models.values.problems import problem_of, refused


@pytest.mark.parametrize(
    "typed",
    [
        "BE68539007547034",
        "BE68 5390 0754 7034",
        "be68-5390-0754-7034",
        "IBAN: BE68 5390 0754 7034",
        "BE68.5390.0754.7034",
    ],
)
def test_an_account_is_read_however_it_is_pasted(typed):
    assert Iban.parse(typed).digits == "BE68539007547034"


@pytest.mark.parametrize(
    ("digits", "shown", "masked"),
    [
        ("BE68539007547034", "BE68 5390 0754 7034", "BE68 **** **** 7034"),
        ("NO9386011117947", "NO93 8601 1117 947", "NO93 **** ***7 947"),
        ("GB82WEST12345698765432", "GB82 WEST 1234 5698 7654 32", "GB82 **** **** **** **54 32"),
    ],
)
def test_an_account_is_shown_in_fours_and_masked_in_the_middle(digits, shown, masked):
    account = Iban(digits)

    assert (str(account), account.masked()) == (shown, masked)
    assert account.country == digits[:2]


def test_an_account_that_ends_up_in_a_log_is_masked():
    assert repr(Iban("BE68539007547034")) == "Iban('BE68 **** **** 7034')"


@pytest.mark.parametrize(
    ("typed", "code"),
    [
        ("", "iban.length"),
        ("BE685390075470", "iban.length"),
        ("BE68" + "5" * 31, "iban.length"),
        ("BE68" * 1000, "iban.length"),
        ("BE31539007547034000", "iban.check_digits"),
        ("BE68 5390 0754 7035", "iban.check_digits"),
        ("BE68 5390 0754 703é", "iban.characters"),
        ("539007547034000000", "iban.characters"),
        ("ZZ68539007547034", "iban.check_digits"),
    ],
)
def test_each_way_of_being_wrong_is_a_problem_of_its_own(typed, code):
    with refused(code):
        Iban.parse(typed)


def checked(country: str, rest: str) -> str:
    as_number = "".join(str(int(letter, 36)) for letter in f"{rest}{country}00")
    return f"{country}{98 - int(as_number) % 97:02}{rest}"


def test_right_check_digits_do_not_make_a_country():
    with refused("iban.country") as problem:
        Iban(checked("ZZ", "539007547034"))
    assert problem.value.facts == {"country": "ZZ"}


@pytest.mark.parametrize("rest", ["53900754703", "5390075470345", "5390075470A4"])
def test_a_belgian_account_has_twelve_digits_after_its_check_digits(rest):
    with refused("iban.shape") as problem:
        Iban(checked("BE", rest))
    assert problem.value.facts["country"] == "BE"


@given(st.integers(0, 10**12 - 1))
def test_every_belgian_account_with_right_check_digits_is_one(rest):
    digits = checked("BE", f"{rest:012}")

    assert Iban.parse(str(Iban(digits))).digits == digits


@given(st.integers(0, 10**12 - 1), st.integers(0, 99))
def test_only_one_pair_of_check_digits_is_right(rest, pair):
    digits = f"BE{pair:02}{rest:012}"
    if digits != checked("BE", f"{rest:012}"):
        with refused("iban.check_digits"):
            Iban(digits)


def test_check_digits_that_only_fit_modulo_97_are_refused():
    rest = next(f"{n:012}" for n in range(1000) if checked("BE", f"{n:012}")[2:4] == "97")
    with refused("iban.check_digits"):
        Iban(f"BE00{rest}")


@given(st.text(max_size=60))
def test_any_text_is_an_account_or_a_problem(text):
    problem = problem_of(Iban.parse, text)

    assert problem is None or problem.code.startswith("iban.")
