"""A page of a transaction's form: what it asks, what stands in it already, and what is made of what was typed."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Protocol

from flask import Response
from sqlalchemy.orm import Session

from app.aml.deal_assessing import PartyStanding
from app.aml.deal_pages import DealPage
from app.aml.deal_rules import DealFacts
from app.aml.deals import save_deal_page
from app.aml.matter_decisions import Assessed
from app.errors import Refusal
from app.policy import Identity
from models.aml import Deal
from views.aml.wizard.page import PageForm, told_in


@dataclass(frozen=True)
class Look:
    """A transaction as its pages see it: what was told, who is in it and how they stand, what the rules say, and
    what still lacks."""

    deal: Deal
    facts: DealFacts
    standing: Sequence[PartyStanding]
    assessed: Assessed
    lacking: tuple[Refusal, ...]


class Book(Protocol):
    """What holds the pages together: the screen, as a page knows it."""

    def form_page(self, page: FormPage, look: Look) -> Response: ...

    def onward(self, page: FilePage, deal: Deal) -> Response: ...

    def show(self, page: FilePage, look: Look, status: int = 200, **shown: Any) -> Response: ...

    def again(self, pk: int) -> Look: ...

    def url(self, deal: Deal, page: DealPage) -> str: ...


class FilePage:
    """One page."""

    name: DealPage
    template: str

    def respond(self, screen: Book, look: Look) -> Response:
        """The page itself, asked for or sent."""
        raise NotImplementedError


class FormPage(FilePage):
    """A page that is a form of facts."""

    def made(self, data: dict[str, Any], sent: Any) -> PageForm:
        """The form; `sent` is what it is filled with, None: with `data`."""
        raise NotImplementedError

    def filled(self, facts: DealFacts) -> dict[str, Any]:
        """What stands in the form, by the names of its fields."""
        raise NotImplementedError

    def changed(self, form: Any, facts: DealFacts) -> DealFacts:
        """The facts with what was typed."""
        raise NotImplementedError

    def shown(self, look: Look, form: Any) -> dict[str, Any]:
        """What else the template shows."""
        return {}

    def respond(self, screen: Book, look: Look) -> Response:
        return screen.form_page(self, look)

    def save(
        self, session: Session, who: Identity, deal_id: int, form: PageForm, version: int, now: datetime
    ) -> Deal:
        """Keeps what was typed."""
        return save_deal_page(
            session, who, deal_id, self.name, lambda facts: self.changed(form, facts), version, now
        )

    def stands(self, facts: DealFacts, form: PageForm) -> list[tuple[str, str]]:
        """What somebody else made of this page meanwhile: label and text of each field where that isn't what was
        typed here."""
        kept = self.made(self.filled(facts), None)
        pairs = ((kept[name], told_in(form[name]) if name in form else "") for name in kept.asked)
        return [(str(one.label.text), told_in(one)) for one, mine in pairs if told_in(one) != mine]
