"""What this tool sells: reminder letters. How many, what they cost, paid; what was chosen is kept until it is."""

from __future__ import annotations

import re
import secrets
from collections.abc import Callable
from typing import Any, Protocol

from flask import Flask, Response, request, session
from wallet import Answer, Spender, Wallet

PRODUCT = "reminder"
MOST = 100


class Visit(Protocol):
    """Somebody who is here."""

    claims: dict[str, Any]


def spender(visit: Visit, language: str) -> Spender | None:
    """Who pays; nobody where he acts as himself."""
    organisation = visit.claims["context"]["organisation"]
    if organisation is None:
        return None
    return Spender(visit.claims["sub"], organisation["enterprise_number"], language)


def draft() -> dict[str, str]:
    """What was chosen and isn't paid yet; its key goes along, so that it is paid once."""
    kept: dict[str, str] = session.get("draft", {"quantity": "1", "reference": "", "key": ""})
    return kept


def count_of(wanted: dict[str, str]) -> int:
    """How many; 0 for what is no number."""
    typed = wanted["quantity"]
    return int(typed) if re.fullmatch("[0-9]{1,6}", typed) else 0


def open_shop(
    tool: Flask,
    wallet: Wallet,
    visitor: Callable[[], Any],
    page: Callable[..., Response],
    home: Callable[..., Response],
) -> None:
    """Its two pages. `visitor` is who is here now, or the page that says why he isn't; `home` has the form."""

    def confirm(visit: Any, status: int = 200, refused: Answer | None = None) -> Response:
        wanted, who = draft(), spender(visit, visit.language)
        if who is None or not 1 <= count_of(wanted) <= MOST or len(wanted["reference"]) > MOST:
            return home(visit, 422, wrong=True)
        quote = wallet.quote(who, PRODUCT, count_of(wanted))
        if not quote.done:
            return home(visit, quote.status or 503, refused=quote)
        return page("price.html", status, visit=visit, quote=quote.told, wanted=wanted, refused=refused)

    @tool.get("/letters")
    def price() -> Response:
        """What it would cost, to be confirmed."""
        visit = visitor()
        if isinstance(visit, Response):
            return visit
        asked = {name: request.args.get(name, "").strip() for name in ("quantity", "reference")}
        before = draft()
        same = asked == {name: before[name] for name in asked} and before["key"]
        session["draft"] = {**asked, "key": before["key"] if same else secrets.token_urlsafe(16)}
        return confirm(visit)

    @tool.post("/pay")
    def pay() -> Response:
        """Pays what was shown. Pressed twice it is paid once, as the form carries the key."""
        visit = visitor()
        if isinstance(visit, Response):
            return visit
        sent = {name: request.form.get(name, "") for name in ("quantity", "reference", "key")}
        who = spender(visit, visit.language)
        if who is None or not sent["key"]:
            return home(visit, 422, wrong=True)
        paid = wallet.charge(who, PRODUCT, count_of(sent), sent["reference"], sent["key"])
        if not paid.done:
            session["draft"] = sent
            return confirm(visit, paid.status or 503, paid)
        session.pop("draft", None)
        return page("paid.html", visit=visit, paid=paid.told, wanted=sent)
