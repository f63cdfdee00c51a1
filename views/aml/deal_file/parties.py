"""Who is in the transaction, and as what: accepted contacts of the office, found by name. Each is kept at once."""

from __future__ import annotations

from typing import Any

from flask import Response, redirect, request, url_for
from flask_babel import gettext
from flask_babel import lazy_gettext as _l
from wtforms import RadioField, StringField
from wtforms.validators import Length

from app import clock
from app.aml import dealt
from app.aml.choosing import SHOWN
from app.aml.deal_assessing import PartyStanding
from app.aml.deal_pages import DealPage
from app.aml.deal_rules import NEEDED
from app.aml.deals import add_party, pass_deal_page, remove_party
from app.errors import Refusal
from app.transaction import transaction
from models.values.identified import FilePart
from views.aml.deal_file.page import Book, FilePage, Look
from views.aml.wizard.choosing import notes_of
from views.aml.wizard.page import PageForm
from views.base import text_of
from views.framework.database import db
from views.framework.identity import identity
from views.framework.screens import after, attempt
from views.labels.aml_file import PARTS
from views.labels.aml_record import level_tone, level_word


class PartiesForm(PageForm):
    sought = StringField(
        _l("Search your accepted contacts by name"),
        [Length(max=200, message=_l("At most 200 characters."))],
        description=_l("The first letters of each word are enough."),
        render_kw={"autocomplete": "off", "spellcheck": "false"},
    )
    role = RadioField(
        _l("What is this party in the transaction?"),
        choices=[(str(one), word) for one, word in PARTS.items()],
        validate_choice=False,
    )
    contact = StringField(_l("Who is it?"))

    @property
    def root_id(self) -> int | None:
        """Of who was chosen; None for nobody, or for what is no number."""
        text = text_of(self.contact)
        return int(text) if text.isascii() and text.isdigit() and len(text) < 18 else None


class PartiesPage(FilePage):
    name = DealPage.PARTIES
    template = "aml/deals/parties.html"

    def respond(self, screen: Book, look: Look) -> Response:
        """A search shows who was found; a party is added or taken out at once; else one goes on."""
        form = PartiesForm(data={"version": str(look.deal.version), "role": _proposed(look)})
        if "search" in request.form or not form.is_submitted():
            return self._shown(screen, look, form)
        if form.validate():
            made = self._kept(screen, look, form)
            if made is not None:
                return made
            look = screen.again(look.deal.id)
            form.version.data = str(look.deal.version)
        return self._shown(screen, look, form)

    def _kept(self, screen: Book, look: Look, form: PartiesForm) -> Response | None:
        database, version, pk = db(), form.version.number, look.deal.id
        here = screen.url(look.deal, self.name)
        if "remove" in request.form:
            party = request.form["remove"]
            number = int(party) if party.isascii() and party.isdigit() and len(party) < 18 else 0
            with transaction(database):
                gone = attempt(form, lambda: remove_party(database, identity(), pk, number, version, clock.now()))
            return after(here, gettext("Taken out. It stays in the history.")) if gone is not None else None
        if "add" in request.form:
            root = form.root_id
            if root is None:
                form.refuse(Refusal("aml.party.none_chosen", field="contact"))
                return None
            with transaction(database):
                made = attempt(
                    form,
                    lambda: add_party(database, identity(), pk, root, form.role.data or "", version, clock.now()),
                )
            return redirect(here, code=303) if made is not None else None  # type: ignore[return-value]
        with transaction(database):
            deal = attempt(form, lambda: pass_deal_page(database, identity(), pk, self.name, version, clock.now()))
        return screen.onward(self, deal) if deal is not None else None

    def _shown(self, screen: Book, look: Look, form: PartiesForm) -> Response:
        text = text_of(form.sought)
        found = dealt.found_for_deal(db(), identity(), text) if text else ()
        refused = form.is_submitted() and bool(form.errors)
        chosen = text_of(form.contact)
        return screen.show(
            self,
            look,
            422 if refused else 200,
            form=form,
            parties=[party_line(one) for one in look.standing],
            missing=[
                str(PARTS[one])
                for one in NEEDED[look.facts.kind]
                if one not in {_role(of) for of in look.standing}
            ],
            found=[
                {
                    "value": str(one.contact.root_id),
                    "name": one.contact.name,
                    "notes": notes_of(one.contact),
                    "usable": one.usable,
                    "checked": chosen == str(one.contact.root_id),
                    "url": url_for("ContactScreen.show", pk=one.contact.id),
                }
                for one in found[:SHOWN]
            ],
            searched=bool(text),
            more_found=len(found) > SHOWN,
            most_found=SHOWN,
        )


def party_line(one: PartyStanding) -> dict[str, Any]:
    """A party as pages show it."""
    return {
        "id": one.party.id,
        "name": one.contact.name,
        "role": str(PARTS[_role(one)]),
        "url": url_for("ContactScreen.show", pk=one.contact.id),
        "level": (level_tone(one.level), level_word(one.level)),
        "usable": one.usable,
    }


def _role(one: PartyStanding) -> FilePart:
    return FilePart(one.party.role)


def _proposed(look: Look) -> str:
    """As what the next party is likely to come in."""
    there = {_role(one) for one in look.standing}
    return next((str(one) for one in NEEDED[look.facts.kind] if one not in there), "")
