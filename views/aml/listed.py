"""Entries of the lists: finding one by the words of its name, and all that a list says and ever said of it."""

from __future__ import annotations

from typing import Any

from flask import url_for
from flask_babel import gettext
from flask_babel import lazy_gettext as _l
from markupsafe import Markup
from sqlalchemy import ColumnElement
from sqlalchemy.orm import joinedload

from app.aml.lists import queries
from app.panels import words_in
from app.policy import Identity
from models.aml import Listed, SanctionsList
from models.values import ListedEntry, SearchText, SubjectKind, Topic
from views.aml import list_cells as cells
from views.aml.access import AmlScreen
from views.aml.entry import names_of, versions
from views.aml.scripts import language_mark
from views.aml.snapshots import lists
from views.framework.database import db
from views.framework.filters import Filter
from views.framework.register import Column, Fact, Interface, Register
from views.labels import day
from views.labels.aml_facts import (
    SUBJECT_KINDS,
    TOPICS,
    births_text,
    countries_text,
    identifier_text,
    kind_word,
    sex_word,
    topic_word,
)


def _kinds() -> list[tuple[str, str]]:
    return [(str(one), str(SUBJECT_KINDS[one])) for one in SubjectKind]


def _topics() -> list[tuple[str, str]]:
    return [(str(one), str(TOPICS[one])) for one in Topic]


def _standings() -> list[tuple[str, str]]:
    return [("yes", gettext("On the list now")), ("no", gettext("No longer so"))]


def _standing(one: str) -> ColumnElement[bool]:
    return Listed.until.is_(None) if one == "yes" else Listed.until.is_not(None)


def _name(item: Any) -> Markup:
    mark = language_mark(item.name)
    return Markup('<span dir="auto"{}>{}</span>').format(
        Markup(' lang="{}"').format(mark) if mark else "", item.name
    )


class ListedScreen(AmlScreen, Register):
    """For whoever compares contacts with them, and for the central team."""

    route_base = "/listed"
    datamodel = Interface(Listed)
    page_title = _l("Entries of the lists")
    one_line = _l(
        "Who and what the lists name. This finds words of a name as it is written; to find what merely looks like"
        " it, try a name."
    )
    one_line_staff = _l("Who and what the lists name, now and before.")
    options = (joinedload(Listed.list),)
    orders = {"name": Listed.sort_name, "since": Listed.since}
    first_order = "name"
    at_first = (("standing", "yes"),)
    columns = (
        Column("name", _l("Name"), _name, "name", plain=lambda item: item.name),
        Column("kind", _l("Kind"), lambda item: kind_word(item.kind)),
        Column("topics", _l("Reason for the listing"), lambda item: ", ".join(map(topic_word, item.topics))),
        Column("list", _l("List"), cells.list_name),
        Column(
            "standing",
            _l("State"),
            lambda item: _standing_word(item),
            tone=lambda item: "good" if item.until is None else "off",
        ),
        Column("key", _l("Number at the source"), lambda item: item.key, shown=False),
        Column("born", _l("Birth date"), lambda item: births_text(_entry(item).subject.birth_dates), shown=False),
        Column(
            "countries", _l("Countries"), lambda item: countries_text(_entry(item).subject.countries), shown=False
        ),
    )
    filters = (
        Filter("name", _l("Name"), "text", lambda text: words_in(Listed.sort_name, SearchText.read(text))),
        Filter(
            "list",
            _l("List"),
            "choice",
            lambda code: SanctionsList.code == code,
            lists,
            join=lambda statement: statement.join(SanctionsList, SanctionsList.id == Listed.list_id),
        ),
        Filter("kind", _l("Kind"), "choice", lambda one: Listed.kind == one, _kinds),
        Filter(
            "topic", _l("Reason for the listing"), "choice", lambda one: Listed.topics.contains([one]), _topics
        ),
        Filter("standing", _l("State"), "choice", _standing, _standings),
    )
    empty_text = _l("No list was loaded yet. The central team loads them.")
    record_template = "aml/entry.html"
    add_columns = edit_columns = show_columns = list_columns = search_columns = ("id",)

    def rows(self, who: Identity) -> ColumnElement[bool]:
        return queries.lists_visible_to(who)

    def describe(self, item: Any) -> dict[str, Any]:
        entry, subject = _entry(item), _entry(item).subject
        every = queries.versions_of(db(), item)
        this = next((one for one in every if one.row.id == item.id), queries.Version(item, None, None))
        person = subject.kind is SubjectKind.PERSON
        return {
            "facts": [
                Fact(gettext("List"), cells.list_name(item)),
                Fact(gettext("Kind"), kind_word(item.kind)),
                Fact(gettext("Reason for the listing"), ", ".join(map(topic_word, item.topics))),
                Fact(gettext("Birth date") if person else gettext("Founded"), births_text(subject.birth_dates)),
                Fact(gettext("Countries"), countries_text(subject.countries)),
                *([Fact(gettext("Sex"), sex_word(subject.sex))] if sex_word(subject.sex) else []),
                Fact(gettext("On the list since"), day(entry.listed_on)),
                Fact(gettext("So here since"), cells.on_day(this.came_at)),
                *([Fact(gettext("So here until"), cells.on_day(this.went_at))] if item.until is not None else []),
                Fact(gettext("Number at the source"), item.key),
            ],
            "state": "good" if item.until is None else "off",
            "state_word": _standing_word(item),
            "entry": entry,
            "names": names_of(subject.names),
            "numbers": [identifier_text(one) for one in subject.identifiers],
            "versions": versions(every),
            "this": item.id,
            "list_url": url_for("SanctionsListScreen.show", pk=item.list_id),
        }


def _entry(item: Listed) -> ListedEntry:
    return ListedEntry.read(item.key, item.told)


def _standing_word(item: Listed) -> str:
    return str(gettext("On the list now") if item.until is None else gettext("No longer so"))
