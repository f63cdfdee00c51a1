"""Both sides of a match beside each other: each fact with what stands with us and what stands on the list."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from flask_babel import gettext

from models.values import ListedEntry, NameKind, Subject, SubjectKind
from views.labels import day
from views.labels.aml_facts import (
    birth_text,
    identifier_text,
    kind_word,
    sex_word,
    topic_word,
)
from views.labels.countries import country_name

_RIGHT_TO_LEFT = ((0x0590, 0x08FF), (0xFB1D, 0xFDFF), (0xFE70, 0xFEFF))


@dataclass(frozen=True)
class Row:
    """One fact: its values on each side, none where it isn't known. `folded`: long, so it opens on demand."""

    label: str
    ours: Sequence[str]
    theirs: Sequence[str]
    folded: bool = False


def rows_of(ours: Subject, entry: ListedEntry) -> list[Row]:
    """Every fact that a side has, in the order in which one looks at them."""
    theirs = entry.subject
    person = SubjectKind.PERSON in (ours.kind, theirs.kind)
    our_names, their_names = _names(ours), _names(theirs)
    found = [
        Row(gettext("Name"), our_names[:1], [entry.name]),
        Row(gettext("Other names"), our_names[1:], [one for one in their_names if one != entry.name], folded=True),
        Row(gettext("Kind"), [kind_word(ours.kind)], [kind_word(theirs.kind)]),
        Row(gettext("Birth date") if person else gettext("Founded"), _births(ours), _births(theirs)),
        Row(gettext("Sex"), _told(sex_word(ours.sex)), _told(sex_word(theirs.sex))),
        Row(gettext("Countries"), _countries(ours), _countries(theirs)),
        Row(gettext("Numbers"), _numbers(ours), _numbers(theirs)),
    ]
    return [one for one in found if one.ours or one.theirs]


def besides(entry: ListedEntry) -> list[Row]:
    """What the list says besides, which isn't compared."""
    found = [
        Row(gettext("Function"), [], entry.functions),
        Row(gettext("Reason for the listing"), [], [topic_word(one) for one in entry.topics]),
        Row(gettext("Programme"), [], entry.programmes),
        Row(gettext("Listed on"), [], _told(day(entry.listed_on))),
        Row(gettext("Address"), [], entry.addresses, folded=True),
        Row(gettext("Remarks"), [], _told(entry.remarks)),
        Row(gettext("Reference"), [], _told(entry.reference)),
    ]
    return [one for one in found if one.theirs]


def changes_between(before: ListedEntry, now: ListedEntry) -> list[str]:
    """What the list says of an entry now that it didn't say before, and the other way round, as sentences."""
    said = []
    for label, old, new in _compared(before, now):
        if came := [one for one in new if one not in old]:
            said.append(gettext("New on the list: %(what)s %(values)s.", what=label, values=", ".join(came)))
        if gone := [one for one in old if one not in new]:
            said.append(gettext("No longer on the list: %(what)s %(values)s.", what=label, values=", ".join(gone)))
    return said


def isolated(name: str) -> str:
    """A name for the middle of a sentence: one written from right to left doesn't turn the rest around."""
    turned = any(first <= ord(letter) <= last for letter in name for first, last in _RIGHT_TO_LEFT)
    return f"\u2068{name}\u2069" if turned else name


def _compared(before: ListedEntry, now: ListedEntry) -> list[tuple[Any, Sequence[str], Sequence[str]]]:
    old, new = before.subject, now.subject
    return [
        (gettext("name"), _names(old), _names(new)),
        (gettext("birth date"), _births(old), _births(new)),
        (gettext("sex"), _told(sex_word(old.sex)), _told(sex_word(new.sex))),
        (gettext("country"), _countries(old), _countries(new)),
        (gettext("number"), _numbers(old), _numbers(new)),
        (gettext("reason"), [topic_word(one) for one in before.topics], [topic_word(one) for one in now.topics]),
        (gettext("programme"), before.programmes, now.programmes),
    ]


def _names(subject: Subject) -> list[str]:
    """The main ones first, weak aliases last."""
    order = list(NameKind)
    return list(dict.fromkeys(one.text for one in sorted(subject.names, key=lambda one: order.index(one.kind))))


def _births(subject: Subject) -> list[str]:
    return list(dict.fromkeys(birth_text(one) for one in subject.birth_dates))


def _countries(subject: Subject) -> list[str]:
    return [country_name(one) for one in subject.countries]


def _numbers(subject: Subject) -> list[str]:
    return [identifier_text(one) for one in subject.identifiers]


def _told(text: str) -> list[str]:
    return [text] if text else []
