"""The structure of a document for who has it read aloud: headings, paragraphs, tables with their heads, figures.

The PDF library tags figures only; it writes whatever tree it is handed, so the tree is made here.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from fpdf import FPDF
from fpdf.structure_tree import StructElem, StructureTreeBuilder
from fpdf.syntax import PDFArray, PDFObject, Raw


class Element(StructElem):
    """A node of the tree; `a` holds what a head says of its cells."""

    __slots__ = ("a",)

    def __init__(self, kind: str, parent: PDFObject, page: int, alternative: str | None = None) -> None:
        super().__init__(f"/{kind}", parent, [], page_number=page, alt=alternative)
        self.k = PDFArray()
        self.a: Raw | None = None


class Tags(StructureTreeBuilder):
    """Grows the tree of one document as its parts are drawn, in reading order."""

    def __init__(self, pdf: FPDF) -> None:
        super().__init__()
        self._pdf = pdf
        self._marks: dict[int, int] = {}
        self._open: list[Element] = []
        self.every: list[Element] = []

    def __iter__(self) -> Iterator[PDFObject]:
        yield self.struct_tree_root
        yield self.doc_struct_elem
        yield self.struct_tree_root.parent_tree
        yield from self.every

    @contextmanager
    def within(self, kind: str) -> Iterator[None]:
        """What is drawn here belongs to one whole: a table, a row."""
        self._open.append(self._add(kind))
        yield
        self._open.pop()

    @contextmanager
    def part(self, kind: str, *, alternative: str | None = None, scope: str = "") -> Iterator[None]:
        """What is drawn here is a part of that kind, on one page. `scope` is a head's: Row or Column."""
        made, page = self._add(kind, alternative), self._pdf.page
        if scope:
            made.a = Raw(f"<< /O /Table /Scope /{scope} >>")
        mark = self._marks.get(page, 0)
        self._marks[page] = mark + 1
        made.k.append(mark)
        parents = self.spid_per_page_number.setdefault(page, len(self.spid_per_page_number))
        self.struct_tree_root.parent_tree.nums[parents].append(made)
        self._pdf.pages[page].struct_parents = parents
        self._pdf._out(f"/{kind} <</MCID {mark}>> BDC")
        yield
        self._pdf._out("EMC")

    @contextmanager
    def ornament(self) -> Iterator[None]:
        """What is drawn here says nothing: lines, and what each page repeats."""
        self._pdf._out("/Artifact BMC")
        yield
        self._pdf._out("EMC")

    def _add(self, kind: str, alternative: str | None = None) -> Element:
        parent = self._open[-1] if self._open else self.doc_struct_elem
        made = Element(kind, parent, self._pdf.page, alternative)
        parent.k.append(made)
        self.every.append(made)
        return made
