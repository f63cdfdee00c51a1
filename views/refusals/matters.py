"""Refusals about risk profiles and transactions, and about what is blocked, as sentences."""

from __future__ import annotations

from typing import Any

from flask_babel import lazy_gettext as _l

SENTENCES: dict[str, Any] = {
    "aml.matter.blocked": _l("This is blocked. Ask your AML officer."),
    "aml.matter.not_raised": _l("The vigilance isn’t raised: you accept or refuse it yourself."),
    "aml.party.not_usable": _l(
        "Nobody can deal with this contact now: it isn’t accepted, it is blocked, or its risk profile isn’t"
        " accepted. Look on its page, or choose another one."
    ),
    "aml.party.not_accepted": _l("%(name)s isn’t accepted yet. Finish its file and accept it first."),
    "aml.party.blocked": _l("%(name)s is blocked. Ask your AML officer, or choose another contact."),
    "aml.party.profile_open": _l(
        "The risk profile of %(name)s is raised and not decided yet. Until it is accepted the contact can’t be in"
        " a transaction."
    ),
    "aml.party.profile_refused": _l(
        "The last risk profile of %(name)s was refused, so the contact can’t be in a transaction."
    ),
    "aml.party.needs_profile": _l(
        "%(name)s was in a transaction before. Make its risk profile first, and accept it."
    ),
    "aml.deal.settled": _l("This transaction takes no other parties now."),
    "aml.deal.parties": _l(
        "One of the parties can’t be dealt with any more: its file, its risk profile or a block changed"
        " meanwhile. Look at the parties."
    ),
}
