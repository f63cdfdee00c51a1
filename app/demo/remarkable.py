"""Files of persons: some drawn, those in which something had to be weighed or that aren't done yet told one by
one."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta
from random import Random
from typing import Any

from app.aml.pages import PageName
from app.aml.vigilance.file import Given
from app.demo.cast import AN, BRAM
from app.demo.clients import PARTS, SEED, drawn_card, drawn_home, drawn_person, number_for
from app.demo.dossier import Dossier, Later
from models.values import Sex
from models.values.identified import EvidenceKind, FilePart, Meeting, PersonDetails, Place, Source
from models.values.vigilance import Verdict

CARD, PASSPORT = EvidenceKind.IDENTITY_CARD, EvidenceKind.PASSPORT
_KNOWN = "Klant sinds {year}: twee verkopen via ons kantoor, telkens zonder incident."


_PLAIN = 14


def plain(today: date) -> Iterator[Dossier]:
    """Files in which nothing had to be weighed, spread over three years."""
    random = Random(f"{SEED} plain")
    for place in range(_PLAIN):
        ago = 1070 - place * 76 + random.randrange(-20, 21)
        yield person_file(today, f"plain {place}", ago, random.choice(PARTS), waits=random.choice((0, 0, 0, 1, 4)))


def remarkable(today: date) -> Iterator[Dossier]:
    """All of them, in no order."""
    for tell in (_raised, _refused, _simplified, _with_versions, _for_another, _drafts):
        yield from tell(today)


def person_file(
    today: date,
    key: str,
    ago: int,
    part: FilePart,
    given: str = "",
    family: str = "",
    sex: Sex | None = None,
    born: date | None = None,
    *,
    country: str = "BE",
    nationality: str = "",
    home: Place | None = None,
    papers: tuple[EvidenceKind, ...] = (),
    purpose: str = "",
    profession: tuple[str, str] | None = None,
    change: Any = None,
    **told: Any,
) -> Dossier:
    """A file that was begun so many days ago; what isn't told is drawn. `change` makes other details of those."""
    random, seen_on = Random(f"{SEED} {key}"), today - timedelta(days=ago)
    details = drawn_person(
        random, seen_on, part, name=(given, family) if family else None, sex=sex, born=born, country=country,
        nationality=nationality,
    )  # fmt: skip
    if home is not None:
        details = replace(details, address=home)
    if profession is not None:
        details = replace(details, profession=profession[0], sector=profession[1])
    if purpose:
        details = replace(details, dealing=replace(details.dealing, purpose=purpose))
    if change is not None:
        details = change(details)
    belgian = "BE" in (*details.nationalities, details.address.country)
    assert details.birth_date is not None  # noqa: S101 - it was drawn
    number = number_for(random, details.birth_date, details.sex) if belgian else None
    if not papers and details.source is not Source.EID:
        papers = (CARD,) if details.document.country == "BE" else (PASSPORT,)
    by = told.pop("by", None) or random.choice((BRAM, BRAM, AN))
    return Dossier(key, ago, by, details, number, papers, **told)


def _unread(details: PersonDetails) -> PersonDetails:
    return replace(details, source=None, source_read_on=None)


def _at_a_distance(details: PersonDetails) -> PersonDetails:
    return replace(_unread(details), dealing=replace(details.dealing, meeting=Meeting.REMOTE))


