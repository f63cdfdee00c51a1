"""Possible matches of an office: the worklist, and both sides of one with what is decided of it."""

from __future__ import annotations

import re
import time
from collections.abc import Callable, Sequence
from functools import lru_cache
from typing import Any

from flask import Response, request, url_for
from flask_appbuilder import expose, has_access
from flask_babel import gettext, ngettext
from flask_babel import lazy_gettext as _l
from sqlalchemy import ColumnElement, Select, func
from sqlalchemy.orm import defer, joinedload

from app import clock
from app.aml import hits, queries, worklist
from app.policy import Identity
from app.transaction import transaction
from models.aml import Contact, Hit, Listed
from models.values import SubjectKind
from views.aml import cells
from views.aml.access import AmlScreen
from views.aml.explaining import features_in, lines_of
from views.aml.hit_forms import ClearForm, ConfirmForm, OpenAgainForm
from views.aml.sides import besides, changes_between, isolated, rows_of
from views.framework.database import db
from views.framework.filters import Filter, like_pattern
from views.framework.history import Told
from views.framework.identity import identity
from views.framework.listing import EVERYTHING
from views.framework.register import Column, Fact, Interface, Register
from views.framework.screens import HouseForm, after, attempt
from views.labels import day, instant, language
from views.labels.aml_facts import TOPICS

_SCORES = ("95", "90", "80")
_IN_A_FILE = re.compile(r"/contact-file/lists/[0-9]{1,18}")


