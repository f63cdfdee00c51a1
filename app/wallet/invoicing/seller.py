"""Who invoices: the house, as its operator names it. Without a name and an address nothing can be invoiced."""

from __future__ import annotations

from collections.abc import Mapping

from app.wallet.invoicing.paper import Party
from models.values import EnterpriseNumber, ValueProblem

DEMO = Party(
    "Sleutelbos (demonstratie)",
    "0999999922",
    True,
    "Voorbeeldplein 1",
    "9999",
    "Voorbeeldegem",
    "facturen@example.be",
)
"""Nobody: what a demonstration invoices as."""
LONGEST = 100
_NAMES = ("SELLER_NAME", "SELLER_NUMBER", "SELLER_STREET", "SELLER_POSTAL_CODE", "SELLER_PLACE")


def read_seller(environment: Mapping[str, str]) -> Party | None:
    """The seller that the settings name; None where they name none. Raises ValueError, with what to set."""
    name, number, street, postal_code, place = ("".join(environment.get(one, "")).strip() for one in _NAMES)
    told = (name, number, street, postal_code, place)
    if not any(told):
        return None
    if not all(told) or any(len(one) > LONGEST or not one.isprintable() for one in told):
        raise ValueError(f"{', '.join(_NAMES)} go together: name who invoices, each in {LONGEST} letters at most.")
    try:
        digits = EnterpriseNumber.parse(number).digits
    except ValueProblem:
        raise ValueError(f"SELLER_NUMBER must be an enterprise number; it is “{number}”.") from None
    email = environment.get("SELLER_EMAIL", "").strip()
    return Party(name, digits, True, street, postal_code, place, email)
