"""An pays by way of Mollie, as it speaks on the network: with its notices, forged ones, and without any."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from flask import Flask
from sqlalchemy import text
from sqlalchemy.orm import Session, sessionmaker
from werkzeug.test import TestResponse

from app.outside.mollie import Mollie
from scheduler.jobs import Workplace
from scheduler.wallet import ask_open_payments
from tests.app.outside.mollie_server import KEY, MollieServer, serving
from tests.stories.cast import Cast
from tests.stories.office import acting, changed, furnish
from tests.stories.stage import Browser, Time, worked_off
from tests.stories.walker import Walker

pytestmark = pytest.mark.trust("Top-up")
Notice = Callable[..., TestResponse]
Jobs = Callable[[], None]


@pytest.fixture(autouse=True)
def _office(factory: sessionmaker[Session], cast: Cast) -> None:
    furnish(factory, cast)


@pytest.fixture
def mollie(app: Flask, time: Time) -> Iterator[MollieServer]:
    """Mollie answers, and takes the place of the practice bank."""
    before = app.extensions["payments"]
    with serving(MollieServer(now=time)) as server:
        app.extensions["payments"] = Mollie(KEY, endpoint=server.url)
        yield server
    app.extensions["payments"] = before


@pytest.fixture
def notice(app: Flask) -> Notice:
    """Somebody, Mollie or not, sends a notice."""
    client = app.test_client()

    def sends(data: object, provider: str = "mollie", **how: object) -> TestResponse:
        return client.post(f"/payments/notice/{provider}", data=data, **how)  # type: ignore[arg-type]

    return sends


@pytest.fixture
def jobs(app: Flask, factory: sessionmaker[Session], state: Path) -> Jobs:
    return lambda: worked_off(app, factory, state)


def _sent_on(browser: Browser, mollie: MollieServer, amount: str = "100") -> tuple[Walker, str]:
    """An, and the payment that waits for her at Mollie."""
    an = acting(browser, "an.peeters").follow("Balance and use").follow("Top up").fill("Amount", amount)
    checkout = an.choose("How do you pay?", "Bancontact").leaves("Go and pay")
    reference = checkout.rsplit("/", 1)[-1]
    assert mollie.payments[reference]["amount"] == {"currency": "EUR", "value": f"{amount}.00"}
    assert mollie.payments[reference]["method"] == "bancontact"
    return an, reference


def _back(an: Walker, mollie: MollieServer, reference: str) -> Walker:
    """Mollie leads the browser back."""
    return an.typed_address(urlsplit(mollie.payments[reference]["redirectUrl"]).path)


def _balance(factory: sessionmaker[Session]) -> str:
    found: list[str] = []
    changed(factory, lambda s: found.append(str(s.execute(text("select balance from wallet")).scalar())))
    return found[0]


def test_who_comes_back_finds_it_paid(
    browser: Browser, mollie: MollieServer, factory: sessionmaker[Session]
) -> None:
    an, reference = _sent_on(browser, mollie)
    mollie.pay(reference)
    _back(an, mollie, reference).reads("Paid. €100.00 was added; the balance is now €100.00.")
    _back(an, mollie, reference).reads("the balance is now €100.00.")
    assert _balance(factory) == "100.00"


def test_a_notice_that_comes_many_times_credits_once_and_is_no_proof(
    browser: Browser,
    mollie: MollieServer,
    notice: Notice,
    jobs: Jobs,
    factory: sessionmaker[Session],
) -> None:
    _, reference = _sent_on(browser, mollie)
    for _ in range(5):
        notice({"id": reference, "status": "paid", "amount": "5000.00"})
    jobs()
    assert _balance(factory) == "0.00"
    mollie.pay(reference)
    for _ in range(3):
        notice({"id": reference})
        jobs()
        notice({"id": reference})
    jobs()
    assert _balance(factory) == "100.00"


@pytest.mark.parametrize(
    ("data", "provider", "how"),
    [
        ({"id": "tr_nobodys"}, "mollie", {}),
        ({"id": ""}, "mollie", {}),
        ({}, "mollie", {}),
        ({"id": "x" * 5000}, "mollie", {}),
        ({"id": "tr_\x00"}, "mollie", {}),
        ({"id": "tr_1' or '1'='1"}, "mollie", {}),
        (b"\xff\xfe%%%&id", "mollie", {"content_type": "application/x-www-form-urlencoded"}),
        (b'{"id": "tr_1"}', "mollie", {"content_type": "application/json"}),
        (b"--x\r\nContent-Disposition: form-data; name=id\r\n", "mollie", {"content_type": "multipart/form-data"}),
        (b"y" * 1_000_000, "mollie", {"content_type": "multipart/form-data; boundary=x"}),
        ({"id": "tr_1"}, "practice_bank", {}),
        ({"id": "tr_1"}, "nobody" * 50, {}),
    ],
)
def test_whatever_is_sent_gets_the_same_empty_answer(
    mollie: MollieServer,
    notice: Notice,
    factory: sessionmaker[Session],
    data: object,
    provider: str,
    how: dict[str, str],
) -> None:
    answer = notice(data, provider, **how)
    assert (answer.status_code, answer.get_data()) == (200, b"")
    assert "Set-Cookie" not in answer.headers
    waits: list[int] = []
    asks = text("select count(*) from procrastinate_jobs where task_name = 'ask_payment'")
    changed(factory, lambda s: waits.append(s.execute(asks).scalar_one()))
    assert waits == [0]
    assert mollie.asked == []


def test_a_known_and_an_unknown_payment_are_answered_the_same(
    browser: Browser, mollie: MollieServer, notice: Notice
) -> None:
    _, reference = _sent_on(browser, mollie)
    known, unknown = notice({"id": reference}), notice({"id": "tr_unknown"})
    assert known.get_data() == unknown.get_data()
    assert [name for name, _ in known.headers] == [name for name, _ in unknown.headers]


def test_without_any_notice_the_poller_credits_it(
    browser: Browser, mollie: MollieServer, app: Flask, factory: sessionmaker[Session], state: Path, time: Time,
    jobs: Jobs,
) -> None:  # fmt: skip
    _, reference = _sent_on(browser, mollie)
    mollie.pay(reference)
    time.passes(minutes=2)
    ask_open_payments(Workplace(factory, state, payments=app.extensions["payments"]))
    jobs()
    assert _balance(factory) == "100.00"


@pytest.mark.parametrize("fault", ["silent", "html", "500", "torn"])
def test_when_mollie_can_t_be_reached_nothing_is_paid_and_the_same_form_goes_on(
    browser: Browser, mollie: MollieServer, app: Flask, fault: str, factory: sessionmaker[Session]
) -> None:
    def falls(fault: str) -> None:
        """Who is silent isn't waited for long; others are given their time."""
        app.extensions["payments"] = Mollie(KEY, endpoint=mollie.url, seconds=0.5 if fault == "silent" else 30)
        mollie.fault = fault

    falls(fault)
    an = acting(browser, "an.peeters").follow("Balance and use").follow("Top up").fill("Amount", "100")
    an.choose("How do you pay?", "Bancontact").press("Go and pay")
    assert an.status == 503
    an.reads("The bank's page can't be reached now. Nothing was paid.")
    falls("")
    reference = an.leaves("Go and pay").rsplit("/", 1)[-1]
    assert len(mollie.payments) == 1
    mollie.pay(reference)
    falls(fault)
    _back(an, mollie, reference).reads("The bank doesn't answer now.")
    falls("")
    an.reload().reads("Paid. €100.00 was added")
    assert _balance(factory) == "100.00"


def test_part_of_it_is_charged_back_and_comes_again(
    browser: Browser,
    mollie: MollieServer,
    notice: Notice,
    jobs: Jobs,
    factory: sessionmaker[Session],
) -> None:
    an, reference = _sent_on(browser, mollie)
    mollie.pay(reference)
    _back(an, mollie, reference)
    mollie.charge_back(reference, "40.00")
    for _ in range(2):
        notice({"id": reference})
        jobs()
    assert _balance(factory) == "60.00"
    mollie.reverse_chargeback(reference)
    for _ in range(2):
        notice({"id": reference})
        jobs()
    assert _balance(factory) == "100.00"
