"""What may be told of a contact, and how it is written down. Pure."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import replace
from datetime import date
from typing import TypeVar

from app.errors import Refusal
from models.values import BirthDate, Identifier, NameKind, Subject, SubjectKind, SubjectName

LONGEST_NAME = 300
MOST_FACTS = 30
OLDEST = 125
LEAST_REASON = 10
MOST_REASON = 2000
T = TypeVar("T")
_KINDS = frozenset({SubjectKind.PERSON, SubjectKind.ORGANISATION})


def tidied(subject: Subject) -> Subject:
    """The same, each text on one line without what can't be seen, numbers in capitals, letters and digits only;
    what is empty is left out."""
    names = (SubjectName(_line(one.text), one.kind, _line(one.given), _line(one.family)) for one in subject.names)
    numbers = (
        Identifier(one.kind, "".join(filter(str.isalnum, _line(one.number))).upper(), one.country.strip().upper())
        for one in subject.identifiers
    )
    return replace(
        subject,
        names=_once(one for one in names if one.text),
        birth_dates=_once(subject.birth_dates),
        countries=_once(country for one in subject.countries if (country := one.strip().upper())),
        identifiers=_once(one for one in numbers if one.number),
    )


def name_of(subject: Subject) -> str:
    """The name it is called by: its first main one. Raises StopIteration where there is none."""
    return next(one.text for one in subject.names if one.kind is NameKind.MAIN)


def faults_of(subject: Subject, today: date) -> tuple[Refusal, ...]:
    """Everything that stands in the way of keeping this contact, as it is after `tidied`."""
    return tuple(_faults(subject, today))


def _faults(subject: Subject, today: date) -> Iterator[Refusal]:
    if subject.kind not in _KINDS:
        yield Refusal("aml.contact.kind", field="kind")
    if not any(one.kind is NameKind.MAIN for one in subject.names):
        yield Refusal("aml.contact.no_name", field="name")
    elif not any(letter.isalnum() for letter in name_of(subject)):
        yield Refusal("aml.contact.no_letter", field="name")
    if any(len(one.text) > LONGEST_NAME for one in subject.names):
        yield Refusal("aml.contact.name_too_long", field="name", most=LONGEST_NAME)
    for facts in (subject.names, subject.birth_dates, subject.countries, subject.identifiers):
        if len(facts) > MOST_FACTS:
            yield Refusal("aml.contact.too_much", field="name", most=MOST_FACTS)
            break
    for born in subject.birth_dates:
        yield from _faults_of_birth(subject.kind, born, today)
    if any(not _is_country(one) for one in subject.countries):
        yield Refusal("aml.contact.country", field="countries")
    if any(one.country and not _is_country(one.country) for one in subject.identifiers):
        yield Refusal("aml.contact.country", field="identifiers")
    if any(len(one.number) > LONGEST_NAME for one in subject.identifiers):
        yield Refusal("aml.contact.number_too_long", field="identifiers", most=LONGEST_NAME)


def _faults_of_birth(kind: SubjectKind, born: BirthDate, today: date) -> Iterator[Refusal]:
    if born.first_day > born.last_day:
        yield Refusal("aml.contact.birth_backwards", field="birth_date")
    if born.first_day > today:
        yield Refusal("aml.contact.birth_in_future", field="birth_date")
    elif kind is SubjectKind.PERSON and born.last_day.year < today.year - OLDEST:
        yield Refusal("aml.contact.birth_too_long_ago", field="birth_date", years=OLDEST)


def reason_of(told: str, least: int = LEAST_REASON) -> str:
    """Why a member decided so, trimmed. Raises Refusal aml.hit.reason_too_short, .reason_too_long."""
    reason = told.replace("\x00", "").strip()
    if len(reason) < least:
        raise Refusal("aml.hit.reason_too_short", field="reason", least=least)
    if len(reason) > MOST_REASON:
        raise Refusal("aml.hit.reason_too_long", field="reason", most=MOST_REASON)
    return reason


def _is_country(code: str) -> bool:
    return len(code) == 2 and code.isascii() and code.isalpha()


def _line(text: str) -> str:
    normal = unicodedata.normalize("NFC", text)
    seen = "".join(" " if unicodedata.category(one) in ("Cc", "Zl", "Zp") else one for one in normal)
    return " ".join(
        "".join(one for one in seen if unicodedata.category(one) not in ("Cf", "Cs", "Co", "Cn")).split()
    )


def _once(told: Iterable[T]) -> tuple[T, ...]:
    return tuple(dict.fromkeys(told))
