"""What a comparison with a list says, as sentences: each fact that supports, contradicts or isn't known.

A fact's sentences are a `Said`: `ours` and `theirs` are what stands with us and on the list. What isn't known on
one side has two: what only the list knows one can ask for, what only we know the list may add one day.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from flask_babel import lazy_gettext as _l

from app.aml.screening.features import Effect, FeatureCode


@dataclass(frozen=True)
class Said:
    """`same` where both sides write it alike, else `supports`; '' for what can't be."""

    supports: Any = ""
    same: Any = ""
    contradicts: Any = ""
    only_theirs: Any = ""
    only_ours: Any = ""

    def of(self, effect: Effect, ours: str, theirs: str) -> Any:
        if effect is Effect.CONTRADICTS:
            return self.contradicts
        if effect is Effect.UNKNOWN:
            return self.only_theirs if theirs else self.only_ours
        return self.same if self.same != "" and ours.casefold() == theirs.casefold() else self.supports


EFFECTS: dict[Effect, Any] = {
    Effect.SUPPORTS: _l("Supports it"),
    Effect.CONTRADICTS: _l("Contradicts it"),
    Effect.UNKNOWN: _l("Not known"),
}
_OTHER_NAME = _l("“%(ours)s” with us, “%(theirs)s” on the list: that isn't the same name.")
_WEAK = _l("“%(theirs)s” is a weak alias, as the list says itself: it means little without other facts.")
FEATURES: dict[FeatureCode, Said] = {
    FeatureCode.NAME_SAME: Said(
        _l("The whole name is the same, written in another way: “%(ours)s” with us, “%(theirs)s” on the list."),
        _l("The whole name is the same: “%(theirs)s”."),
    ),
    FeatureCode.NAME_ORDER: Said(_l("The parts of the name stand in another order.")),
    FeatureCode.NAME_WEAK: Said(only_theirs=_WEAK, only_ours=_WEAK),
    FeatureCode.NAME_OTHER: Said(contradicts=_l("The names aren't alike.")),
    FeatureCode.PART_SAME: Said(
        _l("“%(ours)s” and “%(theirs)s” are the same, written in another way."),
        _l("“%(theirs)s” is the same."),
    ),
    FeatureCode.PART_VARIANT: Said(_l("“%(ours)s” and “%(theirs)s” are two forms of one name.")),
    FeatureCode.PART_SOUND: Said(_l("“%(ours)s” sounds like “%(theirs)s”.")),
    FeatureCode.PART_TYPO: Said(_l("“%(ours)s” and “%(theirs)s” are nearly the same letters.")),
    FeatureCode.PART_INITIAL: Said(_l("“%(ours)s” and “%(theirs)s”: one can be the initial of the other.")),
    FeatureCode.PART_JOINED: Said(
        _l("“%(ours)s” and “%(theirs)s” are the same, once as one word and once as several.")
    ),
    FeatureCode.PART_MISSING: Said(
        only_theirs=_l("The list also has “%(theirs)s” in the name, we don't."),
        only_ours=_l("We also have “%(ours)s” in the name, the list doesn't."),
    ),
    FeatureCode.PART_OTHER: Said(contradicts=_OTHER_NAME),
    FeatureCode.LEGAL_FORM: Said(
        _l("The legal form is the same: %(ours)s and %(theirs)s."),
        _l("The legal form is the same: %(theirs)s."),
        _l("Another legal form: %(ours)s with us, %(theirs)s on the list."),
        _l("The list tells a legal form (%(theirs)s), our name doesn't."),
        _l("Our name tells a legal form (%(ours)s), the list doesn't."),
    ),
    FeatureCode.BIRTH_DATE: Said(
        _l("The birth date is the same: %(theirs)s."),
        contradicts=_l("Another birth date: %(ours)s with us, %(theirs)s on the list."),
        only_theirs=_l("The list knows a birth date (%(theirs)s), we don't: ask for it."),
        only_ours=_l("We know the birth date (%(ours)s), the list doesn't."),
    ),
    FeatureCode.BIRTH_PERIOD: Said(
        _l("The birth date fits: %(ours)s with us, %(theirs)s on the list."),
        _l("The birth year is the same: %(theirs)s."),
    ),
    FeatureCode.BIRTH_SWAPPED: Said(
        _l("The birth date is the same but for day and month, which changed places: %(ours)s and %(theirs)s.")
    ),
    FeatureCode.BIRTH_NEAR: Said(
        contradicts=_l(
            "The birth date lies near, but is another: %(ours)s with us, %(theirs)s on the list. Check for a"
            " typing error."
        )
    ),
    FeatureCode.COUNTRY: Said(
        _l("A country is the same: %(theirs)s."),
        contradicts=_l("No country is the same: %(ours)s with us, %(theirs)s on the list."),
        only_theirs=_l("The list knows a country (%(theirs)s), we don't: ask for it."),
        only_ours=_l("We know a country (%(ours)s), the list doesn't."),
    ),
    FeatureCode.IDENTIFIER: Said(
        _l("A number is the same: %(theirs)s."),
        contradicts=_l("Another number of the same kind: %(ours)s with us, %(theirs)s on the list."),
        only_theirs=_l("The list knows a number (%(theirs)s), we don't: ask for it."),
        only_ours=_l("We know a number (%(ours)s), the list doesn't."),
    ),
    FeatureCode.SEX: Said(
        _l("The sex is the same: %(theirs)s."),
        contradicts=_l("Another sex: %(ours)s with us, %(theirs)s on the list."),
        only_theirs=_l("The list knows the sex (%(theirs)s), we don't: ask for it."),
        only_ours=_l("We know the sex (%(ours)s), the list doesn't."),
    ),
    FeatureCode.KIND: Said(contradicts=_l("With us: %(ours)s. On the list: %(theirs)s.")),
}
# The same facts of an organisation: it wasn't born.
FOUNDED: dict[FeatureCode, Said] = {
    FeatureCode.BIRTH_DATE: Said(
        _l("The day it was founded is the same: %(theirs)s."),
        contradicts=_l("Founded on another day: %(ours)s with us, %(theirs)s on the list."),
        only_theirs=_l("The list knows when it was founded (%(theirs)s), we don't: look it up."),
        only_ours=_l("We know when it was founded (%(ours)s), the list doesn't."),
    ),
    FeatureCode.BIRTH_PERIOD: Said(
        _l("The day it was founded fits: %(ours)s with us, %(theirs)s on the list."),
        _l("The year it was founded is the same: %(theirs)s."),
    ),
    FeatureCode.BIRTH_SWAPPED: Said(
        _l(
            "The day it was founded is the same but for day and month, which changed places: %(ours)s and"
            " %(theirs)s."
        )
    ),
    FeatureCode.BIRTH_NEAR: Said(
        contradicts=_l(
            "The day it was founded lies near, but is another: %(ours)s with us, %(theirs)s on the list. Check for"
            " a typing error."
        )
    ),
}
