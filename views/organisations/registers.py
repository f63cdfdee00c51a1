"""Organisations and relations: registers, and the record of one relation with its rights."""

from __future__ import annotations

from typing import Any

from flask import url_for
from flask_babel import gettext
from flask_babel import lazy_gettext as _l
from sqlalchemy import ColumnElement, func
from sqlalchemy.orm import joinedload

from app import clock
from app.documents.uploads import uploaded_with
from app.events import Subject
from app.organisations.member_panels import without_manager
from app.organisations.queries import organisations_visible_to, visible_to
from app.policy import Identity, Permission, may
from app.rights.administrators import WARNED, administrators_of, without_administrator
from app.rights.merging import merger_of
from app.rights.queries import rights_on_relation
from app.rights.rules import state_of
from models.documents import Document
from models.organisations import Membership, Organisation
from models.values import EnterpriseNumber, MembershipState, OrganisationKind, RelationCategory, RelationType
from views.base import person_link, shown_number
from views.framework.database import db
from views.framework.filters import Filter, like_pattern, within, words_of
from views.framework.history import Told
from views.framework.identity import identity
from views.framework.register import Column, Fact, Interface, Register
from views.labels import day, instant, label_of, language, size, until


def _without_administrator(when: str) -> ColumnElement[bool]:
    today = clock.today()
    return Organisation.id.in_(without_administrator(today, today if when == "none" else today + WARNED))


def _administrations() -> list[tuple[str, str]]:
    return [("none", gettext("None today")), ("ending", gettext("None within a month"))]


def _managers() -> list[tuple[str, str]]:
    return [("none", gettext("None today"))]


class OrganisationScreen(Register):
    """Organisations one acts for; for staff, all of them."""

    route_base = "/organisations"
    datamodel = Interface(Organisation)
    page_title = _l("Organisations")
    orders = {"name": Organisation.sort_name}
    first_order = "name"
    columns = (
        Column("name", _l("Name"), lambda item: item.name, "name"),
        Column("kind", _l("Kind"), lambda item: label_of(item.government_kind or item.kind)),
        Column("number", _l("Enterprise number"), lambda item: str(EnterpriseNumber(item.enterprise_number))),
        Column("place", _l("Place"), lambda item: f"{item.postal_code} {item.place}".strip()),
        Column("street", _l("Street"), lambda item: item.street, shown=False),
        Column("email", _l("E-mail"), lambda item: item.email, shown=False),
        Column("ovo", _l("OVO code"), lambda item: item.ovo_code, shown=False),
    )
    filters = (
        Filter(
            "name",
            _l("Name"),
            "text",
            lambda text: Organisation.sort_name.like(func.house_sort_name(like_pattern(text))),
        ),
        Filter("kind", _l("Kind"), "choice", lambda kind: Organisation.kind == kind, words_of(OrganisationKind)),
        Filter("manager", _l("Manager"), "choice", lambda _: without_manager(), _managers),
        Filter("administrator", _l("Local administrator"), "choice", _without_administrator, _administrations),
    )
    empty_text = _l("No organisation here.")
    record_template = "organisations/organisation.html"

    def rows(self, who: Identity) -> ColumnElement[bool]:
        return organisations_visible_to(who)

    def describe(self, item: Any) -> dict[str, Any]:
        merger = merger_of(db(), item.id) if item.merged_on is not None else None
        return {
            "facts": [
                Fact(gettext("Kind"), label_of(item.government_kind or item.kind)),
                Fact(
                    gettext("Merges into"), merger.into_name, gettext("From %(day)s on", day=day(merger.first_day))
                )
                if merger is not None
                else Fact(gettext("Merges into"), ""),
                Fact(gettext("Enterprise number"), str(EnterpriseNumber(item.enterprise_number))),
                Fact(gettext("OVO code"), item.ovo_code),
                Fact(gettext("Address"), f"{item.street}, {item.postal_code} {item.place}".strip(", ")),
                Fact(gettext("E-mail"), item.email),
                Fact(
                    gettext("Administered by"),
                    ", ".join(one.name for one in administrators_of(db(), item.id, clock.today()))
                    or gettext("nobody at the moment"),
                ),
            ],
            "compare_url": url_for("DifferenceScreen.index", organisation=item.id)
            if may(identity(), Permission.RIGHT_SEE)
            else None,
            "takeover_url": url_for("TakeoverScreen.ask", organisation_id=item.id)
            if may(identity(), Permission.MEMBER_ADMIT) and item.kind != OrganisationKind.LOCAL_GOVERNMENT
            else None,
        }

    def told_in(self, item: Any) -> Told | None:
        return Told("organisation", item.id, item.id, asks=Permission.EVENT_SEE)


