"""The business register of the demonstration: a small extract of invented enterprises, written as the real one is.

Numbers begin with 0999 and 2.999, which the register doesn't give out; check digits are right.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from app.demo.associations import BUILDINGS, Building
from app.outside.business_sample import write_extract
from models.values import EnterpriseNumber, EstablishmentNumber, ExtractKind

NUMBER, SNAPSHOT = 140, date(2026, 11, 1)
COMPANY, LIMITED, ASSOCIATION, CO_OWNERS, MUNICIPALITY = "610", "014", "017", "070", "411"
_FORMS = {
    COMPANY: ("Besloten vennootschap", "Société à responsabilité limitée", "Private limited company"),
    LIMITED: ("Naamloze vennootschap", "Société anonyme", "Public limited company"),
    ASSOCIATION: ("Vereniging zonder winstoogmerk", "Association sans but lucratif", "Non-profit association"),
    CO_OWNERS: ("Vereniging van mede-eigenaars", "Association de copropriétaires", "Association of co-owners"),
    MUNICIPALITY: ("Stad / gemeente", "Ville / commune", "City / municipality"),
}
_SITUATIONS = {"000": ("Normale toestand", "Situation normale", "Normal situation")}


def number_of(base: int) -> EnterpriseNumber:
    """The enterprise number with these first eight digits."""
    return EnterpriseNumber(f"{base:08d}{97 - base % 97:02d}")


def unit_of(base: int) -> EstablishmentNumber:
    return EstablishmentNumber(f"{base:08d}{97 - base % 97:02d}")


@dataclass(frozen=True)
class Place:
    """An address in both languages."""

    street_nl: str
    street_fr: str
    house_number: str
    postal_code: str
    place_nl: str
    place_fr: str


@dataclass(frozen=True)
class Firm:
    """An enterprise of the sample; `form` '' is a person. `units`: first eight digits, name and place of each."""

    base: int
    name: str
    form: str
    place: Place
    name_fr: str = ""
    trade: str = ""
    units: tuple[tuple[int, str, Place], ...] = ()

    @property
    def number(self) -> EnterpriseNumber:
        return number_of(self.base)


_GHENT = Place("Voorbeeldstraat", "Rue de l’Exemple", "12", "9000", "Gent", "Gand")
_HOME = Place("Stationsstraat", "Rue de la Gare", "48", "9200", "Dendermonde", "Termonde")
_COAST = Place("Zeedijk", "Digue de Mer", "105", "8400", "Oostende", "Ostende")
_BRUSSELS = Place("Nieuwstraat", "Rue Neuve", "40", "1000", "Brussel", "Bruxelles")
_LIEGE = Place("", "Rue de l’Université", "7", "4000", "", "Liège")
_NAMUR = Place("", "Avenue de l’Exemple", "33", "5000", "", "Namur")
_LEUVEN = Place("Bondgenotenlaan", "", "88", "3000", "Leuven", "")
_TOWN = Place("Markt", "", "1", "9999", "Voorbeeldegem", "")

PEETERS = Firm(
    9991005, "Immo Peeters", COMPANY, _HOME, trade="Peeters Vastgoed",
    units=((29992001, "Immo Peeters Dendermonde", _HOME), (29992002, "Immo Peeters Oostende", _COAST)),
)  # fmt: skip
CLAES = Firm(9992002, "Vastgoed Claes", COMPANY, _LEUVEN, units=((29992003, "", _LEUVEN),))
DUBOIS = Firm(9992003, "Agence Dubois", COMPANY, _LIEGE, units=((29992004, "Agence Dubois Liège", _LIEGE),))


def _association(one: Building) -> Firm:
    dutch = one.language == "nl"
    place = Place(
        one.street if dutch else "", "" if dutch else one.street, one.house_number, one.postal_code,
        one.place if dutch else "", "" if dutch else one.place,
    )  # fmt: skip
    return Firm(one.base, one.name, CO_OWNERS, place)


FIRMS = (
    PEETERS,
    CLAES,
    DUBOIS,
    Firm(9992004, "Kantoor Maes & Zonen", LIMITED, _BRUSSELS, name_fr="Bureau Maes & Fils"),
    Firm(9992005, "Syndic Lambert", COMPANY, _NAMUR, units=((29992005, "", _NAMUR),)),
    Firm(9992006, "Lotte Hermans", "", _LEUVEN, trade="Woonadvies Lotte"),
    Firm(9992007, "VME Residentie De Linde", CO_OWNERS, _COAST),
    Firm(9992008, "ACP Résidence du Parc", CO_OWNERS, _NAMUR),
    Firm(9992009, "Notariaat Wouters", COMPANY, _GHENT),
    Firm(9992010, "Beroepsvereniging van het Voorbeeld", ASSOCIATION, _BRUSSELS,
         name_fr="Association professionnelle de l’Exemple"),
    Firm(9992011, "Immo Zeezicht", COMPANY, _COAST, name_fr="Immo Vue sur Mer"),
    Firm(9992012, "Bakkerij Janssens", COMPANY, _TOWN),
    Firm(9992013, "Advocatenkantoor Évrard", COMPANY, _BRUSSELS, name_fr="Cabinet d’avocats Évrard"),
    Firm(9991001, "Gemeente Voorbeeldegem", MUNICIPALITY, _TOWN),
    *(_association(one) for one in BUILDINGS),
)  # fmt: skip


def put_business_register(folder: Path) -> Path:
    """The extract, as the register would deliver it; one that lies there already stays as it is."""
    path = folder / f"KboOpenData_{NUMBER:04d}_{SNAPSHOT:%Y_%m}_Full.zip"
    if path.exists():
        return path
    folder.mkdir(parents=True, exist_ok=True)
    files = {
        "code": _codes(),
        "enterprise": ((str(one.number), "AC", "000", "2" if one.form else "1", one.form, "", "09-08-1998")
                       for one in FIRMS),
        "establishment": ((str(unit_of(base)), "01-04-2001", str(one.number))
                          for one in FIRMS for base, _, _ in one.units),
        "denomination": _names(),
        "address": _addresses(),
    }  # fmt: skip
    return write_extract(path, NUMBER, ExtractKind.FULL, SNAPSHOT, files)


def _codes() -> Iterator[tuple[str, ...]]:
    for category, words in (("JuridicalForm", _FORMS), ("JuridicalSituation", _SITUATIONS)):
        for code, told in words.items():
            yield from (
                (category, code, language, word) for language, word in zip(("NL", "FR", "EN"), told, strict=True)
            )


def _names() -> Iterator[tuple[str, ...]]:
    for one in FIRMS:
        only_french = not one.place.street_nl
        yield str(one.number), "1" if only_french else "2", "001", one.name
        if one.name_fr:
            yield str(one.number), "1", "001", one.name_fr
        if one.trade:
            yield str(one.number), "2", "003", one.trade
        for base, name, _ in one.units:
            if name:
                yield str(unit_of(base)), "1" if only_french else "2", "003", name


def _addresses() -> Iterator[tuple[str, ...]]:
    for one in FIRMS:
        if one.form:
            yield _address(str(one.number), "REGO", one.place)
        for base, _, place in one.units:
            yield _address(str(unit_of(base)), "BAET", place)


def _address(number: str, kind: str, place: Place) -> tuple[str, ...]:
    return (
        number, kind, "", "", place.postal_code, place.place_nl, place.place_fr, place.street_nl, place.street_fr,
        place.house_number, "", "", "",
    )  # fmt: skip