def _raised(today: date) -> Iterator[Dossier]:
    """Accepted in spite of raised vigilance."""
    yield person_file(
        today, "pep", 611, FilePart.BUYER, "Hadewijch", "Lippevelde-Vandorme", Sex.FEMALE, date(1968, 5, 23),
        purpose="Koopt een appartement op de Zeedijk als tweede verblijf, met opbrengst van een verkoop.",
        profession=("lid van een parlement", "politiek"), papers=(CARD, EvidenceKind.SOURCE_OF_WEALTH), by=BRAM,
        answers={"PEP1": Given("yes", "Zetelt in een parlement, zegt zij zelf bij het eerste bezoek.")},
        decided_by=AN, waits=6, change=_unread,
        reason="Vermogen verklaard met de verkoopakte van haar vorige woning en haar loonbrieven; niets vreemds."
        " We volgen dit dossier van dichtbij op.",
    )  # fmt: skip
    yield person_file(
        today, "pep again", 205, FilePart.SELLER, "Boudewijn", "Craeybeke-Zonhoven", Sex.MALE, date(1959, 10, 2),
        profession=("rechter op rust", "justitie"), papers=(CARD, EvidenceKind.SOURCE_OF_WEALTH), by=AN,
        answers={"PEP1": Given("yes", "Was tot vijf maanden geleden rechter in een hoogste rechtscollege.")},
        decided_by=AN, waits=2, change=_unread,
        reason="Verkoopt een eigendom die hij al sinds 1994 heeft; de aankoopakte is gezien. Aanvaard, met"
        " jaarlijkse herziening.",
    )  # fmt: skip
    yield person_file(
        today, "brother", 604, FilePart.BUYER, "Wolfram", "Lippevelde-Vandorme", Sex.MALE, date(1971, 1, 30),
        answers={"PEP2": Given("yes", "Broer van mevrouw Lippevelde-Vandorme.")}, by=BRAM,
        reason="Koopt met een hypothecair krediet van een Belgische bank en eigen spaargeld; loonbrieven gezien.",
    )  # fmt: skip
    yield person_file(
        today, "lebanon", 142, FilePart.SELLER, "Elias", "Haddad-Verschooten", Sex.MALE, date(1964, 8, 19),
        home=Place("Rue du Port 18", "", "Byblos", "LB"), papers=(CARD, PASSPORT), by=AN, change=_unread,
        purpose="Verkoopt de woning in Lebbeke waar hij tot zijn vertrek woonde.",
        reason="Belg die voor zijn werk in Libanon woont; de woning is van voor zijn vertrek en de prijs gaat naar"
        " zijn rekening in België.",
    )  # fmt: skip
    yield person_file(
        today, "kenya", 702, FilePart.LANDLORD, "Marieke", "Uyttendaele-Spoorbeke", Sex.FEMALE, date(1980, 3, 4),
        home=Place("Acacia Close 7", "", "Nairobi", "KE"), papers=(CARD, PASSPORT), by=BRAM, change=_unread,
        answers={"GEO1": Given("residence", "Woont in Kenia, dat op de lijst van de EU staat.")},
        reason="Werkt voor een hulporganisatie; verhuurt haar eigen appartement, huur op een Belgische rekening.",
    )  # fmt: skip
    yield person_file(
        today, "panama", 96, FilePart.BUYER, "Godelieve", "Ronsmans-Hofkens", Sex.FEMALE, date(1957, 12, 8),
        home=Place("Calle del Faro 3", "", "Panama", "PA"), papers=(CARD, PASSPORT), by=AN, change=_unread,
        reason="Keert terug naar België; het geld komt van een levensverzekering bij een Belgische verzekeraar,"
        " afrekening in het dossier.",
    )  # fmt: skip
    yield person_file(
        today, "market", 333, FilePart.TENANT, "Rudi", "Kestens-Broodcoorens", Sex.MALE, date(1975, 7, 15),
        profession=("marktkramer", "ambulante handel"), by=BRAM,
        answers={"ORG7": Given("yes", "Verkoopt kaas op drie markten, vooral tegen contant geld.")},
        reason="Huur en waarborg gaan via de bank; het laatste aanslagbiljet past bij de huurprijs.",
    )  # fmt: skip
    yield person_file(
        today, "expired", 455, FilePart.SELLER, "Alfonsine", "De Muynck-Rogiers", Sex.FEMALE, date(1939, 4, 11),
        papers=(CARD,), by=BRAM,
        change=lambda one: replace(
            _unread(one),
            document=replace(
                one.document, issued_on=date(2010, 6, 1), expires_on=today - timedelta(days=455 + 20)
            ),
        ),
        answers={"ID1": Given("expired", "Nieuwe kaart aangevraagd bij de gemeente; ontvangstbewijs getoond.")},
        reason="Mevrouw is hoogbejaard en verblijft in een woonzorgcentrum; haar identiteit staat buiten twijfel.",
    )  # fmt: skip
    yield person_file(
        today, "remote", 268, FilePart.BUYER, "Timothée", "Carnavelle-Brisefer", Sex.MALE, date(1987, 9, 27),
        country="FR", home=Place("Rue des Glycines 44", "59000", "Lille", "FR"), papers=(CARD, PASSPORT), by=BRAM,
        change=_at_a_distance, answers={"ID3": Given("remote", "Kopieën per e-mail, daarna een videogesprek.")},
        reason="Paspoort vergeleken in een videogesprek; hij komt zelf naar de ondertekening bij de notaris.",
    )  # fmt: skip
    yield person_file(
        today, "itsme", 61, FilePart.TENANT, change=_at_a_distance, by=BRAM,
        answers={"ID3": Given("secure", "Identiteit bevestigd met itsme.")},
    )  # fmt: skip
    yield person_file(
        today, "nationality", 118, FilePart.TENANT, "Linh", "Trương-Deschoolmeester", Sex.FEMALE,
        date(1992, 2, 17), nationality="VN", by=BRAM,
        purpose="Huurt een studio tijdens een doctoraat aan de universiteit.",
        profession=("doctoraatsonderzoeker", "hoger onderwijs"),
    )  # fmt: skip


