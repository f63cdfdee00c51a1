"""What is asked when a match is decided: common reasons to tick, and one's own words."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l
from wtforms import BooleanField, TextAreaField
from wtforms.validators import Length

from views.base import text_of
from views.framework.screens import HouseForm, VersionField

_MOST = [Length(max=2000, message=_l("At most 2,000 characters."))]


class ClearForm(HouseForm):
    """It is somebody else: why. What is ticked goes before what is written."""

    other_birth = BooleanField(_l("Another birth date"))
    other_sex = BooleanField(_l("Another sex"))
    other_country = BooleanField(_l("Another nationality or country"))
    known_person = BooleanField(_l("Somebody else, whom the office knows"))
    reason = TextAreaField(
        _l("In your own words"),
        description=_l("Who reads this later has to understand it without you: an inspection too."),
        validators=_MOST,
        render_kw={"rows": 3},
    )
    version = VersionField()

    def whole(self) -> str:
        """The reason as it is kept, in the language of who decides."""
        ticked = [field.label.text for field in self.ticks if field.data]
        return " ".join([*(f"{one}." for one in ticked), text_of(self.reason)]).strip()

    @property
    def ticks(self) -> tuple[BooleanField, ...]:
        return (self.other_birth, self.other_sex, self.other_country, self.known_person)


class ConfirmForm(HouseForm):
    reason = TextAreaField(
        _l("How do you know?"),
        description=_l("For example which document you saw."),
        validators=_MOST,
        render_kw={"rows": 3},
    )
    version = VersionField()


class OpenAgainForm(HouseForm):
    reason = TextAreaField(
        _l("Why is it opened again?"),
        description=_l("The decision of before stays in the history."),
        validators=_MOST,
        render_kw={"rows": 3},
    )
    version = VersionField()
