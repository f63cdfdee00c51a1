"""Who owns and controls an organisation: holders are added and taken away, their parts filled in; it is drawn."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from flask import Response, request
from flask_babel import gettext
from werkzeug.datastructures import MultiDict

from app import clock
from app.aml import choosing
from app.aml.assessing import rules_in_force
from app.aml.contacts import add_contact
from app.aml.ownership_faults import MOST_HOLDERS, MOST_HOLDINGS, faults_of, uncountable
from app.aml.pages import PageName
from app.errors import Refusal, refuse
from app.organisations import businesses
from app.transaction import transaction
from models.aml import Contact
from models.values import EnterpriseNumber, SubjectKind, ValueProblem
from models.values.identified import HolderKind, OrganisationDetails, Ownership
from views.aml.ownership_graph import graph_of
from views.aml.shelf import shelf
from views.aml.wizard.choosing import choice_of, told_of
from views.aml.wizard.owners_form import (
    HOLDER,
    HOLDING,
    ORGANISATION,
    PERSON,
    OwnersForm,
    owners_form,
    ownership_in,
    rows_from,
)
from views.aml.wizard.page import Book, Page, PageForm
from views.aml.wizard.rows import number_in, rows_in, sent_or, standing, without
from views.base import text_of
from views.framework.database import db
from views.framework.identity import identity
from views.framework.screens import attempt
from views.labels import language
from views.labels.countries import country_name

_ACTS = frozenset(
    {"search", "add_person", "add_company", "add_holding", "remove_holding", "remove_holder", "draw"}
)  # fmt: skip
_CHOICE = (*OwnersForm.OF_CHOICE, "company_name", "company_number", "company_country")
_PERSONS = (SubjectKind.PERSON,)


class OwnersPage(Page):
    """Its buttons send the whole page and keep nothing, but *Save*. Whoever is added as a person becomes a contact
    at once."""

    name = PageName.OWNERS
    template = "aml/pages/owners.html"

    def form(self, data: dict[str, Any], **more: Any) -> OwnersForm:  # type: ignore[override]
        return owners_form(data, sent_or(more))

    def stands(self, contact: Contact, details: Any, form: PageForm) -> list[tuple[str, str]]:
        return standing(self.form(self.filled(contact, details), formdata=None), form)

    def as_kept(self, contact: Contact, details: OrganisationDetails) -> OwnersForm:
        return owners_form(self.filled(contact, details), None)

    def filled(self, contact: Contact, details: OrganisationDetails) -> dict[str, Any]:
        return {"own_name": details.name, **rows_from(_called(details.ownership))}

    def changed(self, form: OwnersForm, details: OrganisationDetails) -> OrganisationDetails:
        if form.adds_one or text_of(form.chosen):
            raise Refusal("aml.owners.not_added", field="chosen")
        if text_of(form.company_name):
            raise Refusal("aml.owners.company_not_added", field="company_name")
        return replace(details, ownership=_sound(form, details.name))

    def respond(self, screen: Book, contact: Contact, details: Any) -> Response:
        acts = _ACTS & set(request.form) if request.method == "POST" else frozenset()
        if not acts:
            return screen.form_page(self, contact, details)
        data = {**self.filled(contact, details), "version": str(contact.version)}
        form = owners_form(data, request.form)
        if "draw" in acts:
            return self._drawn(screen, contact, details, form)
        sent = _acted(form, MultiDict(request.form))
        if sent is None:
            return screen.show(self, contact, details, 422, form=form)
        return screen.show(self, contact, details, form=owners_form(data, sent))

    def shown(self, contact: Contact, details: OrganisationDetails, form: OwnersForm) -> dict[str, Any]:
        holdings = list(form.rows(HOLDING))
        holders = [
            {
                "at": at,
                "row": row,
                "key": text_of(row["key"]),
                "name": text_of(row["name"]),
                "is_person": row["kind"].data == PERSON,
                "holdings": [
                    (at, one) for at, one in enumerate(holdings) if one["holder"].data == row["key"].data
                ],
            }
            for at, row in enumerate(form.rows(HOLDER))
        ]
        return {
            **choice_of(form, contact, _PERSONS),
            "holders": holders,
            "own_name": details.name,
            "own_holdings": [(at, one) for at, one in enumerate(holdings) if not text_of(one["holder"])],
            "kept": _graph(details, details.ownership),
        }

    def _drawn(self, screen: Book, contact: Contact, details: Any, form: OwnersForm) -> Response:
        """What was typed as a drawing, kept nowhere yet."""
        found = attempt(form, lambda: _sound(form, details.name)) if form.validate() else None
        if found is None:
            return screen.show(self, contact, details, 422, form=form)
        return screen.show(self, contact, details, form=form, typed=_graph(details, found))


def _graph(details: OrganisationDetails, ownership: Ownership) -> Any:
    if uncountable(ownership):
        return None
    percent = rules_in_force(db()).rules.thresholds.owner_percent
    return graph_of(ownership, percent, {"": details.name})


def _called(ownership: Ownership) -> Ownership:
    """The same, persons by the names their own files have now."""
    roots = [one.contact_id for one in ownership.holders if one.contact_id is not None]
    there = choosing.by_root(db(), identity(), roots)
    holders = (
        replace(one, name=there[one.contact_id].name) if one.contact_id in there else one
        for one in ownership.holders
    )
    return replace(ownership, holders=tuple(holders))


def _sound(form: OwnersForm, name: str) -> Ownership:
    """What was typed. Raises Refusal aml.owners.… for what can't be, .no_contact for a person who is none."""
    told = _called(ownership_in(form))
    roots = [one.contact_id for one in told.holders if one.contact_id is not None]
    there = choosing.by_root(db(), identity(), roots)
    strangers = [
        Refusal("aml.owners.no_contact", field="holders", name=one.name, key=one.key)
        for one in told.holders
        if one.kind is HolderKind.PERSON
        and (one.contact_id not in there or there[one.contact_id].kind != SubjectKind.PERSON)
    ]
    refuse((*strangers, *faults_of(told, name)))
    return told


