"""From a file's bytes to heads and rows, streaming. Only a Refusal comes out of it, whatever the bytes are."""

from app.imports.reading.file import MOST_ROWS, Sheet, read

__all__ = ["MOST_ROWS", "Sheet", "read"]
