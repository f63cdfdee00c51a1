"""Refusals about when contacts are looked at again, as sentences."""

from __future__ import annotations

from typing import Any

from flask_babel import lazy_gettext as _l

SENTENCES: dict[str, Any] = {
    "aml.review_terms.past": _l("Terms count from today on at the earliest. Choose today or a later day."),
    "aml.review_terms.same_day": _l("Other terms begin on that day already. Choose another day."),
    "aml.review_terms.years": _l("Between 1 and %(most)s years."),
    "aml.review_terms.raised_longer": _l("Raised vigilance can’t have a longer term than standard vigilance."),
    "aml.review_terms.source_missing": _l("Say what the terms rest on."),
    "aml.review_terms.source_too_long": _l("At most %(most)s characters. Shorten it."),
}
