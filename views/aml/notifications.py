"""Notifications to the AML officer: what waits for whom, one with every act about it, and what is answered."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from flask import Response, request, url_for
from flask_appbuilder import expose, has_access
from flask_babel import gettext
from flask_babel import lazy_gettext as _l
from sqlalchemy import ColumnElement, Select, func, or_
from sqlalchemy.orm import joinedload

from app import clock
from app.aml import notifications, notified
from app.aml.assessing import details_of
from app.aml.officer_view import around
from app.aml.officers import officers_seen
from app.aml.queries import contact_version
from app.policy import Identity
from app.transaction import transaction
from models.accounts import Account
from models.aml import Contact, Deal, Notification
from models.values.matters import Matter, MatterKind
from models.values.notified import NotifiedAbout
from views.aml.access import AmlScreen
from views.aml.matter_links import matter_url
from views.aml.notification_forms import AnswerForm, SendForm
from views.aml.notification_page import page_of
from views.aml.notification_work import above_list
from views.framework.database import db
from views.framework.filters import Filter, instants_within, like_pattern
from views.framework.identity import identity
from views.framework.listing import listing
from views.framework.register import Column, Interface, Register
from views.framework.screens import after, attempt
from views.labels.aml_file import SIDES
from views.labels.aml_notified import (
    ABOUTS,
    NOTIFICATION_STATES,
    notification_state,
    notification_tone,
)

Act = Callable[..., Notification]


def _states() -> list[tuple[str, str]]:
    return [(str(one), str(word)) for one, word in NOTIFICATION_STATES.items()]


def _sides() -> list[tuple[str, str]]:
    return [(str(one), str(word)) for one, word in ABOUTS.items()]


def _with_what_it_is_about(statement: Select[Any]) -> Select[Any]:
    contact = (Contact.organisation_id == Notification.organisation_id) & (Contact.id == Notification.contact_id)
    deal = (Deal.organisation_id == Notification.organisation_id) & (Deal.id == Notification.deal_id)
    return statement.outerjoin(Contact, contact).outerjoin(Deal, deal)


def _with_sender(statement: Select[Any]) -> Select[Any]:
    return statement.join(Account, Account.id == Notification.sent_by)


class NotificationScreen(AmlScreen, Register):
    """An officer sees all of the office; a member what he sent, handed over, replied to, or may reply to."""

    route_base = "/notifications"
    datamodel = Interface(Notification)
    page_title = _l("Notifications")
    one_line = _l(
        "What is told to the AML officer about contacts, risk profiles and transactions, and what is asked and"
        " answered about it."
    )
    options = (joinedload(Notification.contact), joinedload(Notification.deal), joinedload(Notification.sender))
    list_options = (
        joinedload(Notification.contact).load_only(Contact.name, Contact.version),
        joinedload(Notification.deal).load_only(Deal.reference, Deal.version),
        joinedload(Notification.sender),
    )
    orders = {"moved": Notification.moved_at, "sent": Notification.sent_at}
    first_order = "moved"
    first_descending = True
    columns = (
        Column("contact", _l("Contact or transaction"), lambda item: item.title),
        Column("about", _l("Whom or what it is about"), lambda item: str(ABOUTS[NotifiedAbout(item.about)])),
        Column(
            "state",
            _l("State"),
            lambda item: notification_state(item.state),
            tone=lambda item: notification_tone(item.state),
        ),
        Column("by", _l("Sent by"), lambda item: item.sender.username),
        Column("sent", _l("Sent"), lambda item: item.sent_at, "sent"),
        Column("moved", _l("Last change"), lambda item: item.moved_at, "moved"),
    )
    filters = (
        Filter(
            "name",
            _l("Contact or transaction"),
            "text",
            lambda text: or_(
                Contact.sort_name.like(func.house_sort_name(like_pattern(text))),
                Deal.reference.ilike(like_pattern(text)),
            ),
            join=_with_what_it_is_about,
        ),
        Filter("state", _l("State"), "choice", lambda one: Notification.state == one, _states),
        Filter("about", _l("Whom or what it is about"), "choice", lambda one: Notification.about == one, _sides),
        Filter(
            "by",
            _l("Sent by"),
            "text",
            lambda text: Account.username.ilike(like_pattern(text)),
            join=_with_sender,
            more=True,
        ),
        Filter("sent", _l("Sent"), "days", instants_within(Notification.sent_at), more=True),
    )
    empty_text = _l(
        "Nobody notified the AML officer. It is done from a contact or a transaction; raised vigilance does it by"
        " itself."
    )
    record_template = "aml/notification.html"

    def rows(self, who: Identity) -> ColumnElement[bool]:
        return notified.visible_to(who)

    @expose("/list/")
    @has_access
    def list(self) -> Response:
        """What waits, the oldest first; and below it all of them, the last change first."""
        shown = listing(self, request.args)
        return self.page(
            "aml/notifications.html", str(self.page_title), **shown, **above_list(identity(), clock.now())
        )

    def title_of(self, item: Any) -> str:
        return str(gettext("Notification about %(name)s", name=item.title))

    def describe(self, item: Any) -> dict[str, Any]:
        return self._shown(item, AnswerForm(formdata=None, version=str(item.version)))

    @expose("/send/<int:contact_id>", methods=["GET", "POST"])
    @has_access
    def send(self, contact_id: int) -> Response:
        """Tells the officer something about a contact."""
        contact, form = contact_version(db(), identity(), contact_id), SendForm()
        if form.validate_on_submit():
            database = db()
            with transaction(database):
                made = attempt(
                    form,
                    lambda: notifications.notify_officer(
                        database, identity(), contact_id, form.words, form.side, clock.now()
                    ),
                )
            if made is not None:
                return after(url_for("NotificationScreen.show", pk=made.id), _sent(made))
            database.expire_all()
            contact = contact_version(database, identity(), contact_id)
        side = details_of(contact).dealing.side
        back_url = url_for("ContactScreen.show", pk=contact.id)
        return self._sending(form, contact.name, str(SIDES[side]) if side else "", back_url)

    @expose("/about-deal/<int:deal_id>", methods=["GET", "POST"])
    @has_access
    def about_deal(self, deal_id: int) -> Response:
        """Tells the officer something about a transaction."""
        matter = Matter(identity().organisation_id or 0, MatterKind.DEAL, deal_id)
        found, form = around(db(), identity(), matter, clock.now()), SendForm()
        if form.validate_on_submit():
            database = db()
            with transaction(database):
                made = attempt(
                    form,
                    lambda: notifications.notify_about_deal(
                        database, identity(), deal_id, form.words, clock.now()
                    ),
                )
            if made is not None:
                return after(url_for("NotificationScreen.show", pk=made.id), _sent(made))
            database.expire_all()
        return self._sending(form, found.name, str(ABOUTS[NotifiedAbout.DEAL]), matter_url(matter))

    def _sending(self, form: SendForm, name: str, about: str, back_url: str) -> Response:
        """`about`: whom or what it is about, where that needn't be asked."""
        return self.page(
            "aml/notification_send.html",
            gettext("Notify the AML officer"),
            422 if form.is_submitted() else 200,
            form=form,
            name=name,
            about=about,
            officers=officers_seen(db(), identity().organisation_id or 0, clock.today()),
            back_url=back_url,
        )

    @expose("/ask/<int:pk>", methods=["GET", "POST"])
    @has_access
    def ask(self, pk: int) -> Response:
        """The officer asks something back."""
        return self._answered(pk, notifications.ask_back, gettext("Asked back. Who sent it is told."))

    @expose("/reply/<int:pk>", methods=["GET", "POST"])
    @has_access
    def reply(self, pk: int) -> Response:
        """What the officer asked is answered."""
        return self._answered(pk, notifications.reply, gettext("Replied. The AML officer is told."))

    @expose("/close/<int:pk>", methods=["GET", "POST"])
    @has_access
    def close(self, pk: int) -> Response:
        """The officer has done what there was to do."""
        return self._answered(pk, notifications.close, gettext("The notification is closed."))

    def _answered(self, pk: int, act: Act, done: str) -> Response:
        """On the same page again; with what was typed, where it is refused."""
        item = self.record(str(pk))
        form = AnswerForm(version=str(item.version))
        if form.validate_on_submit():
            database, version = db(), form.version.number
            with transaction(database):
                found = attempt(form, lambda: act(database, identity(), pk, form.words, version, clock.now()))
            if found is not None:
                return after(url_for("NotificationScreen.show", pk=pk), done)
            database.expire_all()
            item = self.record(str(pk))
            form.version.data = str(item.version)
        return self.page(
            self.record_template,
            self.title_of(item),
            422 if form.is_submitted() else 200,
            item=item,
            **self._shown(item, form),
        )

    def _shown(self, item: Notification, form: AnswerForm) -> dict[str, Any]:
        """What the page shows, with what was typed."""
        return page_of(db(), identity(), item, form, clock.now())


def _sent(made: Notification) -> str:
    officers = officers_seen(db(), made.organisation_id, clock.today())
    if not officers:
        return str(gettext("Kept. Nobody in your office is AML officer: it waits until somebody is."))
    return str(gettext("Sent. It waits for your AML officer: %(who)s.", who=", ".join(officers)))
