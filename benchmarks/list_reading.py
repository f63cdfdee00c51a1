"""Lists of sanctions in their five forms, from bytes to entries, against bare parses of the same bytes.

The bare parse is what the library does by itself and no reader can go below: lxml's own stream with every entry
let go, rows of the csv module, `json.loads` a line. It reads no fact, knows no country, and keeps no limit.
"""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Callable, Iterator

from lxml import etree

from app.aml.lists.reading import read_list
from app.outside.practice_lists import belgium, entities, eu, targets, un
from app.outside.practice_lists.editions import EPOCH
from app.outside.practice_lists.invented import invent
from benchmarks.measure import Job, Times, interleaved, main
from models.values import ListFormat

JOBS = (
    Job("list of the EU", "lxml, only streamed", 9.0, growth=12.0),
    Job("list of the UN", "lxml, only streamed", 9.0, growth=12.0),
    Job("list of Belgium", "csv, only rows", growth=12.0),
    Job("list of targets", "csv, only rows", growth=12.0),
    Job("list of entities", "json.loads, only", growth=12.0),
)
SIZES = (2_000, 20_000)
_WRITERS = {
    ListFormat.EU: ("eu", eu.written),
    ListFormat.UN: ("un", un.written),
    ListFormat.BELGIUM: ("belgium", belgium.written),
    ListFormat.TARGETS: ("opensanctions", targets.written),
    ListFormat.ENTITIES: ("peps", entities.written),
}


def _streamed(content: bytes, names: tuple[str, ...]) -> int:
    seen = 0
    for _, element in etree.iterparse(io.BytesIO(content), tag=names, resolve_entities=False):
        seen += 1
        element.clear()
        while element.getprevious() is not None:
            del element.getparent()[0]
    return seen


def _rows(content: bytes, delimiter: str) -> int:
    text = io.TextIOWrapper(io.BytesIO(content), "utf-8-sig", newline="")
    return sum(1 for _ in csv.reader(text, delimiter=delimiter))


def _loaded(content: bytes) -> int:
    return sum(1 for line in io.BytesIO(content) if json.loads(line))


BARE: dict[ListFormat, Callable[[bytes], int]] = {
    ListFormat.EU: lambda content: _streamed(content, ("{*}sanctionEntity",)),
    ListFormat.UN: lambda content: _streamed(content, ("INDIVIDUAL", "ENTITY")),
    ListFormat.BELGIUM: lambda content: _rows(content, ";"),
    ListFormat.TARGETS: lambda content: _rows(content, ","),
    ListFormat.ENTITIES: _loaded,
}


def measured(size: int, rounds: int) -> Iterator[Times]:
    for job, form in zip(JOBS, ListFormat, strict=True):
        code, write = _WRITERS[form]
        content = write((invent(code, at, EPOCH, EPOCH, 0) for at in range(size)), EPOCH)

        def ours(form: ListFormat = form, content: bytes = content) -> None:
            assert sum(1 for _ in read_list(form, io.BytesIO(content))) == size

        def bare(form: ListFormat = form, content: bytes = content) -> None:
            assert BARE[form](content) >= size

        times = interleaved({"ours": ours, "bare": bare}, rounds)
        speed = size / times["ours"]
        note = f"{speed:.0f}k entries/s, {len(content) / 1000 / times['ours']:.0f} MB/s"
        yield Times(job.name, times["ours"], times["bare"], note=note)


if __name__ == "__main__":
    main(__file__)
