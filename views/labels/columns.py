"""Names of columns, for forms and histories."""

from __future__ import annotations

from typing import Any

from flask_babel import lazy_gettext as _l

COLUMNS: dict[str, Any] = {
    "code": _l("Code"),
    "name_nl": _l("Name in Dutch"),
    "name_fr": _l("Name in French"),
    "name_en": _l("Name in English"),
    "description_nl": _l("Description in Dutch"),
    "description_fr": _l("Description in French"),
    "description_en": _l("Description in English"),
    "link": _l("Address"),
    "key_level": _l("Key level"),
    "helpdesk_email": _l("Helpdesk"),
    "admits_legal_representative": _l("The legal representative is admitted without a right"),
    "usable_as_oneself": _l("May be used as oneself"),
    "max_months": _l("At most, in months"),
    "government_kinds": _l("Granted by"),
    "categories": _l("To relations of category"),
    "types": _l("To relations of type"),
    "asks_context": _l("Asks for which part of the tool it counts"),
    "offered": _l("Offered"),
    "tool_id": _l("Tool"),
    "role_id": _l("Role it opens"),
    "kind_id": _l("Kind of right"),
    "family_name": _l("Name"),
    "given_names": _l("First names"),
    "birth_date": _l("Birth date"),
    "sex": _l("Sex"),
    "source": _l("Comes from"),
    "number": _l("National number"),
    "function": _l("Function"),
    "email": _l("E-mail"),
    "phone": _l("Telephone"),
    "note": _l("Note"),
    "reason": _l("Reason"),
    "why": _l("Reason"),
    "first_day": _l("First day"),
    "last_day": _l("Last day"),
    "category": _l("Category"),
    "type": _l("Type"),
    "state": _l("State"),
    "street": _l("Street and number"),
    "postal_code": _l("Postal code"),
    "place": _l("Municipality"),
    "reference": _l("Your reference"),
}
