"""The page of the practice network: what was handed over, who can't be reached, and a receiver who sends back."""

from __future__ import annotations

from dataclasses import replace

import pytest
from flask import Flask

from app.outside.access_point import Fate
from app.outside.practice_network import PracticeNetwork
from tests.app.outside.documents import FIRST, OTHER, RECEIVER, document
from tests.stories.stage import Browser
from tests.stories.walker import Walker


@pytest.fixture
def network(app: Flask) -> PracticeNetwork:
    found = app.extensions["network"]
    assert isinstance(found, PracticeNetwork)
    for one in found.absent():
        found.join(one)
    return found


def _there(browser: Browser) -> Walker:
    return browser().visit().follow("EN").typed_address("/demo/network/")


def test_what_was_handed_over_stands_there_to_the_byte(browser: Browser, network: PracticeNetwork) -> None:
    sent = document("2026-000777")
    network.send(replace(FIRST, key="story 1", document=sent))
    walker = _there(browser).reads("this network is invented").reads("2026-000777").reads("0998.000.138")
    assert walker.reads("On its way").download("2026-000777") == sent


def test_a_receiver_sends_a_document_back(browser: Browser, network: PracticeNetwork) -> None:
    reference = network.send(replace(FIRST, key="story 2", document=document("2026-000778"))).reference
    _there(browser).press("Send 2026-000778 back").reads("The receiver sent the document back.").reads("Sent back")
    found = network.ask(reference)
    assert found is not None
    assert found.fate is Fate.REFUSED


def test_who_is_taken_out_of_the_network_may_come_back(browser: Browser, network: PracticeNetwork) -> None:
    walker = _there(browser).fill("Enterprise number", "BE 0998.000.237").press("Take it out of the network")
    walker.reads("From now on it can't be reached in this network.")
    assert network.absent() == [OTHER]
    walker.press("Let 0998.000.237 in again").reads("It can be reached in this network again.")
    assert network.absent() == []


@pytest.mark.parametrize(("typed", "says"), [("", "Fill in an enterprise number."), ("12", "10 digits")])
def test_what_is_no_enterprise_number_takes_nobody_out(
    browser: Browser, network: PracticeNetwork, typed: str, says: str
) -> None:
    walker = _there(browser).fill("Enterprise number", typed).press("Take it out of the network")
    assert walker.status == 422
    walker.reads(says)
    assert network.absent() == []


@pytest.mark.parametrize("act", ["join", "send_back"])
def test_nothing_happens_to_what_is_not_there(browser: Browser, network: PracticeNetwork, act: str) -> None:
    network.leave(RECEIVER)
    network.send(replace(FIRST, key="story 3", receiver=OTHER, document=document("2026-000779", receiver=OTHER)))
    press = "Let 0998.000.138 in again" if act == "join" else "Send 2026-000779 back"
    assert _there(browser).tamper("of", "../lock").press(press).status == 404
    assert network.absent() == [RECEIVER]


def test_without_a_practice_network_there_is_no_such_page(
    browser: Browser, app: Flask, network: PracticeNetwork
) -> None:
    app.extensions["network"] = None
    try:
        assert _there(browser).status == 404
    finally:
        app.extensions["network"] = network
