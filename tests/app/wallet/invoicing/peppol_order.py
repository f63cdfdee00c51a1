"""Which elements stand in which, in what order and how often: of UBL 2.1's schema what BIS Billing 3.0 uses.

Written by hand from the standard. Whatever isn't here is no element that our documents have.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date
from typing import Any

UBL = "urn:oasis:names:specification:ubl:schema:xsd:"
CBC, CAC = f"{UBL}CommonBasicComponents-2", f"{UBL}CommonAggregateComponents-2"

# `?` at most once, `*` any number, `+` at least once, otherwise once. A name in brackets is a basic element.
_DOCUMENT = """
    (CustomizationID)? (ProfileID)? (ID) (IssueDate) {head} (DocumentCurrencyCode)? (TaxCurrencyCode)?
    (AccountingCost)? (BuyerReference)? InvoicePeriod* OrderReference? BillingReference*
    DespatchDocumentReference* ReceiptDocumentReference* {references} AccountingSupplierParty
    AccountingCustomerParty PayeeParty? TaxRepresentativeParty? Delivery* PaymentMeans* PaymentTerms*
    AllowanceCharge* TaxTotal* LegalMonetaryTotal {line}+
"""
_LINE = """
    (ID) (Note)* ({quantity})? (LineExtensionAmount) (AccountingCost)? InvoicePeriod* Item Price?
"""
_CHILDREN = {
    "Invoice": _DOCUMENT.format(
        head="(DueDate)? (InvoiceTypeCode)? (Note)* (TaxPointDate)?",
        references="OriginatorDocumentReference* ContractDocumentReference* AdditionalDocumentReference*",
        line="InvoiceLine",
    ),
    "CreditNote": _DOCUMENT.format(
        head="(TaxPointDate)? (CreditNoteTypeCode)? (Note)*",
        references="ContractDocumentReference* AdditionalDocumentReference* OriginatorDocumentReference*",
        line="CreditNoteLine",
    ),
    "InvoicePeriod": "(StartDate)? (EndDate)? (DescriptionCode)*",
    "OrderReference": "(ID) (SalesOrderID)?",
    "BillingReference": "InvoiceDocumentReference?",
    "InvoiceDocumentReference": "(ID) (IssueDate)?",
    "AccountingSupplierParty": "Party?",
    "AccountingCustomerParty": "Party?",
    "Party": """(EndpointID)? PartyIdentification* PartyName* PostalAddress? PartyTaxScheme* PartyLegalEntity*
        Contact?""",
    "PartyIdentification": "(ID)",
    "PartyName": "(Name)",
    "PostalAddress": """(StreetName)? (AdditionalStreetName)? (CityName)? (PostalZone)? (CountrySubentity)?
        AddressLine* Country?""",
    "AddressLine": "(Line)",
    "Country": "(IdentificationCode)?",
    "PartyTaxScheme": "(CompanyID)? TaxScheme",
    "TaxScheme": "(ID)?",
    "PartyLegalEntity": "(RegistrationName)? (CompanyID)? (CompanyLegalForm)?",
    "Contact": "(Name)? (Telephone)? (ElectronicMail)?",
    "PaymentMeans": "(PaymentMeansCode) (PaymentID)* PayeeFinancialAccount?",
    "PayeeFinancialAccount": "(ID)? (Name)?",
    "PaymentTerms": "(Note)*",
    "TaxTotal": "(TaxAmount) TaxSubtotal*",
    "TaxSubtotal": "(TaxableAmount)? (TaxAmount) TaxCategory",
    "TaxCategory": "(ID)? (Percent)? (TaxExemptionReasonCode)? (TaxExemptionReason)* TaxScheme",
    "ClassifiedTaxCategory": "(ID)? (Percent)? TaxScheme",
    "LegalMonetaryTotal": """(LineExtensionAmount)? (TaxExclusiveAmount)? (TaxInclusiveAmount)?
        (AllowanceTotalAmount)? (ChargeTotalAmount)? (PrepaidAmount)? (PayableRoundingAmount)? (PayableAmount)""",
    "InvoiceLine": _LINE.format(quantity="InvoicedQuantity"),
    "CreditNoteLine": _LINE.format(quantity="CreditedQuantity"),
    "Item": """(Description)* (Name)? BuyersItemIdentification? SellersItemIdentification?
        StandardItemIdentification? ClassifiedTaxCategory*""",
    "SellersItemIdentification": "(ID)",
    "StandardItemIdentification": "(ID)",
    "Price": "(PriceAmount) (BaseQuantity)?",
}
_NUMBER = re.compile(r"[-+]?([0-9]+(\.[0-9]*)?|\.[0-9]+)")
_MAY_HAVE = {
    "EndpointID": {"schemeID"}, "CompanyID": {"schemeID"}, "ID": {"schemeID"}, "InvoicedQuantity": {"unitCode"},
    "CreditedQuantity": {"unitCode"}, "BaseQuantity": {"unitCode"},
}  # fmt: skip


def _pattern(children: str) -> re.Pattern[str]:
    """A pattern over the names of children, each followed by a space."""
    parts = []
    for word in children.split():
        name, times = (word[:-1], word[-1]) if word[-1] in "?*+" else (word, "")
        space = f"{CBC} {name.strip('()')}" if name.startswith("(") else f"{CAC} {name}"
        parts.append(f"(?:{re.escape(space)};){times}")
    return re.compile("".join(parts))


_PATTERNS = {name: _pattern(children) for name, children in _CHILDREN.items()}


def disorders(root: Any) -> Iterator[str]:
    """The names of elements that don't hold what they must, in the order they must, or aren't what they say."""
    if root.tag not in (f"{{{UBL}Invoice-2}}Invoice", f"{{{UBL}CreditNote-2}}CreditNote"):
        yield root.tag
        return
    for element in root.iter():
        space, name = element.tag[1:].split("}")
        if space != CBC:
            said = "".join(f"{child.tag[1:].replace('}', ' ')};" for child in element)
            known = _PATTERNS.get(name)
            if known is None or not known.fullmatch(said) or element.attrib or (element.text or "").strip():
                yield name
        elif not _basic(name, element):
            yield name


def _basic(name: str, element: Any) -> bool:
    """Whether an element that holds a text is right in itself."""
    text, has = (element.text or "").strip(), set(element.attrib)
    if len(element):
        return False
    if name.endswith("Amount"):
        return has == {"currencyID"} and bool(_NUMBER.fullmatch(text))
    if name.endswith("Date"):
        return not has and is_day(text)
    if name.endswith("Quantity") or name == "Percent":
        return has <= _MAY_HAVE.get(name, set()) and bool(_NUMBER.fullmatch(text))
    return has <= _MAY_HAVE.get(name, set())


def is_day(text: str) -> bool:
    """Whether it is a day as 2026-12-01."""
    try:
        return len(text) == 10 and date.fromisoformat(text).isoformat() == text
    except ValueError:
        return False
