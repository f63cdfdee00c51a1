"""Tag, length and value, as the identity and address files are written: one byte, one byte, so many bytes.

Read by tag, never by place: some cards begin with tag 00, the version of the structure, and new cards know tags
that older programs don't. Sources disagree about lengths of 128 and more; no field is that long, so they are
refused.
"""

from __future__ import annotations

from eid.errors import EidError, Fault

LONGEST = 0x7F


def fields_of(data: bytes) -> dict[int, bytes]:
    """The fields by their tag, without what fills the file up. Raises EidError unreadable."""
    found: dict[int, bytes] = {}
    at, end = 0, len(data.rstrip(b"\0"))
    while at < end:
        if at + 2 > len(data):
            raise EidError(Fault.UNREADABLE, "a field ends after its tag")
        tag, length = data[at], data[at + 1]
        if length > LONGEST:
            raise EidError(Fault.UNREADABLE, "a field is longer than any")
        value = data[at + 2 : at + 2 + length]
        if len(value) < length:
            raise EidError(Fault.UNREADABLE, "a field is cut off")
        if tag in found:
            raise EidError(Fault.UNREADABLE, "a field stands there twice")
        found[tag] = value
        at += 2 + length
    return found


def field_of(tag: int, value: bytes) -> bytes:
    """A field as it is written. Raises ValueError for one that is too long."""
    if len(value) > LONGEST:
        raise ValueError(f"a field holds {LONGEST} bytes at most")
    return bytes((tag, len(value))) + value


def text_of(value: bytes) -> str:
    """UTF-8 without control characters and without blanks around it. Raises EidError unreadable."""
    try:
        text = value.decode("utf-8")
    except UnicodeDecodeError:
        raise EidError(Fault.UNREADABLE, "a field isn't UTF-8") from None
    if any(ord(one) < 0x20 or 0x7F <= ord(one) < 0xA0 for one in text):
        raise EidError(Fault.UNREADABLE, "a control character in a field")
    return " ".join(text.split())
