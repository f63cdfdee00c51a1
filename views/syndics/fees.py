"""The table of registration fees by year: everybody reads it, the business counter keeps it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from flask import Response, request, url_for
from flask_appbuilder import expose, has_access
from flask_babel import gettext, lazy_pgettext, pgettext
from flask_babel import lazy_gettext as _l
from sqlalchemy import ColumnElement
from sqlalchemy.orm import Session
from wtforms import IntegerField, StringField
from wtforms.validators import InputRequired, Length

from app import clock
from app.policy import Identity, Permission, may, require
from app.syndics.fees import LONGEST_SOURCE, charged_by, fee_of, set_fee, visible_to
from app.syndics.worklist import called
from app.transaction import Scope, transaction, within
from models.syndics import Fee
from models.values import Money
from views.base import MoneyField, typed
from views.framework.asking import Asked
from views.framework.database import db
from views.framework.history import Told
from views.framework.identity import identity
from views.framework.listing import listing
from views.framework.register import Column, Fact, Interface, Register
from views.framework.screens import HouseForm, VersionField, after, attempt
from views.labels import instant, money


class FeeForm(HouseForm):
    version = VersionField()
    year = IntegerField(
        _l("Year"),
        [InputRequired(_l("Fill in a year."))],
        description=_l("The year in which the act is submitted."),
        render_kw={"inputmode": "numeric", "autocomplete": "off"},
    )
    net = MoneyField(
        _l("Fee of one act"),
        [InputRequired(_l("Fill in what one act costs."))],
        description=_l("In euro; a statutory fee is outside the scope of VAT."),
    )
    source = StringField(
        _l("Source"),
        [
            InputRequired(_l("Say where the amount comes from.")),
            Length(max=LONGEST_SOURCE, message=_l("At most 300 characters.")),
        ],
        description=_l("The decree, or the notice that told the amount, and its date."),
        render_kw={"autocomplete": "off"},
    )


@dataclass(frozen=True)
class Shown:
    """A fee, and who filled it in."""

    fee: Fee
    setter: str


class RegistrationFeeScreen(Register):
    """For everybody; the business counter adds and corrects."""

    route_base = "/registration-fees"
    datamodel = Interface(Fee)
    page_title = _l("Registration fees")
    one_line = _l("What registering one act of a syndic costs, by the year in which it is submitted.")
    orders = {"year": Fee.year}
    first_order = "year"
    first_descending = True
    columns = (
        Column("year", _l("Year"), lambda shown: str(shown.fee.year), "year"),
        Column("net", _l("Fee of one act"), lambda shown: Money(shown.fee.net)),
        Column("source", _l("Source"), lambda shown: source_of(shown.fee)),
        Column("set_by", lazy_pgettext("syndics", "Set by"), lambda shown: shown.setter),
        Column("set_at", lazy_pgettext("syndics", "Set on"), lambda shown: shown.fee.set_at),
    )
    record_template = "syndics/fee_record.html"
    empty_text = _l("No fee was filled in yet, so nothing can be charged. The business counter adds a year.")

    def rows(self, who: Identity) -> ColumnElement[bool]:
        return visible_to(who)

    def seen(self, session: Session, items: Sequence[Fee], asked: Asked | None) -> Sequence[Shown]:
        """With who filled each in."""
        setters = setters_of(session, identity(), items)
        return [Shown(one, setters[one.id]) for one in items]

    def primary(self) -> tuple[str, str] | None:
        if not may(identity(), Permission.FEE_KEEP):
            return None
        return gettext("Add a year"), url_for("RegistrationFeeScreen.new")

    @expose("/list/")
    @has_access
    def list(self) -> Response:
        """The table; and whether the fee of this year lacks."""
        year = clock.today().year
        missing = fee_of(db(), year) is None
        return self.page(
            "syndics/fees.html",
            str(self.page_title),
            missing=year if missing else None,
            keeps=may(identity(), Permission.FEE_KEEP),
            **listing(self, request.args),
        )

    def title_of(self, item: Any) -> str:
        return str(gettext("Registration fee of %(year)s", year=item.year))

    def describe(self, item: Any) -> dict[str, Any]:
        keeps = may(identity(), Permission.FEE_KEEP)
        with within(db(), Scope.office()):
            charged = keeps and charged_by(db(), item.year)
        facts = [
            Fact(gettext("Year"), str(item.year)),
            Fact(gettext("Fee of one act"), money(Money(item.net))),
            Fact(gettext("Source"), source_of(item)),
            Fact(pgettext("syndics", "Set by"), setters_of(db(), identity(), [item])[item.id]),
            Fact(pgettext("syndics", "Set on"), instant(item.set_at)),
        ]
        if charged:
            said = gettext("Acts were charged by it, so it can’t be corrected any more.")
            facts.append(Fact(gettext("Charged"), said))
        correct_url = url_for("RegistrationFeeScreen.correct", pk=item.id) if keeps and not charged else None
        return {"facts": facts, "correct_url": correct_url}

    def told_in(self, item: Any) -> Told | None:
        return Told("registration_fee", item.id, asks=Permission.FEE_KEEP)

    @expose("/new", methods=["GET", "POST"])
    @has_access
    def new(self) -> Response:
        """The fee of a year that isn't there yet."""
        require(identity(), Permission.FEE_KEEP)
        this_year = clock.today().year
        lacking = next((year for year in (this_year, this_year + 1) if fee_of(db(), year) is None), None)
        form = FeeForm(year=lacking)
        if form.validate_on_submit() and (made := _kept(form, None)) is not None:
            return after(
                url_for("RegistrationFeeScreen.show", pk=made.id),
                gettext("Kept. Acts submitted in %(year)s cost this from now on.", year=made.year),
            )
        return self._form_page(form, gettext("Add a year"), url_for("RegistrationFeeScreen.list"))

    @expose("/correct/<pk>", methods=["GET", "POST"])
    @has_access
    def correct(self, pk: str) -> Response:
        """Another amount or source for a year by which nothing was charged yet."""
        require(identity(), Permission.FEE_KEEP)
        item = self.record(pk)
        form = FeeForm(
            year=item.year, net=typed(Money(item.net)), source=source_of(item), version=str(item.version)
        )
        back_url = url_for("RegistrationFeeScreen.show", pk=item.id)
        form.year.data = item.year
        if form.validate_on_submit() and _kept(form, form.version.number) is not None:
            return after(back_url, gettext("Corrected."))
        return self._form_page(form, gettext("Correct the fee of %(year)s", year=item.year), back_url)

    def _form_page(self, form: FeeForm, title: str, back_url: str) -> Response:
        return self.page(
            "syndics/fee.html",
            title,
            422 if form.is_submitted() else 200,
            form=form,
            correcting=bool(form.version.data),
            back_url=back_url,
        )


def source_of(item: Fee) -> str:
    """Where it comes from; the first rows came with the house, and that of the demonstration is made up."""
    if item.source == "First table":
        return str(gettext("The amounts known when this site opened"))
    if item.source == "Demo figure":
        return str(gettext("Made up for the demonstration"))
    return item.source


def setters_of(session: Session, who: Identity, fees: Sequence[Fee]) -> dict[int, str]:
    """Who filled each in, by the fee's id: by name to staff, to anybody else the counter."""
    names = {}
    if who.is_staff:
        with within(session, Scope.office()):
            names = called(session, (one.set_by for one in fees))
    counter, house = str(gettext("The business counter")), str(gettext("Came with the site"))
    return {one.id: house if one.set_by is None else names.get(one.set_by, counter) for one in fees}


def _kept(form: FeeForm, version: int | None) -> Fee | None:
    database, year, net = db(), form.year.data, form.net.money
    if year is None or net is None:
        return None
    with transaction(database):
        made: Fee | None = attempt(
            form,
            lambda: set_fee(
                database, identity(), int(year), net, form.source.data or "", clock.now(), version=version
            ),
        )
    return made
