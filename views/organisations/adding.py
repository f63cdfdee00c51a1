"""Adding an organisation to one's profile: found by number or name, then joined or made."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any

from flask import Response, make_response, redirect, request, session, url_for
from flask_appbuilder import expose, has_access
from flask_babel import gettext
from sqlalchemy import select

from app import clock
from app.errors import Missing
from app.organisations import businesses, joining
from app.organisations.business_deliveries import latest
from app.organisations.businesses import Enterprise
from app.organisations.joining import NewOrganisation
from app.organisations.members import managers_of
from app.organisations.own import own_memberships
from app.panels import words_in
from app.transaction import Scope, transaction, within
from models.organisations import Organisation
from models.values import EnterpriseNumber, OrganisationKind, SearchText, ValueProblem
from views.framework.database import db
from views.framework.identity import identity
from views.framework.screens import Screen, after, attempt
from views.labels import day, label_of, language
from views.organisations.forms import NewOrganisationForm, WorkForm
from views.refusals import sentence

SHOWN = 20
# A number of any country, so that a foreign one is called that and not a strange name.
_NUMBER = re.compile(r"[A-Za-z]{0,3}:?[ .]?\d{2}")


@dataclass(frozen=True)
class Found:
    """One line of what was found: where it leads, and what one can do there."""

    name: str
    number: str
    address: str
    note: str
    url: str | None
    act: str


class AddOrganisationScreen(Screen):
    """Everybody who signed in comes here; names and numbers of enterprises are public."""

    route_base = "/add-organisation"

    @expose("/", methods=["GET"])
    @has_access
    def index(self) -> Response:
        """Searches our own organisations, then the business register."""
        typed = request.args.get("q", "").strip()[:200]
        found: list[Found] = []
        problem = ""
        if typed:
            found, problem = self._search(typed)
        number = _number_in(typed)
        return self.page(
            "organisations/add.html",
            gettext("Add an organisation"),
            422 if problem else 200,
            typed=typed,
            found=found[:SHOWN],
            more=len(found) > SHOWN,
            problem=problem,
            by_hand=url_for("AddOrganisationScreen.new", number=number.digits)
            if number is not None and typed and not found and not problem
            else None,
            number=str(number) if number is not None else "",
        )

    def _search(self, typed: str) -> tuple[list[Found], str]:
        """What fits, and why nothing can."""
        if _NUMBER.match(typed):
            try:
                number = EnterpriseNumber.parse(typed)
            except ValueProblem as wrong:
                return [], sentence(wrong)
            return self._with_number(number)
        words = SearchText.read(typed)
        database = db()
        with within(database, Scope.office()):
            told = businesses.named(database, words, language(), SHOWN)
            here = _here(database, words, [one.number.digits for one in told])
            mine = {one.organisation_id for one in own_memberships(database, identity().account_id) if one.counts}
        known = {one.enterprise_number for one in here}
        lines = [_line_of(one, mine) for one in here]
        return lines + [_line_of_register(one) for one in told if one.number.digits not in known], ""

    def _with_number(self, number: EnterpriseNumber) -> tuple[list[Found], str]:
        database = db()
        with within(database, Scope.office()):
            here = joining.with_number(database, number)
            told = businesses.by_number(database, number, language())
            mine = {one.organisation_id for one in own_memberships(database, identity().account_id) if one.counts}
        if here is not None:
            return [_line_of(here, mine)], ""
        return ([_line_of_register(told)], "") if told is not None else ([], "")

    @expose("/join/<int:organisation_id>", methods=["GET", "POST"])
    @has_access
    def join(self, organisation_id: int) -> Response:
        """Fills in how one is known there, and asks."""
        form, database, who = WorkForm(), db(), identity()
        with within(database, Scope.office()):
            organisation = database.get(Organisation, organisation_id)
            if organisation is None:
                raise Missing("organisation", organisation_id)
            has_manager = bool(managers_of(database, organisation_id))
        if form.validate_on_submit():
            with transaction(database), within(database, Scope.office()):
                asked = attempt(
                    form,
                    lambda: joining.ask_to_join(database, who, organisation_id, form.work, clock.now()),
                )
            if asked is not None:
                said = gettext("You asked to join %(name)s. Its managers got a mail.", name=organisation.name)
                return after(url_for("MyOrganisationScreen.index"), said)
        return self.page(
            "organisations/join.html",
            gettext("Join %(name)s", name=organisation.name),
            422 if form.is_submitted() else 200,
            form=form,
            organisation=organisation,
            number=str(EnterpriseNumber(organisation.enterprise_number)),
            government=organisation.kind == OrganisationKind.LOCAL_GOVERNMENT,
            has_manager=has_manager,
        )

    @expose("/new/<number>", methods=["GET", "POST"])
    @has_access
    def new(self, number: str) -> Response:
        """Makes the organisation, prefilled with what the register says."""
        parsed = _number_in(number)
        if parsed is None:
            raise Missing("enterprise", number)
        database, who = db(), identity()
        with within(database, Scope.office()):
            here = joining.with_number(database, parsed)
            told = businesses.by_number(database, parsed, language())
            delivered = latest(database)
        if here is not None:
            return make_response(redirect(url_for("AddOrganisationScreen.join", organisation_id=here.id)))
        form = NewOrganisationForm(**_prefilled(told))
        if form.validate_on_submit():
            new = NewOrganisation(number=parsed, **vars(form.details))
            with transaction(database), within(database, Scope.office()):
                made = attempt(
                    form,
                    lambda: joining.create_organisation(database, who, new, form.work, clock.now()),
                )
            if made is not None:
                session["organisation_id"] = made.id
                said = gettext("%(name)s is here, and you manage it.", name=made.name)
                return after(url_for("MyOrganisationScreen.show", organisation_id=made.id), said)
        return self.page(
            "organisations/new.html",
            gettext("A new organisation"),
            422 if form.is_submitted() else 200,
            form=form,
            number=str(parsed),
            told=told,
            gone=day(told.gone_on) if told is not None and told.gone_on else "",
            delivered=day(delivered.snapshot_on) if delivered is not None else "",
        )


def _prefilled(told: Enterprise | None) -> dict[str, Any]:
    if told is None:
        return {"language": language()}
    return {
        "name": told.name,
        "street": told.address.street,
        "postal_code": told.address.postal_code,
        "place": told.address.place,
        "language": language(),
    }


def _number_in(text: str) -> EnterpriseNumber | None:
    try:
        return EnterpriseNumber.parse(text)
    except ValueProblem:
        return None


def _here(database: Any, words: SearchText, numbers: list[str]) -> list[Organisation]:
    """Organisations here with such a name, or known to the register under one."""
    return list(
        database.scalars(
            select(Organisation)
            .where(words_in(Organisation.sort_name, words) | Organisation.enterprise_number.in_(numbers))
            .order_by(Organisation.sort_name, Organisation.id)
            .limit(SHOWN + 1)
        )
    )


def _line_of(one: Organisation, mine: set[int]) -> Found:
    belongs = one.id in mine
    return Found(
        one.name,
        str(EnterpriseNumber(one.enterprise_number)),
        f"{one.street}, {one.postal_code} {one.place}".strip(", "),
        label_of(one.government_kind or one.kind),
        url_for("MyOrganisationScreen.show" if belongs else "AddOrganisationScreen.join", organisation_id=one.id),
        str(gettext("You belong to it: open it") if belongs else gettext("Join")),
    )


def _line_of_register(one: Enterprise) -> Found:
    address = f"{one.address.street}, {one.address.postal_code} {one.address.place}".strip(", ")
    name = f"{one.name} ({one.found_as})" if one.found_as else one.name
    if one.gone_on is not None:
        note = str(gettext("Ended: not in the business register since %(day)s", day=day(one.gone_on)))
        return Found(name, str(one.number), address, note, None, "")
    new_url = url_for("AddOrganisationScreen.new", number=one.number.digits)
    note = " · ".join(filter(None, (one.form, str(gettext("not here yet")))))
    return Found(name, str(one.number), address, note, new_url, str(gettext("Add it")))
