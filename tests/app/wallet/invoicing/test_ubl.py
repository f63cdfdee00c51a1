"""The file for Peppol: right by the rules whatever was bought by whom, and the same bytes each time."""

from __future__ import annotations

import subprocess
import sys
from dataclasses import replace
from datetime import date
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from lxml import etree

from app.wallet.invoicing.paper import Paper, Row, rates_of
from app.wallet.invoicing.ubl import written
from models.values import Money, PaperKind, euro
from tests.app.wallet.invoicing.papers import (
    COMMUNE,
    CREDIT_NOTE,
    CREDIT_NOTE_OF_FEES,
    EVERY,
    FEES,
    FEES_OF_MONTH,
    INVOICE,
    OFFICE,
    SERVICES,
    paper,
)
from tests.app.wallet.invoicing.peppol_rules import broken

pytestmark = pytest.mark.trust("Invoices, receipts")

NAMES = {"cbc": "urn:oasis:names:specification:ubl:schema:xsd:CommonBasicComponents-2",
         "cac": "urn:oasis:names:specification:ubl:schema:xsd:CommonAggregateComponents-2"}  # fmt: skip


def said(one: Paper, path: str) -> list[str]:
    """The texts at that path of its file."""
    found: Any = etree.fromstring(written(one)).xpath(path, namespaces=NAMES)
    return [each if isinstance(each, str) else each.text for each in found]


@pytest.mark.parametrize("kind", EVERY)
@pytest.mark.parametrize("language", ["nl", "fr", "en"])
def test_every_kind_of_document_keeps_the_rules_in_every_language(kind: str, language: str) -> None:
    assert broken(written(replace(EVERY[kind], language=language))) == set()


@pytest.mark.parametrize("kind", EVERY)
def test_the_same_document_gives_the_same_bytes(kind: str) -> None:
    assert written(EVERY[kind]) == written(replace(EVERY[kind]))


def test_another_process_gives_the_same_bytes() -> None:
    program = (
        "import sys; from tests.app.wallet.invoicing.test_ubl import *; sys.stdout.buffer.write(written(INVOICE))"
    )
    other = subprocess.run([sys.executable, "-c", program], capture_output=True, check=True)
    assert other.stdout == written(INVOICE)


def test_an_invoice_says_who_what_when_and_that_it_is_paid() -> None:
    for path, texts in {
        "cbc:ID": ["2026-000123"],
        "cbc:IssueDate": ["2026-12-01"],
        "cbc:InvoiceTypeCode": ["380"],
        "cbc:BuyerReference": ["PO 2026/7"],
        "cac:InvoicePeriod/*": ["2026-11-01", "2026-11-30"],
        "//cbc:EndpointID": ["0123456749", "0403170701"],
        "//cac:PartyTaxScheme/cbc:CompanyID": ["BE0123456749", "BE0403170701"],
        "//cbc:RegistrationName": ["Sleutelbos vzw", "Immo Peeters & Zonen bv"],
        "//cac:InvoiceLine/cac:Item/cbc:Name": [name for name, *_ in SERVICES],
        "//cbc:InvoicedQuantity": ["3", "1", "2", "1"],
        "//cac:TaxSubtotal/cac:TaxCategory/cbc:Percent": ["21", "12", "6"],
        "//cac:TaxSubtotal/cbc:TaxAmount": ["4.94", "1.84", "2.39"],
        "cac:LegalMonetaryTotal/*": ["78.77", "78.77", "87.94", "87.94", "0.00"],
    }.items():
        assert said(INVOICE, path) == texts, path
    for path in (
        "cbc:Note",
        "cbc:DueDate",
        "cac:PaymentMeans",
        "cac:BillingReference",
        "//cbc:PayableRoundingAmount",
    ):
        assert said(INVOICE, path) == [], path


@pytest.mark.parametrize(
    ("language", "reason"),
    [("nl", "Niet onderworpen aan btw"), ("fr", "Non soumis à la TVA"), ("en", "Not subject to VAT")],
)
def test_fees_are_outside_the_scope_of_vat_and_name_no_vat_number(language: str, reason: str) -> None:
    one = replace(FEES_OF_MONTH, language=language)
    assert said(one, "//cac:PartyTaxScheme") == []
    assert said(one, "//cbc:Percent") == []
    assert said(one, "//cac:TaxCategory/cbc:ID") == ["O"]
    assert said(one, "//cbc:TaxExemptionReasonCode") == ["VATEX-EU-O"]
    assert said(one, "//cbc:TaxExemptionReason") == [reason]
    assert said(one, "cac:TaxTotal/cbc:TaxAmount") == ["0.00"]


@pytest.mark.parametrize(
    ("language", "words"),
    [("nl", "Btw terug te storten"), ("fr", "TVA à reverser"), ("en", "VAT to be paid back")],
)
def test_a_credit_note_with_vat_says_in_one_note_that_it_goes_back_to_the_state(language: str, words: str) -> None:
    (note,) = said(replace(CREDIT_NOTE, language=language), "cbc:Note")
    assert f" – {words}" in note
    assert said(replace(CREDIT_NOTE, language=language, reason=" "), "cbc:Note")[0].startswith(words)
    assert said(replace(CREDIT_NOTE_OF_FEES, language=language), "cbc:Note") == [CREDIT_NOTE_OF_FEES.reason]
    assert said(INVOICE, "cbc:Note") == []


