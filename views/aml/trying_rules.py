"""What publishing a draft would do, as its page shows it: asked for, followed while it counts, drawn and told."""

from __future__ import annotations

from typing import Any

from flask import Response, request, url_for
from flask_babel import gettext

from app import clock
from app import work as long_work
from app.aml import what_if
from app.aml.rule_sets import is_tried
from app.aml.vigilance.rule_set import RuleSet
from app.aml.vigilance.trying import NO_LEVEL, Outcome
from app.errors import Refusal
from app.transaction import transaction
from models import aml
from models.values.vigilance import Level
from models.work import Work
from views.aml.rule_forms import DraftForm
from views.aml.what_if_bars import bars_of, lines_of
from views.framework.database import db
from views.framework.identity import identity
from views.framework.screens import Screen, after, attempt
from views.labels import instant, language
from views.refusals import sentence
from views.wallet.charts import HEIGHT


def level_word(level: str) -> str:
    """As the central team reads it: the last two are told apart here, where nobody's file is shown."""
    words = {
        NO_LEVEL: gettext("No level yet"),
        Level.SIMPLIFIED: gettext("Simplified"),
        Level.STANDARD: gettext("Standard"),
        Level.RAISED: gettext("Raised"),
        Level.STOP: gettext("Officer only"),
    }
    return str(words[level])


def shown_outcome(draft: aml.RuleSet) -> dict[str, Any] | None:
    """What was found for the draft as it stands; None where it wasn't tried so."""
    if not is_tried(draft):
        return None
    outcome = Outcome.read(draft.what_if or {})
    lines, rules = lines_of(outcome), RuleSet.read(draft.data)
    return {
        "at": instant(draft.what_if_at),
        "files": outcome.files,
        "changed": outcome.changed,
        "unanswered": outcome.newly_unanswered,
        "lines": [(level_word(one.level), one) for one in lines],
        "bars": bars_of(lines, gettext("Now"), gettext("After")),
        "height": HEIGHT,
        "by_rule": [
            (code, rule.question.in_(language()) if (rule := rules.rule(code)) else "", count)
            for code, count in outcome.by_rule.items()
        ],
    }


def what_was_found(screen: Screen, draft: aml.RuleSet, back_url: str, publish_url: str) -> Response:
    """The page itself, asked for or sent."""
    form, pk = DraftForm(data={"version": str(draft.version)}), draft.id
    if form.validate_on_submit():
        database, version = db(), form.version.number
        with transaction(database):
            made = attempt(form, lambda: what_if.ask(database, identity(), pk, version, clock.now()))
        if made is not None:
            return after(request.path, gettext("All files are being read. You can leave this page."), "info")
        database.expire_all()
        form.version.data = str(draft.version)
    task = what_if.last_asked(db(), identity(), draft)
    goes_on = task is not None and task.state not in long_work.ENDED
    mine = task is not None and task.account_id == identity().account_id
    return screen.page(
        "aml/rule_try.html",
        gettext("What would publishing do?"),
        422 if form.is_submitted() else 200,
        form=form,
        goes_on=goes_on,
        task=task,
        told_url=url_for("WorkScreen.told", pk=task.id) if task is not None and goes_on and mine else None,
        task_url=url_for("WorkScreen.show", pk=task.id) if task is not None and goes_on and mine else None,
        refused=_refused(task),
        outcome=shown_outcome(draft),
        back_url=back_url,
        publish_url=publish_url,
    )


def _refused(task: Work | None) -> str:
    """Why the last try came to nothing; '' where it didn't."""
    if task is None or task.state != "failed":
        return ""
    return sentence(Refusal(str(task.result.get("refused", "work.bug")), **task.result.get("facts", {})))
