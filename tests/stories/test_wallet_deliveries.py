"""Documents on their way: the network takes them or not, the mail carries them, and Hugo sends one once more."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import select
from sqlalchemy.orm import Session, sessionmaker

from app.outside.practice_network import PracticeNetwork
from app.transaction import Scope, enter, transaction
from models.mail import Letter
from scheduler.invoices_out import hand_over_invoices, mail_invoices
from scheduler.workplace import Workplace
from tests.app.wallet.invoicing.sent import NUMBER, invoiced
from tests.stories.stage import Browser, Time
from tests.stories.stage import enter as signed_in
from tests.stories.walker import Walker

pytestmark = pytest.mark.trust("Invoices, receipts")


@pytest.fixture
def network(app: Flask) -> PracticeNetwork:
    found = app.extensions["network"]
    assert isinstance(found, PracticeNetwork)
    shutil.rmtree(found.folder, ignore_errors=True)  # other stories sent a document of this number
    return found


@pytest.fixture
def documents(factory: sessionmaker[Session]) -> str:
    """An invoice that was issued; its number."""
    with factory() as session, transaction(session):
        enter(session, Scope.office())
        _, made = invoiced(session, NUMBER, email="facturen@immo.example")
    return made.paper.number


@pytest.fixture
def a_minute(
    documents: str, app: Flask, factory: sessionmaker[Session], state: Path, time: Time
) -> Callable[[], None]:
    """What the clock does each minute."""

    def passes() -> None:
        place = Workplace(factory, state, network=app.extensions["network"])
        hand_over_invoices(place)
        mail_invoices(place)
        time.passes(minutes=2)

    return passes


def _hugo(browser: Browser) -> Walker:
    return signed_in(browser, "hugo.baert").follow("EN")


def _way(walker: Walker, words: str) -> Walker:
    return walker.follow("Documents on their way").follow("2026-000001", beside=words)


def test_a_document_gets_there_both_ways(
    browser: Browser, a_minute: Callable[[], None], network: PracticeNetwork, factory: sessionmaker[Session]
) -> None:
    hugo = _hugo(browser)
    _way(hugo, "Peppol network").reads("Waiting")
    a_minute()
    _way(hugo, "Peppol network").reads("On its way")
    a_minute()
    _way(hugo, "Peppol network").reads("Delivered").reads("Document delivered")
    with factory() as session:
        enter(session, Scope.office())
        (letter,) = session.scalars(select(Letter).where(Letter.kind == "wallet.invoice.issued"))
    assert (letter.address, letter.document_id is not None) == ("facturen@immo.example", True)
    hugo.visit().reads("Every document got where it was going.")


def test_who_is_not_in_the_network_gets_it_by_mail_and_nobody_has_to_look(
    browser: Browser, a_minute: Callable[[], None], network: PracticeNetwork
) -> None:
    browser().visit().follow("EN").typed_address("/demo/network/").fill("Enterprise number", NUMBER).press(
        "Take it out of the network"
    )
    a_minute()
    hugo = _hugo(browser).reads("Every document got where it was going.")
    _way(hugo, "Peppol network").reads("can't be reached in the network; the mail carries the document.")


def test_what_was_sent_back_goes_out_once_more(
    browser: Browser, a_minute: Callable[[], None], network: PracticeNetwork
) -> None:
    a_minute()
    browser().visit().follow("EN").typed_address("/demo/network/").press("Send 2026-000001 back")
    a_minute()
    hugo = _hugo(browser).reads("Documents that weren't delivered").follow("2026-000001")
    hugo.reads("The receiver sent it back.").follow("Send again").press("Send again")
    hugo.reads("It is on its way again.").reads("Waiting").reads("Document sent again")
    a_minute()
    a_minute()
    _way(hugo, "Peppol network").reads("Delivered")
    assert len(network.latest()) == 2


def test_a_page_that_stood_open_meanwhile_sends_nothing(
    browser: Browser, a_minute: Callable[[], None], network: PracticeNetwork
) -> None:
    network.leave(NUMBER)
    a_minute()
    hugo = _way(_hugo(browser), "Peppol network").follow("Send again")
    late = hugo.new_tab()
    hugo.press("Send again").reads("It is on its way again.")
    assert late.press("Send again").status == 422


@pytest.mark.parametrize("name", ["chloe.dubois", "an.peeters", "dirk.maes"])
def test_only_finance_gets_there(browser: Browser, documents: str, name: str) -> None:
    assert signed_in(browser, name).typed_address("/deliveries/list/").status == 403
