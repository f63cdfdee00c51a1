"""The rules of Peppol BIS Billing 3.0 that concern us, each by its name, checked on the file as anybody reads it.

It shares nothing with what writes the file. Rules: UBL 2.1's schema (`UBL-2.1`), EN 16931 (`BR-…`), Peppol
(`PEPPOL-…`, without that word's EN16931-: `PEPPOL-R003`). Stricter than the official ones where these leave slack:
amounts are right to the cent. Of closed lists it knows what may stand on our documents: euro, pieces, rates above
nothing (S) or outside the scope of VAT (O), no allowances or charges, no embedded files.
Source: the standards' published rules, told in our own words.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

from lxml import etree

from tests.app.wallet.invoicing.peppol_order import CAC, CBC, disorders, is_day

Told = Iterator[tuple[str, bool]]
"""Names of rules, and whether they hold."""

_SPACES = {"cbc": CBC, "cac": CAC}
_NONE = Decimal("NaN")
_COUNTRIES = {"BE", "DE", "FR", "LU", "NL"}
_SELLER, _BUYER = "cac:AccountingSupplierParty/cac:Party", "cac:AccountingCustomerParty/cac:Party"
_SUMS, _SUBTOTALS = "cac:LegalMonetaryTotal", "cac:TaxTotal/cac:TaxSubtotal"
_LINES = "cac:InvoiceLine | cac:CreditNoteLine"
_AMOUNTS = "//cbc:*[substring(local-name(), string-length(local-name()) - 5)='Amount']"
_VAT_NUMBER = "cac:PartyTaxScheme[cac:TaxScheme/cbc:ID='VAT']/cbc:CompanyID"

# What must be there and not be empty: rule → where one looks, what one looks for.
_THERE = {
    "BR-01": (".", "cbc:CustomizationID"),
    "BR-02": (".", "cbc:ID"),
    "BR-03": (".", "cbc:IssueDate"),
    "BR-04": (".", "cbc:InvoiceTypeCode | cbc:CreditNoteTypeCode"),
    "BR-05": (".", "cbc:DocumentCurrencyCode"),
    "BR-06": (".", f"{_SELLER}/cac:PartyLegalEntity/cbc:RegistrationName"),
    "BR-07": (".", f"{_BUYER}/cac:PartyLegalEntity/cbc:RegistrationName"),
    "BR-08": (".", f"{_SELLER}/cac:PostalAddress"),
    "BR-09": (f"{_SELLER}/cac:PostalAddress", "cac:Country/cbc:IdentificationCode"),
    "BR-10": (".", f"{_BUYER}/cac:PostalAddress"),
    "BR-11": (f"{_BUYER}/cac:PostalAddress", "cac:Country/cbc:IdentificationCode"),
    "BR-12": (_SUMS, "cbc:LineExtensionAmount"),
    "BR-13": (_SUMS, "cbc:TaxExclusiveAmount"),
    "BR-14": (_SUMS, "cbc:TaxInclusiveAmount"),
    "BR-15": (_SUMS, "cbc:PayableAmount"),
    "BR-16": (".", _LINES),
    "BR-21": (_LINES, "cbc:ID"),
    "BR-22": (_LINES, "cbc:InvoicedQuantity | cbc:CreditedQuantity"),
    "BR-23": (_LINES, "cbc:InvoicedQuantity/@unitCode | cbc:CreditedQuantity/@unitCode"),
    "BR-24": (_LINES, "cbc:LineExtensionAmount"),
    "BR-25": (_LINES, "cac:Item/cbc:Name"),
    "BR-26": (_LINES, "cac:Price/cbc:PriceAmount"),
    "BR-45": (_SUBTOTALS, "cbc:TaxableAmount"),
    "BR-46": (_SUBTOTALS, "cbc:TaxAmount"),
    "BR-47": (_SUBTOTALS, "cac:TaxCategory/cbc:ID"),
    "BR-48": (_SUBTOTALS, "cac:TaxCategory/cbc:Percent | cac:TaxCategory/cbc:ID[.='O']"),
    "BR-49": ("cac:PaymentMeans", "cbc:PaymentMeansCode"),
    "BR-50": ("cac:PaymentMeans[cbc:PaymentMeansCode='30' or cbc:PaymentMeansCode='58']/cac:PayeeFinancialAccount",
              "cbc:ID"),
    "BR-55": ("cac:BillingReference", "cac:InvoiceDocumentReference/cbc:ID"),
    "BR-61": ("cac:PaymentMeans[cbc:PaymentMeansCode='30' or cbc:PaymentMeansCode='58']",
              "cac:PayeeFinancialAccount/cbc:ID"),
    "BR-62": (f"{_SELLER}/cbc:EndpointID", "@schemeID"),
    "BR-63": (f"{_BUYER}/cbc:EndpointID", "@schemeID"),
    "BR-64": (f"({_LINES})/cac:Item/cac:StandardItemIdentification/cbc:ID", "@schemeID"),
    "BR-CO-04": (_LINES, "cac:Item/cac:ClassifiedTaxCategory[cac:TaxScheme/cbc:ID='VAT']/cbc:ID"),
    "BR-CO-18": (".", _SUBTOTALS),
    "BR-CO-19": ("cac:InvoicePeriod", "cbc:StartDate | cbc:EndDate"),
    "BR-CO-20": (f"({_LINES})/cac:InvoicePeriod", "cbc:StartDate | cbc:EndDate"),
    "BR-CO-26": (".", f"{_SELLER}/{_VAT_NUMBER} | {_SELLER}/cac:PartyIdentification/cbc:ID"
                      f" | {_SELLER}/cac:PartyLegalEntity/cbc:CompanyID"),
    "PEPPOL-R001": (".", "cbc:ProfileID"),
    "PEPPOL-R003": (".", "cbc:BuyerReference | cac:OrderReference/cbc:ID"),
    "PEPPOL-R010": (_BUYER, "cbc:EndpointID"),
    "PEPPOL-R020": (_SELLER, "cbc:EndpointID"),
}  # fmt: skip

# Of a closed list: rule → which values, what they may be.
_ONE_OF = {
    "BR-CL-04": ("cbc:DocumentCurrencyCode", {"EUR"}),
    "BR-CL-10": ("//cac:PartyIdentification/cbc:ID/@schemeID", {"0208", "SEPA"}),
    "BR-CL-11": ("//cac:PartyLegalEntity/cbc:CompanyID/@schemeID", {"0208"}),
    "BR-CL-14": ("//cbc:IdentificationCode", _COUNTRIES),
    "BR-CL-16": ("//cbc:PaymentMeansCode", {"1", "30", "48", "57", "58"}),
    "BR-CL-17": ("//cac:TaxCategory/cbc:ID", {"S", "O"}),
    "BR-CL-18": ("//cac:ClassifiedTaxCategory/cbc:ID", {"S", "O"}),
    "BR-CL-22": ("//cbc:TaxExemptionReasonCode", {"VATEX-EU-O"}),
    "BR-CL-23": ("//@unitCode", {"C62"}),
    "BR-CL-25": ("//cbc:EndpointID/@schemeID", {"0208"}),
    "PEPPOL-CL008": ("//cbc:EndpointID/@schemeID", {"0208"}),
    "PEPPOL-P0100": ("cbc:InvoiceTypeCode", {"380"}),
    "PEPPOL-P0101": ("cbc:CreditNoteTypeCode", {"381"}),
}

# Two decimals at most: rule → which amounts.
_TWO_DECIMALS = {
    "BR-DEC-09": f"{_SUMS}/cbc:LineExtensionAmount",
    "BR-DEC-12": f"{_SUMS}/cbc:TaxExclusiveAmount",
    "BR-DEC-13": "cac:TaxTotal/cbc:TaxAmount",
    "BR-DEC-14": f"{_SUMS}/cbc:TaxInclusiveAmount",
    "BR-DEC-16": f"{_SUMS}/cbc:PrepaidAmount",
    "BR-DEC-17": f"{_SUMS}/cbc:PayableRoundingAmount",
    "BR-DEC-18": f"{_SUMS}/cbc:PayableAmount",
    "BR-DEC-19": f"{_SUBTOTALS}/cbc:TaxableAmount",
    "BR-DEC-20": f"{_SUBTOTALS}/cbc:TaxAmount",
    "BR-DEC-23": f"({_LINES})/cbc:LineExtensionAmount",
    "UBL-DT-01": f"{_AMOUNTS}[not(self::cbc:PriceAmount)]",
}


def broken(xml: bytes) -> set[str]:
    """The names of the rules this file breaks; none for a right one. Bytes that are no XML break `XML`."""
    try:
        root = etree.fromstring(xml)
    except etree.XMLSyntaxError:
        return {"XML"}
    return {name for name, holds in verdicts(root) if not holds}


def verdicts(root: Any) -> Told:
    """Every rule there is, and whether it holds."""
    for rules in (_shape, _there, _codes, _decimals, _head, _parties, _periods, _sums, _categories, _lines):
        yield from rules(root)


# -- looking


def _all(node: Any, path: str) -> list[Any]:
    return list(node.xpath(path, namespaces=_SPACES))


def _texts(node: Any, path: str) -> list[str]:
    """The texts there, of elements or attributes."""
    return [(each if isinstance(each, str) else each.text or "").strip() for each in _all(node, path)]


def _text(node: Any, path: str) -> str:
    return next(iter(_texts(node, path)), "")


def _number(node: Any, path: str) -> Decimal:
    """The number there; one that equals nothing where there is none."""
    text = _text(node, path)
    return Decimal(text) if re.fullmatch(r"[-+]?[0-9]+(\.[0-9]+)?", text) else _NONE


def _sum(node: Any, path: str) -> Decimal:
    return sum((_number(each, ".") for each in _all(node, path)), Decimal(0))


def _cents(number: Decimal) -> Decimal:
    return number.quantize(Decimal("0.01"), ROUND_HALF_UP)


def _at_least(number: Decimal, least: Decimal) -> bool:
    return not (number - least).is_nan() and number >= least


# -- rules


def _shape(root: Any) -> Told:
    yield "UBL-2.1", not list(disorders(root))
    every = list(root.iter(etree.Element))
    yield "PEPPOL-R008", all(len(each) or (each.text or "").strip() for each in every)
    dates = "//cbc:IssueDate | //cbc:DueDate | //cbc:TaxPointDate | //cbc:StartDate | //cbc:EndDate"
    yield "PEPPOL-F001", all(is_day(each.text or "") for each in _all(root, dates))


def _there(root: Any) -> Told:
    for name, (where, what) in _THERE.items():
        found = [_all(node, what) for node in _all(root, where)]
        yield name, all(any(_filled(each) for each in one) for one in found)


def _filled(found: Any) -> bool:
    return bool(found.strip() if isinstance(found, str) else len(found) or (found.text or "").strip())


def _codes(root: Any) -> Told:
    for name, (path, known) in _ONE_OF.items():
        yield name, set(_texts(root, path)) <= known
    kind = "381" if _all(root, "cbc:CreditNoteTypeCode") else "380"
    yield "BR-CL-01", set(_texts(root, "cbc:InvoiceTypeCode | cbc:CreditNoteTypeCode")) <= {kind}
    currencies = {each.get("currencyID") for each in _all(root, _AMOUNTS)}
    yield "BR-CL-03", currencies <= {"EUR"}
    yield "PEPPOL-CL007", currencies <= {"EUR"}
    yield "PEPPOL-R051", currencies <= {_text(root, "cbc:DocumentCurrencyCode")}


def _decimals(root: Any) -> Told:
    for name, path in _TWO_DECIMALS.items():
        yield name, all(len(text.partition(".")[2]) <= 2 for text in _texts(root, path))


def _head(root: Any) -> Told:
    wanted = "urn:cen.eu:en16931:2017#compliant#urn:fdc:peppol.eu:2017:poacc:billing:3.0"
    yield "PEPPOL-R004", _text(root, "cbc:CustomizationID") == wanted
    profile = r"urn:fdc:peppol\.eu:2017:poacc:billing:[0-9]{2}:1\.0"
    yield "PEPPOL-R007", bool(re.fullmatch(profile, _text(root, "cbc:ProfileID")))
    yield "PEPPOL-R002", len(_all(root, "cbc:Note")) <= 1
    second, first = _text(root, "cbc:TaxCurrencyCode"), _text(root, "cbc:DocumentCurrencyCode")
    yield "PEPPOL-R005", not second or second != first
    yield "BR-53", not second or second in _texts(root, "cac:TaxTotal/cbc:TaxAmount/@currencyID")
    yield "PEPPOL-R053", len(_all(root, "cac:TaxTotal[cac:TaxSubtotal]")) == 1
    yield "PEPPOL-R054", len(_all(root, "cac:TaxTotal[not(cac:TaxSubtotal)]")) == bool(second)
    yield "BR-CO-03", not (_all(root, "cbc:TaxPointDate") and _all(root, "cac:InvoicePeriod/cbc:DescriptionCode"))
    direct = "cac:PaymentMeans[cbc:PaymentMeansCode='49' or cbc:PaymentMeansCode='59']"
    yield "PEPPOL-R061", not _all(root, direct)


def _parties(root: Any) -> Told:
    numbers = "//cbc:EndpointID | //cac:PartyIdentification/cbc:ID | //cbc:CompanyID"
    belgian = [_text(each, ".") for each in _all(root, numbers) if each.get("schemeID") == "0208"]
    yield "PEPPOL-COMMON-R043", all(map(_is_enterprise_number, belgian))
    yield "BR-CO-09", all(text[:2] in _COUNTRIES | {"EL"} for text in _texts(root, f"//{_VAT_NUMBER}"))


def _is_enterprise_number(text: str) -> bool:
    return bool(re.fullmatch("[0-9]{10}", text)) and int(text[8:]) == 97 - int(text[:8]) % 97


def _periods(root: Any) -> Told:
    whole = next(iter(_all(root, "cac:InvoicePeriod")), None)
    yield "BR-29", whole is None or _in_order(whole)
    of_lines = _all(root, f"({_LINES})/cac:InvoicePeriod")
    yield "BR-30", all(map(_in_order, of_lines))
    begin, end = ("", "") if whole is None else (_text(whole, "cbc:StartDate"), _text(whole, "cbc:EndDate"))
    starts = [text for each in of_lines for text in _texts(each, "cbc:StartDate")]
    yield "PEPPOL-R110", not begin or all(text >= begin for text in starts)
    yield "PEPPOL-R111", not end or all(text <= end for each in of_lines for text in _texts(each, "cbc:EndDate"))


def _in_order(period: Any) -> bool:
    first, last = _text(period, "cbc:StartDate"), _text(period, "cbc:EndDate")
    return not (first and last) or first <= last


def _sums(root: Any) -> Told:
    sums = next(iter(_all(root, _SUMS)), root)
    lines, net = _number(sums, "cbc:LineExtensionAmount"), _number(sums, "cbc:TaxExclusiveAmount")
    gross, payable = _number(sums, "cbc:TaxInclusiveAmount"), _number(sums, "cbc:PayableAmount")
    paid = _sum(sums, "cbc:PrepaidAmount")
    rounding = _sum(sums, "cbc:PayableRoundingAmount")
    vat = _number(root, "cac:TaxTotal/cbc:TaxAmount")
    yield "BR-CO-10", lines == _sum(root, f"({_LINES})/cbc:LineExtensionAmount")
    yield "BR-CO-13", net == lines
    yield "BR-CO-14", vat == _sum(root, f"{_SUBTOTALS}/cbc:TaxAmount")
    yield "BR-CO-15", gross == net + vat and len(_all(root, "cac:TaxTotal/cbc:TaxAmount[@currencyID='EUR']")) == 1
    yield "BR-CO-16", payable == gross - paid + rounding
    due = _all(root, "cbc:DueDate | cac:PaymentTerms/cbc:Note")
    yield "BR-CO-25", bool(due) or not _at_least(payable, Decimal("0.01"))


def _categories(root: Any) -> Told:
    """VAT by rate."""
    lines = {category: _all(root, f"({_LINES})[cac:Item/cac:ClassifiedTaxCategory/cbc:ID='{category}']")
             for category in "SO"}  # fmt: skip
    told = {category: _all(root, f"{_SUBTOTALS}[cac:TaxCategory/cbc:ID='{category}']") for category in "SO"}
    every = _all(root, _SUBTOTALS)
    yield "BR-CO-17", all(_number(one, "cbc:TaxAmount") == _vat_of(one) for one in every)

    yield "BR-S-01", bool(lines["S"]) == bool(told["S"])
    seller = _all(root, f"{_SELLER}/cac:PartyTaxScheme/cbc:CompanyID")
    yield "BR-S-02", not lines["S"] or bool(seller)
    of_lines = [_number(one, "cac:Item/cac:ClassifiedTaxCategory/cbc:Percent") for one in lines["S"]]
    yield "BR-S-05", all(_at_least(percent, Decimal("0.01")) for percent in of_lines)
    rates = [_number(one, "cac:TaxCategory/cbc:Percent") for one in told["S"]]
    nets = {
        rate: sum((_number(one, "cbc:LineExtensionAmount") for one in lines["S"]
                   if _number(one, "cac:Item/cac:ClassifiedTaxCategory/cbc:Percent") == rate), Decimal(0))
        for rate in rates
    }  # fmt: skip
    right = [_number(one, "cbc:TaxableAmount") == nets[rate] for one, rate in zip(told["S"], rates, strict=True)]
    yield "BR-S-08", all(right) and len(set(rates)) == len(rates) and set(of_lines) == set(rates)
    yield "BR-S-09", all(_number(one, "cbc:TaxAmount") == _vat_of(one) for one in told["S"])
    reasons = "cac:TaxCategory/cbc:TaxExemptionReason | cac:TaxCategory/cbc:TaxExemptionReasonCode"
    yield "BR-S-10", not any(_all(one, reasons) for one in told["S"])

    yield "BR-O-01", len(told["O"]) == bool(lines["O"])
    yield "BR-O-02", not lines["O"] or not _all(root, f"{_SELLER}/{_VAT_NUMBER} | {_BUYER}/{_VAT_NUMBER}")
    yield "BR-O-05", not any(_all(one, "cac:Item/cac:ClassifiedTaxCategory/cbc:Percent") for one in lines["O"])
    outside = sum((_number(one, "cbc:LineExtensionAmount") for one in lines["O"]), Decimal(0))
    yield "BR-O-08", all(_number(one, "cbc:TaxableAmount") == outside for one in told["O"])
    yield "BR-O-09", all(_number(one, "cbc:TaxAmount") == 0 for one in told["O"])
    yield "BR-O-10", all(_all(one, reasons) for one in told["O"])
    yield "BR-O-11", not told["O"] or len(every) == len(told["O"])
    others = f"({_LINES})[cac:Item/cac:ClassifiedTaxCategory/cbc:ID!='O']"
    yield "BR-O-12", not told["O"] or not _all(root, others)
    code = "//cac:TaxCategory[cbc:TaxExemptionReasonCode='VATEX-EU-O' and not(cbc:ID='O')]"
    yield "PEPPOL-P0105", not _all(root, code)


def _vat_of(subtotal: Any) -> Decimal:
    percent = _number(subtotal, "cac:TaxCategory/cbc:Percent")
    if percent.is_nan():
        return Decimal(0)
    return _cents(_number(subtotal, "cbc:TaxableAmount") * percent / 100)


def _lines(root: Any) -> Told:
    lines = _all(root, _LINES)
    yield "BR-27", all(_at_least(_number(one, "cac:Price/cbc:PriceAmount"), Decimal(0)) for one in lines)
    yield "PEPPOL-R121", all(_base(one) > 0 for one in lines)
    yield "PEPPOL-R120", all(_number(one, "cbc:LineExtensionAmount") == _worth(one) for one in lines)
    yield "UBL-SR-48", all(len(_all(one, "cac:Item/cac:ClassifiedTaxCategory")) == 1 for one in lines)


def _base(line: Any) -> Decimal:
    return _number(line, "cac:Price/cbc:BaseQuantity") if _all(line, "cac:Price/cbc:BaseQuantity") else Decimal(1)


def _worth(line: Any) -> Decimal:
    quantity = _number(line, "cbc:InvoicedQuantity | cbc:CreditedQuantity")
    base = _base(line)
    return _cents(quantity * _number(line, "cac:Price/cbc:PriceAmount") / base) if base > 0 else _NONE
