"""Registers deliver whom they accredit: who linked his eID has it at once, who isn't named any more loses it."""

from __future__ import annotations

from dataclasses import dataclass

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session, sessionmaker

from app.transaction import Scope
from app.transaction import enter as act_as
from models.accounts import Accreditation
from tests.app.imports.files import delimited
from tests.stories.cards import NUMBERS, Cards
from tests.stories.cast import Cast
from tests.stories.stage import Browser, Time, enter, sign_in
from tests.stories.walker import Walker

HEADS = ("Erkenningsnummer", "Rijksregisternummer", "Eerste dag", "Laatste dag")


@dataclass(frozen=True)
class Said:
    """What one reads and presses, in one language."""

    bring: str
    file: str
    upload: str
    check: str
    onward: str
    make: str
    named_no_more: str
    mine: str
    no_card: str
    in_force: str
    number: str
    struck: str
    accounts: str


SAID = {
    "EN": Said(
        "Import a list", "File", "Upload the file", "Check the rows", "Go on", "Import 3 rows",
        "1 accreditation isn't named any more: struck off from today.",
        "My accreditations", "No eID linked yet", "In force", "Number 500.010, 01/04/2020 –", "Struck off",
        "Accounts",
    ),
    "NL": Said(
        "Lijst importeren", "Bestand", "Het bestand opladen", "De rijen nakijken", "Verder", "3 rijen importeren",
        "1 erkenning wordt niet meer genoemd: vanaf vandaag geschrapt.",
        "Mijn erkenningen", "Nog geen eID gekoppeld", "Geldig", "Nummer 500.010, 01/04/2020 –", "Geschrapt",
        "Accounts",
    ),
    "FR": Said(
        "Importer une liste", "Fichier", "Téléverser le fichier", "Contrôler les lignes", "Continuer",
        "Importer 3 lignes",
        "1 agrément n’est plus mentionné : radié à partir d’aujourd’hui.",
        "Mes agréments", "Pas encore d’eID liée", "En vigueur", "Numéro 500.010, 01/04/2020 –", "Radié",
        "Comptes",
    ),
}  # fmt: skip


def row(number: str, name: str, until: str = "") -> tuple[str, ...]:
    return number, str(NUMBERS[name]), "01/04/2020", until


EVERYBODY = (row("500.010", "Joris"), row("500.020", "Bram"), row("500.030", "An"))


def delivered(walker: Walker, rows: tuple[tuple[str, ...], ...], said: Said = SAID["EN"]) -> Walker:
    """As far as the check of the whole list."""
    walker.follow(said.bring).attach(said.file, delimited(rows, HEADS), "biv.csv").press(said.upload)
    return walker.press(said.check)


def taken(walker: Walker, rows: tuple[tuple[str, ...], ...]) -> Walker:
    delivered(walker, rows).follow("Go on")
    return walker.press(f"Import {len(rows)} rows")


def by_card(browser: Browser, cards: Cards, name: str, code: str = "EN") -> Walker:
    cards.insert(name)
    walker = browser("en").visit().follow("Sign in with your eID").follow("Use the reader here")
    return walker.fill("PIN of your eID", "1234").press("Sign in with this card").follow(code)


def standing(factory: sessionmaker[Session]) -> int:
    with factory() as session:
        act_as(session, Scope.office())
        counted = select(func.count()).select_from(Accreditation)
        return session.scalar(counted.where(Accreditation.struck_off_on.is_(None))) or 0


@pytest.mark.parametrize("code", SAID)
@pytest.mark.trust("Accreditations, membership")
def test_a_register_delivers_and_strikes_off_and_the_member_sees_it_at_once(
    browser: Browser, cast: Cast, cards: Cards, code: str
) -> None:
    said = SAID[code]
    joris = sign_in(browser().visit(), "joris.vandamme").follow(code).typed_address("/accreditations/")
    assert joris.title == said.mine
    joris.reads(said.no_card).reads_nothing_of(said.in_force)

    greet = sign_in(browser().visit(), "greet.desmet").follow(code)
    delivered(greet, EVERYBODY, said).follow(said.onward).press(said.make)
    joris.reload().reads(said.no_card).reads_nothing_of(said.in_force)
    by_card(browser, cards, "Joris", code)
    joris.reload().reads(said.in_force, said.number).reads_nothing_of(said.no_card)

    delivered(greet, EVERYBODY[1:], said).reads(said.named_no_more).follow(said.onward)
    joris.reload().reads(said.in_force)
    greet.reads(said.named_no_more).press(said.make.replace("3", "0").replace("lignes", "ligne"))
    joris.reload().reads(said.struck).reads_nothing_of(said.in_force)
    dirk = sign_in(browser().visit(), "dirk.maes").follow(code).follow(said.accounts).follow("joris.vandamme")
    dirk.reads(said.struck, said.number)


def test_the_same_delivery_twice_changes_nothing(
    browser: Browser, cast: Cast, factory: sessionmaker[Session]
) -> None:
    greet = enter(browser, "greet.desmet")
    taken(greet, EVERYBODY)
    delivered(greet, EVERYBODY).reads("Already so 3")
    assert standing(factory) == 3


