"""XML of a list, read as a stream: each entry at its end, and then let go.

What a list never has is off: definitions, entities, the network. Only encodings are read in which markup can be
seen in the bytes. Memory is bounded by the size of one entry, which is bounded too.
Convention: elements go by their name without namespace.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any, BinaryIO

from lxml import etree

from app.aml.lists.reading.bounds import BYTE_ORDER_MARK, pieces
from app.aml.lists.reading.problem import Unreadable, WhyUnreadable

Element = etree._Element
LARGEST_ENTRY = 2 << 20
_OVERLAP = 16
# The parser gave up before the end, at an entity that nobody defined; what is cut off has another code.
_STOPPED = 1
_BEGINS = re.compile(rb"(?:\xef\xbb\xbf)?\s*<")
_DECLARED = re.compile(rb"""<\?xml\s[^>]*?encoding\s*=\s*["']([A-Za-z0-9._-]{1,40})["']""")
_ENCODINGS = (b"utf-8", b"us-ascii", b"ascii", b"iso-8859-1", b"iso-8859-15", b"windows-1252")
_WIDE = (b"\xff\xfe", b"\xfe\xff")
_HOSTILE = (b"<!DOCTYPE", b"<!ENTITY")


def entries(file: BinaryIO, root: str, names: tuple[str, ...], largest: int) -> Iterator[Element]:
    """The root once it is open, then each element of those names at its end; it is empty once the next is asked.

    Raises Unreadable: another form, hostile, encoding, damaged, cut off, too large.
    """
    parser = etree.XMLPullParser(
        events=("start", "end"),
        tag=tuple(f"{{*}}{name}" for name in (root, *names)),
        resolve_entities=False,
        load_dtd=False,
        no_network=True,
        huge_tree=False,
        remove_comments=True,
        remove_pis=True,
    )
    opened = False
    since = 0
    for piece in _seen(file, largest):
        since += len(piece)
        try:
            parser.feed(piece)
            found: list[tuple[str, Any]] = list(parser.read_events())
        except etree.XMLSyntaxError as problem:
            opened = opened or any(name_of(one) == root for _, one in parser.read_events())
            raise _damaged(problem, opened) from None
        for event, element in found:
            if not opened:
                opened = _open(element, root)
                yield element
            elif event == "end" and name_of(element) != root:
                since = 0
                yield element
                _forget(element)
        if since > LARGEST_ENTRY:
            raise Unreadable(WhyUnreadable.TOO_LARGE if opened else WhyUnreadable.OTHER_FORM)
    try:
        parser.close()
    except etree.XMLSyntaxError as problem:
        raise _ended(problem, opened) from None
    if not opened:
        raise Unreadable(WhyUnreadable.OTHER_FORM)


def parts(element: Element) -> dict[str, list[Element]]:
    """What stands directly in it, by name."""
    found: dict[str, list[Element]] = {}
    for child in element:
        found.setdefault(name_of(child), []).append(child)
    return found


def text_of(told: dict[str, list[Element]], name: str) -> str:
    """The text of the first part of that name; '' for none."""
    return (told[name][0].text or "").strip() if name in told else ""


def line_in(element: Any) -> int:
    """The line on which it begins; 0 when that isn't known."""
    return int(element.sourceline or 0)


def name_of(element: Any) -> str:
    """The name without its namespace; nothing for what is no element."""
    tag = element.tag
    return tag.rpartition("}")[2] if isinstance(tag, str) else ""


def _seen(file: BinaryIO, largest: int) -> Iterator[bytes]:
    """The pieces, once nothing in them is hostile; what stands on their edges is looked at too."""
    before = b""
    for piece in pieces(file, largest):
        if not before:
            _check_beginning(piece)
        edge = before + piece
        if b"\0" in piece:
            raise Unreadable(WhyUnreadable.ENCODING)
        if any(one in edge for one in _HOSTILE):
            raise Unreadable(WhyUnreadable.HOSTILE)
        before = piece[-_OVERLAP:] if len(piece) >= _OVERLAP else edge[-_OVERLAP:]
        yield piece


def _check_beginning(piece: bytes) -> None:
    if piece.startswith(_WIDE):
        raise Unreadable(WhyUnreadable.ENCODING)
    if not _BEGINS.match(piece):
        raise Unreadable(WhyUnreadable.OTHER_FORM, 1)
    beginning = piece.removeprefix(BYTE_ORDER_MARK).lstrip()
    if beginning.startswith(b"<?xml"):
        head = beginning[: max(beginning.find(b"?>", 0, 400), 0)]
        told = _DECLARED.match(head)
        if not head or (b"encoding" in head and (told is None or told[1].lower() not in _ENCODINGS)):
            raise Unreadable(WhyUnreadable.ENCODING, 1)


def _open(element: Any, root: str) -> bool:
    tree = element.getroottree()
    if tree.docinfo.internalDTD is not None:
        raise Unreadable(WhyUnreadable.HOSTILE)
    if element.getparent() is not None or name_of(element) != root:
        raise Unreadable(WhyUnreadable.OTHER_FORM, 1)
    return True


def _forget(element: Any) -> None:
    """What was read is let go, and so is whatever stood before it."""
    element.clear()
    parent = element.getparent()
    while parent is not None and (before := element.getprevious()) is not None:
        parent.remove(before)


def _ended(problem: Any, opened: bool) -> Unreadable:
    if opened and problem.code != _STOPPED:
        return Unreadable(WhyUnreadable.CUT_OFF, problem.lineno or 0)
    return _damaged(problem, opened)


def _damaged(problem: etree.XMLSyntaxError, opened: bool) -> Unreadable:
    line = problem.lineno or 0
    if "ncoding" in (problem.msg or "") or "UTF-8" in (problem.msg or ""):
        return Unreadable(WhyUnreadable.ENCODING, line)
    return Unreadable(WhyUnreadable.DAMAGED if opened else WhyUnreadable.OTHER_FORM, line)
