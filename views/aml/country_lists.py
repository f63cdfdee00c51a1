"""Lists of countries that are called risky: every list with its day and source, and loading one from a file."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, BinaryIO, cast

from flask import Response, request, url_for
from flask_appbuilder import expose, has_access
from flask_babel import gettext
from flask_babel import lazy_gettext as _l
from flask_wtf.file import FileField
from sqlalchemy import ColumnElement
from sqlalchemy.orm import Session
from werkzeug.datastructures import FileStorage
from wtforms import HiddenField, SelectField, StringField
from wtforms.validators import InputRequired, Length

from app import clock
from app.aml.country_lists import (
    SOURCE,
    CountryListCode,
    NewList,
    beside_of,
    in_force_ids,
    lists_visible_to,
    load_countries,
    looked_at,
    read_countries,
)
from app.errors import Refusal
from app.policy import Identity, Permission, may, require
from app.transaction import transaction
from models.aml import CountryList
from views.aml.access import AmlScreen
from views.base import DayField
from views.framework.columns import written
from views.framework.database import db
from views.framework.filters import Filter
from views.framework.history import Told
from views.framework.identity import identity
from views.framework.register import Column, Fact, Interface, Register
from views.framework.screens import HouseForm, after, attempt
from views.labels import day, instant
from views.labels.aml_rules import COUNTRY_LISTS
from views.labels.countries import countries, country_name


@dataclass(frozen=True)
class Standing:
    """A list, and whether it counts today."""

    item: CountryList
    tone: str
    word: str


class LoadCountriesForm(HouseForm):
    list = SelectField(_l("List"), validate_choice=False)
    since = DayField(
        _l("Counts from"),
        [InputRequired(_l("Say from which day on the list counts."))],
        description=_l("The day it came into force. It may be in the past, or still to come."),
    )
    source = StringField(
        _l("Source"),
        [
            InputRequired(_l("Say where it was published.")),
            Length(max=SOURCE, message=_l("At most 500 characters.")),
        ],
        description=_l("Where it was published, for example the Official Journal and its number."),
        render_kw={"autocomplete": "off"},
    )
    file = FileField(
        _l("File"),
        description=_l(
            "A .csv or .txt file: the two letters of one country on each line, or in the first column with names"
            " beside them. Heads may stand above."
        ),
        render_kw={"accept": ".csv,.txt"},
    )
    countries = HiddenField()


def _lists() -> list[tuple[str, str]]:
    return [(str(code), str(word)) for code, word in COUNTRY_LISTS.items()]


def list_name(item: CountryList) -> str:
    return str(COUNTRY_LISTS[CountryListCode(item.code)])


class CountryListScreen(AmlScreen, Register):
    """For whoever reads the rules; the central team loads them."""

    route_base = "/country-lists"
    datamodel = Interface(CountryList)
    page_title = _l("Country lists")
    one_line = _l("Countries that the European Union calls risky, each list from the day on which it counts.")
    orders = {"since": CountryList.since}
    first_order = "since"
    first_descending = True
    columns = (
        Column("list", _l("List"), lambda seen: list_name(seen.item)),
        Column("since", _l("Counts from"), lambda seen: seen.item.since, "since"),
        Column("state", _l("State"), lambda seen: seen.word, tone=lambda seen: seen.tone),
        Column("countries", _l("Countries"), lambda seen: len(seen.item.countries), numeric=True),
        Column("source", _l("Source"), lambda seen: seen.item.source),
        Column("loaded", _l("Loaded on"), lambda seen: seen.item.loaded_at, shown=False),
    )
    filters = (Filter("list", _l("List"), "choice", lambda code: CountryList.code == code, _lists),)
    empty_text = _l("No list was loaded yet.")
    record_template = "aml/country_list.html"

    def rows(self, who: Identity) -> ColumnElement[bool]:
        return lists_visible_to(who)

    def seen(self, session: Session, items: Sequence[Any], asked: Any) -> Sequence[Any]:
        counting = in_force_ids(session, clock.today())
        return [_standing(one, counting) for one in items]

    def primary(self) -> tuple[str, str] | None:
        if may(identity(), Permission.RULES_KEEP):
            return gettext("Load a list"), url_for("CountryListScreen.load")
        return None

    def title_of(self, item: Any) -> str:
        return f"{list_name(item)}, {day(item.since)}"

    def describe(self, item: Any) -> dict[str, Any]:
        standing = _standing(item, in_force_ids(db(), clock.today()))
        beside = beside_of(db(), item.code, item.since, item.countries)
        return {
            "facts": [
                Fact(gettext("Counts from"), day(item.since)),
                Fact(gettext("Source"), item.source),
                Fact(gettext("Countries"), written(len(item.countries))),
                Fact(gettext("Loaded on"), instant(item.loaded_at)),
            ],
            "state": standing.tone,
            "state_word": standing.word,
            "countries": named(item.countries),
            "before": beside.before is not None,
            "came": named(beside.came),
            "went": named(beside.went),
        }

    def told_in(self, item: Any) -> Told | None:
        return Told("country_list", item.id)

    @expose("/load", methods=["GET", "POST"])
    @has_access
    def load(self) -> Response:
        """A file is brought and read; what it changes is shown before it is kept."""
        require(identity(), Permission.RULES_KEEP)
        form = LoadCountriesForm(list=request.args.get("list", ""))
        form.list.choices = _lists()
        new = _brought(form) if form.validate_on_submit() else None
        if new is not None and "sure" in request.form:
            with transaction(db()):
                made = attempt(form, lambda: load_countries(db(), identity(), new, clock.now()))
            if made is not None:
                said = gettext("The list is loaded. Contacts are assessed anew where it counts.")
                return after(url_for("CountryListScreen.show", pk=made.id), said)
        elif new is not None:
            beside = attempt(form, lambda: looked_at(db(), identity(), new))
            if beside is not None:
                form.countries.data = " ".join(new.countries)
                return self.page(
                    "aml/country_preview.html",
                    gettext("Load this list?"),
                    form=form,
                    name=str(COUNTRY_LISTS[new.code]),
                    new=new,
                    since=day(new.since),
                    before=day(beside.before.since) if beside.before is not None else "",
                    came=named(beside.came),
                    went=named(beside.went),
                    countries=named(new.countries),
                )
        return self.page(
            "aml/country_load.html", gettext("Load a list"), 422 if form.is_submitted() else 200, form=form
        )


def named(codes: Sequence[str]) -> list[tuple[str, str]]:
    """Names and codes, by name as the reader's language has it."""
    places = {code: place for place, code in enumerate(countries())}
    return [(country_name(one), one) for one in sorted(codes, key=lambda one: places.get(one, len(places)))]


def _standing(item: CountryList, counting: set[int]) -> Standing:
    if item.id in counting:
        return Standing(item, "good", gettext("Counts now"))
    if item.since > clock.today():
        return Standing(item, "wait", gettext("Still to come"))
    return Standing(item, "off", gettext("Replaced by a later list"))


def _brought(form: LoadCountriesForm) -> NewList | None:
    """What is to be loaded: from the file, or from the page that showed what it held; None where it is refused."""
    if form.list.data not in {str(one) for one in CountryListCode}:
        form.refuse(Refusal("aml.countries.which", field="list"))
        return None
    codes: Sequence[str] | None = (form.countries.data or "").split()
    since: Any = form.since.data
    if "sure" not in request.form:
        sent: Any = form.file.data
        if not isinstance(sent, FileStorage) or not sent.filename:
            form.refuse(Refusal("imports.file.missing", field="file"))
            return None
        file, name = cast("BinaryIO", sent.stream), sent.filename
        codes = attempt(form, lambda: read_countries(file, name))
    if codes is None:
        return None
    return NewList(CountryListCode(form.list.data), since, (form.source.data or "").strip(), tuple(codes))
