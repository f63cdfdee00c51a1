"""Organisations in the files of Immo Peeters, with who represents and owns them: invented, as are their numbers.

A line of `holdings` is holder, held ('' the organisation itself), and how many hundredths of a percent of the
capital, which are as many votes. Holders with a key of `people` are contacts of the office, and came first.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from random import Random

from app.aml.pages import PageName
from app.aml.vigilance.file import Given
from app.demo.cast import AN, BRAM, Member
from app.demo.clients import SEED, drawn_dealing
from app.demo.dossier import Dossier, Later
from app.demo.enterprises import number_of
from app.demo.remarkable import person_file
from models.values import Sex
from models.values.identified import (
    Director,
    EvidenceKind,
    FilePart,
    Holder,
    HolderKind,
    Holding,
    OrganisationDetails,
    Ownership,
    Place,
    Source,
)
from models.values.vigilance import Verdict

BV, NV, CV = "Besloten vennootschap", "Naamloze vennootschap", "Coöperatieve vennootschap"
_PAPERS = (
    EvidenceKind.ARTICLES, EvidenceKind.DIRECTORS, EvidenceKind.POWERS, EvidenceKind.OWNERS_EXTRACT,
)  # fmt: skip
_F, _M = Sex.FEMALE, Sex.MALE
Line = tuple[str, str, int]


@dataclass(frozen=True)
class Human:
    """Somebody behind an organisation."""

    given: str
    family: str
    sex: Sex
    born: date

    @property
    def name(self) -> str:
        return f"{self.given} {self.family}"


@dataclass(frozen=True)
class Firm:
    """An organisation. The first of `people` represents it; `firms` are companies that hold a part of it, by key:
    their name and country. `manages`: who is its senior management, where nobody owns enough. `young`: it began so
    many days before its file, rather than on the day that is told."""

    name: str
    form: str
    ago: int
    place: tuple[str, str, str]
    started: date
    activity: tuple[str, str]
    part: FilePart
    purpose: str
    people: Mapping[str, Human]
    holdings: tuple[Line, ...]
    by: Member = BRAM
    firms: Mapping[str, tuple[str, str]] = field(default_factory=dict)
    manages: tuple[str, ...] = ()
    country: str = "BE"
    number: str = ""
    answers: Mapping[str, Given] = field(default_factory=dict)
    reason: str = ""
    verdict: Verdict | None = Verdict.ACCEPTED
    stops_at: PageName | None = None
    discrepancy: str = ""
    listed_on: str = ""
    waits: int = 0
    young: int = 0
    papers: tuple[EvidenceKind, ...] = _PAPERS
    later: tuple[Later, ...] = ()


def company_files(today: date, firms: tuple[Firm, ...]) -> Iterator[Dossier]:
    """Of each organisation its people first, then itself."""
    known: set[str] = set()
    for place, firm in enumerate(firms):
        for at, (key, human) in enumerate(firm.people.items()):
            if key not in known:
                known.add(key)
                part = FilePart.BENEFICIAL_OWNER if at else FilePart.REPRESENTATIVE
                yield person_file(
                    today, key, firm.ago + 8, part, human.given, human.family, human.sex, human.born, by=firm.by
                )
        yield _of(today, firm, 9_993_001 + place)


def _of(today: date, firm: Firm, base: int) -> Dossier:
    seen_on = today - timedelta(days=firm.ago)
    random = Random(f"{SEED} {firm.name}")
    street, postal_code, town = firm.place
    started = seen_on - timedelta(days=firm.young) if firm.young else firm.started
    details = OrganisationDetails(
        name=firm.name,
        legal_form=firm.form,
        number=firm.number or number_of(base).digits,
        number_country=firm.country,
        seat=Place(street, postal_code, town, firm.country),
        started_on=started,
        activity=firm.activity[0],
        activity_code=firm.activity[1],
        directors=tuple(
            Director(one.name, "bestuurder", max(started, seen_on - timedelta(days=1500)))
            for one in firm.people.values()
        ),
        powers="Elke bestuurder kan alleen optreden.",
        ownership=owned(firm.people, firm.firms, firm.holdings, firm.manages),
        register_consulted_on=seen_on,
        register_differs=bool(firm.discrepancy),
        discrepancy=firm.discrepancy,
        listed_on=firm.listed_on,
        funds_countries=(firm.country,),
        dealing=drawn_dealing(random, firm.part, firm.name, firm.purpose),
        source=Source.REGISTER if firm.country == "BE" else None,
        source_read_on=seen_on if firm.country == "BE" else None,
    )
    return Dossier(
        firm.name, firm.ago, firm.by, details, papers=firm.papers, answers=firm.answers, verdict=firm.verdict,
        reason=firm.reason, waits=firm.waits, stops_at=firm.stops_at, representative=next(iter(firm.people)),
        later=firm.later,
    )  # fmt: skip


def owned(
    people: Mapping[str, Human],
    firms: Mapping[str, tuple[str, str]],
    holdings: tuple[Line, ...],
    manages: tuple[str, ...] = (),
) -> Ownership:
    """Who holds what; who represents it and holds nothing isn't among them."""
    holding = {holder for holder, *_ in holdings} | set(manages)
    holders = [
        Holder(key, HolderKind.PERSON, one.name, country="BE", manages=key in manages)
        for key, one in people.items()
        if key in holding
    ]
    holders += [
        Holder(key, HolderKind.ORGANISATION, name, country=country) for key, (name, country) in firms.items()
    ]
    return Ownership(tuple(holders), tuple(Holding(one, held, part, part) for one, held, part in holdings))


