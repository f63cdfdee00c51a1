"""What monitoring may ask, and who may ask it; the database needn't answer for that."""

from __future__ import annotations

import pytest
from flask import Flask, request

import config
import run
from app.database import engine_for, session_factory

SILENT = "postgresql+psycopg://house_app@127.0.0.1:1/sleutelbos"


def _app(**settings: str) -> Flask:
    engine = engine_for(SILENT)
    return run.create_app(config.read(settings), session_factory(engine), run.connect_with(engine))


def test_this_machine_reads_figures_that_name_screens_and_nobody() -> None:
    client = _app().test_client()
    client.get("/persons/85073003328")
    figures = client.get("/metrics")
    assert figures.status_code == 200
    assert b"house_requests_total" in figures.data
    assert b"85073003328" not in figures.data


@pytest.mark.trust("4.1.3")
@pytest.mark.parametrize("header", ["X-Forwarded-For", "X-Forwarded-Proto", "X-Real-IP", "Forwarded", "Via"])
def test_who_comes_through_a_proxy_on_this_machine_is_not_this_machine(header: str) -> None:
    assert _app().test_client().get("/metrics", headers={header: "1"}).status_code == 404


def test_another_machine_is_told_there_is_nothing() -> None:
    client = _app().test_client()
    assert client.get("/metrics", environ_base={"REMOTE_ADDR": "10.0.0.9"}).status_code == 404


@pytest.mark.parametrize(("shown", "status"), [("Bearer opened", 200), ("Bearer wrong", 404), ("", 404)])
def test_with_a_token_only_the_token_opens(shown: str, status: int) -> None:
    client = _app(METRICS_TOKEN="opened").test_client()
    assert client.get("/metrics", headers={"Authorization": shown}).status_code == status


def test_health_says_when_the_database_is_silent() -> None:
    answer = _app().test_client().get("/health")
    assert (answer.status_code, answer.json) == (503, {"status": "database is silent"})


@pytest.mark.trust("15.3.4")
@pytest.mark.parametrize(("proxies", "seen"), [("0", "127.0.0.1"), ("1", "10.0.0.9")])
def test_an_address_in_a_header_counts_only_behind_a_proxy_that_was_set(proxies: str, seen: str) -> None:
    app = _app(BEHIND_PROXIES=proxies)
    found = []
    app.before_request(lambda: found.append(request.remote_addr))
    app.test_client().get("/health", headers={"X-Forwarded-For": "6.6.6.6, 10.0.0.9"})
    assert found == [seen]


@pytest.mark.trust("Wider attack list")
def test_another_hosts_name_gets_no_page() -> None:
    answer = _app(TRUSTED_HOSTS="rechten.example.be").test_client().get("/", headers={"Host": "evil.example"})
    assert (answer.status_code, answer.data) == (400, b"")
    assert _app(TRUSTED_HOSTS="rechten.example.be").test_client().get("/metrics").status_code == 200
