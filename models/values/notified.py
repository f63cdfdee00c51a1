"""Words of notifications to the AML officer."""

from enum import StrEnum


class NotificationState(StrEnum):
    """Who has to do something: the officer, who is asked back, or nobody any more."""

    WAITING = "waiting"
    ASKED_BACK = "asked_back"
    CLOSED = "closed"


class NotificationActKind(StrEnum):
    SENT = "sent"
    ASKED_BACK = "asked_back"
    REPLIED = "replied"
    CLOSED = "closed"
