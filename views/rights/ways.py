"""For whom, and in which role, somebody goes into a tool: taken without asking, chosen on a page, or told why not.

Whoever leads into a tool says where a chosen way goes; all else is the same whichever door one came by.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from flask import Response, g, make_response, redirect, request, session
from flask_babel import gettext
from sqlalchemy import select
from sqlalchemy.orm import joinedload

from app import clock
from app.cases.rules import IncidentKind
from app.errors import Missing
from app.rights.access import Check
from app.rights.access_facts import Answer
from app.rights.entering import Choice, Ways, enter_tool, ways_into
from app.transaction import Scope, enter, scope_of, transaction
from models.rights import Tool, ToolRole
from views.framework.database import db
from views.framework.identity import OWN_CONTEXT, Standing, identity, standing
from views.framework.incidents import happened, page_told
from views.framework.screens import HouseForm, Screen, attempt
from views.labels import label_of, language
from views.rights.why_access import Line, lines_of


@dataclass(frozen=True)
class Way:
    """One combination on the page; `why` is what stands in the way first, '' where it is open."""

    value: str
    name: str
    branch: str
    role: str
    why: str


@dataclass(frozen=True)
class Onward:
    """Where a chosen way leads.

    `to` gives the address, in the transaction of entering; `origins` the sites that address may be on. `here` is
    where one comes back to with another key. With `asks` nothing is taken without asking; `chosen` was chosen just
    before, and is taken while it is open; `silent`, where nothing may be shown, gives the address to go to instead
    of a page.
    """

    to: Callable[[Tool, Answer], str]
    origins: Callable[[Tool], tuple[str, ...]]
    here: str
    asks: bool = False
    chosen: Choice | None = None
    silent: Callable[[Ways], str] | None = None


class WayScreen(Screen):
    """A screen through which one goes into a tool."""

    def choose(self, tool_id: int, onward: Onward) -> Response:
        """On to the tool where nothing needs asking; else for whom and in which role, or why not."""
        database, found, form = db(), standing(), HouseForm()
        roles = list(
            database.scalars(
                select(ToolRole).where(ToolRole.tool_id == tool_id).options(joinedload(ToolRole.tool))
            )
        )
        if not roles or found is None:
            raise Missing("tool", tool_id)
        tool = roles[0].tool
        # The decision reads what is everybody's; nothing else of this request is anybody else's.
        if scope_of(database) != Scope.office():
            enter(database, Scope.office())
        ways = ways_into(database, identity(), tool_id, clock.today())
        taken = next((one for one in ways.open if Choice.of(one) == onward.chosen), ways.taken)
        if onward.silent is not None and (taken is None or found.viewed is not None):
            return make_response(redirect(onward.silent(ways), code=303))
        nearest = _nearest(ways.closed, found) if not ways.open else None
        lines = lines_of(database, nearest, tool, clock.today()) if nearest is not None else []
        if nearest is not None:
            return self._closed(tool, _shown([nearest, *ways.closed], found, roles), lines, found, onward)
        if form.validate_on_submit():
            chosen = _read(request.form.get("way", ""))
            if chosen is None:
                form.form_errors.append(gettext("Choose for whom you enter."))
            elif (answer := self._enter(form, tool, chosen, onward, star="star" in request.form)) is not None:
                return answer
        elif taken is not None and not onward.asks and found.viewed is None:
            answer = self._enter(form, tool, Choice.of(taken), onward, star=None)
            if answer is not None:
                return answer
        # A browser holds where the form leads to against what the page allows.
        g.forms_lead_to = onward.origins(tool)
        here = [one for one in ways.open if one.organisation_id == found.identity.organisation_id]
        return self.page(
            "rights/enter.html",
            gettext("How do you enter %(tool)s?", tool=tool.named(language())),
            422 if form.errors or form.form_errors else 200,
            form=form,
            name=tool.named(language()),
            ways=_shown(ways.open, found, roles),
            closed=_shown(ways.closed, found, roles),
            chosen=request.form.get("way") or _value(taken or (here or ways.open)[0]),
        )

    def _enter(
        self, form: HouseForm, tool: Tool, chosen: Choice, onward: Onward, *, star: bool | None
    ) -> Response | None:
        database, who = db(), identity()

        def go() -> str:
            return onward.to(tool, enter_tool(database, who, tool.id, chosen, clock.now(), star=star))

        with transaction(database):
            address: str | None = attempt(form, go)
        if address is None:
            return None
        session["organisation_id"] = chosen.organisation_id or OWN_CONTEXT
        return make_response(redirect(address, code=303))

    def _closed(self, tool: Tool, ways: list[Way], lines: list[Line], found: Standing, onward: Onward) -> Response:
        """The first of the ways is the one that is explained."""
        needs_key = next(one for one in lines if one.check is Check.KEY)
        return self.page(
            "rights/enter_closed.html",
            gettext("%(tool)s isn't open to you", tool=tool.named(language())),
            403,
            tool=tool,
            tool_name=tool.named(language()),
            lines=lines,
            way=ways[0],
            others=[one for one in ways[1:] if one.value != ways[0].value],
            level=label_of(found.identity.key_level),
            stronger=not needs_key.met,
            here=onward.here,
            reference=happened(IncidentKind.DECLINED, "rights.tool.not_open"),
            page_told=page_told(),
        )


def _nearest(closed: Iterable[Answer], found: Standing) -> Answer:
    """What comes nearest to being open: where the first thing in the way comes last, rather where one acts now.

    Account and key are the same everywhere, so they don't count.
    """
    acting, order = found.identity.organisation_id, list(Check)

    def lacks(one: Answer) -> tuple[int, bool, int]:
        own = [check for check in one.decision.reasons if check not in (Check.ACCOUNT, Check.KEY)]
        first = order.index(own[0]) if own else len(order)
        return -first, one.organisation_id != acting, len(own)

    return min(closed, key=lacks)


def _read(text: str) -> Choice | None:
    """What a radio button sends: organisation (0 for oneself) and role."""
    parts = text.split(".")
    if len(parts) != 2 or not all(one.isascii() and one.isdigit() and len(one) < 18 for one in parts):
        return None
    return Choice(int(parts[0]) or None, int(parts[1]))


def _value(answer: Answer) -> str:
    return f"{answer.organisation_id or 0}.{answer.role_id}"


def _shown(answers: Iterable[Answer], found: Standing, roles: list[ToolRole]) -> list[Way]:
    """In their order: organisations as the list of contexts has them, oneself first as the decision tells it."""
    names = {one.organisation_id: one.name for one in found.contexts}
    words = {one.id: one.named(language()) for one in roles}
    return [
        Way(
            _value(one),
            names.get(one.organisation_id, "") if one.organisation_id is not None else str(gettext("Myself")),
            one.facts.branch,
            words[one.role_id],
            label_of(one.decision.reasons[0]) if one.decision.reasons else "",
        )
        for one in answers
    ]
