"""Words of the counter's desk: how a case stands, seen from there, and whose turn it is."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l
from flask_babel import lazy_pgettext

from app.syndics.worklist import Turn
from models.values.mandates import CaseState
from views.labels.mandates import STATES

DESK_STATES = {
    **STATES,
    CaseState.DRAFT: _l("Has its number, with the applicant"),
    CaseState.QUESTION: _l("Question to the applicant"),
}
TURNS = {
    Turn.COUNTER: _l("The counter"),
    Turn.APPLICANT: _l("The applicant"),
    Turn.NOBODY: lazy_pgettext("syndics", "Done"),
}
TURN_TONES: dict[str, str] = {Turn.COUNTER: "soon", Turn.APPLICANT: "wait", Turn.NOBODY: "off"}
