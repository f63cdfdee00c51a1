"""Refusals about who a contact is and how it deals with the office, as sentences."""

from __future__ import annotations

from typing import Any

from flask_babel import lazy_gettext as _l

SENTENCES: dict[str, Any] = {
    "aml.contact.decided": _l(
        "This version was decided and stays as it is. Make a new version to change something."
    ),
    "aml.rules.none": _l(
        "No rules of vigilance are published yet, so no level can be told. Ask the central team."
    ),
    "aml.person.number_birth": _l(
        "The national number %(number)s says that the birth date is %(told)s, the file says %(birth)s. One of both"
        " is wrong: compare them with the document."
    ),
    "aml.person.number_sex": _l(
        "The national number %(number)s says “%(told)s”, the file says “%(sex)s”. One of both is wrong: compare"
        " them with the document."
    ),
    "aml.document.issued_in_future": _l("It was issued on %(issued)s, which is still to come. Check the date."),
    "aml.document.backwards": _l(
        "It was issued on %(issued)s and expired before that, on %(expires)s. Check both dates."
    ),
    "aml.other.not_there": _l("This contact isn't there any more. Search for another one."),
    "aml.principal.itself": _l(
        "Nobody acts for himself as another. Choose somebody else, or “On their own behalf”."
    ),
    "aml.card.not_a_person": _l("An eID is a person's; this contact is an organisation."),
}
