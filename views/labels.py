"""Words for the closed lists of the domain, and values as the reader writes them: days, instants, names."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from babel.dates import format_datetime
from flask_babel import get_locale, gettext, ngettext
from flask_babel import lazy_gettext as _l

from app.accounts.rules import Outcome
from app.cases.rules import CaseState, IncidentKind
from app.chain import Hold
from app.clock import BRUSSELS
from app.documents.copies import Answer
from app.documents.issued import Series
from app.documents.kinds import FileKind
from app.documents.uploads import DocumentKind
from app.events import Tag
from app.policy import Role
from models.values import (
    GovernmentKind,
    ImportMode,
    ImportState,
    ImportVerdict,
    KeyLevel,
    LetterState,
    MailProblem,
    MembershipState,
    OrganisationKind,
    RelationCategory,
    RelationType,
    RightState,
    Sex,
    UndoOutcome,
    WorkKind,
    WorkState,
)

LABELS: dict[Any, Any] = {
    Sex.FEMALE: _l("Female"),
    Sex.MALE: _l("Male"),
    Sex.UNKNOWN: _l("Unknown"),
    OrganisationKind.ENTERPRISE: _l("Enterprise"),
    OrganisationKind.LOCAL_GOVERNMENT: _l("Local government"),
    OrganisationKind.OWNERS_ASSOCIATION: _l("Association of co-owners"),
    GovernmentKind.MUNICIPALITY: _l("Municipality"),
    GovernmentKind.CITY: _l("City"),
    GovernmentKind.PROVINCE: _l("Province"),
    GovernmentKind.SOCIAL_WELFARE: _l("Public centre for social welfare"),
    GovernmentKind.OTHER: _l("Other local government"),
    MembershipState.AWAITING_CONFIRMATION: _l("Awaiting confirmation"),
    MembershipState.CONFIRMED: _l("Confirmed"),
    MembershipState.ENDED: _l("Ended"),
    MembershipState.REFUSED: _l("Refused"),
    MembershipState.WITHDRAWN: _l("Withdrawn"),
    RelationCategory.EMPLOYEE: _l("Employee"),
    RelationCategory.EXTERNAL: _l("External"),
    RelationType.STANDARD: _l("Standard"),
    RelationType.SECRETARY: _l("Secretary, general director"),
    RightState.PENDING: _l("Pending"),
    RightState.ACTIVE: _l("Active"),
    RightState.EXPIRED: _l("Expired"),
    RightState.REVOKED: _l("Revoked"),
    KeyLevel.BASIC: _l("Basic"),
    KeyLevel.CODE: _l("Basic + security code"),
    KeyLevel.HIGH: _l("High"),
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
    WorkState.WAITING: _l("Waiting"),
    WorkState.RUNNING: _l("Running"),
    WorkState.DONE: _l("Done"),
    WorkState.FAILED: _l("Failed"),
    WorkState.STOPPED: _l("Stopped"),
    DocumentKind.ATTACHMENT: _l("Attached file"),
    Series.RIGHT_STATEMENT: _l("Statement of a right"),
    FileKind.PDF: _l("PDF document"),
    FileKind.DOC: _l("document of an older Word (.doc)"),
    FileKind.DOCX: _l("Word document (.docx)"),
    FileKind.XLSX: _l("Excel spreadsheet (.xlsx)"),
    FileKind.CSV: _l("table as text (.csv)"),
    FileKind.TXT: _l("plain text (.txt)"),
    FileKind.JPEG: _l("JPEG picture"),
    FileKind.PNG: _l("PNG picture"),
    FileKind.XLS: _l("spreadsheet of an older Excel (.xls)"),
    FileKind.SLIDES: _l("presentation"),
    FileKind.OPEN_DOCUMENT: _l("OpenDocument file"),
    FileKind.RICH_TEXT: _l("rich text (.rtf)"),
    FileKind.ARCHIVE: _l("packed folder"),
    FileKind.PICTURE: _l("picture of another kind"),
    FileKind.WEB_PAGE: _l("web page"),
    FileKind.PROGRAM: _l("program"),
    FileKind.UNKNOWN: _l("file of an unknown kind"),
    Answer.ISSUED: _l("Unaltered"),
    Answer.ALTERED: _l("Altered"),
    Answer.NOT_KNOWN: _l("Not known here"),
    Hold.SEALED: _l("Sealed"),
    Hold.WAITS: _l("Sealed within minutes"),
    Hold.BROKEN: _l("Not confirmed"),
    Role.PERSON: _l("Person"),
    Role.LOCAL_ADMINISTRATOR: _l("Local administrator"),
    Role.APPLICATION_OWNER: _l("Application owner"),
    Role.HELPDESK: _l("Helpdesk"),
    Role.FINANCE: _l("Finance"),
    Role.COUNTER: _l("Business counter"),
    Role.CENTRAL: _l("Central team"),
    Outcome.OPENED: _l("Signed in with success"),
    Outcome.WRONG: _l("Username or password wrong"),
    Outcome.THROTTLED: _l("Refused unseen: too many attempts"),
    Outcome.INACTIVE: _l("Account not active"),
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
    Tag.TOOL_CHANGED: _l("Tool changed"),
    Tag.KIND_CHANGED: _l("Kind of right changed"),
    Tag.RIGHT_GRANTED: _l("Right granted"),
    Tag.RIGHT_CHANGED: _l("Right changed"),
    Tag.RIGHT_REVOKED: _l("Right revoked"),
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
    CaseState.OPEN: _l("Open"),
    CaseState.ANSWERED: _l("Answered"),
    CaseState.CLOSED: _l("Closed"),
    IncidentKind.BUG: _l("A page broke"),
    IncidentKind.FORBIDDEN: _l("Not allowed"),
    IncidentKind.MISSING: _l("Not found"),
    IncidentKind.DECLINED: _l("A rule said no"),
    IncidentKind.STALE: _l("Changed meanwhile"),
    IncidentKind.OUTAGE: _l("Out of reach"),
    IncidentKind.UNREAD: _l("Request not understood"),
    Tag.LIST_EXPORTED: _l("List exported"),
    Tag.VIEW_SAVED: _l("View of a list saved"),
    Tag.VIEW_CHANGED: _l("View of a list changed"),
    Tag.VIEW_DELETED: _l("View of a list deleted"),
    Tag.TRAIL_ANCHORED: _l("Audit trail anchored outside"),
    Tag.JOB_TRIED_AGAIN: _l("Job put back to be tried again"),
    Tag.JOB_GIVEN_UP: _l("Job given up"),
    Tag.LETTER_SENT_AGAIN: _l("Mail sent again"),
    LetterState.QUEUED: _l("Waiting to be sent"),
    LetterState.HANDING_OVER: _l("Being handed over"),
    LetterState.SENT: _l("Sent"),
    LetterState.DELIVERED: _l("In the mailbox"),
    LetterState.UNSURE: _l("Perhaps sent"),
    LetterState.UNDELIVERED: _l("Not sent"),
    LetterState.BOUNCED: _l("Came back"),
    LetterState.UNREACHABLE: _l("No address"),
    MailProblem.NO_ADDRESS: _l(
        "No e-mail address of this person can be used. Fill one in on the relation, then send the mail again."
    ),
    MailProblem.ERASED: _l("The person was anonymised before the mail was sent."),
    MailProblem.UNWRITABLE: _l("This letter can't be put in the form of a mail. Report it to the operator."),
    MailProblem.WORKER_GONE: _l(
        "The process that was sending it stopped at the very last step. It may have arrived: ask the person first."
    ),
    MailProblem.NOT_THERE: _l("The mail server can't be reached."),
    MailProblem.SILENT: _l("The mail server doesn't answer."),
    MailProblem.CUT_OFF: _l("The mail server broke off the connection."),
    MailProblem.NO_TLS: _l("The mail server offers no encrypted connection. Tell the operator."),
    MailProblem.CERTIFICATE: _l("The certificate of the mail server can't be trusted. Tell the operator."),
    MailProblem.SIGN_IN: _l("The mail server refuses our username and password. Tell the operator."),
    MailProblem.NONSENSE: _l("The mail server gives an answer that isn't one."),
    MailProblem.NO_SUCH_MAILBOX: _l("This address doesn't exist. Correct it on the relation, then send again."),
    MailProblem.NO_SUCH_DOMAIN: _l(
        "What comes after the @ of this address doesn't exist or takes no mail. Correct the address."
    ),
    MailProblem.MAILBOX_FULL: _l("The mailbox at this address is full. Ask the person to make room."),
    MailProblem.MAILBOX_CLOSED: _l("The mailbox at this address is closed. Ask the person for another address."),
    MailProblem.TOO_LARGE: _l("The mail is too large for this mailbox."),
    MailProblem.NOT_WELCOME: _l("The mail server refuses our mail as a matter of policy. Tell the operator."),
    MailProblem.NOT_NOW: _l("The mail server doesn't take it now; it is tried again."),
    MailProblem.NOT_TAKEN: _l("The mail server doesn't take it."),
}
# By the name the clock's room knows them by; a house test watches over it.
JOBS: dict[str, Any] = {
    "seal_events": _l("Seal the audit trail"),
    "anchor_events": _l("Anchor the audit trail outside"),
    "forget_attempts": _l("Forget old sign-in attempts"),
    "rescue": _l("Rescue the jobs of workers that died"),
    "forget_jobs": _l("Forget old jobs"),
    "forget_imports": _l("Empty imports that are over"),
    "forget_incidents": _l("Forget old references"),
    "forget_documents": _l("Remove documents whose time is over"),
    "notify": _l("Write the mails about an event"),
    "send_letter": _l("Send a mail"),
    "look_after_letters": _l("Look after mails whose job got lost"),
    "forget_letters": _l("Remove the text of old mails"),
    "do_work": _l("Do long work somebody asked for"),
}
COLUMNS: dict[str, Any] = {
    "code": _l("Code"),
    "name_nl": _l("Name in Dutch"),
    "name_fr": _l("Name in French"),
    "name_en": _l("Name in English"),
    "description_nl": _l("Description in Dutch"),
    "description_fr": _l("Description in French"),
    "description_en": _l("Description in English"),
    "link": _l("Address"),
    "key_level": _l("Key level"),
    "helpdesk_email": _l("Helpdesk"),
    "admits_legal_representative": _l("The legal representative is admitted without a right"),
    "usable_as_oneself": _l("May be used as oneself"),
    "max_months": _l("At most, in months"),
    "government_kinds": _l("Granted by"),
    "categories": _l("To relations of category"),
    "types": _l("To relations of type"),
    "asks_context": _l("Asks for which part of the tool it counts"),
    "offered": _l("Offered"),
    "tool_id": _l("Tool"),
    "role_id": _l("Role it opens"),
    "kind_id": _l("Kind of right"),
    "family_name": _l("Name"),
    "given_names": _l("First names"),
    "birth_date": _l("Birth date"),
    "sex": _l("Sex"),
    "number": _l("National number"),
    "function": _l("Function"),
    "email": _l("E-mail"),
    "phone": _l("Telephone"),
    "note": _l("Note"),
    "reason": _l("Reason"),
    "why": _l("Reason"),
    "first_day": _l("First day"),
    "last_day": _l("Last day"),
    "category": _l("Category"),
    "type": _l("Type"),
    "state": _l("State"),
}
_BY_WORD = {str(word): label for word, label in LABELS.items()}
# The same word means two things only where both read the same; a house test watches over it.


def label_of(word: str | None) -> str:
    """The word of a closed list as people read it; '' for none."""
    return "" if word is None else str(_BY_WORD.get(str(word), word))


def job_name(name: str) -> str:
    """What a job does, as people read it."""
    return str(JOBS.get(name, name))


def language() -> str:
    """The reader's language: nl, fr or en."""
    locale = get_locale()
    return str(locale.language) if locale is not None else "nl"


def column_label(name: str) -> str:
    """A column of a table as people read it."""
    return str(COLUMNS.get(name, name))


def day(value: date | None) -> str:
    """14/03/2027, in every language; '' for none."""
    return "" if value is None else value.strftime("%d/%m/%Y") if value.year > 999 else value.isoformat()


def instant(value: datetime | None) -> str:
    """14/03/2027 09:05, Brussels time; '' for none."""
    if value is None:
        return ""
    return str(format_datetime(value.astimezone(BRUSSELS), "dd/MM/yyyy HH:mm", locale=language()))


def size(count: int) -> str:
    """A number of bytes as people read it: 812 B, 4 kB, 12 MB."""
    unit = "B"
    amount = count
    for larger in ("kB", "MB", "GB"):
        if amount < 1000:
            break
        unit, amount = larger, round(amount / 1000)
    return f"{amount} {unit}"


def until(value: date | None) -> str:
    return str(gettext("until further notice")) if value is None else day(value)


def months(count: int) -> str:
    return str(ngettext("%(num)s month", "%(num)s months", count))
