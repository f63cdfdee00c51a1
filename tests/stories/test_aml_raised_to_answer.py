"""A transaction that is raised: handed over, asked back and decided by another officer than who asked; and one
that is reported to the FIU, which opposes until a day, and says then that it has no objection."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import select
from sqlalchemy.orm import Session, sessionmaker

from app.demo.office_tools import linked_eid
from app.rights.built_in import AML, OFFICER
from app.transaction import Scope
from app.transaction import enter as scoped
from models.organisations import Member
from models.rights import Access, Tool, ToolRole
from tests.app.aml.goaml.order import problems
from tests.app.aml.paid_deals import money_in, price_list
from tests.stories.aml_deal import filled, paid
from tests.stories.aml_office import open_office
from tests.stories.cast import Cast
from tests.stories.office import SINCE, acting
from tests.stories.stage import MOMENT, Browser, Time
from tests.stories.test_aml_deals import WORDS as DEALS
from tests.stories.test_aml_deals import Office
from tests.stories.test_aml_fiu import WORDS as FIU
from tests.stories.test_aml_officer import WORDS as DESK
from tests.stories.test_aml_profiles import WORDS as PROFILES
from tests.stories.walker import Walker

WHY = "We know her and her bank for years."


WORDS = {
    "EN": {
        "raised": "Raised vigilance", "date": "Date on which it is expected to be closed",
        "no_date": "Lacking: Expected date.", "open": "Open 2027-001", "report": "Report to the FIU",
        "fiu": "With the FIU", "how": "How is it paid?", "cash": "Cash", "go_on": "Go on with the transaction",
        "in_report": "Write it in the report", "other": "This is the reference of your report 2, not of this one.",
        "again": "Compute the level again",
    },
    "NL": {
        "raised": "Verhoogde waakzaamheid", "date": "Verwachte datum van afsluiting",
        "no_date": "Ontbreekt: Verwachte datum.", "open": "2027-001 openen", "report": "Melden aan de CFI",
        "fiu": "Bij de CFI", "how": "Hoe wordt er betaald?", "cash": "Contant",
        "go_on": "Verdergaan met de verrichting", "in_report": "In de melding schrijven",
        "other": "Dit is de referentie van uw melding 2, niet van deze.", "again": "Het niveau opnieuw berekenen",
    },
    "FR": {
        "raised": "Vigilance accrue", "date": "Date prévue de la clôture", "no_date": "Manque : Date prévue.",
        "open": "Ouvrir 2027-001",
        "report": "Déclarer à la CTIF", "fiu": "À la CTIF", "how": "Comment le paiement se fait-il ?",
        "cash": "Espèces",
        "go_on": "Continuer l’opération", "in_report": "L’écrire dans la déclaration",
        "other": "C’est la référence de votre déclaration 2, pas de celle-ci.", "again": "Recalculer le niveau",
    },
}  # fmt: skip


@pytest.fixture
def peeters(factory: sessionmaker[Session], cast: Cast, app: Flask, state: Path) -> Office:
    """With money and prices, two contacts that are accepted, and Els beside An as its officers."""
    open_office(factory, cast, app, state)
    office = Office(factory, cast)
    with factory() as session:
        scoped(session, Scope.office())
        price_list(session)
        money_in(session, office.id, "100.00", MOMENT - timedelta(hours=1))
        _second_officer(session, cast, office.id)
        session.commit()
    for given, family in (("Wim", "Verlinden"), ("Lies", "Wauters")):
        office.contact(family, given)
    return office


def _second_officer(session: Session, cast: Cast, office: int) -> None:
    """Els, who is a member there since a while, uses the tool as an officer."""
    member = Member(
        organisation_id=office, account_id=cast.accounts["Els"], state="confirmed", first_day=SINCE,
        created_at=MOMENT,
    )  # fmt: skip
    session.add_all((member, linked_eid(cast.accounts["Els"], MOMENT)))
    session.flush()
    role = session.scalars(select(ToolRole).join(Tool).where(Tool.code == AML, ToolRole.code == OFFICER)).one()
    session.add(
        Access(
            organisation_id=office, membership_id=member.id, tool_id=role.tool_id, role_id=role.id, state="user",
            given_on=SINCE, given_by=cast.accounts["An"],
        )
    )  # fmt: skip
    session.flush()


def _handed(browser: Browser, language: str) -> Walker:
    """Bram's sale to Lies at a strange price: paid, raised, and handed over with his reasons."""
    said, words = WORDS[language], PROFILES[language]
    bram = acting(browser, "bram.claes", language)
    paid(filled(bram, "2027-001", language, PRI1="yes"), language).reads(said["raised"], "PRI1")
    assert not bram.sees_link(words["accept"])
    return _hands(bram, language)


