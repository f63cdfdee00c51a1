"""The PDF room: a sheet of paper described by its parts, made into bytes. The same sheet gives the same bytes.

Texts come in as plain words of the reader's language; nothing in them can be markup or steer the page.
"""

from app.pdf.faces import prepare
from app.pdf.paper import made
from app.pdf.sheet import (
    Attachment,
    Bar,
    Bars,
    Block,
    Break,
    Code,
    Facts,
    Heading,
    Note,
    Paragraph,
    Sheet,
    Table,
)
from app.pdf.text import shown

__all__ = [
    "Attachment",
    "Bar",
    "Bars",
    "Block",
    "Break",
    "Code",
    "Facts",
    "Heading",
    "Note",
    "Paragraph",
    "Sheet",
    "Table",
    "made",
    "prepare",
    "shown",
]
