"""What is asked of a procedure or policy, when it ends, and of a training."""

from __future__ import annotations

from datetime import date
from typing import Any

from flask_babel import lazy_gettext as _l
from flask_wtf.file import FileField
from wtforms import RadioField, SelectField, StringField, TextAreaField
from wtforms.validators import InputRequired, Length

from app.aml.register_papers import NewFile
from app.aml.register_rules import NewPolicy, NewTraining
from models.values.registers import PolicyKind
from views.aml.fiu_forms import Ticks
from views.aml.wizard.evidence import ACCEPTED
from views.base import DayField, text_of
from views.framework.screens import HouseForm, VersionField
from views.labels.aml_registers import OFFICE_RISKS

_TITLE = [Length(max=200, message=_l("At most 200 characters."))]
_LONG = [Length(max=8000, message=_l("At most 8,000 characters."))]
_NOTES = [Length(max=2000, message=_l("At most 2,000 characters."))]
_DAY = [InputRequired(_l("Fill in a day."))]
_FILE_TOLD = _l("PDF or Word (.doc, .docx), at most 10 MB. Without macros, scripts or a password.")


class PaperForm(HouseForm):
    """With a file, which may be left out."""

    file = FileField(_l("File"), description=_FILE_TOLD, render_kw={"accept": ACCEPTED})

    @property
    def paper(self) -> NewFile | None:
        sent: Any = self.file.data
        return NewFile(sent.filename or "", sent.stream) if sent else None


class PolicyForm(PaperForm):
    """Which risk is asked of an assessment alone, what is replaced of a procedure alone."""

    title = StringField(
        _l("Title"),
        description=_l("As colleagues and the supervisor look for it."),
        validators=_TITLE,
        render_kw={"required": ""},
    )
    overall = RadioField(
        _l("Which risk does the office run, all in all?"),
        choices=[(str(one), word) for one, word in OFFICE_RISKS.items()],
        validate_choice=False,
    )
    body = TextAreaField(
        _l("Text"),
        description=_l("What it says, or a summary of the file. One of both will do."),
        validators=_LONG,
        render_kw={"rows": 10},
    )
    first_day = DayField(_l("First day"), description=_l("From this day on it is in force."), validators=_DAY)
    replaces = SelectField(_l("Does it replace a procedure?"), validate_choice=False)

    def told(self, kind: PolicyKind) -> NewPolicy:
        first: Any = self.first_day.data
        overall, replaced = str(self.overall.data or ""), str(self.replaces.data or "")
        return NewPolicy(
            kind,
            text_of(self.title),
            text_of(self.body),
            first,
            overall if overall in OFFICE_RISKS else None,
            int(replaced)
            if kind is PolicyKind.PROCEDURE and replaced.isascii() and replaced.isdigit() and len(replaced) < 18
            else None,
        )


class EndForm(HouseForm):
    last_day = DayField(
        _l("Last day"), description=_l("Included: after that day it is in force no more."), validators=_DAY
    )
    version = VersionField()

    @property
    def last(self) -> date:
        told: Any = self.last_day.data
        return told  # type: ignore[no-any-return]


class TrainingForm(PaperForm):
    title = StringField(_l("What was it about?"), validators=_TITLE, render_kw={"required": ""})
    given_by = StringField(
        _l("Who gave it"),
        description=_l("A teacher, a school or a federation; a colleague, when it was given in the office."),
        validators=_TITLE,
    )
    held_on = DayField(_l("Day"), validators=_DAY)
    minutes = StringField(
        _l("How many minutes did it take?"),
        description=_l("For example 90 for an hour and a half, 210 for half a day."),
        render_kw={"inputmode": "numeric", "autocomplete": "off", "required": ""},
    )
    attended = Ticks(_l("Who was there?"), coerce=int, validate_choice=False)
    notes = TextAreaField(_l("Remarks"), validators=_NOTES, render_kw={"rows": 3})

    @property
    def told(self) -> NewTraining:
        held: Any = self.held_on.data
        minutes = text_of(self.minutes)
        whole = int(minutes) if minutes.isascii() and minutes.isdigit() and len(minutes) < 10 else None
        attended: Any = self.attended.data or ()
        return NewTraining(
            text_of(self.title),
            held,
            whole,
            frozenset(attended),
            text_of(self.given_by),
            text_of(self.notes),
        )


class WithdrawForm(HouseForm):
    """Nothing is asked but whether one is sure."""
