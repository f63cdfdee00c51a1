"""What the officer writes in a report to the FIU, and what he notes of it. The form of a report is made anew for
each: who is in it differs, and the codes are data."""

from __future__ import annotations

from typing import Any

from flask_babel import gettext
from flask_babel import lazy_gettext as _l
from wtforms import BooleanField, RadioField, SelectField, SelectMultipleField, StringField, TextAreaField
from wtforms.validators import Length, Optional
from wtforms.widgets import CheckboxInput, ListWidget

from app.aml.goaml.gathered import Gathered, Involved
from app.aml.goaml.profile import Code, Profile
from app.aml.goaml.told import LONGEST, MOST_SIGNIFICANCE, PartyTold, ReportDetails
from models.values.fiu import OfficerActKind as Kind
from models.values.identified import Place
from views.base import DayField, text_of
from views.framework.screens import HouseForm, VersionField
from views.labels import language
from views.labels.aml_fiu import ANSWERS
from views.labels.countries import countries

LANGUAGES = (("nl", "Nederlands"), ("fr", "Français"), ("en", "English"))
_PLAIN = {"autocomplete": "off"}
_LONG = [Length(max=LONGEST, message=_l("At most 8,000 characters."))]
_SHORT = [Length(max=255, message=_l("At most 255 characters."))]


class Ticks(SelectMultipleField):
    """Several of them, each a box to tick."""

    widget = ListWidget(prefix_label=False)
    option_widget = CheckboxInput()


class WriteForm(HouseForm):
    """Beside these, some fields for each party; see `write_form`."""

    reason = TextAreaField(
        _l("Why do you report it?"),
        description=_l("What you saw, since when, and what makes it suspicious. At most 8,000 characters."),
        validators=_LONG,
        render_kw={"rows": 8},
    )
    action = TextAreaField(
        _l("What did the office do?"),
        description=_l("For example: the mandate was suspended, documents were asked."),
        validators=_LONG,
        render_kw={"rows": 4},
    )
    indicators = Ticks(_l("Indicators"), validate_choice=False)
    transmode = SelectField(_l("How is it paid?"), validate_choice=False)
    transmode_comment = StringField(_l("More on how it is paid"), validators=_SHORT, render_kw=_PLAIN)
    size = StringField(
        _l("Size of the property"), description=_l("For example 140 m²."), validators=_SHORT, render_kw=_PLAIN
    )
    happens_on = DayField(
        _l("Day of the transaction"),
        [Optional()],
        description=_l("Only where the transaction itself tells neither an expected day nor one of the mandate."),
    )
    street = StringField(_l("Street and number"), validators=_SHORT, render_kw=_PLAIN)
    postal_code = StringField(_l("Postal code"), validators=_SHORT, render_kw=_PLAIN)
    place = StringField(_l("Town"), validators=_SHORT, render_kw=_PLAIN)
    country = SelectField(_l("Country"), validate_choice=False)
    rentity_id = StringField(
        _l("Number of your office at the FIU"),
        description=_l(
            "The portal shows it once your office is registered there. It is kept for the next report."
        ),
        validators=_SHORT,
        render_kw=_PLAIN,
    )
    rentity_branch = StringField(_l("Branch"), validators=_SHORT, render_kw=_PLAIN)
    fiu_ref = StringField(
        _l("Earlier reference of the FIU"),
        description=_l("Where this goes with an earlier report, or answers the FIU."),
        validators=_SHORT,
        render_kw=_PLAIN,
    )
    additional = TextAreaField(_l("Anything else"), validators=_LONG, render_kw={"rows": 3})
    words = SelectField(
        _l("Language of the report"),
        description=_l("The words that are added to what you typed, for example what kind of transaction it is."),
        choices=LANGUAGES,
        validate_choice=False,
    )
    version = VersionField()

    def details(self, before: ReportDetails, parties: tuple[Involved, ...]) -> ReportDetails:
        """What was written; what stood in fields that the page didn't show stays."""
        return ReportDetails(
            language=self.words.data if self.words.data in dict(LANGUAGES) else before.language,
            rentity_id=text_of(self.rentity_id),
            rentity_branch=text_of(self.rentity_branch),
            fiu_ref=text_of(self.fiu_ref),
            reason=text_of(self.reason),
            action=text_of(self.action),
            location=self._location(),
            transmode=text_of(self.transmode),
            transmode_comment=text_of(self.transmode_comment),
            size=text_of(self.size),
            happens_on=self.happens_on.data,
            additional=text_of(self.additional),
            indicators=tuple(str(one) for one in self.indicators.data or ()),
            parties=tuple(filter(_says, map(self._party, parties))),
        )

    def _location(self) -> Place:
        """A country alone is no place: it was chosen beforehand."""
        told = Place(text_of(self.street), text_of(self.postal_code), text_of(self.place), text_of(self.country))
        return told if told.street or told.place or told.postal_code else Place()

    def _party(self, one: Involved) -> PartyTold:
        whose = _whose(one)
        told = {name: self[f"{name}_{whose}"].data for name in ("suspected", "significance", "left_out")}
        figure = str(told["significance"] or "")
        return PartyTold(
            root_id=one.root_id,
            role=one.role,
            is_suspected=bool(told["suspected"]),
            significance=int(figure) if figure.isascii() and figure.isdigit() and len(figure) < 3 else None,
            reason=text_of(self[f"reason_{whose}"]),
            comments=text_of(self[f"comments_{whose}"]),
            left_out=bool(told["left_out"]),
        )

    def names_of(self, one: Involved) -> tuple[str, ...]:
        """The fields of one party."""
        return tuple(f"{name}_{_whose(one)}" for name in _PARTY)