class RelationScreen(Register):
    """Who belongs to the government, and since when."""

    route_base = "/relations"
    datamodel = Interface(Membership)
    page_title = _l("Relations")
    one_line = _l("Who works for your organisation, or for it from outside, and with which rights.")
    one_line_staff = _l("Who works for each organisation, or for it from outside, and with which rights.")
    options = (joinedload(Membership.person), joinedload(Membership.organisation))
    orders = {"name": Membership.sort_name}
    first_order = "name"
    columns = (
        Column("name", _l("Name"), lambda item: item.person.name, "name"),
        Column("category", _l("Category"), lambda item: label_of(item.category)),
        Column("type", _l("Type"), lambda item: label_of(item.type)),
        Column("function", _l("Function"), lambda item: item.function),
        Column("first_day", _l("From"), lambda item: item.first_day),
        Column("last_day", _l("Until"), lambda item: until(item.last_day), plain=lambda item: item.last_day),
        Column("organisation", _l("Organisation"), lambda item: item.organisation.name, shown=False),
        Column("number", _l("National number"), lambda item: shown_number(item.person), shown=False),
        Column("email", _l("E-mail"), lambda item: item.email, shown=False),
        Column("state", _l("State"), lambda item: label_of(item.state), shown=False),
    )
    filters = (
        Filter(
            "name",
            _l("Name"),
            "text",
            lambda text: Membership.sort_name.like(func.house_sort_name(like_pattern(text))),
        ),
        Filter(
            "category",
            _l("Category"),
            "choice",
            lambda category: Membership.category == category,
            words_of(RelationCategory),
        ),
        Filter("type", _l("Type"), "choice", lambda kind: Membership.type == kind, words_of(RelationType)),
        Filter("state", _l("State"), "choices", Membership.state.in_, words_of(MembershipState)),
        Filter("from", _l("Began"), "days", within(Membership.first_day)),
    )
    empty_text = _l("No relation here yet. Grant somebody a right: the relation is made on the way.")
    record_template = "organisations/relation.html"

    def rows(self, who: Identity) -> ColumnElement[bool]:
        return visible_to(who)

    def primary(self) -> tuple[str, str] | None:
        if may(identity(), Permission.RIGHT_GRANT):
            return gettext("Grant a right"), url_for("GrantScreen.person")
        return None

    def title_of(self, item: Any) -> str:
        return str(gettext("Relation of %(name)s", name=item.person.name))

    def describe(self, item: Any) -> dict[str, Any]:
        who = identity()
        today = clock.today()
        rights = rights_on_relation(db(), item)
        over = item.state == MembershipState.WITHDRAWN or (item.last_day is not None and item.last_day < today)
        return {
            "facts": [
                Fact(gettext("Person"), person_link(item.person), shown_number(item.person)),
                Fact(gettext("Organisation"), item.organisation.name),
                Fact(gettext("Category"), label_of(item.category), label_of(item.type)),
                Fact(gettext("Period"), f"{day(item.first_day)} – {until(item.last_day)}"),
                Fact(gettext("Function"), item.function),
                Fact(gettext("E-mail"), item.email),
                Fact(gettext("Telephone"), item.phone),
                Fact(gettext("Note"), item.note if may(who, Permission.RELATION_CHANGE, item) else ""),
            ],
            "state": "expired" if over and item.state == MembershipState.CONFIRMED else item.state,
            "state_word": gettext("Over") if over else label_of(MembershipState(item.state)),
            "rights": [
                (
                    right,
                    right.kind.named(language()),
                    state_of(right.first_day, right.last_day, right.revoked_on, today),
                )
                for right in rights
            ],
            "can_grant": may(who, Permission.RIGHT_GRANT, item) and not over,
            "can_change": may(who, Permission.RELATION_CHANGE, item),
            "can_end": may(who, Permission.RELATION_CHANGE, item) and not over,
            "can_restart": may(who, Permission.RELATION_CHANGE, item) and over,
            "files": [(one, size(one.size), instant(one.made_at)) for one in _files_of(item, who)],
            "sees_files": may(who, Permission.DOCUMENT_SEE, item),
            "can_add_file": may(who, Permission.DOCUMENT_ADD, item),
            "today": today,
        }

    def told_in(self, item: Any) -> Told | None:
        return Told("relation", item.id, item.organisation_id)


def _files_of(item: Membership, who: Identity) -> list[Document]:
    if not may(who, Permission.DOCUMENT_SEE, item):
        return []
    return uploaded_with(db(), Subject("relation", item.id, item.organisation_id))
