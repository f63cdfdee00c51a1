"""Words of notifications to the AML officer."""

from __future__ import annotations

from typing import Any

from flask_babel import lazy_gettext as _l
from flask_babel import lazy_pgettext

from models.values.notified import NotificationActKind as Kind
from models.values.notified import NotificationState as State
from models.values.notified import NotifiedAbout

NOTIFICATION_STATES: dict[State, Any] = {
    State.WAITING: _l("Waits for the AML officer"),
    State.ASKED_BACK: _l("Waits for a reply"),
    State.CLOSED: _l("Closed"),
}
NOTIFICATION_TONES: dict[State, str] = {State.WAITING: "soon", State.ASKED_BACK: "wait", State.CLOSED: "off"}
NOTIFICATION_ACTS: dict[Kind, Any] = {
    Kind.SENT: _l("notified the AML officer"),
    Kind.RAISED: _l("told the AML officer by its level"),
    Kind.HANDED: _l("handed it to the AML officer"),
    Kind.ASKED_BACK: _l("asked back"),
    Kind.REPLIED: _l("replied"),
    Kind.CLOSED: _l("closed the notification"),
    Kind.ACCEPTED: _l("accepted"),
    Kind.REFUSED: _l("refused"),
}
ABOUTS: dict[NotifiedAbout, Any] = {
    NotifiedAbout.CLIENT: _l("Client"),
    NotifiedAbout.COUNTERPARTY: _l("Counterparty"),
    NotifiedAbout.DEAL: lazy_pgettext("aml", "Transaction"),
}


def notification_state(state: str) -> str:
    """How a notification stands."""
    return str(NOTIFICATION_STATES[State(state)])


def notification_tone(state: str) -> str:
    return NOTIFICATION_TONES[State(state)]
