"""Facts of whoever is compared with a list, as people read them: what it is, why it is listed, days, numbers."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Any

from flask_babel import gettext
from flask_babel import lazy_gettext as _l

from models.values import BirthDate, EnterpriseNumber, Identifier, IdentifierKind, Sex, SubjectKind, Topic
from views.labels import day, label_of
from views.labels.countries import country_name

SUBJECT_KINDS: dict[SubjectKind, Any] = {
    SubjectKind.PERSON: _l("Person"),
    SubjectKind.ORGANISATION: _l("Organisation"),
    SubjectKind.VESSEL: _l("Vessel"),
    SubjectKind.OTHER: _l("Not told"),
}
TOPICS: dict[Topic, Any] = {
    Topic.SANCTION: _l("Sanction"),
    Topic.PEP: _l("Politically exposed person"),
    Topic.CLOSE_TO_PEP: _l("Close to a politically exposed person"),
    Topic.OTHER: _l("Other reason"),
}
IDENTIFIER_KINDS: dict[IdentifierKind, Any] = {
    IdentifierKind.PASSPORT: _l("Passport"),
    IdentifierKind.IDENTITY_CARD: _l("Identity card"),
    IdentifierKind.NATIONAL: _l("National number"),
    IdentifierKind.TAX: _l("Tax number"),
    IdentifierKind.REGISTRATION: _l("Registration number"),
    IdentifierKind.VESSEL: _l("Number of a vessel"),
    IdentifierKind.OTHER: _l("Other number"),
}
_BELGIUM = "BE"


def kind_word(kind: str) -> str:
    return str(SUBJECT_KINDS[SubjectKind(kind)])


def topic_word(topic: str) -> str:
    return str(TOPICS[Topic(topic)])


def sex_word(sex: str) -> str:
    """Male or female; '' for anything else."""
    return label_of(sex) if sex in (Sex.MALE, Sex.FEMALE) else ""


def birth_text(birth: BirthDate) -> str:
    """14/03/1969, 1969, 1965–1969, or a period of days; with *about* where the list itself isn't sure."""
    first, last = birth.first_day, birth.last_day
    return _about(_days(first, last)) if birth.about else _days(first, last)


def births_text(births: Iterable[BirthDate]) -> str:
    return ", ".join(dict.fromkeys(birth_text(one) for one in births))


def told_births(text: str) -> str:
    """The same of birth dates as a comparison tells them: ISO days, years, periods with `/`, `~` for about."""
    return ", ".join(_told(one.strip()) for one in text.split(",")) if text else ""


def countries_text(codes: Iterable[str]) -> str:
    return ", ".join(country_name(one) for one in codes)


def identifier_text(one: Identifier) -> str:
    """Its kind, number and country; an enterprise number as Belgians write it."""
    if is_enterprise_number(one):
        word = gettext("Enterprise number")
        return f"{word} {EnterpriseNumber(one.number)}"
    country = f" ({country_name(one.country)})" if one.country else ""
    return f"{IDENTIFIER_KINDS[one.kind]} {one.number}{country}"


def is_enterprise_number(one: Identifier) -> bool:
    return one.kind is IdentifierKind.REGISTRATION and one.country == _BELGIUM and len(one.number) == 10


def _told(text: str) -> str:
    bare = text.removeprefix("~")
    first, _, last = bare.partition("/")
    try:
        shown = _days(_day(first, 1, 1), _day(last or first, 12, 31))
    except ValueError:
        return bare
    return _about(shown) if text.startswith("~") else shown


def _day(text: str, month: int, of_month: int) -> date:
    return date(int(text), month, of_month) if len(text) == 4 else date.fromisoformat(text)


def _days(first: date, last: date) -> str:
    if first == last:
        return day(first)
    if (first.month, first.day, last.month, last.day) == (1, 1, 12, 31):
        return f"{first.year}" if first.year == last.year else f"{first.year}–{last.year}"
    return f"{day(first)} – {day(last)}"


def _about(shown: str) -> str:
    return str(gettext("about %(when)s", when=shown))
