"""An eID in the reader at this desk is read into a contact's file: shown first, kept when somebody says so.

Between the two nothing is kept anywhere: the card is read again, and has to tell the same.
"""

from __future__ import annotations

import hmac
from typing import Any

from flask import Response, request, url_for
from flask_appbuilder import expose, has_access
from flask_babel import gettext
from wtforms import HiddenField

from app import clock
from app.accounts.desk_reading import read_at_desk
from app.aml import choosing
from app.aml.assessing import details_of
from app.aml.card_reading import NUMBER, CardFacts, add_from_card, differing, facts_of, take_card
from app.aml.queries import contact_version
from app.errors import Missing
from app.transaction import transaction
from eid.errors import EidError
from models.aml import Contact
from models.values import NationalNumber, SubjectKind
from models.values.identified import PersonDetails
from views.accounts.cards.outcome import Trouble, ways
from views.aml import cells
from views.aml.access import AmlScreen
from views.aml.card_remedies import trouble_with
from views.aml.shelf import shelf
from views.framework.database import db
from views.framework.identity import identity
from views.framework.screens import HouseForm, VersionField, after, attempt
from views.labels.aml_card import CARD_PARTS, part_text


class CardForm(HouseForm):
    """`seen` is the print of what was shown, by which the same card is known again."""

    seen = HiddenField()
    version = VersionField()


class ContactCardScreen(AmlScreen):
    """For whoever works in the tool, at the machine where the reader stands."""

    route_base = "/contact-card"

    @expose("/", methods=["GET", "POST"])
    @has_access
    def index(self) -> Response:
        """A new contact, by his card."""
        return self._respond(None)

    @expose("/<int:pk>", methods=["GET", "POST"])
    @has_access
    def into(self, pk: int) -> Response:
        """The same, into a file that is open."""
        contact = contact_version(db(), identity(), pk)
        if not isinstance(details_of(contact), PersonDetails):
            raise Missing("page", "card")
        if contact.state != "draft":
            return after(
                url_for("ContactScreen.show", pk=contact.id),
                gettext("This version was decided and stays as it is. Make a new version to change something."),
                "info",
            )
        return self._respond(contact)

    def _respond(self, contact: Contact | None) -> Response:
        desk = ways().desk_for(request.remote_addr or "")
        form = CardForm(data={"version": str(contact.version) if contact is not None else "0"})
        if desk is None or not form.validate_on_submit():
            return self._asked(contact, form, None, reader=desk is not None)
        database, now = db(), clock.now()
        try:
            card = facts_of(read_at_desk(database, ways(), desk, now), clock.day_of(now))
        except EidError as problem:
            return self._asked(contact, form, trouble_with(problem), reader=True)
        same = hmac.compare_digest((form.seen.data or "").encode(), card.print.encode())
        if "keep" in request.form and same:
            kept = frozenset(name for name in CARD_PARTS if request.form.get(f"take-{name}") == "mine")
            with transaction(database):
                made = attempt(form, lambda: self._keep(contact, card, kept, form.version.number))
            if made is not None:
                return self._on(made, card)
            database.expire_all()
            contact = contact_version(database, identity(), contact.id) if contact is not None else None
        elif "keep" in request.form:
            form.form_errors.append(
                gettext("Another card is in the reader now. Look at what it tells before you keep it.")
            )
        return self._shown(contact, form, card)

    def _keep(self, contact: Contact | None, card: CardFacts, kept: frozenset[str], version: int) -> Contact:
        if contact is None:
            return add_from_card(db(), identity(), shelf(), card, clock.now())
        return take_card(db(), identity(), shelf(), contact.id, card, kept, version, clock.now())

    def _on(self, made: Contact, card: CardFacts) -> Response:
        """On to the file; whom the card told too little of is asked the rest there."""
        done = gettext("Read from the eID of %(name)s.", name=made.name)
        if not card.knows_nationality:
            rest = gettext("Fill in the nationality: “%(word)s” is no country we know.", word=card.nationality)
            return after(url_for("ContactFileScreen.open", pk=made.id), f"{done} {rest}", "warning")
        return after(url_for("ContactFileScreen.open", pk=made.id), done)

    def _asked(
        self, contact: Contact | None, form: CardForm, trouble: Trouble | None, *, reader: bool
    ) -> Response:
        drawer = ways().drawer
        inserted = drawer.inserted() if drawer is not None else ""
        return self.page(
            "aml/card.html",
            gettext("Read an eID"),
            422 if form.is_submitted() else 200,
            form=form,
            trouble=trouble,
            reader=reader,
            drawer=drawer is not None,
            inserted=drawer.cards[inserted].human if drawer is not None and inserted else None,
            **self._whose(contact),
        )

    def _shown(self, contact: Contact | None, form: CardForm, card: CardFacts) -> Response:
        form.seen.data = card.print
        form.version.data = str(contact.version) if contact is not None else "0"
        told = card.number.masked() if card.number else ""
        mine = details_of(contact) if contact is not None else PersonDetails()
        assert isinstance(mine, PersonDetails)  # noqa: S101 - an organisation's file has no such page
        known = contact.national_number if contact is not None else None
        apart = differing(mine, known, card)
        return self.page(
            "aml/card_read.html",
            gettext("What stands on the card"),
            422 if form.errors or form.form_errors else 200,
            form=form,
            card=card,
            read=[
                (str(CARD_PARTS[name]), text)
                for name in CARD_PARTS
                if name not in apart and (text := part_text(name, card.details, told))
            ],
            apart=[
                {
                    "name": name,
                    "label": str(CARD_PARTS[name]),
                    "card": part_text(name, card.details, told),
                    "mine": part_text(name, mine, NationalNumber(known).masked() if known else ""),
                    "keeps": request.form.get(f"take-{name}") == "mine",
                }
                for name in apart
            ],
            another=NUMBER in apart,
            alike=self._alike(card) if contact is None else [],
            **self._whose(contact),
        )

    def _alike(self, card: CardFacts) -> list[dict[str, Any]]:
        """Contacts of the office that are called so already: perhaps it is one of them."""
        name = part_text("name", card.details)
        return [
            {
                "name": one.name,
                "born": cells.births(one),
                "url": url_for("ContactScreen.show", pk=one.id),
                "card_url": url_for("ContactCardScreen.into", pk=one.id) if one.state == "draft" else "",
            }
            for one in choosing.named(db(), identity(), name, (SubjectKind.PERSON,))
        ]

    def _whose(self, contact: Contact | None) -> dict[str, Any]:
        if contact is None:
            return {"whose": "", "back_url": url_for("ContactScreen.add")}
        return {"whose": contact.name, "back_url": url_for("ContactFileScreen.open", pk=contact.id)}
