"""The FIU's codes and required fields: those in force, and a new version that the central team loads.

A version that was loaded stays; a later one takes over on its day.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, BinaryIO

from cattrs.errors import BaseValidationError
from sqlalchemy import ColumnElement, false, select, true
from sqlalchemy.orm import Session

from app import events
from app.aml.goaml.order import ORDER, kind_of
from app.aml.goaml.profile import Code, Profile, codes_in
from app.errors import Refusal, refuse
from app.policy import Identity, Permission, may, require
from app.transaction import refuse_as
from models.aml import ReportProfile
from models.values.plain import print_of

refuse_as("uq_aml_report_profile_since", "aml.codes.same_day", field="since")
SOURCE = 500
LARGEST = 1024 * 1024
LONGEST_CODE, LONGEST_WORDS = 50, 500
MOST_TOLD = 20
# Without these no report can be made.
_NEVER_EMPTY = ("report_codes", "transmodes", "roles", "item_types", "indicators")


@dataclass(frozen=True)
class NewCodes:
    """A version to load: from which day it counts, where it was published, and what it says."""

    since: date
    source: str
    profile: Profile


@dataclass(frozen=True)
class Difference:
    """What one list of codes has otherwise than before."""

    name: str
    came: tuple[Code, ...]
    went: tuple[Code, ...]
    renamed: tuple[Code, ...]


@dataclass(frozen=True)
class Beside:
    """A version beside the one that stands before it, None for the first. `wanted`: how many required or weak
    fields came and went."""

    before: ReportProfile | None
    lists: tuple[Difference, ...]
    wanted_came: int
    wanted_went: int


def codes_in_force(session: Session, day: date) -> ReportProfile:
    """The version that counts on that day. Raises Refusal aml.codes.none where there is none."""
    found = session.scalars(
        select(ReportProfile).where(ReportProfile.since <= day).order_by(ReportProfile.since.desc()).limit(1)
    ).one_or_none()
    if found is None:
        raise Refusal("aml.codes.none")
    return found


def codes_visible_to(who: Identity) -> ColumnElement[bool]:
    """All versions, for who keeps them."""
    return true() if may(who, Permission.REPORT_CODES_KEEP) else false()


def read_codes(file: BinaryIO) -> Profile:
    """What a file holds: JSON, a `Profile`.

    Raises Refusal aml.codes.too_large, .not_json, .not_codes, each with field `file`, and what `faults_in` finds.
    """
    content = file.read(LARGEST + 1)
    if len(content) > LARGEST:
        raise Refusal("aml.codes.too_large", field="file")
    try:
        told = json.loads(content.decode("utf-8-sig"))
    except (ValueError, RecursionError):
        raise Refusal("aml.codes.not_json", field="file") from None
    profile = _read(told)
    refuse(faults_in(profile)[:MOST_TOLD])
    return profile


def faults_in(profile: Profile) -> tuple[Refusal, ...]:
    """What such a version can't say, field `file`: a list without codes, a code twice, one that is too long, a
    field that no such element has."""
    return tuple(_faults_in(profile))


def load_codes(session: Session, actor: Identity, new: NewCodes, now: datetime) -> ReportProfile:
    """Keeps the version; from its day on reports are made by it. In office scope.

    Raises Forbidden, Refusal aml.codes.source_missing, .source_too_long, .same_day, and as `faults_in`.
    """
    beside = looked_at(session, actor, new)
    told = new.profile.told()
    made = ReportProfile(
        since=new.since,
        source=new.source.strip(),
        data=told,
        print=print_of(told),
        loaded_by=actor.account_id,
        loaded_at=now,
    )
    session.add(made)
    session.flush()
    facts = {
        "since": new.since.isoformat(),
        "came": sum(len(one.came) for one in beside.lists),
        "went": sum(len(one.went) for one in beside.lists),
        "print": made.print.hex(),
    }
    subject = events.Subject("report_codes", made.id)
    events.record(session, events.Tag.REPORT_CODES_LOADED, subject, actor, now, facts=facts)
    return made


def looked_at(session: Session, actor: Identity, new: NewCodes) -> Beside:
    """What the version would change, before it is loaded. Raises as `load_codes`."""
    require(actor, Permission.REPORT_CODES_KEEP)
    source, found = new.source.strip(), list(faults_in(new.profile))
    if not source:
        found.append(Refusal("aml.codes.source_missing", field="source"))
    if len(source) > SOURCE:
        found.append(Refusal("aml.codes.source_too_long", field="source", most=SOURCE))
    if session.scalar(select(ReportProfile.id).where(ReportProfile.since == new.since)) is not None:
        found.append(Refusal("aml.codes.same_day", field="since"))
    refuse(found[:MOST_TOLD])
    return beside_of(session, new.since, new.profile)


def beside_of(session: Session, since: date, profile: Profile) -> Beside:
    """This version from that day on, beside the one that stands before it."""
    before = session.scalars(
        select(ReportProfile).where(ReportProfile.since < since).order_by(ReportProfile.since.desc()).limit(1)
    ).one_or_none()
    stood = Profile.read(before.data) if before is not None else Profile()
    then = dict(codes_in(stood))
    lists = tuple(_difference(name, then[name], codes) for name, codes in codes_in(profile))
    came, went = set(profile.wanted) - set(stood.wanted), set(stood.wanted) - set(profile.wanted)
    changed = tuple(one for one in lists if one.came or one.went or one.renamed)
    return Beside(before, changed, len(came), len(went))


def _difference(name: str, before: tuple[Code, ...], after: tuple[Code, ...]) -> Difference:
    stood, stands = {(one.code, one.ours): one for one in before}, {(one.code, one.ours): one for one in after}
    return Difference(
        name,
        came=tuple(one for key, one in stands.items() if key not in stood),
        went=tuple(one for key, one in stood.items() if key not in stands),
        renamed=tuple(one for key, one in stands.items() if key in stood and stood[key] != one),
    )


def _read(told: Any) -> Profile:
    if not isinstance(told, dict):
        raise Refusal("aml.codes.not_codes", field="file", where="")
    try:
        return Profile.read(told)
    except (BaseValidationError, TypeError, ValueError, AttributeError) as problem:
        raise Refusal("aml.codes.not_codes", field="file", where=_where(problem)) from None


def _where(problem: BaseException) -> str:
    """The name of the first field that can't be read, as far as it is told."""
    for note in getattr(problem, "__notes__", ()):
        if "attribute" in str(note):
            return str(note).rpartition(" ")[2]
    for one in getattr(problem, "exceptions", ()):
        if found := _where(one):
            return found
    return ""


