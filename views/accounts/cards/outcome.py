"""What becomes of a card that was shown: a session, a link, a choice to make, or a page that says what to do."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from flask import Response, current_app, make_response, redirect, request, session, url_for
from flask_babel import gettext

from app import clock
from app.accounts import challenges
from app.accounts.card_ways import CardWays
from app.accounts.key_holders import KeyHolder
from app.accounts.number_keys import link_by_number, lookup_of, note_fault, sign_in_by_number
from app.accounts.rules import CARD_WAYS, Way
from app.cases.rules import IncidentKind, browser_of, system_of
from app.cases.services import NewReport, report_problem
from app.errors import Refusal
from app.transaction import Scope, transaction, within
from eid.errors import EidError, Fault
from models.cases import number_of
from views.accounts.cards.remedies import REMEDIES, Remedy
from views.accounts.door import SHOWN_CARD, let_in, safe, visitor
from views.framework.database import db
from views.framework.identity import identity, standing
from views.framework.incidents import happened, page_told
from views.framework.screens import Screen, after
from views.framework.sessions import HouseSession
from views.labels import instant, label_of, language
from views.refusals import sentence


def ways() -> CardWays:
    """What this installation offers to who has a card."""
    found: CardWays = current_app.extensions["cards"]
    return found


@dataclass(frozen=True)
class Trouble:
    """A fault as a page shows it: what to do, the reference, what to send to the helpdesk."""

    fault: Fault
    remedy: Remedy
    reference: str
    tries_left: int | None
    report: str


def trouble_of(problem: EidError, way: Way) -> Trouble:
    """Notes the try, and says what to do about it."""
    database = db()
    with transaction(database):
        reference = note_fault(database, problem.fault, way, visitor(), clock.now())
    more = ((gettext("Key"), label_of(way)), (gettext("Cause"), str(problem.fault)))
    report = report_of(reference, more)
    return Trouble(problem.fault, REMEDIES[problem.fault], reference, problem.tries_left, report)


def report_of(reference: str, more: Iterable[tuple[str, str]]) -> str:
    """What somebody sends to the helpdesk: no PIN, no number, no name is ever in it."""
    agent = request.user_agent.string
    lines = (
        (gettext("Reference"), reference),
        (gettext("When"), instant(clock.now())),
        (gettext("Browser"), ", ".join(filter(None, (browser_of(agent), system_of(agent))))),
        *more,
    )
    return "\n".join(f"{label}: {value}" for label, value in lines)


def came_with(
    screen: Screen, holder: KeyHolder, onward: str | None, *, level: str = "high", after_card: bool = False
) -> Response:
    """Whoever showed this key goes on: signed in, linked, or asked what he wants. `after_card`: it opens only what
    an eID was linked to before."""
    if standing() is not None:
        return link(screen, holder, onward, level=level, after_card=after_card)
    database, now, who, ticket = db(), clock.now(), visitor(), ""
    with transaction(database):
        came = sign_in_by_number(database, holder, who, now, after_card=after_card)
        if came.account is None and came.refusal is None:
            ticket = challenges.keep(database, holder, now)
    if came.account is not None:
        session.pop(SHOWN_CARD, None)
        return let_in(came.account, level, who.device, onward, way=str(holder.way))
    if came.refusal is not None:
        return said_no(screen, came.refusal, came.reference)
    session[SHOWN_CARD] = ticket
    return make_response(redirect(url_for("EidScreen.new", next=onward), code=303))


def link(
    screen: Screen, holder: KeyHolder, onward: str | None, *, level: str = "high", after_card: bool = False
) -> Response:
    """This key and the account that is signed in belong together, from now on or already."""
    database, who = db(), identity()
    try:
        with transaction(database), within(database, Scope.office()):
            linked = link_by_number(database, who, holder, visitor(), clock.now(), after_card=after_card)
    except Refusal as refusal:
        reference = happened(IncidentKind.DECLINED, refusal.code)
        number = _open_case(holder, reference) if refusal.code == "accounts.card.linked_elsewhere" else ""
        return said_no(screen, refusal, reference, number)
    assert isinstance(session, HouseSession)  # noqa: S101 - the only session interface there is
    session.pop(SHOWN_CARD, None)
    if level == "high":
        session.strengthen(level, str(holder.way))
    told = gettext("You showed that it is you.") if linked.again else gettext("It is linked to your account.")
    if holder.way in CARD_WAYS:
        told = (
            gettext("Your eID was recognised.") if linked.again else gettext("Your eID is linked to your account.")
        )
    return after(safe(onward) if onward else url_for("KeyScreen.index"), told)


def said_no(screen: Screen, refusal: Refusal, reference: str, case_number: str = "") -> Response:
    """A card that is as it should be, and an account that doesn't fit it."""
    return screen.page(
        "accounts/cards/refused.html",
        gettext("This key doesn't open this account"),
        422,
        sentence=sentence(refusal),
        reference=reference,
        case_number=case_number,
        elsewhere=refusal.code == "accounts.card.linked_elsewhere",
        signed_in=standing() is not None,
    )


def _open_case(holder: KeyHolder, reference: str) -> str:
    """The helpdesk hears of a card that two accounts want; tried again, it is the same case. Gives its number."""
    agent, database, who = request.user_agent.string, db(), identity()
    new = NewReport(
        told=gettext("My eID can't be linked to my account: it is linked to another one already."),
        error_text="accounts.card.linked_elsewhere",
        page=page_told(),
        reference=reference,
        browser=browser_of(agent),
        system=system_of(agent),
        language=language(),
        form_key=f"card:{who.account_id}:{lookup_of(holder).hex()[:40]}",
    )
    try:
        with transaction(database), within(database, Scope.office()):
            return number_of(report_problem(database, who, new, (request.remote_addr or "")[:45], clock.now()).id)
    except Refusal:  # more reports than one may make in an hour
        return ""


def purpose() -> str:
    """What a card is shown for: to `sign_in`, to be linked (`link`), or to `show` once more that it is oneself."""
    found = standing()
    if found is None:
        return "sign_in"
    return "link" if found.identity.person_id is None else "show"


def desk_offered() -> bool:
    return ways().at_desk(request.remote_addr or "")


def offered() -> dict[str, Any]:
    """Which ways are open to this visitor, for pages that let him choose."""
    found = ways()
    return {
        "desk": desk_offered(),
        "web_eid": found.web_eid,
        "certificates": found.certificates,
        "drawer": found.drawer is not None,
    }
