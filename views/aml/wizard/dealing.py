"""How the office deals with a contact of either kind: how to reach it, its part, the meeting; and all pages that
both kinds share."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from flask_babel import gettext
from flask_babel import lazy_gettext as _l
from wtforms import EmailField, RadioField, SelectField, TelField, TextAreaField
from wtforms.validators import InputRequired, Length, ValidationError

from app.aml.identity import proposed_side
from app.aml.pages import PageName
from models.aml import Contact
from models.values.identified import Details, FilePart, Meeting, Side
from views.aml.contact_forms import spoken
from views.aml.wizard.acting import ActingPage
from views.aml.wizard.page import Page, PageForm
from views.base import Reachable, text_of
from views.labels.aml_file import MEETINGS, PARTS, SIDES
from views.labels.aml_person import SPOKEN

_LONGEST_PURPOSE = 1000


class ReachForm(Reachable, PageForm):
    phone = TelField(
        _l("Telephone"), [Length(max=40, message=_l("At most 40 characters."))], render_kw={"autocomplete": "off"}
    )
    email = EmailField(
        _l("E-mail"), [Length(max=320, message=_l("At most 320 characters."))], render_kw={"autocomplete": "off"}
    )
    language = SelectField(_l("Language"), choices=[("", _l("Not known")), *SPOKEN.items()])


class ReachPage(Page):
    name = PageName.REACH
    form = ReachForm

    def filled(self, contact: Contact, details: Details) -> dict[str, Any]:
        dealing = details.dealing
        return {"phone": dealing.phone, "email": dealing.email, "language": dealing.language}

    def changed(self, form: ReachForm, details: Details) -> Details:
        dealing = replace(
            details.dealing,
            phone=spoken(form.phone.data or ""),
            email=text_of(form.email),
            language=form.language.data or "",
        )
        return replace(details, dealing=dealing)


class PartForm(PageForm):
    optional = ()
    part = RadioField(
        _l("Part in the file"),
        [InputRequired(_l("Choose the part."))],
        choices=[(str(one), PARTS[one]) for one in FilePart],
    )
    side = RadioField(
        _l("Client or counterparty"),
        choices=[("", _l("As the part says")), *((str(one), SIDES[one]) for one in Side)],
        default="",
        description=_l(
            "A client gave the office its mandate. Who sells or lets is proposed as client, who buys or rents as"
            " counterparty; of another part it can't be told."
        ),
    )

    def validate_side(self, field: Any) -> None:
        if not field.data and self.part.data and self.chosen_side is None:
            raise ValidationError(
                gettext(
                    "From the part “%(part)s” it can't be told. Choose one.", part=PARTS[FilePart(self.part.data)]
                )
            )

    @property
    def chosen_side(self) -> Side | None:
        if self.side.data:
            return Side(self.side.data)
        return proposed_side(FilePart(self.part.data)) if self.part.data else None


class PartPage(Page):
    name = PageName.PART
    form = PartForm

    def filled(self, contact: Contact, details: Details) -> dict[str, Any]:
        return {"part": str(details.dealing.part or ""), "side": str(details.dealing.side or "")}

    def changed(self, form: PartForm, details: Details) -> Details:
        dealing = replace(details.dealing, part=FilePart(form.part.data), side=form.chosen_side)
        return replace(details, dealing=dealing)


class MeetingForm(PageForm):
    optional = ()
    meeting = RadioField(
        _l("How did you meet?"),
        choices=[(str(one), MEETINGS[one]) for one in Meeting],
        validators=[InputRequired(_l("Choose how."))],
        description=_l("Remote, without an eID that was read or itsme, weighs on the level."),
    )
    purpose = TextAreaField(
        _l("Purpose of the relation"),
        [Length(max=_LONGEST_PURPOSE, message=_l("At most 1,000 characters."))],
        description=_l(
            "Why the office deals with this contact, for example: sells the home inherited from a parent."
        ),
        render_kw={"rows": 3},
    )


class MeetingPage(Page):
    name = PageName.MEETING
    form = MeetingForm

    def filled(self, contact: Contact, details: Details) -> dict[str, Any]:
        return {"meeting": str(details.dealing.meeting or ""), "purpose": details.dealing.purpose}

    def changed(self, form: MeetingForm, details: Details) -> Details:
        dealing = replace(details.dealing, meeting=Meeting(form.meeting.data), purpose=text_of(form.purpose))
        return replace(details, dealing=dealing)


DEALING_PAGES: tuple[Page, ...] = (ReachPage(), PartPage(), ActingPage(), MeetingPage())
