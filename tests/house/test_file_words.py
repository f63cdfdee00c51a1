"""The closed lists of a contact's file have words of their own, each of them."""

from __future__ import annotations

from enum import StrEnum
from typing import Any

import pytest

from app.aml.pages import PageName, Step
from models.values.identified import EvidenceKind, FilePart, Meeting, Side
from models.values.vigilance import ContactState, Effect, Level
from views.labels import aml_file


@pytest.mark.parametrize(
    ("closed", "words"),
    [
        (PageName, aml_file.PAGE_LABELS),
        (Step, aml_file.STEPS),
        (ContactState, aml_file.STATES),
        (Level, aml_file.LEVELS),
        (Level, aml_file.LEVEL_TONES),
        (Effect, aml_file.EFFECTS),
        (FilePart, aml_file.PARTS),
        (Side, aml_file.SIDES),
        (Meeting, aml_file.MEETINGS),
        (EvidenceKind, aml_file.EVIDENCE),
    ],
)
def test_every_word_of_a_file_has_its_own_words(closed: type[StrEnum], words: dict[StrEnum, Any]) -> None:
    assert set(closed) == set(words)
