"""What stands on a document, in reading order. Values only: how it looks is the paper's."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime


@dataclass(frozen=True)
class Heading:
    """The title of a part."""

    text: str


@dataclass(frozen=True)
class Paragraph:
    """Running text; a line feed begins a new line."""

    text: str


@dataclass(frozen=True)
class Note:
    """A quiet line, in small type."""

    text: str


@dataclass(frozen=True)
class Facts:
    """Pairs of label and value, one below the other. With `figures` the values stand at the right, as sums do."""

    rows: Sequence[tuple[str, str]]
    figures: bool = False


@dataclass(frozen=True)
class Table:
    """Rows under a head that comes back on each page. `widths` are shares of the whole; equal if none.

    `figures` are the columns, counted from 0, whose texts stand at the right.
    """

    head: Sequence[str]
    rows: Sequence[Sequence[str]]
    widths: Sequence[float] = ()
    figures: Sequence[int] = ()


@dataclass(frozen=True)
class Code:
    """A square of dark and light modules, row by row, with what it says for who can't see it."""

    modules: Sequence[Sequence[int]]
    alternative: str
    caption: str = ""


@dataclass(frozen=True)
class Bar:
    """A row with a bar as long as its share, 0 to 1, and its figures at the right."""

    label: str
    share: float
    figures: Sequence[str]


@dataclass(frozen=True)
class Bars:
    """Rows with a bar each, under a title and the heads of their figures."""

    title: str
    heads: Sequence[str]
    rows: Sequence[Bar]


@dataclass(frozen=True)
class Break:
    """What follows begins on another page."""


Block = Heading | Paragraph | Note | Facts | Table | Code | Bars | Break


@dataclass(frozen=True)
class Attachment:
    """A file inside the document. `relationship` is one of PDF's words: Data, Source, Alternative, Supplement."""

    name: str
    media_type: str
    content: bytes
    description: str
    relationship: str = "Data"


@dataclass(frozen=True)
class Sheet:
    """A whole document. `page_words` names {page} and {pages}; `issued_at` is its creation date, to the second.

    It is the date of what is attached as well. Names of attachments differ. `across`: a word that stands behind
    the text of each page, as on a draft.
    """

    title: str
    language: str
    issuer: str
    reference: str
    issued_at: datetime
    page_words: str
    blocks: Sequence[Block] = field(default_factory=tuple)
    subject: str = ""
    keywords: str = ""
    attachments: Sequence[Attachment] = ()
    across: str = ""
