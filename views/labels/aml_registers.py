"""Words for what stands in the registers of an office, and for what follows its decisions."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l

from models.values.following import DeletedKind, PackKind, ReviewReason
from models.values.registers import Conclusion, OfficeRisk, PolicyKind

POLICY_KINDS = {
    PolicyKind.PROCEDURE: _l("Procedure"),
    PolicyKind.RISK_ASSESSMENT: _l("Assessment of the office’s own risk"),
    PolicyKind.ACCEPTANCE_POLICY: _l("Client acceptance policy"),
}
OFFICE_RISKS = {
    OfficeRisk.LOW: _l("Low risk"),
    OfficeRisk.STANDARD: _l("Standard risk"),
    OfficeRisk.HIGH: _l("High risk"),
}
CONCLUSIONS = {
    Conclusion.UNSUSPICIOUS: _l("Nothing suspicious"),
    Conclusion.SUSPICIOUS: _l("Suspicious: to be reported"),
}
REVIEW_REASONS = {
    ReviewReason.LEVEL: _l("Term of its vigilance"),
    ReviewReason.DOCUMENT: _l("Identity document expires"),
    ReviewReason.LIST: _l("New or changed match on a list"),
    ReviewReason.LEVEL_ROSE: _l("Vigilance rose"),
}
DELETED_KINDS = {
    DeletedKind.CONTACT: _l("Contact and its file"),
    DeletedKind.DEAL: _l("Transaction and its file"),
    DeletedKind.REGISTER: _l("Entry of a register"),
}
PACK_KINDS = {
    PackKind.INSPECTION: _l("For the supervisor"),
    PackKind.EVERYTHING: _l("Everything of the office"),
}
