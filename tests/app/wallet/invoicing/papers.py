"""Documents to try things on: a cast of two parties, and one document of each kind."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import date
from decimal import Decimal

from app.wallet.invoicing.paper import Paper, Party, Row, rates_of
from models.values import NOTHING, PaperKind, euro, gross_of

HOUSE = Party(
    "Sleutelbos vzw", "0123456749", True, "Wetstraat 1", "1000", "Brussel", "facturen@sleutelbos.example"
)
OFFICE = Party(
    "Immo Peeters & Zonen bv", "0403170701", True, "Kerkstraat 12 bus 3", "2800", "Mechelen", "boek@immo.example"
)
COMMUNE = replace(OFFICE, name="Commune d’Exemplaire", number="0207353138", vat_liable=False, email="")

# What was bought: name, quantity, price of one in euro, rate.
SERVICES = (
    ("Kadaster: Opzoeking", 3, "4.50", 21),
    ("Kadaster: Plan", 1, "10.00", 21),
    ("Leerplatform: Handboek", 2, "19.95", 6),
    ("Leerplatform: Maaltijd", 1, "15.37", 12),
)
FEES = (("Kadaster: Uittreksel", 2, "18.00", 0), ("Register: Retributie", 1, "7.25", 0))

Bought = tuple[str, int, str, int]


def rows_of(bought: Iterable[Bought]) -> tuple[Row, ...]:
    """What was bought, as lines."""
    return tuple(
        Row(number, name, quantity, euro(price), euro(price) * quantity, percent)
        for number, (name, quantity, price, percent) in enumerate(bought, start=1)
    )


def paper(kind: PaperKind, bought: Iterable[Bought], buyer: Party = OFFICE) -> Paper:
    """A document over November 2026; the wallet paid each line rounded by itself."""
    rows = rows_of(bought)
    letter = {PaperKind.INVOICE: "", PaperKind.FEES: "F", PaperKind.CREDIT_NOTE: "C"}[kind]
    credit = kind is PaperKind.CREDIT_NOTE
    return Paper(
        kind=kind,
        number=f"{letter}2026-000123",
        issued_on=date(2026, 12, 1),
        first_day=date(2026, 11, 1),
        last_day=date(2026, 11, 30),
        language="nl",
        seller=HOUSE,
        buyer=buyer,
        buyer_reference="PO 2026/7",
        rows=rows,
        rates=rates_of(rows),
        paid=sum((gross_of(row.net, Decimal(row.percent)) for row in rows), NOTHING),
        reason="De opzoeking gaf niets" if credit else "",
        credits=("2026-000100", date(2026, 11, 1)) if credit else None,
    )


INVOICE = paper(PaperKind.INVOICE, SERVICES)
FEES_OF_MONTH = paper(PaperKind.FEES, FEES)
CREDIT_NOTE = paper(PaperKind.CREDIT_NOTE, SERVICES[:1])
CREDIT_NOTE_OF_FEES = paper(PaperKind.CREDIT_NOTE, FEES[:1])
EVERY = {
    "invoice": INVOICE,
    "fees": FEES_OF_MONTH,
    "credit note": CREDIT_NOTE,
    "credited fees": CREDIT_NOTE_OF_FEES,
}
