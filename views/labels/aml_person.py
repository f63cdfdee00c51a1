"""Words of a person's identity, and how the office deals with a contact."""

from __future__ import annotations

from typing import Any

from flask_babel import lazy_gettext as _l

from models.values import IdentifierKind

SALUTATIONS: dict[str, Any] = {"ms": _l("Ms"), "mr": _l("Mr")}
DOCUMENTS: dict[IdentifierKind, Any] = {
    IdentifierKind.IDENTITY_CARD: _l("Identity card"),
    IdentifierKind.PASSPORT: _l("Passport"),
    IdentifierKind.OTHER: _l("Other document"),
}
# Each by its own name, whatever one reads in.
SPOKEN = {"nl": "Nederlands", "fr": "Français", "de": "Deutsch", "en": "English"}
