"""Which communication a payment carries, and which it nearly carries."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.wallet.bank_files import communication_of, near_misses, one_digit_wrong
from models.values import StructuredReference
from tests.app.wallet.bank.statements import REFERENCE, payment, references

pytestmark = pytest.mark.trust("Bank file")


@pytest.mark.parametrize(
    ("structured", "text", "expected"),
    [
        (REFERENCE, "", REFERENCE),
        (REFERENCE, "000/0000/00101", REFERENCE),
        (None, "mededeling 010/8068/17183 dank", REFERENCE),
        (None, "010806817183 010806817183", REFERENCE),
        (None, "010806817183 000000000101", None),
        (None, "010/8068/17184", None),
        (None, "", None),
    ],
)
def test_the_field_comes_first_then_the_only_right_one_in_the_text(
    structured: StructuredReference | None, text: str, expected: StructuredReference | None
) -> None:
    assert communication_of(payment("10.00", structured, text=text)) == expected


@given(references, st.integers(0, 11), st.integers(1, 9), st.sampled_from(["{}", "+++{}+++", "ref {} an"]))
def test_one_digit_wrong_is_found_among_those_known(
    right: StructuredReference, at: int, shift: int, sentence: str
) -> None:
    digit = str((int(right.digits[at]) + shift) % 10)
    wrong = right.digits[:at] + digit + right.digits[at + 1 :]
    shown = f"{wrong[:3]}/{wrong[3:7]}/{wrong[7:]}"
    for text in (sentence.format(wrong), sentence.format(shown)):
        expected = () if communication_of(payment("1.00", None, text=text)) else (right,)
        assert one_digit_wrong(text, {right.digits}) == expected
        assert one_digit_wrong(text, set()) == ()


@given(references, st.integers(0, 10))
def test_two_digits_swapped_are_found_too(right: StructuredReference, at: int) -> None:
    digits = right.digits
    wrong = digits[:at] + digits[at + 1] + digits[at] + digits[at + 2 :]
    if wrong != digits:
        assert right in near_misses(wrong)


@pytest.mark.parametrize("text", ["", "geen", "01080681718", "0108068171840", "010806817183"])
def test_what_is_right_or_has_no_twelve_digits_is_near_nothing(text: str) -> None:
    assert near_misses(text) == ()


@given(st.text(max_size=400))
def test_any_text_is_searched_in_bounded_time(text: str) -> None:
    assert all(len(one.digits) == 12 for one in near_misses(text))
