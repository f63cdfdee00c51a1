"""Deals of Immo Peeters, told before anything of them is stored: the ordinary ones are drawn, those in which
something had to be weighed are told one by one. All of it invented."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from random import Random

from app.aml.deal_pages import DealPage
from app.aml.vigilance.file import Given
from app.demo.cast import AN, BRAM, Member
from models.values.dealt import DealKind, FinancingKind, FinancingPart
from models.values.identified import FilePart

SEED = "Verrichtingen"
_EVERY = 23  # days between two ordinary deals, about
SIDES = {
    DealKind.SALE: (FilePart.SELLER, FilePart.BUYER),
    DealKind.LETTING: (FilePart.LANDLORD, FilePart.TENANT),
}
_STREETS = (
    ("Gentsesteenweg", "9200", "Dendermonde"), ("Brusselsestraat", "9200", "Dendermonde"),
    ("Zeedijk", "8430", "Middelkerke"), ("Leopoldlaan", "9300", "Aalst"), ("Dorpsstraat", "9280", "Lebbeke"),
    ("Stationsplein", "9220", "Hamme"), ("Kasteelstraat", "9255", "Buggenhout"),
    ("Visserskaai", "8400", "Oostende"),
)  # fmt: skip
_NOTARIES = ("Notaris Verstappen-Leys", "Notaris Dekkers-Van Hove", "Notarissen Bogaert-Maes")


@dataclass(frozen=True)
class DealScript:
    """A deal begun so many days ago, and what came of it. `answers`: where they aren't harmless. `stops_at`: the
    page where it was left. `handed`: why Bram wants to go on at raised vigilance; `asked`, `replied`: what An
    asked back and what he said; `accepted`, `refused`: why it was decided so. `held`: why An holds it. `reported`:
    what she told the FIU; `opposed`: for how many days from now the FIU is against it."""

    key: str
    ago: int
    kind: DealKind = DealKind.SALE
    price: int = 300_000
    by: Member = BRAM
    at: tuple[str, str, str, str] = ("", "", "", "")
    financing: tuple[FinancingPart, ...] = ()
    cash: str = ""
    answers: Mapping[str, Given] = field(default_factory=dict)
    returning: bool = False
    stops_at: DealPage | None = None
    handed: str = ""
    asked: str = ""
    replied: str = ""
    accepted: str = ""
    refused: str = ""
    held: str = ""
    reported: str = ""
    opposed: int = 0


def deal_scripts(since: date, today: date) -> Iterator[DealScript]:
    """All of them since that day, in no order; the same for one day."""
    random = Random(f"{SEED} {since}")
    day, count = since + timedelta(days=6), 0
    while day < today - timedelta(days=12):
        yield _ordinary(random, count, (today - day).days)
        day += timedelta(days=_EVERY + random.randint(-6, 6))
        count += 1
    yield from _weighed()


def _ordinary(random: Random, count: int, ago: int) -> DealScript:
    letting = count % 4 == 3
    price = random.randrange(650, 1900, 25) if letting else random.randrange(145_000, 620_000, 2_500)
    return DealScript(
        f"ordinary {count}", ago, DealKind.LETTING if letting else DealKind.SALE, price,
        AN if count % 3 == 0 else BRAM, _home(random), () if letting else _financing(random, price),
        answers={} if letting else {"FIN1": Given("yes", "Attest van de bank en rekeninguittreksel gezien.")},
        returning=count % 5 == 4,
    )  # fmt: skip


def _home(random: Random) -> tuple[str, str, str, str]:
    street, postal_code, place = random.choice(_STREETS)
    parcel = f"{random.randint(1, 6)} AFD/{random.choice('ABC')}/{random.randint(10, 999)}"
    return f"{street} {random.randint(2, 180)}", postal_code, place, f"{place.upper()} {parcel}"


def _financing(random: Random, price: int) -> tuple[FinancingPart, ...]:
    loan = price * random.choice((60, 70, 80)) // 100
    parts = [FinancingPart(FinancingKind.LOAN, loan * 100, "hypothecair krediet")]
    rest = price - loan
    if random.random() < 0.3:
        gift = rest // 2
        parts.append(FinancingPart(FinancingKind.GIFT_OR_INHERITANCE, gift * 100, "schenking van de ouders"))
        rest -= gift
    return (*parts, FinancingPart(FinancingKind.OWN_FUNDS, rest * 100, "spaargeld"))


def notary(random: Random) -> str:
    """A notary's office, invented."""
    return random.choice(_NOTARIES)