def test_a_file_that_was_cut_off_strikes_nobody_off(
    browser: Browser, cast: Cast, factory: sessionmaker[Session]
) -> None:
    greet = enter(browser, "greet.desmet")
    taken(greet, EVERYBODY)
    delivered(greet, EVERYBODY[:1])
    greet.reads("2 accreditations aren't named any more, more than half of all: nobody is struck off")
    greet.follow("Go on").press("Import 0 rows").reads("Imported")
    assert standing(factory) == 3


def test_a_cut_off_line_and_an_unknown_column_are_told(browser: Browser, cast: Cast) -> None:
    greet = enter(browser, "greet.desmet")
    content = delimited([("Kantoor", "500.010")], ("Kantoor", "Nummer van het kantoor"))
    greet.follow("Import a list").attach("File", content, "biv.csv").press("Upload the file")
    assert "The first row doesn't hold the heads" in greet.error("File")
    rows = ((*EVERYBODY[0], "Gent"), ("500.020", "85.07.30-0", "", "", ""))
    greet.attach("File", delimited(rows, (*HEADS, "Kantoor")), "biv.csv").press("Upload the file")
    greet.reads("Kantoor").press("Check the rows").reads("1 row is refused")


def test_it_counts_until_its_last_day_and_is_over_the_next(
    browser: Browser, cast: Cast, cards: Cards, time: Time
) -> None:
    taken(enter(browser, "greet.desmet"), (row("500.010", "Joris", "15/03/2027"), *EVERYBODY[1:]))
    joris = by_card(browser, cards, "Joris").typed_address("/accreditations/")
    joris.reads("In force", "01/04/2020 – 15/03/2027")
    time.passes(days=1)
    by_card(browser, cards, "Joris").typed_address("/accreditations/").reads("Its period is over")


def test_a_local_administrator_delivers_no_register(browser: Browser, cast: Cast) -> None:
    filip = enter(browser, "filip.janssens").follow("Import a list")
    filip.reads_nothing_of("Institute of estate agents")
    assert filip.typed_address("/import/biv").status == 403


def test_a_slip_of_the_pen_strikes_nobody_off(
    browser: Browser, cast: Cast, factory: sessionmaker[Session]
) -> None:
    """A row that is refused still names whom it is about, by either number."""
    greet = enter(browser, "greet.desmet")
    taken(greet, EVERYBODY)
    rows = (EVERYBODY[0], ("500.020", "85.07.30-0", "01/04/2020", ""), ("", EVERYBODY[2][1], "31/02/2020", ""))
    delivered(greet, rows).reads("2 rows are refused").reads_nothing_of("named any more")
    greet.follow("Go on").press("Import 0 rows").reads("Imported")
    assert standing(factory) == 3


def test_what_changes_hands_is_taken_from_who_had_it(
    browser: Browser, cast: Cast, cards: Cards, factory: sessionmaker[Session]
) -> None:
    """The register gave a wrong national number, and puts it right: the stranger loses it at once."""
    greet = enter(browser, "greet.desmet")
    taken(greet, EVERYBODY)
    joris = by_card(browser, cards, "Joris").typed_address("/accreditations/").reads("In force")
    delivered(greet, (row("500.010", "Els"), *EVERYBODY[1:]))
    greet.reads("New accreditation 1", "1 accreditation isn't named any more: struck off from today.")
    greet.follow("Go on").press("Import 1 row")
    joris.reload().reads("Struck off").reads_nothing_of("In force")
    by_card(browser, cards, "Els").typed_address("/accreditations/").reads("In force", "Number 500.010")
    assert standing(factory) == 3


def test_a_register_accredits_an_enterprise_by_its_own_number(
    browser: Browser, cast: Cast, factory: sessionmaker[Session]
) -> None:
    heads = ("Erkenningsnummer", "Rijksregisternummer", "Ondernemingsnummer", "Eerste dag", "Laatste dag")
    person, office = ("500.010", str(NUMBERS["Joris"])), ("500.900", "", "0999.100.592", "01/04/2020", "")
    rows = ((*person, "", "01/04/2020", ""), office, (*person, "0999.100.592", "01/04/2020", ""))
    greet = enter(browser, "greet.desmet").follow("Import a list")
    greet.attach("File", delimited(rows, heads), "biv.csv").press("Upload the file").press("Check the rows")
    greet.reads("Fill in a national number or an enterprise number: one of the two, not both.")
    greet = enter(browser, "greet.desmet").follow("Import a list")
    greet.attach("File", delimited(rows[:2], heads), "biv.csv").press("Upload the file").press("Check the rows")
    greet.follow("Go on").press("Import 2 rows")
    assert standing(factory) == 2
    dirk = enter(browser, "dirk.maes").follow("Accreditations").reads("500.900", "0999.100.592")
    dirk.follow("500.900").reads("In force")
    greet = enter(browser, "greet.desmet").follow("Import a list")
    greet.attach("File", delimited(rows[1:2], heads), "biv.csv").press("Upload the file").press("Check the rows")
    greet.reads("Already so 1")
