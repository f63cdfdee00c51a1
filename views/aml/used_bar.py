"""How much of a subscription was used, as a bar with the figures beside it."""

from __future__ import annotations

from flask import get_template_attribute
from markupsafe import Markup

from models.aml import Subscription
from views.labels.aml_paying import used_word


def used_bar(one: Subscription) -> Markup | str:
    """One without a limit has no bar."""
    words = used_word(one)
    if one.units is None:
        return words
    made: Markup = get_template_attribute("aml/paying_parts.html", "used")(one.used, one.units, words)
    return made
