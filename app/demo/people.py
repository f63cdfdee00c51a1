"""Some two thousand invented people who work for the governments, drawn from a seed: same seed, same people."""

from __future__ import annotations

import calendar
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from random import Random

from app.accounts.people import NewPerson
from app.demo.cast import checked, national_number
from app.demo.functions import FUNCTIONS, Function
from app.demo.governments import GovernmentHome
from app.demo.names import FAMILY, GIVEN
from models.values import NationalNumber, Sex

_COUNTERS = range(900, 990)  # hardly ever reached in a day by the register; 990 and up is the cast's
_YEARS = range(1961, 2005)
_ONE_IN_BIS = 0.03
_UNKNOWN_BIRTH = 0.35
_UNKNOWN_SEX = 0.3


@dataclass(frozen=True)
class Human:
    """A person before anybody added him."""

    number: NationalNumber
    new: NewPerson


@dataclass(frozen=True)
class Post:
    """What somebody comes to do in one government."""

    human: Human
    function: Function
    function_name: str
    email: str
    phone: str


def humans(random: Random, language: str, given: set[str]) -> Iterator[Human]:
    """People of that language without end, a few from elsewhere; `given` holds the numbers that are taken."""
    other = "fr" if language == "nl" else "nl"
    while True:
        sex = random.choice((Sex.FEMALE, Sex.FEMALE, Sex.MALE, Sex.MALE, Sex.FEMALE))
        bis = random.random() < _ONE_IN_BIS
        tongue = "other" if bis else random.choices((language, other, "other"), (88, 5, 7))[0]
        number = _bis_number(random, sex) if bis else _number(random, sex)
        if number.digits in given:
            continue
        given.add(number.digits)
        new = NewPerson(
            random.choice(FAMILY[tongue]),
            random.choice(GIVEN[tongue, sex]),
            number.birth_date,
            number.sex or Sex.UNKNOWN,
            "hand" if bis else "register",
        )
        yield Human(number, new)


def _day(random: Random) -> date:
    year, month = random.choice(_YEARS), random.randint(1, 12)
    return date(year, month, random.randint(2, calendar.monthrange(year, month)[1]))


def _counter(random: Random, sex: Sex) -> int:
    """Odd for men, even for women."""
    return random.choice([counter for counter in _COUNTERS if counter % 2 == (sex is Sex.MALE)])


def _number(random: Random, sex: Sex) -> NationalNumber:
    return national_number(_day(random), _counter(random, sex))


def _bis_number(random: Random, sex: Sex) -> NationalNumber:
    """A BIS number; some tell no birth date, some no sex."""
    added = 20 if random.random() < _UNKNOWN_SEX else 40
    counter = _counter(random, sex)
    if random.random() < _UNKNOWN_BIRTH:
        return checked(f"00{added}01{counter:03}", 1900)
    return national_number(_day(random), counter, added)


def post_for(random: Random, human: Human, home: GovernmentHome) -> Post:
    """What this person comes to do in that government."""
    possible = [function for function in FUNCTIONS if home.government_kind in function.governments]
    function = random.choices(possible, [one.weight for one in possible])[0]
    phone = f"{home.phone}{random.randrange(10)} {random.randrange(100):02} {random.randrange(100):02}"
    return Post(
        human, function, function.named(home.language), _email(random, human, function, home.domain), phone
    )


def _email(random: Random, human: Human, function: Function, domain: str) -> str:
    if function.category == "external":
        domain = f"{_plain(human.new.family_name)}-{random.choice(('bureau', 'partners', 'studio'))}"
    return f"{_plain(human.new.given_names)}.{_plain(human.new.family_name)}@{domain}.example"


def _plain(name: str) -> str:
    bare = unicodedata.normalize("NFKD", name.replace("ı", "i")).encode("ascii", "ignore").decode().lower()
    return "".join(letter for letter in bare if letter.isalnum() or letter == "-")
