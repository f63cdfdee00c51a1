"""Honest files of every kind we take, as they come in: name → (file name, bytes, for which use)."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from io import BytesIO

from openpyxl import Workbook

from app import pdf as room
from app.documents.content import ATTACHMENT, TABLE, Use
from tests.app.documents.making import (
    archive,
    doc,
    docx_parts,
    object_list,
    parts,
    pdf,
    picture,
    relations,
)


def _sheet() -> bytes:
    book = Workbook()
    for row in range(2000):
        book.active.append([row, f"Naam {row}", "Gemeente Voorbeeldegem", row * 1.5])
    made = BytesIO()
    book.save(made)
    return made.getvalue()


def _ours() -> bytes:
    return room.made(
        room.Sheet(
            "Bewijs", "nl-BE", "Gemeente", "2026-000001", datetime(2026, 1, 1, tzinfo=UTC), "{page}/{pages}"
        )
    )


def _long_document() -> bytes:
    words = "".join(
        f"<w:p><w:r><w:t>Regel {number} van een verslag.</w:t></w:r></w:p>" for number in range(20_000)
    )
    more = {"word/_rels/document.xml.rels": relations("hyperlink", "https://example.be", "External")}
    return archive(parts({**docx_parts(words), **more, "word/media/image1.png": picture("PNG")}))


HONEST: dict[str, tuple[str, Callable[[], bytes], Use]] = {
    "a PDF of our own": ("Bewijs.PDF", _ours, ATTACHMENT),
    "a PDF with packed lists of objects": ("b.pdf", lambda: pdf(object_list(b"<</Type /Font>>")), ATTACHMENT),
    "a PDF with a link and a named place": (
        "c.pdf",
        lambda: pdf(b"<</S /URI /URI (https://example.be)>>", b"<</Title (obj stream)>>"),
        ATTACHMENT,
    ),
    "a long document with a picture and a link": ("verslag.docx", _long_document, ATTACHMENT),
    "a document of the older Word": ("brief.doc", doc, ATTACHMENT),
    "a photograph": ("foto.JPG", lambda: picture("JPEG", (1600, 1200)), ATTACHMENT),
    "a picture with transparency": ("stempel.png", lambda: picture("PNG", (300, 300), "RGBA"), ATTACHMENT),
    "a spreadsheet of two thousand rows": ("leden.xlsx", _sheet, TABLE),
    "a table in UTF-8": ("leden.csv", lambda: "naam;plaats\r\nChloé;Liège\r\n".encode(), TABLE),
    "a table in the encoding of Windows": (
        "leden.csv",
        lambda: "naam;plaats\r\nChloé;Liège\r\n".encode("cp1252"),
        TABLE,
    ),
    "a table in UTF-16": ("leden.txt", lambda: "naam\tplaats\r\nChloé\tLiège\r\n".encode("utf-16"), TABLE),
    "a table that begins with PK": ("leden.csv", lambda: b"PK;naam\r\n1;An\r\n", TABLE),
}
