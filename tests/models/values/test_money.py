from decimal import Decimal

import pytest
from babel.numbers import format_currency
from hypothesis import given
from hypothesis import strategies as st

from models.values import NOTHING, Money, euro, gross_of, net_of, rounded, vat_of
from tests.models.values.problems import problem_of, refused

amounts = st.decimals(
    min_value=Decimal("-99999999999.99"), max_value=Decimal("99999999999.99"), places=2, allow_nan=False
).map(Money)


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("1.234,50", "1234.50"),
        ("1 234,50 €", "1234.50"),
        ("1\u202f234,50\u00a0€", "1234.50"),
        ("€ 1.234,50", "1234.50"),
        ("1234.50", "1234.50"),
        ("1,234.50", "1234.50"),
        ("EUR 1234,5", "1234.50"),
        ("12 euro", "12.00"),
        ("1.234", "1234.00"),
        ("1.234.567", "1234567.00"),
        ("1,234,567", "1234567.00"),
        ("50", "50.00"),
        ("50,", "50.00"),
        ("0,05", "0.05"),
        ("-0,00", "0.00"),
        ("- 12,50", "-12.50"),
        ("€ \u221212,50", "-12.50"),
        ("999.999.999.999,99", "999999999999.99"),
    ],
)
def test_an_amount_is_read_as_a_belgian_types_it(typed, meant):
    assert str(Money.parse(typed)) == meant


@pytest.mark.parametrize(
    ("typed", "code"),
    [
        ("", "money.empty"),
        (" \u00a0 ", "money.empty"),
        ("€", "money.characters"),
        ("twaalf", "money.characters"),
        ("12€50", "money.characters"),
        ("12 50", "money.characters"),
        ("1.234.50", "money.characters"),
        ("1.23.45", "money.characters"),
        ("1.234 567", "money.characters"),
        ("--5", "money.characters"),
        ("-€ -5", "money.characters"),
        ("5-", "money.characters"),
        ("$ 5", "money.characters"),
        ("1e3", "money.characters"),
        ("NaN", "money.characters"),
        ("٥", "money.characters"),
        ("12,345,", "money.characters"),
        ("0,005", "money.decimals"),
        ("0.500", "money.decimals"),
        ("1234.567", "money.decimals"),
        ("1.234,567", "money.decimals"),
        ("1,2345 €", "money.decimals"),
        ("1,234", "money.ambiguous"),
        ("1000000000000", "money.too_large"),
        ("9" * 41, "money.too_large"),
    ],
)
def test_what_is_not_plainly_an_amount_is_refused(typed, code):
    with refused(code):
        Money.parse(typed)


@given(amounts, st.sampled_from(["nl_BE", "fr_BE", "en_BE", "de_BE", "nl", "fr", "en"]))
def test_an_amount_as_our_screens_show_it_is_read_back(amount, locale):
    assert Money.parse(format_currency(amount.euro, "EUR", locale=locale)) == amount


@given(amounts)
def test_an_amount_has_two_decimals_and_reads_back(amount):
    assert str(amount)[-3] == "."
    assert Money.parse(str(amount)) == amount


@given(st.text(max_size=60))
def test_any_text_is_an_amount_or_a_problem(text):
    problem = problem_of(Money.parse, text)

    assert problem is None or problem.code.startswith("money.")


@pytest.mark.parametrize("amount", [Decimal("0.001"), Decimal("-1.005")])
def test_part_of_a_cent_is_never_dropped_in_silence(amount):
    with refused("money.decimals"):
        euro(amount)


@pytest.mark.parametrize("amount", [Decimal(10) ** 12, Decimal("-1e12"), Decimal("inf"), Decimal("nan")])
def test_what_the_database_cannot_hold_is_no_amount(amount):
    with refused("money.too_large"):
        euro(amount)
    with refused("money.too_large"):
        rounded(amount)


@pytest.mark.parametrize("amount", [1.5, True, None])
def test_a_float_never_becomes_money(amount):
    with pytest.raises(TypeError):
        euro(amount)
    with pytest.raises(TypeError):
        Money(amount)


@pytest.mark.parametrize(
    ("exact", "cents"),
    [
        ("0.004", "0.00"),
        ("0.005", "0.01"),
        ("1.005", "1.01"),
        ("1.0149999", "1.01"),
        ("1.015", "1.02"),
        ("-0.005", "-0.01"),
        ("-0.004", "0.00"),
        ("999999999999.994", "999999999999.99"),
    ],
)
def test_half_a_cent_is_rounded_up_away_from_zero(exact, cents):
    assert str(rounded(Decimal(exact))) == cents


def test_rounding_up_past_the_largest_amount_is_refused():
    with refused("money.too_large"):
        rounded(Decimal("999999999999.995"))


@given(st.decimals(min_value=-1000, max_value=1000, places=6))
def test_a_reversal_rounds_to_the_mirror_of_its_original(exact):
    assert rounded(-exact) == -rounded(exact)


@given(amounts, amounts)
def test_what_is_added_can_be_taken_away(one, other):
    assert one + other - other == one
    assert one - one == NOTHING
    assert (one < other) == (one.euro < other.euro)
    assert abs(one) == (one if one >= NOTHING else -one)


@given(st.lists(amounts, max_size=5))
def test_amounts_add_up_from_nothing(several):
    assert sum(several, NOTHING).euro == sum((amount.euro for amount in several), Decimal(0))


def test_equal_amounts_are_one_key_however_written():
    assert {euro("1,5"), euro("1.50"), euro(Decimal("1.500")), euro(Decimal("15e-1"))} == {Money(Decimal("1.5"))}


def test_an_amount_is_taken_a_whole_number_of_times():
    assert 3 * euro("0,35") == euro("0,35") * 3 == euro("1,05")


@pytest.mark.parametrize("other", [1, Decimal(1), 1.0, "1"])
def test_an_amount_adds_and_compares_only_with_an_amount(other):
    with pytest.raises(TypeError):
        euro(1) + other
    with pytest.raises(TypeError):
        euro(1) - other
    with pytest.raises(TypeError):
        _ = euro(1) < other
    assert euro(1) != other


@pytest.mark.parametrize("times", [0.5, Decimal("0.5"), True])
def test_part_of_an_amount_is_made_by_rounding_in_so_many_words(times):
    with pytest.raises(TypeError):
        euro(1) * times


def test_nothing_is_false_and_a_cent_is_true():
    assert not NOTHING
    assert euro("0,01")


@pytest.mark.parametrize(
    ("net", "vat", "gross"),
    [("37,00", "7,77", "44,77"), ("0,02", "0,00", "0,02"), ("0,03", "0,01", "0,04"), ("0,50", "0,11", "0,61")],
)
def test_vat_of_21_percent_is_rounded_half_up(net, vat, gross):
    assert vat_of(euro(net), Decimal(21)) == euro(vat)
    assert gross_of(euro(net), Decimal(21)) == euro(gross)


@given(amounts, st.sampled_from([Decimal(0), Decimal(6), Decimal(12), Decimal(21)]))
def test_the_net_amount_is_found_back_from_the_gross(net, rate):
    assert net_of(gross_of(net, rate), rate) == net