def _acted(form: OwnersForm, sent: MultiDict[str, str]) -> MultiDict[str, str] | None:
    """What was sent, with what the button adds or takes away; None where the form says why it can't."""
    if "add_person" in sent:
        return _with_person(form, sent)
    if "add_company" in sent:
        return _with_company(form, sent)
    if "add_holding" in sent:
        return _with_holding(sent, sent["add_holding"])
    if (at := number_in("remove_holding")) is not None:
        return without(sent, HOLDING, at)
    if (at := number_in("remove_holder")) is not None:
        return _without_holder(sent, at)
    return sent


def _with_person(form: OwnersForm, sent: MultiDict[str, str]) -> MultiDict[str, str] | None:
    if _faulty(form, *OwnersForm.OF_CHOICE):
        return None
    if form.adds_one:
        with transaction(db()):
            form.chosen.contact = attempt(
                form, lambda: add_contact(db(), identity(), shelf(), form.new_person(), clock.now())
            )
        if form.chosen.contact is not None:
            told_of(form.chosen.contact)
    elif form.chosen.contact is None:
        form.chosen.errors = [gettext("Search for the person and choose one, or fill in somebody new.")]
    if form.chosen.contact is None:
        return None
    contact = form.chosen.contact
    if any(row["contact"].data == str(contact.root_id) for row in form.rows(HOLDER)):
        form.chosen.errors = [gettext("%(name)s stands among the holders already.", name=contact.name)]
        return None
    return _with_holder(form, sent, kind=PERSON, name=contact.name, contact=str(contact.root_id))


def _with_company(form: OwnersForm, sent: MultiDict[str, str]) -> MultiDict[str, str] | None:
    if _faulty(form, "company_country", "company_name", "company_number"):
        return None
    name, number, country = text_of(form.company_name), text_of(form.company_number), form.company_country.code
    if number and not country:
        country = "BE"
    if not name and number and country == "BE":
        name = _registered_name(number)
    if not any(one.isalnum() for one in name):
        form.company_name.errors = [gettext("Fill in the name of the organisation.")]
        return None
    shown = country_name(country) if country else ""
    return _with_holder(form, sent, kind=ORGANISATION, name=name, number=number, country=shown)


def _registered_name(number: str) -> str:
    try:
        told = businesses.by_number(db(), EnterpriseNumber.parse(number), language())
    except ValueProblem:
        return ""
    return told.name if told is not None else ""


def _with_holder(form: OwnersForm, sent: MultiDict[str, str], **told: str) -> MultiDict[str, str] | None:
    at = rows_in(sent, HOLDER)
    if at >= MOST_HOLDERS:
        form.refuse(Refusal("aml.owners.too_many", most=MOST_HOLDERS, holdings=MOST_HOLDINGS))
        return None
    keys = {text_of(row["key"]) for row in form.rows(HOLDER)}
    key = next(f"h{number}" for number in range(1, MOST_HOLDERS + 2) if f"h{number}" not in keys)
    for name, value in {"key": key, **told}.items():
        sent[f"{HOLDER}_{at}_{name}"] = value
    for name in _CHOICE:
        sent.poplist(name)
    return _with_holding(sent, key)


def _with_holding(sent: MultiDict[str, str], key: str) -> MultiDict[str, str]:
    at = rows_in(sent, HOLDING)
    if at < MOST_HOLDINGS:
        sent[f"{HOLDING}_{at}_holder"], sent[f"{HOLDING}_{at}_held"] = key, ""
    return sent


def _without_holder(sent: MultiDict[str, str], at: int) -> MultiDict[str, str]:
    """Less a holder, and less whatever that holder holds or is held of."""
    key = sent.get(f"{HOLDER}_{at}_key", "")
    sent = without(sent, HOLDER, at)
    if key:
        for row in range(rows_in(sent, HOLDING) - 1, -1, -1):
            if key in (sent.get(f"{HOLDING}_{row}_holder"), sent.get(f"{HOLDING}_{row}_held")):
                sent = without(sent, HOLDING, row)
    return sent


def _faulty(form: OwnersForm, *names: str) -> bool:
    """Looks at these fields alone, as the form would; whether one says that something is wrong."""
    for name in names:
        check = getattr(form, f"validate_{name}", None)
        form[name].validate(form, (lambda _, field, check=check: check(field),) if check else ())
    return any(form[name].errors for name in names)
