"""Lists that can't be trusted as a whole: refused with one declared reason, in little time and memory."""

from __future__ import annotations

import io
import json
import socket
import tracemalloc
from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.aml.lists.reading import ListProblem, Unreadable, WhyUnreadable, read_list
from app.aml.lists.reading.bounds import LONGEST_LINE_OF_FILE
from models.values import ListedEntry, ListFormat
from tests.app.aml.lists.reading.lists import (
    BELGIUM_COMPANY,
    BELGIUM_HEADS,
    BELGIUM_PERSON,
    ENTITY,
    EU_COMPANY,
    EU_ENTITY,
    GOOD,
    TARGETS_PERSON,
    TARGETS_VESSEL,
    UN_ENTITY,
    UN_PERSON,
    belgium,
    entities,
    eu,
    read,
    targets,
    un,
)
from tests.little_work import little_work

pytestmark = [pytest.mark.trust("Parsers"), pytest.mark.trust("1.5.1")]

MEMORY = 64 * 1024 * 1024
EU, UN, BELGIUM, TARGETS, ENTITIES = ListFormat
Why = WhyUnreadable


def refused(form: ListFormat, content: bytes, largest: int = 1 << 30) -> Unreadable:
    with pytest.raises(Unreadable) as caught:
        list(read_list(form, io.BytesIO(content), largest))
    return caught.value


def _hostile(definition: str, inside: str = "") -> bytes:
    content = eu(EU_COMPANY.replace("</sanctionEntity>", f"{inside}</sanctionEntity>")).decode()
    return content.replace("<export", f"{definition}<export", 1).encode()


def _laughs() -> str:
    levels = "".join(f'<!ENTITY l{at} "{f"&l{at - 1};" * 10}">' for at in range(1, 12))
    return f'<!DOCTYPE l [<!ENTITY l0 "lol">{levels}]>'


