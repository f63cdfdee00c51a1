"""A tool that signs people in through Sleutelbos, as small as it can be: a beginning for one of your own.

`SLEUTELBOS=http://127.0.0.1:8080 CLIENT_ID=… API_TOKEN=… python tool.py`, on TOOL_PORT (8081). It keeps its own
sessions, in memory; who is here, for whom and as what, it asks at every click, and it hears when that is over.
"""

from __future__ import annotations

import logging
import os
import secrets
import time
from dataclasses import dataclass
from typing import Any

from authlib.integrations.base_client import OAuthError
from authlib.integrations.flask_client import OAuth
from flask import Flask, Response, abort, make_response, redirect, render_template, request, session
from joserfc import jwt
from joserfc.errors import JoseError
from joserfc.jwk import KeySet
from requests import RequestException
from shop import draft, open_shop, spender
from wallet import Wallet
from werkzeug.serving import make_server
from words import WORDS, euro

LOGOUT = "http://schemas.openid.net/event/backchannel-logout"
LEVELS = ("basic", "code", "high")


@dataclass
class Visit:
    """Somebody who is signed in here: his tokens, and what Sleutelbos says of him."""

    claims: dict[str, Any]
    tokens: dict[str, Any]

    @property
    def level(self) -> str:
        return str(self.claims.get("acr", ""))

    @property
    def language(self) -> str:
        told = str(self.claims.get("locale", ""))
        return told if told in WORDS else "nl"


