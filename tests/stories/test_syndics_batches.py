"""An gives many associations another representative at once: one page, one set of documents, one sum; a worker
makes a case of each, and what couldn't be paid goes on after a top-up."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import select
from sqlalchemy.orm import Session, sessionmaker

from app.transaction import Scope
from app.transaction import enter as scoped
from app.wallet.ledger import Posting, hold, post
from app.wallet.rules import lines_of_money_in
from models.organisations import Organisation
from models.syndics import BatchItem, Case
from models.values import LedgerAccount, TransactionKind, euro
from models.wallet import Wallet
from tests.app.documents.making import pdf
from tests.app.syndics import stage
from tests.app.syndics.batched import spent
from tests.stories import office
from tests.stories.cast import Cast
from tests.stories.office import acting, changed
from tests.stories.stage import MOMENT, Browser, enter, worked_off
from tests.stories.walker import Walker

pytestmark = pytest.mark.trust("Spending")
Pays = Callable[[str], None]
WORDS = {
    "NL": {
        "many": "Veel mandaten tegelijk", "begin": "Een vertegenwoordiger wijzigen…",
        "who": "Alle verenigingen met als vertegenwoordiger", "do": "Wat wilt u doen?",
        "another": "Een andere vertegenwoordiger", "on": "Verder", "see": "Bekijken wat er zal gebeuren",
        "day": "De wijziging gaat in op", "decided": "Datum van de beslissing",
        "named": "Noemt de beslissing een vertegenwoordiger?", "yes": "Ja", "first": "Voornamen", "name": "Naam",
        "number": "Rijksregister- of BIS-nummer", "by": "Hoedanigheid van de vertegenwoordiger",
        "agent": "Vastgoedmakelaar (BIV)", "own": "BIV-nummer van de vertegenwoordiger", "file": "Bestand",
        "lacks": "de beslissing", "low": "Het saldo van € 0,00 is te laag voor € 337,50: er ontbreekt € 337,50.",
        "top": "De portefeuille opladen", "total": "Te betalen voor alle, buiten het toepassingsgebied van de btw"
        " € 337,50", "after": "Daarna in de portefeuille € 12,50", "pay": "3 dossiers betalen en indienen",
        "will": "U dient 3 dossiers in", "told": "Dit is al bevestigd", "far": "0 van 3",
        "done": "3 dossiers zijn ingediend.", "state": "Ingediend", "csv": "De resultaten downloaden",
        "short": "De portefeuille kon het volgende dossier niet meer betalen.", "rest": "Verdergaan met de rest",
        "pay_rest": "De rest betalen en indienen", "waits": "1 vereniging wacht: er is nog niets voor ingediend",
    },
    "FR": {
        "many": "Plusieurs mandats à la fois", "begin": "Changer un représentant…",
        "who": "Toutes les associations représentées par", "do": "Que voulez-vous faire ?",
        "another": "Un autre représentant", "on": "Continuer", "see": "Voir ce qui va se passer",
        "day": "La modification prend effet le", "decided": "Date de la décision",
        "named": "La décision désigne-t-elle un représentant ?", "yes": "Oui", "first": "Prénoms", "name": "Nom",
        "number": "Numéro de registre national ou numéro BIS",
        "by": "Qualité du représentant", "agent": "Agent immobilier (IPI)",
        "own": "Numéro IPI du représentant", "file": "Fichier", "lacks": "la décision",
        "low": "Le solde de 0,00 € est insuffisant pour 337,50 € : il manque 337,50 €.",
        "top": "Recharger le portefeuille", "total": "À payer pour toutes, hors du champ d’application de la TVA"
        " 337,50 €", "after": "Ensuite dans le portefeuille 12,50 €", "pay": "Payer et introduire 3 dossiers",
        "will": "Vous introduisez 3 dossiers", "told": "Ceci est déjà confirmé", "far": "0 sur 3",
        "done": "3 dossiers ont été introduits.", "state": "Introduit", "csv": "Télécharger les résultats",
        "short": "Le portefeuille ne pouvait plus payer le dossier suivant.", "rest": "Continuer avec le reste",
        "pay_rest": "Payer et introduire le reste", "waits": "1 association attend : rien n’a encore été",
    },
}  # fmt: skip


@pytest.fixture
def settings(state: Path) -> dict[str, str]:
    """A password counts as a key of level high."""
    return {"DEMO_PASSWORD_IS_HIGH": "1", "TRUSTED_HOSTS": "localhost", "STATE_DIR": str(state)}


@pytest.fixture(autouse=True)
def portfolio(factory: sessionmaker[Session], cast: Cast) -> None:
    """Immo Peeters is syndic of three associations, in which Wim represents it; without an accreditation."""
    office.furnish(factory, cast)

    def put(session: Session) -> None:
        stage.add_fee(session, MOMENT.year)
        peeters = session.scalars(select(Organisation).where(Organisation.name == "Immo Peeters")).one()
        syndic = replace(stage.BARE_COMPANY, name=peeters.name, enterprise_number=peeters.enterprise_number)
        for number in range(3):
            one = stage.fresh_association(f"VME Zeedijk {number}")
            stage.registered(session, one.number, one.name)
            stage.add_mandate(session, one, syndic, representative=stage.WIM, syndic_id=peeters.id)

    changed(factory, put)


@pytest.fixture
def pays_in(factory: sessionmaker[Session]) -> Pays:
    """So much comes into the wallet of Immo Peeters."""

    def put(session: Session, gross: str) -> None:
        peeters = _peeters(session)
        held, amount = hold(session, peeters), euro(gross)
        lines = lines_of_money_in(amount, held.owed, LedgerAccount.TRANSIT)
        posting = Posting(peeters, TransactionKind.TOP_UP, f"in:{gross}", amount, lines, provider="practice_bank")
        post(session, posting, MOMENT)

    return lambda gross: changed(factory, lambda session: put(session, gross))


def _peeters(session: Session) -> int:
    return session.scalars(select(Organisation.id).where(Organisation.name == "Immo Peeters")).one()


def plain(walker: Walker) -> str:
    return " ".join(walker.text.split())


def states(factory: sessionmaker[Session]) -> tuple[Counter[str], Counter[str], list[str]]:
    """Of the items, of the cases, and what is in the wallet."""
    with factory() as session:
        scoped(session, Scope.office())
        return (
            Counter(session.scalars(select(BatchItem.state))),
            Counter(session.scalars(select(Case.state))),
            [str(one) for one in session.scalars(select(Wallet.balance))],
        )


def filled_in(an: Walker, said: dict[str, str]) -> None:
    """Nora by her name and number, from the first of May on."""
    an.fill(said["decided"], "2027-03-01").fill(said["day"], "2027-05-01").choose(said["named"], said["yes"])
    an.fill(said["first"], "Nora").fill(said["name"], "Haddad").fill(said["number"], stage.NORA.number)
    an.choose(said["by"], said["agent"]).fill(said["own"], "506.202")
    an.attach(said["file"], pdf(), "beslissing.pdf")


@pytest.mark.parametrize("language", WORDS)
def test_an_changes_the_representative_of_all_that_wim_represents(
    browser: Browser, app: Flask, factory: sessionmaker[Session], state: Path, pays_in: Pays, language: str
) -> None:
    said = WORDS[language]
    an = acting(browser, "an.peeters", language).follow(said["many"]).follow(said["begin"])
    an.choose(said["who"], "Wim Verlinden (3)").choose(said["do"], said["another"]).press(said["on"])
    # What can't be read stays with its sentence; the rest is kept.
    an.fill(said["first"], "Nora").fill(said["number"], "85.07.30").press(said["see"])
    assert an.error(said["number"])
    assert an.reload().value(said["first"]) == "Nora"
    filled_in(an, said)
    an.press(said["see"])
    for words in ("low", "total", "will"):
        assert said[words] in plain(an), words
    assert not an.sees_button(said["pay"])
    assert an.new_tab().follow(said["top"]).value("Bedrag" if language == "NL" else "Montant").startswith("337,50")
    pays_in("350.00")
    an.reload()
    assert said["after"] in plain(an)
    other = an.new_tab().reload()
    an.press(said["pay"], times=2)
    assert said["far"] in plain(an)
    other.press(said["pay"])
    assert said["told"] in plain(other)
    worked_off(app, factory, state)
    assert states(factory) == ({"submitted": 3}, {"submitted": 3}, ["12.50"])
    an.reload().reads(said["done"], "VME Zeedijk 2")
    told = an.download(said["csv"]).decode("utf-8-sig").splitlines()
    assert len(told) == 4
    assert all(said["state"] in line for line in told[1:])


def test_from_the_portfolio_a_removal_is_refused_where_somebody_is_required(
    browser: Browser, factory: sessionmaker[Session], pays_in: Pays
) -> None:
    pays_in("500.00")
    an = acting(browser, "an.peeters").follow("Portfolio")
    rows = an.page.xpath("//input[@name='rowid']/@value")
    ids = ",".join(one.split(".")[0] for one in rows[:2])
    an.typed_address(f"/mandate-batches/new?kind=removal&mandates={ids}").reads("2 associations are chosen.")
    an.press("Go on").fill("Date of the decision", "2027-03-01").fill("The change takes effect on", "2027-05-01")
    an.attach("File", pdf(), "decision.pdf").press("See what will happen")
    an.reads("Nothing of this can be submitted", "2 associations stay out: why is said below", "isn’t accredited")
    assert not an.sees_button("Pay and submit")
    # With an accreditation of its own the company needs nobody.
    an.follow("Change what is filled in").fill("BIV/IPI number of the company itself", "700.202")
    an.press("See what will happen").reads("You submit 2 cases", "€225.00")
    an.press("Leave out VME Zeedijk 0").reads("It is off the list.", "Pay and submit 1 case")
    assert not an.sees_button("Leave out VME Zeedijk 1")
    # A colleague finds it, and goes on with it.
    bram = acting(browser, "bram.claes").follow("Many mandates at once")
    bram.follow("15/03/2027 10:05").follow("Go on with it")
    assert bram.value("BIV/IPI number of the company itself") == "700.202"
    with factory() as session:
        scoped(session, Scope.office())
        batch_id = session.scalars(select(BatchItem.batch_id)).one()
    chloe = enter(browser, "chloe.dubois").typed_address(f"/mandate-batches/show/{batch_id}")
    assert "700.202" not in chloe.text
    assert chloe.status in (403, 404)
    an.typed_address(f"/mandate-batches/drop/{batch_id}").press("Delete this draft")
    an.reads("The draft is deleted. Nothing was submitted.", "Nothing was done for many associations at once yet")
    assert states(factory) == ({}, {}, ["500.00"])


def test_what_the_wallet_couldnt_pay_waits_and_goes_on_after_a_top_up(
    browser: Browser, app: Flask, factory: sessionmaker[Session], state: Path, pays_in: Pays
) -> None:
    said = WORDS["FR"]
    pays_in("337.50")
    an = acting(browser, "an.peeters", "FR").follow(said["many"]).follow(said["begin"])
    an.choose(said["who"], "Wim Verlinden (3)").choose(said["do"], said["another"]).press(said["on"])
    filled_in(an, said)
    an.press(said["see"]).press(said["pay"])
    changed(factory, lambda session: spent(session, _peeters(session), "100.00"))
    worked_off(app, factory, state)
    assert states(factory) == ({"submitted": 2, "waiting": 1}, {"submitted": 2}, ["12.50"])
    an.reload().reads(said["short"], said["waits"])
    an.follow(said["rest"])
    assert not an.sees_button(said["pay_rest"])
    pays_in("100.00")
    an.reload().press(said["pay_rest"], times=2)
    worked_off(app, factory, state)
    assert states(factory) == ({"submitted": 3}, {"submitted": 3}, ["0.00"])
    an.reload().reads(said["done"])
