"""Paying in by transfer: how much, and then what to fill in at one's own bank, on a page and on paper."""

from __future__ import annotations

import io
import secrets
from datetime import datetime

from flask import Response, current_app, make_response, redirect, send_file, url_for
from flask_appbuilder import expose, has_access
from flask_babel import gettext
from flask_babel import lazy_gettext as _l
from markupsafe import Markup
from wtforms import HiddenField
from wtforms.validators import InputRequired

from app import clock, pdf
from app.errors import Missing
from app.policy import Permission, require
from app.transaction import transaction
from app.wallet import bank_queries, bank_reading, epc, queries, transfer_paper
from app.wallet.rules import MOST_TOP_UP
from app.wallet.transfers import HouseAccount, ask_transfer
from app.words import words_in
from models.organisations import Organisation
from models.values import Money, StructuredReference, TransactionState
from models.wallet import TopUp
from views.base import MoneyField, text_of
from views.framework.database import db
from views.framework.identity import identity
from views.framework.screens import HouseForm, Screen, attempt
from views.labels import day, instant, language
from views.labels.wallet import STATES
from views.wallet import cells

_STILL_OPEN = 5


class TransferForm(HouseForm):
    form_key = HiddenField()
    gross = MoneyField(_l("Amount"), [InputRequired(_l("Fill in how much you will transfer."))])


def account() -> HouseAccount | None:
    """The account that people transfer to; None where nobody can."""
    found: HouseAccount | None = current_app.extensions["bank"]
    return found


class TransferScreen(Screen):
    """For every member."""

    route_base = "/transfer"

    @expose("/", methods=["GET", "POST"])
    @has_access
    def index(self) -> Response:
        """How much; the next page says what to fill in at the bank."""
        who, ours = identity(), account()
        require(who, Permission.TOP_UP_ASK)
        form = TransferForm(form_key=secrets.token_urlsafe(16))
        if ours is not None and form.validate_on_submit():
            made = _written_down(form)
            if made is not None:
                return make_response(redirect(url_for("TransferScreen.show", pk=made), code=303))
        organisation_id = who.organisation_id or 0
        return self.page(
            "wallet/transfer.html",
            gettext("Top up by bank transfer"),
            422 if form.is_submitted() else 200,
            form=form,
            offered=ours is not None,
            wallet=queries.wallet_of(db(), organisation_id),
            most=MOST_TOP_UP,
            waiting=bank_reading.open_transfers(db(), organisation_id, _STILL_OPEN),
            written=_written,
            on_day=on_day,
        )

    @expose("/show/<int:pk>", methods=["GET"])
    @has_access
    def show(self, pk: int) -> Response:
        """What to fill in, and what came in."""
        who, ours = identity(), account()
        require(who, Permission.WALLET_SEE)
        made = bank_reading.transfer_record(db(), who, pk)
        came = bank_queries.credited_by_transfer(db(), made)
        gross, reference = Money(made.transaction.gross), StructuredReference(made.reference or "")
        state = TransactionState.COMPLETED if came else TransactionState(made.transaction.state)
        return self.page(
            "wallet/transfer_show.html",
            gettext("Your transfer"),
            made=made,
            gross=gross,
            reference=reference,
            account=ours,
            code=Markup(epc.as_svg(epc.payload(ours, gross, reference))) if ours else "",  # noqa: S704 - our drawing
            came=came,
            state=cells.TONES[state],
            word=str(STATES[state]),
            expired=made.transaction.state == TransactionState.EXPIRED,
            asked_at=instant(made.transaction.asked_at),
            most=MOST_TOP_UP,
            stands=[one for one in came if not one.undone],
            on_day=on_day,
        )

    @expose("/paper/<int:pk>", methods=["GET"])
    @has_access
    def paper(self, pk: int) -> Response:
        """The same as a PDF, in the reader's language."""
        who, ours = identity(), account()
        require(who, Permission.WALLET_SEE)
        made = bank_reading.transfer_record(db(), who, pk)
        if ours is None:
            raise Missing("top_up", pk)
        holder = db().get_one(Organisation, made.organisation_id)
        drawn = pdf.made(transfer_paper.sheet(words_in(language()), made, holder, ours))
        name = gettext("transfer-%(number)s", number=made.reference)
        return send_file(
            io.BytesIO(drawn),
            mimetype="application/pdf",
            as_attachment=True,
            download_name=f"{name}.pdf",
            etag=False,
        )


def on_day(at: datetime) -> str:
    """The day of an instant, in Brussels."""
    return day(clock.day_of(at))


def _written(one: TopUp) -> str:
    """Its communication as it is written: +++123/4567/89012+++."""
    return str(StructuredReference(one.reference or ""))


def _written_down(form: TransferForm) -> int | None:
    """The number of the transfer that was asked; None when a rule says no."""
    gross = form.gross.money
    if gross is None:
        return None
    key = text_of(form.form_key)[:64] or secrets.token_urlsafe(16)
    with transaction(db()):
        made = attempt(form, lambda: ask_transfer(db(), identity(), gross, key, clock.now()).transaction_id)
    return int(made) if made is not None else None
