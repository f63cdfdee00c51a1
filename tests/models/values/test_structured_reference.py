import pytest
from hypothesis import given
from hypothesis import strategies as st
from stdnum.be import ogm_vcs

from models.values import StructuredReference
from tests.models.values.problems import refused

references = st.integers(0, 10**10 - 1).map(StructuredReference.make)


@pytest.mark.parametrize(
    "typed",
    [
        "+++010/8068/17183+++",
        "***010/8068/17183***",
        "010/8068/17183",
        "010806817183",
        " 010 8068 17183 ",
        "010.8068.17183",
    ],
)
def test_a_reference_is_read_however_it_is_pasted(typed):
    assert StructuredReference.parse(typed).digits == "010806817183"


def test_a_reference_is_shown_with_its_plusses():
    assert str(StructuredReference("010806817183")) == "+++010/8068/17183+++"


@given(references)
def test_a_reference_reads_back_as_shown(reference):
    assert StructuredReference.parse(str(reference)) == reference


@pytest.mark.parametrize(
    ("first_ten", "digits"),
    [
        (0, "000000000097"),
        (97, "000000009797"),
        (96, "000000009696"),
        (1, "000000000101"),
        (108068171, "010806817183"),
    ],
)
def test_check_digits_are_the_remainder_and_97_for_none(first_ten, digits):
    assert StructuredReference.make(first_ten).digits == digits


@pytest.mark.parametrize("first_ten", [-1, 10**10])
def test_a_reference_has_ten_digits_of_its_own(first_ten):
    with pytest.raises(ValueError, match="ten digits"):
        StructuredReference.make(first_ten)


@pytest.mark.parametrize(
    ("typed", "code"),
    [
        ("", "structured_reference.length"),
        ("+++010/8068/1718+++", "structured_reference.length"),
        ("0108068171833", "structured_reference.length"),
        ("010/8068/1718O", "structured_reference.characters"),
        ("010/8068/17180", "structured_reference.check_digits"),
        ("000000000000", "structured_reference.check_digits"),
        ("000000009700", "structured_reference.check_digits"),
    ],
)
def test_each_way_of_being_wrong_is_a_problem_of_its_own(typed, code):
    with refused(code):
        StructuredReference.parse(typed)


@given(references, st.integers(0, 99))
def test_only_one_pair_of_check_digits_is_right(reference, pair):
    digits = f"{reference.digits[:10]}{pair:02}"
    if digits != reference.digits:
        with refused("structured_reference.check_digits"):
            StructuredReference(digits)


@pytest.mark.parametrize(
    "text",
    [
        "Betaling +++010/8068/17183+++ met dank",
        "paiement010806817183merci",
        "ref 010 8068 17183",
        "010/8068/\n17183",
        "010-8068-17183, 010/8068/17183",
        "010/8068/17180 nee: 010/8068/17183",
        "123 010 8068 17183",
    ],
)
def test_a_reference_is_found_in_free_text(text):
    assert StructuredReference.found_in(text) == (StructuredReference("010806817183"),)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "dank u",
        "010/8068/17180",
        "0108068171830",
        "9010806817183",
        "BE68 5390 0754 7034",
        "010/8068/1718 3",
        "010   8068   17183",
    ],
)
def test_what_only_looks_like_a_reference_is_not_found(text):
    assert StructuredReference.found_in(text) == ()


@given(st.lists(references, min_size=1, max_size=3, unique=True))
def test_several_references_are_found_in_their_order(references):
    assert StructuredReference.found_in(" en ".join(map(str, references))) == tuple(references)


@given(st.from_regex(r"[0-9]{12}", fullmatch=True) | references.map(lambda right: right.digits))
def test_check_digits_are_right_where_the_published_check_says_so(digits):
    if ogm_vcs.is_valid(digits):
        assert StructuredReference(digits).digits == digits
    else:
        with refused("structured_reference.check_digits"):
            StructuredReference(digits)