def _faults_in(profile: Profile) -> Iterator[Refusal]:
    lists = dict(codes_in(profile))
    for name in _NEVER_EMPTY:
        if not lists[name]:
            yield Refusal("aml.codes.empty", field="file", list=name)
    for name, codes in lists.items():
        seen = set()
        for one in codes:
            key = one.ours or one.code
            if key in seen:
                yield Refusal("aml.codes.twice", field="file", list=name, which=key)
            seen.add(key)
            if not 0 < len(one.code) <= LONGEST_CODE or not one.code.isprintable():
                yield Refusal("aml.codes.code", field="file", list=name, which=one.code[:LONGEST_CODE])
            words = (one.nl, one.fr, one.en)
            if not all(words) or max(map(len, words)) > LONGEST_WORDS:
                yield Refusal("aml.codes.words", field="file", list=name, which=one.code[:LONGEST_CODE])
    for wanted in profile.wanted:
        if wanted.field not in ORDER.get(kind_of(wanted.element), ()):
            yield Refusal("aml.codes.field", field="file", element=wanted.element, name=wanted.field)
    for longest in profile.longest:
        if longest.field not in ORDER.get(kind_of(longest.element), ()) or longest.most < 1:
            yield Refusal("aml.codes.field", field="file", element=longest.element, name=longest.field)
