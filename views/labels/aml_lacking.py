"""What identification still wants, in words: the fields that `app.aml.pages.lacking_in` names."""

from __future__ import annotations

from typing import Any

from flask_babel import lazy_gettext as _l

LACKING: dict[str, Any] = {
    "family_name": _l("Name"),
    "given_names": _l("First names"),
    "birth_date": _l("Birth date"),
    "birth_place": _l("Birth place"),
    "nationalities": _l("Nationalities"),
    "residence": _l("Country of residence"),
    "document_kind": _l("Kind of identity document"),
    "document_number": _l("Number of the identity document"),
    "national_number": _l("National number or BIS number"),
    "sector": _l("Profession or sector"),
    "name": _l("Name"),
    "legal_form": _l("Legal form"),
    "number": _l("Enterprise number or foreign number"),
    "street": _l("Address of the seat"),
    "country": _l("Country of the seat"),
    "activity": _l("Activity"),
    "directors": _l("Directors"),
    "powers": _l("Powers of representation"),
    "representative": _l("Representative"),
    "owners": _l("Beneficial owners"),
    "part": _l("Part in the file"),
    "side": _l("Client or counterparty"),
    "acts_for_other": _l("Acts for oneself or for somebody else"),
    "principal": _l("For whom they act"),
    "meeting": _l("Face to face or remote"),
    "purpose": _l("Purpose of the relation"),
}
