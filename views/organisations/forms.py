"""Forms about organisations and their members."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from flask_babel import gettext
from flask_babel import lazy_gettext as _l
from wtforms import BooleanField, EmailField, RadioField, SelectField, StringField, TelField, TextAreaField
from wtforms.validators import InputRequired, Length

from app.organisations.branches import BranchDetails
from app.organisations.businesses import Unit
from app.organisations.changing import OrganisationDetails
from app.organisations.joining import WorkDetails
from models.organisations import Branch
from models.values import EstablishmentNumber, ValueProblem
from views.base import text_of
from views.framework.screens import HouseForm, VersionField
from views.labels import LANGUAGES

_REASON = Length(max=500, message=_l("Keep the reason under 500 characters."))


def _most(count: int) -> Length:
    return Length(max=count, message=_l("At most %(count)s characters.", count=count))


class InBranch(HouseForm):
    """In which branch somebody is; a form that is told of no branches doesn't ask."""

    branch_id = SelectField(_l("Branch"), choices=(), validate_choice=False, default="")

    def offer(self, branches: Sequence[Branch], current: Branch | None = None) -> None:
        """These can be chosen, or none; without any the question isn't put."""
        if not branches:
            del self.branch_id
            return
        self.branch_id.choices = [("", gettext("The whole organisation"))]
        self.branch_id.choices += [(str(one.id), one.name) for one in branches]
        self.branch_id.validate_choice = True
        if not self.is_submitted():
            self.branch_id.data = str(current.id) if current is not None else ""

    @property
    def branch(self) -> int | None:
        asked = self.branch_id is not None and self.branch_id.validate_choice
        return int(self.branch_id.data) if asked and self.branch_id.data else None


class WorkForm(InBranch):
    """How somebody is known and reached at work."""

    version = VersionField()
    function = StringField(_l("Function"), validators=[_most(200)])
    email = EmailField(
        _l("Work e-mail"),
        description=_l("Mails about this organisation go there; without it, to the address of the account."),
        validators=[_most(320)],
    )
    phone = TelField(_l("Work telephone"), validators=[_most(40)])

    @property
    def work(self) -> WorkDetails:
        return WorkDetails(text_of(self.function), text_of(self.email), text_of(self.phone), self.branch)


class OrganisationForm(HouseForm):
    """What is known of an organisation."""

    version = VersionField()
    name = StringField(_l("Name"), validators=[InputRequired(_l("Fill in the name.")), _most(200)])
    street = StringField(
        _l("Street and number"), validators=[InputRequired(_l("Fill in street and number.")), _most(200)]
    )
    postal_code = StringField(
        _l("Postal code"), validators=[InputRequired(_l("Fill in the postal code.")), _most(10)]
    )
    place = StringField(_l("Place"), validators=[InputRequired(_l("Fill in the place.")), _most(100)])
    email = EmailField(
        _l("Contact e-mail"),
        description=_l("Of the organisation itself, such as info@…"),
        validators=[InputRequired(_l("Fill in the contact e-mail.")), _most(320)],
    )
    phone = TelField(_l("Telephone"), validators=[_most(40)])
    language = SelectField(_l("Language of its mails"), validators=[InputRequired(_l("Choose a language."))])

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.language.choices = list(LANGUAGES.items())

    @property
    def details(self) -> OrganisationDetails:
        return OrganisationDetails(
            name=text_of(self.name),
            street=text_of(self.street),
            postal_code=text_of(self.postal_code),
            place=text_of(self.place),
            email=text_of(self.email),
            phone=text_of(self.phone),
            language=str(self.language.data),
        )


class NewOrganisationForm(OrganisationForm):
    """A new organisation, and how its first manager is known there."""

    function = StringField(_l("Your function"), validators=[_most(200)])
    work_email = EmailField(_l("Your work e-mail"), validators=[_most(320)])
    work_phone = TelField(_l("Your work telephone"), validators=[_most(40)])

    @property
    def work(self) -> WorkDetails:
        return WorkDetails(text_of(self.function), text_of(self.work_email), text_of(self.work_phone))


class InviteForm(InBranch):
    """Whom a manager adds himself."""

    email = EmailField(
        _l("Work e-mail"),
        description=_l("The invitation goes there. Whether somebody has an account already isn't shown."),
        validators=[InputRequired(_l("Fill in the e-mail address.")), _most(320)],
    )
    function = StringField(_l("Function"), validators=[_most(200)])
    phone = TelField(_l("Work telephone"), validators=[_most(40)])
    is_manager = BooleanField(_l("Manages the organisation too"))

    @property
    def work(self) -> WorkDetails:
        return WorkDetails(text_of(self.function), text_of(self.email), text_of(self.phone), self.branch)


class DecideForm(HouseForm):
    """Lets somebody in who asked, or not."""

    version = VersionField()
    decision = RadioField(
        _l("Decision"),
        choices=[("accept", _l("Confirm: he or she works here")), ("refuse", _l("Refuse"))],
        validators=[InputRequired(_l("Choose what you decide."))],
    )
    is_manager = BooleanField(_l("Manages the organisation too"))
    reason = TextAreaField(
        _l("Why you refuse"),
        description=_l("Optional. The person reads it in the mail."),
        validators=[_REASON],
    )


class EndForm(HouseForm):
    """Ends a membership."""

    version = VersionField()
    reason = TextAreaField(
        _l("Reason"), description=_l("Optional. The person reads it in the mail."), validators=[_REASON]
    )


class ManagerForm(HouseForm):
    """Makes somebody manager, or takes it away."""

    version = VersionField()


class BranchForm(HouseForm):
    """Where an organisation works."""

    version = VersionField()
    name = StringField(_l("Name"), validators=[InputRequired(_l("Fill in the name.")), _most(200)])
    unit_number = StringField(
        _l("Establishment unit number"),
        description=_l("Ten digits that begin with 2 to 8, as the business register gives them."),
        validators=[_most(20)],
    )
    street = StringField(_l("Street and number"), validators=[_most(200)])
    postal_code = StringField(_l("Postal code"), validators=[_most(10)])
    place = StringField(_l("Place"), validators=[_most(100)])

    def fill(self, unit: Unit, organisation: str) -> None:
        """What the business register says of an establishment; one without a name goes by its place."""
        self.name.data = unit.name or f"{organisation} {unit.address.place}".strip()
        self.unit_number.data = str(unit.number)
        self.street.data, self.place.data = unit.address.street, unit.address.place
        self.postal_code.data = unit.address.postal_code

    def read(self) -> BranchDetails | None:
        """What was typed; None, with the reason under the field, where the number can't be one."""
        number = None
        if typed := text_of(self.unit_number):
            try:
                number = EstablishmentNumber.parse(typed)
            except ValueProblem as problem:
                self.cannot_read("unit_number", problem)
                return None
        return BranchDetails(
            text_of(self.name), number, text_of(self.street), text_of(self.postal_code), text_of(self.place)
        )
