"""What the counter fills in at an act on a case."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l
from wtforms import BooleanField, HiddenField, StringField, TextAreaField

from app.syndics.desk import MOST_REFERENCE, MOST_TEXT
from models.values import EnterpriseNumber, ValueProblem
from views.base import text_of
from views.framework.screens import HouseForm, VersionField


class TakeForm(HouseForm):
    version = VersionField()


class AskForm(HouseForm):
    text = TextAreaField(
        _l("Your question"),
        description=_l("Say what is unclear or missing, and what the applicant should do."),
        render_kw={"rows": 6, "maxlength": MOST_TEXT, "required": ""},
    )
    version = VersionField()

    @property
    def words(self) -> str:
        return text_of(self.text)


class MessageForm(HouseForm):
    text = TextAreaField(
        _l("Your message"),
        description=_l("The applicant reads it as coming from the business counter, and gets a mail."),
        render_kw={"rows": 3, "required": ""},
    )

    @property
    def words(self) -> str:
        return text_of(self.text)


class FileForm(HouseForm):
    """`despite`: asked for where the rules aren't all met."""

    reference = StringField(
        _l("Reference of the business register"),
        description=_l("As the register gave it when the act was entered."),
        render_kw={"maxlength": MOST_REFERENCE, "autocomplete": "off", "required": ""},
    )
    despite = BooleanField(_l("I have seen which rules aren’t met, and file the act all the same"))
    version = VersionField()

    @property
    def typed(self) -> str:
        return text_of(self.reference)


class RefuseForm(HouseForm):
    reason = TextAreaField(
        _l("Why is it refused?"),
        description=_l("The applicant reads this, and has to understand what to do now."),
        render_kw={"rows": 6, "maxlength": MOST_TEXT, "required": ""},
    )
    version = VersionField()

    @property
    def words(self) -> str:
        return text_of(self.reason)


class NumberForm(HouseForm):
    """`compared`: the digits that were shown with what the register has, and so may be filled in."""

    number = StringField(
        _l("Enterprise number"),
        description=_l("Ten digits, as the business register gave it to the association."),
        render_kw={"inputmode": "numeric", "maxlength": 30, "autocomplete": "off", "required": ""},
    )
    compared = HiddenField()
    version = VersionField()

    @property
    def typed(self) -> str:
        return text_of(self.number)

    @property
    def read(self) -> EnterpriseNumber | None:
        """What was typed, where it is such a number."""
        try:
            return EnterpriseNumber.parse(self.typed)
        except ValueProblem:
            return None

    @property
    def is_compared(self) -> bool:
        """Whether the reader saw this very number beside the case before he sent it."""
        return self.read is not None and self.compared.data == self.read.digits
