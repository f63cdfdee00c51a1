"""Refusals about notifications to the AML officer, as sentences."""

from __future__ import annotations

from typing import Any

from flask_babel import lazy_gettext as _l

SENTENCES: dict[str, Any] = {
    "aml.notification.text_too_short": _l(
        "Write at least %(least)s characters: who reads it has to understand it without you."
    ),
    "aml.notification.text_too_long": _l("A text has at most %(most)s characters. Shorten it."),
    "aml.notification.about": _l(
        "Say whether it is about a client or a counterparty: the file doesn't say it yet."
    ),
    "aml.notification.closed": _l("This notification is closed. Send a new one if there is more to tell."),
    "aml.notification.not_asked": _l(
        "The AML officer hasn't asked anything back, so there is nothing to reply to. Send a new notification if"
        " there is more to tell."
    ),
    "aml.notification.asked_already": _l(
        "Something was asked back already and waits for a reply. Wait for it, or close the notification."
    ),
    "aml.notification.own": _l(
        "You sent this notification yourself, and your office has another AML officer: %(who)s. He or she closes"
        " it."
    ),
}
