"""What happened to a record: who, what, when, before and after; newest first, a page at a time by keyset.

Personal values lie apart in the event's payload: they are shown to who may see the audit trail, and where they
were erased the entry says so.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from flask import request
from flask_babel import gettext
from sqlalchemy import Select, and_, false, or_, select, true
from sqlalchemy.orm import Session

from app.events import for_everybody
from app.policy import Identity, Permission, may
from models.accounts import Account
from models.events import PLATFORM, Event, EventPayload
from views import menu
from views.labels import column_label, day, instant, label_of, language
from views.labels.aml_file import PAGE_LABELS
from views.labels.domain import ACCESS

LENGTH = 25
_MARK = "before"


@dataclass(frozen=True)
class Told:
    """Where the events of a record are: its kind and number, and the organisation whose trail they stand in.

    `person_id` instead: all that was done to a person, in every trail this reader sees. `asks`: what one needs to
    read of it, beside seeing the record. `others`: more records of that kind whose events are told here too.
    """

    kind: str
    id: int
    organisation_id: int = PLATFORM
    person_id: int | None = None
    asks: Permission | None = None
    others: tuple[int, ...] = ()


@dataclass(frozen=True)
class Change:
    """One column of a change, before and after; `single` for a value that replaced nothing."""

    label: str
    before: str
    after: str
    single: bool = False


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


@dataclass(frozen=True)
class History:
    """A page of entries, and where the earlier ones are; `later_url` leads back to the newest."""

    entries: list[Entry]
    earlier_url: str | None = None
    later_url: str | None = None


# Whom an office looked at is told to who works in the tool, and not to whoever reads of other acts.
_WITHIN_A_TOOL = {"aml.": Permission.CONTACT_SEE}
# The page of a contact's file that was saved.
_PAGES = {str(page): words for page, words in PAGE_LABELS.items()}
_TONES = {"granted": "good", "added": "good", "revoked": "bad", "changed": "soon", "refused": "bad"}


def history_of(session: Session, who: Identity, told: Told, page_url: str) -> History | None:
    """A page of what happened to a record, in one statement; None where this reader may not read of it."""
    if told.organisation_id == PLATFORM and not who.is_staff and told.person_id is None:
        return None  # acts of the platform's own staff stand in a trail that staff alone read
    if told.asks is not None and not may(who, told.asks):
        return None
    sees_personal = may(who, Permission.EVENT_SEE)
    before = _mark()
    found = session.execute(_events(told, who, before, sees_personal)).all()
    entries = [
        entry_of(event, username or "", payload if sees_personal else None)
        for event, username, payload in found[:LENGTH]
    ]
    earlier = f"{page_url}?{_MARK}={found[LENGTH - 1][0].id}#history" if len(found) > LENGTH else None
    return History(entries, earlier, f"{page_url}#history" if before is not None else None)


def sees_personal(who: Identity, event: Event) -> bool:
    """Whether this reader of the audit trail sees personal values of an event: what somebody typed above a list
    that he may not open himself isn't for him either."""
    asks = (asked for beginning, asked in _WITHIN_A_TOOL.items() if event.tag.startswith(beginning))
    return may(who, Permission.EVENT_SEE) and all(may(who, one) for one in asks) and _opens(who, event)


def _opens(who: Identity, event: Event) -> bool:
    name = str(event.facts.get("list", ""))
    return menu.place_of(name) is None or menu.opens(who.roles, name, "can_list")


def _reads_officers(told: Told, who: Identity) -> bool:
    """Whether the record is one of which AML officers alone read, and this is one of its own office."""
    return (
        told.asks is Permission.FIU_SEE
        and told.organisation_id == who.organisation_id
        and may(who, Permission.FIU_SEE)
    )


def _mark() -> int | None:
    text = request.args.get(_MARK, "")
    return int(text) if text.isascii() and text.isdigit() and len(text) <= 18 else None