def _weighed() -> Iterator[DealScript]:
    random = Random(f"{SEED} gewogen")
    yield DealScript(
        "third account", 148, price=412_500, at=_home(random), financing=_financing(random, 412_500),
        answers={"FIN3": Given("unexplained")},
        handed="Het voorschot kwam van de rekening van een broer. De koper zegt dat het een lening is; ik heb er"
        " nog geen papier van.",
        asked="Is er een leningsovereenkomst, en van wie is de rekening juist?",
        replied="Onderhandse lening van 1 maart, geregistreerd; kopie zit bij de stukken. De rekening is van zijn"
        " broer Pieter.",
        accepted="Lening aangetoond en geregistreerd, bedrag en data kloppen met het uittreksel.",
    )  # fmt: skip
    yield DealScript(
        "secret price", 95, price=268_000, at=_home(random), financing=_financing(random, 268_000),
        answers={"PRI3": Given("yes")},
        refused="De koper bleef vragen om 20.000 euro buiten de akte te betalen. Wij werken hier niet aan mee.",
    )  # fmt: skip
    yield DealScript(
        "resold", 61, price=545_000, at=_home(random), financing=_financing(random, 545_000),
        answers={"PRI2": Given("yes"), "FIN6": Given("yes")},
        handed="Doorverkoop na vier maanden, 40 % hoger. De eigenaar toont facturen voor een deel van de werken.",
        reported="Pand doorverkocht na vier maanden aan een prijs die 40 procent hoger ligt dan de aankoopprijs."
        " De getoonde facturen dekken maar een klein deel van het verschil. De koper betaalt met een"
        " lening van een vennootschap waarvan de aandeelhouders niet bekend zijn.",
        opposed=9,
    )  # fmt: skip
    yield DealScript(
        "no sight", 17, price=335_000, at=_home(random), financing=_financing(random, 335_000),
        answers={"STR1": Given("yes"), "STR3": Given("yes")},
        handed="Koopt ongezien, voor zichzelf of voor wie hij aanwijst. Hij geeft geen naam, maar heeft wel een"
        " bankgarantie.",
        held="Eerst weten voor wie hij koopt. De notaris is gevraagd om te wachten.",
    )  # fmt: skip
    yield DealScript(
        "cash deposit", 11, price=189_500, at=_home(random), financing=_financing(random, 189_500),
        answers={"FIN2": Given("yes")},
        handed="Kwam met 15.000 euro in een enveloppe voor het voorschot. Niet aangenomen. Hij zegt nu dat hij"
        " overschrijft.",
        reported="De koper bood het voorschot van 15.000 euro in biljetten van 50 aan. Het is geweigerd. Over de"
        " herkomst gaf hij twee verschillende verklaringen: eerst de verkoop van een wagen, dan spaargeld.",
    )  # fmt: skip
    yield DealScript(
        "far account", 2, price=298_000, at=_home(random), financing=_financing(random, 298_000),
        answers={"FIN3": Given("unexplained"), "K4": Given("yes")},
        handed="Wil absoluut deze week tekenen, en het voorschot komt van de rekening van een kennis. Verder zijn"
        " de papieren in orde.",
    )  # fmt: skip
    yield DealScript(
        "to pay", 1, price=242_500, at=_home(random), financing=_financing(random, 242_500), stops_at=DealPage.PAY
    )  # fmt: skip
    yield DealScript("parties", 1, DealKind.LETTING, 925, AN, _home(random), stops_at=DealPage.PARTIES)
