"""The bytes of a report. Pure but for the FIU's own schema, which is read from a file."""

from __future__ import annotations

from pathlib import Path

from lxml import etree

from app.aml.goaml.elements import Element
from app.errors import Refusal


def written_file(report: Element) -> bytes:
    """The file, in UTF-8; the same report gives the same bytes."""
    return etree.tostring(_node(report), xml_declaration=True, encoding="UTF-8", pretty_print=True)


def checked_against(schema: Path, content: bytes) -> None:
    """Raises Refusal aml.fiu.schema with what the FIU's schema says of it, aml.fiu.no_schema where there is none
    that can be read."""
    parser = _parser()
    try:
        wanted = etree.XMLSchema(etree.parse(schema, parser))
    except (OSError, etree.XMLSyntaxError, etree.XMLSchemaParseError) as problem:
        raise Refusal("aml.fiu.no_schema") from problem
    try:
        wanted.assertValid(etree.fromstring(content, parser))
    except etree.DocumentInvalid as problem:
        raise Refusal("aml.fiu.schema", told=str(problem)) from problem


def _parser() -> etree.XMLParser:
    """Follows nothing: neither entities nor addresses."""
    return etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False)


def _node(one: Element) -> etree._Element:
    made = etree.Element(one.tag)
    if one.children:
        made.extend(_node(child) for child in one.children)
    else:
        made.text = one.text
    return made
