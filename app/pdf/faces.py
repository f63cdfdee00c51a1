"""The two faces of our paper, Noto Sans regular and bold: cut down to the letters we print once per process.

A document then carries only the outlines it uses. Their numbers stay those of the face, so that cutting a
document's own font is copying bytes: a fraction of a millisecond instead of the tens a font library needs.
"""

from __future__ import annotations

import importlib.resources
import struct
from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import cache
from io import BytesIO
from itertools import pairwise
from threading import Thread
from typing import Any

from fontTools.subset import Options, Subsetter
from fontTools.ttLib import TTFont
from fontTools.varLib import instancer

WEIGHTS = {"regular": 400, "bold": 700}
_FILE = ("fontpkg_noto_sans", "files", "NotoSans[wdth,wght].ttf")
# Latin with everything Europe writes with it, Greek, Cyrillic, punctuation, currencies, signs.
_LETTERS = (
    (0x0020, 0x007E),
    (0x00A0, 0x024F),
    (0x0259, 0x0259),
    (0x02B0, 0x02FF),
    (0x0370, 0x03FF),
    (0x0400, 0x052F),
    (0x1E00, 0x1EFF),
    (0x2010, 0x2027),
    (0x202F, 0x205E),
    (0x2070, 0x209C),
    (0x20A0, 0x20BF),
    (0x2100, 0x214F),
    (0x2190, 0x2193),
    (0xFB01, 0xFB02),
    (0xFFFD, 0xFFFD),
)
_TABLES = ("head", "hhea", "maxp", "hmtx", "loca", "glyf")
_COMPOSED, _WORDS, _MORE = -1, 0x0001, 0x0020
_SCALE, _TWO_SCALES, _FOUR_SCALES = 0x0008, 0x0040, 0x0080


@dataclass(frozen=True)
class Face:
    """One weight. `glyphs` says which glyph a character is, `widths` how wide a glyph is, in thousandths."""

    name: str
    glyphs: dict[int, int]
    widths: list[int]
    outlines: list[bytes]
    tables: dict[str, bytes] = field(repr=False)
    ascent: int
    descent: int
    cap_height: int
    box: tuple[int, int, int, int]
    heavy: bool

    def width(self, text: str) -> int:
        """How wide a text is, in thousandths of its size; each of its letters is one of `glyphs`."""
        return sum(self.widths[self.glyphs[ord(letter)]] for letter in text)

    def program(self, used: Iterable[int]) -> bytes:
        """The font file with these outlines and those they are composed of; all others are empty."""
        wanted = {0}
        todo = list(used)
        while todo:
            glyph = todo.pop()
            if glyph not in wanted:
                wanted.add(glyph)
                todo += _parts(self.outlines[glyph])
        outlines, offsets, place = [], [0], 0
        for number, outline in enumerate(self.outlines):
            if number in wanted:
                outlines.append(outline)
                place += len(outline)
            offsets.append(place)
        loca = struct.pack(f">{len(offsets)}I", *offsets)
        return _file({**self.tables, "loca": loca, "glyf": b"".join(outlines)})


def _parts(outline: bytes) -> list[int]:
    """The glyphs a composed outline is put together from."""
    if len(outline) < 10 or struct.unpack_from(">h", outline)[0] != _COMPOSED:
        return []
    found, place, flags = [], 10, _MORE
    while flags & _MORE:
        flags, glyph = struct.unpack_from(">HH", outline, place)
        found.append(glyph)
        place += 4 + (4 if flags & _WORDS else 2)
        place += 2 if flags & _SCALE else 4 if flags & _TWO_SCALES else 8 if flags & _FOUR_SCALES else 0
    return found


def _file(tables: dict[str, bytes]) -> bytes:
    """These tables as a font file; readers of PDF ask for no checksums."""
    power = 1 << (len(tables).bit_length() - 1)
    head = struct.pack(
        ">IHHHH", 0x00010000, len(tables), power * 16, power.bit_length() - 1, (len(tables) - power) * 16
    )
    place = 12 + 16 * len(tables)
    directory, body = b"", b""
    for name in sorted(tables):
        content = tables[name]
        directory += struct.pack(">4sIII", name.encode(), 0, place + len(body), len(content))
        body += content + b"\0" * (-len(content) % 4)
    return head + directory + body


@cache
def face(weight: str) -> Face:
    """The face of that weight; half a second of work the first time."""
    source = importlib.resources.files(_FILE[0]).joinpath(*_FILE[1:])
    with importlib.resources.as_file(source) as path, TTFont(path, lazy=True, recalcTimestamp=False) as font:
        options = Options(notdef_outline=True, hinting=False, glyph_names=False, layout_features=[])
        options.drop_tables += ["GSUB", "GPOS", "GDEF", "STAT"]
        cutter = Subsetter(options)
        cutter.populate(unicodes=[code for first, last in _LETTERS for code in range(first, last + 1)])
        cutter.subset(font)
        fixed = instancer.instantiateVariableFont(
            font, {"wght": WEIGHTS[weight], "wdth": 100}, inplace=True, static=True
        )
        saved = BytesIO()
        fixed.save(saved)
    return _read(TTFont(BytesIO(saved.getvalue())), weight)


def prepare() -> None:
    """Makes both faces ready beside whatever goes on, so that nobody's document waits for them."""
    Thread(target=lambda: [face(weight) for weight in WEIGHTS], daemon=True).start()


def _read(font: Any, weight: str) -> Face:
    order = font.getGlyphOrder()
    numbers = {name: number for number, name in enumerate(order)}
    scale = 1000 / font["head"].unitsPerEm
    loca = list(font["loca"].locations)
    glyf = font.reader["glyf"]
    head = bytearray(font.reader["head"])
    struct.pack_into(">h", head, 50, 1)  # places of outlines are written in four bytes
    tables = {name: font.reader[name] for name in _TABLES if name not in ("loca", "glyf", "head")}
    return Face(
        name=f"NotoSans-{weight.title()}",
        glyphs={code: numbers[name] for code, name in sorted(font.getBestCmap().items())},
        widths=[round(font["hmtx"].metrics[name][0] * scale) for name in order],
        outlines=[_even(glyf[start:end]) for start, end in pairwise(loca)],
        tables={**tables, "head": bytes(head)},
        ascent=round(font["hhea"].ascent * scale),
        descent=round(font["hhea"].descent * scale),
        cap_height=round(font["OS/2"].sCapHeight * scale),
        box=tuple(round(getattr(font["head"], side) * scale) for side in ("xMin", "yMin", "xMax", "yMax")),
        heavy=weight == "bold",
    )


def _even(outline: bytes) -> bytes:
    return outline + b"\0" * (-len(outline) % 4)
