"""Subjects for the tests of this folder, in one line."""

from __future__ import annotations

from datetime import date

from models.values.screened import (
    BirthDate,
    Identifier,
    IdentifierKind,
    NameKind,
    Subject,
    SubjectKind,
    SubjectName,
)


def person(*names: str, born: str = "", weak: tuple[str, ...] = (), **facts: object) -> Subject:
    """Somebody of these names; `born` as a day, or as a year."""
    return subject(SubjectKind.PERSON, *names, born=born, weak=weak, **facts)


def firm(*names: str, **facts: object) -> Subject:
    """An organisation."""
    return subject(SubjectKind.ORGANISATION, *names, **facts)


def subject(
    kind: SubjectKind,
    *names: str,
    born: str = "",
    weak: tuple[str, ...] = (),
    countries: tuple[str, ...] = (),
    numbers: tuple[tuple[IdentifierKind, str, str], ...] = (),
    sex: str = "",
) -> Subject:
    """Anybody or anything."""
    return Subject(
        kind=kind,
        names=(
            *(SubjectName(name) for name in names),
            *(SubjectName(name, NameKind.WEAK) for name in weak),
        ),
        birth_dates=(birth(born),) if born else (),
        countries=countries,
        identifiers=tuple(Identifier(*number) for number in numbers),
        sex=sex,
    )


def birth(told: str, about: bool = False) -> BirthDate:
    """A day as ISO, a year, or two of either parted by a slash."""
    first, _, last = told.partition("/")
    last = last or first
    return BirthDate(
        date.fromisoformat(first if len(first) > 4 else f"{first}-01-01"),
        date.fromisoformat(last if len(last) > 4 else f"{last}-12-31"),
        about,
    )