def _events(
    told: Told, who: Identity, before: int | None, sees_personal: bool
) -> Select[Event, str, EventPayload]:
    same = and_(EventPayload.organisation_id == Event.organisation_id, EventPayload.event_id == Event.id)
    if told.person_id is not None:
        mine: tuple[Any, ...] = (Event.person_id == told.person_id, Event.subject_kind == told.kind)
        if not who.is_staff:
            mine += (Event.organisation_id == who.organisation_id,)
    else:
        mine = (
            Event.organisation_id == told.organisation_id,
            Event.subject_kind == told.kind,
            # An act on many rows has one event, about none of them in particular, that holds all their numbers.
            Event.subject_id.in_((told.id, *told.others, 0)),
            or_(Event.subject_id != 0, Event.facts["ids"].contains([told.id])),
        )
    if not _reads_officers(told, who):
        mine += (for_everybody(),)
    if before is not None:
        mine += (Event.id < before,)
    return (
        select(Event, Account.username, EventPayload)
        .outerjoin(Account, Account.id == Event.actor_id)
        .outerjoin(EventPayload, and_(same, true() if sees_personal else false()))
        .where(*mine)
        .order_by(Event.id.desc())
        .limit(LENGTH + 1)
    )


def entry_of(event: Event, username: str, payload: EventPayload | None = None) -> Entry:
    return Entry(
        when=instant(event.happened_at),
        iso=event.happened_at.isoformat(timespec="seconds"),
        what=label_of(event.tag),
        who=username,
        detail=_detail(event, payload),
        tone=_TONES.get(event.tag.rsplit(".", 1)[-1], "off"),
        changes=[*_changed(event.facts.get("changed")), *_personal(payload)],
    )


def _changed(changed: object) -> Iterator[Change]:
    """What was, and what it became, column by column, where the event says so."""
    if isinstance(changed, dict):
        for name, (before, now) in changed.items():
            yield Change(column_label(name), _value(before), _value(now), single=before is None)


def _personal(payload: EventPayload | None) -> Iterator[Change]:
    """The same of personal values: `before` and `after` side by side, anything else as it stands."""
    content: dict[str, Any] = dict((payload.content if payload is not None else None) or {})
    before, after = content.pop("before", None) or {}, content.pop("after", None) or {}
    for name in {**before, **after}:
        if before.get(name) or after.get(name):
            old, new = _value(before.get(name)), _value(after.get(name))
            yield Change(column_label(name), old, new, single=name not in before)
    for name, value in content.items():
        yield Change(column_label(name), "", _value(value), single=True)


def _value(value: Any) -> str:
    if isinstance(value, list):
        return ", ".join(label_of(str(one)) for one in value)
    if isinstance(value, bool):
        return str(gettext("yes") if value else gettext("no"))
    return "" if value is None else _day_or_word(str(value))


def _day_or_word(text: str) -> str:
    try:
        return day(date.fromisoformat(text)) if len(text) == 10 else label_of(text)
    except ValueError:
        return label_of(text)


def _detail(event: Event, payload: EventPayload | None) -> str:
    first, last = event.facts.get("first_day"), event.facts.get("last_day")
    said = []
    named = event.facts.get("named")  # what it was called then, by language where it has names in several
    if isinstance(named, dict):
        named = named.get(language(), "")
    if isinstance(named, str) and named:
        state = ACCESS.get(str(event.facts.get("access", "?")))
        said.append(f"{named}: {state}" if state else named)
    if (page := _PAGES.get(str(event.facts.get("page", "")))) is not None:
        said.append(str(page))
    if isinstance(first, str) and isinstance(last, str):
        said.append(f"{day(date.fromisoformat(first))} – {day(date.fromisoformat(last))}")
    if payload is not None and payload.erased_at is not None:
        said.append(gettext("The personal values were erased on %(when)s.", when=instant(payload.erased_at)))
    return " ".join(said)
