"""Do I need to file? A few questions, one after the other, and the form that the answers lead to."""

from __future__ import annotations

from typing import Any

from flask import Response, request, url_for
from flask_appbuilder import expose, has_access
from flask_babel import gettext

from app.policy import Permission, Role, require
from app.syndics.rules.filing import FilingAnswer, FilingQuestion, FilingTold, Happened, filing_of, questions_of
from models.values.mandates import CaseForm
from views.framework.identity import identity
from views.framework.screens import Screen
from views.labels.mandate_filing import HAPPENED, HINTS, QUESTIONS, WHY
from views.labels.mandates import FORMS

_YES_NO = {"yes": True, "no": False}
_NAMED = {
    FilingQuestion.CHANGED: "changed",
    FilingQuestion.COMPANY: "company",
    FilingQuestion.OWN_BIV: "own_biv",
    FilingQuestion.REPRESENTED: "represented",
    FilingQuestion.NUMBER: "numbered",
}


class NeedToFileScreen(Screen):
    """The answers stand in the address: they say nothing of anybody, and the back button works."""

    route_base = "/need-to-file"

    @expose("/", methods=["GET"])
    @has_access
    def index(self) -> Response:
        """The questions so far, and what they lead to."""
        require(identity(), Permission.MANDATE_CASE_MAKE)
        told = _told()
        asked, answer = questions_of(told), filing_of(told)
        # Sent with nothing more than before: the last question was passed over.
        passed_over = answer is None and request.args.get("asked") == str(len(asked))
        return self.page(
            "syndics/need_to_file.html",
            gettext("Do I need to file?"),
            questions=[_question(one, told, passed_over and one is asked[-1]) for one in asked],
            passed_over=f"{asked[-1]}-0" if passed_over else "",
            asked=len(asked),
            answer=_answer(answer) if answer is not None else None,
            anew_url=url_for("NeedToFileScreen.index"),
        )


def _told() -> FilingTold:
    given = request.args
    happened = given.get(str(FilingQuestion.HAPPENED), "")
    yes_no = {field: _YES_NO.get(given.get(str(question), "")) for question, field in _NAMED.items()}
    return FilingTold(happened=Happened(happened) if happened in list(Happened) else None, **yes_no)


def _question(question: FilingQuestion, told: FilingTold, passed_over: bool) -> dict[str, Any]:
    if question is FilingQuestion.HAPPENED:
        choices = [(str(one), str(words), one is told.happened) for one, words in HAPPENED.items()]
    else:
        given = getattr(told, _NAMED[question])
        words = {"yes": gettext("Yes"), "no": gettext("No")}
        choices = [(name, words[name], given is value) for name, value in _YES_NO.items()]
    return {
        "name": str(question),
        "words": str(QUESTIONS[question]),
        "hint": str(HINTS.get(question, "")),
        "choices": choices,
        "error": gettext("Choose an answer.") if passed_over else "",
    }


def _answer(answer: FilingAnswer) -> dict[str, Any]:
    needed = answer.form is not None
    return {
        "needed": needed,
        "title": gettext("Yes, you have to file") if needed else gettext("No, you don’t have to file"),
        "why": str(WHY[answer.why]),
        "form": str(FORMS[answer.form]) if answer.form is not None else "",
        "url": url_for("MandateCasePageScreen.new", form=answer.form) if needed else "",
        "announced": answer.announced,
        "many": answer.form is CaseForm.REPRESENTATIVE,
        "portfolio_url": url_for("PortfolioScreen.list") if Role.MEMBER in identity().roles else "",
    }
