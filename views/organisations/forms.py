"""Forms about organisations and their members."""

from __future__ import annotations

from typing import Any

from flask_babel import lazy_gettext as _l
from wtforms import BooleanField, EmailField, RadioField, SelectField, StringField, TelField, TextAreaField
from wtforms.validators import InputRequired, Length

from app.organisations.changing import OrganisationDetails
from app.organisations.joining import WorkDetails
from views.base import text_of
from views.framework.screens import HouseForm, VersionField
from views.labels import LANGUAGES

_REASON = Length(max=500, message=_l("Keep the reason under 500 characters."))


def _most(count: int) -> Length:
    return Length(max=count, message=_l("At most %(count)s characters.", count=count))


class WorkForm(HouseForm):
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
        return WorkDetails(text_of(self.function), text_of(self.email), text_of(self.phone))


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


class InviteForm(HouseForm):
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
        return WorkDetails(text_of(self.function), text_of(self.email), text_of(self.phone))


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
