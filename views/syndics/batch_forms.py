"""What acting on many mandates asks: which ones and what, then one page for all of them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

from flask_babel import gettext
from flask_babel import lazy_gettext as _l
from flask_babel import lazy_pgettext as _p
from flask_wtf.file import FileField
from wtforms import BooleanField, HiddenField, RadioField, SelectField, StringField, TextAreaField
from wtforms.validators import InputRequired, Length, Optional

from app.syndics.batch_queries import Represented
from models.values.mandates import (
    PROFESSIONS,
    BatchKind,
    CaseDetails,
    CaseEvidence,
    Reach,
    SyndicCapacity,
)
from views.base import DayField, text_of
from views.framework.screens import HouseForm, VersionField
from views.labels.mandates import BATCH_KINDS, CAPACITIES, EVIDENCE
from views.syndics.wizard.page import (
    BARE,
    SHORT,
    YES_NO,
    NationalField,
    answer_of,
    filled_person,
    line,
    lines,
    told_person,
    yes_no,
)

_CODE = [Length(max=40, message=_l("At most 40 characters."))]
_LONGEST_REMARK = 2000
_OF_PERSON = ("given_names", "family_name", "number", "none", "capacity", "accreditation", "named")


class NewForm(HouseForm):
    form_key = HiddenField()
    mandates = HiddenField()
    kind = RadioField(
        _l("What do you want to do?"),
        [InputRequired(_l("Choose what you want to do."))],
        choices=[(str(one), BATCH_KINDS[one]) for one in BatchKind],
    )
    representative = SelectField(
        _l("All associations that are represented by"), validators=[Optional()], validate_choice=False
    )

    def offer(self, found: list[Represented]) -> None:
        """Whom one may choose, with the number of associations."""
        self.representative.choices = [
            ("", "–"),
            *((str(one.representative_id), f"{one.name} ({one.mandates})") for one in found),
        ]

    @property
    def chosen(self) -> list[int]:
        """The mandates that another page chose; what is no number is none."""
        return numbers(text_of(self.mandates))


def numbers(text: str) -> list[int]:
    """The numbers of a list with commas, each once."""
    told = (one for one in text[:10_000].split(",") if one.isascii() and one.isdigit() and len(one) < 18)
    return list(dict.fromkeys(int(one) for one in told))


class FillForm(HouseForm):
    version = VersionField()
    decided_on = DayField(_p("syndics", "Date of the decision"), [Optional()])
    changes_on = DayField(
        _l("The change takes effect on"),
        [Optional()],
        description=_l("The last day to submit all of them is the last working day before it."),
    )
    named = RadioField(_l("Does the decision name a representative?"), choices=[*YES_NO], validators=[Optional()])
    given_names = StringField(_l("First names"), [SHORT], render_kw=BARE)
    family_name = StringField(_l("Name"), [SHORT], render_kw=BARE)
    number = NationalField(
        _l("National or BIS number"),
        description=_l("Eleven figures, as on the back of the identity card: for example 85.07.30-033.28."),
        render_kw=BARE,
    )
    none = BooleanField(_l("This person has no national or BIS number"))
    capacity = SelectField(
        _l("Capacity of the representative"),
        choices=[("", "–"), *((str(one), CAPACITIES[one]) for one in PROFESSIONS)],
    )
    accreditation = StringField(_l("BIV/IPI number of the representative"), _CODE, render_kw=BARE)
    company_accreditation = StringField(
        _l("BIV/IPI number of the company itself"),
        _CODE,
        description=_l("Leave it empty where only a person is accredited, and not the company."),
        render_kw=BARE,
    )
    email = StringField(_l("E-mail address for questions"), [SHORT], render_kw={"autocomplete": "email"})
    phone = StringField(_l("Phone"), [SHORT], render_kw={"autocomplete": "tel"})
    consult_at = StringField(_l("Where by-laws and decisions can be consulted"), [SHORT], render_kw=BARE)
    remarks = TextAreaField(
        _l("Remarks"), [Length(max=_LONGEST_REMARK, message=_l("Keep the remarks under 2,000 characters."))]
    )
    file_kind = SelectField(_l("What it proves"), choices=[(str(one), EVIDENCE[one]) for one in CaseEvidence])
    file = FileField(
        _l("File"),
        description=_l("PDF or Word (.doc, .docx), at most 10 MB. Without macros, scripts or a password."),
        render_kw={"accept": ".pdf,.doc,.docx"},
    )

    def for_kind(self, kind: BatchKind) -> None:
        """Nobody is told of where nobody represents any more."""
        if kind is BatchKind.REMOVAL:
            for name in _OF_PERSON:
                del self[name]

    def validate_email(self, field: Any) -> None:
        told = text_of(field)
        if told and ("@" not in told.strip("@") or " " in told):
            raise ValueError(gettext("This isn’t an e-mail address. Write it like name@example.be."))

    @property
    def change(self) -> Callable[[CaseDetails], CaseDetails]:
        """Makes new details of what can be read; what can't be read stays as it was."""

        def change(told: CaseDetails) -> CaseDetails:
            made = replace(
                told,
                mandate=replace(told.mandate, decided_on=self._read("decided_on", told.mandate.decided_on)),
                changes_on=self._read("changes_on", told.changes_on),
                syndic=replace(
                    told.syndic, accreditation=self._line("company_accreditation", told.syndic.accreditation)
                ),
                reach=Reach(
                    self._line("email", told.reach.email),
                    self._line("phone", told.reach.phone),
                    self._line("consult_at", told.reach.consult_at),
                ),
                remarks=told.remarks if self.remarks.errors else lines(self.remarks.data),
            )
            return self._represented(made) if "named" in self else made

        return change

    def _represented(self, told: CaseDetails) -> CaseDetails:
        before = told.representative
        person = told_person(self)
        if self.number.errors:
            person = replace(person, number=before.person.number, none=before.person.none)
        if self.given_names.errors or self.family_name.errors:
            person = replace(person, given_names=before.person.given_names, family_name=before.person.family_name)
        capacity = self.capacity.data
        known = capacity in tuple(map(str, PROFESSIONS))
        return replace(
            told,
            representative=replace(
                before,
                named=answer_of(self.named.data),
                person=person,
                capacity=SyndicCapacity(capacity) if known else None,
                accreditation=self._line("accreditation", before.accreditation),
            ),
        )

    def _line(self, name: str, before: str) -> str:
        return before if self[name].errors else line(self[name].data)

    def _read(self, name: str, before: Any) -> Any:
        return before if self[name].errors else self[name].data


def filled(told: CaseDetails) -> dict[str, Any]:
    """What stands in the page, by the names of its fields."""
    who = told.representative
    return {
        "decided_on": told.mandate.decided_on,
        "changes_on": told.changes_on,
        "named": yes_no(who.named),
        **filled_person(who.person),
        "capacity": str(who.capacity or ""),
        "accreditation": who.accreditation,
        "company_accreditation": told.syndic.accreditation,
        "email": told.reach.email,
        "phone": told.reach.phone,
        "consult_at": told.reach.consult_at,
        "remarks": told.remarks,
    }


class ConfirmForm(HouseForm):
    version = VersionField()
    gross = HiddenField()


class SureForm(HouseForm):
    """Only a button."""

    version = VersionField()
