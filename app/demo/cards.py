"""The demonstration's drawer of cards: the cast's, those of people without an account, and some with a fault."""

from __future__ import annotations

from datetime import date

from app.accounts.software_cards import held
from app.demo.cast import CAST, NEWCOMERS, Member
from models.values import Sex

# Nobody knows them but their cards, of which each has something the matter with it.
_FAULTY = (
    ("expired", Member("wim.aerts", "Wim", "Aerts", date(1959, 4, 17), Sex.MALE, "elders")),
    ("revoked", Member("sofie.lenaerts", "Sofie", "Lenaerts", date(1980, 9, 21), Sex.FEMALE, "elders")),
    ("blocked", Member("tom.jacobs", "Tom", "Jacobs", date(1993, 2, 5), Sex.MALE, "elders")),
    ("tampered", Member("rita.mertens", "Rita", "Mertens", date(1955, 11, 12), Sex.FEMALE, "elders")),
    ("child", Member("noor.peeters", "Noor", "Peeters", date(2018, 6, 3), Sex.FEMALE, "elders")),
)
# An older card, with other keys and other commands, so that both kinds are tried.
_OLD = "katrien.devos"

# The first one is in the reader to begin with: somebody without account, as whoever tries the product.
CARDS = (
    *(held(one.username, one.number, one.new_person) for one in NEWCOMERS),
    *(held(one.username, one.number, one.new_person, "old" if one.username == _OLD else "good") for one in CAST),
    *(held(one.username, one.number, one.new_person, kind) for kind, one in _FAULTY),
)
