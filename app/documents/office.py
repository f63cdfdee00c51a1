"""Packed office documents (.docx, .xlsx): which one it is, and that nothing in it acts, hides or reaches out."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from app.documents import markup
from app.documents.archives import Archive, Part
from app.documents.kinds import FileKind, by_beginning
from app.documents.word_files import is_compound
from app.errors import Refusal

_TYPES = "[Content_Types].xml"
_MAIN = {
    "word/document.xml": FileKind.DOCX,
    "xl/workbook.xml": FileKind.XLSX,
    "ppt/presentation.xml": FileKind.SLIDES,
}
_EMBEDDED = ("/embeddings/", "/activex/", "/ctrlprops/")
# Relations that fetch something from elsewhere when the document is opened, and those that bring something along.
_FETCHES = ("attachedtemplate", "oleobject", "frame", "subdocument", "package", "control")
_BRINGS = ("afchunk", "oleobject", "package", "control")
_DDE = re.compile(r"\bDDE(?:AUTO)?\b", re.IGNORECASE)
_HEAD = 16


def kind_of(archive: Archive) -> FileKind:
    """Which document it is; ARCHIVE for a packed folder that is none."""
    if _TYPES in archive.parts:
        return next((kind for name, kind in _MAIN.items() if name in archive.parts), FileKind.ARCHIVE)
    if "mimetype" in archive.parts and "content.xml" in archive.parts:
        return FileKind.OPEN_DOCUMENT
    return FileKind.ARCHIVE


def check(archive: Archive) -> None:
    """Unpacks every part once. Raises Refusal documents.file.macros, active, embedded, and what parts raise."""
    for part in archive.parts.values():
        _check_name(part.name.lower())
    for part in archive.parts.values():
        _check_part(archive, part)


def _check_name(name: str) -> None:
    if "vbaproject" in name or "vbadata" in name or "/macrosheets/" in name:
        raise Refusal("documents.file.macros", field="file")
    if any(folder in f"/{name}" for folder in _EMBEDDED):
        raise Refusal("documents.file.embedded", field="file")


def _check_part(archive: Archive, part: Part) -> None:
    name = part.name.lower()
    pieces = archive.unpacked(part)
    if name == _TYPES.lower():
        markup.read(pieces, _content_type)
    elif name.endswith(".rels"):
        markup.read(pieces, _relation)
    elif name.startswith("word/") and name.endswith(".xml"):
        _check_fields(pieces)
    elif name.startswith("xl/externallinks/"):
        markup.read(pieces, _link)
    elif name.endswith((".xml", ".vml")):
        markup.read(pieces)
    else:
        for piece in _first_checked(pieces):
            del piece


def _content_type(element: str, attributes: dict[str, str]) -> None:
    said = attributes.get("ContentType", "").lower()
    if "macroenabled" in said or "vbaproject" in said:
        raise Refusal("documents.file.macros", field="file")


def _relation(element: str, attributes: dict[str, str]) -> None:
    kind = attributes.get("Type", "").lower().rpartition("/")[2]
    if kind == "vbaproject":
        raise Refusal("documents.file.macros", field="file")
    if attributes.get("TargetMode", "").lower() == "external":
        if kind in _FETCHES:
            raise Refusal("documents.file.active", field="file")
    elif kind in _BRINGS:
        raise Refusal("documents.file.embedded", field="file")


def _link(element: str, attributes: dict[str, str]) -> None:
    if element in ("ddeLink", "oleLink"):
        raise Refusal("documents.file.active", field="file")


def _check_fields(pieces: Iterable[bytes]) -> None:
    """Fields of a text that start another program; their words may be scattered over many elements."""
    words: list[str] = []
    inside = False

    def begin(element: str, attributes: dict[str, str]) -> None:
        nonlocal inside
        inside = element == "instrText"
        words.extend(value for name, value in attributes.items() if name.endswith("}instr"))

    def said(text: str) -> None:
        if inside:
            words.append(text)

    markup.read(pieces, begin, said)
    if _DDE.search("".join(words)):
        raise Refusal("documents.file.active", field="file")


def _first_checked(pieces: Iterable[bytes]) -> Iterator[bytes]:
    """The pieces of a part that is no XML, once its beginning was seen to be no archive, program or document."""
    head = b""
    for piece in pieces:
        if len(head) < _HEAD:
            head += piece[:_HEAD]
            packed = head.startswith(b"PK\x03\x04") or is_compound(head)
            if packed or by_beginning(head) in (FileKind.ARCHIVE, FileKind.PROGRAM, FileKind.PDF):
                raise Refusal("documents.file.embedded", field="file")
        yield piece
