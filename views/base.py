"""Building stones that several domains' screens share: entries of a timeline, fields of a form."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from flask_babel import gettext
from flask_babel import lazy_gettext as _l
from sqlalchemy import or_, select
from sqlalchemy.orm import Session
from wtforms import DateField, Field, StringField
from wtforms.validators import ValidationError

from models.accounts import Account, Person
from models.events import Event
from models.values import NationalNumber, ValueProblem
from views.labels import column_label, instant, label_of
from views.refusals import sentence

HISTORY_LENGTH = 50


@dataclass(frozen=True)
class Change:
    """One column of a change, before and after."""

    label: str
    before: str
    after: str


@dataclass(frozen=True)
class Entry:
    """One line of a timeline."""

    when: str
    iso: str
    what: str
    who: str = ""
    detail: str = ""
    tone: str = "off"
    changes: Sequence[Change] = ()


_TONES = {"granted": "good", "added": "good", "revoked": "bad", "changed": "soon", "refused": "bad"}


def history_of(session: Session, organisation_id: int, kind: str, row_id: int) -> list[Entry]:
    """What happened to a record, newest first; the latest fifty."""
    rows = session.execute(
        select(Event, Account.username)
        .outerjoin(Account, Account.id == Event.actor_id)
        .where(
            Event.organisation_id == organisation_id,
            Event.subject_kind == kind,
            # An act on many rows has one event, about none of them in particular, that holds all their numbers.
            Event.subject_id.in_((row_id, 0)),
            or_(Event.subject_id == row_id, Event.facts["ids"].contains([row_id])),
        )
        .order_by(Event.id.desc())
        .limit(HISTORY_LENGTH)
    )
    return [entry_of(event, username or "") for event, username in rows]


def entry_of(event: Event, username: str) -> Entry:
    return Entry(
        when=instant(event.happened_at),
        iso=iso(event.happened_at),
        what=label_of(event.tag),
        who=username,
        detail=_detail(event),
        tone=_TONES.get(event.tag.rsplit(".", 1)[-1], "off"),
        changes=_changes(event),
    )


def _changes(event: Event) -> list[Change]:
    """What was, and what it became, column by column, where the event says so."""
    changed = event.facts.get("changed")
    if not isinstance(changed, dict):
        return []
    return [Change(column_label(name), _value(before), _value(now)) for name, (before, now) in changed.items()]


def _value(value: Any) -> str:
    if isinstance(value, list):
        return ", ".join(label_of(str(one)) for one in value)
    if isinstance(value, bool):
        return str(gettext("yes") if value else gettext("no"))
    return "" if value is None else label_of(str(value))


def _detail(event: Event) -> str:
    first, last = event.facts.get("first_day"), event.facts.get("last_day")
    if isinstance(first, str) and isinstance(last, str):
        return f"{date.fromisoformat(first):%d/%m/%Y} – {date.fromisoformat(last):%d/%m/%Y}"
    return ""


def iso(value: datetime) -> str:
    return value.isoformat(timespec="seconds")


class DayField(DateField):
    """A native date input that also reads 14/03/2027 and 14-3-2027, typed or pasted."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, format=["%Y-%m-%d", "%d/%m/%Y", "%d-%m-%Y", "%d.%m.%Y"], **kwargs)

    def process_formdata(self, valuelist: list[str]) -> None:
        try:
            super().process_formdata([text.strip() for text in valuelist])
        except ValueError:
            self.data = None
            raise ValueError(
                _l(
                    "“%(text)s” is not a date. Write it as day/month/year, for example 14/03/2027.",
                    text=valuelist[0],
                )
            ) from None
        meant: Any = self.data
        if meant is not None and not 1900 <= meant.year <= 2199:
            self.data = None
            raise ValueError(_l("The year of “%(text)s” can't be right. Check the date.", text=valuelist[0]))


class NumberField(StringField):
    """A national or BIS number; dots, spaces and dashes are fine. `number` holds it once it was read."""

    number: NationalNumber | None = None

    def pre_validate(self, form: Any) -> None:
        if not (self.data or "").strip():
            return
        try:
            self.number = NationalNumber.parse(self.data)
        except ValueProblem as problem:
            raise ValidationError(sentence(problem)) from None


def text_of(field: Field) -> str:
    """What stands in a text field, trimmed; '' for nothing."""
    return str(field.data or "").strip()


def shown_number(person: Person) -> str:
    return person.masked_number or "–"
