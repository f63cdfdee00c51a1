"""XML of a packed document, read piece by piece with definitions switched off: none of ours ever has one."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import NoReturn
from xml.parsers import expat

from app.documents.archives import bomb, damaged, strange

MOST_ELEMENTS = 1_000_000
_FEED = 1 << 20
Begin = Callable[[str, dict[str, str]], None]


def read(pieces: Iterable[bytes], begin: Begin | None = None, said: Callable[[str], None] | None = None) -> None:
    """Reads it to its end; `begin` is told each element, without its namespace, `said` the text between.

    Raises Refusal documents.file.damaged for what isn't XML, strange for a definition of any kind or one endless
    word, bomb for more elements than anybody writes.
    """
    parser = expat.ParserCreate(namespace_separator="}")
    parser.StartDoctypeDeclHandler = _refuse
    parser.EntityDeclHandler = _refuse
    parser.ExternalEntityRefHandler = _refuse
    parser.SetParamEntityParsing(expat.XML_PARAM_ENTITY_PARSING_NEVER)
    count = 0

    def counted(name: str, attributes: dict[str, str]) -> None:
        nonlocal count
        count += 1
        if count > MOST_ELEMENTS:
            raise bomb()
        if begin is not None:
            begin(name.rpartition("}")[2], attributes)

    if begin is not None:
        parser.StartElementHandler = counted
    if said is not None:
        parser.buffer_text = True
        parser.CharacterDataHandler = said
    try:
        fed = 0
        for piece in pieces:
            parser.Parse(piece, False)
            fed += len(piece)
            if fed - max(parser.CurrentByteIndex, 0) > 2 * _FEED:
                raise strange()  # read from its beginning again and again, such a word takes for ever
        parser.Parse(b"", True)
    except expat.ExpatError:
        raise damaged() from None


def _refuse(*_: object) -> NoReturn:
    raise strange()