def _hands(bram: Walker, language: str) -> Walker:
    words = PROFILES[language]
    bram.follow(words["hand"]).reads("An Peeters", "Els Wouters").fill(words["why"], WHY)
    return bram.press(words["do_hand"], times=2).reads(words["handed"], words["blocked"])


def _at_work(browser: Browser, username: str, language: str) -> Walker:
    """An officer, at what is told about the transaction."""
    return acting(browser, username, language).follow(DESK[language]["list"]).follow("2027-001")


def _accepts(an: Walker, language: str) -> None:
    said = DESK[language]
    an.follow(said["accept"]).reads(said["final"]).fill(said["why"], "Seen with the notary, and explained.")
    an.press(said["do"], times=2).reads(said["accepted"])


@pytest.mark.trust("AML")
@pytest.mark.parametrize("language", WORDS)
def test_els_asks_back_bram_replies_and_an_accepts(browser: Browser, peeters: Office, language: str) -> None:
    said, desk = WORDS[language], DESK[language]
    bram = acting(browser, "bram.claes", language)
    paid(filled(bram, "2027-001", language, PRI1="yes"), language).reads(said["raised"], "PRI1")
    for officer in ("an.peeters", "els.wouters"):  # told at once, before Bram says what he wants
        acting(browser, officer, language).follow(desk["list"]).reads("2027-001")
    _hands(bram, language)
    els = _at_work(browser, "els.wouters", language).reads(WHY)
    els.fill(desk["yours"], "Who found the buyer?").press(desk["ask"])
    bram.follow(desk["list"]).follow("2027-001").reads("Who found the buyer?", desk["officer"], desk["correct"])
    bram.fill(desk["yours"], "Her notary did.").press(desk["reply"])
    an = _at_work(browser, "an.peeters", language).reads("Who found the buyer?", "Her notary did.")
    _accepts(an, language)
    els.reload()
    assert not els.sees_link(desk["accept"])
    bram.follow(DEALS[language]["list"]).follow("2027-001").reads(DEALS[language]["state"], desk["officer"])
    bram.reads("Seen with the notary, and explained.").reads_nothing_of(desk["blocked"])


