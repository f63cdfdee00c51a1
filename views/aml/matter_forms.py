"""What an officer says to what he does with a contact, a risk profile or a transaction."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l
from wtforms import Field, HiddenField, TextAreaField
from wtforms.validators import ValidationError

from app.aml.deciding_rules import told_reason
from app.aml.handing import reason_faults
from views.base import text_of
from views.framework.screens import HouseForm, VersionField
from views.refusals import sentence


def _long_enough(form: HouseForm, field: Field) -> None:
    """Said by the form itself: what a rule refuses leaves a reference at the helpdesk, and where an officer was,
    or what he wanted, is nobody's to read."""
    for one in reason_faults(told_reason(text_of(field))):
        raise ValidationError(sentence(one))


class OfficerForm(HouseForm):
    """Why; with the version, and the fingerprint of the result, that were looked at."""

    reason = TextAreaField(
        _l("Why?"),
        [_long_enough],
        description=_l("Who reads this later has to understand it without you: an inspection too."),
        render_kw={"rows": 4},
    )
    version = VersionField()
    seen = HiddenField()

    @property
    def words(self) -> str:
        return text_of(self.reason)

    @property
    def print(self) -> bytes:
        """32 bytes; none where what was sent is no fingerprint."""
        try:
            return bytes.fromhex(self.seen.data or "")
        except ValueError:
            return b""
