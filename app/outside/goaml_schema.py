"""Where the FIU's own schema of its reports lies, if anywhere: it isn't ours to ship."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path


def read_schema(environment: Mapping[str, str]) -> Path | None:
    """The file that GOAML_XSD names; None where it names none. Raises ValueError for one that isn't there."""
    told = environment.get("GOAML_XSD", "").strip()
    if told and not Path(told).is_file():
        raise ValueError("GOAML_XSD names no file: give the schema that the FIU hands out, or unset it.")
    return Path(told) if told else None
