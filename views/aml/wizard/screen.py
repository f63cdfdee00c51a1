"""The pages of a contact's file, in their order: each is kept by itself, so that one can stop at any and go on."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any, TypeVar

from flask import Response, redirect, request, url_for
from flask_appbuilder import expose, has_access
from flask_babel import gettext

from app import clock
from app.aml.assessing import details_of
from app.aml.blocks import block_of
from app.aml.card_reading import CARD_PAGES
from app.aml.matters import matter_of
from app.aml.pages import PageName, Step, lacking_in, pages_of, step_of
from app.aml.queries import contact_version
from app.errors import Missing
from app.transaction import transaction
from models.aml import Contact
from models.values.identified import Details, PersonDetails
from views.aml.access import AmlScreen
from views.aml.ways_in import reads_cards
from views.aml.wizard.page import Page
from views.aml.wizard.registry import PAGES
from views.framework.database import db
from views.framework.identity import identity
from views.framework.screens import after, attempt
from views.labels.aml_file import PAGE_LABELS, STEPS
from views.labels.aml_matters import blocked_words

F = TypeVar("F", bound=Callable[..., Any])


def _at_each_page(method: F) -> F:
    for page in PageName:
        method = expose(f"/{page}/<int:pk>", methods=["GET", "POST"])(method)
    return method


class ContactFileScreen(AmlScreen):
    """For whoever works in the tool; what was decided is read on the contact's own page."""

    route_base = "/contact-file"

    @expose("/<int:pk>")
    @has_access
    def open(self, pk: int) -> Response:
        """On where one stopped: the first page that wasn't saved or still lacks something."""
        contact = contact_version(db(), identity(), pk)
        return redirect(self.url(contact, self.first_open(contact, details_of(contact))))  # type: ignore[return-value]

    @_at_each_page
    @has_access
    def fill_in(self, pk: int) -> Response:
        """A page: asked for, or sent with what was typed."""
        contact = contact_version(db(), identity(), pk)
        details = details_of(contact)
        name = PageName(request.path.split("/")[2])
        if name not in pages_of(details):
            raise Missing("page", str(name))
        if contact.state != "draft":
            return after(
                url_for("ContactScreen.show", pk=contact.id),
                gettext("This version was decided and stays as it is. Make a new version to change something."),
                "info",
            )
        if name not in PAGES:
            raise Missing("page", str(name))
        # What was typed is shown again by the page itself, with why it isn't kept.
        if request.method == "GET" and (block := block_of(db(), matter_of(contact))) is not None:
            return after(url_for("ContactScreen.show", pk=contact.id), blocked_words(block.since), "danger")
        return PAGES[name].respond(self, contact, details)

    def form_page(self, page: Page, contact: Contact, details: Details) -> Response:
        """A page that is a form. *Save and continue later* keeps it and goes to the contact."""
        form = page.form(data={**page.filled(contact, details), "version": str(contact.version)})
        if form.validate_on_submit():
            database, version = db(), form.version.number
            with transaction(database):
                made = attempt(form, lambda: page.save(database, identity(), contact, form, version, clock.now()))
            if made is not None:
                return self.onward(page, made)
            database.expire_all()
            contact = contact_version(database, identity(), contact.id)
            details = details_of(contact)
            # What was typed stays; whoever was late sees beside it what stands there now.
            stands = page.stands(contact, details, form) if contact.version != version else []
            form.version.data = str(contact.version)
            return self.show(page, contact, details, 422, form=form, stands=stands)
        return self.show(page, contact, details, 422 if form.is_submitted() else 200, form=form)

    def onward(self, page: Page, contact: Contact) -> Response:
        """After a page was kept: the next one, or the contact where one goes on later."""
        if "later" in request.form:
            return after(
                url_for("ContactScreen.show", pk=contact.id),
                gettext("Saved. You can go on whenever you like."),
            )
        pages = pages_of(details_of(contact))
        following = pages[min(pages.index(page.name) + 1, len(pages) - 1)]
        return redirect(self.url(contact, following), code=303)  # type: ignore[return-value]

    def show(self, page: Page, contact: Contact, details: Details, status: int = 200, **shown: Any) -> Response:
        """The page in its frame, with the steps beside it."""
        pages = pages_of(details)
        at = pages.index(page.name)
        return self.page(
            page.template,
            str(PAGE_LABELS[page.name]),
            status,
            contact=contact,
            steps=list(self._steps(page, contact, details, pages)),
            card_url=url_for("ContactCardScreen.into", pk=contact.id)
            if page.name in CARD_PAGES and isinstance(details, PersonDetails) and reads_cards()
            else "",
            back_url=self.url(contact, pages[at - 1]) if at else url_for("ContactScreen.show", pk=contact.id),
            **page.shown(contact, details, shown.get("form")),
            **shown,
        )

    def first_open(self, contact: Contact, details: Details) -> PageName:
        """The first page that wasn't saved, or still lacks something."""
        lacking = {one.page for one in lacking_in(details, contact.national_number is not None)}
        pages = pages_of(details)
        return next((one for one in pages if one in lacking or str(one) not in contact.pages), pages[-1])

    def url(self, contact: Contact, page: PageName) -> str:
        """Where a page of this contact is."""
        return f"{self.route_base}/{page}/{contact.id}"

    def _steps(
        self, page: Page, contact: Contact, details: Details, pages: tuple[PageName, ...]
    ) -> Iterable[dict[str, Any]]:
        """Each step with its pages; those of the step one is in stand under it."""
        lacking = {one.page for one in lacking_in(details, contact.national_number is not None)}
        for step in Step:
            mine = [one for one in pages if step_of(one) is step]
            done = all(str(one) in contact.pages and one not in lacking for one in mine)
            yield {
                "label": str(STEPS[step]),
                "current": step is step_of(page.name),
                "done": done,
                "url": self.url(contact, mine[0]),
                "pages": [
                    {
                        "label": str(PAGE_LABELS[one]),
                        "url": self.url(contact, one),
                        "current": one is page.name,
                        "done": str(one) in contact.pages and one not in lacking,
                    }
                    for one in mine
                ]
                if len(mine) > 1 and step is step_of(page.name)
                else [],
            }
