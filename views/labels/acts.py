"""What happened: every tag of an event."""

from __future__ import annotations

from typing import Any

from flask_babel import lazy_gettext as _l

from app.events import Tag

LABELS: dict[Any, Any] = {
    Tag.SESSION_STARTED: _l("Signed in"),
    Tag.SESSION_ENDED: _l("Signed out"),
    Tag.SESSION_REFUSED: _l("Sign-in refused"),
    Tag.CONTEXT_CHANGED: _l("Context changed"),
    Tag.PASSWORD_SET: _l("Password set"),
    Tag.ACCOUNT_MADE: _l("Account created"),
    Tag.PERSON_ADDED: _l("Person added"),
    Tag.PERSON_LOOKED_UP: _l("Person looked up by number"),
    Tag.PERSON_CORRECTED: _l("Person corrected"),
    Tag.PERSON_ERASED: _l("Person anonymised"),
    Tag.NUMBER_SHOWN: _l("National number shown in full"),
    Tag.ORGANISATION_ADDED: _l("Organisation added"),
    Tag.RELATION_ADDED: _l("Relation added"),
    Tag.RELATION_CHANGED: _l("Relation changed"),
    Tag.RELATION_ENDED: _l("Relation ended"),
    Tag.REPRESENTATIVE_TOLD: _l("Legal representative told by the register"),
    Tag.TOOL_CHANGED: _l("Tool changed"),
    Tag.OWNER_APPOINTED: _l("Application owner appointed"),
    Tag.OWNER_DISMISSED: _l("Application owner dismissed"),
    Tag.KIND_CHANGED: _l("Kind of right changed"),
    Tag.RIGHT_GRANTED: _l("Right granted"),
    Tag.RIGHT_CHANGED: _l("Right changed"),
    Tag.RIGHT_REVOKED: _l("Right revoked"),
    Tag.RIGHTS_EXTENDED: _l("Several rights extended together"),
    Tag.RIGHTS_GRANTED: _l("Right granted to several people together"),
    Tag.RIGHTS_REVOKED: _l("Several rights revoked together"),
    Tag.DOCUMENT_UPLOADED: _l("File uploaded"),
    Tag.DOCUMENT_REMOVED: _l("File removed"),
    Tag.DOCUMENT_ISSUED: _l("Document issued"),
    Tag.COPY_CHECKED: _l("Copy of a document checked"),
    Tag.IMPORT_RECEIVED: _l("File received for import"),
    Tag.IMPORT_CHECKED: _l("Import checked"),
    Tag.IMPORT_APPLIED: _l("File imported"),
    Tag.IMPORT_UNDONE: _l("Import undone"),
    Tag.IMPORT_ROWS_TAKEN: _l("Refused rows of an import downloaded"),
    Tag.IMPORT_DROPPED: _l("Import dropped"),
    Tag.CASE_OPENED: _l("Problem reported"),
    Tag.CASE_ANSWERED: _l("Case answered"),
    Tag.CASE_CLOSED: _l("Case closed"),
    Tag.REGISTRATION_HANDED_IN: _l("Registration of a government handed in"),
    Tag.REGISTRATION_APPROVED: _l("Registration of a government approved"),
    Tag.REGISTRATION_DECLINED: _l("Registration of a government declined"),
    Tag.REGISTRATION_DROPPED: _l("Registration of a government withdrawn"),
    Tag.LIST_EXPORTED: _l("List exported"),
    Tag.VIEW_SAVED: _l("View of a list saved"),
    Tag.VIEW_CHANGED: _l("View of a list changed"),
    Tag.VIEW_DELETED: _l("View of a list deleted"),
    Tag.TRAIL_ANCHORED: _l("Audit trail anchored outside"),
    Tag.JOB_TRIED_AGAIN: _l("Job put back to be tried again"),
    Tag.JOB_GIVEN_UP: _l("Job given up"),
    Tag.LETTER_SENT_AGAIN: _l("Mail sent again"),
}
