"""How a sheet looks: A4, one column, heads that come back, the page's number below. Points throughout."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby

from fpdf import FPDF
from fpdf.prefs import ViewerPreferences

from app.pdf.faces import face
from app.pdf.lines import lines_of
from app.pdf.sheet import Bars, Block, Break, Code, Facts, Heading, Note, Paragraph, Sheet, Table
from app.pdf.tags import Tags
from app.pdf.text import shown
from app.pdf.writing import Producer, Written

WIDTH, HEIGHT = 595.28, 841.89
LEFT, RIGHT, TOP, BOTTOM = 56.0, WIDTH - 56.0, 56.0, HEIGHT - 62.0
_LINE, _GAP, _PAD = 1.4, 10.0, 4.0
_INK, _QUIET, _ACCENT, _RULE = (26, 34, 48), (86, 97, 115), (11, 87, 164), (190, 198, 209)
_LABELS, _MODULE = 0.32, 2.6
_BEHIND, _BAR = (228, 232, 238), 7.0


@dataclass(frozen=True)
class _Cell:
    """A text in its column; `kind` is TH or TD, `scope` what a head is head of, `figure` one that stands right."""

    text: str
    left: float
    width: float
    weight: str = "regular"
    kind: str = "TD"
    scope: str = ""
    figure: bool = False


def made(sheet: Sheet) -> bytes:
    """The document's bytes: the same for the same sheet."""
    paper = _Paper(sheet)
    for block in sheet.blocks:
        paper.draw(block)
    return paper.finished()


