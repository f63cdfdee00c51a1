"""The checker of Peppol's rules can fail: each rule is broken by one small change to a right file."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from lxml import etree

from app.wallet.invoicing.ubl import written
from tests.app.wallet.invoicing.papers import EVERY
from tests.app.wallet.invoicing.peppol_order import CAC, CBC
from tests.app.wallet.invoicing.peppol_rules import broken, verdicts

NAMES = {"cbc": CBC, "cac": CAC}
SUMS, SUBTOTAL, LINE = "cac:LegalMonetaryTotal", "cac:TaxTotal/cac:TaxSubtotal[1]", "cac:InvoiceLine[1]"
SELLER, BUYER = "cac:AccountingSupplierParty/cac:Party", "cac:AccountingCustomerParty/cac:Party"

Change = Callable[[Any], None]


def _one(root: Any, path: str) -> Any:
    found = root.xpath(path, namespaces=NAMES)
    assert found, path
    return found[0]


def drop(path: str) -> Change:
    """Takes an element away."""

    def change(root: Any) -> None:
        gone = _one(root, path)
        gone.getparent().remove(gone)

    return change


def say(path: str, text: str) -> Change:
    """Writes another text in it."""

    def change(root: Any) -> None:
        _one(root, path).text = text

    return change


def mark(path: str, attribute: str, value: str | None) -> Change:
    """Gives an attribute another value; none: takes it away."""

    def change(root: Any) -> None:
        element = _one(root, path)
        if value is None:
            del element.attrib[attribute]
        else:
            element.set(attribute, value)

    return change


def add(path: str, xml: str, place: int | None = None) -> Change:
    """Puts an element in, last or at that place."""

    def change(root: Any) -> None:
        parent = _one(root, path)
        made = etree.fromstring(f'<x xmlns:cbc="{CBC}" xmlns:cac="{CAC}">{xml}</x>')[0]
        parent.insert(len(parent) if place is None else place, made)

    return change


def swap(path: str) -> Change:
    """Puts an element before the one before it."""

    def change(root: Any) -> None:
        element = _one(root, path)
        element.getprevious().addprevious(element)

    return change


def every(*changes: Change) -> Change:
    """Does several."""

    def change(root: Any) -> None:
        for one in changes:
            one(root)

    return change


def changed(kind: str, change: Change) -> bytes:
    """The file of that document, with that change."""
    root = etree.fromstring(written(EVERY[kind]))
    change(root)
    return bytes(etree.tostring(root))


_VAT = "<cac:TaxScheme><cbc:ID>VAT</cbc:ID></cac:TaxScheme>"
_LINE_PERIOD = "<cac:InvoicePeriod>{}</cac:InvoicePeriod>"
_START, _END = "<cbc:StartDate>{}</cbc:StartDate>", "<cbc:EndDate>{}</cbc:EndDate>"
_MEANS = "<cac:PaymentMeans><cbc:PaymentMeansCode>{}</cbc:PaymentMeansCode>{}</cac:PaymentMeans>"
_TOTAL = '<cac:TaxTotal><cbc:TaxAmount currencyID="{}">1.00</cbc:TaxAmount></cac:TaxTotal>'
_ROUNDING = '<cbc:PayableRoundingAmount currencyID="EUR">{}</cbc:PayableRoundingAmount>'

BREAKS: list[tuple[str, str, Change]] = [
    ("UBL-2.1", "invoice", swap("cbc:IssueDate")),
    ("UBL-2.1", "invoice", swap(f"{SUMS}/cbc:TaxInclusiveAmount")),
    ("UBL-2.1", "invoice", swap(f"{LINE}/cac:Item/cac:ClassifiedTaxCategory")),
    ("UBL-2.1", "credit note", swap("cac:BillingReference")),
    ("UBL-2.1", "invoice", drop(SUMS)),
    ("UBL-2.1", "invoice", drop(f"{SELLER}/cac:PartyTaxScheme/cac:TaxScheme")),
    ("UBL-2.1", "invoice", mark(f"{SUMS}/cbc:PayableAmount", "currencyID", None)),
    ("UBL-2.1", "invoice", say(f"{SUMS}/cbc:PrepaidAmount", "87,94")),
    ("UBL-2.1", "invoice", add(LINE, "<cbc:Colour>red</cbc:Colour>")),
    ("UBL-2.1", "credit note", add(".", "<cbc:DueDate>2026-12-31</cbc:DueDate>", 4)),
    ("UBL-2.1", "credit note", add(".", "<cbc:InvoiceTypeCode>380</cbc:InvoiceTypeCode>", 4)),
    ("BR-01", "invoice", drop("cbc:CustomizationID")),
    ("BR-02", "invoice", drop("cbc:ID")),
    ("BR-03", "invoice", drop("cbc:IssueDate")),
    ("BR-04", "invoice", drop("cbc:InvoiceTypeCode")),
    ("BR-04", "credit note", drop("cbc:CreditNoteTypeCode")),
    ("BR-05", "invoice", drop("cbc:DocumentCurrencyCode")),
    ("BR-06", "invoice", drop(f"{SELLER}/cac:PartyLegalEntity/cbc:RegistrationName")),
    ("BR-07", "invoice", drop(f"{BUYER}/cac:PartyLegalEntity/cbc:RegistrationName")),
    ("BR-08", "invoice", drop(f"{SELLER}/cac:PostalAddress")),
    ("BR-09", "invoice", drop(f"{SELLER}/cac:PostalAddress/cac:Country")),
    ("BR-10", "invoice", drop(f"{BUYER}/cac:PostalAddress")),
    ("BR-11", "invoice", drop(f"{BUYER}/cac:PostalAddress/cac:Country")),
    ("BR-12", "invoice", drop(f"{SUMS}/cbc:LineExtensionAmount")),
    ("BR-13", "invoice", drop(f"{SUMS}/cbc:TaxExclusiveAmount")),
    ("BR-14", "invoice", drop(f"{SUMS}/cbc:TaxInclusiveAmount")),
    ("BR-15", "invoice", drop(f"{SUMS}/cbc:PayableAmount")),
    ("BR-16", "credit note", drop("cac:CreditNoteLine")),
    ("BR-21", "invoice", drop(f"{LINE}/cbc:ID")),
    ("BR-22", "invoice", drop(f"{LINE}/cbc:InvoicedQuantity")),
    ("BR-22", "credit note", drop("cac:CreditNoteLine/cbc:CreditedQuantity")),
    ("BR-23", "invoice", mark(f"{LINE}/cbc:InvoicedQuantity", "unitCode", None)),
    ("BR-24", "invoice", drop(f"{LINE}/cbc:LineExtensionAmount")),
    ("BR-25", "invoice", drop(f"{LINE}/cac:Item/cbc:Name")),
    ("BR-26", "invoice", drop(f"{LINE}/cac:Price")),
    ("BR-27", "invoice", say(f"{LINE}/cac:Price/cbc:PriceAmount", "-4.50")),
    ("BR-29", "invoice", say("cac:InvoicePeriod/cbc:EndDate", "2026-10-31")),
    ("BR-30", "invoice", add(LINE, _LINE_PERIOD.format(_START.format("2026-11-20") + _END.format("2026-11-10")),
                             3)),
    ("BR-45", "invoice", drop(f"{SUBTOTAL}/cbc:TaxableAmount")),
    ("BR-46", "invoice", drop(f"{SUBTOTAL}/cbc:TaxAmount")),
    ("BR-47", "invoice", drop(f"{SUBTOTAL}/cac:TaxCategory/cbc:ID")),
    ("BR-48", "invoice", drop(f"{SUBTOTAL}/cac:TaxCategory/cbc:Percent")),
    ("BR-49", "invoice", add(".", "<cac:PaymentMeans><cbc:PaymentID>1</cbc:PaymentID></cac:PaymentMeans>", 11)),
    ("BR-50", "invoice", add(".", _MEANS.format(30, "<cac:PayeeFinancialAccount/>"), 11)),
    ("BR-53", "invoice", add(".", "<cbc:TaxCurrencyCode>USD</cbc:TaxCurrencyCode>", 6)),
    ("BR-55", "credit note", drop("cac:BillingReference/cac:InvoiceDocumentReference/cbc:ID")),
    ("BR-61", "invoice", add(".", _MEANS.format(30, ""), 11)),
    ("BR-62", "invoice", mark(f"{SELLER}/cbc:EndpointID", "schemeID", None)),
    ("BR-63", "invoice", mark(f"{BUYER}/cbc:EndpointID", "schemeID", None)),
    ("BR-64", "invoice", add(f"{LINE}/cac:Item", "<cac:StandardItemIdentification><cbc:ID>1</cbc:ID>"
                             "</cac:StandardItemIdentification>", 1)),
    ("BR-CO-03", "invoice", every(add(".", "<cbc:TaxPointDate>2026-11-30</cbc:TaxPointDate>", 5),
                                  add("cac:InvoicePeriod", "<cbc:DescriptionCode>35</cbc:DescriptionCode>"))),
    ("BR-CO-04", "invoice", drop(f"{LINE}/cac:Item/cac:ClassifiedTaxCategory")),
    ("BR-CO-09", "invoice", say(f"{BUYER}/cac:PartyTaxScheme/cbc:CompanyID", "0403170701")),
    ("BR-CO-10", "invoice", say(f"{SUMS}/cbc:LineExtensionAmount", "78.78")),
    ("BR-CO-10", "invoice", drop(LINE)),
    ("BR-CO-13", "invoice", say(f"{SUMS}/cbc:TaxExclusiveAmount", "78.78")),
    ("BR-CO-14", "invoice", say("cac:TaxTotal/cbc:TaxAmount", "9.18")),
    ("BR-CO-15", "invoice", say(f"{SUMS}/cbc:TaxInclusiveAmount", "87.95")),
    ("BR-CO-16", "invoice", say(f"{SUMS}/cbc:PrepaidAmount", "87.95")),
    ("BR-CO-16", "invoice", drop(f"{SUMS}/cbc:PrepaidAmount")),
    ("BR-CO-16", "invoice", add(SUMS, _ROUNDING.format("0.01"), 4)),
    ("BR-CO-16", "credit note", say(f"{SUMS}/cbc:PayableAmount", "0.01")),
    ("BR-CO-17", "invoice", say(f"{SUBTOTAL}/cbc:TaxAmount", "4.93")),
    ("BR-CO-18", "invoice", drop("cac:TaxTotal")),
    ("BR-CO-19", "invoice", every(drop("cac:InvoicePeriod/cbc:StartDate"), drop("cac:InvoicePeriod/cbc:EndDate"))),
    ("BR-CO-20", "invoice", add(LINE, "<cac:InvoicePeriod/>", 3)),
    ("BR-CO-25", "invoice", say(f"{SUMS}/cbc:PayableAmount", "0.01")),
    ("BR-CO-26", "fees", drop(f"{SELLER}/cac:PartyLegalEntity/cbc:CompanyID")),
    ("BR-S-01", "credit note", say(f"{SUBTOTAL}/cac:TaxCategory/cbc:ID", "O")),
    ("BR-S-02", "invoice", drop(f"{SELLER}/cac:PartyTaxScheme")),
    ("BR-S-05", "invoice", say(f"{LINE}/cac:Item/cac:ClassifiedTaxCategory/cbc:Percent", "0")),
    ("BR-S-05", "invoice", drop(f"{LINE}/cac:Item/cac:ClassifiedTaxCategory/cbc:Percent")),
    ("BR-S-08", "invoice", say(f"{SUBTOTAL}/cbc:TaxableAmount", "23.51")),
    ("BR-S-08", "invoice", say(f"{LINE}/cac:Item/cac:ClassifiedTaxCategory/cbc:Percent", "6")),
    ("BR-S-09", "invoice", say(f"{SUBTOTAL}/cbc:TaxAmount", "4.95")),
    ("BR-S-10", "invoice", add(f"{SUBTOTAL}/cac:TaxCategory",
                             "<cbc:TaxExemptionReason>x</cbc:TaxExemptionReason>", 2)),
    ("BR-O-01", "fees", say(f"{SUBTOTAL}/cac:TaxCategory/cbc:ID", "S")),
    ("BR-O-02", "fees", add(SELLER, "<cac:PartyTaxScheme><cbc:CompanyID>BE0123456749</cbc:CompanyID>"
                            f"{_VAT}</cac:PartyTaxScheme>", 3)),
    ("BR-O-02", "credited fees", add(BUYER, "<cac:PartyTaxScheme><cbc:CompanyID>BE0403170701</cbc:CompanyID>"
                                     f"{_VAT}</cac:PartyTaxScheme>", 3)),
    ("BR-O-05", "fees", add(f"{LINE}/cac:Item/cac:ClassifiedTaxCategory", "<cbc:Percent>0</cbc:Percent>", 1)),
    ("BR-O-08", "fees", say(f"{SUBTOTAL}/cbc:TaxableAmount", "43.26")),
    ("BR-O-09", "fees", say(f"{SUBTOTAL}/cbc:TaxAmount", "0.01")),
    ("BR-O-10", "fees", every(drop(f"{SUBTOTAL}/cac:TaxCategory/cbc:TaxExemptionReason"),
                              drop(f"{SUBTOTAL}/cac:TaxCategory/cbc:TaxExemptionReasonCode"))),
    ("BR-O-11", "fees", add("cac:TaxTotal", '<cac:TaxSubtotal><cbc:TaxableAmount currencyID="EUR">0.00'
                            '</cbc:TaxableAmount><cbc:TaxAmount currencyID="EUR">0.00</cbc:TaxAmount>'
                            f"<cac:TaxCategory><cbc:ID>S</cbc:ID><cbc:Percent>21</cbc:Percent>{_VAT}"
                            "</cac:TaxCategory></cac:TaxSubtotal>")),
    ("BR-O-12", "fees", every(say(f"{LINE}/cac:Item/cac:ClassifiedTaxCategory/cbc:ID", "S"))),
    ("BR-CL-01", "invoice", say("cbc:InvoiceTypeCode", "999")),
    ("BR-CL-03", "invoice", mark(f"{SUMS}/cbc:PrepaidAmount", "currencyID", "EURO")),
    ("BR-CL-04", "invoice", say("cbc:DocumentCurrencyCode", "EURO")),
    ("BR-CL-10", "invoice", add(BUYER, '<cac:PartyIdentification><cbc:ID schemeID="x">1</cbc:ID>'
                                "</cac:PartyIdentification>", 1)),
    ("BR-CL-11", "invoice", mark(f"{BUYER}/cac:PartyLegalEntity/cbc:CompanyID", "schemeID", "BE")),
    ("BR-CL-14", "invoice", say(f"{BUYER}/cac:PostalAddress/cac:Country/cbc:IdentificationCode", "BEL")),
    ("BR-CL-16", "invoice", add(".", _MEANS.format("wallet", ""), 11)),
    ("BR-CL-17", "invoice", say(f"{SUBTOTAL}/cac:TaxCategory/cbc:ID", "X")),
    ("BR-CL-18", "invoice", say(f"{LINE}/cac:Item/cac:ClassifiedTaxCategory/cbc:ID", "X")),
    ("BR-CL-22", "fees", say(f"{SUBTOTAL}/cac:TaxCategory/cbc:TaxExemptionReasonCode", "FEES")),
    ("BR-CL-23", "invoice", mark(f"{LINE}/cbc:InvoicedQuantity", "unitCode", "stuk")),
    ("BR-CL-25", "invoice", mark(f"{BUYER}/cbc:EndpointID", "schemeID", "BE:EN")),
    ("BR-DEC-09", "invoice", say(f"{SUMS}/cbc:LineExtensionAmount", "78.770")),
    ("BR-DEC-12", "invoice", say(f"{SUMS}/cbc:TaxExclusiveAmount", "78.770")),
    ("BR-DEC-13", "invoice", say("cac:TaxTotal/cbc:TaxAmount", "9.170")),
    ("BR-DEC-14", "invoice", say(f"{SUMS}/cbc:TaxInclusiveAmount", "87.940")),
    ("BR-DEC-16", "invoice", say(f"{SUMS}/cbc:PrepaidAmount", "87.940")),
    ("BR-DEC-17", "invoice", add(SUMS, _ROUNDING.format("0.000"), 4)),
    ("BR-DEC-18", "invoice", say(f"{SUMS}/cbc:PayableAmount", "0.000")),
    ("BR-DEC-19", "invoice", say(f"{SUBTOTAL}/cbc:TaxableAmount", "23.500")),
    ("BR-DEC-20", "invoice", say(f"{SUBTOTAL}/cbc:TaxAmount", "4.940")),
    ("BR-DEC-23", "invoice", say(f"{LINE}/cbc:LineExtensionAmount", "13.500")),
    ("UBL-DT-01", "invoice", say(f"{SUMS}/cbc:PrepaidAmount", "87.940")),
    ("UBL-SR-48", "invoice", drop(f"{LINE}/cac:Item/cac:ClassifiedTaxCategory")),
    ("PEPPOL-R001", "invoice", drop("cbc:ProfileID")),
    ("PEPPOL-R002", "credit note", add(".", "<cbc:Note>twee</cbc:Note>", 6)),
    ("PEPPOL-R003", "invoice", drop("cbc:BuyerReference")),
    ("PEPPOL-R004", "invoice", say("cbc:CustomizationID", "urn:cen.eu:en16931:2017")),
    ("PEPPOL-R005", "invoice", add(".", "<cbc:TaxCurrencyCode>EUR</cbc:TaxCurrencyCode>", 6)),
    ("PEPPOL-R007", "invoice", say("cbc:ProfileID", "billing")),
    ("PEPPOL-R008", "invoice", say("cbc:BuyerReference", " ")),
    ("PEPPOL-R008", "invoice", add(BUYER, "<cac:Contact/>")),
    ("PEPPOL-R010", "invoice", drop(f"{BUYER}/cbc:EndpointID")),
    ("PEPPOL-R020", "invoice", drop(f"{SELLER}/cbc:EndpointID")),
    ("PEPPOL-R051", "invoice", mark(f"{SUMS}/cbc:PrepaidAmount", "currencyID", "USD")),
    ("PEPPOL-R053", "invoice", drop("cac:TaxTotal")),
    ("PEPPOL-R054", "invoice", add(".", _TOTAL.format("EUR"), 12)),
    ("PEPPOL-R061", "invoice", add(".", _MEANS.format(59, ""), 11)),
    ("PEPPOL-R110", "invoice", add(LINE, _LINE_PERIOD.format(_START.format("2026-10-31")), 3)),
    ("PEPPOL-R111", "credit note", add("cac:CreditNoteLine", _LINE_PERIOD.format(_END.format("2026-12-01")), 3)),
    ("PEPPOL-R120", "invoice", say(f"{LINE}/cac:Price/cbc:PriceAmount", "4.51")),
    ("PEPPOL-R120", "credit note", say("cac:CreditNoteLine/cbc:CreditedQuantity", "2")),
    ("PEPPOL-R121", "invoice", add(f"{LINE}/cac:Price", '<cbc:BaseQuantity unitCode="C62">0</cbc:BaseQuantity>')),
    ("PEPPOL-P0100", "invoice", say("cbc:InvoiceTypeCode", "381")),
    ("PEPPOL-P0101", "credit note", say("cbc:CreditNoteTypeCode", "380")),
    ("PEPPOL-P0105", "invoice", add(f"{SUBTOTAL}/cac:TaxCategory", "<cbc:TaxExemptionReasonCode>VATEX-EU-O"
                                    "</cbc:TaxExemptionReasonCode>", 2)),
    ("PEPPOL-F001", "invoice", say("cbc:IssueDate", "01/12/2026")),
    ("PEPPOL-F001", "invoice", say("cac:InvoicePeriod/cbc:EndDate", "2026-11-31")),
    ("PEPPOL-CL007", "invoice", mark(f"{SUMS}/cbc:PrepaidAmount", "currencyID", "EURO")),
    ("PEPPOL-CL008", "invoice", mark(f"{BUYER}/cbc:EndpointID", "schemeID", "9999")),
    ("PEPPOL-COMMON-R043", "invoice", say(f"{BUYER}/cbc:EndpointID", "0403170702")),
    ("PEPPOL-COMMON-R043", "invoice", say(f"{SELLER}/cac:PartyLegalEntity/cbc:CompanyID", "BE0123456749")),
]  # fmt: skip


@pytest.mark.trust("Invoices, receipts")
@pytest.mark.parametrize(("rule", "kind", "change"), BREAKS, ids=[f"{n}-{one[0]}" for n, one in enumerate(BREAKS)])
def test_a_small_change_to_a_right_file_breaks_its_rule(rule: str, kind: str, change: Change) -> None:
    assert broken(written(EVERY[kind])) == set()
    assert rule in broken(changed(kind, change))


def test_every_rule_that_is_checked_was_seen_to_fail() -> None:
    checked = {name for name, _ in verdicts(etree.fromstring(written(EVERY["invoice"])))}
    assert checked == {rule for rule, _, _ in BREAKS}


def test_bytes_that_are_no_xml_break_it() -> None:
    assert broken(b"%PDF-1.7") == {"XML"}


@pytest.mark.parametrize("tag", ["Order", "{urn:x}Invoice"])
def test_another_document_is_no_invoice(tag: str) -> None:
    assert "UBL-2.1" in broken(etree.tostring(etree.Element(tag)))