HOSTILE: dict[str, tuple[ListFormat, Callable[[], bytes], WhyUnreadable]] = {
    "a billion laughs": (EU, lambda: _hostile(_laughs(), "<remark>&l11;</remark>"), Why.HOSTILE),
    "an entity of a file": (
        EU,
        lambda: _hostile('<!DOCTYPE d [<!ENTITY x SYSTEM "file:///etc/passwd">]>', "<remark>&x;</remark>"),
        Why.HOSTILE,
    ),
    "a definition from elsewhere": (
        EU,
        lambda: _hostile('<!DOCTYPE d SYSTEM "http://127.0.0.1:9/x">'),
        Why.HOSTILE,
    ),
    "a definition across two pieces": (
        EU,
        lambda: _hostile(f"<!--{'x' * (65_536 - 62)}--><!DOCTYPE d []>"),
        Why.HOSTILE,
    ),
    "an undefined entity": (EU, lambda: _hostile("", "<remark>&x;</remark>"), Why.DAMAGED),
    "an encoding that hides": (UN, lambda: un(UN_ENTITY).replace(b"UTF-8", b"UTF-7"), Why.ENCODING),
    "two bytes a letter": (EU, lambda: eu(EU_COMPANY).decode().encode("utf-16"), Why.ENCODING),
    "two bytes a letter, unmarked": (EU, lambda: eu(EU_COMPANY).decode().encode("utf-16-le"), Why.ENCODING),
    "a zero byte": (EU, lambda: eu(EU_COMPANY).replace(b"Molen", b"Mo\0en"), Why.ENCODING),
    "a byte that is no UTF-8": (EU, lambda: eu(EU_COMPANY).replace(b"Molen", b"Mo\xffen"), Why.ENCODING),
    "a declaration that never ends": (
        UN,
        lambda: un(UN_ENTITY).replace(b"?>", b" " * 500 + b"?>", 1),
        Why.ENCODING,
    ),
    "an element that isn't closed": (UN, lambda: un("<ENTITY>" + UN_ENTITY), Why.DAMAGED),
    "an entry that never ends": (EU, lambda: eu("<sanctionEntity>" + "<a/>" * 1_000_000), Why.TOO_LARGE),
    "an attribute of 15 MB": (EU, lambda: _hostile("", f'<a b="{"x" * 15_000_000}"/>'), Why.TOO_LARGE),
    "a million attributes": (
        EU,
        lambda: _hostile("", "<a" + "".join(f" b{n}=''" for n in range(1_000_000)) + "/>"),
        Why.TOO_LARGE,
    ),
    "a hundred thousand levels": (EU, lambda: eu("<a>" * 100_000 + "</a>" * 100_000), Why.DAMAGED),
    "another document": (EU, lambda: b"<html><body>export</body></html>", Why.OTHER_FORM),
    "another document, a long one": (EU, lambda: b"<html>" + b"<p/>" * 1_000_000, Why.OTHER_FORM),
    "an entry in another document": (UN, lambda: b"<A>" + UN_ENTITY.encode() + b"</A>", Why.OTHER_FORM),
    "the list of another publisher": (EU, lambda: un(UN_ENTITY), Why.OTHER_FORM),
    "a page that says no": (UN, lambda: b"<!doctype html><p>Not found", Why.OTHER_FORM),
    "a table where XML should be": (UN, lambda: belgium(BELGIUM_PERSON), Why.OTHER_FORM),
    "nothing, of the Union": (EU, lambda: b"", Why.OTHER_FORM),
    "spaces": (UN, lambda: b" \n" * 10, Why.OTHER_FORM),
    "no entries, of the Union": (EU, eu, Why.NO_ENTRIES),
    "no entries, of the United Nations": (UN, un, Why.NO_ENTRIES),
    "half of the Union's": (EU, lambda: eu(EU_ENTITY, EU_COMPANY)[:-200], Why.CUT_OFF),
    "the Union's without its end": (EU, lambda: eu(EU_ENTITY)[: -len("</export>\n")], Why.CUT_OFF),
    "the United Nations' without its end": (UN, lambda: un(UN_PERSON)[:-30], Why.CUT_OFF),
    "something after its end": (UN, lambda: un(UN_PERSON) * 2, Why.DAMAGED),
    "an entry of the Union without key": (EU, lambda: eu(EU_COMPANY.replace("4712", " ")), Why.NO_KEY),
    "an entry without its element of the key": (
        UN,
        lambda: un(UN_ENTITY.replace("<DATAID>6900002</DATAID>", "")),
        Why.NO_KEY,
    ),
    "a key of a thousand letters": (EU, lambda: eu(EU_COMPANY.replace("4712", "4" * 1_000)), Why.NO_KEY),
    "one key for two of the Union": (EU, lambda: eu(EU_ENTITY.replace("4711", "4712"), EU_COMPANY), Why.KEY_TWICE),
    "one key for two rows": (
        TARGETS,
        lambda: targets(TARGETS_PERSON, TARGETS_VESSEL.replace("NK-2", "NK-1")),
        Why.KEY_TWICE,
    ),
    "one key for two entities": (
        ENTITIES,
        lambda: entities(ENTITY, ENTITY | {"properties": {"name": ["Other"], "topics": ["sanction"]}}),
        Why.KEY_TWICE,
    ),
    "other heads": (BELGIUM, lambda: belgium(BELGIUM_PERSON).replace(b"Wholename", b"Naam"), Why.OTHER_FORM),
    "other delimiters": (BELGIUM, lambda: belgium(BELGIUM_PERSON).replace(b";", b","), Why.OTHER_FORM),
    "a head twice": (TARGETS, lambda: targets(TARGETS_PERSON).replace(b"phones", b"emails"), Why.OTHER_FORM),
    "nothing, of Belgium": (BELGIUM, lambda: b"", Why.OTHER_FORM),
    "no entries, of Belgium": (BELGIUM, belgium, Why.NO_ENTRIES),
    "no entries, of targets": (TARGETS, targets, Why.NO_ENTRIES),
    "a row too long": (
        BELGIUM,
        lambda: belgium(BELGIUM_PERSON, f"{BELGIUM_COMPANY};x", BELGIUM_COMPANY),
        Why.DAMAGED,
    ),
    "a row too short": (BELGIUM, lambda: belgium("person;Jan", BELGIUM_COMPANY), Why.DAMAGED),
    "the last row too short": (BELGIUM, lambda: belgium(BELGIUM_COMPANY, "person;Jan"), Why.CUT_OFF),
    "cut off in quotes": (TARGETS, lambda: targets(TARGETS_PERSON)[:-20], Why.CUT_OFF),
    "cut off in quotes with newlines": (BELGIUM, lambda: belgium(BELGIUM_PERSON)[:300], Why.CUT_OFF),
    "a quote that isn't closed": (
        TARGETS,
        lambda: targets(TARGETS_PERSON.replace('"NK-1"', '"NK-1'), *(TARGETS_VESSEL,) * 9),
        Why.DAMAGED,
    ),
    "a cell of a megabyte": (
        TARGETS,
        lambda: targets(TARGETS_VESSEL.replace("MILL", "M" * 1_000_000)),
        Why.TOO_LARGE,
    ),
    "a row without key": (TARGETS, lambda: targets(TARGETS_VESSEL.replace("NK-2", "")), Why.NO_KEY),
    "an encoding of old": (
        BELGIUM,
        lambda: belgium(BELGIUM_PERSON.replace("Gent", "Liège")).decode().encode("cp1252", "replace"),
        Why.OTHER_FORM,
    ),
    "a letter of an encoding of old": (
        BELGIUM,
        lambda: belgium(BELGIUM_PERSON).replace(b"Gent", b"Li\xe8ge"),
        Why.ENCODING,
    ),
    "a zero byte in a row": (TARGETS, lambda: targets(TARGETS_VESSEL).replace(b"MILL", b"MI\0L"), Why.ENCODING),
    "one endless line of a table": (BELGIUM, lambda: b"x" * (LONGEST_LINE_OF_FILE + 1), Why.TOO_LARGE),
    "nothing, of entities": (ENTITIES, lambda: b"\n \n", Why.OTHER_FORM),
    "one array of entities": (ENTITIES, lambda: json.dumps([ENTITY]).encode(), Why.OTHER_FORM),
    "other objects": (ENTITIES, lambda: b'{"results": []}\n', Why.OTHER_FORM),
    "an object of no kind": (ENTITIES, lambda: entities(ENTITY, {"id": "Q2"}), Why.DAMAGED),
    "an object without key": (ENTITIES, lambda: entities(ENTITY | {"id": None}), Why.NO_KEY),
    "an object with an empty key": (ENTITIES, lambda: entities(ENTITY | {"id": "\u200b"}), Why.NO_KEY),
    "only addresses": (ENTITIES, lambda: entities(ENTITY | {"schema": "Address"}), Why.NO_ENTRIES),
    "cut off in a line": (ENTITIES, lambda: entities(ENTITY, ENTITY)[:-30], Why.CUT_OFF),
    "a torn line": (
        ENTITIES,
        lambda: entities(ENTITY, ENTITY).replace(b'"Q1", "ca', b'"Q1, "ca', 1)[1:],
        Why.OTHER_FORM,
    ),
    "a torn line later on": (ENTITIES, lambda: entities(ENTITY) + b'{"id": \n' + entities(ENTITY), Why.DAMAGED),
    "a line of text later on": (ENTITIES, lambda: entities(ENTITY) + b"1\n" + entities(ENTITY), Why.DAMAGED),
    "a hundred thousand arrays": (ENTITIES, lambda: entities(ENTITY) + b"[" * 100_000 + b"\n", Why.DAMAGED),
    "a number of a million digits": (
        ENTITIES,
        lambda: entities(ENTITY) + b'{"a": ' + b"1" * 1_000_000 + b"}\n",
        Why.DAMAGED,
    ),
    "a byte of another encoding": (
        ENTITIES,
        lambda: entities(ENTITY).replace(b"Mills", b"Mi\xfflls"),
        Why.ENCODING,
    ),
    "one endless line of entities": (ENTITIES, lambda: b"x" * (LONGEST_LINE_OF_FILE + 1), Why.TOO_LARGE),
    "a row that goes on from line to line": (
        BELGIUM,
        lambda: belgium(BELGIUM_PERSON) + b'"x\n' + b'";"x\n' * 1_000_000,
        Why.TOO_LARGE,
    ),
    "a hundred thousand heads": (
        BELGIUM,
        lambda: b";".join([BELGIUM_HEADS.encode(), *(b"%d" % at for at in range(100_000))]),
        Why.OTHER_FORM,
    ),
    "a name of four megabytes of nothing": (
        ENTITIES,
        lambda: json.dumps(ENTITY | {"id": "\u202e" * 4_000_000}, ensure_ascii=False).encode(),
        Why.TOO_LARGE,
    ),
    "a key of nothing": (
        ENTITIES,
        lambda: json.dumps(ENTITY | {"id": "\u202e" * 1_000_000}, ensure_ascii=False).encode(),
        Why.NO_KEY,
    ),
    "a zip": (BELGIUM, lambda: b"PK\x03\x04" + bytes(1_000), Why.ENCODING),
    "a picture": (EU, lambda: b"\x89PNG\r\n\x1a\n" + bytes(1_000), Why.OTHER_FORM),
}


