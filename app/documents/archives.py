"""A zip archive read with suspicion: its list of contents first, then each part, counting what really comes out.

Python's own reader trusts what an archive says of itself: parts that overlap, sizes that lie, thousands of parts.
Here what it says is checked against what is there, and nothing is ever written to a disk.
"""

from __future__ import annotations

import struct
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise
from typing import BinaryIO

from app.errors import Refusal

MOST_PARTS = 2_000
MOST_DIRECTORY = 1 << 20
MOST_UNPACKED = 100 << 20
# Text of an office document packs 5 to 30 times smaller; nothing honest of some size packs this much.
MOST_TIMES, FREE = 150, 1 << 20
_CHUNK = 1 << 16
_END, _END64, _PLACE64 = b"PK\x05\x06", b"PK\x06\x06", b"PK\x06\x07"
_STORED, _DEFLATED = 0, 8
_LINK = 0o120000
_FULL16, _FULL32 = 0xFFFF, 0xFFFFFFFF


def damaged() -> Refusal:
    return Refusal("documents.file.damaged", field="file")


def strange() -> Refusal:
    return Refusal("documents.file.strange", field="file")


def bomb() -> Refusal:
    return Refusal("documents.file.bomb", field="file")


@dataclass(frozen=True)
class Part:
    """One part: `start` is where its packed bytes begin."""

    name: str
    method: int
    packed: int
    size: int
    checksum: int
    start: int


@dataclass(frozen=True)
class Limits:
    """How much an archive may hold: parts, bytes of its list of contents, bytes of all parts unpacked."""

    parts: int = MOST_PARTS
    directory: int = MOST_DIRECTORY
    unpacked: int = MOST_UNPACKED


OFFICE_DOCUMENT = Limits()


