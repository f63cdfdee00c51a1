"""An brings in the mandates her company has, and looks after them; whoever signed in asks who was syndic on a
day."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest
from sqlalchemy.orm import Session, sessionmaker

from app.demo.enterprises import PEETERS
from tests.app.imports.files import delimited
from tests.app.syndics import stage
from tests.app.syndics.stage import LINDEN, NORA, PARC
from tests.stories import office
from tests.stories.cast import Cast
from tests.stories.office import acting, changed
from tests.stories.stage import Browser, enter
from tests.stories.walker import Walker
from views.syndics.portfolio import MOST

WORDS = {
    "NL": {
        "portfolio": "Onze verenigingen", "empty": "Breng de mandaten die u hebt in met een lijst",
        "bring": "Bestaande mandaten inbrengen", "file": "Bestand", "upload": "Het bestand opladen",
        "check": "De rijen nakijken", "on": "Verder", "do": "2 rijen importeren", "new": "Nieuw in het register 2",
        "not_one": "dat van een andere onderneming, niet van een vereniging van mede-eigenaars",
        "search": "Zoeken", "represented": "Vertegenwoordiging", "without": "Zonder vertegenwoordiger",
        "representative": "Vertegenwoordiger", "register": "In het mandatenregister", "day": "Dag",
        "show": "Tonen wie het was", "by": "Vertegenwoordigd door Nora Haddad.",
        "was": "Op 01/06/2025 was Immo Peeters syndicus.", "before": "Op 31/12/2020 was niemand als syndicus",
        "will": "Op 01/06/2030 is Immo Peeters syndicus, voor zover nu ingeschreven is.",
        "no_day": "Dit is geen dag tussen 1900 en 2199.", "imports": "Imports",
        "undo": "Deze import ongedaan maken", "sure": "De import ongedaan maken", "back": "Teruggenomen 2",
        "who": "Wie is syndicus", "association": "Vereniging, op naam of nummer",
        "syndic": "Syndicus, op naam of nummer", "found": "1 resultaat", "nothing": "Niets gevonden",
        "was_lambert": "Op 01/03/2022 was Syndic Lambert BV syndicus.",
    },
    "FR": {
        "portfolio": "Nos associations", "empty": "Reprenez ceux que vous exercez au moyen d’une liste",
        "bring": "Reprendre des mandats existants", "file": "Fichier", "upload": "Téléverser le fichier",
        "check": "Contrôler les lignes", "on": "Continuer", "do": "Importer 2 lignes",
        "new": "Nouveau dans le registre 2",
        "not_one": "celui d’une autre entreprise, pas d’une association des copropriétaires",
        "search": "Rechercher", "represented": "Représentation", "without": "Sans représentant",
        "representative": "Représentant", "register": "Dans le registre des mandats", "day": "Jour",
        "show": "Montrer qui c’était", "by": "Représenté par Nora Haddad.",
        "was": "Le 01/06/2025, Immo Peeters était syndic.", "before": "Le 31/12/2020, personne n’était inscrit",
        "will": "Le 01/06/2030, Immo Peeters est syndic, selon ce qui est inscrit aujourd’hui.",
        "no_day": "Ce n’est pas un jour entre 1900 et 2199.", "imports": "Importations",
        "undo": "Annuler cette importation", "sure": "Annuler l’importation", "back": "Repris 2",
        "who": "Qui est syndic", "association": "Association, par nom ou numéro",
        "syndic": "Syndic, par nom ou numéro", "found": "1 résultat", "nothing": "Rien trouvé",
        "was_lambert": "Le 01/03/2022, Syndic Lambert BV était syndic.",
    },
}  # fmt: skip
HEADS = {
    "NL": ("KBO-nummer", "VME", "Aangesteld door", "Begindatum", "Voornaam", "Familienaam", "Rijksregisternummer"),
    "FR": ("Numéro BCE", "ACP", "Désigné par", "Date de début", "Prénom", "Nom de famille", "Registre national"),
}
BY_ASSEMBLY = {"NL": "AV", "FR": "assemblée générale"}


@pytest.fixture(autouse=True)
def associations(factory: sessionmaker[Session], cast: Cast) -> None:
    """Immo Peeters, two associations in the business register, and one whose syndic was another."""
    office.furnish(factory, cast)

    def put(session: Session) -> None:
        stage.everybody_registered(session)

    changed(factory, put)


def _list_of(language: str) -> bytes:
    by = BY_ASSEMBLY[language]
    rows = [
        [LINDEN.number, "", by, "01/04/2021", "Nora", "Haddad", NORA.number],
        [PARC.number, "", by, "2022-05-01", "", "", ""],
        [stage.BIV_COMPANY.enterprise_number, "", by, "01/04/2021", "", "", ""],
    ]
    return delimited(rows, HEADS[language])


def _asked(walker: Walker, said: dict[str, str], day: str) -> Walker:
    return walker.fill(said["day"], day).press(said["show"])


@pytest.mark.parametrize("language", WORDS)
def test_an_brings_in_the_mandates_of_her_company_and_finds_them(browser: Browser, language: str) -> None:
    said = WORDS[language]
    an = acting(browser, "an.peeters", language).follow(said["portfolio"]).reads(said["empty"])
    an.follow(said["bring"]).attach(said["file"], _list_of(language), "mandaten.csv").press(said["upload"])
    an.press(said["check"]).reads(said["new"], said["not_one"])
    an.follow(said["on"]).press(said["do"])

    an.follow(said["portfolio"]).reads("VME Residentie De Linden", "Nora Haddad", "Résidence du Parc")
    an.choose(said["represented"], said["without"]).press(said["search"]).reads("Résidence du Parc")
    an.reads_nothing_of("De Linden")
    an.follow(said["portfolio"]).fill(said["representative"], "hadd nora").press(said["search"])
    an.reads("De Linden", said["found"]).reads_nothing_of("Résidence du Parc")

    an.follow("VME Residentie De Linden").follow(said["register"])
    _asked(an, said, "2025-06-01").reads(said["was"], said["by"])
    _asked(an, said, "2020-12-31").reads(said["before"])
    _asked(an, said, "2030-06-01").reads(said["will"])
    an.reads_nothing_of(NORA.number)

    an.follow(said["imports"]).follow("mandaten.csv").follow(said["undo"]).press(said["sure"]).reads(said["back"])
    an.follow(said["portfolio"]).reads(said["empty"])


@pytest.mark.parametrize(("who", "language"), [("chloe.dubois", "FR"), ("dirk.maes", "NL")])
def test_whoever_signed_in_asks_who_was_syndic_on_a_day(
    browser: Browser, factory: sessionmaker[Session], who: str, language: str
) -> None:
    said = WORDS[language]

    def put(session: Session) -> None:
        stage.add_mandate(
            session, LINDEN, stage.BARE_COMPANY, date(2021, 4, 1), date(2024, 3, 31), representative=NORA
        )
        stage.add_mandate(session, LINDEN, stage.CO_OWNER, date(2024, 4, 1))

    changed(factory, put)
    walker = enter(browser, who).follow(language).follow(said["who"])
    walker.fill(said["association"], LINDEN.number).press(said["search"]).reads(said["found"], "Wim Verlinden")
    walker.follow(said["who"]).fill(said["syndic"], "lambert").press(said["search"]).reads(said["nothing"])
    walker.follow(said["who"]).fill(said["association"], "linden resid").press(said["search"])
    walker.follow("VME Residentie De Linden").reads("Syndic Lambert BV", "01/04/2021 – 31/03/2024")
    _asked(walker, said, "2022-03-01").reads(said["was_lambert"], said["by"])
    walker.typed_address(f"{walker.url.partition(chr(63))[0]}?on=31/02/2022").reads(said["no_day"])
    assert walker.value(said["day"]) == "31/02/2022"
    walker.reads_nothing_of(NORA.number, stage.WIM.number)
    assert not walker.sees_link(said["portfolio"])


def _held(session: Session, count: int) -> None:
    """So many mandates of Immo Peeters, represented by Nora."""
    own = replace(stage.BIV_COMPANY, name="Immo Peeters", legal_form="", enterprise_number=PEETERS.number.digits)
    for number in range(count):
        stage.add_mandate(session, stage.fresh_association(f"VME Blok {number:03}"), own, representative=NORA)


def test_many_are_chosen_in_the_portfolio_and_acted_on_at_once(
    browser: Browser, factory: sessionmaker[Session]
) -> None:
    said = WORDS["NL"]
    changed(factory, lambda session: _held(session, 4))
    an = acting(browser, "an.peeters", "NL").follow(said["portfolio"])
    an.press("Vertegenwoordiger wijzigen: de gekozen rijen").reads("Kies eerst de verenigingen.")
    an.tick("VME Blok 001 kiezen").tick("VME Blok 003 kiezen").press(
        "Vertegenwoordiger wijzigen: de gekozen rijen"
    )
    an.reads("2 verenigingen")
    an.follow(said["portfolio"]).fill(said["representative"], "Nora").press(said["search"])
    an.follow("VME Blok 002").follow("De vertegenwoordiger wijzigen")


def test_too_many_at_once_are_refused_before_anything_begins(
    browser: Browser, factory: sessionmaker[Session]
) -> None:
    changed(factory, lambda session: _held(session, MOST + 1))
    an = acting(browser, "an.peeters", "FR").follow(WORDS["FR"]["portfolio"]).reads("501 résultats")
    an.press("Retirer le représentant : tous, 501 résultats").reads("Au maximum 500 associations à la fois.")
