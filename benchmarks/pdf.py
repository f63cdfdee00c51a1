"""A document on paper, against the same words set by the PDF library in one of the fonts every reader has.

The reference embeds no font, tags nothing and knows Latin letters only. Ours embeds two weights of a Unicode font
and is tagged. Four times the reference is over 70 documents a second on a core where that makes 300; we need 35.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime

from fpdf import FPDF

from app import pdf
from app.pdf.codes import modules_of
from benchmarks.measure import Job, Times, interleaved, main

JOBS = (
    Job("a statement of one page", "fpdf2, core font, 1 page", goal=4),
    Job("a list of many rows", "fpdf2, core font, the same rows", goal=4),
)
SIZES = (20, 100)  # documents for the first, rows for the second

_FACTS = (
    ("Persoon", "Chloé Dubois"),
    ("Rijksregisternummer", "90.02.28-***.**"),
    ("Organisatie", "Gemeente Voorbeeldegem"),
    ("Toepassing", "Subsidieloket"),
    ("Recht", "Subsidies aanvragen"),
    ("Periode", "23/11/2026 – 22/11/2027"),
    ("Toestand op 25/11/2026", "Actief"),
)
_HEAD = ("Dag", "Wat", "Door")
_ROW = ("01/07/2026 10:05", "Toegekend", "filip.janssens")
_WORDS = (
    "Dit bewijs zegt hoe het recht was op de dag dat het werd uitgereikt. Een recht kan herroepen worden; wie er"
    " later op steunt, vraagt een nieuw."
)
_CODE = modules_of("https://rechten.example.be/copies/?code=XJ6KNTBWN69C6PY33F3TD4SX")


def _ours(rows: int, code: bool = True) -> bytes:
    blocks: list[pdf.Facts | pdf.Table | pdf.Code | pdf.Paragraph] = [pdf.Paragraph(_WORDS), pdf.Facts(_FACTS)]
    if rows:
        blocks.append(pdf.Table(_HEAD, [_ROW] * rows))
    if code:
        blocks.append(pdf.Code(_CODE, "Code", "Scan de code."))
    at = datetime(2026, 11, 25, 22, 0, tzinfo=UTC)
    return pdf.made(
        pdf.Sheet("Bewijs van recht", "nl-BE", "Gemeente", "2026-000123", at, "{page}/{pages}", blocks)
    )


def _reference(rows: int) -> bytes:
    paper = FPDF(format="A4")
    paper.add_page()
    paper.set_font("helvetica", size=20)
    paper.cell(0, 12, "Bewijs van recht", new_x="LMARGIN", new_y="NEXT")
    paper.set_font("helvetica", size=10)
    paper.multi_cell(0, 5, _WORDS, new_x="LMARGIN", new_y="NEXT")
    for label, value in _FACTS:
        paper.cell(60, 7, label, border="B")
        paper.cell(0, 7, value.replace("–", "-"), border="B", new_x="LMARGIN", new_y="NEXT")
    for row in [_HEAD] * bool(rows) + [_ROW] * rows:
        for place, text in enumerate(row):
            last = {"new_x": "LMARGIN", "new_y": "NEXT"} if place == 2 else {}
            paper.cell(60, 7, text, border="B", **last)  # type: ignore[arg-type]
    return bytes(paper.output())


def measured(size: int, rounds: int) -> Iterator[Times]:
    _ours(1)  # cutting the faces down happens once per process
    times = interleaved(
        {
            "statement": lambda: [_ours(0) for _ in range(size)],
            "core": lambda: [_reference(0) for _ in range(size)],
            "list": lambda: _ours(size, code=False),
            "core list": lambda: _reference(size),
        },
        rounds,
    )
    speed = f"{size * 1000 / times['statement']:.0f}/s a core, {len(_ours(0)) / 1000:.0f} kB"
    yield Times(JOBS[0].name, times["statement"], times["core"], note=speed)
    yield Times(JOBS[1].name, times["list"], times["core list"])


if __name__ == "__main__":
    main(__file__)
