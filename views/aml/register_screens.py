"""What the screens of the registers do alike: years to choose, links to what an entry is about, an act."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from flask import Response, request, url_for
from flask_babel import gettext
from markupsafe import Markup
from sqlalchemy.orm import Session

from app import clock
from app.aml.breach_rules import IN_FORCE
from app.aml.registered_matters import Named, names_of
from app.transaction import transaction
from views.aml.access import AmlScreen
from views.framework.database import db
from views.framework.register import Fact, Register
from views.framework.screens import HouseForm, after, attempt


@dataclass(frozen=True)
class Shown:
    """An entry in a list, and the name of the contact it is about."""

    item: Any
    name: str


@dataclass(frozen=True)
class Known:
    """What an entry is about, where one came from its page: how it is called, and where that page is."""

    name: str
    url: str


def years() -> list[tuple[str, str]]:
    """Of the calendar, the last one first."""
    return [(str(one), str(one)) for one in range(clock.today().year, IN_FORCE.year - 1, -1)]


def contact_link(named: Named) -> Markup:
    return Markup('<a href="{}" dir="auto">{}</a>').format(
        url_for("ContactScreen.show", pk=named.contact_id), named.name
    )


def deal_link(deal: Any) -> Markup:
    return Markup('<a href="{}" dir="auto">{}</a>').format(url_for("DealScreen.show", pk=deal.id), deal.reference)


def typed_text(text: str) -> Markup:
    """As it was written, line by line."""
    return Markup('<span class="typed" dir="auto">{}</span>').format(text)


def about_facts(item: Any) -> Sequence[Fact]:
    """The contact and the transaction it is about, each with its page."""
    named = names_of(db(), [item]).get(item.root_id) if item.root_id is not None else None
    deal = getattr(item, "deal", None)
    found = [
        *([Fact(gettext("Contact"), contact_link(named))] if named is not None else []),
        *([Fact(gettext("Client transaction"), deal_link(deal))] if deal is not None else []),
    ]
    return found or [Fact(gettext("About"), gettext("Nothing of your office’s own files"))]


class RegisterScreen(AmlScreen, Register):
    """A register of the office: a list, a record, and forms of which each does one thing."""

    def seen(self, session: Session, items: Sequence[Any], asked: Any) -> Sequence[Any]:
        found = names_of(session, items)
        return [Shown(one, named.name if (named := found.get(one.root_id)) else "") for one in items]

    def searches(self) -> bool:
        """Whether the form was sent to search, and nothing else."""
        return request.method == "POST" and "search" in request.form

    def done(self, form: HouseForm, act: Callable[[], Any]) -> Any:
        """Runs an act; None where it was refused, which the form tells."""
        with transaction(db()):
            made = attempt(form, act)
        if made is None:
            db().expire_all()
        return made

    def noting(self, template: str, title: str, form: HouseForm, **shown: Any) -> Response:
        """A form of a new entry; a search is no mistake."""
        status = 422 if form.is_submitted() and not self.searches() else 200
        return self.page(template, title, status, form=form, **shown)

    def acting(
        self, pk: int, form: Any, act: Callable[[], Any], said: str, template: str, title: str, **shown: Any
    ) -> Response:
        """A form of one act on an entry: done, or on the same page again with what was typed."""
        here = url_for(f"{type(self).__name__}.show", pk=pk)
        if form.validate_on_submit() and self.done(form, act) is not None:
            return after(here, said)
        form.version.data = str(getattr(self.record(str(pk)), "version", ""))
        status = 422 if form.is_submitted() else 200
        return self.page(template, title, status, form=form, back_url=here, **shown)
