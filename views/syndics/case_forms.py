"""What is written about a case, and what one agrees to before it is withdrawn."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l
from wtforms import TextAreaField

from views.base import text_of
from views.framework.screens import HouseForm, VersionField


class MessageForm(HouseForm):
    """A message to the other side."""

    text = TextAreaField(
        _l("Your message"),
        description=_l("At most 2,000 letters. It stays in the case as you write it."),
        render_kw={"rows": 4},
    )

    @property
    def words(self) -> str:
        return text_of(self.text)


class AnswerForm(HouseForm):
    """What goes with the answer to a question."""

    text = TextAreaField(
        _l("What do you want to say with it?"),
        description=_l("Not needed where you changed what was asked, or added a file."),
        render_kw={"rows": 4},
    )
    version = VersionField()

    @property
    def words(self) -> str:
        return text_of(self.text)


class WithdrawForm(HouseForm):
    version = VersionField()
