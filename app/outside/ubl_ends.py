"""From whom a UBL document comes, for whom it is, and its number: what stands on the envelope, read out of it.

Read with suspicion, since the practice network takes what anybody hands it. Raises ValueError for anything that
isn't an invoice or a credit note between two enterprises of scheme 0208.
"""

from __future__ import annotations

from dataclasses import dataclass

from lxml import etree

from app.outside.access_point import SCHEME

LONGEST = 5 << 20
_UBL = "urn:oasis:names:specification:ubl:schema:xsd:"
_NAMES = {
    "cbc": f"{_UBL}CommonBasicComponents-2",
    "cac": f"{_UBL}CommonAggregateComponents-2",
}
_ROOTS = {f"{{{_UBL}Invoice-2}}Invoice": False, f"{{{_UBL}CreditNote-2}}CreditNote": True}


@dataclass(frozen=True)
class Ends:
    """What a document says of itself; sender and receiver are ten digits."""

    number: str
    sender: str
    receiver: str
    credit_note: bool


def ends_of(document: bytes) -> Ends:
    """The ends of a document. Raises ValueError."""
    if len(document) > LONGEST or b"<!DOCTYPE" in document or b"<!ENTITY" in document:
        raise ValueError("not a document of ours")
    parser = etree.XMLParser(resolve_entities=False, load_dtd=False, no_network=True, huge_tree=False)
    try:
        root = etree.fromstring(document, parser)
    except etree.XMLSyntaxError:
        raise ValueError("no XML") from None
    if root.tag not in _ROOTS:
        raise ValueError("neither an invoice nor a credit note")
    number = root.findtext("cbc:ID", "", _NAMES).strip()
    sender, receiver = _end(root, "AccountingSupplierParty"), _end(root, "AccountingCustomerParty")
    if not number or len(number) > 80:
        raise ValueError("no number")
    return Ends(number, sender, receiver, _ROOTS[root.tag])


def _end(root: etree._Element, party: str) -> str:
    found = root.findall(f"cac:{party}/cac:Party/cbc:EndpointID", _NAMES)
    if len(found) != 1 or found[0].get("schemeID") != SCHEME:
        raise ValueError(party)
    digits = (found[0].text or "").strip()
    if not (len(digits) == 10 and digits.isascii() and digits.isdigit()):
        raise ValueError(party)
    return digits