def _whose(one: Involved) -> str:
    """Ends the names of a party's fields: a colleague may take another one out while this is written."""
    return f"{one.root_id}_{one.role}"


_PARTY = ("suspected", "significance", "reason", "comments", "left_out")


def write_form(profile: Profile, known: Gathered, told: ReportDetails, version: int, **formdata: Any) -> WriteForm:
    """The form of this report, with what was written in it."""
    fields: dict[str, Any] = {}
    for one in known.parties:
        fields |= _party_fields(_whose(one), one.name)
    kept: dict[str, Any] = {
        "reason": told.reason,
        "action": told.action,
        "indicators": list(told.indicators),
        "transmode": told.transmode,
        "transmode_comment": told.transmode_comment,
        "size": told.size,
        "happens_on": told.happens_on,
        "street": told.location.street,
        "postal_code": told.location.postal_code,
        "place": told.location.place,
        "country": told.location.country or "BE",
        "rentity_id": told.rentity_id,
        "rentity_branch": told.rentity_branch,
        "fiu_ref": told.fiu_ref,
        "additional": told.additional,
        "words": told.language,
        "version": str(version),
    }
    for one in known.parties:
        said, whose = told.of(one.root_id, one.role), _whose(one)
        kept |= {
            f"suspected_{whose}": said.is_suspected,
            f"significance_{whose}": "" if said.significance is None else str(said.significance),
            f"reason_{whose}": said.reason,
            f"comments_{whose}": said.comments,
            f"left_out_{whose}": said.left_out,
        }
    kind: Any = type("WriteForm", (WriteForm,), fields)
    made: WriteForm = kind(data=kept, **formdata)
    made.indicators.choices = _choices(profile.indicators, told.indicators)
    made.country.choices = [("", ""), *countries().items()]
    made.transmode.choices = [("", gettext("Choose one")), *_choices(profile.transmodes, (told.transmode,))]
    return made


def _choices(codes: tuple[Code, ...], chosen: tuple[str, ...]) -> list[tuple[str, str]]:
    """Every code in words; what was chosen and isn't one any more stands there by itself, to be taken away."""
    known = {one.code for one in codes}
    gone = [(one, gettext("%(code)s (no code of the FIU any more)", code=one)) for one in chosen if one]
    return [*((one.code, one.named(language())) for one in codes), *(one for one in gone if one[0] not in known)]


def _party_fields(whose: str, name: str) -> dict[str, Any]:
    figures = [("", gettext("Not said")), *((str(one), str(one)) for one in range(MOST_SIGNIFICANCE + 1))]
    return {
        f"suspected_{whose}": BooleanField(gettext("%(name)s is suspected", name=name)),
        f"significance_{whose}": SelectField(
            gettext("How much %(name)s matters, from 0 to 10", name=name), choices=figures, validate_choice=False
        ),
        f"reason_{whose}": TextAreaField(
            gettext("What is the matter with %(name)s", name=name), validators=_LONG, render_kw={"rows": 3}
        ),
        f"comments_{whose}": TextAreaField(
            gettext("Remarks on %(name)s", name=name), validators=_LONG, render_kw={"rows": 2}
        ),
        f"left_out_{whose}": BooleanField(gettext("Leave %(name)s out of the report", name=name)),
    }


def _says(told: PartyTold) -> bool:
    return told != PartyTold(told.root_id, told.role)


class SureForm(HouseForm):
    """Asks first; nothing is filled in."""

    version = VersionField()


class SentForm(HouseForm):
    reference = StringField(
        _l("Reference of the portal"),
        description=_l("The portal shows it once the file is uploaded. Every answer of the FIU bears it."),
        render_kw=_PLAIN,
    )
    version = VersionField()


class ReplyForm(HouseForm):
    """What the FIU or its portal said."""

    kind = RadioField(
        _l("What was answered?"),
        choices=[(str(one), word) for one, word in ANSWERS.items()],
        validators=[Optional()],
        validate_choice=False,
    )
    until = DayField(
        _l("Opposed until"),
        [Optional()],
        description=_l("Only where the FIU opposes. On that day it comes back to your list."),
    )
    reference = StringField(
        _l("Reference on the answer"),
        description=_l("So that an answer isn’t noted on another report. Empty only for a file rejected at once."),
        render_kw=_PLAIN,
    )
    text = TextAreaField(
        _l("What it says"),
        description=_l("The question, or why the portal rejected the file. At most 2,000 characters."),
        render_kw={"rows": 4},
    )
    version = VersionField()

    @property
    def answer(self) -> Kind | None:
        """What was chosen; None for nothing, or for what is no answer."""
        told = self.kind.data
        return Kind(told) if told in {str(one) for one in ANSWERS} else None


class WordsForm(HouseForm):
    """A text of the officer."""

    text = TextAreaField(
        _l("Your text"),
        description=_l("Officers alone read it. At most 2,000 characters."),
        render_kw={"rows": 4},
    )
    version = VersionField()
