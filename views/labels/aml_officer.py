"""Words of what only AML officers read: what they hold and report, and how that stands."""

from __future__ import annotations

from typing import Any

from flask_babel import lazy_gettext as _l

from models.values.fiu import OfficerActKind, ReportState

OFFICER_ACTS: dict[OfficerActKind, Any] = {
    OfficerActKind.HELD: _l("keeps it blocked"),
    OfficerActKind.RELEASED: _l("holds it no longer"),
    OfficerActKind.REPORTED: _l("reported it to the FIU"),
    OfficerActKind.SENT: _l("uploaded the report to the FIU’s portal"),
    OfficerActKind.NO_OBJECTION: _l("noted that the FIU has no objection"),
    OfficerActKind.OPPOSED: _l("noted that the FIU opposes it"),
    OfficerActKind.QUESTION: _l("noted a question of the FIU"),
    OfficerActKind.QUESTION_ANSWERED: _l("answered the FIU’s question"),
    OfficerActKind.REJECTED: _l("noted that the portal rejected the report"),
    OfficerActKind.ENDED: _l("ended the report"),
}
TO_THE_FIU = frozenset({OfficerActKind.REPORTED, OfficerActKind.SENT, OfficerActKind.QUESTION_ANSWERED})
"""What goes to the FIU: an arrow stands before it."""
REPORT_WAITS: dict[ReportState, Any] = {
    ReportState.DRAFT: _l("being written"),
    ReportState.MADE: _l("to be uploaded"),
    ReportState.SENT: _l("waits for the FIU’s answer"),
    ReportState.NO_OBJECTION: _l("no objection: accept or refuse it"),
    ReportState.OPPOSED: _l("the FIU opposes it"),
    ReportState.QUESTION: _l("the FIU asks something"),
    ReportState.REJECTED: _l("rejected by the portal"),
    ReportState.ENDED: _l("ended"),
}