class Archive:
    """The list of contents, checked. Raises Refusal documents.file.damaged, strange, encrypted, bomb."""

    def __init__(self, file: BinaryIO, size: int, limits: Limits = OFFICE_DOCUMENT) -> None:
        self._file, self._size, self._limits = file, size, limits
        self._left = limits.unpacked
        begin, end = self._directory()
        self.parts = {part.name: part for part in self._read(begin, end)}
        if sum(part.size for part in self.parts.values()) > limits.unpacked:
            raise bomb()

    def unpacked(self, part: Part) -> Iterator[bytes]:
        """The part's bytes, piece by piece; over all parts together no more than the limit."""
        self._file.seek(part.start)
        engine = zlib.decompressobj(-15) if part.method == _DEFLATED else None
        packed, size, checksum = part.packed, 0, 0
        while True:
            raw = engine.unconsumed_tail if engine is not None else b""
            if not raw:
                raw = self._file.read(min(_CHUNK, packed))
                packed -= len(raw)
            piece = _inflated(engine, raw)
            if not piece and not packed:
                break
            size, checksum = size + len(piece), zlib.crc32(piece, checksum)
            self._left -= len(piece)
            if size > part.size or self._left < 0:
                raise bomb()
            yield piece
        if engine is not None and (not engine.eof or engine.unused_data):
            raise damaged()
        if size != part.size or checksum != part.checksum:
            raise damaged()

    def _bytes(self, place: int, count: int) -> bytes:
        if place < 0 or place + count > self._size:
            raise damaged()
        self._file.seek(place)
        return self._file.read(count)

    def _directory(self) -> tuple[int, int]:
        """Where the list of contents begins and ends; the archive has to end where it says."""
        tail_at = max(0, self._size - 22 - _FULL16)
        tail = self._bytes(tail_at, self._size - tail_at)
        found = tail.rfind(_END)
        if found < 0 or len(tail) - found < 22:
            raise damaged()
        disk, first_disk, here, count, size, begin, comment = struct.unpack_from("<HHHHIIH", tail, found + 4)
        end = tail_at + found
        if end + 22 + comment != self._size:
            raise damaged()
        if _FULL16 in (here, count) or _FULL32 in (size, begin):
            disk, first_disk, here, count, size, begin, end = self._directory64(end)
        if disk or first_disk or here != count or begin + size != end:
            raise damaged()
        if count > self._limits.parts or size > self._limits.directory:
            raise bomb()
        return begin, end

    def _directory64(self, end: int) -> tuple[int, int, int, int, int, int, int]:
        """The same from the larger record, which stands right before its place and the smaller one."""
        mark, _, place, _ = struct.unpack("<4sIQI", self._bytes(end - 20, 20))
        if mark != _PLACE64:
            raise damaged()
        mark, _, _, _, disk, first_disk, here, count, size, begin = struct.unpack(
            "<4sQHHIIQQQQ", self._bytes(place, 56)
        )
        if mark != _END64:
            raise damaged()
        return disk, first_disk, here, count, size, begin, place

    def _read(self, place: int, end: int) -> Iterator[Part]:
        """Each part, its own head compared with the list, none lying over another."""
        raw, seen, spans = self._bytes(place, end - place), set(), []
        at = 0
        while at < len(raw):
            if len(raw) - at < 46 or raw[at : at + 4] != b"PK\x01\x02":
                raise damaged()
            system, flags, method = raw[at + 5], *struct.unpack_from("<HH", raw, at + 8)
            checksum, packed, size, long, more, said = struct.unpack_from("<IIIHHH", raw, at + 16)
            mode, head_at = struct.unpack_from("<II", raw, at + 38)
            name = raw[at + 46 : at + 46 + long]
            extra = raw[at + 46 + long : at + 46 + long + more]
            at += 46 + long + more + said
            if flags & 0x2041:
                raise Refusal("documents.file.encrypted", field="file")
            if method not in (_STORED, _DEFLATED) or (system == 3 and (mode >> 16) & 0o170000 == _LINK):
                raise strange()
            size, packed, head_at = _larger(extra, size, packed, head_at)
            text = _name(name, bool(flags & 0x800))
            if text.casefold() in seen:
                raise strange()
            seen.add(text.casefold())
            if size > max(FREE, MOST_TIMES * packed):
                raise bomb()
            start = self._start(head_at, name, method)
            spans.append((head_at, start + packed))
            yield Part(text, method, packed, size, checksum, start)
        self._apart(spans, place)

    def _start(self, head_at: int, name: bytes, method: int) -> int:
        """Where the part's bytes begin, by its own head, which has to say the same as the list."""
        head = self._bytes(head_at, 30)
        flags, own_method = struct.unpack_from("<HH", head, 6)
        long, more = struct.unpack_from("<HH", head, 26)
        if head[:4] != b"PK\x03\x04" or own_method != method or flags & 1:
            raise strange()
        if self._bytes(head_at + 30, long) != name:
            raise strange()
        return int(head_at + 30 + long + more)

    @staticmethod
    def _apart(spans: list[tuple[int, int]], directory: int) -> None:
        """Parts lie one after another, from the very first byte on, before the list."""
        spans.sort()
        if not spans or spans[0][0] != 0 or spans[-1][1] > directory:
            raise strange()
        if any(after[0] < before[1] for before, after in pairwise(spans)):
            raise strange()


def _inflated(engine: zlib._Decompress | None, raw: bytes) -> bytes:
    if engine is None:
        return raw
    try:
        return engine.decompress(raw, _CHUNK)
    except zlib.error:
        raise damaged() from None


def _larger(extra: bytes, size: int, packed: int, head_at: int) -> tuple[int, int, int]:
    """Sizes and place, from the extra field where they don't fit in their own."""
    values = [size, packed, head_at]
    if _FULL32 not in values:
        return size, packed, head_at
    at = 0
    while at + 4 <= len(extra):
        kind, long = struct.unpack_from("<HH", extra, at)
        if kind == 1:
            told = iter(struct.unpack_from(f"<{long // 8}Q", extra[at + 4 : at + 4 + long // 8 * 8]))
            try:
                values = [next(told) if value == _FULL32 else value for value in values]
            except (StopIteration, RuntimeError):
                raise damaged() from None
            return values[0], values[1], values[2]
        at += 4 + long
    raise damaged()


def _name(raw: bytes, unicode: bool) -> str:
    """The part's name. Raises Refusal for one that would leave its folder when unpacked, or hides something."""
    try:
        name = raw.decode("utf-8" if unicode else "cp437")
    except UnicodeDecodeError:
        raise strange() from None
    steps = name.split("/")
    if not name or "\\" in name or ":" in name or name.startswith("/") or ".." in steps:
        raise strange()
    if any(ord(letter) < 32 or letter == "\x7f" for letter in name):
        raise strange()
    return name
