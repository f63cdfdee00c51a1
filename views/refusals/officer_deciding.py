"""Refusals to an AML officer who decides about a risk profile or a transaction, as sentences.

Codes stand in the references the helpdesk reads: none of them tells what an officer holds or reported.
"""

from __future__ import annotations

from typing import Any

from flask_babel import lazy_gettext as _l

SENTENCES: dict[str, Any] = {
    "aml.matter.decided": _l("This was decided meanwhile. Look what was decided."),
    "aml.matter.not_now": _l("This can’t be done now: it waits for something else. Its page says for what."),
    "aml.matter.own": _l(
        "You handed this over yourself, and your office has another AML officer: %(who)s. He or she decides."
    ),
    "aml.matter.contact_blocked": _l("The contact itself is blocked. Free it first, or refuse the risk profile."),
    "aml.deal.parties_now": _l(
        "Nobody can deal with these parties now: %(names)s. Look at their files, or refuse the transaction."
    ),
    "aml.notification.undecided": _l(
        "It waits for your decision. Accept or refuse it: that closes the notification as well."
    ),
}
