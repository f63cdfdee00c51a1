"""Sentences outside a request come from the same catalogues as the screens'."""

from __future__ import annotations

from datetime import date

import pytest

from app.words import words_in


@pytest.mark.parametrize(
    ("language", "said"),
    [("nl", "Bekijk al uw rechten"), ("fr", "Voir tous vos droits"), ("en", "See all your rights")],
)
def test_a_sentence_is_said_in_the_language_asked(language: str, said: str) -> None:
    assert words_in(language)("See all your rights") == said


def test_values_are_filled_in_and_never_read_as_sentences() -> None:
    assert words_in("nl")("Dear %(name)s,", name="%(organisation)s {{ 7*7 }} %s") == (
        "Beste %(organisation)s {{ 7*7 }} %s,"
    )


@pytest.mark.parametrize(("count", "said"), [(1, "1 maand"), (12, "12 maanden")])
def test_a_plural_follows_its_count(count: int, said: str) -> None:
    assert words_in("nl").ngettext("%(num)s month", "%(num)s months", count) == said


def test_a_language_is_read_once() -> None:
    assert words_in("fr") is words_in("fr")


def test_a_language_nobody_translated_is_an_error() -> None:
    with pytest.raises(FileNotFoundError):
        words_in("de")


def test_a_day_is_written_as_on_the_screens() -> None:
    assert words_in("fr").day(date(2027, 3, 5)) == "05/03/2027"