def test_a_credit_note_says_what_it_credits_why_and_how_much_above_zero() -> None:
    assert etree.fromstring(written(CREDIT_NOTE)).tag.endswith("CreditNote-2}CreditNote")
    assert said(CREDIT_NOTE, "cbc:CreditNoteTypeCode") == ["381"]
    (note,) = said(CREDIT_NOTE, "cbc:Note")
    assert note.startswith("De opzoeking gaf niets – ")
    assert said(CREDIT_NOTE, "cac:BillingReference/cac:InvoiceDocumentReference/*") == [
        "2026-000100",
        "2026-11-01",
    ]
    assert said(CREDIT_NOTE, "cac:CreditNoteLine/cbc:CreditedQuantity") == ["3"]
    assert said(CREDIT_NOTE, "cac:LegalMonetaryTotal/*") == ["13.50", "13.50", "16.34", "16.34", "0.00"]


@pytest.mark.parametrize(
    ("prices", "rounding"), [(["0.50"] * 3, ["0.01"]), (["0.01"] * 10, ["-0.02"]), (["4.50"], [])]
)
def test_a_cent_of_rounding_is_told_and_nothing_is_left_to_pay(prices: list[str], rounding: list[str]) -> None:
    one = paper(PaperKind.INVOICE, [("x", 1, price, 21) for price in prices])
    assert said(one, "//cbc:PayableRoundingAmount") == rounding
    assert said(one, "//cbc:PayableAmount") == ["0.00"]
    assert broken(written(one)) == set()


def test_a_buyer_without_vat_number_has_none_and_no_address_is_made_up() -> None:
    one = paper(PaperKind.INVOICE, SERVICES, COMMUNE)
    assert said(one, "//cac:PartyTaxScheme/cbc:CompanyID") == ["BE0123456749"]
    assert said(one, "//cbc:ElectronicMail") == ["facturen@sleutelbos.example"]
    assert broken(written(one)) == set()


@pytest.mark.parametrize("reference", ["", "  ", "\x00\u202e"])
def test_who_gave_no_reference_gets_the_word_for_none(reference: str) -> None:
    one = replace(INVOICE, buyer_reference=reference)
    assert said(one, "cbc:BuyerReference") == ["NA"]
    assert broken(written(one)) == set()


@pytest.mark.parametrize(
    ("name", "read"),
    [
        ('Immo <b>& Zonen</b> "bv" ]]>', 'Immo <b>& Zonen</b> "bv" ]]>'),
        ("W" * 200, "W" * 200),
        ("Ιωάννης Παπαδόπουλος", "Ιωάννης Παπαδόπουλος"),
        ("An\x00\x07\x1b[31m Peeters\ufffe", "An[31m Peeters"),
        ("An\u202e\u2066\u200f sreteeP", "An sreteeP"),
        ("An\r\n\tPeeters\u00a0bv ", "An Peeters bv"),
        ("Chloe\u0301", "Chloé"),
        ("\ud800x", "x"),
        ("שלום 🙂", "שלום 🙂"),
        ("\x00\u200b", "–"),
    ],
)
def test_a_name_stays_whole_and_loses_what_cannot_be_seen(name: str, read: str) -> None:
    rows = (replace(INVOICE.rows[0], name=name), *INVOICE.rows[1:])
    one = replace(INVOICE, buyer=replace(OFFICE, name=name), rows=rows)
    assert said(one, "//cac:AccountingCustomerParty//cbc:RegistrationName") == [read]
    assert said(one, "//cac:InvoiceLine[1]/cac:Item/cbc:Name") == [read]
    assert broken(written(one)) == set()


@pytest.mark.parametrize(
    ("one", "why"),
    [
        (replace(INVOICE, rows=(), rates=()), "has a line"),
        (replace(INVOICE, rates=INVOICE.rates[:1]), "those of its lines"),
        (paper(PaperKind.INVOICE, (*SERVICES, *FEES)), "don't share"),
        (replace(INVOICE, seller=replace(INVOICE.seller, vat_liable=False)), "liable"),
        (replace(CREDIT_NOTE, credits=None), "names what it credits"),
        (replace(INVOICE, credits=("2026-000001", date(2026, 1, 1))), "names what it credits"),
    ],
)
def test_what_no_file_can_say_is_refused(one: Paper, why: str) -> None:
    with pytest.raises(ValueError, match=why):
        written(one)


# Rows of any price, quantity and rate; names that nobody would think of.
_TEXTS = st.text(max_size=200)
_ROWS = st.lists(
    st.tuples(_TEXTS, st.integers(1, 10_000), st.integers(0, 99_999_99), st.sampled_from([21, 12, 6])),
    min_size=1,
    max_size=12,
)
_KINDS = st.sampled_from([PaperKind.INVOICE, PaperKind.CREDIT_NOTE])


def _paper(kind: PaperKind, bought: list[tuple[str, int, int, int]], text: str, off: int, outside: bool) -> Paper:
    rows = tuple(
        Row(number, name, quantity, _euro(cents), _euro(cents) * quantity, 0 if outside else percent)
        for number, (name, quantity, cents, percent) in enumerate(bought, start=1)
    )
    base = CREDIT_NOTE if kind is PaperKind.CREDIT_NOTE else INVOICE
    buyer = replace(OFFICE, name=text, street=text, place=text, email=text)
    made = replace(base, rows=rows, rates=rates_of(rows), buyer=buyer, buyer_reference=text, reason=text)
    return replace(made, paid=made.total + _euro(off))


def _euro(cents: int) -> Money:
    return Money(euro(cents).euro / 100)


@given(_KINDS, _ROWS, _TEXTS, st.integers(-12, 12), st.booleans())
def test_whatever_was_bought_the_file_keeps_the_rules(
    kind: PaperKind, bought: list[tuple[str, int, int, int]], text: str, off: int, outside: bool
) -> None:
    one = _paper(kind, bought, text, off, outside)
    made = written(one)
    assert broken(made) == set()
    assert made == written(one)
