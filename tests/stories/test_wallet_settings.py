"""An sets a limit for Bram and a threshold; who may not, may not; two managers who change the same thing."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import select
from sqlalchemy.orm import Session, sessionmaker

from app import clock
from app.wallet.charging import Payer, Wanted, charge
from models.accounts import Account
from models.organisations import Member
from models.rights import Tool, ToolRegistration
from tests.app.wallet.offices import Office, filled, price
from tests.stories.cast import Cast
from tests.stories.office import acting, changed, furnish
from tests.stories.stage import Browser, Post, worked_off
from tests.stories.walker import Walker


@dataclass(frozen=True)
class Said:
    """What one reads and presses, in one language."""

    settings: str
    set: str
    whose: str
    bram: str
    most: str
    save: str
    done: str
    below: str
    save_threshold: str
    threshold_set: str


SAID = {
    "EN": Said(
        "Limits and threshold", "Set a limit", "Limit for", "Bram Claes (member)", "At most per month",
        "Save the limit", "The limit is set.", "Mail to managers below", "Save the threshold",
        "The threshold is set.",
    ),
    "NL": Said(
        "Limieten en drempel", "Een limiet instellen", "Limiet voor", "Bram Claes (medewerker)",
        "Hoogstens per maand", "De limiet bewaren", "De limiet is ingesteld.", "Mail aan beheerders onder",
        "De drempel bewaren", "De drempel is ingesteld.",
    ),
    "FR": Said(
        "Limites et seuil", "Fixer une limite", "Limite pour", "Bram Claes (collaborateur)", "Au plus par mois",
        "Enregistrer la limite", "La limite est fixée.", "E-mail aux gestionnaires en dessous de",
        "Enregistrer le seuil", "Le seuil est fixé.",
    ),
}  # fmt: skip
Buys = Callable[[str], None]


@pytest.fixture(autouse=True)
def _office(factory: sessionmaker[Session], cast: Cast) -> None:
    furnish(factory, cast)


@pytest.fixture
def bram_buys(factory: sessionmaker[Session], cast: Cast) -> Buys:
    """Bram buys something for € 5.45 in the diary, which the office uses; € 100.00 was paid in before."""
    payers: list[Payer] = []

    def begins(session: Session) -> None:
        tool_id = session.scalars(select(Tool.id).where(Tool.code == "diary")).one()
        session.add(price(tool_id, "4.50", 21, date(2026, 6, 1)))
        bram = session.scalars(
            select(Member).join(Account, Account.id == Member.account_id).where(Account.username == "bram.claes")
        ).one()
        session.add(
            ToolRegistration(
                organisation_id=bram.organisation_id, tool_id=tool_id, registered_on=date(2026, 6, 1),
                registered_by=cast.accounts["An"],
            )
        )  # fmt: skip
        payers.append(Payer(bram.organisation_id, bram.account_id, tool_id, bram.id))
        filled(session, Office(bram.organisation_id, tool_id, payers[0], payers[0]), "100", clock.now())

    changed(factory, begins)
    return lambda key: changed(
        factory, lambda session: charge(session, payers[0], Wanted("search"), key, clock.now())
    )


def _settings(browser: Browser, language: str = "EN") -> Walker:
    return acting(browser, "an.peeters", language).follow(SAID[language].settings)


@pytest.mark.parametrize("language", ["EN", "NL", "FR"])
def test_an_sets_a_limit_and_a_threshold(browser: Browser, bram_buys: Buys, language: str) -> None:
    said = SAID[language]
    bram_buys("one")
    an = _settings(browser, language).follow(said.set).choose(said.whose, said.bram).fill(said.most, "20")
    an.press(said.save).reads(said.done, "Bram Claes", "5.45" if language == "EN" else "5,45")
    an.fill(said.below, "50,00" if language != "EN" else "50.00").press(said.save_threshold)
    an.reads(said.threshold_set)
    assert an.value(said.below) == ("50.00" if language == "EN" else "50,00")


def test_a_limit_is_changed_and_taken_away(browser: Browser, bram_buys: Buys) -> None:
    bram_buys("one")
    an = _settings(browser).follow("Set a limit").choose("Limit for", "Office diary (tool)")
    an.fill("At most per month", "€ 1.000,50").press("Save the limit").reads("Office diary", "€1,000.50", "€5.45")
    an.follow("Change Office diary").reads("Spent this month: €5.45.").fill("At most per month", "30")
    an.press("Save the limit").reads("€30.00").follow("Remove Office diary")
    an.reads("€5.45 of €30.00 was spent this month").press("Remove the limit").reads("No limits")


def test_what_is_no_amount_is_answered_at_the_field(browser: Browser, bram_buys: Buys) -> None:
    an = _settings(browser).follow("Set a limit").fill("At most per month", "-5").press("Save the limit")
    assert "Choose for whom" in an.error("Limit for")
    an.choose("Limit for", "Bram Claes (member)").press("Save the limit")
    assert "A limit can't lie below zero." in an.error("At most per month")
    an.fill("At most per month", "veel").press("Save the limit")
    assert (an.status, an.value("At most per month")) == (422, "veel")
    settings = _settings(browser).fill("Mail to managers below", "-1").press("Save the threshold")
    assert "The threshold can't lie below zero." in settings.error("Mail to managers below")


def test_what_somebody_changed_meanwhile_is_said(browser: Browser, bram_buys: Buys) -> None:
    one, other = _settings(browser), _settings(browser)
    one.fill("Mail to managers below", "10").press("Save the threshold").reads("The threshold is set.")
    other.fill("Mail to managers below", "20").press("Save the threshold")
    assert other.status == 422
    for walker in (one, other):
        walker.typed_address("/wallet-settings/limit").choose("Limit for", "Bram Claes (member)")
        walker.fill("At most per month", "10")
    one.press("Save the limit").reads("The limit is set.")
    other.press("Save the limit")
    assert other.status == 422


def test_an_reads_that_the_balance_is_low(
    browser: Browser, bram_buys: Buys, post: Post, app: Flask, factory: sessionmaker[Session], state: Path
) -> None:
    an = _settings(browser).fill("Mail to managers below", "98").press("Save the threshold")
    bram_buys("one")
    worked_off(app, factory, state)
    post(an)
    an.follow("Mailbox").follow("The wallet of Immo Peeters is nearly empty").reads("€94.55", "€98.00")


def test_members_and_strangers_don_t_set_anything(browser: Browser) -> None:
    for username in ("bram.claes",):
        walker = acting(browser, username)
        assert not walker.sees_link("Limits and threshold")
        for address in ("/wallet-settings/", "/wallet-settings/limit", "/wallet-settings/limit/1"):
            assert walker.typed_address(address).status == 403
