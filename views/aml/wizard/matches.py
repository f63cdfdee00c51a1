"""What the lists say of a contact and of who counts for it: to decide each match, and to say that one looked."""

from __future__ import annotations

from typing import Any

from flask import Response, url_for
from flask_babel import gettext, ngettext
from wtforms import HiddenField

from app import clock
from app.aml.matches import Beside, Matches, edition_of, look_at_lists, matches_of
from app.aml.pages import PageName
from app.transaction import transaction
from models.aml import Contact
from models.values.identified import Details
from views.aml.hit_rows import hit_row
from views.aml.wizard.page import Book, Page, PageForm
from views.framework.database import db
from views.framework.identity import identity
from views.framework.screens import attempt
from views.labels.aml_record import RELATED_AS


class ListsForm(PageForm):
    edition = HiddenField()

    @property
    def seen(self) -> int:
        """The edition that was looked at; -1, which none is, for anything else."""
        text = self.edition.data or ""
        return int(text) if text.isascii() and text.isdigit() and len(text) < 10 else -1


class ListsPage(Page):
    name = PageName.LISTS
    template = "aml/pages/lists.html"

    def respond(self, screen: Book, contact: Contact, details: Details) -> Response:
        """The matches; sent, it is kept that somebody saw them."""
        database = db()
        form = ListsForm()
        if form.validate_on_submit():
            seen, version, pk = form.seen, form.version.number, contact.id
            with transaction(database):
                done = attempt(form, lambda: look_at_lists(database, identity(), pk, seen, version, clock.now()))
            if done is not None:
                return screen.onward(self, done)
            database.expire_all()
        status = 422 if form.is_submitted() else 200
        edition = edition_of(database, contact)
        form.version.data, form.edition.data = str(contact.version), str(edition)
        found = matches_of(database, contact)
        return screen.show(
            self,
            contact,
            details,
            status,
            form=form,
            listless=not edition,
            uncompared=contact.screened_at is None,
            **_shown(screen, contact, found),
        )


def _shown(screen: Book, contact: Contact, found: Matches) -> dict[str, Any]:
    here = screen.url(contact, PageName.LISTS)
    waiting = sum(one.hit.state == "open" for one in found.current)
    return {
        "current": [hit_row(one, here) for one in found.current],
        "earlier": [hit_row(one, here) for one in found.earlier],
        "notice": ngettext(
            "%(num)s possible match waits: look whether it is the same.",
            "%(num)s possible matches wait: look whether they are the same.",
            waiting,
        )
        if waiting
        else "",
        "beside": [_other(one, here) for one in found.beside],
    }


def _other(one: Beside, here: str) -> dict[str, Any]:
    waiting = sum(hit.hit.state == "open" for hit in one.hits)
    confirmed = any(hit.hit.state == "confirmed" for hit in one.hits)
    if confirmed:
        tone, word = "bad", gettext("Stands on a list")
    elif waiting:
        tone, word = "soon", str(ngettext("%(num)s possible match", "%(num)s possible matches", waiting))
    else:
        tone, word = "good", gettext("Nothing on the lists")
    return {
        "name": one.contact.name,
        "role": str(RELATED_AS[one.role]),
        "url": url_for("ContactScreen.show", pk=one.contact.id),
        "tone": tone,
        "word": word,
        "hits": [hit_row(hit, here) for hit in one.hits],
    }
