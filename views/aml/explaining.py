"""Why two sides look alike: each fact of a comparison as a sentence, with what supports first to be read."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from app.aml.screening.features import Effect, Feature, FeatureCode
from views.labels.aml_facts import countries_text, kind_word, sex_word, told_births
from views.labels.aml_features import EFFECTS, FEATURES, FOUNDED

_TONES = {Effect.SUPPORTS: "soon", Effect.CONTRADICTS: "info", Effect.UNKNOWN: "off"}
_ICONS = {Effect.SUPPORTS: "check", Effect.CONTRADICTS: "cross", Effect.UNKNOWN: "question"}
_YEAR = 4


@dataclass(frozen=True)
class Line:
    """One fact of the explain card: its verdict in a word, with shape and tint, and what is so."""

    effect: str
    word: str
    tone: str
    icon: str
    text: str


def lines_of(features: Iterable[Feature], *, person: bool) -> list[Line]:
    """Every fact that was compared, in the order the comparison tells them; `person`: what was compared is one."""
    return [_line(one, person) for one in features]


def features_in(comparison: Mapping[str, Any]) -> list[Feature]:
    """The facts of a comparison that was kept; those of a code that is no longer known are left out."""
    known = set(FeatureCode)
    return [Feature(**one) for one in comparison.get("features", ()) if one.get("code") in known]


def _line(one: Feature, person: bool) -> Line:
    effect, code = Effect(one.effect), FeatureCode(one.code)
    ours, theirs = (
        _years_alike(one.ours, one.theirs) if code is FeatureCode.BIRTH_PERIOD else (one.ours, one.theirs)
    )
    said = (FEATURES if person else FEATURES | FOUNDED)[code].of(effect, ours, theirs)
    shown = _SHOWN.get(code, str)
    text = str(said) % {"ours": shown(ours), "theirs": shown(theirs)}
    return Line(str(effect), str(EFFECTS[effect]), _TONES[effect], _ICONS[effect], text)


def _years_alike(ours: str, theirs: str) -> tuple[str, str]:
    """A year on one side and a day in it on the other: the year is the same."""
    short = min(ours, theirs, key=len)
    if len(short) == _YEAR and short.isdigit() and ours.startswith(short) and theirs.startswith(short):
        return short, short
    return ours, theirs


def _countries(text: str) -> str:
    return countries_text(one.strip() for one in text.split(",")) if text else ""


def _sex(text: str) -> str:
    return sex_word(text) or text


def _kind(text: str) -> str:
    return kind_word(text) if text else ""


_SHOWN: dict[FeatureCode, Callable[[str], str]] = {
    FeatureCode.BIRTH_DATE: told_births,
    FeatureCode.BIRTH_PERIOD: told_births,
    FeatureCode.BIRTH_SWAPPED: told_births,
    FeatureCode.BIRTH_NEAR: told_births,
    FeatureCode.COUNTRY: _countries,
    FeatureCode.SEX: _sex,
    FeatureCode.KIND: _kind,
}
