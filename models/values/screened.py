"""Who or what is compared with a sanctions list: names, and what is known besides. So are contacts and entries.

What isn't known is empty: it neither agrees nor contradicts. Countries are ISO 3166-1 alpha-2 codes in capitals.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from json.encoder import encode_basestring
from typing import Any, TypeVar

T = TypeVar("T")


class SubjectKind(StrEnum):
    """What it is; `OTHER` is what a list doesn't say, and is compared with everything."""

    PERSON = "person"
    ORGANISATION = "organisation"
    VESSEL = "vessel"
    OTHER = "other"


class ListFormat(StrEnum):
    """How a list is written: of the EU, of the UN, of Belgium, and both forms of OpenSanctions."""

    EU = "eu"
    UN = "un"
    BELGIUM = "belgium"
    TARGETS = "targets"
    ENTITIES = "entities"


class NameKind(StrEnum):
    """How sure the list is of a name: its own, another one the person uses, or one that is of little use alone."""

    MAIN = "main"
    ALIAS = "alias"
    WEAK = "weak"


class Topic(StrEnum):
    """Why somebody stands on a list."""

    SANCTION = "sanction"
    PEP = "pep"
    CLOSE_TO_PEP = "close_to_pep"
    OTHER = "other"


class IdentifierKind(StrEnum):
    """What a number identifies by."""

    PASSPORT = "passport"
    IDENTITY_CARD = "identity_card"
    NATIONAL = "national"
    TAX = "tax"
    REGISTRATION = "registration"
    VESSEL = "vessel"
    OTHER = "other"


@dataclass(frozen=True, order=True)
class SubjectName:
    """A name as it is written, in any script; parts only where they are told apart."""

    text: str
    kind: NameKind = NameKind.MAIN
    given: str = ""
    family: str = ""


@dataclass(frozen=True, order=True)
class BirthDate:
    """When somebody was born, as far as it is known: both days inclusive, the same one when it is exact.

    A year alone is its first to its last day; `about` says that the list itself isn't sure.
    """

    first_day: date
    last_day: date
    about: bool = False


@dataclass(frozen=True, order=True)
class Identifier:
    """A number of a document or register, in capitals, letters and digits only; `country` where it is known."""

    kind: IdentifierKind
    number: str
    country: str = ""


@dataclass(frozen=True)
class Subject:
    """One side of a comparison; for an organisation the birth dates are the days it was founded."""

    kind: SubjectKind
    names: tuple[SubjectName, ...]
    birth_dates: tuple[BirthDate, ...] = ()
    countries: tuple[str, ...] = ()
    identifiers: tuple[Identifier, ...] = ()
    sex: str = ""

    def told(self) -> dict[str, Any]:
        """As JSON, each fact once, in the order it was told."""
        facts: dict[str, Any] = {"kind": str(self.kind), "sex": self.sex, "countries": _once(self.countries)}
        facts["names"] = [
            {"text": one.text, "kind": str(one.kind), "given": one.given, "family": one.family}
            for one in _once(self.names)
        ]
        facts["birth_dates"] = [
            {"first_day": one.first_day.isoformat(), "last_day": one.last_day.isoformat(), "about": one.about}
            for one in _once(self.birth_dates)
        ]
        facts["identifiers"] = [
            {"kind": str(one.kind), "number": one.number, "country": one.country}
            for one in _once(self.identifiers)
        ]
        return facts

    @property
    def fingerprint(self) -> bytes:
        """32 bytes that change when, and only when, a fact does."""
        return fingerprint_of(self.told())

    @classmethod
    def read(cls, facts: dict[str, Any]) -> Subject:
        """What `told` told."""
        return cls(
            kind=SubjectKind(facts["kind"]),
            sex=facts["sex"],
            countries=tuple(facts["countries"]),
            names=tuple(SubjectName(**{**one, "kind": NameKind(one["kind"])}) for one in facts["names"]),
            birth_dates=tuple(
                BirthDate(date.fromisoformat(one["first_day"]), date.fromisoformat(one["last_day"]), one["about"])
                for one in facts["birth_dates"]
            ),
            identifiers=tuple(
                Identifier(IdentifierKind(one["kind"]), one["number"], one["country"])
                for one in facts["identifiers"]
            ),
        )


