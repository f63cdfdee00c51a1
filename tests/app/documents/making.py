"""Files made by hand, honest and not: archives byte by byte, compound files, PDF out of plain objects."""

from __future__ import annotations

import struct
import zlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from io import BytesIO

from PIL import Image

W = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
TYPES = "http://schemas.openxmlformats.org/package/2006/content-types"
RELATIONS = "http://schemas.openxmlformats.org/package/2006/relationships"
OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"


# -- archives


@dataclass(frozen=True)
class Member:
    """One part of an archive, as it is and as it says it is; None leaves what it says true."""

    name: bytes
    content: bytes = b""
    listed_name: bytes | None = None
    size: int | None = None
    checksum: int | None = None
    flags: int = 0
    method: int = 8
    mode: int = 0
    at: int | None = None


def archive(members: Sequence[Member], before: bytes = b"", after: bytes = b"") -> bytes:
    """A zip file with these parts."""
    body, listed = bytearray(before), bytearray()
    for one in members:
        packed = one.content
        if one.method == 8:
            engine = zlib.compressobj(9, zlib.DEFLATED, -15)
            packed = engine.compress(one.content) + engine.flush()
        size = len(one.content) if one.size is None else one.size
        checksum = zlib.crc32(one.content) if one.checksum is None else one.checksum
        place = len(body) if one.at is None else one.at
        fixed = struct.pack("<HHHHHIII", 20, one.flags, one.method, 0, 0x5A21, checksum, len(packed), size)
        if one.at is None:
            body += b"PK\x03\x04" + fixed + struct.pack("<HH", len(one.name), 0) + one.name + packed
        name = one.name if one.listed_name is None else one.listed_name
        listed += b"PK\x01\x02" + bytes([20, 3 if one.mode else 0]) + fixed
        listed += struct.pack("<HHHHHII", len(name), 0, 0, 0, 0, one.mode << 16, place) + name
    end = struct.pack("<HHHHIIH", 0, 0, len(members), len(members), len(listed), len(body), 0)
    return bytes(body + listed + b"PK\x05\x06" + end + after)


def parts(files: Mapping[str, bytes | str]) -> list[Member]:
    return [
        Member(name.encode(), content.encode() if isinstance(content, str) else content)
        for name, content in files.items()
    ]


def docx_parts(document: str = "<w:p/>", **more: bytes | str) -> dict[str, bytes | str]:
    """What a document of Word holds at least; `more` by name, with __ for / and _dot_ for a dot."""
    added = {name.replace("__", "/").replace("_dot_", "."): content for name, content in more.items()}
    return {
        "[Content_Types].xml": f'<Types xmlns="{TYPES}"><Override PartName="/word/document.xml"'
        ' ContentType="application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"/>'
        "</Types>",
        "_rels/.rels": f'<Relationships xmlns="{RELATIONS}"><Relationship Id="a" Type="{OFFICE}/officeDocument"'
        ' Target="word/document.xml"/></Relationships>',
        "word/document.xml": f"<w:document {W}><w:body>{document}</w:body></w:document>",
        **added,
    }


def docx(document: str = "<w:p/>", **more: bytes | str) -> bytes:
    return archive(parts(docx_parts(document, **more)))


def xlsx(**more: bytes | str) -> bytes:
    named = {name.replace("__", "/").replace("_dot_", "."): content for name, content in more.items()}
    main = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
    return archive(
        parts(
            {
                "[Content_Types].xml": f'<Types xmlns="{TYPES}"/>',
                "xl/workbook.xml": f'<workbook xmlns="{main}"/>',
                "xl/worksheets/sheet1.xml": f'<worksheet xmlns="{main}"><sheetData/></worksheet>',
                **named,
            }
        )
    )


def relations(kind: str, target: str, mode: str = "") -> str:
    outside = f' TargetMode="{mode}"' if mode else ""
    return (
        f'<Relationships xmlns="{RELATIONS}"><Relationship Id="a" Type="{OFFICE}/{kind}" Target="{target}"'
        f"{outside}/></Relationships>"
    )


# -- compound files, as the older Word writes them

_FREE, _END_OF_CHAIN, _FAT_SECTOR, _NOBODY = 0xFFFFFFFF, 0xFFFFFFFE, 0xFFFFFFFD, 0xFFFFFFFF


