"""Risk profiles of contacts: the list, and one with its level, every reason, and what was decided."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from flask_babel import lazy_gettext as _l
from sqlalchemy import ColumnElement, Select, func, not_
from sqlalchemy.orm import Session, defer, joinedload

from app import clock
from app.aml import profiled
from app.aml.matters import matter_of
from app.errors import Missing
from app.policy import Identity
from models.aml import Contact, RiskProfile
from models.values.matters import MatterState
from models.values.vigilance import Level
from views.aml.access import AmlScreen
from views.aml.matter_part import acts_part
from views.aml.profile_page import assessed_now, page_of, said_now, said_then
from views.framework.database import db
from views.framework.filters import Filter, instants_within, like_pattern, within
from views.framework.history import Told
from views.framework.identity import identity
from views.framework.register import Column, Interface, Register
from views.labels.aml_matters import MATTER_STATES
from views.labels.aml_profiles import profile_state, profile_title, profile_tone
from views.labels.aml_record import level_tone, level_word

_NO_LEVEL = "none"


@dataclass(frozen=True)
class Line:
    """A profile as the list shows it; `since`: since when it is blocked."""

    profile: RiskProfile
    since: datetime | None

    @property
    def id(self) -> int:
        return self.profile.id

    @property
    def blocked(self) -> bool:
        return self.since is not None


def _states() -> list[tuple[str, str]]:
    return [(str(one), str(word)) for one, word in MATTER_STATES.items()]


def _in_state(chosen: str) -> ColumnElement[bool]:
    """What is blocked is among the blocked alone, as it reads."""
    if chosen == MatterState.WITH_OFFICER:
        return profiled.is_blocked()
    return (RiskProfile.state == chosen) & not_(profiled.is_blocked())


def _levels() -> list[tuple[str, str]]:
    """Both that read *raised* are one choice."""
    told = (Level.SIMPLIFIED, Level.STANDARD, Level.RAISED)
    return [*((str(one), level_word(one)) for one in told), (_NO_LEVEL, level_word(None))]


def _of_level(chosen: str) -> ColumnElement[bool]:
    if chosen == _NO_LEVEL:
        return RiskProfile.level.is_(None)
    return RiskProfile.level.in_((chosen, Level.STOP) if chosen == Level.RAISED else (chosen,))


def _with_contact(statement: Select[Any]) -> Select[Any]:
    same = (Contact.organisation_id == RiskProfile.organisation_id) & (Contact.id == RiskProfile.contact_id)
    return statement.join(Contact, same)


class ProfileScreen(AmlScreen, Register):
    """For whoever works in the tool; what is filled in stands on the pages of `ProfileFileScreen`."""

    route_base = "/risk-profiles"
    datamodel = Interface(RiskProfile)
    page_title = _l("Risk profiles")
    one_line = _l(
        "What your office noticed about a contact while it works for it, and what was decided. One begins on the"
        " contact’s page."
    )
    list_options = (
        defer(RiskProfile.answers),
        joinedload(RiskProfile.contact).load_only(Contact.name, Contact.number, Contact.version),
        joinedload(RiskProfile.maker),
    )
    orders = {"made": RiskProfile.made_at}
    first_order = "made"
    first_descending = True
    columns = (
        Column("contact", _l("Contact"), lambda item: item.profile.contact.name),
        Column("number", _l("Number"), lambda item: item.profile.number, numeric=True),
        Column(
            "state",
            _l("State"),
            lambda item: profile_state(item.profile.state, blocked=item.blocked),
            tone=lambda item: profile_tone(item.profile.state, blocked=item.blocked),
        ),
        Column(
            "level",
            _l("Vigilance"),
            lambda item: level_word(item.profile.level),
            tone=lambda item: level_tone(item.profile.level),
        ),
        Column("made", _l("Begun"), lambda item: item.profile.made_at, "made"),
        Column("by", _l("Begun by"), lambda item: item.profile.maker.username, shown=False),
        Column("decided", _l("Decided on"), lambda item: item.profile.decided_at),
        Column("review", _l("Next review"), lambda item: item.profile.review_on),
        Column("since", _l("Blocked since"), lambda item: item.since, shown=False),
    )
    filters = (
        Filter(
            "name",
            _l("Contact"),
            "text",
            lambda text: Contact.sort_name.like(func.house_sort_name(like_pattern(text))),
            join=_with_contact,
        ),
        Filter("state", _l("State"), "choice", _in_state, _states),
        Filter("level", _l("Vigilance"), "choice", _of_level, _levels),
        Filter("made", _l("Begun"), "days", instants_within(RiskProfile.made_at)),
        Filter("review", _l("Next review"), "days", within(RiskProfile.review_on), more=True),
    )
    empty_text = _l("No risk profile yet. Open an accepted contact and begin one there.")
    record_template = "aml/profile.html"

    def rows(self, who: Identity) -> ColumnElement[bool]:
        return profiled.profiles_visible_to(who)

    def seen(self, session: Session, items: Sequence[Any], asked: Any) -> Sequence[Line]:
        since = profiled.blocked_since(session, items)
        return [Line(one, since.get(one.id)) for one in items]

    def record(self, pk: str) -> Any:
        if not pk.isascii() or not pk.isdigit() or len(pk) > 18:
            raise Missing("profile", pk)
        return profiled.profile_record(db(), identity(), int(pk))

    def title_of(self, item: Any) -> str:
        return profile_title(item.profile.contact.name, item.profile.number)

    def describe(self, item: Any) -> dict[str, Any]:
        profile = item.profile
        made = profiled.decision_seen(db(), profile) if profile.decided_at is not None else None
        said = said_then(made) if made is not None else None
        if made is None and profile.level is not None and profile.state != MatterState.DROPPED:
            said = said_now(assessed_now(item))
        shown = page_of(profile, made, said, item.blocked)
        return shown | acts_part(db(), identity(), matter_of(profile), clock.now())

    def told_in(self, item: Any) -> Told | None:
        return Told("profile", item.id, item.profile.organisation_id)
