"""PDF: that nothing in it acts, brings something along or is locked.

Names are read as readers read them, with #xx undone, in the open text and in packed lists of objects. It is no
reader, it looks for what must not be there: a list of objects that isn't packed the plain way is refused.
"""

from __future__ import annotations

import re
import zlib
from collections.abc import Iterator
from typing import BinaryIO

from app.documents.archives import bomb, damaged, strange
from app.errors import Refusal

MOST_UNPACKED = 32 << 20
_ESCAPED = re.compile(rb"#([0-9A-Fa-f]{2})")
_ENDS = rb"(?=[\x00\t\n\x0c\r ()<>\[\]{}/%]|$)"
_STREAM = re.compile(rb"stream[ \t]*(?:\r\n|\n|\r)")
_QUOTED = re.compile(rb"\((?:[^()\\]|\\.)*\)|%[^\r\n]*")
_OBJECT = re.compile(rb"\d[\x00\t\n\x0c\r ]+obj")
_ACTS = re.compile(rb"/(?:JavaScript|Launch|Rendition|RichMedia|ImportData|SubmitForm|XFA|GoToE)" + _ENDS)
_BRINGS = re.compile(rb"/(?:EmbeddedFiles?|FileAttachment|Collection)" + _ENDS)
_LOCKED = re.compile(rb"/Encrypt" + _ENDS)
_LIST = re.compile(rb"/ObjStm" + _ENDS)
_FIRST, _COUNT = re.compile(rb"/First" + _ENDS), re.compile(rb"/N" + _ENDS)
_PLAIN = re.compile(rb"/Filter[\x00\t\n\x0c\r ]*\[?[\x00\t\n\x0c\r ]*/(?:FlateDecode|Fl)" + _ENDS)
_PACKED_OTHERWISE = re.compile(
    rb"/(?:Predictor|ASCIIHexDecode|ASCII85Decode|LZWDecode|RunLengthDecode|Crypt)" + _ENDS
)
_TAIL = 2048


def check(file: BinaryIO) -> None:
    """Raises Refusal documents.file.active, embedded, encrypted, damaged, strange, bomb."""
    file.seek(0)
    content = file.read()
    if not content.startswith(b"%PDF-"):
        raise strange()
    if b"%%EOF" not in content[-_TAIL:] or b"startxref" not in content[-_TAIL:]:
        raise damaged()
    for piece, is_text in _pieces(content):
        if is_text and _LOCKED.search(piece):
            raise Refusal("documents.file.encrypted", field="file")
        _refuse(piece)


def open_text(content: bytes) -> Iterator[bytes]:
    """What stands readable in a PDF, packed lists of objects included; for what is none, its bytes as they are."""
    try:
        for piece, is_text in _pieces(content):
            if is_text:
                yield piece
    except Refusal:
        return


def _refuse(piece: bytes) -> None:
    if _ACTS.search(piece):
        raise Refusal("documents.file.active", field="file")
    if _BRINGS.search(piece):
        raise Refusal("documents.file.embedded", field="file")


def _plain(text: bytes) -> bytes:
    return _ESCAPED.sub(lambda found: bytes([int(found[1], 16)]), text) if b"#" in text else text


def _pieces(content: bytes) -> Iterator[tuple[bytes, bool]]:
    """What to look at: the open text, the bytes of each stream, and what lists of objects unpack to."""
    left, begin = MOST_UNPACKED, 0
    for found in _STREAM.finditer(content):
        if found.start() < begin:
            continue
        text = _plain(content[begin : found.start()])
        yield text, True
        end = content.find(b"endstream", found.end())
        raw = content[found.end() : end if end >= 0 else len(content)]
        yield _plain(raw), False
        *_, described = _OBJECT.split(_QUOTED.sub(b"", text))
        if len(_LIST.findall(text)) > len(_LIST.findall(described)):
            raise strange()
        if _LIST.search(described) or (_FIRST.search(described) and _COUNT.search(described)):
            unpacked = _unpacked(described, raw, left)
            left -= len(unpacked)
            yield _plain(unpacked), True
        begin = end + len(b"endstream") if end >= 0 else len(content)
    rest = _plain(content[begin:])
    if _LIST.search(rest):
        raise strange()
    yield rest, True


def _unpacked(described: bytes, raw: bytes, most: int) -> bytes:
    """A list of objects; only as every program writes one."""
    if _PACKED_OTHERWISE.search(described):
        raise strange()
    if b"/Filter" not in described and b"/F " not in described:
        return raw
    if not _PLAIN.search(described):
        raise strange()
    engine = zlib.decompressobj()
    try:
        unpacked = engine.decompress(raw, most + 1)
    except zlib.error:
        raise damaged() from None
    if len(unpacked) > most:
        raise bomb()
    return unpacked
