"""What stories about syndics share: words in a reader's language, an association in the business register, the fee
of the year, and who files.

Words are asked for by their English sentence, and read as the catalogue of that language has them.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from pathlib import Path

from babel.numbers import format_currency
from babel.support import Translations
from sqlalchemy import select
from sqlalchemy.orm import Session, sessionmaker

from app.transaction import Scope
from app.transaction import enter as act_in
from app.words import words_in
from models.mail import Letter
from models.syndics import Case
from models.values.mandates import Association
from tests.app.documents.making import pdf
from tests.app.syndics import stage
from tests.stories.stage import Browser, enter
from tests.stories.walker import Walker

FEE = Decimal("112.50")
YEAR = 2027


@dataclass(frozen=True)
class Said:
    """What one reads in that language."""

    language: str

    def __call__(self, sentence: str, **values: object) -> str:
        return words_in(self.language)(sentence, **values)

    def here(self, sentence: str) -> str:
        """A word that other pages use with another meaning."""
        catalogue = words_in(self.language)._catalogue
        assert isinstance(catalogue, Translations)
        return str(catalogue.upgettext("syndics", sentence))


DUTCH, FRENCH = Said("nl"), Said("fr")


def at_home(state: Path) -> dict[str, str]:
    """Settings by which the bank leads back to where walkers are; a password counts as a key of level high."""
    return {"DEMO_PASSWORD_IS_HIGH": "1", "TRUSTED_HOSTS": "localhost", "STATE_DIR": str(state)}


def furnished(factory: sessionmaker[Session], *associations: Association) -> None:
    """The fee of the year, and these associations in the business register."""
    with factory.begin() as session:
        act_in(session, Scope.office())
        stage.add_fee(session, YEAR, str(FEE))
        for one in associations:
            stage.registered(session, one.number, one.name, one.home)


def himself(browser: Browser, said: Said) -> Walker:
    """Joris, who belongs to no organisation, in his language."""
    return enter(browser, "joris.vandamme").follow(said.language.upper())


def begun(walker: Walker, said: Said, form: str, association: Association) -> Walker:
    """A case of that form, past the page about its association."""
    walker.follow(said("Register a syndic")).choose(said("What do you want to register?"), said(form))
    walker.press(said("Begin")).fill(said("Enterprise number of the association"), association.number)
    return walker.press(said("Save and go on")).reads(association.name)


def appointed(walker: Walker, said: Said, decided: date, starts: date) -> Walker:
    """The page about the appointment, filled in."""
    walker.choose(said("Who appointed the syndic?"), said("The general assembly"))
    walker.choose(said("Is it a provisional syndic?"), said("No"))
    return walker.fill(said("Date of the decision"), str(decided)).fill(
        said("First day of the mandate"), str(starts)
    )


def is_syndic_himself(walker: Walker, said: Said) -> Walker:
    """The page about the syndic: he is it, and a co-owner."""
    walker.choose(said("The syndic is"), said("A natural person")).press(said("Save and go on"))
    walker.press(said("It is me: fill in my data"))
    walker.fill(said("Street and number"), "Zeedijk 105").fill(said("Postal code"), "8400")
    walker.fill(said("Place"), "Oostende").choose(said("Is the syndic a co-owner of the building?"), said("Yes"))
    return walker.press(said("Save and go on"))


def reached(walker: Walker, said: Said) -> Walker:
    """The page about contact."""
    where = said("Where can the by-laws and the register of decisions be consulted?")
    return (
        walker.fill(said("E-mail"), "joris@example.be")
        .fill(said("Telephone"), "+32 470 12 34 56")
        .fill(where, "Zeedijk 105, 8400 Oostende")
        .press(said("Save and go on"))
    )


def uploaded(walker: Walker, said: Said, name: str, kind: str = "") -> Walker:
    """A file on the page of evidence."""
    if kind:
        walker.choose(said("What it proves"), said(kind))
    return walker.attach(said("File"), pdf(), name).press(said("Upload")).reads(name)


def paid_in(walker: Walker, said: Said, gross: str = "") -> Walker:
    """Pays in on the spot at the practice bank, and is back where the case is submitted."""
    walker.follow(said("Top up and go on"))
    if gross:
        walker.fill(said("Amount"), gross)
    return walker.press(said("Go and pay")).press(said("Pay"))


def money(said: Said, gross: str) -> str:
    """An amount as that language writes it."""
    return str(format_currency(Decimal(gross), "EUR", locale=said.language))


def last_letter(factory: sessionmaker[Session], address: str) -> Letter:
    """The last letter that was written to that address."""
    with factory() as session:
        act_in(session, Scope.office())
        return session.scalars(
            select(Letter).where(Letter.address == address).order_by(Letter.id.desc()).limit(1)
        ).one()


def way_on(letter: Letter) -> str:
    """Where its link leads to."""
    found = re.search(r"https?://[^/\s]+(/mandate-cases/go-on/\d+)", letter.body)
    assert found is not None, letter.body
    return found.group(1)


def case_of(factory: sessionmaker[Session]) -> Case:
    """The only case there is."""
    with factory() as session:
        act_in(session, Scope.office())
        return session.scalars(select(Case)).one()


def at_the_desk(browser: Browser, association: Association) -> Walker:
    """Ines, on the page of the case."""
    return enter(browser, "ines.lemaire").follow("Counter desk").follow(association.name)


def filed(ines: Walker, reference: str) -> Walker:
    """She takes it up, where it isn't hers yet, and files it."""
    if ines.sees_link("Take up"):
        ines.follow("Take up").press("Take up")
    ines.follow("File the act").fill("Reference of the business register", reference).press("File the act")
    return ines.reads("Filed. The register of mandates follows it")