def _refused(today: date) -> Iterator[Dossier]:
    """Refused, at several levels; one at which only An may accept."""
    yield person_file(
        today, "no card", 389, FilePart.BUYER, "Ferre", "Wuytack-Zandloper", Sex.MALE, date(1983, 6, 9), by=BRAM,
        answers={"ID5": Given("yes", "Wil na drie vragen nog altijd geen identiteitskaart tonen.")},
        change=_unread, verdict=Verdict.REFUSED, decided_by=AN, waits=5,
        reason="Weigert zich te identificeren en wil contant betalen. We werken niet verder met deze koper.",
    )  # fmt: skip
    yield person_file(
        today, "in the news", 230, FilePart.BUYER, "Gilbert", "Pannecoucke-Storm", Sex.MALE, date(1966, 11, 21),
        answers={"MED1": Given("yes", "Krantenartikel over een onderzoek naar fraude op bouwwerven.")},
        by=BRAM, verdict=Verdict.REFUSED, waits=3,
        reason="Kan niet uitleggen waar het geld voor drie aankopen op één maand vandaan komt.",
    )  # fmt: skip
    yield person_file(
        today, "no purpose", 540, FilePart.BUYER, "Yannick", "Verlooy-Appelmans", Sex.MALE, date(1990, 1, 13),
        answers={"REL1": Given("no", "Wil kopen en binnen de maand doorverkopen aan een onbekende.")}, by=AN,
        verdict=Verdict.REFUSED, reason="De bedoeling van de aankoop is niet duidelijk en hij geeft geen uitleg.",
    )  # fmt: skip
    yield person_file(
        today, "other data", 77, FilePart.TENANT, "Ilona", "Petrescu-Waterloos", Sex.FEMALE, date(1995, 5, 5),
        nationality="RO", answers={"ID4": Given("no", "De foto lijkt niet op wie voor ons zat.")}, by=BRAM,
        verdict=Verdict.REFUSED, waits=1, reason="Het document past niet bij de persoon; geen ander stuk getoond.",
    )  # fmt: skip


def _simplified(today: date) -> Iterator[Dossier]:
    """Clients the office knows for years."""
    for key, ago, part in (("known 1", 815, FilePart.SELLER), ("known 2", 494, FilePart.LANDLORD),
                           ("known 3", 250, FilePart.SELLER), ("known 4", 41, FilePart.SELLER)):  # fmt: skip
        year = (today - timedelta(days=ago)).year - 4
        yield person_file(today, key, ago, part, answers={"REL2": Given("yes", _KNOWN.format(year=year))})


def _with_versions(today: date) -> Iterator[Dossier]:
    """Who moved, got another card, or came back."""
    random = Random(f"{SEED} versions")
    moved, moved_again, abroad = drawn_home(random), drawn_home(random), drawn_home(random)
    card = drawn_card(random, today - timedelta(days=150))

    def lives(home: Place) -> Any:
        return lambda one: replace(one, address=home)

    def shows(one: PersonDetails) -> PersonDetails:
        return replace(_unread(one), document=card)

    years = Given("yes", "Klant sinds de verkoop van drie jaar geleden, zonder incident.")
    yield person_file(
        today, "moved", 1010, FilePart.SELLER, by=BRAM, later=(Later(540, PageName.HOME, lives(moved)),)
    )
    yield person_file(
        today, "came back", 990, FilePart.SELLER, by=BRAM,
        later=(Later(860, PageName.HOME, lives(moved_again), answers={"REL2": years}, by=AN),),
    )  # fmt: skip
    yield person_file(
        today,
        "new card",
        930,
        FilePart.BUYER,
        by=AN,
        later=(Later(780, PageName.DOCUMENT, shows, papers=(CARD,), by=BRAM),),
    )
    yield person_file(
        today, "three versions", 1045, FilePart.LANDLORD, by=AN,
        later=(
            Later(400, PageName.HOME, lives(abroad), by=BRAM),
            Later(895, PageName.DOCUMENT, shows, papers=(CARD,), answers={"REL2": years}, by=BRAM),
        ),
    )  # fmt: skip


def _for_another(today: date) -> Iterator[Dossier]:
    """A mother, and the daughter who sells for her."""
    yield person_file(today, "mother", 176, FilePart.SELLER, "Georgette", "Schollaert-Verbiest", Sex.FEMALE,
                      date(1941, 9, 14), by=BRAM, profession=("gepensioneerd", "textiel"))  # fmt: skip
    yield person_file(
        today, "daughter", 168, FilePart.MANDATARY, "Karlijn", "Goossenaerts-Schollaert", Sex.FEMALE,
        date(1967, 3, 22), by=BRAM, principal="mother", papers=(CARD, EvidenceKind.MANDATE),
        purpose="Verkoopt de woning van haar moeder met een notariële volmacht.",
        change=lambda one: replace(_unread(one), dealing=replace(one.dealing, acts_for_other=True)),
    )  # fmt: skip


def _drafts(today: date) -> Iterator[Dossier]:
    """Not decided yet: one half-way by Bram yesterday, one that waits for An."""
    yield person_file(
        today, "half-way", 1, FilePart.BUYER, "Seppe", "Van Overmeire-Laurijssen", Sex.MALE, date(1996, 10, 3),
        by=BRAM, change=_unread, verdict=None, stops_at=PageName.PART,
    )  # fmt: skip
    yield person_file(
        today, "waits for an", 3, FilePart.SELLER, "Clémentine", "Delvigne-Outremont", Sex.FEMALE,
        date(1962, 6, 27), by=BRAM, change=_unread, papers=(CARD, EvidenceKind.SOURCE_OF_WEALTH), verdict=None,
        stops_at=PageName.QUESTIONS, profession=("lid van een regering", "politiek"),
        answers={"PEP1": Given("yes", "Is lid van een regering.")},
    )  # fmt: skip
