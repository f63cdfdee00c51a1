"""Associations of co-owners of the demonstration: invented buildings in streets every town has, with numbers the
business register doesn't give out.

The first ones Immo Peeters is syndic of; the last ones have syndics of their own.
"""

from __future__ import annotations

from dataclasses import dataclass

FIRST_BASE = 9_994_001
"""First eight digits of the number of the first one; each next one has the next."""


@dataclass(frozen=True)
class Building:
    """A building with its association. `number`: the first eight digits of its enterprise number."""

    base: int
    name: str
    street: str
    house_number: str
    postal_code: str
    place: str
    language: str = "nl"


_COAST, _HOME = ("8400", "Oostende"), ("9200", "Dendermonde")
_DUTCH = (
    ("Zonnedauw", "Zeedijk", "112", *_COAST), ("De Meeuwenvlucht", "Zeedijk", "140", *_COAST),
    ("Duinroos", "Duinenstraat", "7", *_COAST), ("Het Baken", "Vismijnlaan", "31", *_COAST),
    ("Noordzeeblik", "Zeedijk", "203", *_COAST), ("De Garnaalvisser", "Visserskaai", "18", *_COAST),
    ("Schelpenhof", "Schelpenstraat", "4", *_COAST), ("Stella Maris II", "Parkstraat", "22", *_COAST),
    ("Albatros", "Koningsstraat", "55", *_COAST), ("Wandelaar", "Torhoutsesteenweg", "310", *_COAST),
    ("Denderzicht", "Denderkaai", "9", *_HOME), ("De Oude Brouwerij", "Brouwersstraat", "14", *_HOME),
    ("Ros Beiaard", "Stationsstraat", "61", *_HOME), ("Vlasmarkt", "Vlasmarkt", "3", *_HOME),
    ("Sint-Rochus", "Sint-Rochusstraat", "27", *_HOME), ("De Linnenwever", "Leopoldlaan", "88", *_HOME),
    ("Park Lane", "Noordlaan", "140", *_HOME), ("Kasteelhof", "Kasteelstraat", "12", "9255", "Buggenhout"),
    ("Boskant", "Bosstraat", "45", "9255", "Buggenhout"), ("Durmedal", "Durmestraat", "6", "9220", "Hamme"),
    ("De Touwslager", "Kaaiplein", "2", "9220", "Hamme"), ("Hopveld", "Hopstraat", "70", "9300", "Aalst"),
    ("Belfort", "Grote Markt", "19", "9300", "Aalst"), ("Keizershof", "Keizersplein", "33", "9300", "Aalst"),
    ("Schoonaerde", "Dorpsstraat", "101", "9280", "Lebbeke"),
    ("Het Anker", "Havenstraat", "5", *_COAST), ("De Kleine Ark", "Kerkstraat", "16", *_HOME),
    ("Windroos", "Vuurtorenweg", "40", *_COAST),
)  # fmt: skip
_FRENCH = (
    ("Le Tilleul", "Rue du Tilleul", "8", "5000", "Namur"),
    ("Les Bords de Meuse", "Quai de Meuse", "77", "5100", "Jambes"),
    ("Clair Matin", "Avenue de l’Exemple", "41", "5000", "Namur"),
    ("La Citadelle", "Rue de l’Exemple", "12", "5000", "Namur"),
    ("Outremeuse", "Rue de l’Université", "90", "4020", "Liège"),
)  # fmt: skip
OF_IMMO_PEETERS = 25
"""How many of them it is syndic of."""
BUILDINGS = (
    *(
        Building(FIRST_BASE + at, f"VME Residentie {name}", street, number, postal_code, place)
        for at, (name, street, number, postal_code, place) in enumerate(_DUTCH)
    ),
    *(
        Building(FIRST_BASE + len(_DUTCH) + at, f"ACP Résidence {name}", street, number, postal_code, place, "fr")
        for at, (name, street, number, postal_code, place) in enumerate(_FRENCH)
    ),
)


def building(name: str) -> Building:
    """The one of that name, without what every association is called."""
    return next(one for one in BUILDINGS if one.name.endswith(f" {name}"))
