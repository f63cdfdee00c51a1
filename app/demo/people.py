"""The many: invented people with plausible Belgian names and valid numbers, the same for the same seed.

Names are drawn from the most common ones, so any pair may exist; the numbers are not anybody's: their order on
the day lies between 800 and 899, far above what the register gives out.
"""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass
from datetime import date, timedelta
from random import Random

from app.demo.cast import national_number, numbered
from models.values import NationalNumber

YOUNGEST, OLDEST = 20 * 365, 65 * 365
_ORDERS = range(800, 900)
_NAMES = {
    "nl": (
        "Anke Annelies Annemie Astrid Barbara Britt Carine Charlotte Christel Eline Elke Ellen Emma Eva Femke Fien"
        " Griet Hanne Heidi Hilde Ilse Inge Jana Jolien Julie Karen Karolien Kim Laura Leen Lies Lieselot Lore Lotte"
        " Marijke Martine Nathalie Nina Noor Petra Sabine Sara Silke Sofie Tine Veerle Vera",
        "Andreas Arne Bart Ben Bert Brecht Bruno Christophe Daan David Dieter Dries Erik Frank Geert Gert Guy Hans"
        " Jan Jasper Jelle Jeroen Joeri Johan Jonas Karel Kevin Koen Kristof Lars Lieven Luc Maarten Matthias Michiel"
        " Nico Patrick Paul Peter Rik Robbe Ruben Sander Stefan Steven Stijn Thomas Tim Tom Wim Wout Yves",
        "Aerts,Baeten,Bogaert,Bosmans,Callens,Christiaens,Claeys,Cools,Coppens,Cornelis,Daems,De Backer,De Bruyne,"
        "De Clercq,De Cock,De Coninck,De Graeve,De Groote,De Meyer,De Pauw,De Ridder,De Vos,De Wilde,De Winter,"
        "Declercq,Devos,Dierckx,Dhondt,Engels,Geerts,Goethals,Hendrickx,Hermans,Heylen,Jansen,Lambrecht,Lauwers,"
        "Lemmens,Lenaerts,Martens,Michiels,Moens,Nijs,Pauwels,Peeters,Roels,Segers,Smets,Stevens,Thijs,"
        "Van Acker,Van Daele,Van De Velde,Van den Bossche,Van den Broeck,Van Dyck,Van Hoof,Van Hove,Van Looy,"
        "Vandenberghe,Vandevelde,Verbeke,Verbruggen,Vercammen,Verhaegen,Verlinden,Vermeersch,Vermeulen,Verschueren,"
        "Verstraete,Vervoort,Wauters,Willems,Wuyts",
    ),
    "fr": (
        "Amandine Anne Aurélie Bénédicte Camille Caroline Catherine Cécile Céline Christine Clémence Delphine Élodie"
        " Émilie Fabienne Florence Françoise Géraldine Isabelle Jeanne Justine Laurence Léa Lucie Manon Marie Mathilde"
        " Mélanie Murielle Nadine Pauline Sandrine Stéphanie Valérie Véronique Virginie",
        "Adrien Alain Antoine Arnaud Baptiste Benoît Bernard Cédric Damien Denis Didier Fabrice François Frédéric"
        " Gaëtan Grégory Guillaume Jean-François Jérôme Julien Laurent Ludovic Mathieu Maxime Nicolas Olivier Pascal"
        " Philippe Pierre Quentin Raphaël Sébastien Simon Thierry Vincent Xavier",
        "Adam,André,Antoine,Bastin,Bertrand,Bodart,Charlier,Collard,Collignon,Collin,Delvaux,Denis,Deprez,Detry,"
        "Dumont,Dupont,Dupuis,Étienne,Evrard,Fontaine,François,Georges,Gérard,Gilles,Gillet,Gilson,Goffin,Grégoire,"
        "Guillaume,Hardy,Henry,Jacquemin,Lacroix,Laurent,Lebrun,Leclercq,Lecomte,Lefèbvre,Legrand,Lejeune,Leroy,"
        "Marchal,Maréchal,Martin,Masson,Mathieu,Michaux,Michel,Nicolas,Noël,Parmentier,Petit,Piron,Poncelet,Remy,"
        "Rousseau,Simon,Thiry,Thomas,Urbain,Vincent,Warnier,Wauthier",
    ),
    "elsewhere": (
        "Agnieszka Ana Amina Aylin Elena Fatima Ioana Joanna Leila Magdalena Marta Olena Oksana Sevda Sofia Yasmina",
        "Ahmed Alexandru Andrei Carlos Dmytro Emre Hassan João Karim Marek Mehmet Miguel Mihai Oleksandr Pavel Yusuf",
        "Almeida,Bakker,Benali,Costa,Demir,El Amrani,Ferreira,García,Ionescu,Kaya,Kovalenko,Kowalski,Lewandowska,"
        "Marin,Meyer,Nowak,Öztürk,Pereira,Petrov,Popescu,Rossi,Shevchenko,Silva,Schneider,Yılmaz,Zieliński",
    ),
}
_LISTS = {
    language: ({"female": women.split(), "male": men.split()}, families.split(","))
    for language, (women, men, families) in _NAMES.items()
}


@dataclass(frozen=True)
class Somebody:
    """A person before he has a row."""

    number: NationalNumber
    given_names: str
    family_name: str
    birth_date: date | None
    sex: str

    def address_at(self, domain: str) -> str:
        """An e-mail address at work; two people of one name share it, which nothing forbids."""
        return f"{_plain(self.given_names)}.{_plain(self.family_name)}@{domain}"


def _plain(name: str) -> str:
    told = unicodedata.normalize("NFKD", name.casefold().replace("ı", "i").replace("ł", "l"))
    return "".join(letter for letter in told if letter.isascii() and (letter.isalnum() or letter == "-"))


def somebody(random: Random, language: str, today: date, taken: set[str]) -> Somebody:
    """One more person whose number isn't in `taken`, to which it is added. One in twenty has a BIS number."""
    while True:
        born = today - timedelta(days=random.randint(YOUNGEST, OLDEST))
        sex = random.choice(("female", "male"))
        order = random.choice(_ORDERS[sex == "male" :: 2])
        foreign = random.random() < 0.05
        told_sex, told_birth = sex, True
        if foreign:
            told_sex = sex if random.random() < 0.7 else "unknown"
            told_birth = random.random() < 0.7
            number = _bis(born, order, told_sex != "unknown", told_birth)
        else:
            number = national_number(born, order)
        if number.digits not in taken:
            break
    taken.add(number.digits)
    given, families = _LISTS["elsewhere" if foreign else language]
    return Somebody(
        number, random.choice(given[sex]), random.choice(families), born if told_birth else None, told_sex
    )


def _bis(born: date, order: int, sex_known: bool, birth_known: bool) -> NationalNumber:
    """A BIS number: 40 is added to the month, or 20 when the sex isn't known; month and day 00 when unknown."""
    added = 40 if sex_known else 20
    month, day = (born.month, born.day) if birth_known else (0, 0)
    return numbered(f"{born:%y}{month + added:02}{day:02}{order:03}", born.year >= 2000)
