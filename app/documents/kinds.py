"""Kinds of file: those we take, and those we only know by sight, so that a refusal can name what it found."""

from __future__ import annotations

from enum import StrEnum


class FileKind(StrEnum):
    """What a file is. The first eight can be taken; which of them, each use says."""

    PDF = "pdf"
    DOC = "doc"
    DOCX = "docx"
    XLSX = "xlsx"
    CSV = "csv"
    TXT = "txt"
    JPEG = "jpeg"
    PNG = "png"
    XLS = "xls"
    SLIDES = "slides"
    OPEN_DOCUMENT = "open_document"
    RICH_TEXT = "rich_text"
    ARCHIVE = "archive"
    PICTURE = "other_picture"
    WEB_PAGE = "web_page"
    PROGRAM = "program"
    UNKNOWN = "unknown_file"


MEDIA_TYPES = {
    FileKind.PDF: "application/pdf",
    FileKind.DOC: "application/msword",
    FileKind.DOCX: "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    FileKind.XLSX: "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    FileKind.CSV: "text/csv",
    FileKind.TXT: "text/plain",
    FileKind.JPEG: "image/jpeg",
    FileKind.PNG: "image/png",
}
ENDINGS = {kind.value: kind for kind in MEDIA_TYPES} | {"jpg": FileKind.JPEG}
TEXTS = frozenset({FileKind.CSV, FileKind.TXT})

_BEGINNINGS = (
    (b"%PDF-", FileKind.PDF),
    (b"\xff\xd8\xff", FileKind.JPEG),
    (b"\x89PNG\r\n\x1a\n", FileKind.PNG),
    (b"GIF8", FileKind.PICTURE),
    (b"BM", FileKind.PICTURE),
    (b"II*\0", FileKind.PICTURE),
    (b"MM\0*", FileKind.PICTURE),
    (b"\x1f\x8b", FileKind.ARCHIVE),
    (b"Rar!", FileKind.ARCHIVE),
    (b"7z\xbc\xaf\x27\x1c", FileKind.ARCHIVE),
    (b"MZ", FileKind.PROGRAM),
    (b"\x7fELF", FileKind.PROGRAM),
    (b"\xca\xfe\xba\xbe", FileKind.PROGRAM),
    (b"\xcf\xfa\xed\xfe", FileKind.PROGRAM),
)
_TEXT_BEGINNINGS = (
    (b"%pdf-", FileKind.PDF),
    (b"{\\rtf", FileKind.RICH_TEXT),
    (b"<!doctype", FileKind.WEB_PAGE),
    (b"<html", FileKind.WEB_PAGE),
    (b"<head", FileKind.WEB_PAGE),
    (b"<body", FileKind.WEB_PAGE),
    (b"<script", FileKind.WEB_PAGE),
    (b"<svg", FileKind.WEB_PAGE),
    (b"<?xml", FileKind.WEB_PAGE),
    (b"<!--", FileKind.WEB_PAGE),
    (b"<?php", FileKind.PROGRAM),
    (b"#!", FileKind.PROGRAM),
)
_MARKS = (b"\xef\xbb\xbf", b"\xff\xfe", b"\xfe\xff")


def by_ending(name: str) -> FileKind | None:
    """What the name says the file is; None for an ending we don't take anywhere."""
    stem, dot, ending = name.rpartition(".")
    return ENDINGS.get(ending.strip().lower()) if dot and stem.strip(" .") else None


def by_beginning(head: bytes) -> FileKind:
    """What the first bytes of something that is no text say it is."""
    if head[4:8] == b"ftyp" or (head[:4] == b"RIFF" and head[8:12] == b"WEBP"):
        return FileKind.PICTURE
    return next((kind for begins, kind in _BEGINNINGS if head.startswith(begins)), FileKind.UNKNOWN)


def of_text(head: bytes) -> FileKind:
    """What a text is by how it begins; TXT for plain text, which may be a table."""
    for mark in _MARKS:
        head = head.removeprefix(mark)
    begin = head.replace(b"\0", b"").lstrip()[:16].lower()
    return next((kind for begins, kind in _TEXT_BEGINNINGS if begin.startswith(begins)), FileKind.TXT)