@pytest.mark.parametrize("name", HOSTILE)
def test_a_list_that_cannot_be_trusted_is_refused_soon(name: str) -> None:
    form, make, code = HOSTILE[name]
    content = make()
    with little_work():
        assert refused(form, content).code is code


@pytest.mark.parametrize("form", ListFormat)
def test_a_list_cut_off_anywhere_is_refused_or_ends_at_the_end_of_a_row(form: ListFormat) -> None:
    content = GOOD[form]
    whole, _ = read(form, content)
    for size in range(0, len(content) - 2, 7):
        try:
            found, _ = read(form, content[:size])
        except Unreadable:
            continue
        assert form not in (ListFormat.EU, ListFormat.UN)
        assert found == whole[: len(found)] or form is ListFormat.BELGIUM


def test_nobody_is_asked_for_anything_that_a_list_names() -> None:
    with socket.create_server(("127.0.0.1", 0)) as there:
        there.setblocking(False)
        url = f"http://127.0.0.1:{there.getsockname()[1]}/x"
        names = f'<i:include xmlns:i="http://www.w3.org/2001/XInclude" href="{url}"/><remark>{url}</remark>'
        head = f'<?xml-stylesheet href="{url}"?><export xmlns:s="http://www.w3.org/2001/XMLSchema-instance" '
        content = eu(EU_COMPANY.replace("</sanctionEntity>", f"{names}</sanctionEntity>")).decode()
        content = content.replace("<export", f'{head}s:schemaLocation="http://eu.europa.ec/fpi/fsd/export {url}"')
        (company,), _ = read(ListFormat.EU, content.encode())
        assert company.remarks == url
        for definition in (f'<!DOCTYPE d SYSTEM "{url}">', f'<!DOCTYPE d [<!ENTITY x SYSTEM "{url}">]>'):
            assert (
                refused(ListFormat.EU, content.replace("<?xml-s", f"{definition}<?xml-s").encode()).code
                is Why.HOSTILE
            )
        with pytest.raises(BlockingIOError):
            there.accept()


