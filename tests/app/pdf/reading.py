"""What a reader of PDF gets out of a document besides its words: the files inside it."""

from __future__ import annotations

import re
import zlib


def attached(content: bytes) -> dict[str, bytes]:
    """The files that the document's list of attachments names, unpacked: name → bytes."""
    (names,) = re.findall(rb"/EmbeddedFiles <<(.*?)>>", content, re.DOTALL) or [b""]
    found = {}
    for name, spec in re.findall(rb"\(([^)]*)\) (\d+) 0 R", names):
        described = _object(content, int(spec))
        (file,) = re.findall(rb"/EF <<\s*/F (\d+) 0 R\s*>>", described)
        found[name.decode()] = _stream(_object(content, int(file)))
    return found


def _object(content: bytes, number: int) -> bytes:
    """An object of the document, as it stands there."""
    (found,) = re.findall(rb"(?:^|\n)%d 0 obj\n(.*?)\nendobj" % number, content, re.DOTALL)
    return bytes(found)


def _stream(described: bytes) -> bytes:
    head, _, rest = described.partition(b"\nstream\n")
    packed = rest.removesuffix(b"\nendstream")
    return zlib.decompress(packed) if b"/FlateDecode" in head else packed
