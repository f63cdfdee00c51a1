"""Words of notifications to the AML officer."""

from enum import StrEnum


class NotificationState(StrEnum):
    """Who has to do something: the officer, who is asked back, or nobody any more."""

    WAITING = "waiting"
    ASKED_BACK = "asked_back"
    CLOSED = "closed"


class NotificationActKind(StrEnum):
    """What was done about it. Raised: the level of a matter told the officer by itself; handed: a member handed a
    raised matter to the officer, with what he wants; accepted and refused: the officer decided it."""

    SENT = "sent"
    RAISED = "raised"
    HANDED = "handed"
    ASKED_BACK = "asked_back"
    REPLIED = "replied"
    CLOSED = "closed"
    ACCEPTED = "accepted"
    REFUSED = "refused"


class NotifiedAbout(StrEnum):
    """Whom or what a notification is about."""

    CLIENT = "client"
    COUNTERPARTY = "counterparty"
    DEAL = "deal"
