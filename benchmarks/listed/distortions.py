"""What becomes of a listed name in an office: the same person or body, as somebody else writes it down.

One to three things happen to a name, as they do in practice, and something may happen to the birth date. Whatever
happens, a person who holds both side by side would still say *that may well be him*. Left out for that reason: an
initial where no birth year is left; a typing error in a word of three letters or less, or two in one of seven or
less; a name without its family name or without any given name; a married name that replaces the own one; pet
names; given names put into another language (Nikolay for Mykola); Chinese signs read in a dialect, Japanese ones
that the list tells in Latin only; and identifiers, for they would answer every question.
"""

from __future__ import annotations

import random
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

from benchmarks.listed import errors
from benchmarks.listed.alphabets import bare
from benchmarks.listed.cultures import Culture
from benchmarks.listed.entries import Entry, entry
from benchmarks.listed.renaming import renamed
from models.values.screened import BirthDate, Subject, SubjectKind, SubjectName

QUERIES = 77_000_000_000


@dataclass(frozen=True)
class Query:
    """Somebody an office writes down, who is entry `truth`; `kinds`: what happened to name and birth date."""

    truth: int
    subject: Subject
    kinds: tuple[str, ...]


@dataclass
class Written:
    """A name while it is changed: words and their roles; `texts` are in Latin letters unless `own`."""

    culture: Culture
    roles: list[str]
    words: list[str]
    texts: list[str]
    dated: bool
    told: bool  # whether the list tells it in its own alphabet
    own: bool = False
    family_first: bool = False

    def family(self) -> int:
        return self.roles.index("family")


Change = Callable[[random.Random, Written], bool]


def _missing(chance: random.Random, name: Written) -> bool:
    """A patronymic, a second given name or a second family name isn't told."""
    spare = [at for at, role in enumerate(name.roles) if role not in ("given", "family")]
    if not spare:
        return False
    at = chance.choice(spare)
    for row in (name.roles, name.words, name.texts):
        del row[at]
    return True


def _extra(chance: random.Random, name: Written) -> bool:
    """The identity card tells a given name more than the list."""
    if any(role in ("patronymic", "second") for role in name.roles) or name.culture.family_first:
        return False
    women = name.culture.women
    word = (women if name.words[0] in women.words else name.culture.men).draw(chance)
    if word in name.words:
        return False
    for row, one in ((name.roles, "second"), (name.words, word), (name.texts, name.culture.ways(word)[0])):
        row.insert(1, one)
    return True


def _married(chance: random.Random, name: Written) -> bool:
    """The partner's family name before or behind the own one."""
    if name.culture.letters is not None or name.culture.family_first or name.culture.pattern == "iberian":
        return False
    at, other = name.family(), name.culture.families.draw(chance)
    both = [name.texts[at], other]
    if chance.random() < 0.5:
        both.reverse()
    name.texts[at] = chance.choice(("-", " ")).join(both)
    return other != name.words[at]


def _spelling(chance: random.Random, name: Written) -> bool:
    """Another romanisation, the same for the whole name where there are schemes; each word its own elsewhere."""
    at = chance.randrange(1, 7)
    before = list(name.texts)
    for place, word in enumerate(name.words):
        ways = name.culture.ways(word)
        if before[place] == ways[0]:
            name.texts[place] = ways[at % len(ways)] if len(ways) > 1 else ways[0]
        at = at if name.culture.code in errors.SCHEMED else chance.randrange(0, 7)
    return name.texts != before


def _script(chance: random.Random, name: Written) -> bool:
    """In its people's own alphabet."""
    letters = name.culture.letters
    if letters is None or (name.culture.code == "japanese" and not name.told):
        return False
    name.texts = [letters(word) for word in name.words]
    name.own = True
    return True


def _accents(chance: random.Random, name: Written) -> bool:
    plain = [bare(one) for one in name.texts]
    changed = plain != name.texts
    name.texts = plain
    return changed


def _particles(chance: random.Random, name: Written) -> bool:
    at = name.family()
    other = errors.particles(chance, name.texts[at])
    changed = other != name.texts[at]
    name.texts[at] = other
    return changed


