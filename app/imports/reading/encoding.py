"""Which encoding a text file is in: what it says itself, UTF-8 where that fits, else what spreadsheets write here.

A file pasted together from two encodings is refused, and its odd lines are named: guessing would spoil names.
"""

from __future__ import annotations

import codecs
from typing import BinaryIO

from charset_normalizer import from_bytes

from app.errors import Refusal

_LOOK = 4096
_SAMPLE = 32_768
_NAMED = 5
# Windows, DOS and old Macs, as Belgian spreadsheets and exports write them.
_ONE_BYTE = ["cp1252", "cp850", "mac_roman"]


def encoding_of(file: BinaryIO) -> str:
    """The name of the encoding, for Python; the file is left at its beginning.

    Raises Refusal imports.file.unreadable, .mixed_encodings, .encoding.
    """
    file.seek(0)
    start = file.read(_LOOK)
    file.seek(0)
    if start.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return "utf-16"
    if b"\x00" in start:
        return _wide(start)
    marked = start.startswith(codecs.BOM_UTF8)
    try:
        return _by_lines(file, marked)
    finally:
        file.seek(0)


def _wide(start: bytes) -> str:
    """UTF-16 without its mark: in western text every other byte is nothing."""
    even, odd = start[0::2].count(0), start[1::2].count(0)
    if odd > len(start) // 3 and even < odd // 4:
        return "utf-16-le"
    if even > len(start) // 3 and odd < even // 4:
        return "utf-16-be"
    raise Refusal("imports.file.unreadable")


def _by_lines(file: BinaryIO, marked: bool) -> str:
    fitting, strange, sample = [], [], bytearray()
    for number, line in enumerate(file, 1):
        if line.isascii():
            continue
        try:
            line.decode("utf-8")
            fitting.append(number)
        except UnicodeDecodeError:
            strange.append(number)
            if len(sample) < _SAMPLE:
                sample += line
    if not strange:
        return "utf-8-sig" if marked else "utf-8"
    if fitting or marked:
        odd = strange if marked or len(strange) <= len(fitting) else fitting
        named = ", ".join(str(number) for number in odd[:_NAMED])
        raise Refusal("imports.file.mixed_encodings", lines=named + (" …" if len(odd) > _NAMED else ""))
    return _one_byte(bytes(sample[:_SAMPLE]), strange[0])


def _one_byte(sample: bytes, line: int) -> str:
    best = from_bytes(sample, cp_isolation=_ONE_BYTE).best()
    if best is not None and best.encoding in _ONE_BYTE:
        return best.encoding
    try:
        sample.decode("cp1252")
    except UnicodeDecodeError:
        raise Refusal("imports.file.encoding", line=line) from None
    return "cp1252"
