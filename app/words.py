"""Sentences in a language of one's choice, outside a request: for letters, and whatever else a job writes.

The same catalogues as the screens', read once per process; Flask isn't needed. A sentence is filled with values by
name; values are never read as sentences.
"""

from __future__ import annotations

from datetime import date
from functools import cache
from pathlib import Path

from babel.numbers import format_currency
from babel.support import Translations

from models.values import Money

_CATALOGUES = Path(__file__).resolve().parents[1] / "translations"


class Words:
    """One language. Called with an English sentence it gives that language's, filled in."""

    def __init__(self, language: str, catalogue: Translations) -> None:
        self.language = language
        self._catalogue = catalogue

    def __call__(self, sentence: str, **values: object) -> str:
        said = str(self._catalogue.ugettext(sentence))
        return said % values if values else said

    def ngettext(self, one: str, many: str, count: int, **values: object) -> str:
        """The sentence for that many; `%(num)s` is the count."""
        return str(self._catalogue.ungettext(one, many, count)) % {"num": count, **values}

    def day(self, value: date) -> str:
        """14/03/2027, in every language."""
        return value.strftime("%d/%m/%Y")

    def money(self, value: Money) -> str:
        """€ 1.234,50 in Dutch, 1 234,50 € in French."""
        return str(format_currency(value.euro, "EUR", locale=self.language))


@cache
def words_in(language: str) -> Words:
    """The words of that language: nl, fr or en. Raises FileNotFoundError where its catalogue wasn't compiled."""
    with (_CATALOGUES / language / "LC_MESSAGES" / "messages.mo").open("rb") as file:
        return Words(language, Translations(file))
