"""XML of a bank, read as a stream; what a bank's file never has is off: definitions, entities, the network.

Convention: elements go by their name without namespace; a missing one is None, and has no children and no text.
"""

from __future__ import annotations

import io
import re
from collections.abc import Iterator
from datetime import date
from functools import lru_cache
from typing import Any

from lxml import etree

from app.wallet.bank_files.statement import BankFileProblem

Element = etree._Element
Children = dict[str, Any]

MOST_MARKS = 1_500_000
"""Elements and quoted attributes: a file of 20 MB has half of that, and each costs memory."""

_BEGINS = re.compile(rb"(?:\xef\xbb\xbf)?\s*<")
_DECLARED = re.compile(rb"""encoding\s*=\s*["']([A-Za-z0-9._-]{1,40})["']""")
_LONGEST_DECLARATION = 400
_MOST_NAMES = 1_000
_ENCODINGS = (b"utf-8", b"us-ascii", b"ascii", b"iso-8859-1", b"iso-8859-15", b"windows-1252")
_AMOUNT = re.compile(r"\+?([0-9]{1,15})(?:\.([0-9]{0,5}))?")
_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}(?![0-9])")


def looks_like_xml(beginning: bytes) -> bool:
    return _BEGINS.match(beginning) is not None


def refuse_hostile(content: bytes) -> None:
    """Before anything is parsed: definitions, encodings that hide them, and more elements than anybody writes."""
    if b"\0" in content or not _plain_encoding(content.removeprefix(b"\xef\xbb\xbf").lstrip()):
        raise BankFileProblem("wallet.bank_file.encoding")
    if b"<!DOCTYPE" in content or b"<!ENTITY" in content:
        raise BankFileProblem("wallet.bank_file.hostile_xml")
    if content.count(b"<") + content.count(b'"') + content.count(b"'") > MOST_MARKS:
        raise BankFileProblem("wallet.bank_file.too_many", most=MOST_MARKS)


def _plain_encoding(content: bytes) -> bool:
    """Whether markup stands in the bytes as ASCII, so that what is hostile can be seen in them."""
    if not content.startswith(b"<?xml"):
        return True
    declaration = content[: max(content.find(b"?>", 0, _LONGEST_DECLARATION), 0)]
    if b"encoding" not in declaration:
        return bool(declaration)
    told = _DECLARED.search(declaration)
    return told is not None and told[1].lower() in _ENCODINGS


def elements(content: bytes) -> Iterator[Element]:
    """Entries and statements, each at its end; raises `damaged_xml`, `hostile_xml`."""
    parsed = etree.iterparse(
        io.BytesIO(content),
        events=("end",),
        tag=("{*}Ntry", "{*}Stmt"),
        resolve_entities=False,
        load_dtd=False,
        no_network=True,
        huge_tree=False,
        remove_comments=True,
        remove_pis=True,
    )
    try:
        for _, element in parsed:
            if element.getroottree().docinfo.internalDTD is not None:
                raise BankFileProblem("wallet.bank_file.hostile_xml")
            yield element
    except etree.XMLSyntaxError:
        raise BankFileProblem("wallet.bank_file.damaged_xml") from None


def cents_in(element: Element) -> int | None:
    """Whole cents; None for what isn't a plain amount, or has more than cents."""
    written = _AMOUNT.fullmatch(text_of(element))
    if written is None:
        return None
    decimals = (written[2] or "").ljust(2, "0")
    return None if decimals[2:].strip("0") else int(written[1]) * 100 + int(decimals[:2])


def code_in(element: Element | None) -> str:
    """Text of its own, or of the code inside it: both are written."""
    return text_of(element) or text_of(children(element).get("Cd"))


def day_of(element: Element | None, at: int) -> date | None:
    """The day as the bank writes it, of a date or a moment; None for none. Raises `bad_date`."""
    told = children(element)
    written = (text_of(told.get("Dt")) or text_of(told.get("DtTm")) or text_of(element))[:10]
    if not written:
        return None
    try:
        return _day(written)
    except ValueError:
        raise BankFileProblem("wallet.bank_file.bad_date", place=at or "–") from None


@lru_cache(maxsize=4_096)
def _day(written: str) -> date:
    if not _DAY.fullmatch(written):
        raise ValueError(written)
    return date.fromisoformat(written)


def children(element: Element | None) -> Children:
    """What stands directly in it, the first of each name."""
    if element is None:
        return {}
    return {_NAMES[child.tag]: child for child in element.iterchildren(reversed=True)}


def text_of(element: Element | None) -> str:
    return "" if element is None else (element.text or "").strip()


def name_of(element: Element) -> str:
    """The name without its namespace; nothing for what is no element."""
    return _NAMES[element.tag]


class _Names(dict[object, str]):
    """Names of elements by their full ones, worked out once; let go when a file has too many."""

    def __missing__(self, tag: object) -> str:
        if len(self) > _MOST_NAMES:
            self.clear()
        self[tag] = name = tag.rpartition("}")[2] if isinstance(tag, str) else ""
        return name


_NAMES = _Names()
