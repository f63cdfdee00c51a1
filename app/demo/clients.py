"""Persons of the files of Immo Peeters, drawn from a seed: what an identity card tells, a home, an occupation, and
what brings them to an estate agent. Family names are joined from two, so that nobody is meant."""

from __future__ import annotations

import calendar
from datetime import date, timedelta
from random import Random

from app.demo.cast import national_number
from app.demo.names import FAMILY, GIVEN
from models.values import IdentifierKind, NationalNumber, Sex
from models.values.identified import (
    Dealing,
    FilePart,
    IdentityDocument,
    Meeting,
    PersonDetails,
    Place,
    Side,
    Source,
)

SEED = "Dossiers"
_STREETS = ("Kievitsdreef", "Leliepad", "Oude Mouterijstraat", "Vlasbloemlaan", "Wilgenkaai", "Zandloperstraat")
_PLACES = (
    ("9200", "Dendermonde"), ("9280", "Lebbeke"), ("9220", "Hamme"), ("9255", "Buggenhout"), ("9300", "Aalst"),
    ("9000", "Gent"), ("8400", "Oostende"), ("8370", "Blankenberge"), ("8430", "Middelkerke"), ("1745", "Opwijk"),
)  # fmt: skip
_BIRTHPLACES = ("Dendermonde", "Aalst", "Gent", "Sint-Niklaas", "Oostende", "Brugge", "Mechelen", "Ukkel")
_WORK = (
    ("verpleegkundige", "gezondheidszorg"), ("leerkracht", "onderwijs"), ("elektricien", "bouw"),
    ("boekhouder", "dienstverlening"), ("ambtenaar", "overheid"), ("magazijnier", "logistiek"),
    ("softwareontwikkelaar", "informatica"), ("gepensioneerd", "onderwijs"), ("kapper", "persoonlijke verzorging"),
    ("ingenieur", "chemie"), ("tuinaannemer", "groenvoorziening"), ("bediende", "verzekeringen"),
)  # fmt: skip
_PURPOSES = {
    FilePart.SELLER: (
        "Verkoopt de gezinswoning om kleiner te gaan wonen.",
        "Verkoopt een appartement op de Zeedijk dat al een jaar leegstaat.",
        "Verkoopt de ouderlijke woning, samen met de andere erfgenamen.",
        "Verkoopt een rijwoning na een echtscheiding.",
        "Verkoopt een bouwgrond naast de eigen woning.",
    ),
    FilePart.BUYER: (
        "Koopt een eerste woning met een hypothecair krediet.",
        "Koopt een appartement aan zee als tweede verblijf.",
        "Koopt een rijwoning om te renoveren en er zelf te wonen.",
        "Koopt een opbrengsteigendom, voor een deel met krediet.",
        "Koopt een garagebox bij het eigen appartement.",
    ),
    FilePart.LANDLORD: (
        "Verhuurt een appartement in het centrum van Dendermonde.",
        "Verhuurt een handelspand op lange termijn.",
        "Verhuurt een studio die uit een erfenis komt.",
    ),
    FilePart.TENANT: (
        "Huurt een gezinswoning dicht bij het werk.",
        "Huurt een appartement tot de nieuwbouw klaar is.",
        "Huurt een winkelruimte met bovenwoonst.",
    ),
    FilePart.REPRESENTATIVE: ("Vertegenwoordigt de vennootschap bij deze verrichting.",),
    FilePart.BENEFICIAL_OWNER: ("Uiteindelijke begunstigde van de vennootschap in dit dossier.",),
    FilePart.MANDATARY: ("Treedt op met een volmacht.",),
}
_SIDES = {FilePart.BUYER: Side.COUNTERPARTY, FilePart.TENANT: Side.COUNTERPARTY}
PARTS = (FilePart.SELLER, FilePart.BUYER, FilePart.BUYER, FilePart.LANDLORD, FilePart.TENANT)


def drawn_name(random: Random, sex: Sex) -> tuple[str, str]:
    """Given and family name."""
    tongue = random.choice(("nl", "nl", "nl", "nl", "fr", "other"))
    first, second = random.sample(FAMILY[tongue], 2)
    return random.choice(GIVEN[tongue, sex]), f"{first}-{second}"


def drawn_birth(random: Random) -> date:
    year, month = random.randint(1944, 2001), random.randint(1, 12)
    return date(year, month, random.randint(2, calendar.monthrange(year, month)[1]))


def drawn_home(random: Random) -> Place:
    postal_code, place = random.choice(_PLACES)
    return Place(f"{random.choice(_STREETS)} {random.randint(1, 140)}", postal_code, place, "BE")


def drawn_card(random: Random, seen_on: date, country: str = "BE") -> IdentityDocument:
    """A card that is valid for some years more on that day; a passport of another country."""
    issued = seen_on - timedelta(days=random.randint(40, 2500))
    expires = issued.replace(year=issued.year + 10, day=min(issued.day, 28))
    if country != "BE":
        number = f"{random.choice('CEKLP')}{random.randrange(10_000_000, 100_000_000)}"
        return IdentityDocument(IdentifierKind.PASSPORT, number, country, issued, expires)
    ten = 5_920_000_000 + random.randrange(1, 9_000_000)
    number = f"{ten}{ten % 97 or 97:02d}"
    return IdentityDocument(IdentifierKind.IDENTITY_CARD, number, country, issued, expires)


def number_for(random: Random, born: date, sex: Sex) -> NationalNumber:
    """A number that the register hardly ever reaches in a day."""
    return national_number(born, 900 + 2 * random.randrange(44) + (sex is Sex.MALE))


def drawn_person(
    random: Random,
    seen_on: date,
    part: FilePart,
    *,
    name: tuple[str, str] | None = None,
    sex: Sex | None = None,
    born: date | None = None,
    country: str = "BE",
    nationality: str = "",
) -> PersonDetails:
    """All that is known of a person whose card was seen on that day; the less is told, the more is drawn. Half of
    the Belgian cards were read at the desk."""
    sex = sex or random.choice((Sex.FEMALE, Sex.MALE))
    given, family = name or drawn_name(random, sex)
    profession, sector = random.choice(_WORK)
    nation = nationality or country
    read = nation == country == "BE" and random.random() < 0.5
    return PersonDetails(
        salutation="ms" if sex is Sex.FEMALE else "mr",
        family_name=family,
        given_names=given,
        birth_date=born or drawn_birth(random),
        birth_place=random.choice(_BIRTHPLACES),
        sex=sex,
        nationalities=(nation,),
        address=drawn_home(random),
        document=drawn_card(random, seen_on, nation),
        profession=profession,
        sector=sector,
        dealing=drawn_dealing(random, part, f"{given} {family}"),
        source=Source.EID if read else None,
        source_read_on=seen_on if read else None,
    )


def drawn_dealing(random: Random, part: FilePart, name: str, purpose: str = "") -> Dealing:
    """How the office deals with somebody in this part, whom it met."""
    plain = "".join(letter for letter in name.lower() if letter.isascii() and letter.isalpha())[:20]
    return Dealing(
        part=part,
        side=_SIDES.get(part, Side.CLIENT),
        acts_for_other=False,
        meeting=Meeting.FACE_TO_FACE,
        purpose=purpose or random.choice(_PURPOSES[part]),
        phone=f"+32 4{random.randint(60, 99)} 00 {random.randrange(100):02d} {random.randrange(100):02d}",
        email=f"{plain}@elders.example",
        language="nl",
    )
