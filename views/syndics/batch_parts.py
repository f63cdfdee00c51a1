"""What the pages of acting on many mandates share: keeping, where they lead, and what they show of each one."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from flask import Response, current_app, make_response, redirect, url_for
from flask_babel import gettext

from app.errors import Refusal
from app.syndics.batch_files import papers_of
from app.syndics.batch_preview import Line, Preview
from app.syndics.batch_results import Result
from app.transaction import transaction
from models.syndics import Batch
from models.values import NOTHING, EnterpriseNumber, Money, ValueProblem
from models.values.mandates import BatchState, CaseState
from models.work import Work
from views.base import text_of
from views.framework.database import db
from views.framework.screens import HouseForm, attempt
from views.labels import size
from views.labels.mandates import BATCH_STATES, EVIDENCE, ITEM_STATES, STATES
from views.refusals import sentence
from views.syndics.batch_forms import ConfirmForm
from views.syndics.batch_words import ITEM_TONES, halted_word

_CASE = "MandateCaseScreen.show"


def done_by(form: HouseForm, act: Callable[[], Any]) -> Any:
    database = db()
    with transaction(database):
        done = attempt(form, act)
    if done is None:
        database.expire_all()
    return done


def url(page: str, item: Batch, anchor: str | None = None) -> str:
    return url_for(f"BatchScreen.{page}", pk=item.id, _anchor=anchor)


def to(page: str, item: Batch) -> Response:
    return make_response(redirect(url(page, item), code=303))


def gross_of(form: ConfirmForm) -> Money:
    """What the page said that it costs; nothing, which it never does, where it said something else."""
    try:
        return Money.parse(text_of(form.gross))
    except ValueProblem:
        return NOTHING


def is_ready(seen: Preview, rest: bool) -> bool:
    """Whether it can be confirmed as it stands."""
    if seen.fee is None or seen.refusals:
        return False
    return rest or (bool(seen.will) and not seen.lacking)


def task_of(item: Batch) -> Work | None:
    return db().get(Work, item.work_id) if item.work_id is not None else None


def waits(item: Batch, goes_on: bool) -> bool:
    return item.state == BatchState.RUNNING and not goes_on


def why_it_waits(item: Batch, task: Work | None) -> str:
    if item.halted:
        return halted_word(item.halted)
    code = task.result.get("refused") if task is not None else None
    return sentence(Refusal(code)) if code else str(gettext("It stopped before its end."))


def state_word(item: Batch) -> str:
    return str(gettext("Stands still") if item.halted else BATCH_STATES[BatchState(item.state)])


def reason(code: str, who: str) -> str:
    return sentence(Refusal(code, who=who)) if code else ""


def papers_shown(item: Batch) -> list[dict[str, Any]]:
    return [
        {
            "kind": str(EVIDENCE[kind]),
            "name": paper.name,
            "told": size(paper.size),
            "url": url_for("BatchScreen.hand_out", pk=item.id, document_id=paper.id),
            "remove_url": url_for("BatchScreen.remove_file", pk=item.id, document_id=paper.id),
        }
        for kind, paper in papers_of(db(), item)
    ]


def foretold(one: Line, who: str) -> dict[str, Any]:
    mandate = one.mandate
    return {
        "id": mandate.id,
        "name": mandate.association_name,
        "number": str(EnterpriseNumber(mandate.association_number)),
        "why": reason(one.refusal, who),
    }


def line_of(one: Result, who: str) -> dict[str, Any]:
    linked = one.case_id is not None and _CASE in current_app.view_functions
    return {
        "name": one.name,
        "number": str(EnterpriseNumber(one.number)),
        "tone": ITEM_TONES[one.state],
        "word": str(ITEM_STATES[one.state]),
        "why": reason(one.refusal, who),
        "case": str(STATES[CaseState(one.case_state)]) if one.case_state else "",
        "url": url_for(_CASE, pk=one.case_id) if linked else "",
    }
