"""Whose files they are: who has how many, a leaver's go to a colleague, and a single one does."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from flask import Response, redirect, url_for
from flask_appbuilder import expose, has_access
from flask_babel import gettext, ngettext, pgettext
from flask_babel import lazy_gettext as _l
from wtforms import RadioField, SelectField
from wtforms.validators import InputRequired

from app import clock
from app.aml import dealt, handing_over, queries
from app.aml.handing_over import Handed, Holdings, What
from app.aml.matters import matter_of
from app.errors import Missing
from app.policy import Identity, Role
from app.transaction import transaction
from models.aml import Contact, Deal
from models.organisations import Member
from views.aml.access import AmlScreen
from views.aml.officers import OfficeScreen
from views.aml.owners import owner_name
from views.framework.database import db
from views.framework.identity import identity
from views.framework.screens import HouseForm, after, attempt
from views.labels.aml_deals import deal_title

ALL, CONTACTS, DEALS = "all", "contacts", "deals"
_WHAT = {
    ALL: What(),
    CONTACTS: What(deals=False),
    DEALS: What(contacts=False),
}


class ReceiverForm(HouseForm):
    """To whom."""

    receiver = SelectField(_l("To whom?"), validators=[InputRequired(_l("Choose somebody."))])

    def offer(self, people: Sequence[Member], but: int) -> None:
        found = [(str(one.account_id), one.name) for one in people if one.account_id != but]
        self.receiver.choices = [("", str(_l("Choose somebody"))), *found]


class HandOverForm(ReceiverForm):
    """And what."""

    what = RadioField(
        _l("What?"),
        choices=[
            (ALL, _l("Contacts and transactions")),
            (CONTACTS, _l("Only the contacts")),
            (DEALS, _l("Only the transactions")),
        ],
        default=ALL,
    )


class HandOverScreen(OfficeScreen):
    """For the office's AML officers and its managers; who doesn't use the tool sees numbers alone."""

    route_base = "/aml-hand-over"

    @expose("/", methods=["GET"])
    @has_access
    def index(self) -> Response:
        """Who has how many files; who left the tool first."""
        found = handing_over.holders(db(), identity(), clock.today())
        return self.page(
            "aml/holders.html",
            gettext("Whose files"),
            left=[_row(one) for one in found if not one.in_tool],
            here=[_row(one) for one in found if one.in_tool],
            deals_title=str(pgettext("aml", "Transactions")),
        )

    @expose("/give/<int:account_id>", methods=["GET", "POST"])
    @has_access
    def give(self, account_id: int) -> Response:
        """What would move and what wouldn't; to whom."""
        who, form = identity(), HandOverForm()
        seen = handing_over.preview(db(), who, account_id, clock.now())
        people = handing_over.receivers(db(), who, clock.today())
        form.offer(people, account_id)
        if form.validate_on_submit():
            url = url_for(
                "HandOverScreen.confirm", account_id=account_id, receiver=form.receiver.data, what=form.what.data
            )
            return redirect(url, code=303)  # type: ignore[return-value]
        return self.page(
            "aml/hand_over.html",
            gettext("Hand over the files of %(name)s", name=seen.whose.name),
            422 if form.is_submitted() else 200,
            form=form,
            seen=seen,
            moves=_moves(seen.whose.contacts, seen.whose.deals),
            people=any(one.account_id != account_id for one in people),
            waits=_waiting_urls(who, seen.unanswered_ids),
            back_url=url_for("HandOverScreen.index"),
        )

    @expose("/confirm/<int:account_id>/<int:receiver>/<any(all, contacts, deals):what>", methods=["GET", "POST"])
    @has_access
    def confirm(self, account_id: int, receiver: int, what: str) -> Response:
        """The last question, and then it is done."""
        who, database, form = identity(), db(), HouseForm()
        seen = handing_over.preview(database, who, account_id, clock.now())
        to = _receiver(handing_over.receivers(database, who, clock.today()), receiver)
        if form.validate_on_submit():
            with transaction(database):
                done = attempt(
                    form,
                    lambda: handing_over.hand_over(database, who, account_id, receiver, _WHAT[what], clock.now()),
                )
            if done is not None:
                return after(url_for("HandOverScreen.index"), _told(done, seen.whose, to))
        wanted = _WHAT[what]
        moves = _moves(seen.whose.contacts if wanted.contacts else 0, seen.whose.deals if wanted.deals else 0)
        return self.page(
            "aml/hand_over_sure.html",
            gettext("Hand these files over to %(name)s?", name=to.name),
            422 if form.is_submitted() else 200,
            form=form,
            whose=seen.whose,
            to=to.name,
            moves=moves,
            back_url=url_for("HandOverScreen.give", account_id=account_id),
        )


