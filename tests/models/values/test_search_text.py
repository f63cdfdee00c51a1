"""What somebody types in the search field, read in every way that fits it."""

from __future__ import annotations

import pytest

from models.values import NationalNumber, SearchText


@pytest.mark.trust("National numbers")
@pytest.mark.parametrize(
    "typed",
    [
        "85.07.30-033.28",
        "85073003328",
        " 85 07 30 033 28 ",
        "85-07-30/033.28",
        "850730-033-28",
        "Claes 85.07.30-033.28",
        "85.07.30–033.28",
    ],
)
def test_a_national_number_is_read_however_it_is_pasted_and_is_secret(typed: str) -> None:
    text = SearchText.read(typed)

    assert text.national == NationalNumber("85073003328")
    assert text.secret
    assert text.words == ()
    assert "033" not in repr(text)


@pytest.mark.trust("National numbers")
@pytest.mark.parametrize(
    "typed", ["85073003329", "8507300332", "850730033", "claes 8507300", "12345678", "85073003"]
)
def test_what_may_be_a_mistyped_number_is_secret_too(typed: str) -> None:
    text = SearchText.read(typed)

    assert text.national is None
    assert text.secret


@pytest.mark.parametrize("typed", ["85.07.30-***.**", "850730*****", "85.07.30", "850730", "85 07 30-xxx.xx"])
def test_a_masked_number_is_read_as_lists_show_it(typed: str) -> None:
    text = SearchText.read(typed)

    assert text.masked == "85.07.30-***.**"
    assert not text.secret


@pytest.mark.parametrize(
    "typed", ["0207.501.014", "BE0207501014", "be 0207 501 014", "207501014", "BTW BE 0207.501.014"]
)
def test_an_enterprise_number_is_read_with_and_without_be_and_dots(typed: str) -> None:
    text = SearchText.read(typed)

    assert text.enterprise == "0207501014"
    assert not text.secret


@pytest.mark.parametrize(
    ("typed", "code"), [("OVO001234", "OVO001234"), ("ovo 001234", "OVO001234"), ("001234", None)]
)
def test_an_ovo_code_names_itself(typed: str, code: str | None) -> None:
    assert SearchText.read(typed).ovo == code


@pytest.mark.parametrize(
    ("typed", "found"), [("abcd1234", "abcd1234"), ("ABCD1234", "abcd1234"), ("abcd123", None)]
)
def test_a_reference_has_eight_signs(typed: str, found: str | None) -> None:
    assert SearchText.read(typed).reference == found


@pytest.mark.parametrize(("typed", "number"), [("C-000012", 12), ("c12", 12), ("C 7", 7), ("C", None)])
def test_a_case_is_known_by_its_number(typed: str, number: int | None) -> None:
    assert SearchText.read(typed).case_id == number


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        ("Chloé  DUBOIS", ("Chloé", "DUBOIS")),
        ("d'Hondt-Claes", ("d", "Hondt", "Claes")),
        ("o_o%", ("o", "o")),
        ("a b c d e f g h", ("a", "b", "c", "d", "e", "f")),
        ("(claes|br.*)\\", ("claes", "br")),
    ],
)
def test_words_are_runs_of_letters_and_digits_and_six_are_enough(typed: str, words: tuple[str, ...]) -> None:
    assert SearchText.read(typed).words == words


@pytest.mark.parametrize("typed", ["", "   ", "%", "_", "%_%", "\x00", "'", "🙂", "\u202e"])
def test_what_holds_no_letter_asks_nothing(typed: str) -> None:
    assert SearchText.read(typed).empty


def test_ten_thousand_letters_are_read_no_further_than_two_hundred() -> None:
    (word,) = SearchText.read("a" * 10_000).words

    assert len(word) == 200
