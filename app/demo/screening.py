"""Files of Immo Peeters of the last weeks: who stands on a practice list, and one who was looked at already.

Everybody here is invented, as are the lists.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date

from app.aml.pages import PageName
from app.aml.vigilance.file import Given
from app.demo.cast import AN, BRAM
from app.demo.companies import BV, NV, Firm, Human, company_files
from app.demo.dossier import Dossier
from app.demo.remarkable import person_file
from models.values import Sex
from models.values.identified import EvidenceKind, FilePart, Place

_F, _M = Sex.FEMALE, Sex.MALE


def screened(today: date) -> Iterator[Dossier]:
    """All of them, in no order."""
    yield person_file(
        today, "nadia", 34, FilePart.TENANT, "Nadia", "El Ghazouani-Drăgan", _F, date(1974, 3, 2), by=AN,
        cleared="Op haar identiteitskaart staat 2 maart 1974; wie op de lijst staat, is van september.",
    )  # fmt: skip
    yield person_file(
        today, "tine", 33, FilePart.BUYER, "Tine", "Verbruggen-Saelens", _F, date(1990, 6, 12), by=BRAM
    )
    yield person_file(
        today, "casper", 22, FilePart.BUYER, "Casper", "Vandersmissen-Okafor", _M, date(1969, 4, 17), by=BRAM,
        verdict=None, stops_at=PageName.EVIDENCE, papers=(EvidenceKind.IDENTITY_CARD,),
    )  # fmt: skip
    yield person_file(
        today, "gust", 22, FilePart.SELLER, "Gust", "Boeykens-Achterberg", _M, date(1958, 12, 30), by=BRAM,
        answers={"REL2": Given("yes", "Verhuurt al zes jaar via ons kantoor, zonder incident.")},
    )  # fmt: skip
    yield person_file(
        today, "fatoumata", 13, FilePart.BUYER, "Fatoumata", "Diallo-Hellebuyck", _F, date(1986, 1, 23), by=BRAM,
        country="FR", home=Place("Rue des Glycines 12", "59000", "Lille", "FR"),
        papers=(EvidenceKind.IDENTITY_CARD, EvidenceKind.PASSPORT),
    )  # fmt: skip
    yield _nameless(today)
    yield person_file(
        today, "pieterjan", 6, FilePart.TENANT, "Pieterjan", "Ostyn-Vermeirsch", _M, date(1993, 8, 8), by=AN,
        verdict=None, stops_at=PageName.WORK,
    )  # fmt: skip
    yield from company_files(today, _FIRMS)


def _nameless(today: date) -> Dossier:
    """Of whom the name alone is known: nobody can say yet whether he is whom a list means."""
    one = person_file(today, "lieven", 9, FilePart.BUYER, "Lieven", "Droogenbroodt", _M, by=BRAM, verdict=None,
                      stops_at=PageName.NAME)  # fmt: skip
    return replace(one, number=None)


_FIRMS = (
    Firm(
        "Vastgoed Zilvermeeuw bv", BV, 21, ("Zandloperstraat 55", "8370", "Blankenberge"), date(2014, 3, 3),
        ("Bemiddeling bij de aankoop en verkoop van onroerend goed", "68311"), FilePart.LANDLORD,
        "Verhuurt drie appartementen op de dijk.",
        {"meeuw": Human("Guido", "Zilverberghe-Meeus", _M, date(1965, 9, 3))}, (("meeuw", "", 10000),),
    ),
    Firm(
        "Immobilière Les Trois Tilleuls srl", BV, 17, ("Kievitsdreef 31", "1745", "Opwijk"), date(2009, 10, 19),
        ("Handel in eigen onroerend goed", "68100"), FilePart.SELLER, "Verkoopt een opbrengsteigendom te Aalst.",
        {"tilleul": Human("Blandine", "Tillemont-Lescrenier", _F, date(1973, 2, 24))}, (("tilleul", "", 10000),),
        by=AN,
    ),
    Firm(
        "Brouwerij De Oude Sluis nv", NV, 2, ("Wilgenkaai 1", "9200", "Dendermonde"), date(1926, 5, 1),
        ("Vervaardiging van bier", "11050"), FilePart.SELLER, "Verkoopt het oude brouwhuis.",
        {"sluis": Human("Ignace", "Sluyswachter-Hoppe", _M, date(1959, 7, 7))}, (("sluis", "", 10000),),
        verdict=None, stops_at=PageName.DIRECTORS,
    ),
)  # fmt: skip
