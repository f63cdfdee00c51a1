"""Els brings in contacts of the old program, corrects two and takes it back; Bram leaves, and she gives his files
to An; filters find files by whose they are."""

from __future__ import annotations

import csv
import io
from datetime import date, timedelta
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import select
from sqlalchemy.orm import Session, sessionmaker

from app.demo.office_tools import linked_eid
from models.aml import Contact
from models.organisations import Member, Organisation
from models.rights import Access, ToolRole
from tests.app.imports.files import delimited
from tests.stories.aml_office import open_office
from tests.stories.cast import Cast, national_number
from tests.stories.office import SINCE, acting, changed
from tests.stories.stage import MOMENT, Browser, enter, worked_off
from tests.stories.walker import Walker

WORDS = {
    "NL": {
        "contacts": "Contacten", "add": "Contact toevoegen", "way": "Uit een lijst", "file": "Bestand",
        "upload": "Het bestand opladen", "check": "De rijen nakijken", "on": "Verder",
        "do": "{0} rijen importeren", "refused": "Geweigerd 2", "taken": "De geweigerde rijen downloaden",
        "draft": "Nieuw ontwerp", "imports": "Imports", "undo": "Deze import ongedaan maken",
        "sure": "De import ongedaan maken", "back": "Teruggenomen", "kept": "Met de lijsten vergeleken",
        "of": "{0} van {1}", "date": "Dit is geen dag van de kalender", "number": "De laatste twee cijfers",
        "country": "Dit land is hier niet bekend", "home": "Startpagina", "left": "Dossiers van wie vertrok",
        "members": "Medewerkers", "end": "Uitschrijven", "stay": "een collega moet ze overnemen",
        "to": "Aan wie?", "go": "Verder", "give": "Aan een collega geven",
        "handed": "Overgedragen aan An Peeters: 2 contacten van Bram Claes.", "file_of": "Dossier van",
        "mine": "Van mij", "search": "Zoeken", "one": "Overdragen aan een collega",
        "whose": "Verdeling van dossiers",
        "now": "Het is vanaf nu het dossier van An Peeters.", "already": "Staat er al",
    },
    "FR": {
        "contacts": "Contacts", "add": "Ajouter un contact", "way": "D’une liste", "file": "Fichier",
        "upload": "Téléverser le fichier", "check": "Contrôler les lignes", "on": "Continuer",
        "do": "Importer {0} lignes", "refused": "Refusée 2", "taken": "Télécharger les lignes refusées",
        "draft": "Nouveau brouillon", "imports": "Importations", "undo": "Annuler cette importation",
        "sure": "Annuler l’importation", "back": "Repris", "kept": "Comparés aux listes",
        "of": "{0} sur {1}", "date": "Ce n’est pas un jour du calendrier", "number": "Les deux derniers chiffres",
        "country": "Ce pays n’est pas connu ici", "home": "Accueil", "left": "Dossiers d’une personne partie",
        "members": "Collaborateurs", "end": "Désinscrire", "stay": "un collègue doit les reprendre",
        "to": "À qui ?", "go": "Continuer", "give": "Donner à un collègue",
        "handed": "Transmis à An Peeters : 2 contacts de Bram Claes.", "file_of": "Dossier de",
        "mine": "Les miens", "search": "Rechercher", "one": "Transmettre à un collègue",
        "whose": "Répartition des dossiers",
        "now": "C’est désormais le dossier de An Peeters.", "already": "Existe déjà",
    },
}  # fmt: skip
HEADS = ("Naam", "Voornamen", "Geboortedatum", "Rijksregisternummer", "Land", "Rol", "Ondernemingsnummer")


@pytest.fixture(autouse=True)
def an_office(factory: sessionmaker[Session], cast: Cast, app: Flask, state: Path) -> None:
    """Els is AML officer there too."""
    open_office(factory, cast, app, state)

    def join(session: Session) -> None:
        office = session.scalars(select(Organisation).where(Organisation.name == "Immo Peeters")).one()
        role = session.scalars(select(ToolRole).where(ToolRole.code == "officer")).one()
        els = Member(
            organisation_id=office.id, account_id=cast.accounts["Els"], state="confirmed", is_manager=False,
            first_day=SINCE, created_at=MOMENT,
        )  # fmt: skip
        session.add_all((els, linked_eid(cast.accounts["Els"], MOMENT)))
        session.flush()
        session.add(
            Access(
                organisation_id=office.id, membership_id=els.id, tool_id=role.tool_id, role_id=role.id,
                state="user", given_on=SINCE, given_by=cast.accounts["An"],
            )
        )  # fmt: skip

    changed(factory, join)


def _row(number: int) -> list[str]:
    """The so-manieth contact of the old program; every eighth is a company, and two are wrong."""
    born = date(1960, 1, 1) + timedelta(days=number * 111)
    if number % 8 == 0:
        first = 4_031_707 + number
        return [f"Bakkerij {number}", "", "", "", "BE", "koper", f"{first:08}{97 - first % 97:02}"]
    told = f"{born:%d/%m/%Y}" if number != 3 else "31/02/1960"
    known = str(national_number(born, 2 + number * 2)) if number != 5 else "79.04.02-012-00"
    name = f"Peeters {'ABCDEFGHIJ'[number % 10]}"
    return [name, "An", told, "" if number == 3 else known, "België", "verkoper", ""]