@pytest.mark.parametrize("form", ListFormat)
def test_a_list_larger_than_it_may_be_is_refused_and_not_read_on(form: ListFormat) -> None:
    content = GOOD[form]
    assert len(list(read_list(form, io.BytesIO(content), len(content)))) == 2
    assert refused(form, content, len(content) - 1).code is Why.TOO_LARGE


@pytest.mark.parametrize("form", ListFormat)
def test_the_same_entry_again_is_passed_over(form: ListFormat) -> None:
    again = {
        ListFormat.EU: eu(EU_ENTITY, EU_ENTITY),
        ListFormat.UN: un(UN_PERSON, UN_PERSON),
        ListFormat.BELGIUM: belgium(BELGIUM_PERSON, BELGIUM_PERSON),
        ListFormat.TARGETS: targets(TARGETS_PERSON, TARGETS_PERSON),
        ListFormat.ENTITIES: entities(ENTITY, ENTITY),
    }
    found, _ = read(form, again[form])
    assert len(found) == 1


def test_what_is_wrong_is_told_with_its_line_and_a_short_value() -> None:
    problem = refused(
        ListFormat.TARGETS, targets(TARGETS_PERSON, TARGETS_VESSEL.replace("NK-2", "N\u202eK" * 200))
    )
    assert (problem.code, problem.line, len(problem.value)) == (Why.NO_KEY, 3, 120)
    assert refused(ListFormat.EU, eu(EU_COMPANY, EU_COMPANY.replace("Zonen", "Co"))).value == "4712"


@pytest.mark.parametrize("form", ListFormat)
def test_a_stream_is_not_read_beyond_its_limit(form: ListFormat) -> None:
    class Endless(io.RawIOBase):
        given = 0

        def readable(self) -> bool:
            return True

        def readline(self, size: int | None = -1) -> bytes:  # type: ignore[override]
            return self.read(size or -1)

        def read(self, size: int = -1) -> bytes:
            self.given += size
            return b"<" * size

    endless = Endless()
    with pytest.raises(Unreadable):
        list(read_list(form, endless, 100_000))  # type: ignore[arg-type]
    assert endless.given <= LONGEST_LINE_OF_FILE + 1


@given(st.sampled_from(ListFormat), st.binary(max_size=600))
def test_whatever_the_bytes_they_are_read_or_refused(form: ListFormat, content: bytes) -> None:
    for whole in (content, GOOD[form] + content, GOOD[form][:100] + content):
        try:
            entries, reading = read(form, whole)
        except Unreadable:
            continue
        assert all(isinstance(one, ListedEntry) and one.subject.names for one in entries)
        assert all(isinstance(one, ListProblem) for one in reading.problems)


@pytest.mark.slow
@pytest.mark.parametrize("form", ListFormat)
def test_a_long_list_costs_no_more_memory_than_a_short_one(form: ListFormat) -> None:
    content = _long(form, 20_000)
    tracemalloc.start()
    count = sum(1 for _ in read_list(form, io.BytesIO(content)))
    _, most = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert count == 20_000
    assert most < MEMORY / 8


def _long(form: ListFormat, count: int) -> bytes:
    make: dict[ListFormat, Callable[[list[int]], bytes]] = {
        ListFormat.EU: lambda all_: eu(*(EU_COMPANY.replace("4712", str(at)) for at in all_)),
        ListFormat.UN: lambda all_: un(*(UN_ENTITY.replace("6900002", str(at)) for at in all_)),
        ListFormat.BELGIUM: lambda all_: belgium(*(BELGIUM_COMPANY.replace("NV", str(at)) for at in all_)),
        ListFormat.TARGETS: lambda all_: targets(*(TARGETS_VESSEL.replace("NK-2", str(at)) for at in all_)),
        ListFormat.ENTITIES: lambda all_: entities(*(ENTITY | {"id": str(at)} for at in all_)),
    }
    return make[form](list(range(count)))
