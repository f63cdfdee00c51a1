"""Documents to send: as little of UBL as an access point reads."""

from __future__ import annotations

from dataclasses import replace

from app.outside.access_point import NewMessage

SENDER, RECEIVER, OTHER = "0999999922", "0998000138", "0998000237"
_UBL = "urn:oasis:names:specification:ubl:schema:xsd:"
_NAMES = f'xmlns:cac="{_UBL}CommonAggregateComponents-2" xmlns:cbc="{_UBL}CommonBasicComponents-2"'


def document(
    number: str = "2026-000001", sender: str = SENDER, receiver: str = RECEIVER, root: str = "Invoice"
) -> bytes:
    """A document with that number, from one to the other."""
    ends = "".join(
        f'<cac:{party}><cac:Party><cbc:EndpointID schemeID="0208">{digits}</cbc:EndpointID></cac:Party>'
        f"</cac:{party}>"
        for party, digits in (("AccountingSupplierParty", sender), ("AccountingCustomerParty", receiver))
    )
    return f'<{root} xmlns="{_UBL}{root}-2" {_NAMES}><cbc:ID>{number}</cbc:ID>{ends}</{root}>'.encode()


FIRST = NewMessage("invoice 1", document(), SENDER, RECEIVER)
CREDIT_NOTE = replace(
    FIRST, key="invoice 2", document=document("C2026-000001", root="CreditNote"), credit_note=True
)
