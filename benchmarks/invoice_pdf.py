"""An invoice on paper with its file inside, against the same words set by the PDF library in a font readers have.

The reference embeds no font and no file, tags nothing and knows Latin letters only. Ours writes the file for
Peppol as well. We need 35 invoices of 20 lines a second on a core: the note says how many it were. Five times the
reference is 35 a second on a core where that makes 180.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from decimal import Decimal

from fpdf import FPDF

from app import pdf
from app.wallet.invoicing import ubl
from app.wallet.invoicing.paper import Paper, Party, Row, rates_of
from app.wallet.invoicing.sheet import sheet
from app.words import words_in
from benchmarks.measure import Job, Times, interleaved, main
from models.values import NOTHING, PaperKind, euro, gross_of

JOBS = (Job("an invoice of 20 lines, its file inside", "fpdf2, core font, the same words", goal=5),)
SIZES = (20, 100)  # invoices

_LINES = 20
_NAMES = (
    "Kadaster: Opzoeking",
    "Kadaster: Plan van een perceel",
    "Leerplatform: Handboek",
    "Register: Uittreksel",
)


def _paper(number: int) -> Paper:
    rows = tuple(
        Row(line, f"{_NAMES[line % 4]} {line}", line, euro("4.50"), euro("4.50") * line, (21, 21, 6, 21)[line % 4])
        for line in range(1, _LINES + 1)
    )
    return Paper(
        kind=PaperKind.INVOICE,
        number=f"2026-{number:06d}",
        issued_on=date(2026, 12, 1),
        first_day=date(2026, 11, 1),
        last_day=date(2026, 11, 30),
        language="nl",
        seller=Party("Sleutelbos vzw", "0123456749", True, "Wetstraat 1", "1000", "Brussel"),
        buyer=Party("Immo Peeters & Zonen bv", "0403170701", True, "Kerkstraat 12", "2800", "Mechelen"),
        buyer_reference="PO 2026/7",
        rows=rows,
        rates=rates_of(rows),
        paid=sum((gross_of(row.net, Decimal(row.percent)) for row in rows), NOTHING),
    )


def _ours(papers: list[Paper]) -> int:
    """Their bytes, all together."""
    return sum(len(pdf.made(sheet(words_in("nl"), one))) for one in papers)


def _reference(papers: list[Paper]) -> None:
    for one in papers:
        _set(one)


def _set(one: Paper) -> bytes:
    paper = FPDF(format="A4")
    paper.add_page()
    paper.set_font("helvetica", size=20)
    paper.cell(0, 12, "Factuur", new_x="LMARGIN", new_y="NEXT")
    paper.set_font("helvetica", size=10)
    parties = [text for party in (one.seller, one.buyer) for text in (party.name, party.street, party.place)]
    for label in (*parties, one.number, str(one.issued_on), one.buyer_reference):
        paper.cell(60, 7, "Label", border="B")
        paper.cell(0, 7, label, border="B", new_x="LMARGIN", new_y="NEXT")
    rows = [(row.name, str(row.quantity), str(row.unit_net), f"{row.percent} %", str(row.net)) for row in one.rows]
    rates = [("", "", f"{rate.percent} %", str(rate.net), str(rate.vat)) for rate in one.rates]
    for cells in (*rows, *rates, ("", "", "", "", str(one.paid))):
        for place, text in enumerate(cells):
            last = {"new_x": "LMARGIN", "new_y": "NEXT"} if place == 4 else {}
            paper.cell(70 if place == 0 else 30, 7, text, border="B", align="L" if place == 0 else "R", **last)  # type: ignore[arg-type]
    return bytes(paper.output())


def measured(size: int, rounds: int) -> Iterator[Times]:
    papers = [_paper(number) for number in range(1, size + 1)]
    total = _ours(papers[:1])  # cutting the faces down happens once per process
    times = interleaved(
        {
            "ours": lambda: _ours(papers),
            "core": lambda: _reference(papers),
            "file": lambda: [ubl.written(one) for one in papers],
        },
        rounds,
    )
    speed, file = f"{size * 1000 / times['ours']:.0f}/s a core", f"its file {times['file'] / size:.1f} ms"
    yield Times(JOBS[0].name, times["ours"], times["core"], note=f"{speed}, {total / 1000:.0f} kB, {file}")


if __name__ == "__main__":
    main(__file__)
