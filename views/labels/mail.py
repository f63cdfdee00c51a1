"""States and problems of letters."""

from __future__ import annotations

from typing import Any

from flask_babel import lazy_gettext as _l

from models.values import LetterState, MailProblem

LABELS: dict[Any, Any] = {
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
