"""How the office stands: Bram opens the overview, and every number opens a list of as many."""

from __future__ import annotations

from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy.orm import Session, sessionmaker

from tests.stories.aml_office import open_office
from tests.stories.cast import Cast
from tests.stories.office import acting
from tests.stories.stage import Browser
from tests.stories.test_aml_deals import Office

WORDS = {
    "NL": ("Overzicht", "Aanvaarde contacten per waakzaamheid", "Verrichtingen: Ontwerp", "Hetzelfde in cijfers"),
    "FR": ("Aperçu", "Contacts acceptés par vigilance", "Opérations : Projet", "La même chose en chiffres"),
}


@pytest.fixture
def peeters(factory: sessionmaker[Session], cast: Cast, app: Flask, state: Path) -> Office:
    open_office(factory, cast, app, state)
    return Office(factory, cast)


@pytest.mark.parametrize("language", WORDS)
def test_every_number_of_the_overview_opens_a_list_of_as_many(
    browser: Browser, peeters: Office, language: str
) -> None:
    menu, levels, drafts, figures = WORDS[language]
    peeters.contact("Peters", "Jan")
    peeters.complete()
    peeters.block("Wim Verlinden")
    bram = acting(browser, "bram.claes", language).follow(menu)
    bram.reads(levels, drafts, figures)
    rows = bram.page.xpath("//ul[@class='bars']/li[.//a]")
    counts = {row.xpath("string(.//a)"): int(row.xpath("string(.//b)")) for row in rows}
    assert counts[drafts] == 1
    # Three contacts, of which one is blocked; the review of each of them; and the transaction.
    assert sum(counts.values()) == 7
    for words, many in counts.items():
        bram.follow(words)
        assert len(bram.page.xpath("//table//tbody/tr")) == many, words
        bram.back()