def compound(entries: Sequence[tuple[str, bytes | None]], loop: bool = False) -> bytes:
    """A file system in a file: streams with their bytes, storages with None, all below the root.

    `loop`: the last entry says that the first comes after it.
    """
    sectors: list[bytes] = []
    chain: list[int] = [_FAT_SECTOR]
    directory = [_entry("Root Entry", 5, child=1 if entries else _NOBODY, start=_END_OF_CHAIN)]
    for number, (name, content) in enumerate(entries, start=1):
        following = number + 1 if number < len(entries) else 1 if loop else _NOBODY
        if content is None:
            directory.append(_entry(name, 1, right=following, start=0))
            continue
        padded = content.ljust(4096, b"\0")
        start, count = 1 + len(sectors), -(-len(padded) // 512)
        sectors += [padded[step : step + 512].ljust(512, b"\0") for step in range(0, len(padded), 512)]
        chain += [start + step + 1 for step in range(count - 1)] + [_END_OF_CHAIN]
        directory.append(_entry(name, 2, right=following, start=start, size=len(padded)))
    first = 1 + len(sectors)
    raw = b"".join(directory)
    raw += _entry("", 0) * (-len(directory) % 4)
    listed = [raw[step : step + 512] for step in range(0, len(raw), 512)]
    chain += [first + step + 1 for step in range(len(listed) - 1)] + [_END_OF_CHAIN]
    assert len(chain) <= 128, "one sector tells where all others are"
    fat = struct.pack("<128I", *(chain + [_FREE] * (128 - len(chain))))
    head = bytes.fromhex("d0cf11e0a1b11ae1") + bytes(16)
    head += struct.pack("<HHHHH", 0x3E, 3, 0xFFFE, 9, 6) + bytes(6)
    head += struct.pack("<IIIIIIIII", 0, 1, first, 0, 4096, _END_OF_CHAIN, 0, _END_OF_CHAIN, 0)
    head += struct.pack("<109I", 0, *[_FREE] * 108)
    return head + fat + b"".join(sectors + listed)


def _entry(
    name: str, kind: int, child: int = _NOBODY, right: int = _NOBODY, start: int = 0, size: int = 0
) -> bytes:
    text = name.encode("utf-16-le")
    return (
        text.ljust(64, b"\0")
        + struct.pack("<HBB", len(text) + 2 if name else 0, kind, 1)
        + struct.pack("<III", _NOBODY, right, child)
        + bytes(36)
        + struct.pack("<IQ", start, size)
    )


def word_head(version: int = 0x00C1, flags: int = 0) -> bytes:
    return struct.pack("<HHHHHH", 0xA5EC, version, 0, 0, 0, flags)


def doc(*more: tuple[str, bytes | None], version: int = 0x00C1, flags: int = 0, loop: bool = False) -> bytes:
    return compound([("WordDocument", word_head(version, flags)), ("1Table", b"x"), *more], loop)


# -- PDF


def pdf(*objects: bytes, trailer: bytes = b"", before: bytes = b"", begin: bytes = b"%PDF-1.7\n") -> bytes:
    """A document of one empty page; `objects` are numbered from 4 on."""
    body = begin + before
    places = []
    every = [
        b"<</Type /Catalog /Pages 2 0 R>>",
        b"<</Type /Pages /Kids [3 0 R] /Count 1>>",
        b"<</Type /Page /Parent 2 0 R /MediaBox [0 0 100 100]>>",
        *objects,
    ]
    for number, content in enumerate(every, start=1):
        places.append(len(body))
        body += b"%d 0 obj\n%s\nendobj\n" % (number, content)
    place = len(body)
    body += b"xref\n0 %d\n0000000000 65535 f \n" % (len(every) + 1)
    body += b"".join(b"%010d 00000 n \n" % where for where in places)
    body += b"trailer\n<</Size %d /Root 1 0 R %s>>\nstartxref\n%d\n%%%%EOF\n" % (len(every) + 1, trailer, place)
    return body


def stream(described: bytes, content: bytes, word: bytes = b"stream\n") -> bytes:
    return b"<<%s /Length %d>>\n%s%s\nendstream" % (described, len(content), word, content)


def object_list(content: bytes, more: bytes = b"", kind: bytes = b"/Type /ObjStm") -> bytes:
    packed = zlib.compress(b"9 0 " + content)
    return stream(b"%s /N 1 /First 4 /Filter /FlateDecode %s" % (kind, more), packed)


# -- pictures


def picture(named: str, size: tuple[int, int] = (40, 30), mode: str = "RGB") -> bytes:
    made = BytesIO()
    Image.new(mode, size, (10, 80, 160, 120)[: len(mode)] if len(mode) > 1 else 1).save(made, named)
    return made.getvalue()


def png_that_says(width: int, height: int) -> bytes:
    """A tiny file that says it is a huge picture."""
    head = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    chunks = ((b"IHDR", head), (b"IDAT", zlib.compress(bytes(100))), (b"IEND", b""))
    return b"\x89PNG\r\n\x1a\n" + b"".join(
        struct.pack(">I", len(content)) + name + content + struct.pack(">I", zlib.crc32(name + content))
        for name, content in chunks
    )
