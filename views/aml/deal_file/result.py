"""The result of a transaction: its level with every reason, what is in the way, and the decision."""

from __future__ import annotations

from collections.abc import Callable

from flask import Response, redirect, request, url_for
from flask_babel import gettext
from sqlalchemy.orm import Session

from app import clock
from app.aml.deal_pages import DealPage
from app.aml.deals import accept_deal, assess_deal, hand_deal, refuse_deal
from app.aml.handing import RAISED, was_told
from app.aml.matter_decisions import Assessed
from app.aml.matters import locked_deal
from app.aml.officers import officers_seen
from app.errors import Stale
from app.policy import Identity
from app.transaction import transaction
from models.aml import Deal
from models.values.matters import MatterState
from views.aml.deal_file.page import Book, FilePage, Look
from views.aml.deal_file.pay import way_of
from views.aml.deal_reasons import deal_reasons, wanted_documents
from views.aml.matter_level import matter_level
from views.aml.register_part import duty_links
from views.aml.wizard.reasons import duties_of
from views.aml.wizard.result import DecideForm
from views.framework.database import db
from views.framework.identity import identity
from views.framework.screens import after, attempt

ACCEPT, REFUSE, HAND = "accept", "refuse", "hand"


def _accept(session: Session, who: Identity, pk: int, version: int, reason: str, seen: bytes) -> object:
    return accept_deal(session, who, pk, version, clock.now(), reason=reason, seen=seen)


def _refuse(session: Session, who: Identity, pk: int, version: int, reason: str, seen: bytes) -> object:
    return refuse_deal(session, who, pk, version, reason, clock.now(), seen=seen)


def _hand(session: Session, who: Identity, pk: int, version: int, reason: str, seen: bytes) -> object:
    return hand_deal(session, who, pk, version, reason, clock.now(), seen=seen)


_ACTS: dict[str, Callable[..., object]] = {ACCEPT: _accept, REFUSE: _refuse, HAND: _hand}


class ResultPage(FilePage):
    """The result; with `?decide=`, the question before it is final. Sent without, the level is computed again."""

    name = DealPage.RESULT
    template = "aml/deals/result.html"

    def respond(self, screen: Book, look: Look) -> Response:
        """Before it is paid there is no result."""
        if look.deal.paid_at is None:
            return redirect(screen.url(look.deal, DealPage.PAY), code=303)  # type: ignore[return-value]
        asked = request.args.get("decide", "")
        asked = asked if asked in _ACTS else ""
        form = self._form(look)
        if form.validate_on_submit():
            made = self._decided(look.deal, form, asked) if asked else self._assessed(screen, look.deal, form)
            if made is not None:
                return made
        if form.is_submitted():
            look = screen.again(look.deal.id)
            form.version.data, form.seen.data = str(look.deal.version), look.assessed.print.hex()
        return self._shown(screen, look, form, asked)

    def _form(self, look: Look) -> DecideForm:
        return DecideForm(data={"version": str(look.deal.version), "seen": look.assessed.print.hex()})

    def _assessed(self, screen: Book, deal: Deal, form: DecideForm) -> Response | None:
        """The level again, for nothing; None where something lacks, which the form tells."""
        database, version, pk = db(), form.version.number, deal.id

        def act() -> Assessed:
            held = locked_deal(database, pk)
            if held.version != version:
                raise Stale("deal", pk)
            return assess_deal(database, identity(), held, clock.now())

        with transaction(database):
            made = attempt(form, act)
        return redirect(screen.url(deal, self.name), code=303) if made is not None else None  # type: ignore[return-value]

    def _decided(self, deal: Deal, form: DecideForm, asked: str) -> Response | None:
        """On to the record; None where something is in the way, which the form tells."""
        database, version, pk = db(), form.version.number, deal.id
        reason, seen = form.reason.data or "", form.print
        with transaction(database):
            made = attempt(form, lambda: _ACTS[asked](database, identity(), pk, version, reason, seen))
        return after(url_for("DealScreen.show", pk=pk), _said(asked)) if made is not None else None

    def _shown(self, screen: Book, look: Look, form: DecideForm, asked: str) -> Response:
        deal, found = look.deal, look.assessed.found
        way = [
            *way_of(screen, deal, look.lacking),
            *wanted_documents(screen.url(deal, DealPage.QUESTIONS), look.assessed),
        ]
        current = deal.assessed_print == look.assessed.print and deal.state != MatterState.DRAFT
        raised, asked_back = str(found.level) in RAISED or found.officer_only, deal.state == MatterState.ASKED_BACK
        told = current and not raised and was_told(db(), deal)
        can = {
            ACCEPT: current and not raised and not asked_back and not told and not way,
            REFUSE: current and not asked_back,
            HAND: current and raised and not way,
        }
        here, asks = screen.url(deal, self.name), asked if can.get(asked) else ""
        return screen.show(
            self,
            look,
            422 if form.is_submitted() else 200,
            form=form,
            current=current,
            level=matter_level(found.level),
            reasons=deal_reasons(look.assessed.rules, found, look.standing),
            duties=duties_of(look.assessed),
            duty_links=duty_links(found, deal),
            in_the_way=way,
            raised=raised,
            told=told,
            asked_back=asked_back,
            can=can,
            asks=asks,
            effects=_effects(deal, asks, raised=raised) if asks else [],
            here_url=here,
            rules_number=look.assessed.rules.number,
            edition=look.assessed.edition,
        )


def _said(asked: str) -> str:
    if asked == HAND:
        return str(gettext("Handed over. Until the AML officer decided, nothing can be done with it."))
    if asked == REFUSE:
        return str(gettext("The transaction is refused."))
    return str(gettext("The transaction is accepted and closed."))


def _effects(deal: Deal, asks: str, *, raised: bool) -> list[str]:
    """What will happen."""
    if asks == HAND:
        officers = officers_seen(db(), deal.organisation_id, clock.today())
        told = [
            gettext("It goes to the AML officer: %(who)s.", who=", ".join(officers))
            if officers
            else gettext("Nobody in your office is AML officer: it waits until somebody is."),
            gettext("Until the officer decided, the transaction is blocked: nothing in it can be changed."),
        ]
    elif asks == REFUSE:
        told = [
            gettext("That is final: nothing can be done with this transaction any more."),
            gettext("What was paid for its vigilance stays paid."),
        ]
        if raised:
            told.append(gettext("The AML officer reads your reasons."))
    else:
        told = [
            gettext("The transaction is closed today, and nothing in it changes any more."),
            gettext("Who was in it needs a risk profile before the next transaction."),
        ]
    told.append(gettext("The decision stands in the file with your name, the day, and all that it rests on."))
    return [str(one) for one in told]
