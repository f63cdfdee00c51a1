"""The form of a group of questions: made anew for each, as the questions are data.

A question's fields are called by its rule: `ID1` the answer, `ID1.note` the text beside it, `ID1.cannot` why a
document can't be obtained.
"""

from __future__ import annotations

from typing import Any

from flask_babel import gettext
from markupsafe import Markup
from wtforms import HiddenField, RadioField, TextAreaField
from wtforms.validators import Length, ValidationError

from app.aml.rules import MOST_REASON
from app.aml.vigilance.asking import Question
from app.aml.vigilance.file import Given
from app.errors import Refusal
from views.aml.wizard.page import PageForm
from views.labels import language

TAKE_BACK = "-"


class AnswerField(RadioField):
    """One of the answers of a question, or none yet; `-` takes one back."""

    data: Any

    def pre_validate(self, form: Any) -> None:
        told: Any = self.data
        if told and told not in {choice for choice, _ in self.choices}:
            self.data = None
            raise ValidationError(
                gettext("“%(told)s” is no answer to this question any more. Choose one of these.", told=told[:40])
            )


class QuestionForm(PageForm):
    group = HiddenField()
    questions: tuple[Question, ...] = ()

    def validate(self, *args: Any, **kwargs: Any) -> bool:
        """Whether all can be read; a text counts with an answer only."""
        readable = bool(super().validate(*args, **kwargs))
        for one in self.questions:
            given = self._given(one)
            if not given.option and not self.errors.get(one.rule.code) and (given.note or given.cannot):
                self.refuse(Refusal("aml.answer.only_text", field=one.rule.code))
                readable = False
        return readable

    def told(self) -> dict[str, Given | None]:
        """What was said, where it differs from what stands; None takes an answer back. Where the file answers, a
        text beside it is all that can be said."""
        found: dict[str, Given | None] = {}
        for one in self.questions:
            given = self._given(one)
            if given.option == TAKE_BACK:
                found[one.rule.code] = None
            elif given.option and given != one.given:
                found[one.rule.code] = given
        return found

    def _given(self, one: Question) -> Given:
        code = one.rule.code
        chosen = self._text(code) if not one.by_file or one.given is None else one.given.option
        return Given(chosen, self._text(f"{code}.note"), self._text(f"{code}.cannot"))

    def _text(self, name: str) -> str:
        return (self[name].data or "").replace("\r\n", "\n").strip() if name in self else ""


def form_of(questions: tuple[Question, ...], **filled: Any) -> QuestionForm:
    """The form of these questions, with what was answered before and nothing else."""
    fields: dict[str, Any] = {"questions": questions}
    for one in questions:
        fields |= _fields_of(one)
        filled |= _filled(one)
    return type("GroupForm", (QuestionForm,), fields)(data=filled)  # type: ignore[no-any-return]


def _fields_of(one: Question) -> dict[str, Any]:
    code, words = one.rule.code, language()
    made: dict[str, Any] = {}
    if not one.by_file:
        choices = [(option.code, option.text.in_(words)) for option in one.rule.options]
        if one.given is not None:
            choices.append((TAKE_BACK, gettext("Leave this question open")))
        made[code] = AnswerField(
            one.rule.question.in_(words),
            choices=choices,
            description=one.rule.hint.in_(words),
            validate_choice=False,
        )
    if one.asks_text:
        made[f"{code}.note"] = _text_field(_told_apart(gettext("Explanation"), code), _wanted(one, words))
    if one.asks_document:
        made[f"{code}.cannot"] = _text_field(_told_apart(gettext("Why it can't be obtained"), code), "")
    return made


def _wanted(one: Question, words: str) -> str:
    """What the text has to say, where an answer says so."""
    needed = (option.needed for option in one.open_to if option.needed is not None and not option.evidence)
    return " ".join(dict.fromkeys(f"{text.in_(words)}." for text in needed))


def _told_apart(label: str, code: str) -> Markup:
    """A label that several questions share: their code is heard, and not seen."""
    return Markup('{}<span class="hidden"> ({})</span>').format(label, code)


def _text_field(label: str, hint: str) -> TextAreaField:
    most = Length(max=MOST_REASON, message=gettext("At most 2,000 characters."))
    return TextAreaField(label, [most], description=hint, render_kw={"rows": 2})


def _filled(one: Question) -> dict[str, str]:
    if one.given is None:
        return {}
    code = one.rule.code
    return {code: one.given.option, f"{code}.note": one.given.note, f"{code}.cannot": one.given.cannot}