def _uploaded(walker: Walker, said: dict[str, str], content: bytes, name: str = "oud.csv") -> Walker:
    walker.follow(said["contacts"]).follow(said["add"]).follow(said["way"])
    return walker.attach(said["file"], content, name).press(said["upload"]).press(said["check"])


def _contacts(factory: sessionmaker[Session]) -> list[tuple[str, str]]:
    found: list[tuple[str, str]] = []

    def look(session: Session) -> None:
        rows = session.execute(select(Contact.name, Contact.state).where(Contact.state != "dropped"))
        found.extend((row.name, row.state) for row in rows)

    changed(factory, look)
    return found


@pytest.mark.parametrize("language", WORDS)
def test_els_brings_in_the_contacts_of_the_old_program_corrects_two_and_undoes(
    browser: Browser, factory: sessionmaker[Session], app: Flask, state: Path, language: str
) -> None:
    said = WORDS[language]
    els = acting(browser, "els.wouters", language)
    content = delimited([_row(number) for number in range(1, 41)], HEADS)
    _uploaded(els, said, content).reads(f"{said['draft']} 38", said["refused"], said["date"], said["number"])
    els.reads_nothing_of("79.04.02-012-00")
    assert _contacts(factory) == []
    taken = els.download(said["taken"]).decode("utf-8-sig")
    els.follow(said["on"]).press(said["do"].format(38)).reads(said["of"].format(0, 38))
    assert {state for _, state in _contacts(factory)} == {"draft"}
    worked_off(app, factory, state)
    els.reload().reads(said["kept"], said["of"].format(38, 38))

    refused = list(csv.reader(io.StringIO(taken), delimiter=";"))
    fixed = [
        [cell.replace("31/02", "28/02").replace("79.04.02-012-00", "") for cell in row] for row in refused[1:]
    ]
    again = _uploaded(els, said, delimited(fixed, refused[0]), "oud-geweigerd.csv")
    again.follow(said["on"]).press(said["do"].format(2)).reads(f"{said['draft']} 2")
    assert len(_contacts(factory)) == 40
    _uploaded(els, said, content).reads(f"{said['already']} 38")

    els.follow(said["imports"]).follow("oud-geweigerd.csv").follow(said["undo"]).press(said["sure"])
    els.reads(f"{said['back']} 2")
    assert len(_contacts(factory)) == 38


@pytest.mark.parametrize("language", WORDS)
def test_bram_leaves_and_els_gives_his_files_to_an(browser: Browser, language: str) -> None:
    said = WORDS[language]
    for names in (("Baele", "Rik"), ("Maes", "Ann")):
        bram = acting(browser, "bram.claes").follow("Contacts").follow("Add contact")
        bram.fill("Name", names[0]).fill("First names", names[1]).press("Add")
    els = acting(browser, "els.wouters", language).follow(said["contacts"])
    els.choose(said["file_of"], "Bram Claes").press(said["search"]).reads("Rik Baele", "Ann Maes")
    els.choose(said["file_of"], said["mine"]).press(said["search"]).reads_nothing_of("Rik Baele")
    an = acting(browser, "an.peeters", language).follow(said["members"]).follow("Bram Claes").follow(said["end"])
    an.reads(said["stay"]).press(said["end"])
    els.follow(said["home"]).reads(said["left"], "Bram Claes").follow("Bram Claes")
    els.choose(said["to"], "An Peeters").press(said["go"]).press(said["give"]).reads(said["handed"])
    els.reads_nothing_of("Bram Claes 2").follow(said["home"]).reads_nothing_of(said["left"])
    els.follow(said["contacts"]).choose(said["file_of"], "An Peeters").press(said["search"])
    els.follow("Rik Baele").reads(f"{said['file_of']} An Peeters").follow(said["one"])
    els.choose(said["to"], "Els Wouters").press(said["give"]).reads(f"{said['file_of']} Els Wouters")


@pytest.mark.trust("AML")
@pytest.mark.trust("Tenants")
def test_a_member_gives_nobody_elses_files_away_and_a_stranger_finds_none(browser: Browser) -> None:
    an = acting(browser, "an.peeters").follow("Contacts").follow("Add contact")
    an.fill("Name", "Baele").fill("First names", "Rik").press("Add").follow("Hand over to a colleague")
    one, whose = an.url, an.follow("Whose files").url
    giving = an.follow("Hand over the files of An Peeters").url
    bram = acting(browser, "bram.claes").typed_address(one).reads("It isn’t your file")
    assert not bram.sees_button("Give to a colleague")
    joris = enter(browser, "joris.vandamme").follow("My organisations").follow("Immo Dubois")
    joris = joris.press("Act for it") if joris.sees_button("Act for it") else joris
    for walker, addresses in (
        (bram, (whose, giving)),
        (joris, (one, giving)),
        (enter(browser, "dirk.maes"), (one, whose)),
    ):
        for address in addresses:
            assert walker.typed_address(address).status in (403, 404), address
