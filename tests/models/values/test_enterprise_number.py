import pytest
from hypothesis import given
from hypothesis import strategies as st
from stdnum.be import vat

from models.values import EnterpriseNumber, EstablishmentNumber
from tests.models.values.problems import problem_of, refused


def with_check_digits(eight: int) -> str:
    return f"{eight:08}{97 - eight % 97:02}"


@pytest.mark.parametrize(
    "typed",
    [
        "0403019261",
        "0403.019.261",
        "BE 0403.019.261",
        "be0403019261",
        "BE403019261",
        "403.019.261",
        "BTW BE 0403 019 261",
        "TVA: BE-0403-019-261",
    ],
)
def test_an_enterprise_number_is_read_however_it_is_pasted(typed):
    assert EnterpriseNumber.parse(typed).digits == "0403019261"


def test_an_enterprise_number_is_shown_with_dots_and_as_vat_number():
    number = EnterpriseNumber("0123456749")

    assert str(number) == number.masked() == "0123.456.749"
    assert number.vat == "BE0123456749"


def test_an_establishment_number_is_shown_with_dots():
    number = EstablishmentNumber.parse("2 123 456 791")

    assert (str(number), number.digits) == ("2.123.456.791", "2123456791")


@given(st.integers(0, 19_999_999))
def test_an_enterprise_number_begins_with_0_or_1(eight):
    number = EnterpriseNumber(with_check_digits(eight))

    assert EnterpriseNumber.parse(str(number)) == EnterpriseNumber.parse(number.vat) == number
    with refused("establishment_number.first_digit"):
        EstablishmentNumber(number.digits)


@given(st.integers(20_000_000, 89_999_999))
def test_an_establishment_number_begins_with_2_to_8(eight):
    number = EstablishmentNumber(with_check_digits(eight))

    assert EstablishmentNumber.parse(str(number)) == number
    with refused("enterprise_number.first_digit"):
        EnterpriseNumber(number.digits)


def test_no_number_of_the_register_begins_with_9():
    with refused("establishment_number.first_digit"):
        EstablishmentNumber(with_check_digits(90_000_000))


@pytest.mark.parametrize(
    ("typed", "code"),
    [
        ("", "enterprise_number.length"),
        ("BE", "enterprise_number.characters"),
        ("04030192", "enterprise_number.length"),
        ("04030192610", "enterprise_number.length"),
        ("0" * 5000, "enterprise_number.length"),
        ("NL0403019261", "enterprise_number.characters"),
        ("0403.019.26l", "enterprise_number.characters"),
        ("2123456791", "enterprise_number.first_digit"),
        ("0403019262", "enterprise_number.check_digits"),
        ("0403091261", "enterprise_number.check_digits"),
    ],
)
def test_each_way_of_being_wrong_is_a_problem_of_its_own(typed, code):
    with refused(code):
        EnterpriseNumber.parse(typed)


@given(st.integers(0, 19_999_999), st.integers(0, 99))
def test_only_one_pair_of_check_digits_is_right(eight, pair):
    right = with_check_digits(eight)
    if right == f"{eight:08}{pair:02}":
        assert EnterpriseNumber(right).digits == right
    else:
        with refused("enterprise_number.check_digits"):
            EnterpriseNumber(f"{eight:08}{pair:02}")


@pytest.mark.parametrize("digits", ["0100006998", "0100007000"])
def test_check_digits_that_only_fit_modulo_97_are_refused(digits):
    assert vat.is_valid(digits)
    with refused("enterprise_number.check_digits"):
        EnterpriseNumber(digits)


@given(st.text(max_size=60), st.sampled_from([EnterpriseNumber, EstablishmentNumber]))
def test_any_text_is_a_number_or_a_problem(text, kind):
    problem = problem_of(kind.parse, text)

    assert problem is None or problem.code.partition(".")[0] in {"enterprise_number", "establishment_number"}
