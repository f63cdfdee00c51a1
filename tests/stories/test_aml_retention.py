"""Bram notes that a relation ended; ten years later nobody finds the contact any more, and the AML officer reads
in the protocol that it went."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import create_engine, select
from sqlalchemy.orm import Session, sessionmaker

from app.aml.deciding import accept_contact
from app.aml.forgetting import forget_all
from app.policy import Identity
from app.transaction import Scope
from app.transaction import enter as act_as
from models.organisations import Organisation
from scheduler.workplace import Workplace
from tests.app.aml.complete_files import add_complete
from tests.app.aml.later import database_day
from tests.app.aml.lists_of_today import MEMBER, load
from tests.app.aml.rules_of_today import EACH, publish
from tests.database import TestServer
from tests.stories.aml_office import open_office
from tests.stories.cast import Cast
from tests.stories.office import acting
from tests.stories.stage import MOMENT, Browser, Time

WORDS = {
    "EN": {
        "contacts": "Contacts", "until": "Kept until 15/03/2037 at least.", "end": "The relation ended…",
        "day": "Last day", "note": "Note the end", "review": "The contact isn’t reviewed any more.",
        "future": "This day is still to come.", "early": "Your office knows this contact since 15/03/2027",
        "noted": "Noted: the relation with Wim Verlinden ended.", "on": "The relation ended on 20/03/2027.",
        "kept": "Kept until 25/03/2037 at least.", "back": "The relation goes on…", "take": "Take the end back",
        "goes": "Noted: the relation with Wim Verlinden goes on.", "law": "Nobody can delete it sooner",
        "menu": "Deleted after ten years", "nothing": "Nothing was deleted yet", "what": "Contact and its file",
        "went": "What went", "versions": "Versions of the contact",
    },
    "NL": {
        "contacts": "Contacten", "until": "Minstens bewaard tot en met 15/03/2037.",
        "end": "De relatie is geëindigd…", "day": "Laatste dag", "note": "Het einde noteren",
        "review": "Het contact wordt niet meer herzien.", "future": "Die dag moet nog komen.",
        "early": "Uw kantoor kent dit contact sinds 15/03/2027",
        "noted": "Genoteerd: de relatie met Wim Verlinden is geëindigd.",
        "on": "De relatie eindigde op 20/03/2027.", "kept": "Minstens bewaard tot en met 25/03/2037.",
        "back": "De relatie loopt door…", "take": "Het einde terugnemen",
        "goes": "Genoteerd: de relatie met Wim Verlinden loopt door.", "law": "Niemand kan het eerder wissen",
        "menu": "Gewist na tien jaar", "nothing": "Er is nog niets gewist", "what": "Contact met dossier",
        "went": "Wat gewist is", "versions": "Versies van het contact",
    },
    "FR": {
        "contacts": "Contacts", "until": "Conservé au moins jusqu’au 15/03/2037 inclus.",
        "end": "La relation a pris fin…", "day": "Dernier jour", "note": "Noter la fin",
        "review": "Le contact n’est plus révisé.", "future": "Ce jour est encore à venir.",
        "early": "Votre agence connaît ce contact depuis le 15/03/2027",
        "noted": "Noté : la relation avec Wim Verlinden a pris fin.",
        "on": "La relation a pris fin le 20/03/2027.", "kept": "Conservé au moins jusqu’au 25/03/2037 inclus.",
        "back": "La relation continue…", "take": "Retirer la fin",
        "goes": "Noté : la relation avec Wim Verlinden continue.",
        "law": "Personne ne peut l’effacer plus tôt", "menu": "Effacé après dix ans",
        "nothing": "Rien n’a encore été effacé", "what": "Contact avec son dossier", "went": "Ce qui a été effacé",
        "versions": "Versions du contact",
    },
}  # fmt: skip


@pytest.fixture(autouse=True)
def an_office(factory: sessionmaker[Session], cast: Cast, app: Flask, state: Path) -> None:
    """A contact that Bram accepted."""
    open_office(factory, cast, app, state)
    with factory.begin() as session:
        act_as(session, Scope.office())
        publish(session, EACH)
        load(session, "eu", [])
        office = session.scalars(select(Organisation.id).where(Organisation.name == "Immo Peeters")).one()
        act_as(session, Scope.organisation(office))
        bram = Identity(cast.accounts["Bram"], None, MEMBER, office)
        made = add_complete(session, bram, MOMENT)
        accept_contact(session, bram, made.id, made.version, "We know him for years.", MOMENT)


@pytest.mark.trust("AML")
@pytest.mark.trust("14.2.7")
@pytest.mark.parametrize("language", WORDS)
def test_a_relation_ends_and_ten_years_later_nothing_is_left_of_it(
    browser: Browser,
    factory: sessionmaker[Session],
    server: TestServer,
    state: Path,
    time: Time,
    language: str,
) -> None:
    said = WORDS[language]
    time.passes(days=10)
    bram = acting(browser, "bram.claes", language).follow(said["contacts"]).follow("Wim Verlinden")
    bram.reads(said["until"], said["law"]).follow(said["end"]).reads(said["review"])
    for day, why in (("2027-03-26", "future"), ("2027-03-14", "early")):
        bram.fill(said["day"], day).press(said["note"])
        assert bram.status == 422
        assert said[why] in bram.error(said["day"])
    bram.fill(said["day"], "2027-03-14").fill(said["day"], "2027-03-21").press(said["note"]).reads(said["noted"])
    bram.follow(said["back"]).press(said["take"]).reads(said["goes"], said["kept"])
    bram.follow(said["end"]).fill(said["day"], "2027-03-20").press(said["note"])
    bram.reads(said["noted"], said["on"], said["kept"])
    an = acting(browser, "an.peeters", language).follow(said["menu"]).reads(said["nothing"], "2037")
    assert not bram.sees_link(said["menu"])
    owner = create_engine(server.url("house_owner", str(factory.kw["bind"].url.database)))
    place = Workplace(factory, state)
    for last, left in ((date(2037, 3, 25), 0), (date(2037, 3, 26), 1)):
        time.moment = time.moment.replace(year=last.year, month=last.month, day=last.day)
        with database_day(owner, last):
            assert forget_all(place, time) == left
    owner.dispose()
    acting(browser, "bram.claes", language).follow(said["contacts"]).reads_nothing_of("Verlinden")
    an = acting(browser, "an.peeters", language).follow(said["menu"])
    an.reads(said["what"], "25/03/2027", "25/03/2037", "26/03/2037").follow(said["what"])
    an.reads(said["went"], said["versions"]).reads_nothing_of("Verlinden")
