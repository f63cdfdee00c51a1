"""The register of differences with the UBO register: the list, an entry, noting one, and how it goes on."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from flask import Response, url_for
from flask_appbuilder import expose, has_access
from flask_babel import gettext
from flask_babel import lazy_gettext as _l
from sqlalchemy import ColumnElement, and_, func
from sqlalchemy.orm import joinedload

from app import clock
from app.aml import discrepancies
from app.aml.assessing import details_of
from app.aml.breach_rules import DiscrepancyTold
from app.aml.registered_matters import chosen_contact, root_of, with_contact, year_is
from app.errors import Refusal
from app.policy import Identity
from models.aml import Contact, Discrepancy
from models.values import SubjectKind
from models.values.identified import OrganisationDetails
from views.aml.breach_forms import DiscrepancyForm, SettledForm, ToldForm, WithdrawForm, choices_of
from views.aml.register_screens import Known, RegisterScreen, about_facts, typed_text, years
from views.base import text_of
from views.framework.database import db
from views.framework.filters import Filter, like_pattern, within
from views.framework.history import Told
from views.framework.identity import identity
from views.framework.register import Column, Fact, Interface
from views.framework.screens import after
from views.labels import day, instant
from views.labels.aml_breaches import DISCREPANCY_STATES, DiscrepancyState, discrepancy_state, state_of

_OPEN = (DiscrepancyState.OPEN, DiscrepancyState.REPORTED)


def _states() -> list[tuple[str, str]]:
    return [(str(one), str(word)) for one, word in DISCREPANCY_STATES.items()]


def _in_state(told: str) -> ColumnElement[bool]:
    reported = Discrepancy.reported_on.is_not(None)
    found: dict[str, ColumnElement[bool]] = {
        DiscrepancyState.OPEN: and_(discrepancies.is_open(), ~reported),
        DiscrepancyState.REPORTED: and_(discrepancies.is_open(), reported),
        DiscrepancyState.SETTLED: and_(Discrepancy.settled_on.is_not(None), Discrepancy.withdrawn_at.is_(None)),
        DiscrepancyState.WITHDRAWN: Discrepancy.withdrawn_at.is_not(None),
    }
    return found[told]


class DiscrepancyScreen(RegisterScreen):
    """For whoever works in the tool: all of the office."""

    route_base = "/discrepancies"
    datamodel = Interface(Discrepancy)
    page_title = _l("Differences with the UBO register")
    one_line = _l(
        "Where the register of beneficial owners says something else than your office found. The law wants the"
        " register to be told."
    )
    options = list_options = (joinedload(Discrepancy.maker),)
    orders = {"noted": Discrepancy.noted_on}
    first_order = "noted"
    first_descending = True
    columns = (
        Column("noted", _l("Noticed on"), lambda seen: seen.item.noted_on, "noted"),
        Column("contact", _l("Contact"), lambda seen: seen.name),
        Column(
            "state",
            _l("State"),
            lambda seen: discrepancy_state(seen.item)[1],
            tone=lambda seen: discrepancy_state(seen.item)[0],
        ),
        Column("reported", _l("Register told on"), lambda seen: seen.item.reported_on),
        Column("settled", _l("Settled on"), lambda seen: seen.item.settled_on),
        Column("register", _l("What the register says"), lambda seen: seen.item.register_says, shown=False),
        Column("found", _l("What the office found"), lambda seen: seen.item.found, shown=False),
        Column("outcome", _l("How it was settled"), lambda seen: seen.item.outcome, shown=False),
        Column("by", _l("Noted by"), lambda seen: seen.item.maker.username),
    )
    filters = (
        Filter("year", _l("Year"), "choice", lambda one: year_is(Discrepancy.noted_on, one), years),
        Filter("state", _l("State"), "choice", _in_state, _states),
        Filter(
            "contact",
            _l("Contact"),
            "text",
            lambda text: Contact.sort_name.like(func.house_sort_name(like_pattern(text))),
            join=with_contact(Discrepancy),
        ),
        Filter("noted", _l("Noticed on"), "days", within(Discrepancy.noted_on), more=True),
    )
    empty_text = _l(
        "No difference was noted. Note one here, or on the page of an organisation, as soon as the register says"
        " something else than you found."
    )
    record_template = "aml/discrepancy.html"

    def rows(self, who: Identity) -> ColumnElement[bool]:
        return discrepancies.visible_to(who)

    def primary(self) -> tuple[str, str] | None:
        return str(gettext("Note a difference")), url_for("DiscrepancyScreen.note")

    def title_of(self, item: Any) -> str:
        return str(gettext("Difference with the UBO register of %(day)s", day=day(item.noted_on)))

    def told_in(self, item: Any) -> Told | None:
        return Told("discrepancy", item.id, item.organisation_id)

    def describe(self, item: Any) -> dict[str, Any]:
        tone, word = discrepancy_state(item)
        state = state_of(item)
        return {
            "state": tone,
            "state_word": word,
            "tells": state is DiscrepancyState.OPEN,
            "settles": state in _OPEN,
            "facts": [
                *about_facts(item),
                Fact(gettext("Noticed on"), day(item.noted_on)),
                Fact(gettext("What the register says"), typed_text(item.register_says)),
                Fact(gettext("What the office found"), typed_text(item.found)),
                Fact(gettext("Noted by"), item.maker.username, instant(item.made_at)),
                *_went_on(item),
            ],
        }

    @expose("/note", methods=["GET", "POST"])
    @has_access
    def note(self) -> Response:
        """A difference, with a choice of the organisation."""
        return self._noted(url_for("DiscrepancyScreen.list"), None)

    @expose("/note-contact/<int:contact_id>", methods=["GET", "POST"])
    @has_access
    def note_contact(self, contact_id: int) -> Response:
        """A difference about a contact, from its page; with what its file says of it already."""
        contact = chosen_contact(db(), identity(), root_of(db(), identity(), contact_id))
        return self._noted(url_for("ContactScreen.show", pk=contact.id), contact)

    def _noted(self, back_url: str, contact: Contact | None) -> Response:
        database, who = db(), identity()
        form = DiscrepancyForm(data=_known(contact))
        if form.validate_on_submit() and not self.searches():
            root_id = contact.root_id if contact is not None else form.chosen.root_id

            def act() -> Discrepancy:
                if root_id is None:
                    raise Refusal("aml.discrepancy.none_chosen", field="chosen")
                told = DiscrepancyTold(
                    root_id, form.noted_on.data, text_of(form.register_says), text_of(form.found)
                )
                return discrepancies.note_discrepancy(
                    database, who, told, clock.now(), anyway=bool(form.anyway.data)
                )

            made = self.done(form, act)
            if made is not None:
                said = gettext("The difference is noted. Tell the register, and note here that you did.")
                return after(url_for("DiscrepancyScreen.show", pk=made.id), said)
        return self.noting(
            "aml/discrepancy_note.html",
            gettext("Note a difference with the UBO register"),
            form,
            known=Known(contact.name, back_url) if contact is not None else None,
            back_url=back_url,
            **({} if contact is not None else choices_of(form, (SubjectKind.ORGANISATION,), deals=False)),
        )

    @expose("/tell/<int:pk>", methods=["GET", "POST"])
    @has_access
    def tell(self, pk: int) -> Response:
        """The register was told of it."""
        form = ToldForm(data={"reported_on": clock.today()})
        return self._goes_on(
            pk,
            form,
            _OPEN[:1],
            lambda: discrepancies.report_discrepancy(
                db(),
                identity(),
                pk,
                form.reported_on.data,
                text_of(form.reference),
                form.version.number,
                clock.now(),
            ),
            gettext("Noted that the register was told."),
            "aml/discrepancy_tell.html",
            gettext("Note that the register was told"),
        )

    @expose("/settle/<int:pk>", methods=["GET", "POST"])
    @has_access
    def settle(self, pk: int) -> Response:
        """Both say the same again."""
        form = SettledForm(data={"settled_on": clock.today()})
        return self._goes_on(
            pk,
            form,
            _OPEN,
            lambda: discrepancies.settle_discrepancy(
                db(), identity(), pk, form.settled_on.data, text_of(form.outcome), form.version.number, clock.now()
            ),
            gettext("The difference is settled."),
            "aml/discrepancy_settle.html",
            gettext("Note that it is settled"),
        )

    @expose("/withdraw/<int:pk>", methods=["GET", "POST"])
    @has_access
    def withdraw(self, pk: int) -> Response:
        """It was a mistake; asked first."""
        form = WithdrawForm()
        return self._goes_on(
            pk,
            form,
            (*_OPEN, DiscrepancyState.SETTLED),
            lambda: discrepancies.withdraw_discrepancy(
                db(), identity(), pk, text_of(form.why), form.version.number, clock.now()
            ),
            gettext("It is withdrawn."),
            "aml/register_withdraw.html",
            gettext("Withdraw this entry?"),
        )

    def _goes_on(
        self,
        pk: int,
        form: Any,
        states: tuple[DiscrepancyState, ...],
        act: Callable[[], Any],
        said: str,
        template: str,
        title: str,
    ) -> Response:
        """In one of these states only; who asks it of another is told how it stands."""
        item = self.record(str(pk))
        if not form.is_submitted() and state_of(item) not in states:
            told = gettext("It stands so already: %(state)s.", state=discrepancy_state(item)[1])
            return after(url_for("DiscrepancyScreen.show", pk=pk), told, "info")
        return self.acting(pk, form, act, said, template, title)


def _known(contact: Contact | None) -> dict[str, Any]:
    """What the file of the contact says of the register already."""
    details = details_of(contact) if contact is not None else None
    if contact is None or not isinstance(details, OrganisationDetails):
        return {"noted_on": clock.today()}
    answer = (contact.answers or {}).get("ORG3") or {}
    return {
        "noted_on": details.register_consulted_on or clock.today(),
        "register_says": details.discrepancy if details.register_differs else "",
        "found": answer.get("note", ""),
    }


def _went_on(item: Discrepancy) -> list[Fact]:
    """What happened to it since."""
    found = []
    if item.reported_on is not None:
        found.append(Fact(gettext("Register told on"), day(item.reported_on), item.reference))
    if item.settled_on is not None:
        found.append(Fact(gettext("Settled on"), day(item.settled_on)))
        found.append(Fact(gettext("How it was settled"), typed_text(item.outcome)))
    if item.withdrawn_at is not None:
        found.append(Fact(gettext("Withdrawn on"), instant(item.withdrawn_at)))
    return found
