"""The words of a page in its reader's language: a page asks for two hundred of them, so each costs little.

The framework asks the request for its language, and its catalogue for the language's name, again at each word;
Jinja goes through four hands for each `_` of a template.
"""

from __future__ import annotations

from typing import Any

from babel import Locale
from babel.support import NullTranslations
from flask import Flask
from flask_babel import Domain, get_locale
from markupsafe import Markup


class Words(Domain):
    """Our catalogues, each kept by its language itself."""

    def __init__(self) -> None:
        super().__init__()
        self._read: dict[Locale, NullTranslations] = {}

    def get_translations(self) -> NullTranslations:
        locale = get_locale()
        found = self._read.get(locale)
        if found is None:
            found = super().get_translations()
            if locale is not None:
                self._read[locale] = found
        return found

    def said(self, text: str, /, **values: Any) -> Markup:
        """`_` of our templates, all of which are HTML: what fills a sentence is made safe, `%%` is a percent."""
        told = Markup(self.get_translations().gettext(text))  # noqa: S704 - our own sentences
        return told % values if "%" in told else told


def speak(app: Flask) -> None:
    """Every word of this application comes from here; after Flask-Babel is there."""
    words = Words()
    app.extensions["babel"].instance.domain_instance = words
    app.jinja_env.globals["_"] = words.said