@dataclass(frozen=True)
class ListedEntry:
    """One entry of a list as it was read. `key` is the list's own and stays when the entry changes.

    `programmes`: under which regime, as the list calls it. `remarks`, `functions` and `addresses` are for who
    reads it; `url` and `reference` lead to it at its source. `listed_on` is the day it came on the list.
    """

    key: str
    subject: Subject
    topics: tuple[Topic, ...] = (Topic.SANCTION,)
    programmes: tuple[str, ...] = ()
    functions: tuple[str, ...] = ()
    addresses: tuple[str, ...] = ()
    remarks: str = ""
    reference: str = ""
    url: str = ""
    listed_on: date | None = None
    other_keys: tuple[str, ...] = field(default=())

    @property
    def name(self) -> str:
        """The name it is called by: its first main one."""
        names = self.subject.names
        return next((one.text for one in names if one.kind is NameKind.MAIN), names[0].text if names else self.key)

    def told(self) -> dict[str, Any]:
        """Everything but the key, as JSON."""
        return {
            "subject": self.subject.told(),
            "topics": [str(one) for one in _once(self.topics)],
            "programmes": _once(self.programmes),
            "functions": _once(self.functions),
            "addresses": _once(self.addresses),
            "remarks": self.remarks,
            "reference": self.reference,
            "url": self.url,
            "listed_on": self.listed_on.isoformat() if self.listed_on else None,
            "other_keys": _once(self.other_keys),
        }

    @property
    def judged(self) -> bytes:
        """32 bytes over what a decision about a hit rests on: who it is, and why he is listed. Remarks, addresses
        and functions are none of it."""
        return prints_of(self.told())[0]

    @property
    def whole(self) -> bytes:
        """32 bytes over everything the list says."""
        return prints_of(self.told())[1]

    @classmethod
    def read(cls, key: str, told: dict[str, Any]) -> ListedEntry:
        """What `told` told."""
        return cls(
            key=key,
            subject=Subject.read(told["subject"]),
            topics=tuple(Topic(one) for one in told["topics"]),
            programmes=tuple(told["programmes"]),
            functions=tuple(told["functions"]),
            addresses=tuple(told["addresses"]),
            remarks=told["remarks"],
            reference=told["reference"],
            url=told["url"],
            listed_on=date.fromisoformat(told["listed_on"]) if told["listed_on"] else None,
            other_keys=tuple(told["other_keys"]),
        )


def prints_of(told: dict[str, Any]) -> tuple[bytes, bytes]:
    """`judged` and `whole` of an entry, by what `ListedEntry.told` told of it. Half a million entries are read in
    a night, so each fact is written once for both."""
    written = {name: _written(fact) for name, fact in told.items()}
    judged = {name: written[name] for name in ("subject", "topics", "programmes")}
    return _print(_object(judged)), _print(_object(written))


def fingerprint_of(facts: dict[str, Any]) -> bytes:
    """SHA-256 over facts that are JSON; in which order a list tells its facts makes no difference."""
    return _print(_written(facts))


def _print(text: str) -> bytes:
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).digest()


def _written(told: Any) -> str:
    """The only JSON there is of these facts: names and lists in the order of their letters."""
    if isinstance(told, str):
        return encode_basestring(told)
    if isinstance(told, dict):
        return _object({name: _written(one) for name, one in told.items()})
    if isinstance(told, list):
        return f"[{', '.join(sorted(map(_written, told)))}]"
    return json.dumps(told)


def _object(written: dict[str, str]) -> str:
    return f"{{{', '.join([f'{encode_basestring(name)}: {written[name]}' for name in sorted(written)])}}}"


def _once(told: Iterable[T]) -> list[T]:
    return list(dict.fromkeys(told))
