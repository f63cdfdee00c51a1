"""The page of the practice bank: another's site, played by us, where invented money is paid and taken back."""

from __future__ import annotations

from collections.abc import Callable

from flask import Response, current_app, make_response, redirect, request, url_for
from flask_appbuilder import expose
from flask_babel import gettext

from app import clock
from app.errors import Missing
from app.outside.practice_bank import PracticeBank
from views.framework.screens import HouseForm, Screen


class BankForm(HouseForm):
    """Buttons only."""


class PracticeBankScreen(Screen):
    """There only where no real provider is set up; production refuses to start with it. Like a bank's own page it
    asks for no sign-in of ours: who has the reference may pay."""

    route_base = "/demo/bank"

    @expose("/<reference>", methods=["GET", "POST"])
    def index(self, reference: str) -> Response:
        bank = _bank()
        payment = bank.find(reference)
        if payment is None:
            raise Missing("payment", reference)
        form, here = BankForm(), url_for("PracticeBankScreen.index", reference=reference)
        # What each button does, and where it leads to.
        acts: dict[str, tuple[Callable[[], object], str]] = {
            "pay": (lambda: bank.pay(reference), payment.back_url),
            "fail": (lambda: bank.fail(reference), payment.back_url),
            "expire": (lambda: bank.expire(reference), payment.back_url),
            "take_back": (lambda: bank.take_back(reference, clock.now()), here),
            "give_back": (lambda: bank.give_back(reference, clock.now()), here),
        }
        chosen = acts.get(request.form.get("act", ""))
        if chosen is not None and form.validate_on_submit():
            act, onward = chosen
            act()
            _tell(reference)
            return make_response(redirect(onward, code=303))
        title, status = gettext("Practice bank"), 422 if form.is_submitted() else 200
        return self.page("wallet/practice_bank.html", title, status, payment=payment)


def _bank() -> PracticeBank:
    found = current_app.extensions["payments"]
    if not isinstance(found, PracticeBank):
        raise Missing("page", "demo")
    return found


def _tell(reference: str) -> None:
    """The application hears that something changed, and no more, as from any provider."""
    told: Callable[[str], object] | None = current_app.extensions.get("payments_told")
    if told is not None:
        told(reference)
