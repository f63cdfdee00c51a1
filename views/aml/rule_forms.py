"""Forms of the rules' editor. A rule stands in three languages and has as many answers as it has, so its fields
are made when the form is."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from decimal import Decimal
from typing import Any

from flask_babel import gettext
from flask_babel import lazy_gettext as _l
from wtforms import (
    BooleanField,
    HiddenField,
    IntegerField,
    SelectField,
    SelectMultipleField,
    StringField,
    TextAreaField,
    widgets,
)
from wtforms.validators import InputRequired, Length, ValidationError

from app.aml.rule_sets import MOST_OPTIONS, NOTE
from app.aml.vigilance.derived import CONDITIONS, DERIVED
from app.aml.vigilance.rule_set import Option, Rule, Thresholds, Words
from models.values.identified import EvidenceKind
from models.values.vigilance import AsksOf, Effect
from views.framework.screens import HouseForm, VersionField
from views.labels import LANGUAGES
from views.labels.aml_file import EFFECTS, EVIDENCE
from views.labels.aml_rules import ASKS_OF, RULE_PARTS, THRESHOLDS
from views.labels.rule_words import CONDITION_WORDS, DERIVED_WORDS

_LONGEST = 2000
_PERCENT = re.compile(r"[0-9]{1,3}(\.[0-9]{1,2})?")


class DraftForm(HouseForm):
    """Nothing to fill in: a button was pressed, on a version of the draft."""

    version = VersionField()


class PublishForm(DraftForm):
    note = TextAreaField(
        _l("What changes, and why"),
        [InputRequired(_l("Say what changed. All offices read it."))],
        description=_l("All offices read it beside the new rules."),
        render_kw={"rows": 4, "maxlength": NOTE},
    )


class PercentField(StringField):
    """A percentage with at most two decimals, as people write it; `hundredths` once it was read."""

    @property
    def hundredths(self) -> int:
        return int(Decimal(self._plain()) * 100)

    def pre_validate(self, form: Any) -> None:
        if not _PERCENT.fullmatch(self._plain()):
            raise ValidationError(
                gettext("“%(text)s” is no percentage. Write for example 25 or 12,5.", text=(self.data or "")[:40])
            )

    def _plain(self) -> str:
        return (self.data or "").strip().rstrip("%").strip().replace(",", ".")


class _Whole(IntegerField):
    def process_formdata(self, valuelist: list[str]) -> None:
        try:
            super().process_formdata([text.strip() for text in valuelist])
        except ValueError:
            raise ValueError(
                gettext("“%(text)s” is no whole number. Write figures alone.", text=valuelist[0][:40])
            ) from None


def _needed() -> InputRequired:
    return InputRequired(_l("Fill in a number."))


class ThresholdsForm(DraftForm):
    owner_percent = PercentField(THRESHOLDS["owner_percent"], [_needed()])
    young_days = _Whole(THRESHOLDS["young_days"], [_needed()])
    known_years = _Whole(THRESHOLDS["known_years"], [_needed()])
    pep_months = _Whole(THRESHOLDS["pep_months"], [_needed()])
    cash_letting = _Whole(THRESHOLDS["cash_letting"], [_needed()])

    @property
    def thresholds(self) -> Thresholds:
        """What was filled in; once it was validated."""
        return Thresholds(
            self.owner_percent.hundredths,
            self.young_days.data or 0,
            self.known_years.data or 0,
            self.pep_months.data or 0,
            self.cash_letting.data or 0,
        )


class RuleForm(DraftForm):
    """A rule: `count` answers, of which there are as many fields each. `new`: its code is asked as well."""

    count = HiddenField()

    def __init__(self, count: int, *, new: bool = False, **given: Any) -> None:
        self._count, self._new = count, new
        super().__init__(**given)

    def process(self, *given: Any, **more: Any) -> None:
        if self._new:
            self._put_field("code", StringField(gettext("Code"), description=gettext("For example GEO5.")))
        for name, field in _of_rule():
            self._put_field(name, field)
        for place in self.places:
            for name, field in _of_answer(place):
                self._put_field(f"options_{place}_{name}", field)
        super().process(*given, **more)
        self._fields["count"].data = str(self._count)

    def _put_field(self, name: str, field: Any) -> None:
        options = {"name": name, "prefix": "", "translations": self.meta.get_translations(self)}
        self._fields[name] = self.meta.bind_field(self, field, options)

    def _put(self, field: str | None, words: str) -> None:
        """What concerns a text in all languages stands under the first of them."""
        if field is not None and field not in self._fields and f"{field}_nl" in self._fields:
            field = f"{field}_nl"
        super()._put(field, words)

    @property
    def places(self) -> range:
        """The numbers of the answers, from 1."""
        return range(1, self._count + 1)

    def rule(self, code: str, before: Rule | None) -> Rule:
        """What was filled in. What is no order of anybody's stands in that of `before`."""
        old = before or Rule(code, (), Words(), (), Words())
        return Rule(
            code,
            _kept((AsksOf(one) for one in self._told("on")), old.on),
            self._words("question"),
            tuple(self._option(place, old) for place in self.places),
            self._words("basis"),
            self._words("hint"),
            self._told("derived"),
            self._told("when"),
            self._told("mandatory"),
            self._told("active"),
        )

    def _option(self, place: int, rule: Rule) -> Option:
        name = f"options_{place}_"
        code = (self._told(f"{name}code") or "").strip()
        old = rule.option(code) or Option(code, Words())
        return replace(
            old,
            text=self._words(f"{name}text"),
            effects=_kept((Effect(one) for one in self._told(f"{name}effects")), old.effects),
            needed=self._words_or_none(f"{name}needed"),
            evidence=_kept((EvidenceKind(one) for one in self._told(f"{name}evidence")), old.evidence),
            every=self._told(f"{name}every"),
            asks_text=self._told(f"{name}asks_text"),
            duty=self._words_or_none(f"{name}duty"),
        )

    def _words(self, name: str) -> Words:
        return Words(*((self._told(f"{name}_{one}") or "").replace("\r\n", "\n").strip() for one in LANGUAGES))

    def _words_or_none(self, name: str) -> Words | None:
        found = self._words(name)
        return None if found == Words() else found

    def _told(self, name: str) -> Any:
        return self._fields[name].data

    def without(self, place: int) -> dict[str, Any]:
        """What stands in the form, but for that answer: those after it move up."""
        told = {name: field.data for name, field in self._fields.items() if not name.startswith("options_")}
        left = [one for one in self.places if one != place]
        for to, one in enumerate(left, 1):
            for name in self._fields:
                if name.startswith(f"options_{one}_"):
                    told[name.replace(f"options_{one}_", f"options_{to}_", 1)] = self._fields[name].data
        return told