def _hyphen(chance: random.Random, name: Written) -> bool:
    """A hyphen that becomes a space, or one between two given or two family names."""
    hyphened = [at for at, one in enumerate(name.texts) if "-" in one]
    if hyphened:
        at = chance.choice(hyphened)
        name.texts[at] = name.texts[at].replace("-", " ")
        return True
    pairs = [at for at, one in enumerate(name.roles) if one in ("second", "family2")]
    if not pairs or "given" in name.roles[pairs[0] + 1 :]:
        return False
    _glue(name, pairs[0], "-")
    return True


def _glue(name: Written, at: int, sign: str) -> None:
    name.texts[at - 1 : at + 1] = [sign.join(name.texts[at - 1 : at + 1])]
    del name.words[at], name.roles[at]


def _joined(chance: random.Random, name: Written) -> bool:
    """Two words written as one: of a word with a space or hyphen, or two given names."""
    apart = [at for at, one in enumerate(name.texts) if " " in one or "-" in one]
    if apart:
        at = chance.choice(apart)
        name.texts[at] = errors.joined(name.texts[at])
        return True
    if "second" in name.roles:
        at = name.roles.index("second")
        _glue(name, at, "")
        name.texts[at - 1] = name.texts[at - 1].capitalize()
        return True
    return False


def _split(chance: random.Random, name: Written) -> bool:
    places = [at for at, one in enumerate(name.texts) if len(one) >= 8 and one.isalpha()]
    if not places:
        return False
    at = chance.choice(places)
    name.texts[at] = errors.split(chance, name.texts[at])
    return True


def _initials(chance: random.Random, name: Written) -> bool:
    """Given names and patronymic by their first letter; the family name and at least the birth year stay."""
    if not name.dated or name.culture.family_first:
        return False
    most = chance.random() < 0.5 and "patronymic" not in name.roles
    for at, role in enumerate(name.roles):
        if not role.startswith("family") and not (most and at == 0 and len(name.roles) > 2):
            name.texts[at] = name.culture.ways(name.words[at])[0][0] + "."
    return True


def _typed(count: int, error: errors.Error) -> Change:
    def change(chance: random.Random, name: Written) -> bool:
        done, whole = 0, list(name.texts)
        for _ in range(count):
            places = [at for at, one in enumerate(name.texts) if len(one) >= (4 if not done else 8)]
            if not places:
                break
            at = chance.choice(places)
            other = error(chance, name.texts[at])
            done += other != name.texts[at]
            name.texts[at] = other
        return done == count and name.texts != whole  # a second slip can undo the first

    return change


def _order(chance: random.Random, name: Written) -> bool:
    name.family_first = not name.culture.family_first
    return True


# In the order in which they are done, with how often each is chosen.
CHANGES: dict[str, tuple[float, Change]] = {
    "part missing": (14, _missing),
    "given name more": (7, _extra),
    "married name": (3, _married),
    "other romanisation": (26, _spelling),
    "own alphabet": (8, _script),
    "no accents": (5, _accents),
    "particle": (6, _particles),
    "hyphen": (5, _hyphen),
    "joined": (6, _joined),
    "split": (4, _split),
    "initials": (5, _initials),
    "heard": (9, _typed(1, errors.heard)),
    "typing error": (12, _typed(1, errors.typed)),
    "two typing errors": (5, _typed(2, errors.typed)),
    "order": (14, _order),
}
_ONLY_LATIN = ("no accents", "particle", "hyphen", "joined", "split", "initials", "heard", "typing error",
               "two typing errors", "married name")  # fmt: skip


_NOT_TOGETHER = (
    {"typing error", "two typing errors", "heard", "initials"},
    {"typing error", "two typing errors", "heard", "split"},
    {"part missing", "given name more", "joined", "married name"},
    {"two typing errors", "joined"},
)


def query(number: int, entries: int, seed: int = 0) -> Query:
    """Query `number` to a list of that many entries."""
    chance = random.Random(QUERIES + seed * 1_000_003 + number)
    return about(entry(chance.randrange(entries)), chance)