@pytest.mark.trust("AML")
@pytest.mark.parametrize("language", WORDS)
def test_els_reports_it_and_the_fiu_opposes_until_a_day(
    browser: Browser, peeters: Office, time: Time, language: str
) -> None:
    said, desk, fiu = WORDS[language], DESK[language], FIU[language]
    bram = _handed(browser, language)
    els = _at_work(browser, "els.wouters", language)
    note = els.url
    els.follow(said["report"]).press(fiu["begin"]).reads(fiu["begun"], fiu["lacks"], said["no_date"])
    report = els.url
    assert not els.sees_link(fiu["make"])
    # What the report lacks is put right where it is: in the transaction by Bram, who is asked, and in the report.
    deal = els.follow(said["open"]).url
    els.typed_address(note).fill(desk["yours"], "When is the deed expected?").press(desk["ask"])
    bram.follow(desk["list"]).follow("2027-001").follow(desk["correct"]).follow(said["go_on"])
    _step(bram, "property").fill(said["date"], "2027-06-30").press(DEALS[language]["on"])
    _hands(_step(bram, "result").press(said["again"]), language)
    assert bram.typed_address(deal).url == deal
    els.typed_address(report).reads_nothing_of(said["no_date"]).follow(said["in_report"])
    els.fill(fiu["why"], "He sells far below the price.").tick(fiu["indicator"]).fill(fiu["office"], "4711")
    els.choose(said["how"], said["cash"]).tick(fiu["suspected"]).press(fiu["save"]).reads_nothing_of(fiu["lacks"])
    _other_report(peeters, els, language)
    waits = _seen(bram, deal, note)
    time.passes(minutes=5)
    els.typed_address(report).follow(fiu["make"]).reads(fiu["law"]).press(fiu["make"], times=2).reads(fiu["made"])
    assert problems(els.download(fiu["file"].replace("SAR", "STR"))) == []
    assert _seen(bram, deal, note) == waits
    els.follow(fiu["note"]).fill(fiu["reference"], "CFI-1").press(fiu["do"]).reads(fiu["sent"])
    assert not els.typed_address(note).sees_link(desk["accept"])
    els.typed_address(report).follow(fiu["answer"]).choose(fiu["what"], fiu["opposes"])
    els.fill(fiu["until"], "2027-03-20").fill(fiu["on"], "CFI-9").press(fiu["noted"])
    assert els.status == 422
    assert said["other"] in els.error(fiu["on"])
    els.fill(fiu["on"], "CFI-1").press(fiu["noted"]).reads(fiu["opposed"], "20/03/2027")
    assert _seen(bram, deal, note) == waits
    els.follow(desk["list"]).reads(f"{desk['waits']} 0", f"{said['fiu']} 2")
    time.passes(days=5)
    els = acting(browser, "els.wouters", language).follow(desk["list"])
    els.reads(f"{desk['waits']} 1", f"{said['fiu']} 1").typed_address(report)
    bram = acting(browser, "bram.claes", language)
    late = _seen(bram, deal, note)
    assert late[:2] == waits[:2]  # the lists count the days
    els.follow(fiu["answer"]).choose(fiu["what"], fiu["no"]).fill(fiu["on"], "CFI-1").press(fiu["noted"])
    assert _seen(bram, deal, note) == late
    _accepts(els.typed_address(note), language)
    els.typed_address(report).reads("CFI-1")
    bram.typed_address(deal).reads(DEALS[language]["state"]).reads_nothing_of("CFI-1", "CFI-9")


def _step(bram: Walker, page: str) -> Walker:
    """To another page of the transaction, by the links above it."""
    found = bram.page.xpath("//main//a[contains(@href, $page)]/@href", page=f"/deal-file/{page}/")
    return bram.typed_address(found[0])


def _seen(bram: Walker, *addresses: str) -> list[str]:
    """What Bram reads there: that it is blocked, and since when."""
    return [bram.typed_address(one).text for one in (*addresses, "/", "/deals/list/", "/notifications/list/")]


def _other_report(peeters: Office, els: Walker, language: str) -> None:
    """One about Rik Baele, which the FIU knows as CFI-9."""
    fiu = FIU[language]
    peeters.contact("Baele", "Rik")
    els.typed_address("/fiu-reports/begin/contact/3").press(fiu["begin"]).follow(fiu["write"])
    els.fill(fiu["why"], "He asked how to stay unknown.").tick(fiu["indicator"]).fill(fiu["office"], "4711")
    els.fill(fiu["party"].replace("Wim Verlinden", "Rik Baele"), "He asks too much.").press(fiu["save"])
    els.follow(fiu["make"]).press(fiu["make"]).follow(fiu["note"]).fill(fiu["reference"], "CFI-9")
    els.press(fiu["do"]).reads(fiu["sent"])