def filled(rule: Rule) -> dict[str, Any]:
    """What stands in the form of a rule at first."""
    told: dict[str, Any] = {
        "on": [str(one) for one in rule.on],
        "derived": rule.derived,
        "when": rule.when,
        "mandatory": rule.mandatory,
        "active": rule.active,
    }
    texts: dict[str, Words | None] = {"question": rule.question, "hint": rule.hint, "basis": rule.basis}
    for place, option in enumerate(rule.options, 1):
        name = f"options_{place}_"
        told |= {
            f"{name}code": option.code,
            f"{name}effects": [str(one) for one in option.effects],
            f"{name}evidence": [str(one) for one in option.evidence],
            f"{name}every": option.every,
            f"{name}asks_text": option.asks_text,
        }
        texts |= {f"{name}text": option.text, f"{name}needed": option.needed, f"{name}duty": option.duty}
    for name, words in texts.items():
        told |= {f"{name}_{one}": getattr(words or Words(), one) for one in LANGUAGES}
    return told


def count_of(text: str, least: int = 0) -> int:
    """How many answers a form that came back has; never more than a rule may have and one."""
    return (
        max(least, min(int(text), MOST_OPTIONS + 1))
        if text.isascii() and text.isdigit() and len(text) < 4
        else least
    )


def _kept(chosen: Any, before: tuple[Any, ...]) -> tuple[Any, ...]:
    found = tuple(chosen)
    return before if set(found) == set(before) else found


def _of_rule() -> Iterator[tuple[str, Any]]:
    yield from _texts("question", str(RULE_PARTS["question"]), 2)
    yield from _texts("hint", str(RULE_PARTS["hint"]), 2)
    yield from _texts("basis", str(RULE_PARTS["basis"]), 2)
    yield "on", _boxes(str(RULE_PARTS["on"]), ASKS_OF)
    yield (
        "derived",
        SelectField(
            str(RULE_PARTS["derived"]),
            choices=[(word, str(DERIVED_WORDS.get(word, word))) for word in DERIVED],
            validate_choice=False,
        ),
    )
    yield (
        "when",
        SelectField(
            str(RULE_PARTS["when"]),
            choices=[(word, str(CONDITION_WORDS.get(word, word))) for word in CONDITIONS],
            validate_choice=False,
        ),
    )
    yield "mandatory", BooleanField(str(RULE_PARTS["mandatory"]))
    yield "active", BooleanField(str(RULE_PARTS["active"]))


def _of_answer(place: int) -> Iterator[tuple[str, Any]]:
    def called(words: str) -> str:
        return f"{gettext('Answer %(number)s', number=place)} · {words}"

    yield from _texts("text", gettext("Answer %(number)s", number=place), 1)
    yield "effects", _boxes(called(gettext("What it does")), EFFECTS)
    yield "code", StringField(called(gettext("Code")), [Length(max=40)])
    yield "asks_text", BooleanField(called(gettext("Counts only with a text beside it")))
    yield from _texts("needed", called(gettext("Which document")), 2)
    yield "evidence", _boxes(called(gettext("Evidence that will do")), EVIDENCE)
    yield "every", BooleanField(called(gettext("All of it is needed, not just one")))
    yield from _texts("duty", called(gettext("What must be done at once")), 2)


def _texts(name: str, label: str, rows: int) -> Iterator[tuple[str, Any]]:
    for code, language in LANGUAGES.items():
        kind = TextAreaField if rows > 1 else StringField
        shape: dict[str, Any] = {"lang": code, "rows": rows} if rows > 1 else {"lang": code, "autocomplete": "off"}
        yield (
            f"{name}_{code}",
            kind(f"{label} · {language}", [Length(max=_LONGEST)], render_kw=shape),
        )


def _boxes(label: str, words: dict[Any, Any]) -> SelectMultipleField:
    return SelectMultipleField(
        label,
        choices=[(str(word), str(said)) for word, said in words.items()],
        widget=widgets.ListWidget(prefix_label=False),
        option_widget=widgets.CheckboxInput(),
    )
