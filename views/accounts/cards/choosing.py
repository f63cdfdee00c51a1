"""Signing in with an eID: choosing a way; and what to do with a card that belongs to no account yet."""

from __future__ import annotations

from flask import Response, make_response, redirect, request, session, url_for
from flask_appbuilder import expose, has_access
from flask_babel import gettext

from app import clock
from app.accounts import challenges
from app.accounts.key_holders import KeyHolder
from app.accounts.rules import CARD_WAYS
from app.transaction import transaction
from views.accounts.cards.outcome import link, offered, purpose
from views.accounts.door import SHOWN_CARD
from views.framework.database import db
from views.framework.identity import standing
from views.framework.register import Fact
from views.framework.screens import HouseForm, Screen, after


class NextForm(HouseForm):
    """Buttons only."""


class EidScreen(Screen):
    """The way in for who has a card, and for who is signed in and wants his card linked."""

    route_base = "/eid"

    @expose("/", methods=["GET"])
    def index(self) -> Response:
        """Which ways there are here, the one that asks least first."""
        return self.page(
            "accounts/cards/choose.html",
            _title(),
            ways=offered(),
            onward=request.args.get("next"),
            purpose=purpose(),
        )

    @expose("/new", methods=["GET", "POST"])
    def new(self) -> Response:
        """A card that belongs to no account: make one, or sign in on the one there is, and link the card to it."""
        holder = _shown()
        if holder is None or standing() is not None:
            return make_response(redirect(url_for("EidScreen.index", next=request.args.get("next"))))
        form = NextForm()
        if form.validate_on_submit():
            onward = url_for("EidScreen.link")
            if "create" not in request.form:
                return make_response(redirect(url_for("SignInScreen.login", next=onward), code=303))
            session["sign_up"] = {
                "given_names": holder.given_names,
                "family_name": holder.family_name,
                "email": "",
                "next": onward,
            }
            return make_response(redirect(url_for("SignUpScreen.index", next=onward), code=303))
        return self.page(
            "accounts/cards/new.html",
            gettext("This eID has no account yet")
            if _is_card(holder)
            else gettext("You have no account here yet"),
            422 if form.is_submitted() else 200,
            form=form,
            name=holder.name,
            of_card=_is_card(holder),
            reset_url=url_for("PasswordScreen.forgotten"),
        )

    @expose("/forget", methods=["POST"])
    def forget(self) -> Response:
        """Nothing is done with the card that was shown."""
        ticket, database = session.pop(SHOWN_CARD, ""), db()
        with transaction(database):
            challenges.take(database, ticket, clock.now())
        home = url_for("KeyScreen.index") if standing() is not None else url_for("SignInScreen.login")
        return after(home, gettext("Your eID was not linked; nothing of it is kept."), "info")

    @expose("/link", methods=["GET", "POST"])
    @has_access
    def link(self) -> Response:
        """The card that was shown before signing in, and the account: whether they belong together."""
        holder, form = _shown(), NextForm()
        if holder is None:
            return make_response(redirect(url_for("EidScreen.index")))
        if form.validate_on_submit():
            database = db()
            with transaction(database):
                taken = challenges.take(database, session.pop(SHOWN_CARD, ""), clock.now())
            if taken is None:
                return make_response(redirect(url_for("EidScreen.index"), code=303))
            # What a provider said a while ago makes no key stronger; a card was shown in this very browser.
            return link(self, taken, None, level="high" if _is_card(taken) else "basic")
        found = standing()
        return self.page(
            "accounts/cards/link.html",
            gettext("Link this eID to your account?")
            if _is_card(holder)
            else gettext("Link this number to your account?"),
            422 if form.is_submitted() else 200,
            form=form,
            facts=[
                Fact(gettext("Name on the eID") if _is_card(holder) else gettext("Name"), holder.name),
                Fact(gettext("National number"), holder.number.masked()),
                Fact(gettext("Your account"), found.identity.name if found is not None else ""),
            ],
            of_card=_is_card(holder),
        )


def _title() -> str:
    titles: dict[str, str] = {
        "sign_in": gettext("Sign in with your eID"),
        "link": gettext("Link your eID"),
        "show": gettext("Show your eID"),
    }
    return titles[purpose()]


def _is_card(holder: KeyHolder) -> bool:
    """Whether a card named him, or a provider elsewhere."""
    return holder.way in CARD_WAYS


def _shown() -> KeyHolder | None:
    ticket = session.get(SHOWN_CARD)
    return challenges.kept(db(), ticket, clock.now()) if ticket else None
