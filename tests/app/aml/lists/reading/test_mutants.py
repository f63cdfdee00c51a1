"""Lists with bytes flipped, pieces cut and lines swapped: read, or refused with the one declared error."""

from __future__ import annotations

import io
import json
from functools import partial

import pytest

from app.aml.lists.reading import ListProblem, Unreadable, WhyNotRead, read_list
from app.aml.lists.reading.text import LONGEST_LINE, LONGEST_REMARK
from app.outside.practice_lists import CODES, PracticeLists
from models.values import ListedEntry, ListFormat
from tests.app.aml.lists.reading.lists import GOOD
from tests.mutants import Breaking, read_after_all

pytestmark = [pytest.mark.trust("Parsers"), pytest.mark.trust("1.5.1")]

MEMORY = 32 * 1024 * 1024
BREAKING = Breaking(
    (b"\n", b">", b'"', b";"),
    b'0123456789 -.<>/&;,"\xe9',
    (
        *(
            b"\x00",
            b"\xff",
            b"\xc3",
            b"\r\n",
            b"<a>",
            b"&x;",
            b"&lt;",
            b"0",
            b" ",
            b"]]>",
            b"<!--",
            b"<!DOCTYPE x>",
        ),
        *(b'"', b";", b",", b"\n", b"\\", b"{", b"[", b'"alias": 1,', b"\xe2\x80\xae", b"\\ud800", b"9" * 5_000),
    ),
)


def _goods(form: ListFormat) -> list[bytes]:
    """A list by hand, and the beginning of a practice list that is whole as well."""
    practice = PracticeLists.edition(dict(zip(ListFormat, CODES, strict=True))[form], 0)
    ends = {ListFormat.EU: b"</sanctionEntity>", ListFormat.UN: b"</INDIVIDUAL>", ListFormat.BELGIUM: b"\r\n"}
    end = ends.get(form, b"\n")
    after = {
        ListFormat.EU: b"</export>",
        ListFormat.UN: b"</INDIVIDUALS></CONSOLIDATED_LIST>",
    }.get(form, b"")
    return [GOOD[form], end.join(practice.split(end)[:3]) + end + after]


def _survives(form: ListFormat, content: bytes) -> bool:
    """Whether it was read; what was read keeps every limit."""
    reading = read_list(form, io.BytesIO(content))
    try:
        found = list(reading)
    except Unreadable:
        return False
    assert found
    assert len({one.key for one in found}) == len(found)
    for one in found:
        _is_within_limits(one)
    assert ListedEntry.read(found[-1].key, json.loads(json.dumps(found[-1].told()))).whole == found[-1].whole
    assert len(reading.problems) == min(reading.problem_count, 200)
    assert all(isinstance(one, ListProblem) and isinstance(one.code, WhyNotRead) for one in reading.problems)
    return True


def _is_within_limits(one: ListedEntry) -> None:
    subject = one.subject
    texts = (one.key, one.reference, one.url, *one.programmes, *one.functions, *one.addresses, *one.other_keys)
    names = [text for name in subject.names for text in (name.text, name.given, name.family)]
    assert 0 < len(one.key) <= 200
    assert all(len(text) <= LONGEST_LINE for text in (*texts, *names))
    assert len(one.remarks) <= LONGEST_REMARK
    assert 0 < len(subject.names) <= 200
    told = "\n".join((*texts, *names, one.remarks))
    assert told.replace("\n", "").replace("\u200c", "").replace("\u200d", "").isprintable()
    assert "  " not in told
    assert all(born.first_day <= born.last_day for born in subject.birth_dates)
    assert all(len(code) == 2 and code.isascii() and code.isupper() for code in subject.countries)
    assert all(3 <= len(number.number) <= 60 and number.number.isalnum() for number in subject.identifiers)


def _mutants(form: ListFormat, count: int, seed: int) -> int:
    """How many of them were read after all."""
    return read_after_all(_goods(form), BREAKING, partial(_survives, form), count, seed, MEMORY)


@pytest.mark.parametrize("form", ListFormat)
def test_five_hundred_mutants_are_read_or_refused(form: ListFormat) -> None:
    assert 10 < _mutants(form, 500, seed=20270315) < 490


@pytest.mark.slow
@pytest.mark.parametrize("form", ListFormat)
def test_twenty_thousand_mutants_are_read_or_refused(form: ListFormat) -> None:
    assert 400 < _mutants(form, 20_000, seed=1) < 19_600
