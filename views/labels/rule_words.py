"""Words by which a file answers a rule itself, and by which a rule applies, as the rules' editor says them."""

from __future__ import annotations

from typing import Any

from flask_babel import lazy_gettext as _l

# A word that isn't here is shown as it is written in the rules.
DERIVED_WORDS: dict[str, Any] = {
    "": _l("No: people are asked"),
    "identity_document": _l("From the identity document and the day it expires"),
    "document_on_file": _l("From the copy of the document in the file"),
    "read_from_eid": _l("From an eID that was read"),
    "principal": _l("From the contact they act for"),
    "high_risk_person": _l("From home and nationalities, and the high-risk countries"),
    "high_risk_organisation": _l("From seat and owners, and the high-risk countries"),
    "tax_list": _l("From its countries, and the list of tax jurisdictions"),
    "exposed": _l("From matches with politically exposed persons"),
    "close_to_exposed": _l("From matches with who is close to politically exposed persons"),
    "sanctions": _l("From matches with the sanctions lists"),
    "papers_on_file": _l("From articles, directors and powers in the file"),
    "beneficial_owners": _l("From the ownership that was filled in"),
    "register_differs": _l("From what was said of the UBO register"),
    "age": _l("From the day the organisation began"),
    "listed": _l("From what was said of the stock exchange"),
}
CONDITION_WORDS: dict[str, Any] = {
    "": _l("Always"),
    "not_met": _l("The contact wasn't met in person"),
    "acts_for_other": _l("The contact acts for somebody else"),
    "acts_for_other_or_mandatary": _l("The contact acts for somebody else, or is a mandatary"),
}
