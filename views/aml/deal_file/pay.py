"""The step between the questions and the level: what still lacks, and the way to pay."""

from __future__ import annotations

from typing import Any

from flask import Response, current_app, redirect, url_for

from app.aml.deal_pages import DealPage
from app.errors import Refusal
from models.aml import Deal
from views.aml.deal_file.page import Book, FilePage, Look
from views.labels.aml_deals import DEAL_PAGES
from views.refusals import sentence

_PAYING = "DealPaymentScreen.pay"


def pay_url(deal: Deal) -> str:
    """Where its vigilance is paid; '' where this application takes no payment for it."""
    return url_for(_PAYING, pk=deal.id) if _PAYING in current_app.view_functions else ""


def way_of(screen: Book, deal: Deal, lacking: tuple[Refusal, ...]) -> list[dict[str, Any]]:
    """Everything that lacks: on which page, and what."""
    return [
        {
            "what": str(DEAL_PAGES[page]),
            "told": sentence(one),
            "url": screen.url(deal, page),
        }
        for one in lacking
        for page in (DealPage(str(one.facts.get("page", DealPage.QUESTIONS))),)
    ]


class PayPage(FilePage):
    name = DealPage.PAY
    template = "aml/deals/pay.html"

    def respond(self, screen: Book, look: Look) -> Response:
        """What is paid already leads to the result."""
        deal = look.deal
        if deal.paid_at is not None:
            return redirect(screen.url(deal, DealPage.RESULT), code=303)  # type: ignore[return-value]
        return screen.show(
            self,
            look,
            in_the_way=way_of(screen, deal, look.lacking),
            pay_url="" if look.lacking else pay_url(deal),
        )
