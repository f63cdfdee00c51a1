"""What the pages of a registration ask."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l
from flask_wtf.file import FileField, FileRequired
from wtforms import BooleanField, HiddenField, RadioField, StringField, TextAreaField
from wtforms.validators import InputRequired, Length, Optional, Regexp

from app.rights import admission
from app.rights.registration import Government
from models.values import GovernmentKind, SignerCapacity
from views.base import ACCEPTED, EnterpriseField, text_of
from views.framework.screens import HouseForm, VersionField
from views.labels import LABELS


class GovernmentForm(HouseForm):
    version = VersionField()
    form_key = HiddenField()
    government_kind = RadioField(
        _l("Kind of government"),
        choices=[(str(kind), LABELS[kind]) for kind in GovernmentKind],
        default=str(GovernmentKind.MUNICIPALITY),
        validators=[InputRequired(_l("Choose one."))],
    )
    name = StringField(
        _l("Name"),
        description=_l("As people know it, with “Gemeente”, “Stad” or “OCMW” before it."),
        validators=[InputRequired(_l("Fill in the name of the government.")), Length(max=200)],
    )
    enterprise_number = EnterpriseField(
        _l("Enterprise number"),
        description=_l("Ten digits, for example 0207.501.014."),
        validators=[InputRequired(_l("Fill in the enterprise number."))],
        render_kw={"inputmode": "numeric", "autocomplete": "off"},
    )
    street = StringField(
        _l("Street and number"), validators=[InputRequired(_l("Fill in the street.")), Length(max=200)]
    )
    postal_code = StringField(
        _l("Postal code"),
        validators=[
            InputRequired(_l("Fill in the postal code.")),
            Regexp(r"^\s*[1-9][0-9]{3}\s*$", message=_l("A Belgian postal code has four digits.")),
        ],
    )
    place = StringField(_l("Place"), validators=[InputRequired(_l("Fill in the place.")), Length(max=100)])
    email = StringField(
        _l("Your e-mail at the government"),
        description=_l("The decision is sent here."),
        validators=[
            InputRequired(_l("Fill in an address to answer to.")),
            Length(max=320, message=_l("At most 320 characters.")),
            Regexp(r"^[^@\s]+@[^@\s]+\.[^@\s]+$", message=_l("An e-mail address has an @ and a dot in it.")),
        ],
        render_kw={"type": "email", "autocomplete": "email"},
    )
    language = RadioField(
        _l("Language of the government"),
        choices=[("nl", _l("Dutch")), ("fr", _l("French")), ("en", _l("English"))],
        validators=[InputRequired(_l("Choose a language."))],
    )
    capacity = RadioField(
        _l("You sign as"),
        choices=[(str(one), LABELS[one]) for one in SignerCapacity],
        default=str(SignerCapacity.SECRETARY),
        validators=[InputRequired(_l("Choose one."))],
    )

    @property
    def government(self) -> Government:
        number = self.enterprise_number.number
        assert number is not None  # noqa: S101 - the form validated
        return Government(
            government_kind=self.government_kind.data,
            name=text_of(self.name),
            enterprise_number=number.digits,
            street=text_of(self.street),
            postal_code=text_of(self.postal_code),
            place=text_of(self.place),
            email=text_of(self.email),
            language=self.language.data,
            capacity=self.capacity.data,
        )


class PaperForm(HouseForm):
    file = FileField(
        _l("File"),
        description=_l("PDF, Word, JPEG or PNG, at most 10 MB. Without macros, scripts or a password."),
        validators=[FileRequired(_l("Choose a file."))],
        render_kw={"accept": ACCEPTED},
    )


class HandInForm(HouseForm):
    version = VersionField()
    agreed = BooleanField(
        _l("I sign the terms of use for this government, and I may do so"),
        validators=[InputRequired(_l("Tick that you sign and may do so."))],
    )


class DropForm(HouseForm):
    version = VersionField()


class DecideForm(HouseForm):
    version = VersionField()
    answer = TextAreaField(
        _l("Why not"),
        description=_l("Only when you decline. The signer reads it."),
        validators=[Optional(), Length(max=admission.LONGEST_ANSWER, message=_l("At most 2,000 characters."))],
    )
