"""Notifications to the AML officer: what waits for whom, one with every act about it, and what is answered."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

from flask import Response, request, url_for
from flask_appbuilder import expose, has_access
from flask_babel import gettext
from flask_babel import lazy_gettext as _l
from markupsafe import Markup
from sqlalchemy import ColumnElement, Select, func
from sqlalchemy.orm import joinedload

from app import clock
from app.aml import notifications, notified
from app.aml.assessing import details_of
from app.aml.officers import officers_seen
from app.aml.queries import contact_version
from app.policy import Identity, Permission, may
from app.transaction import transaction
from models.accounts import Account
from models.aml import Contact, Deal, Notification
from models.values.notified import NotificationActKind, NotificationState, NotifiedAbout
from views.aml.access import AmlScreen
from views.aml.notification_forms import AnswerForm, SendForm
from views.aml.notification_work import above_list
from views.framework.database import db
from views.framework.filters import Filter, instants_within, like_pattern
from views.framework.identity import identity
from views.framework.listing import listing
from views.framework.register import Column, Fact, Interface, Register
from views.framework.screens import after, attempt
from views.labels import instant
from views.labels.aml_file import SIDES
from views.labels.aml_notified import (
    ABOUTS,
    NOTIFICATION_ACTS,
    NOTIFICATION_STATES,
    notification_state,
    notification_tone,
)

Act = Callable[..., Notification]


def _states() -> list[tuple[str, str]]:
    return [(str(one), str(word)) for one, word in NOTIFICATION_STATES.items()]


def _sides() -> list[tuple[str, str]]:
    return [(str(one), str(word)) for one, word in ABOUTS.items()]


def _with_contact(statement: Select[Any]) -> Select[Any]:
    same = (Contact.organisation_id == Notification.organisation_id) & (Contact.id == Notification.contact_id)
    return statement.outerjoin(Contact, same)


def _with_sender(statement: Select[Any]) -> Select[Any]:
    return statement.join(Account, Account.id == Notification.sent_by)


class NotificationScreen(AmlScreen, Register):
    """An officer sees all of the office; a member what he sent, replied to, or may reply to."""

    route_base = "/notifications"
    datamodel = Interface(Notification)
    page_title = _l("Notifications")
    one_line = _l("What is told to the AML officer about a contact, and what is asked and answered about it.")
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
        Column("contact", _l("Contact"), lambda item: item.title),
        Column("about", _l("Client or counterparty"), lambda item: str(ABOUTS[NotifiedAbout(item.about)])),
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
            _l("Contact"),
            "text",
            lambda text: Contact.sort_name.like(func.house_sort_name(like_pattern(text))),
            join=_with_contact,
        ),
        Filter("state", _l("State"), "choice", lambda one: Notification.state == one, _states),
        Filter("about", _l("Client or counterparty"), "choice", lambda one: Notification.about == one, _sides),
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
    empty_text = _l("Nobody notified the AML officer. It is done from a contact, or from the result of its file.")
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
        return self.page(
            "aml/notification_send.html",
            gettext("Notify the AML officer"),
            422 if form.is_submitted() else 200,
            form=form,
            contact=contact,
            side=(side := details_of(contact).dealing.side) and str(SIDES[side]),
            officers=officers_seen(db(), contact.organisation_id, clock.today()),
            back_url=url_for("ContactScreen.show", pk=contact.id),
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
        who = identity()
        decides, open_ = may(who, Permission.NOTIFICATION_DECIDE, item), item.state != NotificationState.CLOSED
        own = decides and open_ and item.sent_by == who.account_id
        others = notifications.other_officers(db(), who, item.organisation_id, clock.now()) if own else ()
        return {
            "facts": list(_facts(item)),
            "state": notification_tone(item.state),
            "state_word": notification_state(item.state),
            "acts": [_act(one) for one in notified.acts_of(db(), item)],
            "form": form,
            "typed": form.words if form.is_submitted() else "",
            "replies": item.state == NotificationState.ASKED_BACK and (not decides or own),
            "asks": decides and item.state == NotificationState.WAITING,
            "closes": decides and open_ and not others,
            "own": own,
            "others": ", ".join(others),
        }


def _facts(item: Notification) -> Iterable[Fact]:
    if item.contact is not None:
        url = url_for("ContactScreen.show", pk=item.contact_id)
        link = Markup('<a href="{}">{}</a>').format(url, item.contact.name)
        yield Fact(gettext("Contact"), link, gettext("version %(number)s", number=item.contact.number))
    yield Fact(gettext("Client or counterparty"), str(ABOUTS[NotifiedAbout(item.about)]))
    yield Fact(gettext("Sent"), instant(item.sent_at), item.sender.username)
    yield Fact(gettext("Last change"), instant(item.moved_at))


def _act(one: notified.Act) -> dict[str, Any]:
    act = one.act
    return {
        "by": one.by,
        "initials": _initials(one.by),
        "what": str(NOTIFICATION_ACTS[NotificationActKind(act.kind)]),
        "officer": act.by_officer,
        "self_decided": act.self_decided,
        "when": instant(act.acted_at),
        "iso": act.acted_at.isoformat(),
        "text": act.text,
    }


def _initials(name: str) -> str:
    """The first letters of the first and the last word of a name."""
    words = name.replace(".", " ").split()
    return "".join(one[0] for one in (words[:1] + words[-1:] if len(words) > 1 else words)).upper()


def _sent(made: Notification) -> str:
    officers = officers_seen(db(), made.organisation_id, clock.today())
    if not officers:
        return str(gettext("Kept. Nobody in your office is AML officer: it waits until somebody is."))
    return str(gettext("Sent. It waits for your AML officer: %(who)s.", who=", ".join(officers)))
