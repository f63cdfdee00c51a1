"""An index of subjects by their names: finds who is near one, and compares.

Convention: one document per subject, with its terms (not stored), its names as they were read, and its facts; so a
search asks nothing but the index. Several processes may have a folder open; one writes at a time, the others see
what changed with their next search.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from tantivy import DocAddress, Document, Index, Query, Schema, SchemaBuilder, Searcher

from app.aml.screening.asking import FIELD, Asking
from app.aml.screening.comparing import THRESHOLD, by_firms, compared, nearest
from app.aml.screening.features import Comparison
from app.aml.screening.kept import facts_kept, facts_read, names_kept, names_read
from app.aml.screening.names import Name, names_of
from app.aml.screening.terms import numbers, terms_of
from models.values.screened import Subject

_HEAP = 200_000_000
_SMALL_HEAP = 30_000_000
_CANDIDATES = 50
_GOES_ON = 0.1  # of a page that compares high enough: more may follow
_WORTH_READING = 0.45  # names less alike than this reach no threshold, but by a number


@dataclass(frozen=True)
class Match:
    """A subject of the index, by its id, and how it compares."""

    id: int
    comparison: Comparison


class SubjectIndex:
    """Subjects by id, in a folder or in memory."""

    def __init__(self, index: Index) -> None:
        self._index = index

    @classmethod
    def open(cls, folder: Path | None = None) -> SubjectIndex:
        """Opens the index of a folder, or makes it there; without a folder it is in memory and new."""
        if folder is None:
            return cls(Index(_SCHEMA))
        folder.mkdir(parents=True, exist_ok=True)
        return cls(Index(_SCHEMA, path=str(folder)))

    def change(self, added: Iterable[tuple[int, Subject]], removed: Iterable[int] = ()) -> None:
        """Takes subjects out and puts subjects in; one whose id is there already is replaced."""
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
        self._index.reload()
        searcher = self._index.searcher()
        if not searcher.num_docs:
            return ()
        asking = Asking(_SCHEMA, searcher)
        names = [name for name, _ in names_of(subject)]
        read = tuple(names)
        found: dict[int, Match] = {}
        seen: set[int] = set()
        asked_numbers = set(numbers(subject))
        asked_names: list[Name | None] = [*names]  # all: who comes by an alias comes by any of them
        for name in asked_names or [None]:
            query = asking.query(subject, name)
            if query is None:
                continue
            for page in _pages(searcher, query, limit):
                ids = [int(one or 0) for one in searcher.fast_field_values("id", page)]
                for one, address in zip(ids, page, strict=True):
                    if one in seen:
                        continue
                    seen.add(one)
                    match = _match(subject, read, asked_numbers, one, searcher.doc(address))
                    if match is not None and match.comparison.score >= threshold:
                        found[one] = match
                if sum(one in found for one in ids) < len(ids) * _GOES_ON:
                    break
        ranked = sorted(found.values(), key=lambda one: (-one.comparison.score, one.comparison.open_facts, one.id))
        return tuple(ranked[:limit])

    def __len__(self) -> int:
        self._index.reload()
        return self._index.searcher().num_docs


def _pages(searcher: Searcher, query: Query, limit: int) -> Iterator[list[DocAddress]]:
    """What may be near, the nearest first: a page, and more of them up to `limit` where many are to be found."""
    for first in range(0, max(limit, 1), _CANDIDATES):
        page = [address for _, address in searcher.search(query, _CANDIDATES, count=False, offset=first).hits]
        if page:
            yield page
        if len(page) < _CANDIDATES:
            return


def _match(
    subject: Subject, names: tuple[Name, ...], asked: set[str], one: int, document: Document
) -> Match | None:
    kind, theirs = names_read(_bytes(document, "names"))
    pair = nearest(names, theirs, by_firms(subject.kind, kind))
    if (pair is None or pair.alike < _WORTH_READING) and not asked:
        return None
    return Match(one, compared(subject, facts_read(_bytes(document, "facts")), pair))


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
