"""Closed lists of the desk: cases, references, imports, long work, roles."""

from __future__ import annotations

from typing import Any

from flask_babel import lazy_gettext as _l

from app.accounts.profiles import Salutation
from app.accounts.rules import Outcome, Way
from app.cases.rules import CaseState, IncidentKind
from app.chain import Hold
from app.outside.openid import OpenIdFault
from app.policy import Role
from models.values import Capacity, ImportMode, ImportState, ImportVerdict, UndoOutcome, WorkKind, WorkState

LABELS: dict[Any, Any] = {
    ImportState.MAPPING: _l("Columns to choose"),
    ImportState.CHECKING: _l("Being checked"),
    ImportState.CHECKED: _l("To confirm"),
    ImportState.APPLYING: _l("Being imported"),
    ImportState.APPLIED: _l("Imported"),
    ImportState.UNDOING: _l("Being undone"),
    ImportState.UNDONE: _l("Undone"),
    ImportState.DROPPED: _l("Dropped"),
    ImportVerdict.CREATED: _l("New"),
    ImportVerdict.ATTACHED: _l("Added to what is known"),
    ImportVerdict.UPDATED: _l("Changed"),
    ImportVerdict.UNCHANGED: _l("Already so"),
    ImportVerdict.REJECTED: _l("Refused"),
    ImportMode.ALL_ROWS: _l("All rows, or none"),
    ImportMode.GOOD_ROWS: _l("Only the good rows"),
    UndoOutcome.TAKEN_BACK: _l("Taken back"),
    UndoOutcome.KEPT: _l("Kept"),
    WorkKind.EXPORT: _l("Export"),
    WorkKind.IMPORT: _l("Import"),
    WorkKind.OVERVIEW: _l("Overview of rights"),
    WorkState.WAITING: _l("Waiting"),
    WorkState.RUNNING: _l("Running"),
    WorkState.DONE: _l("Done"),
    WorkState.FAILED: _l("Failed"),
    WorkState.STOPPED: _l("Stopped"),
    Hold.SEALED: _l("Sealed"),
    Hold.WAITS: _l("Sealed within minutes"),
    Hold.BROKEN: _l("Not confirmed"),
    Role.PERSON: _l("Person"),
    Role.LOCAL_ADMINISTRATOR: _l("Local administrator"),
    Capacity.MAIN_ACCESS_MANAGER: _l("Main access manager"),
    Capacity.LEGAL_REPRESENTATIVE: _l("Legal representative"),
    Role.APPLICATION_OWNER: _l("Application owner"),
    Role.HELPDESK: _l("Helpdesk"),
    Role.FINANCE: _l("Finance"),
    Role.COUNTER: _l("Business counter"),
    Role.MANAGER: _l("Manager"),
    Role.MEMBER: _l("Member"),
    Role.CENTRAL: _l("Central team"),
    Salutation.MR: _l("Mr"),
    Salutation.MRS: _l("Mrs"),
    Way.PASSWORD: _l("Username and password"),
    Way.CODE: _l("Security code"),
    Way.RESET: _l("Forgotten password"),
    Way.WEB_EID: _l("eID by Web eID"),
    Way.DESK_READER: _l("eID in a reader at the desk"),
    Way.CERTIFICATE: _l("eID by certificate"),
    OpenIdFault.STOPPED: _l("Stopped at the provider"),
    OpenIdFault.SILENT: _l("The provider didn't answer"),
    OpenIdFault.NOT_BELIEVED: _l("What came back wasn't believed"),
    Way.ITSME: _l("itsme"),
    Way.TOKEN: _l("Federal token"),
    Way.GOVERNMENT: _l("Access management of the government"),
    Outcome.OPENED: _l("Signed in with success"),
    Outcome.HALF: _l("Password right, code asked"),
    Outcome.RETURNING: _l("Account at rest, code asked"),
    Outcome.CONFIRMED: _l("Key shown again"),
    Outcome.ASKED: _l("Asked for a new password"),
    Outcome.WRONG: _l("Username, password or code wrong"),
    Outcome.THROTTLED: _l("Refused unseen: too many attempts"),
    Outcome.INACTIVE: _l("Account not active"),
    Outcome.NO_ACCOUNT: _l("The eID has no account yet"),
    Outcome.FAULT: _l("The eID was refused"),
    Outcome.NO_CARD: _l("itsme before an eID was linked"),
    Outcome.NOT_NAMED: _l("Signed in nowhere: stopped, or not believed"),
    CaseState.OPEN: _l("Not yet answered"),
    CaseState.ANSWERED: _l("Answered"),
    CaseState.CLOSED: _l("Closed"),
    IncidentKind.BUG: _l("A page broke"),
    IncidentKind.FORBIDDEN: _l("Not allowed"),
    IncidentKind.MISSING: _l("Not found"),
    IncidentKind.DECLINED: _l("A rule said no"),
    IncidentKind.STALE: _l("Changed meanwhile"),
    IncidentKind.OUTAGE: _l("Out of reach"),
    IncidentKind.UNREAD: _l("Request not understood"),
    IncidentKind.TESTED: _l("Self-test of an eID"),
}
