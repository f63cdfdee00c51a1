"""The catalogues say what the source says, whole, in every language."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from babel.messages.catalog import Message

from models.values import Language
from translations import __main__ as catalogues
from views.framework.web import LANGUAGES

ROOT = Path(__file__).resolve().parents[2]
TEMPLATES = sorted((ROOT / "views" / "templates").rglob("*.html"))
_CODE = re.compile(r"\{#.*?#\}|\{%.*?%\}|\{\{.*?\}\}|<(script|style)\b.*?</\1>|<!--.*?-->", re.DOTALL)
_SPOKEN_ATTRIBUTE = re.compile(r'\b(?:aria-label|alt|title|placeholder)="([^"]*)"')
_TAG = re.compile(r"<[^>]*>", re.DOTALL)
_WORD = re.compile(r"[^\W\d_]{2,}")
NOT_TRANSLATED = {"Sleutelbos", "itsme"}


def test_the_catalogues_are_current_and_complete() -> None:
    assert catalogues.complaints() == []


@pytest.mark.parametrize(
    ("message", "complaint"),
    [
        (Message("Right", ""), "no translation"),
        (Message(("%(num)s day", "%(num)s days"), ("%(num)s dag", "")), "no translation"),
        (Message("Right", "Recht", flags=("fuzzy",)), "fuzzy"),
        (Message("Until %(day)s", "Tot en met"), "placeholders"),
        (Message("Until %(day)s", "Tot en met %(dag)s"), "placeholders"),
        (Message(("%(num)s day", "%(num)s days"), ("een dag", "dagen")), "placeholders"),
        (Message("Until %(day)s", "Tot en met %(day)"), "can't be filled in"),
        (Message("Until %(day)s", "100 % tot %(day)s"), "can't be filled in"),
    ],
)
def test_a_bad_translation_is_noticed(message: Message, complaint: str) -> None:
    assert complaint in " ".join(catalogues.faults(message))


@pytest.mark.parametrize(
    "message",
    [
        Message("Right", "Recht"),
        Message("Until %(day)s", "Tot en met %(day)s"),
        Message(("One day", "%(num)s days"), ("Eén dag", "%(num)s dagen")),
    ],
)
def test_a_good_translation_passes(message: Message) -> None:
    assert list(catalogues.faults(message)) == []


def test_the_languages_are_those_of_the_screens() -> None:
    assert set(catalogues.PLURALS) == set(LANGUAGES) == {str(language) for language in Language}


@pytest.mark.parametrize("template", TEMPLATES, ids=lambda path: str(path.relative_to(ROOT / "views/templates")))
def test_no_template_speaks_outside_the_catalogues(template: Path) -> None:
    bare = _CODE.sub(" ", template.read_text(encoding="utf-8"))
    spoken = " ".join([*_SPOKEN_ATTRIBUTE.findall(bare), _TAG.sub(" ", bare)])
    assert set(_WORD.findall(spoken)) <= NOT_TRANSLATED
