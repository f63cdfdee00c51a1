"""The pages of a transaction, in their order: each is kept by itself, so that one can stop at any and go on."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar

from flask import Response, redirect, request, url_for
from flask_appbuilder import expose, has_access
from flask_babel import gettext

from app import clock
from app.aml.deal_assessing import assessed_deal, parties_standing
from app.aml.deal_pages import FILLED, DealPage, facts_of, lacking_of
from app.aml.dealt import deal_record
from app.transaction import transaction
from models.aml import Deal
from models.values.matters import MatterState
from views.aml.access import AmlScreen
from views.aml.deal_file.money import MoneyPage
from views.aml.deal_file.page import FilePage, FormPage, Look
from views.aml.deal_file.parties import PartiesPage
from views.aml.deal_file.pay import PayPage
from views.aml.deal_file.property import PropertyPage
from views.aml.deal_file.questions import QuestionsPage
from views.aml.deal_file.result import ResultPage
from views.framework.database import db
from views.framework.identity import identity
from views.framework.screens import after, attempt
from views.labels.aml_deals import DEAL_PAGES, is_shown_blocked

F = TypeVar("F", bound=Callable[..., Any])
PAGES: dict[DealPage, FilePage] = {
    one.name: one for one in (PropertyPage(), PartiesPage(), MoneyPage(), QuestionsPage(), PayPage(), ResultPage())
}
_OPEN = (MatterState.DRAFT, MatterState.ASSESSED, MatterState.ASKED_BACK)


def _at_each_page(method: F) -> F:
    for page in DealPage:
        method = expose(f"/{page}/<int:pk>", methods=["GET", "POST"])(method)
    return method


class DealFileScreen(AmlScreen):
    """For whoever works in the tool; what was decided is read on the transaction's own page."""

    route_base = "/deal-file"

    @expose("/<int:pk>")
    @has_access
    def open(self, pk: int) -> Response:
        """On where one stopped: the first page that wasn't saved or still lacks something."""
        look = self.again(pk)
        return redirect(self.url(look.deal, _first_open(look)))  # type: ignore[return-value]

    @_at_each_page
    @has_access
    def fill_in(self, pk: int) -> Response:
        """A page: asked for, or sent with what was typed."""
        look = self.again(pk)
        deal, name = look.deal, DealPage(request.path.split("/")[2])
        # What is sent goes to the service, which says why it can't be done: what was typed isn't lost.
        if request.method == "GET" or name is not DealPage.RESULT:
            if is_shown_blocked(deal.state, deal.blocked_since):
                return self._away(deal, gettext("This is blocked. Ask your AML officer."))
            if deal.state not in _OPEN:
                return self._away(deal, gettext("This transaction was decided or given up, and stays as it is."))
        return PAGES[name].respond(self, look)

    def again(self, pk: int) -> Look:
        """As it stands now. Raises Missing when it isn't there or isn't yours."""
        database, now = db(), clock.now()
        database.expire_all()
        deal = deal_record(database, identity(), pk)
        standing = parties_standing(database, deal)
        assessed = assessed_deal(database, deal, now, standing)
        return Look(deal, facts_of(deal), standing, assessed, lacking_of(deal, standing, assessed.found))

    def form_page(self, page: FormPage, look: Look) -> Response:
        """A page that is a form. *Save and continue later* keeps it and goes to the transaction."""
        data = {**page.filled(look.facts), "version": str(look.deal.version)}
        form = page.made(data, request.form if request.method == "POST" else None)
        if form.validate_on_submit():
            database, version, pk = db(), form.version.number, look.deal.id
            with transaction(database):
                made = attempt(form, lambda: page.save(database, identity(), pk, form, version, clock.now()))
            if made is not None:
                return self.onward(page, made)
            look = self.again(pk)
            # What was typed stays; whoever was late sees beside it what stands there now.
            stands = page.stands(look.facts, form) if look.deal.version != version else []
            form.version.data = str(look.deal.version)
            return self.show(page, look, 422, form=form, stands=stands)
        return self.show(page, look, 422 if form.is_submitted() else 200, form=form)

    def onward(self, page: FilePage, deal: Deal) -> Response:
        """After a page was kept: the next one, or the transaction where one goes on later."""
        if "later" in request.form:
            url = url_for("DealScreen.show", pk=deal.id)
            return after(url, gettext("Saved. You can go on whenever you like."))
        pages = list(DealPage)
        following = pages[min(pages.index(page.name) + 1, len(pages) - 1)]
        if following is DealPage.PAY and deal.paid_at is not None:
            following = DealPage.RESULT
        return redirect(self.url(deal, following), code=303)  # type: ignore[return-value]

    def show(self, page: FilePage, look: Look, status: int = 200, **shown: Any) -> Response:
        """The page in its frame, with the steps beside it."""
        pages, deal = list(DealPage), look.deal
        at = pages.index(page.name)
        before = pages[at - 1] if at else None
        if before is DealPage.PAY and deal.paid_at is not None:
            before = DealPage.QUESTIONS
        extra = page.shown(look, shown.get("form")) if isinstance(page, FormPage) else {}
        return self.page(
            page.template,
            str(DEAL_PAGES[page.name]),
            status,
            deal=deal,
            record_url=url_for("DealScreen.show", pk=deal.id),
            asks_back=deal.state == MatterState.ASKED_BACK,
            steps=self._steps(page, look),
            card_url="",
            back_url=self.url(deal, before) if before is not None else url_for("DealScreen.show", pk=deal.id),
            **extra,
            **shown,
        )

    def url(self, deal: Deal, page: DealPage) -> str:
        """Where a page of this transaction is."""
        return f"{self.route_base}/{page}/{deal.id}"

    def _away(self, deal: Deal, said: str) -> Response:
        return after(url_for("DealScreen.show", pk=deal.id), said, "info")

    def _steps(self, page: FilePage, look: Look) -> list[dict[str, Any]]:
        return [
            {
                "label": str(DEAL_PAGES[one]),
                "current": one is page.name,
                "done": _is_done(look, one),
                "url": self.url(look.deal, one),
                "pages": [],
            }
            for one in DealPage
        ]


def _is_done(look: Look, page: DealPage) -> bool:
    if page is DealPage.PAY:
        return look.deal.paid_at is not None
    if page is DealPage.RESULT:
        return False
    return str(page) in look.deal.pages and all(one.facts.get("page") != page for one in look.lacking)


def _first_open(look: Look) -> DealPage:
    """The first page that wasn't saved, or still lacks something."""
    open_ = next((one for one in FILLED if not _is_done(look, one)), None)
    if open_ is not None:
        return open_
    return DealPage.PAY if look.deal.paid_at is None else DealPage.RESULT
