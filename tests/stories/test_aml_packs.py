"""The supervisor asks for the file of a client: An, AML officer, makes a pack of it, downloads it, and has it
verified; Bram can't."""

from __future__ import annotations

import hashlib
import io
import json
import zipfile
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import select
from sqlalchemy.orm import Session, sessionmaker

from app.policy import Identity
from app.transaction import Scope
from app.transaction import enter as act_as
from models.organisations import Organisation
from tests.app.aml.complete_files import add_complete
from tests.app.aml.lists_of_today import MEMBER, load
from tests.app.aml.rules_of_today import EACH, publish
from tests.stories.aml_office import open_office
from tests.stories.cast import Cast
from tests.stories.office import acting
from tests.stories.stage import MOMENT, Browser, enter, worked_off

WORDS = {
    "NL": {
        "menu": "Inspectiepakketten", "empty": "Er is nog geen pakket gemaakt.", "begin": "Een pakket maken…",
        "look": "Bekijken hoeveel het wordt", "nobody": "Kies ten minste één contact of verrichting",
        "name": "Naam of referentie", "search": "In de dossiers zoeken", "one": "1 contact gekozen",
        "without": "Er staat niets in van wat aangehouden wordt of aan de CFI gemeld is",
        "make": "Het pakket maken", "down": "Downloaden", "verify": "Is een pakket zoals het gemaakt is?",
        "file": "De zip die u hebt", "do": "Nazien", "print": "Of zijn vingerafdruk (SHA-256)",
        "same": "er is niets toegevoegd, gewijzigd of weggenomen", "wrong": "64 tekens",
        "empty_form": "Kies de zip, of typ een vingerafdruk.", "made": "Inspectiepakket gemaakt",
    },
    "FR": {
        "menu": "Paquets d’inspection", "empty": "Aucun paquet n’a encore été préparé.",
        "begin": "Préparer un paquet…", "look": "Voir combien ce sera",
        "nobody": "Choisissez au moins un contact ou une opération", "name": "Nom ou référence",
        "search": "Chercher dans les dossiers", "one": "1 contact choisi",
        "without": "Rien n’y figure de ce qui est retenu ou a été déclaré à la CTIF",
        "make": "Préparer le paquet", "down": "Télécharger",
        "verify": "Un paquet est-il tel qu’il a été préparé ?", "file": "Le zip que vous avez", "do": "Vérifier",
        "print": "Ou son empreinte (SHA-256)", "same": "rien n’a été ajouté, modifié ni retiré",
        "wrong": "64 signes", "empty_form": "Choisissez le zip, ou tapez une empreinte.",
        "made": "Paquet d’inspection préparé",
    },
}  # fmt: skip


@pytest.fixture(autouse=True)
def an_office(factory: sessionmaker[Session], cast: Cast, app: Flask, state: Path) -> None:
    """Immo Peeters, where Bram added a client."""
    open_office(factory, cast, app, state)
    with factory.begin() as session:
        act_as(session, Scope.office())
        publish(session, EACH)
        load(session, "eu", [])
        office = session.scalars(select(Organisation.id).where(Organisation.name == "Immo Peeters")).one()
        act_as(session, Scope.organisation(office))
        add_complete(session, Identity(cast.accounts["Bram"], None, MEMBER, office), MOMENT)


@pytest.mark.trust("AML")
@pytest.mark.parametrize("language", WORDS)
def test_an_makes_the_pack_of_a_client_downloads_it_and_it_verifies(
    browser: Browser, app: Flask, factory: sessionmaker[Session], state: Path, language: str
) -> None:
    said = WORDS[language]
    an = acting(browser, "an.peeters", language).follow(said["menu"]).reads(said["empty"])
    an.follow(said["begin"]).press(said["look"])
    assert an.status == 422
    assert said["nobody"] in an.error(said["name"])
    an.fill(said["name"], "verl").press(said["search"]).tick("Wim Verlinden").press(said["look"])
    an.reads(said["one"], said["without"]).press(said["make"])
    task = an.url
    worked_off(app, factory, state)
    content = an.reload().download(said["down"])
    with zipfile.ZipFile(io.BytesIO(content)) as whole:
        for one in json.loads(whole.read("manifest.json"))["files"]:
            assert hashlib.sha256(whole.read(one["path"])).hexdigest() == one["sha256"]
        assert "Wim Verlinden" in "".join(whole.namelist())

    an.follow(said["menu"]).reads(said["one"], hashlib.sha256(content).hexdigest()[:12])
    an.follow("15/03/2027 10:05")
    an.reads(hashlib.sha256(content).hexdigest(), said["made"]).follow(said["verify"])
    an.attach(said["file"], content, "pack.zip").press(said["do"]).reads(said["same"])
    changed = content[:-900] + bytes([content[-900] ^ 1]) + content[-899:]
    an.attach(said["file"], changed, "pack.zip").press(said["do"]).reads_nothing_of(said["same"])
    an.fill(said["print"], hashlib.sha256(content).hexdigest()).press(said["do"]).reads(said["same"])
    an.fill(said["print"], "abc").press(said["do"])
    assert said["wrong"] in an.error(said["print"])
    an.fill(said["print"], "").press(said["do"])
    assert (an.status, said["empty_form"] in an.error(said["file"])) == (422, True)

    bram = acting(browser, "bram.claes", language)
    assert not bram.sees_link(said["menu"])
    shown = an.follow(said["menu"]).follow("15/03/2027 10:05").url
    for address in ("/packs/list/", "/packs/make", "/packs/confirm?which=all", "/packs/verify", shown):
        assert bram.typed_address(address).status == 403, address
    for walker in (bram, enter(browser, "greet.desmet")):
        assert walker.typed_address(task).status == 404
        assert walker.typed_address(task.replace("/show/", "/file/")).status == 404