def _lists() -> list[tuple[str, str]]:
    """The lists, as choices. Only an upgrade adds one, so they are remembered for a minute."""
    return [*_known(int(time.monotonic()) // 60, language())]


@lru_cache(maxsize=8)
def _known(_: int, words: str) -> tuple[tuple[str, str], ...]:
    return tuple((str(one.id), one.named(words)) for one in worklist.lists_known(db()))


def _topics() -> list[tuple[str, str]]:
    return [(str(one), str(word)) for one, word in TOPICS.items()]


def _scores() -> list[tuple[str, str]]:
    return [(one, gettext("%(score)s of 100 and more", score=one)) for one in _SCORES]


def _with_entry(statement: Select[Any]) -> Select[Any]:
    return statement.join(Listed, Listed.id == Hit.listed_id)


def _with_contact(statement: Select[Any]) -> Select[Any]:
    same = (Contact.organisation_id == Hit.organisation_id) & (Contact.id == Hit.contact_id)
    return statement.join(Contact, same)


def file_url() -> str | None:
    """The page of a contact's file from which one came to a hit, and to which one goes back; no other address is
    believed."""
    told = request.args.get("next", "")
    return told if _IN_A_FILE.fullmatch(told) else None


class HitScreen(AmlScreen, Register):
    """A contact and an entry of a list that look alike."""

    route_base = "/hits"
    datamodel = Interface(Hit)
    page_title = _l("Possible matches")
    one_line = _l(
        "Contacts that look like somebody on a list, the likest first. Look whether it is the same, and say so."
    )
    options = (joinedload(Hit.contact), joinedload(Hit.list), joinedload(Hit.listed))
    list_options = (
        defer(Hit.comparison),
        joinedload(Hit.contact).load_only(Contact.name, Contact.number),
        joinedload(Hit.list),
        joinedload(Hit.listed).defer(Listed.told),
    )
    orders = {"urgency": Hit.urgency, "found": Hit.found_at}
    first_order = "urgency"
    at_first = (("state", "open"),)
    columns = (
        Column("contact", _l("Contact"), cells.contact_name),
        Column("entry", _l("Name on the list"), cells.entry_name, plain=lambda item: item.listed.name),
        Column("list", _l("List"), cells.list_name),
        Column("topics", _l("Reason for the listing"), cells.topics),
        Column("score", _l("Alike"), cells.meter, "urgency", plain=cells.out_of_hundred),
        Column("open_facts", _l("Not known"), cells.open_facts, plain=lambda item: item.open_facts),
        Column("state", _l("State"), cells.state_word, tone=cells.tone),
        Column("found", _l("Found"), lambda item: item.found_at, "found"),
        Column("decided", _l("Decided on"), lambda item: item.decided_at, shown=False),
        Column("reason", _l("Reason"), lambda item: item.reason, shown=False),
    )
    filters = (
        Filter(
            "name",
            _l("Contact"),
            "text",
            lambda text: Contact.sort_name.like(func.house_sort_name(like_pattern(text))),
            join=_with_contact,
        ),
        Filter("list", _l("List"), "choice", lambda one: Hit.list_id == int(one), _lists),
        Filter(
            "topic",
            _l("Reason for the listing"),
            "choice",
            lambda one: Listed.topics.contains([one]),
            _topics,
            join=_with_entry,
        ),
        Filter("state", _l("State"), "choice", worklist.in_state, cells.states),
        Filter("score", _l("Alike"), "choice", lambda least: Hit.score * 100 >= int(least), _scores),
    )
    empty_text = _l("Nothing waits: no contact looks like somebody on a list that wasn't decided about.")
    record_template = "aml/hit.html"

    def rows(self, who: Identity) -> ColumnElement[bool]:
        return queries.hits_visible_to(who)

    def url_of_list(self, pairs: Sequence[tuple[str, str]] = ()) -> str:
        return super().url_of_list(pairs or [("view", EVERYTHING)])

    def title_of(self, item: Any) -> str:
        ours, theirs = isolated(item.contact.name), isolated(item.listed.name)
        return str(gettext("Is %(ours)s the same as %(theirs)s?", ours=ours, theirs=theirs))

    def describe(self, item: Any) -> dict[str, Any]:
        return {**self._shown(item), "form": ClearForm(formdata=None, version=str(item.version))}

    def told_in(self, item: Any) -> Told | None:
        return Told("hit", item.id, item.organisation_id)

    @expose("/clear/<int:pk>", methods=["GET", "POST"])
    @has_access
    def clear(self, pk: int) -> Response:
        """It is somebody else, for a reason; on to the next one."""
        item = self.record(str(pk))
        form = ClearForm(version=str(item.version))
        if form.validate_on_submit():
            reason, name = form.whole(), item.contact.name
            done = self._decided(form, item, hits.clear_hit, reason)
            if done is not None:
                said = gettext("%(name)s: somebody else. Noted with your reason.", name=name)
                return self._onward(done, said)
            item = self.record(str(pk))
            form.version.data = str(item.version)
        return self.page(
            "aml/hit.html",
            self.title_of(item),
            422 if request.method == "POST" else 200,
            item=item,
            form=form,
            typed=form.whole() if request.method == "POST" else "",
            **self._shown(item),
        )

    @expose("/confirm/<int:pk>", methods=["GET", "POST"])
    @has_access
    def confirm(self, pk: int) -> Response:
        """The contact is whom the list means; asks first, and says what that means."""
        item = self.record(str(pk))
        form = ConfirmForm(version=str(item.version))
        if form.validate_on_submit():
            name = item.contact.name
            done = self._decided(form, item, hits.confirm_hit, form.reason.data or "")
            if done is not None:
                return after(
                    file_url() or url_for("HitScreen.show", pk=pk),
                    gettext("%(name)s stands on the list. Everybody in the office sees it.", name=name),
                )
            item = self.record(str(pk))
            form.version.data = str(item.version)
        return self._asked("aml/hit_confirm.html", gettext("It is the same"), item, form)

    @expose("/open-again/<int:pk>", methods=["GET", "POST"])
    @has_access
    def open_again(self, pk: int) -> Response:
        """The decision was wrong: somebody decides anew."""
        item = self.record(str(pk))
        form = OpenAgainForm(version=str(item.version))
        if form.validate_on_submit():
            done = self._decided(form, item, hits.open_again, form.reason.data or "")
            if done is not None:
                here = url_for("HitScreen.show", pk=pk, next=file_url())
                return after(here, gettext("Open again: decide anew."), "info")
            item = self.record(str(pk))
            form.version.data = str(item.version)
        return self._asked("aml/hit_open_again.html", gettext("Open again"), item, form)

    def _decided(self, form: Any, item: Hit, decide: Callable[..., Hit], reason: str) -> Hit | None:
        """Runs a decision; None where it was refused, which the form tells, with the hit to be read anew."""
        database, version, pk = db(), form.version.number, item.id
        with transaction(database):
            done: Hit | None = attempt(
                form, lambda: decide(database, identity(), pk, reason, version, clock.now())
            )
        if done is None:
            database.expire_all()
        return done

    def _asked(self, template: str, title: str, item: Hit, form: HouseForm) -> Response:
        return self.page(
            template,
            title,
            422 if request.method == "POST" else 200,
            form=form,
            item=item,
            entry=cells.entry_of(item),
            list_name=cells.list_name(item),
            state=cells.tone(item),
            state_word=cells.state_word(item),
            back_url=url_for("HitScreen.show", pk=item.id, next=file_url()),
        )

    def _onward(self, done: Hit, said: str) -> Response:
        """To the file one came from; else to the next one that waits, or to the list when there is none."""
        if (onward_to := file_url()) is not None:
            return after(onward_to, said)
        onward = worklist.after(db(), identity(), done)
        if onward.first is None:
            nothing = gettext("Nothing waits any more.")
            return after(url_for("HitScreen.list"), f"{said} {nothing}")
        left = ngettext("This one still waits.", "%(num)s more wait; this is the next.", onward.count)
        return after(url_for("HitScreen.show", pk=onward.first), f"{said} {left}")

    def _shown(self, item: Hit) -> dict[str, Any]:
        """Both sides, why they look alike, and what was decided of them, now and before."""
        ours, entry = cells.subject_of(item.contact), cells.entry_of(item)
        around = worklist.around(db(), identity(), item)
        mine = next(one for one in around.decided if one.hit.id == item.id)
        person, onward = SubjectKind.PERSON in (ours.kind, entry.subject.kind), around.onward.first
        return {
            "facts": _facts(item, mine),
            "state": cells.tone(item),
            "state_word": cells.state_word(item),
            "score": cells.out_of_hundred(item),
            "sides": rows_of(ours, entry),
            "besides": besides(entry),
            "source_url": entry.url if entry.url.startswith(("https://", "http://")) else "",
            "lines": lines_of(features_in(item.comparison), person=person),
            "person": person,
            "waits": cells.state_of(item) == "open",
            "decided": item.state != "open" and item.closed_at is None,
            "contact_changed": item.contact_print != item.contact.print,
            "earlier": [_earlier(one, item) for one in around.decided if one.hit.id != item.id],
            "next_url": url_for("HitScreen.show", pk=onward) if onward is not None else None,
            "file_url": file_url(),
        }


def _facts(item: Hit, mine: worklist.Decided) -> Sequence[Fact]:
    listed = item.list.published_on
    return [
        Fact(gettext("Contact"), cells.contact_link(item)),
        Fact(
            gettext("List"),
            cells.list_name(item),
            gettext("of %(day)s", day=day(listed)) if listed else "",
        ),
        Fact(gettext("Reason for the listing"), cells.topics(item)),
        Fact(gettext("Found"), instant(item.found_at)),
        *([Fact(gettext("Decided on"), instant(item.decided_at), mine.by)] if item.decided_at else []),
        *([Fact(gettext("Reason"), item.reason)] if item.reason and item.decided_at else []),
        *(
            [Fact(gettext("No longer counts"), cells.closed_why(item), instant(item.closed_at))]
            if item.closed_at
            else []
        ),
    ]


def _earlier(one: worklist.Decided, item: Hit) -> dict[str, Any]:
    """What was decided of the same two before, and what changed since."""
    before, said = one.hit, []
    if before.contact_print != item.contact_print:
        said.append(gettext("What we know of the contact changed since."))
    if before.judged != item.judged:
        said += changes_between(cells.entry_of(before), cells.entry_of(item))
    return {
        "url": url_for("HitScreen.show", pk=before.id),
        "tone": {"cleared": "good", "confirmed": "bad"}.get(before.state, "off"),
        "word": str(cells.HIT_STATES[before.state]) if before.state != "open" else gettext("Never decided"),
        "when": instant(before.decided_at or before.found_at),
        "by": one.by,
        "reason": before.reason,
        "changed": said,
    }