def _sold_to(owners: Ownership, after: int) -> Later:
    """The same organisation with other owners."""
    return Later(
        after,
        PageName.OWNERS,
        lambda one: replace(one, ownership=owners),
        papers=(EvidenceKind.OWNERS_EXTRACT,),
        by=AN,
    )


_SOLAR = {
    "solar 1": Human("Jorik", "Strubbe-Meulenaer", _M, date(1982, 4, 2)),
    "solar 2": Human("Sanne", "Keersmaekers-Bulte", _F, date(1985, 9, 16)),
}
FIRMS = (
    Firm(
        "Bakkerij Goudaar-Melse", BV, 870, ("Oude Mouterijstraat 4", "9220", "Hamme"), date(2009, 4, 1),
        ("Vervaardiging van brood", "10711"), FilePart.SELLER, "Verkoopt het bakkerspand met bovenwoonst.",
        {"goudaar": Human("Lutgart", "Meersschaut-Goudaar", _F, date(1966, 2, 8))}, (("goudaar", "", 10000),),
    ),
    Firm(
        "Bouwbedrijf Steenuil & Dochters", NV, 760, ("Zandloperstraat 71", "9280", "Lebbeke"), date(1994, 10, 3),
        ("Algemene bouw van residentiële gebouwen", "41201"), FilePart.SELLER,
        "Verkoopt zes nieuwbouwappartementen via ons kantoor.",
        {"steenuil 1": Human("Fabienne", "Uilenspiegel-Daems", _F, date(1971, 7, 30)),
         "steenuil 2": Human("Mirella", "Uilenspiegel-Daems", _F, date(1974, 12, 12))},
        (("steenuil 1", "", 6000), ("steenuil 2", "", 4000)), by=AN,
        answers={"REL2": Given("yes", "Al acht jaar opdrachtgever van ons kantoor, zonder incident.")},
    ),
    Firm(
        "Kinesitherapie Wilgenhof-Lede", BV, 655, ("Wilgenkaai 9", "9300", "Aalst"), date(2016, 1, 11),
        ("Activiteiten van kinesitherapeuten", "86950"), FilePart.TENANT, "Huurt een praktijkruimte.",
        {"wilgenhof": Human("Ruben", "Hooglede-Wilgenhof", _M, date(1988, 6, 25))}, (("wilgenhof", "", 10000),),
    ),
    Firm(
        "Kwikstaart Vastgoed-Pajot", NV, 560, ("Leliepad 33", "1745", "Opwijk"), date(2003, 6, 16),
        ("Verhuur van niet-residentieel onroerend goed", "68203"), FilePart.LANDLORD,
        "Verhuurt twee winkelpanden in Dendermonde.",
        {"kwik 1": Human("Etienne", "Kwickelberghe-Vos", _M, date(1960, 3, 19)),
         "kwik 2": Human("Annabel", "Kwickelberghe-Ruys", _F, date(1990, 8, 7))},
        (("kwik beheer", "", 8000), ("kwik 2", "", 2000), ("kwik 1", "kwik beheer", 10000)), by=AN,
        firms={"kwik beheer": ("Kwikstaart Beheer-Pajot bv", "BE")},
    ),
    Firm(
        "Roerdomp Projecten-Zuid", NV, 470, ("Vlasbloemlaan 2", "9000", "Gent"), date(2012, 9, 20),
        ("Ontwikkeling van residentiële bouwprojecten", "41101"), FilePart.SELLER,
        "Geeft opdracht voor de verkoop van een verkaveling van elf loten.",
        {"roer 1": Human("Veerle", "Rietzanger-Boon", _F, date(1969, 11, 1)),
         "roer 2": Human("Laurens", "Rietzanger-Mol", _M, date(1972, 5, 14)),
         "roer 3": Human("Pieternel", "Karekiet-Dewulf", _F, date(1979, 1, 28))},
        (("roer groep", "", 10000), ("roer top", "roer groep", 7000), ("roer 3", "roer groep", 3000),
         ("roer 1", "roer top", 5500), ("roer 2", "roer top", 4500)),
        firms={"roer groep": ("Roerdomp Groep-Zuid nv", "BE"), "roer top": ("Rietkraag Invest-Zuid bv", "BE")},
    ),
    Firm(
        "Morgenvlinder Participaties", NV, 380, ("Kievitsdreef 120", "9200", "Dendermonde"), date(2006, 2, 27),
        ("Activiteiten van holdings", "64200"), FilePart.BUYER, "Koopt een kantoorgebouw als belegging.",
        {"morgen 1": Human("Gwendoline", "Vlinderinckx-Storme", _F, date(1963, 10, 10)),
         "morgen 2": Human("Casimir", "Vlinderinckx-Pauwels", _M, date(1961, 4, 4))},
        (("morgen a", "", 6000), ("morgen b", "", 4000), ("morgen b", "morgen a", 3000),
         ("morgen 1", "morgen a", 7000), ("morgen a", "morgen b", 4000), ("morgen 2", "morgen b", 6000)), by=AN,
        firms={"morgen a": ("Dagpauwoog Beheer nv", "BE"), "morgen b": ("Koninginnenpage Beheer nv", "BE")},
        answers={"ORG5": Given("yes", "Twee holdings houden elkaar over en weer.")}, waits=4,
        reason="Kruisparticipatie uit een familiale opvolging van 2006; beide eigenaars zijn bekend en de bank"
        " financiert driekwart.",
    ),
    Firm(
        "De Gedeelde Akker", CV, 300, ("Oude Mouterijstraat 88", "9255", "Buggenhout"), date(2015, 3, 9),
        ("Teelt van groenten", "01131"), FilePart.BUYER, "Koopt landbouwgrond voor een zelfoogsttuin.",
        {"akker": Human("Joachim", "Spitaels-Groenewegen", _M, date(1984, 2, 3))}, (), manages=("akker",),
        reason="Honderdveertig coöperanten, geen met meer dan 2 %; de dagelijks bestuurder is bekend.",
    ),
    Firm(
        "Zeewier Technologie-Groep", NV, 215, ("Wilgenkaai 140", "8400", "Oostende"), date(2001, 5, 2),
        ("Onderzoek en ontwikkeling in biotechnologie", "72110"), FilePart.TENANT,
        "Huurt kantoren op de oosteroever voor negen jaar.",
        {"zeewier": Human("Reinhilde", "Zeebroeck-Alvoet", _F, date(1970, 6, 6))}, (("zeewier", "", 3800),),
        by=AN, listed_on="Euronext Brussels",
    ),
    Firm(
        "Frituur Het Gulden Puntzakske", BV, 170, ("Zandloperstraat 1", "9300", "Aalst"), date(2018, 7, 2),
        ("Eetgelegenheden met beperkte bediening", "56102"), FilePart.TENANT, "Huurt een hoekpand.",
        {"puntzak": Human("Dorine", "Aerdappel-Schepens", _F, date(1978, 12, 1))}, (("puntzak", "", 10000),),
        answers={"ORG7": Given("yes", "Ongeveer de helft van de omzet is contant.")},
        reason="Kassa gekoppeld aan de boekhouding, jaarrekeningen neergelegd; huur via domiciliëring.",
    ),
    Firm(
        "Carwash Blinkende Bever", BV, 128, ("Vlasbloemlaan 205", "9220", "Hamme"), date(2021, 9, 1),
        ("Wassen van auto's", "45206"), FilePart.BUYER, "Wil twee percelen kopen voor een tweede vestiging.",
        {"bever": Human("Kjell", "Beverdonck-Sap", _M, date(1989, 9, 9))}, (("bever", "", 10000),),
        answers={
            "ORG7": Given("yes", "Bijna alles contant."), "REL1": Given("no", "De prijs past niet bij de omzet."),
        },
        discrepancy="Het UBO-register noemt nog de vorige eigenaar.", verdict=Verdict.REFUSED, waits=6,
        reason="Eigendom en herkomst van het geld blijven onduidelijk na twee vragen; melding aan het UBO-register"
        " gedaan.",
    ),
    Firm(
        "SCI Vieux Pommier-Doré", "Société civile immobilière", 690, ("Quai Vert 2", "59200", "Tourcoing"),
        date(2011, 11, 14), ("Location de logements", "68201"), FilePart.SELLER,
        "Verkoopt een tweede verblijf in Middelkerke.",
        {"pommier": Human("Hortense", "Pommerolle-Dorémont", _F, date(1958, 8, 18))}, (("pommier", "", 10000),),
        by=AN, country="FR", number="999 301 447",
    ),
    Firm(
        "Stichting De Stille Getuige", "Private stichting", 84, ("Leliepad 60", "9200", "Dendermonde"),
        date(2014, 12, 5), ("Overige verenigingen", "94999"), FilePart.SELLER,
        "Verkoopt een huis dat zij door een legaat kreeg.",
        {"getuige": Human("Aldegonde", "Stillemans-Kerckx", _F, date(1955, 1, 20))}, (), manages=("getuige",),
        answers={"ORG4": Given("yes", "Private stichting; geen aandeelhouders.")}, by=AN, waits=2,
        reason="Legaat bewezen met het testament; opbrengst gaat naar de werking, zoals de statuten het zeggen.",
    ),
    Firm(
        "Luchtkasteel Studio-Gent", BV, 47, ("Kievitsdreef 7", "9000", "Gent"), date(2026, 6, 1),
        ("Ontwerp van computerprogramma's", "62010"), FilePart.TENANT, "Huurt een atelier van tachtig m².",
        {"lucht": Human("Tobias", "Wolkenstein-Maene", _M, date(1997, 3, 31))}, (("lucht", "", 10000),), young=160,
    ),
    Firm(
        "Zonnepanelen Flamingo-Leie", BV, 900, ("Wilgenkaai 61", "9000", "Gent"), date(2013, 5, 27),
        ("Elektrotechnische installatiewerken", "43211"), FilePart.TENANT, "Huurt een magazijn met kantoor.",
        _SOLAR, (("solar 1", "", 10000),),
        later=(_sold_to(owned(_SOLAR, {}, (("solar 1", "", 4000), ("solar 2", "", 6000))), 620),),
    ),
    Firm(
        "Loodgieterij Waterjuffer-Durme", BV, 5, ("Zandloperstraat 18", "9220", "Hamme"), date(2010, 2, 15),
        ("Loodgieterswerk", "43221"), FilePart.BUYER, "Koopt een loods naast het eigen atelier.",
        {"juffer": Human("Machteld", "Waterinckx-Durme", _F, date(1977, 5, 5))}, (("juffer", "", 10000),),
        verdict=None, stops_at=PageName.OWNERS,
    ),
)  # fmt: skip
