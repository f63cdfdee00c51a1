"""The page of the practice bank: invented money is paid, refused, taken back and given back."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from flask import Flask

from app.outside.payments import NewPayment, PaymentMethod, PaymentState
from app.outside.practice_bank import PracticeBank
from models.values import euro
from tests.stories.cast import Cast
from tests.stories.stage import Browser, Time
from tests.stories.walker import Walker


@pytest.fixture
def bank(app: Flask) -> PracticeBank:
    found = app.extensions["payments"]
    assert isinstance(found, PracticeBank)
    return found


@pytest.fixture
def told(app: Flask) -> Iterator[list[str]]:
    """The references that the application heard of."""
    heard: list[str] = []
    before = app.extensions.get("payments_told")
    app.extensions["payments_told"] = heard.append
    yield heard
    app.extensions["payments_told"] = before


@pytest.fixture
def reference(bank: PracticeBank, request: pytest.FixtureRequest, cast: Cast) -> str:
    return bank.begin(
        NewPayment(
            key=request.node.name,
            gross=euro("50.00"),
            described="Top-up of Voorbeeldegem",
            method=PaymentMethod.BANCONTACT,
            language="en",
            note="1",
            back_url="/report/",
        )
    ).reference


def _there(browser: Browser, reference: str) -> Walker:
    return browser().visit().follow("EN").typed_address(f"/demo/bank/{reference}")


def _state(bank: PracticeBank, reference: str) -> PaymentState:
    found = bank.look(reference)
    assert found is not None
    return found.state


@pytest.mark.parametrize(
    ("press", "became", "reads"),
    [
        ("Pay", PaymentState.PAID, "This payment is paid."),
        ("Refuse", PaymentState.FAILED, "This payment was refused."),
        ("Let it expire", PaymentState.EXPIRED, "nobody paid it in time"),
    ],
)
def test_each_button_ends_the_payment_tells_us_and_leads_back(
    browser: Browser,
    bank: PracticeBank,
    told: list[str],
    reference: str,
    press: str,
    became: PaymentState,
    reads: str,
) -> None:
    walker = _there(browser, reference).reads("this bank is invented").reads("Top-up of Voorbeeldegem")
    walker.reads("€50.00").press(press)
    assert walker.title == "Report a problem"
    assert (_state(bank, reference), told) == (became, [reference])
    walker.typed_address(f"/demo/bank/{reference}").reads(reads)


def test_a_double_click_pays_once(browser: Browser, bank: PracticeBank, told: list[str], reference: str) -> None:
    assert _there(browser, reference).press("Pay", times=2).title == "Report a problem"
    found = bank.look(reference)
    assert found is not None
    assert (found.paid, set(told)) == (euro("50.00"), {reference})


def test_who_goes_back_without_paying_leaves_it_open(
    browser: Browser, bank: PracticeBank, told: list[str], reference: str
) -> None:
    walker = _there(browser, reference).follow("Go back without paying")
    assert walker.title == "Report a problem"
    assert (_state(bank, reference), told) == (PaymentState.OPEN, [])


def test_a_page_that_stood_open_elsewhere_changes_nothing_any_more(
    browser: Browser, bank: PracticeBank, told: list[str], reference: str
) -> None:
    late = _there(browser, reference)
    _there(browser, reference).press("Pay")
    assert late.press("Refuse").title == "Report a problem"
    assert _state(bank, reference) is PaymentState.PAID


def test_the_bank_takes_the_money_back_and_gives_it_back(
    browser: Browser, bank: PracticeBank, told: list[str], time: Time, reference: str
) -> None:
    _there(browser, reference).press("Pay")
    walker = _there(browser, reference).press("Take the money back").reads("the bank took the money back.")
    walker.press("Give the money back").reads("and gave it back again")
    found = bank.look(reference)
    assert found is not None
    assert [(one.taken_at, one.given_back_at) for one in found.taken_back] == [(time(), time())]
    assert told == [reference] * 3


def test_a_payment_nobody_began_is_not_there(browser: Browser, cast: Cast) -> None:
    assert browser().typed_address("/demo/bank/tb_" + "0" * 32).status == 404


def test_without_a_practice_bank_there_is_no_such_page(
    browser: Browser, app: Flask, bank: PracticeBank, reference: str
) -> None:
    app.extensions["payments"] = None
    try:
        assert browser().typed_address(f"/demo/bank/{reference}").status == 404
    finally:
        app.extensions["payments"] = bank
