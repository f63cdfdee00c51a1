"""A tool sends somebody's browser to us: to have him signed in, and to have him signed out.

Between a form of ours and the tool stands a page of its own (`onward`): a browser holds every address that a form
leads to, however many redirects later, against what the page of that form allowed.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta
from typing import Any
from urllib.parse import urlencode, urlsplit

from flask import Response, g, make_response, redirect, request, session, url_for
from flask_appbuilder import expose
from flask_babel import gettext

from app import clock
from app.errors import Refusal
from app.rights.access import Check
from app.rights.access_facts import Answer
from app.rights.clients import Declined
from app.rights.entering import Ways
from app.rights.grants import began_at, begin_grant
from app.rights.leaving_tools import Leaving, leaving_asked
from app.rights.provider import NAMES, Asked, answer_to, client_asking, means, read_request
from app.transaction import Scope, enter, scope_of, within
from models.rights import Tool, ToolClient
from models.values import KeyLevel
from views.accounts.door import sign_out
from views.framework.database import address, db
from views.framework.identity import Standing, identity, standing
from views.framework.screens import HouseForm
from views.framework.sessions import HouseSession
from views.framework.web import protection
from views.labels import language
from views.rights.entering import just_chosen
from views.rights.ways import Onward, WayScreen

# What a fresh sign-in answers by itself: asked again afterwards, it would be asked for ever.
_ANSWERED = frozenset({"prompt", "max_age"})
_LEAVING = ("id_token_hint", "client_id", "post_logout_redirect_uri", "state")


class ProviderScreen(WayScreen):
    """Nobody is believed but whom we signed in ourselves; what a tool asks is held against its registration."""

    route_base = "/oidc"
    default_view = "authorize"

    @expose("/authorize", methods=["GET", "POST"])
    def authorize(self) -> Response:
        """To the tool with a code; on the way there whatever has to be asked of who sits at the browser."""
        found, told = standing(), request.args.to_dict(flat=False)
        client, where = self._client(told)
        try:
            asked = read_request(client, where, told)
        except Declined as no:
            return _back(where, (told.get("state") or [""])[0], no)
        if (first := _before(asked, found)) is not None:
            return self._again(asked) if first == "again" else make_response(redirect(first))

        def code(_: Tool, answer: Answer) -> str:
            made = begin_grant(db(), identity(), asked, answer, clock.now())
            return answer_to(asked.redirect_uri, address(), asked.state, code=made)

        def silently(ways: Ways) -> str:
            error = "interaction_required" if ways.open or _key_would_do(ways) else "access_denied"
            return answer_to(asked.redirect_uri, address(), asked.state, error=error)

        return self.choose(
            client.tool_id,
            Onward(
                to=code,
                origins=lambda _: (asked.origin,),
                here=_onward(),
                asks="select_account" in asked.prompts,
                chosen=just_chosen(client.tool_id),
                silent=silently if asked.silent else None,
            ),
        )

    @staticmethod
    def _client(told: dict[str, list[str]]) -> tuple[ToolClient, str]:
        """Who asks, and where the answer goes; read in the scope in which the decision is asked after it."""
        database = db()
        before = scope_of(database)
        enter(database, Scope.office())
        try:
            return client_asking(database, told)
        except Refusal:
            enter(database, before)
            raise

    @expose("/onward", methods=["GET"])
    def onward(self) -> Response:
        """One page between our forms and the tool; it goes on by itself."""
        there = url_for("ProviderScreen.authorize", **_asked())
        return self.page("rights/onward.html", gettext("On to the tool"), there=there)

    def _again(self, asked: Asked) -> Response:
        return self.page(
            "rights/sign_in_again.html",
            gettext("%(tool)s asks that you sign in again", tool=asked.client.tool.named(language())),
            form=HouseForm(),
            there=url_for("ProviderScreen.again", **_asked(_ANSWERED)),
        )

    @expose("/again", methods=["POST"])
    def again(self) -> Response:
        """He signs in anew, and goes on to the tool."""
        sign_out()
        there = url_for("ProviderScreen.onward", **_asked(_ANSWERED))
        return make_response(redirect(url_for("SignInScreen.login", next=there), code=303))

    @expose("/logout", methods=["GET", "POST"])
    @protection.exempt
    def logout(self) -> Response:
        """The tool signs somebody out; asked first, unless it shows that it means this very session."""
        if request.method == "POST":  # without our cookie, as it comes from another site
            return make_response(redirect(url_for("ProviderScreen.logout", **_leaving(request.form)), code=303))
        found, database = standing(), db()
        reference = session.reference if found is not None and isinstance(session, HouseSession) else ""
        account_id = found.identity.account_id if found is not None else 0
        with within(database, Scope.office()):
            leaving = leaving_asked(database, request.args, reference, account_id, clock.now())
        if found is None:
            return _left(leaving)
        if leaving.fits:
            sign_out()
            return _left(leaving)
        g.forms_lead_to = leaving.origins
        return self.page(
            "rights/sign_out.html",
            gettext("Sign out?"),
            form=HouseForm(),
            tool=leaving.client.tool.named(language()) if leaving.client is not None else "",
            there=url_for("ProviderScreen.signed_out", **_leaving(request.args)),
        )

    @expose("/sign-out", methods=["POST"])
    def signed_out(self) -> Response:
        """He wants to be signed out himself."""
        sign_out()
        with within(db(), Scope.office()):
            return _left(leaving_asked(db(), request.args, "", 0, clock.now()))


def _before(asked: Asked, found: Standing | None) -> str | None:
    """Where he goes first, “again” to sign in anew; None where nothing stands in the way."""
    if found is None:
        if asked.silent:
            return answer_to(asked.redirect_uri, address(), asked.state, error="login_required")
        return url_for("SignInScreen.login", next=url_for("ProviderScreen.onward", **_asked(_ANSWERED)))
    if _is_old(asked) or (asked.silent and not means(db(), asked, found.identity.account_id, clock.now())):
        if asked.silent:
            return answer_to(asked.redirect_uri, address(), asked.state, error="login_required")
        return "again"
    level = found.identity.key_level
    if found.viewed is None and (level not in set(KeyLevel) or KeyLevel(level) < asked.needs_level):
        if asked.silent:
            return answer_to(asked.redirect_uri, address(), asked.state, error="interaction_required")
        return url_for("StrongerScreen.index", next=_onward())
    return None


def _is_old(asked: Asked) -> bool:
    """Whether the tool wants him to have signed in later than he did."""
    if "login" in asked.prompts:
        return True
    if asked.max_age is None:
        return False
    began = began_at(db(), identity().session_reference)
    return began is None or clock.now() - began > timedelta(seconds=asked.max_age)


def _key_would_do(ways: Ways) -> bool:
    return any(one.decision.reasons == (Check.KEY,) for one in ways.closed)


def _back(redirect_uri: str, state: str, no: Declined) -> Response:
    told = {"error": no.error, **({"error_description": no.because} if no.because else {})}
    return make_response(redirect(answer_to(redirect_uri, address(), state, **told), code=303))


def _asked(without: frozenset[str] = frozenset()) -> dict[str, Any]:
    """What the tool asked, as it stands in an address of ours."""
    return {name: request.args[name] for name in NAMES if name in request.args and name not in without}


def _onward() -> str:
    return url_for("ProviderScreen.onward", **_asked())


def _leaving(told: Mapping[str, str]) -> dict[str, Any]:
    return {name: told[name] for name in _LEAVING if name in told}


def _left(leaving: Leaving) -> Response:
    """He is signed out: back to the tool where that is registered, else to our own door."""
    if not leaving.redirect_uri:
        return make_response(redirect(url_for("SignInScreen.login"), code=303))
    state = request.args.get("state", "")
    mark = "&" if urlsplit(leaving.redirect_uri).query else "?"
    there = f"{leaving.redirect_uri}{mark}{urlencode({'state': state})}" if state else leaving.redirect_uri
    return make_response(redirect(there, code=303))
