"""A document as the file that goes over the Peppol network, BIS Billing 3.0 in UBL 2.1. Always the same bytes.

What the wallet paid is the prepaid amount, so nothing is left to pay: no day and no means of payment is told.
Texts lose what can't be seen, as on paper: both say the same name. Pure.
Source: Peppol BIS Billing 3.0; EN 16931-1; BR-CO-16 for the rounding, BR-O-02 for who has no VAT number on it.
"""

from __future__ import annotations

import unicodedata
from datetime import date
from typing import Any

from lxml import etree

from app.wallet.invoicing.paper import Paper, Party, Rate, Row
from models.values import Money, PaperKind

CUSTOMIZATION = "urn:cen.eu:en16931:2017#compliant#urn:fdc:peppol.eu:2017:poacc:billing:3.0"
PROFILE = "urn:fdc:peppol.eu:2017:poacc:billing:01:1.0"
ENTERPRISE = "0208"
"""Belgian enterprise numbers, in the list of electronic addresses and in that of registers alike."""
PIECE = "C62"
NO_REFERENCE = "NA"
"""What stands where a buyer gave no reference: the rules want one."""

_UBL = "urn:oasis:names:specification:ubl:schema:xsd:"
_CBC, _CAC = f"{{{_UBL}CommonBasicComponents-2}}", f"{{{_UBL}CommonAggregateComponents-2}}"
_OUTSIDE = {"nl": "Niet onderworpen aan btw", "fr": "Non soumis à la TVA", "en": "Not subject to VAT"}
TO_THE_STATE = {
    "nl": "Btw terug te storten aan de Staat in de mate waarin ze oorspronkelijk in aftrek werd gebracht",
    "fr": "TVA à reverser à l’État dans la mesure où elle a été initialement déduite",
    "en": "VAT to be paid back to the State in so far as it was deducted originally",
}
"""What a credit note with VAT must say. Source: Royal Decree no. 4 of 29 December 1969, article 4."""
_NOTHING_LEFT = "–"


def written(paper: Paper) -> bytes:
    """The file, UTF-8.

    Raises ValueError for what no such file can say: services and statutory fees together, VAT from a seller who
    isn't liable to it, a credit note that credits nothing, no line at all.
    """
    _check(paper)
    credit = paper.kind is PaperKind.CREDIT_NOTE
    name = "CreditNote" if credit else "Invoice"
    spaces: Any = {None: f"{_UBL}{name}-2", "cac": _CAC[1:-1], "cbc": _CBC[1:-1]}
    root = etree.Element(f"{{{_UBL}{name}-2}}{name}", nsmap=spaces)
    _head(root, paper, credit)
    outside = _is_outside(paper)
    _party(_part(root, "AccountingSupplierParty"), paper.seller, outside=outside)
    _party(_part(root, "AccountingCustomerParty"), paper.buyer, outside=outside)
    total = _part(root, "TaxTotal")
    _money(total, "TaxAmount", paper.vat)
    for rate in paper.rates:
        _rate(total, rate, paper.language)
    _sums(_part(root, "LegalMonetaryTotal"), paper)
    for row in paper.rows:
        _row(root, row, credit)
    return bytes(etree.tostring(root, encoding="UTF-8", xml_declaration=True, pretty_print=True))


def _check(paper: Paper) -> None:
    if not paper.rows:
        raise ValueError("a document has a line")
    if {row.percent for row in paper.rows} != {rate.percent for rate in paper.rates}:
        raise ValueError("the rates of a document are those of its lines")
    if len({rate.percent == 0 for rate in paper.rates}) > 1:
        raise ValueError("services and statutory fees don't share a document")
    if not _is_outside(paper) and not paper.seller.vat_liable:
        raise ValueError("who charges VAT is liable to it")
    if (paper.kind is PaperKind.CREDIT_NOTE) != (paper.credits is not None):
        raise ValueError("a credit note names what it credits, and only a credit note")


def _is_outside(paper: Paper) -> bool:
    """Whether it is outside the scope of VAT; then it names nobody's VAT number."""
    return all(rate.percent == 0 for rate in paper.rates)