def create_tool(sleutelbos: str, client_id: str, client_secret: str = "", token: str = "") -> Flask:
    """The application. Without a secret PKCE alone shows that it is us; without a token it sells nothing."""
    tool = Flask(__name__)
    tool.secret_key = secrets.token_bytes(32)
    tool.config.update(SESSION_COOKIE_NAME="demo_tool", SESSION_COOKIE_SAMESITE="Lax")
    tool.jinja_env.globals.update(euro=euro, sleutelbos=sleutelbos)
    wallet = Wallet(sleutelbos, token) if token else None
    visits: dict[str, Visit] = {}
    spoken: dict[str, float] = {}
    provider = OAuth(tool).register(
        "sleutelbos",
        client_id=client_id,
        client_secret=client_secret or None,
        server_metadata_url=f"{sleutelbos}/.well-known/openid-configuration",
        client_kwargs={
            "scope": "openid profile",
            "code_challenge_method": "S256",
            "token_endpoint_auth_method": "client_secret_basic" if client_secret else "none",
        },
    )

    def words(visit: Visit | None) -> dict[str, str]:
        return WORDS[visit.language if visit else request.accept_languages.best_match(list(WORDS)) or "nl"]

    def page(template: str, status: int = 200, visit: Visit | None = None, **shown: Any) -> Response:
        """The balance stands at the top right of every page, as Sleutelbos says it at that moment."""
        who = spender(visit, visit.language) if visit is not None else None
        held = wallet.balance(who) if wallet is not None and who is not None else None
        said = render_template(template, _=words(visit), visit=visit, held=held, **shown)
        return make_response(said, status)

    def home(visit: Visit, status: int = 200, **shown: Any) -> Response:
        context, sells = visit.claims["context"], wallet is not None
        return page("in.html", status, visit, context=context, levels=LEVELS, sells=sells, wanted=draft(), **shown)

    def renewed(visit: Visit) -> bool:
        """Asks Sleutelbos who it is now, with another token where the first has lapsed; whether it says so."""
        token = visit.tokens
        if token.get("expires_at", 0) < time.time() + 10:
            try:
                visit.tokens = provider.fetch_access_token(
                    grant_type="refresh_token", refresh_token=token["refresh_token"]
                )
            except (OAuthError, KeyError):
                return False
        answer = provider.get(provider.load_server_metadata()["userinfo_endpoint"], token=visit.tokens)
        if answer.status_code != 200:
            return False
        visit.claims |= answer.json()
        return True

    def visitor() -> Visit | Response:
        """Who is here, as Sleutelbos says now; else the page that says why nobody is."""
        visit = visits.get(session.get("visit", ""))
        if visit is None:
            return page("out.html", ended=session.pop("visit", None) is not None)
        try:
            if not renewed(visit):
                visits.pop(session.pop("visit"), None)
                return page("out.html", ended=True)
        except RequestException:
            return page("silent.html", 503)
        return visit

    @tool.get("/")
    def index() -> Response:
        visit = visitor()
        return home(visit) if isinstance(visit, Visit) else visit

    @tool.get("/sign-in")
    def sign_in() -> Response:
        asked: dict[str, str] = {}
        if request.args.get("level") in LEVELS:
            asked["acr_values"] = request.args["level"]
        if "choose" in request.args:
            asked["prompt"] = "select_account"
        try:
            answer: Response = provider.authorize_redirect(f"{request.host_url}callback", **asked)
        except RequestException:
            return page("silent.html", 503)
        return answer

    @tool.get("/callback")
    def callback() -> Response:
        try:
            tokens = provider.authorize_access_token()
        except (OAuthError, JoseError) as problem:
            return page("refused.html", 400, why=getattr(problem, "error", "") or type(problem).__name__)
        visits.pop(session.pop("visit", ""), None)
        session["visit"] = secrets.token_urlsafe(16)
        visits[session["visit"]] = Visit(dict(tokens["userinfo"]), dict(tokens))
        return make_response(redirect("/"))

    @tool.get("/still")
    def still() -> dict[str, bool]:
        """Whether this browser is signed in here; the page asks it, so that it notices by itself."""
        known = session.get("visit", "")
        return {"in": not known or known in visits}

    @tool.post("/sign-out")
    def sign_out() -> Response:
        """Here and at Sleutelbos; from our own page only, as the cookie comes along with nobody else's form."""
        visit = visits.pop(session.pop("visit", ""), None)
        if visit is None:
            return make_response(redirect("/"))
        return provider.logout_redirect(  # type: ignore[no-any-return]
            post_logout_redirect_uri=request.host_url, id_token_hint=visit.tokens.get("id_token")
        )

    @tool.post("/signed-out-there")
    def signed_out_there() -> Response:
        """Sleutelbos says that a session is over (Back-Channel Logout 1.0): believed by its signature, once."""
        metadata = provider.load_server_metadata()
        try:
            keys = KeySet.import_key_set(provider.fetch_jwk_set(force=True))
            claims = jwt.decode(request.form.get("logout_token", ""), keys).claims
        except (JoseError, ValueError):
            abort(400)
        now = time.time()
        for one in [one for one, until in spoken.items() if until < now]:
            del spoken[one]
        fits = (
            claims.get("iss") == metadata["issuer"]
            and claims.get("aud") == client_id
            and LOGOUT in claims.get("events", {})
            and "nonce" not in claims
            and claims.get("exp", 0) > now - 30
            and claims.get("jti")
            and claims["jti"] not in spoken
        )
        if not fits:
            abort(400)
        spoken[claims["jti"]] = claims["exp"] + 30
        for name in [name for name, one in visits.items() if one.claims.get("sid") == claims.get("sid")]:
            del visits[name]
        return make_response("", 200, {"Cache-Control": "no-store"})

    if wallet is not None:
        open_shop(tool, wallet, visitor, page, home)

    @tool.after_request
    def guarded(response: Response) -> Response:
        response.headers["Content-Security-Policy"] = (
            "default-src 'self'; img-src 'self' data:; object-src 'none'; base-uri 'none'; frame-ancestors 'none';"
            f" form-action 'self' {sleutelbos}"
        )
        response.headers["X-Content-Type-Options"] = "nosniff"
        response.headers["Referrer-Policy"] = "same-origin"
        response.headers.setdefault("Cache-Control", "no-store")
        return response

    return tool


if __name__ == "__main__":
    logging.getLogger("werkzeug").setLevel(logging.WARNING)
    told = os.environ
    made = create_tool(
        told["SLEUTELBOS"].rstrip("/"), told["CLIENT_ID"], told.get("CLIENT_SECRET", ""), told.get("API_TOKEN", "")
    )
    make_server("127.0.0.1", int(told.get("TOOL_PORT", "8081")), made, threaded=True).serve_forever()
