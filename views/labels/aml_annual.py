"""Words of annual reports: how they stand, and what lacks before one is signed."""

from __future__ import annotations

from typing import Any

from flask_babel import gettext, ngettext
from flask_babel import lazy_gettext as _l

from app.aml.annual.texts import Lack, Lacking, Text

STATES: dict[str, Any] = {"draft": _l("Draft"), "signed": _l("Signed")}
TONES = {"draft": "wait", "signed": "good"}
TEXTS: dict[Text, Any] = {
    Text.RISK: _l("The office’s own risk"),
    Text.ACCEPTANCE: _l("Client acceptance policy"),
    Text.TRAINING: _l("Training"),
    Text.SHORTCOMINGS: _l("Shortcomings"),
    Text.PLAN: _l("Action plan"),
    Text.REMARKS: _l("Remarks"),
}
HINTS: dict[Text, Any] = {
    Text.RISK: _l(
        "What the assessment of the office’s own risk comes to, and what changed in the year. Where none was in"
        " force: why not, and by when there is one."
    ),
    Text.ACCEPTANCE: _l(
        "How the acceptance policy worked in practice. Where none was in force: why not, and by when there is one."
    ),
    Text.TRAINING: _l(
        "What was trained, and what members still need. Where there was no training: why not, and what is planned."
    ),
    Text.SHORTCOMINGS: _l(
        "What went wrong or was missing in the year. If nothing was: how you looked, and where."
    ),
    Text.PLAN: _l("What the office will do about it, who does it, and by when."),
    Text.REMARKS: _l("Anything else the management or the supervisor should know. This part may stay empty."),
}


def lacking_word(one: Lacking) -> str:
    """What the matter is, as a sentence."""
    match one.what:
        case Lack.SHORTCOMINGS:
            return str(gettext("The part on shortcomings isn’t written yet."))
        case Lack.PLAN:
            return str(gettext("The action plan isn’t written yet."))
        case Lack.NO_ASSESSMENT:
            return str(gettext("No assessment of the office’s own risk was in force, and nothing explains why."))
        case Lack.NO_POLICY:
            return str(gettext("No client acceptance policy was in force, and nothing explains why."))
        case Lack.NO_TRAINING:
            return str(gettext("Nobody followed a training, and nothing explains why."))
        case Lack.NO_OFFICER:
            return str(gettext("Nobody was AML officer in this year."))
        case Lack.OPEN_OPERATIONS:
            return str(
                ngettext(
                    "%(num)s atypical operation has no conclusion yet.",
                    "%(num)s atypical operations have no conclusion yet.",
                    one.count,
                )
            )
        case Lack.OPEN_NOTIFICATIONS:
            return str(
                ngettext("%(num)s notification is still open.", "%(num)s notifications are still open.", one.count)
            )
        case Lack.OPEN_DISCREPANCIES:
            return str(
                ngettext(
                    "%(num)s difference with the UBO register isn’t reported yet.",
                    "%(num)s differences with the UBO register aren’t reported yet.",
                    one.count,
                )
            )