class _Paper:
    def __init__(self, sheet: Sheet) -> None:
        self.sheet = sheet
        self.pdf = FPDF(unit="pt", format="A4")
        self.pdf.set_auto_page_break(False)
        self.faces = {weight: face(weight) for weight in ("regular", "bold")}
        for number, (weight, style) in enumerate((("regular", ""), ("bold", "B")), start=1):
            self.pdf.fonts[f"noto{style}"] = Written(number, f"noto{style}", self.faces[weight])
        self.tags = self.pdf.struct_builder = Tags(self.pdf)
        self._describe()
        self.y = TOP
        self._page()
        self._begin()

    def _describe(self) -> None:
        """What the file says of itself. No XMP: the library writes the moment of making into it."""
        pdf, sheet, letters = self.pdf, self.sheet, self.faces["regular"].glyphs
        pdf.set_title(f"{shown(sheet.title, letters)} {shown(sheet.reference, letters)}".strip())
        pdf.set_author(shown(sheet.issuer, letters))
        pdf.set_subject(shown(sheet.subject, letters))
        pdf.set_keywords(sheet.keywords)
        pdf.set_creator("Sleutelbos")
        pdf.set_lang(sheet.language)
        pdf.set_creation_date(sheet.issued_at.replace(microsecond=0))
        pdf.viewer_preferences = ViewerPreferences(display_doc_title=True)
        for one in sheet.attachments:
            pdf.embed_file(
                bytes=one.content,
                basename=one.name,
                desc=shown(one.description, letters),
                mime_type=one.media_type,
                modification_date=sheet.issued_at.replace(microsecond=0),
                associated_file_relationship=one.relationship,
                compress=True,
                checksum=True,
            )

    def draw(self, block: Block) -> None:
        if isinstance(block, Heading):
            self._room(60)
            self.y += _GAP
            self._lines("H2", block.text, 12, "bold")
        elif isinstance(block, Paragraph):
            self._lines("P", block.text, 10)
        elif isinstance(block, Note):
            self._lines("P", block.text, 8, colour=_QUIET)
        elif isinstance(block, Facts):
            self._facts(block)
        elif isinstance(block, Table):
            self._table(block)
        elif isinstance(block, Bars):
            self._bars(block)
        elif isinstance(block, Break):
            self._page()
            return
        else:
            self._code(block)
        self.y += _GAP

    def finished(self) -> bytes:
        pages = len(self.pdf.pages)
        for number in range(1, pages + 1):
            self.pdf.page = number
            self.pdf.current_font_is_set_on_page = False
            with self.tags.ornament():
                self._below(number, pages)
        return bytes(self.pdf.output(output_producer_class=Producer))

    def _begin(self) -> None:
        with self.tags.part("P"):
            self._text(LEFT, self.y + 8, self._one_line(self.sheet.issuer, 340, "bold", 10), "bold", 10, _ACCENT)
        reference = self._one_line(self.sheet.reference, 130, "regular", 10)
        with self.tags.part("P"):
            self._text(RIGHT - self._wide(reference, "regular", 10), self.y + 8, reference, "regular", 10)
        with self.tags.ornament():
            self._rule(self.y + 18)
        self.y += 34
        self._lines("H1", self.sheet.title, 20, "bold")
        self.y += _GAP

    def _below(self, number: int, pages: int) -> None:
        y = HEIGHT - 40
        self._rule(y - 14)
        said = self.sheet.page_words.format(page=number, pages=pages)
        left = " · ".join(filter(None, (self.sheet.issuer, self.sheet.reference)))
        self._text(LEFT, y, self._one_line(left, 360, "regular", 8), "regular", 8, _QUIET)
        self._text(RIGHT - self._wide(said, "regular", 8), y, said, "regular", 8, _QUIET)

    # -- parts

    def _lines(
        self, kind: str, text: str, size: float, weight: str = "regular", colour: tuple[int, int, int] = _INK
    ) -> None:
        """Running text: one part for as much of it as fits on a page."""
        lines, height = lines_of(text, self.faces[weight], size, RIGHT - LEFT), size * _LINE
        while lines:
            self._room(height)
            fits = max(1, int((BOTTOM - self.y) / height))
            with self.tags.part(kind):
                for line in lines[:fits]:
                    self._text(LEFT, self.y + size, line, weight, size, colour)
                    self.y += height
            lines = lines[fits:]

    def _facts(self, block: Facts) -> None:
        middle = LEFT + (RIGHT - LEFT) * _LABELS
        with self.tags.within("Table"):
            for label, value in block.rows:
                head = _Cell(label, LEFT, middle - LEFT - _PAD, "bold", "TH", "Row")
                self._row((head, _Cell(value or "–", middle, RIGHT - middle, figure=block.figures)), ())

    def _table(self, block: Table) -> None:
        shares = block.widths or [1.0] * len(block.head)
        unit = (RIGHT - LEFT) / sum(shares)
        places = [LEFT + unit * sum(shares[:number]) for number in range(len(shares))]
        columns = [(left, share * unit - 2 * _PAD) for left, share in zip(places, shares, strict=True)]
        figures = [number in block.figures for number in range(len(shares))]
        if figures[-1]:
            columns[-1] = (places[-1] + 2 * _PAD, columns[-1][1])  # flush with the rule
        heads = [
            _Cell(text, left, width, "bold", "TH", "Column", figure)
            for text, (left, width), figure in zip(block.head, columns, figures, strict=True)
        ]
        with self.tags.within("Table"):
            self._row(heads, ())
            for row in block.rows:
                cells = zip(row, columns, figures, strict=True)
                self._row([_Cell(text, *column, figure=figure) for text, column, figure in cells], heads)

    def _row(self, cells: Sequence[_Cell], heads: Sequence[_Cell]) -> None:
        """A row with a rule below; it goes to the next page whole, and on over several when it fits on none."""
        size, height = 9.5, 9.5 * _LINE
        texts = [lines_of(cell.text, self.faces[cell.weight], size, cell.width) for cell in cells]
        tall = max(map(len, texts))
        begun = 0
        while begun < tall:
            self._room(min((tall - begun) * height, 20 * height) + 2 * _PAD, heads)
            fits = min(tall - begun, max(1, int((BOTTOM - self.y - 2 * _PAD) / height)))
            self.y += _PAD
            with self.tags.within("TR"):
                for cell, lines in zip(cells, texts, strict=True):
                    with self.tags.part(cell.kind, scope=cell.scope):
                        for step, line in enumerate(lines[begun : begun + fits]):
                            self._in(cell, line, self.y + size + step * height, size)
            begun += fits
            self.y += fits * height + _PAD
            with self.tags.ornament():
                self._rule(self.y)

    def _bars(self, block: Bars) -> None:
        """A table whose second column is drawn: for who has it read aloud, labels and figures."""
        wide = 54.0
        places = [RIGHT - wide * (len(block.heads) - number) for number in range(len(block.heads))]
        middle, ends = LEFT + (RIGHT - LEFT) * 0.46, places[0]
        heads = [
            _Cell(block.title, LEFT, middle - LEFT - _PAD, "bold", "TH", "Column"),
            *(
                _Cell(text, left, wide, "bold", "TH", "Column", figure=True)
                for text, left in zip(block.heads, places, strict=True)
            ),
        ]
        whole = (len(block.rows) + 1) * (9.5 * _LINE + 2 * _PAD)
        self._room(whole if len(block.rows) <= 10 else 80)  # a short one stays together
        with self.tags.within("Table"):
            self._row(heads, ())
            for bar in block.rows:
                figures = (
                    _Cell(text, left, wide, figure=True) for text, left in zip(bar.figures, places, strict=True)
                )
                self._row((_Cell(bar.label, LEFT, middle - LEFT - _PAD, "regular", "TH", "Row"), *figures), heads)
                if bar.share > 0:
                    with self.tags.ornament():
                        self.pdf.set_fill_color(*_ACCENT)
                        long = max(1.0, (ends - middle) * min(bar.share, 1.0))
                        self.pdf.rect(middle, self.y - _PAD - _BAR - 2, long, _BAR, "F")

    def _code(self, block: Code) -> None:
        size = len(block.modules) * _MODULE
        self._room(size + 20)
        with self.tags.part("Figure", alternative=block.alternative):
            self.pdf.set_fill_color(0)
            for row, modules in enumerate(block.modules):
                for column, long in _runs(modules):
                    left, top = LEFT + column * _MODULE, self.y + row * _MODULE
                    self.pdf.rect(left, top, long * _MODULE, _MODULE, "F")
        beside = LEFT + size + 14
        lines = lines_of(block.caption, self.faces["regular"], 9, RIGHT - beside)
        with self.tags.part("P"):
            for step, line in enumerate(lines):
                self._text(beside, self.y + 12 + step * 9 * _LINE, line, "regular", 9, _QUIET)
        self.y += size

    # -- strokes

    def _room(self, height: float, heads: Sequence[_Cell] = ()) -> None:
        """Goes to a new page when that height no longer fits on this one; the heads of a table come along."""
        if self.y + height <= BOTTOM or self.y == TOP:
            return
        self._page()
        if heads:
            with self.tags.ornament():
                for head in heads:
                    for step, line in enumerate(lines_of(head.text, self.faces["bold"], 9.5, head.width)):
                        self._in(head, line, self.y + _PAD + 9.5 + step * 9.5 * _LINE, 9.5)
                tall = max(len(lines_of(head.text, self.faces["bold"], 9.5, head.width)) for head in heads)
                self.y += tall * 9.5 * _LINE + 2 * _PAD
                self._rule(self.y)

    def _in(self, cell: _Cell, line: str, y: float, size: float) -> None:
        """A line of a cell; a figure ends where its column does."""
        room = cell.width - self._wide(line, cell.weight, size) if cell.figure else 0.0
        self._text(cell.left + room, y, line, cell.weight, size)

    def _page(self) -> None:
        self.pdf.add_page()
        self.y = TOP
        if self.sheet.across:
            with self.tags.ornament(), self.pdf.rotation(52, WIDTH / 2, HEIGHT / 2):
                wide = self._wide(self.sheet.across, "bold", 110)
                self._text((WIDTH - wide) / 2, HEIGHT / 2 + 40, self.sheet.across, "bold", 110, _BEHIND)

    def _text(
        self, x: float, y: float, text: str, weight: str, size: float, colour: tuple[int, int, int] = _INK
    ) -> None:
        if text:
            self.pdf.set_font("noto", "B" if weight == "bold" else "", size)
            self.pdf.set_text_color(*colour)
            self.pdf.text(x, y, text)

    def _rule(self, y: float) -> None:
        self.pdf.set_draw_color(*_RULE)
        self.pdf.set_line_width(0.5)
        self.pdf.line(LEFT, y, RIGHT, y)

    def _wide(self, text: str, weight: str, size: float) -> float:
        return self.faces[weight].width(text) * size / 1000

    def _one_line(self, text: str, width: float, weight: str, size: float) -> str:
        """The text, cut with … where it is longer than that."""
        lines = lines_of(text.replace("\n", " "), self.faces[weight], size, width)
        return lines[0] if len(lines) == 1 else f"{lines[0]}…"


def _runs(modules: Sequence[int]) -> Iterator[tuple[int, int]]:
    """Where dark modules begin, and how many lie side by side."""
    place = 0
    for dark, run in groupby(modules, bool):
        long = len(list(run))
        if dark:
            yield place, long
        place += long
