"""Who invoices: the house, as its operator names it. Without a name and an address nothing can be invoiced."""

from __future__ import annotations

from collections.abc import Mapping

from app.mail.rules import usable
from app.wallet.invoicing.paper import Party
from models.values import EnterpriseNumber, ValueProblem

DEMO = Party(
    "Sleutelbos (demonstratie)",
    "0999999922",
    True,
    "Voorbeeldplein 1",
    "1000",
    "Brussel",
    "facturen@example.be",
)
"""Nobody: what a demonstration invoices as."""
LONGEST = 100
_NAMES = ("SELLER_NAME", "SELLER_NUMBER", "SELLER_STREET", "SELLER_POSTAL_CODE", "SELLER_PLACE")


def read_seller(environment: Mapping[str, str]) -> Party | None:
    """The seller that the settings name; None where they name none. Raises ValueError, with what to set."""
    name, number, street, postal_code, place = ("".join(environment.get(one, "")).strip() for one in _NAMES)
    told = (name, number, street, postal_code, place)
    email = environment.get("SELLER_EMAIL", "").strip()
    if not any((*told, email)):
        return None
    if not all(told) or any(len(one) > LONGEST or not one.isprintable() for one in told):
        raise ValueError(f"{', '.join(_NAMES)} go together: name who invoices, each in {LONGEST} letters at most.")
    try:
        digits = EnterpriseNumber.parse(number).digits
    except ValueProblem:
        raise ValueError(f"SELLER_NUMBER must be an enterprise number; it is “{number}”.") from None
    if email and not usable(email):
        raise ValueError(f"SELLER_EMAIL must be an address for mails; it is “{email}”.")
    return Party(name, digits, True, street, postal_code, place, email)
