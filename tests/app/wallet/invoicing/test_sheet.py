"""The paper of a document: what it says in three languages, and that its file lies inside it, byte for byte."""

from __future__ import annotations

from dataclasses import replace

import pytest

from app import pdf
from app.wallet.invoicing import ubl
from app.wallet.invoicing.paper import Paper
from app.wallet.invoicing.sheet import sheet
from app.words import words_in
from models.values import PaperKind
from tests.app.pdf.reading import attached
from tests.app.pdf.test_paper import words
from tests.app.wallet.invoicing.papers import (
    COMMUNE,
    CREDIT_NOTE,
    CREDIT_NOTE_OF_FEES,
    EVERY,
    FEES_OF_MONTH,
    INVOICE,
    OFFICE,
    SERVICES,
    paper,
)

pytestmark = pytest.mark.trust("Invoices, receipts")


def read(one: Paper, language: str = "en") -> str:
    """What stands on it, on one line."""
    return " ".join(words(pdf.made(sheet(words_in(language), one))).replace("\u00a0", " ").split())


@pytest.mark.parametrize(
    ("language", "said"),
    [
        ("en", ["Invoice", "01/12/2026", "01/11/2026 – 30/11/2026", "VAT BE 0403.170.701", "VAT per rate",
                "€78.77", "€9.17", "€87.94", "Paid from the wallet: nothing is left to pay."]),
        ("nl", ["Factuur", "Verkoper", "Klant", "Btw BE 0123.456.749", "Btw per tarief", "€ 78,77", "€ 9,17",
                "€ 87,94", "Betaald uit de portefeuille: er blijft niets te betalen."]),
        ("fr", ["Facture", "Vendeur", "Client", "TVA BE 0123.456.749", "TVA par taux", "78,77 €", "9,17 €",
                "87,94 €", "Payé à partir du portefeuille : il ne reste rien à payer."]),
    ],
)  # fmt: skip
def test_an_invoice_says_all_it_must_in_each_language(language: str, said: list[str]) -> None:
    told = read(INVOICE, language)
    for each in (*said, "2026-000123", "Sleutelbos vzw", "Immo Peeters & Zonen bv", "Kerkstraat 12 bus 3",
                 "2800 Mechelen", "PO 2026/7", *(name for name, *_ in SERVICES)):  # fmt: skip
        assert each in told, each
    assert "statutory" not in told


def test_fees_say_that_they_are_outside_the_scope_of_vat() -> None:
    told = read(FEES_OF_MONTH)
    assert "Statement of statutory fees" in told
    assert "These are statutory fees: they are outside the scope of VAT." in told
    assert "Enterprise number 0403.170.701" in told
    assert "VAT per rate" not in told
    assert "VAT BE" not in told


@pytest.mark.parametrize("one", [CREDIT_NOTE, CREDIT_NOTE_OF_FEES])
def test_a_credit_note_says_what_it_credits_and_why(one: Paper) -> None:
    told = read(one)
    assert "No. 2026-000100 of 01/11/2026" in told
    assert "De opzoeking gaf niets" in told
    assert "Given back to the wallet" in told
    assert "nothing is left to pay" not in told
    assert ("VAT to be paid back to the State" in told) == bool(one.vat)


def test_a_buyer_without_vat_number_is_told_by_its_enterprise_number() -> None:
    told = read(paper(PaperKind.INVOICE, SERVICES, COMMUNE))
    assert "Enterprise number 0207.353.138" in told
    assert "VAT BE 0123.456.749" in told


def test_a_rounding_is_shown_and_explained_and_none_is_not() -> None:
    told = read(paper(PaperKind.INVOICE, [("x", 1, "0.50", 21)] * 3))
    assert "Rounding €0.01" in told
    assert "hence the rounding" in told
    assert "ounding" not in read(INVOICE)


@pytest.mark.parametrize("kind", EVERY)
@pytest.mark.parametrize("language", ["nl", "fr", "en"])
def test_its_file_lies_inside_it_byte_for_byte(kind: str, language: str) -> None:
    one = EVERY[kind]
    made = pdf.made(sheet(words_in(language), one))
    assert attached(made) == {f"{one.number}.xml": ubl.written(one)}
    assert made == pdf.made(sheet(words_in(language), one))


def test_the_file_inside_is_the_one_that_was_issued() -> None:
    assert attached(pdf.made(sheet(words_in("nl"), INVOICE, b"<issued/>"))) == {"2026-000123.xml": b"<issued/>"}


@pytest.mark.parametrize("name", ["\x00\x1b[31m\u202e", "<b>%(number)s</b> {page}", "W" * 200, "Ιωάννης 😀", " "])
def test_whatever_the_buyer_is_called_the_paper_is_made(name: str) -> None:
    one = replace(INVOICE, buyer=replace(OFFICE, name=name, street=name), buyer_reference=name, reason=name)
    assert pdf.made(sheet(words_in("fr"), one)).startswith(b"%PDF-")


def test_an_invoice_of_many_lines_goes_on_over_pages() -> None:
    told = read(paper(PaperKind.INVOICE, [(f"Dienst {number}", 1, "1.00", 21) for number in range(150)]))
    assert all(f"Dienst {number}" in told for number in range(150))
    assert "Page 6 of 6" in told
    assert told.count("Price of one") == 6