def about(truth: Entry, chance: random.Random) -> Query:
    """That entry as an office writes it down."""
    while True:
        made = _of_a_body(chance, truth) if truth.body else _of_a_person(chance, truth)
        if made:
            return made


def _of_a_person(chance: random.Random, truth: Entry) -> Query | None:
    born, dating = _date(chance, truth)
    ways, letters = truth.culture.ways, truth.culture.letters or str
    words = [one.word for one in truth.parts]
    name = Written(
        truth.culture, [one.role for one in truth.parts], words, [ways(one)[0] for one in words], bool(born),
        any(letters(words[0]) in one.text for one in truth.subject.names), family_first=truth.culture.family_first,
    )  # fmt: skip
    wanted = _chosen(chance)
    done = []
    for kind, (_, change) in CHANGES.items():
        if kind in wanted and not (name.own and kind in _ONLY_LATIN) and change(chance, name):
            done.append(kind)
    if wanted and not done:
        return None
    subject = Subject(SubjectKind.PERSON, (_named(chance, name),), born, _countries(chance, truth.subject))
    return Query(truth.number, subject, (*(done or ["as listed"]), *dating))


def _chosen(chance: random.Random) -> set[str]:
    count = chance.choices((0, 1, 2, 3), (5, 48, 34, 13))[0]
    kinds, weights = list(CHANGES), [weight for weight, _ in CHANGES.values()]
    made: set[str] = set()
    while len(made) < count:
        made.add(chance.choices(kinds, weights)[0])
    return _chosen(chance) if any(len(made & one) > 1 for one in _NOT_TOGETHER) else made


def _named(chance: random.Random, name: Written) -> SubjectName:
    families = [text for text, role in zip(name.texts, name.roles, strict=True) if role.startswith("family")]
    givens = [text for text, role in zip(name.texts, name.roles, strict=True) if not role.startswith("family")]
    given, family = " ".join(givens), " ".join(families)
    space = "" if name.own and name.culture.code in ("chinese", "korean", "japanese") else " "
    text = f"{family}{space}{given}" if name.family_first else f"{given}{space}{family}"
    return SubjectName(text, given=given, family=family) if chance.random() < 0.6 else SubjectName(text)


def _date(chance: random.Random, truth: Entry) -> tuple[tuple[BirthDate, ...], tuple[str, ...]]:
    """What an office knows of the birth date, and what is wrong with it."""
    if not truth.subject.birth_dates or chance.random() < 0.1:
        return (), ("no birth date",)
    listed = chance.choice(truth.subject.birth_dates)
    day = listed.first_day
    if listed.first_day != listed.last_day:
        day = date(day.year, chance.randrange(1, 13), chance.randrange(1, 29))
        return (BirthDate(day, day),), ("listed by year",)
    kind = chance.random()
    if kind < 0.1:
        return (BirthDate(date(day.year, 1, 1), date(day.year, 12, 31)),), ("birth year only",)
    if kind < 0.15 and day.day <= 12 and day.day != day.month:
        other = date(day.year, day.day, day.month)
        return (BirthDate(other, other),), ("day and month swapped",)
    return (BirthDate(day, day),), ()


def _countries(chance: random.Random, subject: Subject) -> tuple[str, ...]:
    kind = chance.random()
    known = subject.countries[:1]
    if kind < 0.65:
        return known
    if kind < 0.8:
        return ()
    return tuple(dict.fromkeys((*known, "BE"))) if kind < 0.95 else ("BE",)


def _of_a_body(chance: random.Random, truth: Entry) -> Query | None:
    assert truth.body is not None
    text, kinds = renamed(chance, truth.body)
    if not kinds:
        return None
    subject = Subject(truth.subject.kind, (SubjectName(text),), (), _countries(chance, truth.subject))
    what = "vessel" if truth.body.ship else "organisation"
    return Query(truth.number, subject, tuple(f"{what}: {one}" for one in kinds))
