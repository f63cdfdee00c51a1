"""What a case still lacks, in words: the fields that `app.syndics.rules.missing` names."""

from __future__ import annotations

from typing import Any

from flask_babel import lazy_gettext as _l

FIELDS: dict[str, Any] = {
    "number": _l("Enterprise number of the association"),
    "name": _l("Name"),
    "street": _l("Street and number"),
    "place": _l("Place"),
    "syndic_name": _l("Name of the syndic whose mandate ends"),
    "decided_on": _l("Date of the decision"),
    "ends_on": _l("Day on which the end takes effect"),
    "appointed_by": _l("Who appointed the syndic"),
    "provisional": _l("Whether the syndic is provisional"),
    "starts_on": _l("Start of the mandate"),
    "kind": _l("Whether the syndic is a person or a company"),
    "enterprise_number": _l("Enterprise number of the company"),
    "co_owner": _l("Whether the syndic is a co-owner"),
    "changes_on": _l("Day from which the change holds"),
    "syndic": _l("Company that is syndic"),
    "named": _l("Whether the decision names a representative"),
    "family_name": _l("Family name"),
    "given_names": _l("First names"),
    "national_number": _l("National number or BIS number"),
    "email": _l("E-mail address"),
}
