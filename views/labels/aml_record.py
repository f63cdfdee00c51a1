"""Words of decisions about contacts: verdicts, effects in few words, and the parts of a replay."""

from __future__ import annotations

from typing import Any

from flask_babel import gettext
from flask_babel import lazy_gettext as _l

from app.aml.replaying import Part
from app.aml.vigilance.file import RelatedAs
from models.values.vigilance import ContactState, Effect, Level, Verdict
from views.labels.aml_file import LEVEL_TONES, LEVELS, STATES

VERDICTS: dict[Verdict, Any] = {Verdict.ACCEPTED: _l("Accepted"), Verdict.REFUSED: _l("Refused")}
VERDICT_TONES: dict[Verdict, str] = {Verdict.ACCEPTED: "good", Verdict.REFUSED: "bad"}
STATE_TONES: dict[ContactState, str] = {
    ContactState.DRAFT: "wait",
    ContactState.ACCEPTED: "good",
    ContactState.REFUSED: "bad",
    ContactState.REPLACED: "off",
    ContactState.DROPPED: "off",
}
EFFECT_TONES: dict[Effect, str] = {
    Effect.RAISED: "soon",
    Effect.STOP: "bad",
    Effect.DOCUMENT: "wait",
    Effect.LOW: "good",
    Effect.WEAK: "soon",
    Effect.OFFICER: "soon",
}
RELATED_AS: dict[RelatedAs, Any] = {
    RelatedAs.OWNER: _l("Owner"),
    RelatedAs.REPRESENTATIVE: _l("Representative"),
    RelatedAs.PRINCIPAL: _l("Principal"),
}
PARTS_REPLAYED: dict[Part, Any] = {
    Part.FINGERPRINT: _l("The fingerprint of the decision"),
    Part.VERDICT: _l("What was decided, and when"),
    Part.RULES: _l("The rules it was made under"),
    Part.WHO: _l("Who the contact is"),
    Part.NATIONAL_NUMBER: _l("Whether the national number is known"),
    Part.ANSWERS: _l("Answers to questions"),
    Part.EVIDENCE: _l("Evidence on file"),
    Part.HITS: _l("Possible matches, and what was decided of them"),
    Part.ENTRIES: _l("What the lists said"),
    Part.SCORES: _l("How alike contact and entries are"),
    Part.OTHERS: _l("Entries that are alike and weren’t found"),
    Part.RELATED: _l("Other contacts that count"),
    Part.COUNTRIES: _l("Lists of countries"),
    Part.EDITION: _l("The edition of the lists"),
    Part.DAY: _l("The day"),
    Part.REASONS: _l("The reasons"),
    Part.LEVEL: _l("The level"),
}


def level_word(level: str | None) -> str:
    """A level as people read it."""
    return str(LEVELS[Level(level)]) if level else str(gettext("No level yet"))


def level_tone(level: str | None) -> str:
    return LEVEL_TONES[Level(level)] if level else "off"


def state_word(state: str) -> str:
    """How a version of a contact stands."""
    return str(STATES[ContactState(state)])


def state_tone(state: str) -> str:
    return STATE_TONES[ContactState(state)]
