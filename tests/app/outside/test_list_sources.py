"""Lists come whole over https from where they stand, or there is an outage; practice lists come from nowhere."""

from __future__ import annotations

import io
import ssl
import time
from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path

import pytest
import structlog

from app.errors import Outage
from app.outside.list_sources import DownloadedLists, ListSource, PracticeLists
from app.outside.practice_lists import CODES, EPOCH
from tests.app.outside.list_server import ListServer, serving
from tests.mailserver import certificate

LIST = b'"id","schema"\n' + b'"1","Person"\n' * 20_000


@pytest.fixture(scope="module")
def tls(tmp_path_factory: pytest.TempPathFactory) -> tuple[ssl.SSLContext, Path]:
    return certificate(tmp_path_factory.mktemp("tls"))


@pytest.fixture
def there(tls: tuple[ssl.SSLContext, Path]) -> Iterator[ListServer]:
    with serving(ListServer({"/list?token=secret": LIST}), tls[0]) as server:
        yield server


@pytest.fixture
def ours(there: ListServer, tls: tuple[ssl.SSLContext, Path]) -> DownloadedLists:
    return DownloadedLists({"eu": f"{there.url}/list?token=secret"}, authorities=tls[1])


@pytest.fixture
def hasty(there: ListServer, tls: tuple[ssl.SSLContext, Path]) -> DownloadedLists:
    return DownloadedLists({"eu": f"{there.url}/list?token=secret"}, authorities=tls[1], seconds=1.0, silence=0.5)


def fetched(source: ListSource, code: str = "eu") -> bytes:
    into = io.BytesIO()
    source.fetch(code, into)
    return into.getvalue()


def fails(source: ListSource, code: str = "eu") -> str:
    """Why, as whoever runs the server reads it."""
    with structlog.testing.capture_logs() as said, pytest.raises(Outage) as caught:
        fetched(source, code)
    assert caught.value.system == "lists"
    assert "secret" not in str(said)
    return str(said[-1]["why"])


# -- from the web


def test_a_list_comes_as_it_stands_there(there: ListServer, ours: DownloadedLists) -> None:
    assert fetched(ours) == LIST
    ((_, headers),) = there.asked
    assert headers["user-agent"] == "Sleutelbos"


def test_a_list_that_is_packed_on_the_way_is_unpacked(there: ListServer, ours: DownloadedLists) -> None:
    there.fault = "packed"
    assert fetched(ours) == LIST


@pytest.mark.parametrize("fault", ["404", "500", "204", "torn"])
def test_what_isnt_the_whole_list_is_an_outage(there: ListServer, ours: DownloadedLists, fault: str) -> None:
    there.fault = fault
    fails(ours)


@pytest.mark.parametrize("fault", ["silent", "slow"])
def test_nobody_waits_for_ever(there: ListServer, hasty: DownloadedLists, fault: str) -> None:
    there.fault = fault
    began = time.monotonic()
    fails(hasty)
    assert time.monotonic() - began < 15


def test_an_empty_list_is_an_outage(there: ListServer, ours: DownloadedLists) -> None:
    there.pages = {"/list?token=secret": b""}
    assert fails(ours) == "it isn't whole"


@pytest.mark.parametrize("fault", ["", "packed"])
def test_a_list_that_is_too_large_is_an_outage_soon(
    there: ListServer, tls: tuple[ssl.SSLContext, Path], fault: str
) -> None:
    there.fault, there.pages = fault, {"/list": b"0" * (16 << 20)}
    into = io.BytesIO()
    with pytest.raises(Outage):
        DownloadedLists({"eu": f"{there.url}/list"}, authorities=tls[1], largest=1 << 20).fetch("eu", into)
    assert len(into.getvalue()) <= 1 << 20


def test_a_list_that_moved_is_followed(there: ListServer, ours: DownloadedLists) -> None:
    there.moved = {"/list?token=secret": "/new/list", "/new/list": f"{there.url}/newest"}
    there.pages["/newest"] = b"newest"
    assert fetched(ours) == b"newest"


def test_a_list_that_goes_round_is_an_outage(there: ListServer, ours: DownloadedLists) -> None:
    there.moved = {"/list?token=secret": "/list?token=secret"}
    assert fails(ours) == "it leads on and on"
    assert len(there.asked) == 5


def test_nothing_but_https_is_ever_asked(there: ListServer, ours: DownloadedLists) -> None:
    with serving(ListServer({"/list": LIST}), None) as plain:
        there.moved = {"/list?token=secret": f"{plain.url}/list"}
        assert fails(ours) == "it leads away from https"
        for elsewhere in ("file:///etc/passwd", "ftp://127.0.0.1/list"):
            there.moved = {"/list?token=secret": elsewhere}
            assert fails(ours) == "it leads away from https"
        assert fails(DownloadedLists({"eu": f"{plain.url}/list"})) == "it leads away from https"
        assert plain.asked == []


def test_a_certificate_nobody_vouches_for_gets_no_list(there: ListServer) -> None:
    assert fails(DownloadedLists({"eu": f"{there.url}/list?token=secret"})) == "SSLError"
    assert there.asked == []


def test_nobody_there_is_an_outage(tls: tuple[ssl.SSLContext, Path]) -> None:
    with serving(ListServer(), tls[0]) as gone:
        pass
    assert fails(DownloadedLists({"eu": f"{gone.url}/list"}, authorities=tls[1])) == "ConnectionError"


def test_a_list_without_an_address_and_an_address_that_is_none_are_outages(ours: DownloadedLists) -> None:
    assert fails(ours, "un") == "it has no address"
    fails(DownloadedLists({"eu": "https://[::"}))
    fails(DownloadedLists({"eu": "https://"}))


def test_no_proxy_of_the_environment_is_used(
    there: ListServer, ours: DownloadedLists, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HTTPS_PROXY", "http://127.0.0.1:9")
    monkeypatch.setenv("REQUESTS_CA_BUNDLE", "/nowhere")
    assert fetched(ours) == LIST


# -- for practice


@pytest.mark.parametrize("code", CODES)
def test_a_day_has_the_same_list_each_time_and_the_next_day_another(code: str) -> None:
    day = date(2027, 3, 15)
    first = fetched(PracticeLists(day), code)
    assert fetched(PracticeLists(day), code) == first
    assert fetched(PracticeLists(day + timedelta(days=1)), code) != first
    assert PracticeLists.edition(code, (day - EPOCH).days) == first


def test_before_the_first_edition_there_is_the_first() -> None:
    assert fetched(PracticeLists(date(1999, 1, 1)), "un") == PracticeLists.edition("un", 0)


def test_there_is_no_practice_list_of_another_code() -> None:
    with pytest.raises(Outage):
        fetched(PracticeLists(date(2027, 3, 15)), "atlantis")
