"""What a document of the index keeps of its subject: its names as they were read, and its facts.

Convention: names are lines, the first of which is the subject's kind, so that most candidates are turned down
without their facts being read. Facts are JSON, in arrays: `Subject.told` is made to be hashed and takes four times
as long.
"""

from __future__ import annotations

import json
from datetime import date

from app.aml.screening.names import Name
from models.values.screened import (
    BirthDate,
    Identifier,
    IdentifierKind,
    NameKind,
    Subject,
    SubjectKind,
    SubjectName,
)

_JSON = json.JSONEncoder(ensure_ascii=False, separators=(",", ":"))


def names_kept(kind: SubjectKind, names: list[Name]) -> bytes:
    """The kind and the names, one a line."""
    return "\n".join([kind, *(name.kept for name in names)]).encode()


def names_read(kept: bytes) -> tuple[SubjectKind, tuple[Name, ...]]:
    """What `names_kept` kept."""
    kind, *lines = kept.decode().split("\n")
    return SubjectKind(kind), tuple(map(Name, lines))


def facts_kept(subject: Subject) -> bytes:
    """All facts."""
    return _JSON.encode(
        [
            subject.kind,
            subject.sex,
            subject.countries,
            [(one.text, one.kind, one.given, one.family) for one in subject.names],
            [(str(one.first_day), str(one.last_day), one.about) for one in subject.birth_dates],
            [(one.kind, one.number, one.country) for one in subject.identifiers],
        ]
    ).encode("utf-8", "surrogatepass")


def facts_read(kept: bytes) -> Subject:
    """What `facts_kept` kept."""
    kind, sex, countries, names, births, identifiers = json.loads(kept.decode("utf-8", "surrogatepass"))
    return Subject(
        kind=SubjectKind(kind),
        sex=sex,
        countries=tuple(countries),
        names=tuple(SubjectName(text, NameKind(sure), given, family) for text, sure, given, family in names),
        birth_dates=tuple(
            BirthDate(date.fromisoformat(first), date.fromisoformat(last), about) for first, last, about in births
        ),
        identifiers=tuple(
            Identifier(IdentifierKind(one), number, country) for one, number, country in identifiers
        ),
    )
