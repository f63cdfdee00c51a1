"""What is written to the AML officer, and what he and others answer."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l
from wtforms import RadioField, TextAreaField
from wtforms.validators import Length, Optional

from models.values.identified import Side
from views.base import text_of
from views.framework.screens import HouseForm, VersionField
from views.labels.aml_file import SIDES

_MOST = [Length(max=2000, message=_l("At most 2,000 characters."))]


class SendForm(HouseForm):
    """About whom, where the file doesn't say it, and what."""

    about = RadioField(
        _l("Whom is it about?"),
        choices=[(str(one), word) for one, word in SIDES.items()],
        validators=[Optional()],
    )
    text = TextAreaField(
        _l("What should the AML officer know?"),
        description=_l(
            "What you saw or heard, when, and what you did. Don't tell the contact that you write this."
        ),
        validators=_MOST,
        render_kw={"rows": 6},
    )

    @property
    def side(self) -> Side | None:
        """What was chosen; None for nothing, or for what is no choice."""
        told = self.about.data
        return Side(told) if told in {str(one) for one in Side} else None

    @property
    def words(self) -> str:
        return text_of(self.text)


class AnswerForm(HouseForm):
    """What is asked, replied or concluded."""

    text = TextAreaField(
        _l("Your text"),
        description=_l("It stays in the file as you write it."),
        validators=_MOST,
        render_kw={"rows": 4},
    )
    version = VersionField()

    @property
    def words(self) -> str:
        return text_of(self.text)
