"""Refusals about versions of contacts and what is decided of them, as sentences."""

from __future__ import annotations

from typing import Any

from flask_babel import lazy_gettext as _l

SENTENCES: dict[str, Any] = {
    "aml.contact.counts_for": _l(
        "This contact counts in the file of %(names)s. Name somebody else there first, or nobody."
    ),
    "aml.contact.given_up": _l("This contact was given up, so it gets no new version. Add it anew."),
    "aml.decision.lacking": _l(
        "Something lacks in what we know of the contact. It is named below, with the page on which it is asked."
    ),
    "aml.decision.unanswered": _l(
        "A question isn't answered yet, so there is no level. It is named below: answer it."
    ),
    "aml.decision.open_documents": _l(
        "An answer wants a document or an explanation that isn't there. It is named below: add it, or say why it"
        " can't be had."
    ),
    "aml.decision.officer_only": _l("Only the AML officer may accept this contact. Ask your officer."),
    "aml.decision.no_officer": _l(
        "Only the AML officer may accept this contact, and nobody in your office is officer. A manager sets who is"
        " it, in the tool's tab."
    ),
    "aml.decision.reason_too_short": _l(
        "Say why in at least %(least)s characters: somebody may have to read it later."
    ),
    "aml.decision.reason_too_long": _l("A reason has at most %(most)s characters. Shorten it."),
    "aml.decision.changed": _l(
        "What the rules say of this contact changed since you looked. Read the result again, then decide."
    ),
}