def _head(root: Any, paper: Paper, credit: bool) -> None:
    _text(root, "CustomizationID", CUSTOMIZATION)
    _text(root, "ProfileID", PROFILE)
    _text(root, "ID", paper.number)
    _day(root, "IssueDate", paper.issued_on)
    _text(root, *(("CreditNoteTypeCode", "381") if credit else ("InvoiceTypeCode", "380")))
    # One note at most: PEPPOL-EN16931-R002.
    notes = [plain(paper.reason), TO_THE_STATE[paper.language] if credit and paper.vat else ""]
    if any(notes):
        _text(root, "Note", " – ".join(filter(None, notes)))
    _text(root, "DocumentCurrencyCode", "EUR")
    _text(root, "BuyerReference", plain(paper.buyer_reference) or NO_REFERENCE)
    period = _part(root, "InvoicePeriod")
    _day(period, "StartDate", paper.first_day)
    _day(period, "EndDate", paper.last_day)
    if paper.credits is not None:
        number, issued_on = paper.credits
        credited = _part(_part(root, "BillingReference"), "InvoiceDocumentReference")
        _text(credited, "ID", number)
        _day(credited, "IssueDate", issued_on)


def _party(into: Any, one: Party, *, outside: bool) -> None:
    party = _part(into, "Party")
    _text(party, "EndpointID", one.number, schemeID=ENTERPRISE)
    _text(_part(party, "PartyName"), "Name", one.name)
    address = _part(party, "PostalAddress")
    for name, value in (("StreetName", one.street), ("CityName", one.place), ("PostalZone", one.postal_code)):
        if plain(value):
            _text(address, name, value)
    _text(_part(address, "Country"), "IdentificationCode", one.country)
    if one.vat_liable and not outside:
        scheme = _part(party, "PartyTaxScheme")
        _text(scheme, "CompanyID", f"BE{one.number}")
        _vat(scheme)
    entity = _part(party, "PartyLegalEntity")
    _text(entity, "RegistrationName", one.name)
    _text(entity, "CompanyID", one.number, schemeID=ENTERPRISE)
    if plain(one.email):
        _text(_part(party, "Contact"), "ElectronicMail", one.email)


def _rate(into: Any, rate: Rate, language: str) -> None:
    subtotal = _part(into, "TaxSubtotal")
    _money(subtotal, "TaxableAmount", rate.net)
    _money(subtotal, "TaxAmount", rate.vat)
    category = _category(subtotal, "TaxCategory", rate.percent)
    if rate.percent == 0:
        _text(category, "TaxExemptionReasonCode", "VATEX-EU-O")
        _text(category, "TaxExemptionReason", _OUTSIDE[language])
    _vat(category)


def _sums(into: Any, paper: Paper) -> None:
    _money(into, "LineExtensionAmount", paper.net)
    _money(into, "TaxExclusiveAmount", paper.net)
    _money(into, "TaxInclusiveAmount", paper.total)
    _money(into, "PrepaidAmount", paper.paid)
    if paper.rounding:
        _money(into, "PayableRoundingAmount", paper.rounding)
    _money(into, "PayableAmount", paper.total - paper.paid + paper.rounding)


def _row(root: Any, row: Row, credit: bool) -> None:
    line = _part(root, "CreditNoteLine" if credit else "InvoiceLine")
    _text(line, "ID", str(row.number))
    quantity = "CreditedQuantity" if credit else "InvoicedQuantity"
    _text(line, quantity, str(row.quantity), unitCode=PIECE)
    _money(line, "LineExtensionAmount", row.net)
    item = _part(line, "Item")
    _text(item, "Name", row.name)
    _vat(_category(item, "ClassifiedTaxCategory", row.percent))
    _money(_part(line, "Price"), "PriceAmount", row.unit_net)


def _category(into: Any, name: str, percent: int) -> Any:
    category = _part(into, name)
    _text(category, "ID", "S" if percent else "O")
    if percent:
        _text(category, "Percent", str(percent))
    return category


def _vat(into: Any) -> None:
    _text(_part(into, "TaxScheme"), "ID", "VAT")


def _part(into: Any, name: str) -> Any:
    return etree.SubElement(into, _CAC + name)


def _text(into: Any, name: str, value: str, **attributes: str) -> None:
    made = etree.SubElement(into, _CBC + name, dict(attributes))
    made.text = plain(value) or _NOTHING_LEFT


def _day(into: Any, name: str, value: date) -> None:
    _text(into, name, value.isoformat())


def _money(into: Any, name: str, value: Money) -> None:
    _text(into, name, str(value), currencyID="EUR")


def plain(text: str) -> str:
    """The text on one line, composed, without control, direction and other invisible characters."""
    spaced = "".join(
        " " if character.isspace() else character
        for character in unicodedata.normalize("NFC", text)
        if character.isspace() or unicodedata.category(character)[0] != "C"
    )
    return " ".join(spaced.split())
