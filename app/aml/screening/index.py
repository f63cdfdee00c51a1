"""An index of subjects by their names: finds who is near one, and compares.

Convention: one document per subject, with its terms (not stored), its names as they were read, and its facts; so a
search asks nothing but the index. Several processes may have a folder open; one writes at a time, the others see
what changed with their next search.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from tantivy import Document, Index, Query, Schema, SchemaBuilder, Searcher

from app.aml.screening.asking import FIELD, Asking
from app.aml.screening.comparing import THRESHOLD, by_firms, explained, most, nearest, scored
from app.aml.screening.features import Comparison
from app.aml.screening.kept import facts_kept, facts_read, names_kept, names_read
from app.aml.screening.names import Name, names_of
from app.aml.screening.terms import numbers, terms_of
from models.values.screened import Subject

_EDITION = "1"  # one more with each change of what names are read as, of terms, or of what is kept
_HEAP = 200_000_000
_SMALL_EDITION = "1"  # one more with each change of what names are read as, of terms, or of what is kept
_HEAP = 30_000_000
_CANDIDATES = 50
_MOST_ASKED = 12  # names of one subject
_MANY_ASKED = 4  # from here on fewer candidates each


@dataclass(frozen=True)
class Match:
    """A subject of the index, by its id, and how it compares."""

    id: int
    comparison: Comparison


@dataclass(frozen=True, slots=True)
class _Asked:
    """Who is looked up: with the names that could be read, and whether a number may find him under another."""

    subject: Subject
    names: tuple[Name, ...]
    numbered: bool


class SubjectIndex:
    """Subjects by id, in a folder or in memory."""

    def __init__(self, index: Index, folder: Path | None = None) -> None:
        self._index = index
        self._written = folder / "meta.json" if folder else None
        self._seen = (0, 0, 0)

    @classmethod
    def open(cls, folder: Path | None = None) -> SubjectIndex:
        """Opens the index of a folder, or makes it there; without a folder it is in memory and new.

        What names are read as changes with this code, so each `_EDITION` has a folder of its own in there: after
        an upgrade the index is empty, to be filled anew, and who still runs the old code is left alone.
        """
        if folder is None:
            return cls(Index(_SCHEMA))
        folder = folder / _EDITION
        folder.mkdir(parents=True, exist_ok=True)
        return cls(Index(_SCHEMA, path=str(folder)), folder)

    def change(self, added: Iterable[tuple[int, Subject]], removed: Iterable[int] = ()) -> None:
        """Takes subjects out and puts subjects in; one whose id is there already is replaced.

        All or nothing, committed and visible when it returns. Raises `ValueError` where somebody else is writing.
        """
        empty = len(self) == 0
        seen: set[int] = set()
        writer = self._index.writer(_HEAP, 1)
        try:
            for one in removed:
                writer.delete_documents_by_term("id", one)
            for one, subject in added:
                if not empty or one in seen:
                    writer.delete_documents_by_term("id", one)
                seen.add(one)
                writer.add_document(_document(one, subject))
            writer.commit()
        except BaseException:
            writer.rollback()
            raise
        finally:
            writer.wait_merging_threads()
        self._index.reload()

    def matches(self, subject: Subject, limit: int = 50, threshold: float = THRESHOLD) -> tuple[Match, ...]:
        """Who compares at the threshold or above: by score, then the fewest open facts, then id."""
        self._refresh()
        searcher = self._index.searcher()
        if not searcher.num_docs:
            return ()
        asked = _Asked(subject, tuple(name for name, _ in names_of(subject)), any(numbers(subject)))
        found: dict[int, Match] = {}
        seen: set[int] = set()
        enough = _CANDIDATES if len(asked.names) <= _MANY_ASKED else _CANDIDATES // 2
        for query in _queries(asked, searcher):
            addresses = [address for _, address in searcher.search(query, enough, count=False).hits]
            for one, address in zip(searcher.fast_field_values("id", addresses), addresses, strict=True):
                if isinstance(one, int) and one not in seen:
                    seen.add(one)
                    comparison = _compared(asked, searcher.doc(address), threshold)
                    if comparison is not None:
                        found[one] = Match(one, comparison)
        ranked = sorted(found.values(), key=lambda one: (-one.comparison.score, one.comparison.open_facts, one.id))
        return tuple(ranked[:limit])

    def _refresh(self) -> None:
        """Sees what another process wrote; asks the file's state first, which is much shorter."""
        if self._written is None:
            return
        try:
            told = self._written.stat()
        except FileNotFoundError:
            return
        state = (told.st_mtime_ns, told.st_size, told.st_ino)
        if state != self._seen:
            self._index.reload()
            self._seen = state

    def __len__(self) -> int:
        self._refresh()
        return self._index.searcher().num_docs


def _queries(asked: _Asked, searcher: Searcher) -> Iterator[Query]:
    """One for each name; one for the numbers alone where there is no name."""
    asking = Asking(_SCHEMA, searcher)
    for name in asked.names[:_MOST_ASKED] or (None,):
        query = asking.query(asked.subject, name)
        if query is not None:
            yield query


def _compared(asked: _Asked, document: Document, threshold: float) -> Comparison | None:
    """Names first; the facts are read of those only that may still reach the threshold."""
    kind, theirs = names_read(_bytes(document, "names"))
    pair = nearest(asked.names, theirs, by_firms(asked.subject.kind, kind))
    if not asked.numbered and most(pair.alike if pair else 0.0, asked.subject) < threshold:
        return None
    subject = facts_read(_bytes(document, "facts"))
    told = scored(asked.subject, subject, pair)
    return explained(asked.subject, subject, pair, told) if told.score >= threshold else None


def _bytes(document: Document, field: str) -> bytes:
    kept = document.get_first(field)
    return kept if isinstance(kept, bytes) else b""


def _document(one: int, subject: Subject) -> Document:
    names = [name for name, _ in names_of(subject)]
    document = Document(id=one, terms=terms_of(subject, names))
    document.add_bytes("names", names_kept(subject.kind, names))
    document.add_bytes("facts", facts_kept(subject))
    return document


def _schema() -> Schema:
    builder = SchemaBuilder()
    builder.add_integer_field("id", stored=False, indexed=True, fast=True)
    builder.add_text_field(FIELD, stored=False, tokenizer_name="whitespace", index_option="basic")
    builder.add_bytes_field("names", stored=True)
    builder.add_bytes_field("facts", stored=True)
    return builder.build()


_SCHEMA = _schema()
