"""Where our faces meet the PDF library: a font it can write with, and how a document's own font is put in.

The library would cut the font down anew for each document, which is nine tenths of the time a document takes. This
is the one file that knows its inside, and the reason why its minor version is pinned.
"""

from __future__ import annotations

import zlib
from typing import Any

from fpdf.enums import FontDescriptorFlags, TextEmphasis
from fpdf.fonts import PDFFontDescriptor, TTFFont
from fpdf.output import CIDSystemInfo, OutputProducer, PDFFont, PDFFontStream
from fpdf.syntax import Name, PDFArray, PDFContentStream, PDFString

from app.pdf.faces import Face
from app.pdf.tags import Tags

_TO_UNICODE = """/CIDInit /ProcSet findresource begin
12 dict begin
begincmap
/CIDSystemInfo <</Registry (Adobe) /Ordering (UCS) /Supplement 0>> def
/CMapName /Adobe-Identity-UCS def
/CMapType 2 def
1 begincodespacerange
<0000> <FFFF>
endcodespacerange
{blocks}endcmap
CMapName currentdict /CMap defineresource pop
end
end"""


class Written(TTFFont):
    """One face in one document, and which of its characters were used: character → glyph."""

    __slots__ = ("face", "used")

    def __init__(self, number: int, key: str, face: Face) -> None:
        self.i, self.type, self.fontkey, self.name = number, "TTF", key, face.name
        self.emphasis = TextEmphasis.coerce("B" if face.heavy else "")
        self.color_font, self.biggest_size_pt, self.is_symbol = None, 0.0, False
        self.desc = PDFFontDescriptor(
            ascent=face.ascent,
            descent=face.descent,
            cap_height=face.cap_height,
            flags=FontDescriptorFlags.SYMBOLIC,
            font_b_box=f"[{' '.join(map(str, face.box))}]",
            italic_angle=0,
            stem_v=140 if face.heavy else 88,
            missing_width=face.widths[0],
        )
        self.face = face
        self.used: dict[int, int] = {}

    def encode_text(self, text: str) -> str:
        """The operator that shows this text; each character was checked to be in the face."""
        glyphs = self.face.glyphs
        self.used.update((ord(letter), glyphs[ord(letter)]) for letter in text)
        return f"<{''.join(f'{glyphs[ord(letter)]:04X}' for letter in text)}> Tj"

    def close(self) -> None:
        """There is no file to close."""


class Producer(OutputProducer):
    """Writes the document with our own way of putting fonts in, and a tree of tags as deep as it is."""

    def _add_fonts(self, *_: Any) -> dict[int, Any]:
        return {font.i: self._add_font(font) for font in self.fpdf.fonts.values() if isinstance(font, Written)}

    def _add_font(self, font: Written) -> PDFFont:
        face, glyphs = font.face, sorted(set(font.used.values()))
        name = f"{_prefix(glyphs)}+{font.name}"
        whole = PDFFont(subtype="Type0", base_font=name, encoding="Identity-H")
        widths = " ".join(f"{glyph} [{face.widths[glyph]}]" for glyph in glyphs)
        part = PDFFont(subtype="CIDFontType2", base_font=name, d_w=face.widths[0], w=f"[{widths}]")
        system = CIDSystemInfo()
        system.ordering = PDFString("Identity", encrypt=True)
        meaning = PDFContentStream(_meaning(font.used).encode("ascii"), compress=True)
        program = PDFFontStream(face.program(glyphs))
        for each in (whole, part, system, meaning, font.desc, program):
            self._add_pdf_obj(each, "fonts")
        whole.descendant_fonts, whole.to_unicode = PDFArray([part]), meaning
        part.c_i_d_system_info, part.font_descriptor = system, font.desc
        part.c_i_d_to_g_i_d_map = Name("Identity")  # type: ignore[assignment]
        font.desc.font_name = Name(name)
        font.desc.font_file2 = program  # type: ignore[attr-defined]
        return whole

    def _add_structure_tree(self) -> Any:
        pages = [each for each in self.pdf_objs if type(each).__name__ == "PDFPage"]
        tags = self.fpdf.struct_builder
        assert isinstance(tags, Tags)  # noqa: S101 - the paper put it there
        for element in tags.every:
            element.pg = pages[(element.page_number() or 1) - 1]  # type: ignore[assignment]
        return super()._add_structure_tree()


def _prefix(glyphs: list[int]) -> str:
    """Six letters that differ when the outlines do."""
    number = zlib.crc32(repr(glyphs).encode())
    return "".join(chr(65 + number // 26**place % 26) for place in range(6))


def _meaning(used: dict[int, int]) -> str:
    """Which character each glyph stands for, so that the text can be searched, copied and read aloud."""
    character_of = {glyph: code for code, glyph in sorted(used.items(), reverse=True)}
    lines = [f"<{glyph:04X}> <{code:04X}>\n" for glyph, code in sorted(character_of.items())]
    blocks = [lines[start : start + 100] for start in range(0, len(lines), 100)]
    return _TO_UNICODE.format(
        blocks="".join(f"{len(block)} beginbfchar\n{''.join(block)}endbfchar\n" for block in blocks)
    )
