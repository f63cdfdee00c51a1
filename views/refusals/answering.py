"""Refusals about evidence, lists and answers in a contact's file, as sentences."""

from __future__ import annotations

from typing import Any

from flask_babel import lazy_gettext as _l

SENTENCES: dict[str, Any] = {
    "aml.answer.unknown": _l(
        "The rules changed meanwhile: this question or this answer is no longer among them. Open the page again"
        " and answer what it asks."
    ),
    "aml.answer.text_wanted": _l(
        "This answer counts only with an explanation. Write it here, or choose another one."
    ),
    "aml.answer.too_long": _l("An explanation has at most %(most)s characters. Shorten it."),
    "aml.answer.only_text": _l("You wrote something, but chose no answer. Choose one of these too."),
    "aml.lists.changed_meanwhile": _l(
        "The lists changed since this page was opened. What they say now stands here: look again."
    ),
}