class FileOwnerScreen(AmlScreen):
    """One file goes to a colleague: by whose it is, or by an AML officer."""

    route_base = "/file-owner"

    @expose("/contact/<int:pk>", methods=["GET", "POST"])
    @has_access
    def contact(self, pk: int) -> Response:
        """Of a contact all versions go together."""
        found = queries.contact_version(db(), identity(), pk)
        return self._hand(found, found.name, url_for("ContactScreen.show", pk=pk))

    @expose("/deal/<int:pk>", methods=["GET", "POST"])
    @has_access
    def deal(self, pk: int) -> Response:
        """Its parties' own files stay whose they are."""
        found = dealt.deal_record(db(), identity(), pk)
        return self._hand(found, deal_title(found.reference), url_for("DealScreen.show", pk=pk))

    def _hand(self, item: Contact | Deal, title: str, back_url: str) -> Response:
        who, database, form, matter = identity(), db(), ReceiverForm(), matter_of(item)
        owner = handing_over.owner_of(database, who, matter)
        people = handing_over.receivers(database, who, clock.today())
        form.offer(people, owner)
        if form.validate_on_submit():
            receiver = int(form.receiver.data)
            with transaction(database):
                done = attempt(form, lambda: handing_over.hand_file(database, who, matter, receiver, clock.now()))
            if done is not None:
                name = _receiver(people, receiver).name
                return after(back_url, gettext("It is the file of %(name)s from now on.", name=name))
        return self.page(
            "aml/hand_file.html",
            gettext("Hand over: %(title)s", title=title),
            422 if form.is_submitted() else 200,
            form=form,
            owner=owner_name(owner, ""),
            may=handing_over.may_hand(who, owner),
            people=any(one.account_id != owner for one in people),
            back_url=back_url,
        )


def _receiver(people: Sequence[Member], account_id: int) -> Member:
    """Raises Missing for who doesn't use the tool."""
    found = next((one for one in people if one.account_id == account_id), None)
    if found is None:
        raise Missing("member", account_id)
    return found


def _row(one: Holdings) -> dict[str, Any]:
    return {
        "name": one.name or gettext("Nobody’s name is known"),
        "contacts": one.contacts,
        "drafts": one.drafts,
        "deals": one.deals,
        "open_deals": one.open_deals,
        "url": url_for("HandOverScreen.give", account_id=one.account_id),
    }


def _moves(contacts: int, deals: int) -> list[str]:
    """What goes over, in words, a line each; nothing for none."""
    found = []
    if contacts:
        found.append(ngettext("%(num)s contact", "%(num)s contacts", contacts))
    if deals:
        found.append(ngettext("%(num)s transaction", "%(num)s transactions", deals))
    return [str(one) for one in found]


def _told(done: Handed, whose: Holdings, to: Member) -> str:
    moved = _moves(done.contacts, done.deals)
    if not moved:
        return str(gettext("There was nothing left to hand over: it was done already."))
    said = gettext(
        "Handed over to %(to)s: %(files)s of %(name)s. %(to)s gets a mail.",
        to=to.name,
        files=", ".join(moved),
        name=whose.name,
    )
    return str(said)


def _waiting_urls(who: Identity, ids: Sequence[int]) -> list[str]:
    """Where the replies that are asked of him stand, for an officer; a manager learns how many."""
    if Role.AML_OFFICER not in who.roles:
        return []
    return [url_for("NotificationScreen.show", pk=one) for one in ids]
