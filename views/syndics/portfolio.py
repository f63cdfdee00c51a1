"""The portfolio of a company that is syndic: its associations, who represents it in each, and what is done about
them; one at a time, or many at once."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any
from urllib.parse import parse_qsl

from flask import Response, current_app, make_response, redirect, request, url_for
from flask_appbuilder import expose, has_access
from flask_babel import gettext
from flask_babel import lazy_gettext as _l
from markupsafe import Markup
from sqlalchemy import ColumnElement, not_
from sqlalchemy.orm import Session, selectinload

from app import clock
from app.policy import Identity, Permission, may, require
from app.syndics import mandate_queries as queries
from app.syndics.mandates_import import MANDATES
from app.syndics.register import represented_on
from models.syndics import Case, MandateRow
from models.values import EnterpriseNumber
from models.values.mandates import BatchKind, CaseForm, CaseState
from views.framework.acting import ticked
from views.framework.asking import args_of, asked_of
from views.framework.database import db
from views.framework.exports import statement_of
from views.framework.filters import Filter
from views.framework.identity import identity
from views.framework.register import Column, Fact, Interface, Register
from views.framework.screens import after
from views.labels import day, until
from views.labels import mandate_register as words
from views.labels.mandates import FORMS, STATES
from views.syndics.begun import begin_url, ways_on

MOST = 500
_BATCH, _CASE = "BatchScreen.new", "MandateCaseScreen.show"
_CHANGE, _REMOVE = str(BatchKind.CHANGE), str(BatchKind.REMOVAL)


@dataclass(frozen=True)
class ManyAct:
    """What may be done with several at once; the pages of that ask the rest."""

    name: str
    label: Any
    tone: str


@dataclass(frozen=True)
class Held:
    """A mandate of the company as it stands today, with the case that is open about its association."""

    item: MandateRow
    today: date
    case: Case | None

    @property
    def state(self) -> str:
        return words.standing_of(self.item, self.today)

    @property
    def representative(self) -> str:
        found = represented_on(self.item, self.today)
        return found.name if found is not None else ""

    @property
    def represented_since(self) -> date | None:
        found = represented_on(self.item, self.today)
        return found.first_day if found is not None else None


def _case_word(held: Held) -> str:
    if held.case is None:
        return ""
    return f"{FORMS[CaseForm(held.case.form)]}: {STATES[CaseState(held.case.state)]}"


def _case_cell(held: Held) -> Any:
    said, url = _case_word(held), _case_url(held.case)
    return Markup('<a href="{}">{}</a>').format(url, said) if url else said


def _case_url(case: Case | None) -> str:
    if case is None or _CASE not in current_app.view_functions:
        return ""
    return url_for(_CASE, pk=case.id)


def _named() -> list[tuple[str, str]]:
    return [("yes", gettext("With a representative")), ("no", gettext("Without a representative"))]


def _cases() -> list[tuple[str, str]]:
    return [("yes", gettext("With an open case")), ("no", gettext("Without an open case"))]


def _if(condition: ColumnElement[bool], chosen: str) -> ColumnElement[bool]:
    return condition if chosen == "yes" else not_(condition)


class PortfolioScreen(Register):
    """For members of a company that is syndic."""

    route_base = "/syndic-portfolio"
    datamodel = Interface(MandateRow)
    page_title = _l("Portfolio")
    one_line = _l(
        "The associations of which your company is syndic. Choose several to change or take out their"
        " representative at once."
    )
    options = (selectinload(MandateRow.representatives),)
    orders = {"name": MandateRow.sort_name, "since": MandateRow.first_day}
    first_order = "name"
    at_first = (("state", words.RUNS),)
    columns = (
        Column("name", _l("Association"), lambda held: held.item.association_name, "name"),
        Column("number", _l("Enterprise number"), lambda held: words.association_shown(held.item), shown=False),
        Column("representative", _l("Represented by"), lambda held: held.representative),
        Column("represented", _l("Represented since"), lambda held: held.represented_since, shown=False),
        Column("since", _l("Syndic since"), lambda held: held.item.first_day, "since"),
        Column("until", _l("Last day"), lambda held: held.item.last_day, shown=False),
        Column(
            "state",
            _l("State"),
            lambda held: str(words.STANDINGS[held.state]),
            tone=lambda held: words.TONES[held.state],
        ),
        Column("case", _l("Open case"), _case_cell, plain=_case_word),
        Column("source", _l("Where it came from"), lambda held: words.source_word(held.item), shown=False),
    )
    filters = (
        Filter("association", _l("Association, by name or number"), "text", queries.of_association),
        Filter(
            "representative",
            _l("Representative"),
            "text",
            lambda text: queries.represented_by(text, clock.today()),
        ),
        Filter(
            "represented",
            _l("Represented"),
            "choice",
            lambda chosen: _if(not_(queries.unrepresented(clock.today())), chosen),
            _named,
        ),
        Filter(
            "state",
            _l("State"),
            "choice",
            lambda chosen: queries.standing(chosen, clock.today()),
            words.standings,
        ),
        Filter(
            "case",
            _l("Open case"),
            "choice",
            lambda chosen: _if(queries.with_open_case(), chosen),
            _cases,
            more=True,
        ),
    )
    empty_text = _l(
        "No mandate of your company is registered here yet. Bring in those you have with a list (CSV or Excel), or"
        " register the start of one."
    )
    record_template = "syndics/portfolio.html"

    def rows(self, who: Identity) -> ColumnElement[bool]:
        return queries.portfolio_of(who)

    def seen(self, session: Session, items: Sequence[Any], asked: Any) -> Sequence[Held]:
        today = clock.today()
        cases = queries.open_cases(session, identity(), [one.association_number for one in items])
        return [Held(one, today, cases.get(one.association_number)) for one in items]

    def primary(self) -> tuple[str, str] | None:
        if not may(identity(), Permission.PORTFOLIO_KEEP):
            return None
        return gettext("Bring in existing mandates"), url_for("ImportWizard.upload", kind=MANDATES.name)

    def title_of(self, item: Any) -> str:
        return str(item.association_name)

    def describe(self, item: Any) -> dict[str, Any]:
        held = self.seen(db(), [item], None)[0]
        unnamed = item.syndic_kind == "company" and not held.representative and held.state == words.RUNS
        return {
            "state": words.TONES[held.state],
            "state_word": str(words.STANDINGS[held.state]),
            "facts": [
                Fact(gettext("Enterprise number"), str(EnterpriseNumber(item.association_number))),
                Fact(gettext("Syndic since"), day(item.first_day)),
                Fact(gettext("Last day"), until(item.last_day)),
                Fact(
                    gettext("Represented by"),
                    held.representative or (gettext("nobody") if unnamed else ""),
                    gettext("since %(day)s", day=day(held.represented_since)) if held.represented_since else "",
                ),
                Fact(gettext("Appointed by"), words.appointed_word(item), day(item.decided_on)),
                Fact(gettext("Where it came from"), words.source_word(item)),
            ],
            "ways": ways_on(item) if held.state != words.OVER and held.case is None else (),
            "begin_start": begin_url(CaseForm.START, item) if held.state == words.OVER else "",
            "open_case": (_case_word(held), _case_url(held.case)) if held.case is not None else None,
            "register_url": url_for("MandateScreen.show", pk=item.id),
        }

    def acts_for(self, who: Identity) -> Sequence[Any]:
        if _BATCH not in current_app.view_functions or not may(who, Permission.PORTFOLIO_KEEP):
            return ()
        return (
            ManyAct(_CHANGE, gettext("Change the representative of"), "primary"),
            ManyAct(_REMOVE, gettext("Take out the representative of"), "danger"),
        )

    @expose("/act", methods=["POST"])
    @has_access
    def begin(self) -> Response:
        """Leads to the pages of acting on many, with the chosen ones."""
        who = identity()
        require(who, Permission.PORTFOLIO_KEEP)
        everything = request.form.get("all", "")
        act = everything or request.form.get("action", "")
        ids = self._all(who) if everything else [one.id for one in ticked(request.form.getlist("rowid"))]
        if act not in (_CHANGE, _REMOVE) or not ids:
            return after(self.url_of_list(), gettext("Choose the associations first."), "warning")
        if len(ids) > MOST:
            said = gettext("At most %(most)s associations at once. Narrow the list, or choose fewer.", most=MOST)
            return after(self.url_of_list(), said, "warning")
        chosen = ",".join(str(one) for one in ids)
        return make_response(redirect(url_for(_BATCH, kind=act, mandates=chosen), code=303))

    def key_of(self, item: Any) -> str:
        return f"{item.id}.{item.version}"

    def _all(self, who: Identity) -> list[int]:
        """Every row of what the page asked; one more than may be, so that too many shows."""
        asked = asked_of(self, args_of(parse_qsl(request.form.get("asked", ""))))
        wanted = statement_of(self, asked, who).with_only_columns(MandateRow.id).order_by(MandateRow.id)
        return list(db().scalars(wanted.limit(MOST + 1)))
