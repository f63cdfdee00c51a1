"""The accounts of the demo: who they are and what they are for; the people and the sign-ins are invented.

Convention: `order` is the number of the day in the national number, from 900 on, which the register hardly ever
reaches, so that nobody's real number stands here; an odd one is a man's. Days come from a birth date, not a clock.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from models.values import NationalNumber


@dataclass(frozen=True)
class Player:
    """Somebody of the cast. `staff` is a staff role, `domain` where the mail arrives (always `.example`)."""

    username: str
    given_names: str
    family_name: str
    born: date
    order: int
    language: str = "nl"
    staff: str = ""
    domain: str = "sleutelbos.example"

    @property
    def email(self) -> str:
        return f"{self.username}@{self.domain}"

    @property
    def number(self) -> NationalNumber:
        return national_number(self.born, self.order)


def national_number(born: date, order: int) -> NationalNumber:
    """The national number of the `order`-th child of that day."""
    return numbered(f"{born:%y%m%d}{order:03}", born.year >= 2000)


def numbered(stem: str, since_2000: bool) -> NationalNumber:
    """Nine digits with their check digits, which tell the century."""
    return NationalNumber(f"{stem}{97 - int(('2' if since_2000 else '') + stem) % 97:02}")


_IMMO = "immo-peeters.example"
_VOORBEELDEGEM = "voorbeeldegem.example"
_OCMW = "ocmw-voorbeeldegem.example"
_PROVINCE = "voorbeeldland.example"
_EXEMPLEVILLE = "exempleville.example"

CAST = (
    Player("an.peeters", "An", "Peeters", date(1979, 4, 2), 902, domain=_IMMO),
    Player("bram.claes", "Bram", "Claes", date(1985, 7, 30), 901, domain=_IMMO),
    Player("chloe.dubois", "Chloé", "Dubois", date(1990, 2, 28), 904, "fr", domain="courriel.example"),
    Player("dirk.maes", "Dirk", "Maes", date(1971, 11, 5), 903, staff="helpdesk"),
    Player("els.wouters", "Els", "Wouters", date(1988, 9, 17), 906, domain=_IMMO),
    Player("filip.janssens", "Filip", "Janssens", date(1982, 6, 21), 905, domain=_VOORBEELDEGEM),
    Player("greet.desmet", "Greet", "De Smet", date(1968, 1, 9), 908, staff="central"),
    Player("hugo.baert", "Hugo", "Baert", date(1975, 12, 24), 907, staff="finance"),
    Player("ines.lemaire", "Inès", "Lemaire", date(1994, 8, 13), 910, "fr", staff="counter"),
    Player("joris.vandamme", "Joris", "Van Damme", date(2001, 5, 3), 909, domain="toepassingen.example"),
    Player("katrien.goossens", "Katrien", "Goossens", date(1973, 3, 19), 912, domain=_VOORBEELDEGEM),
    Player("lieve.mertens", "Lieve", "Mertens", date(1969, 10, 7), 914, domain=_OCMW),
    Player("marc.willems", "Marc", "Willems", date(1980, 5, 26), 911, domain=_OCMW),
    Player("nele.verhoeven", "Nele", "Verhoeven", date(1976, 8, 4), 916, domain=_PROVINCE),
    Player("pieter.jacobs", "Pieter", "Jacobs", date(1984, 1, 15), 913, domain=_PROVINCE),
    Player("sophie.renard", "Sophie", "Renard", date(1972, 12, 2), 918, "fr", domain=_EXEMPLEVILLE),
    Player("olivier.lambert", "Olivier", "Lambert", date(1987, 4, 23), 915, "fr", domain=_EXEMPLEVILLE),
)
BY_NAME = {player.username: player for player in CAST}
CENTRAL = "greet.desmet"
APPLICATION_OWNER = "joris.vandamme"
"""Owns two tools: `tools.OWNED`."""
