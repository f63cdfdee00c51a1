"""The self-test: every check of a card, a reader and a browser, each with its outcome; nobody is signed in by it.

Half of it happens here, where a reader stands at this machine; the other half is the browser's own, told by the
page's script. Nothing is stored but the reference; the report to send on never holds a number or a name.
"""

from __future__ import annotations

from typing import Any

from flask import Response, request, url_for
from flask_appbuilder import expose
from flask_babel import gettext
from flask_babel import lazy_gettext as _l
from wtforms import PasswordField

from app import clock
from app.cases.rules import IncidentKind
from eid.errors import Fault
from eid.selftest import Check, Outcome, Step, run
from views.accounts.cards.outcome import offered, report_of, ways
from views.accounts.cards.remedies import REMEDIES
from views.framework.incidents import happened
from views.framework.screens import HouseForm, Screen
from views.labels import language

CHECKS: dict[Check, Any] = {
    Check.READER: _l("A card reader is found"),
    Check.CARD: _l("A card is in it and answers"),
    Check.BELGIAN: _l("The card is a Belgian eID"),
    Check.FILES: _l("Its files can be read"),
    Check.PIN: _l("Its PIN isn't blocked"),
    Check.VALIDITY: _l("The card is valid today"),
    Check.CHAIN: _l("Its certificate was issued by the government"),
    Check.USE: _l("Its certificate is for signing in"),
    Check.CERTIFICATE_DATES: _l("Its certificate is in date"),
    Check.REVOCATION: _l("Its certificate isn't withdrawn"),
    Check.SIGNATURE: _l("The card signs with your PIN"),
    Check.IDENTITY: _l("Your details are those of the National Register"),
    Check.ADDRESS: _l("Your address is that of the National Register"),
    Check.PHOTO: _l("The photo belongs to the card"),
}
OUTCOMES: dict[Outcome, tuple[str, Any]] = {
    Outcome.PASSED: ("good", _l("Passed")),
    Outcome.FAILED: ("bad", _l("Failed")),
    Outcome.NOT_DONE: ("off", _l("Not done")),
}


class TestForm(HouseForm):
    pin = PasswordField(
        _l("PIN of your eID"),
        description=_l("Without it all is tested but the signature. It goes to the card and is kept nowhere."),
        render_kw={"autocomplete": "off", "inputmode": "numeric"},
    )


class SelfTestScreen(Screen):
    """Open to everybody: who can't sign in wants to know why."""

    route_base = "/eid/test"

    @expose("/", methods=["GET", "POST"])
    def index(self) -> Response:
        found, form = ways(), TestForm()
        desk, steps, reference = found.desk_for(request.remote_addr or ""), list[Step](), ""
        if desk is not None and form.validate_on_submit():
            pin, form.pin.data = form.pin.data or "", ""
            steps = run(desk, found.verifier, clock.now(), pin)
            failed = next((step for step in steps if step.outcome is Outcome.FAILED), None)
            reference = happened(IncidentKind.TESTED, str(failed.fault) if failed is not None else "passed")
        return self.page(
            "accounts/cards/self_test.html",
            gettext("Test your eID"),
            form=form,
            has_desk=desk is not None,
            drawer=found.drawer is not None,
            steps=[_told(step) for step in steps],
            failed=sum(step.outcome is Outcome.FAILED for step in steps),
            report=_report(steps, reference) if steps else "",
            reference=reference,
            report_url=url_for("ReportScreen.index", page="/eid/test/", reference=reference or None),
            now=int(clock.now().timestamp()),
            ways=offered(),
            reader_language=language(),
            certificate=_shown(request.args.get("certificate", "")),
        )


def _shown(told: str) -> dict[str, Any] | None:
    """What the host for certificates said of the one that was shown there for a test."""
    if told in set(Fault):
        return {"tone": "bad", "word": OUTCOMES[Outcome.FAILED][1], "remedy": REMEDIES[Fault(told)]}
    return {"tone": "good", "word": OUTCOMES[Outcome.PASSED][1], "remedy": None} if told == "passed" else None


def _told(step: Step) -> dict[str, Any]:
    tone, word = OUTCOMES[step.outcome]
    return {
        "label": CHECKS[step.check],
        "tone": tone,
        "word": word,
        "milliseconds": step.milliseconds,
        "tries_left": step.tries_left,
        "note": step.note,
        "remedy": REMEDIES[step.fault] if step.fault is not None else None,
    }


def _report(steps: list[Step], reference: str) -> str:
    """The same as plain text; the fault's own word is the same in every language."""

    def told(step: Step) -> str:
        more = step.fault or step.note
        word = str(OUTCOMES[step.outcome][1]) + (f" ({more})" if more else "")
        return word if step.outcome is Outcome.NOT_DONE else f"{word}, {step.milliseconds} ms"

    return report_of(reference, ((str(CHECKS[step.check]), told(step)) for step in steps))
