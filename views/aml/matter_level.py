"""The level of a risk profile or a transaction in the reader's words, and what there is to do at it."""

from __future__ import annotations

from dataclasses import dataclass

from flask_babel import gettext

from app.aml.assessing import Rules
from app.aml.vigilance.level import Assessment
from models.values.vigilance import Level
from views.labels.aml_file import LEVEL_TONES, LEVELS


@dataclass(frozen=True)
class Weighed:
    """What the rules said, with the rules, as `reasons_of` wants them."""

    rules: Rules
    found: Assessment


def matter_level(level: Level | None, *, undecided: bool = True) -> dict[str, str]:
    """The level as a word with its tone, and what it means. `undecided`: the reader still has to refuse a raised
    one or hand it over."""
    if level is None:
        said = gettext("A question that must be answered is still open.")
        return {"tone": "off", "word": gettext("No level yet"), "said": said}
    if level in (Level.RAISED, Level.STOP):
        said = gettext("The AML officer was told.")
        if undecided:
            said = gettext(
                "The AML officer is told. Refuse it with your reasons, or hand it to the officer, who decides."
            )
    elif level is Level.SIMPLIFIED:
        said = gettext("Nothing raises vigilance, and something lowers it.")
    else:
        said = gettext("Nothing raises vigilance.")
    return {"tone": LEVEL_TONES[level], "word": str(LEVELS[level]), "said": said}
