"""The questions about a transaction, a group on each screen; what the file answers itself is only told."""

from __future__ import annotations

from flask import Response, redirect, request
from flask_babel import gettext

from app import clock
from app.aml.deal_pages import DealPage
from app.aml.deals import answer_deal
from app.aml.vigilance.asking import groups_of
from app.aml.vigilance.deals import DealFile, deal_questions_of
from app.transaction import transaction
from models.aml import Deal
from views.aml.deal_file.page import Book, FilePage, Look
from views.aml.wizard.question_forms import QuestionForm, form_of
from views.aml.wizard.question_groups import Groups, beside, first_open, shown_of
from views.framework.database import db
from views.framework.identity import identity
from views.framework.screens import after, attempt


class QuestionsPage(FilePage):
    name = DealPage.QUESTIONS
    template = "aml/deals/questions.html"

    def respond(self, screen: Book, look: Look) -> Response:
        """A group of questions: the one asked for, or the first with an open one."""
        groups = _groups(look)
        named = request.values.get("group", "")
        group = named if named in groups else first_open(groups)
        if named and named != group:
            return after(
                self._url(screen, look.deal, group),
                gettext("The questions changed meanwhile. Answer them as they stand here."),
                "info",
            )
        form = form_of(groups.get(group, ()), version=str(look.deal.version), group=group)
        if form.validate_on_submit():
            made = self._kept(screen, look.deal, form, groups, group)
            if made is not None:
                return made
        if form.is_submitted():
            look = screen.again(look.deal.id)
            groups = _groups(look)
            form.version.data = str(look.deal.version)
        return screen.show(
            self,
            look,
            422 if form.is_submitted() else 200,
            form=form,
            evidence_url="",
            **shown_of(groups, group, lambda name: self._url(screen, look.deal, name)),
        )

    def _kept(self, screen: Book, deal: Deal, form: QuestionForm, groups: Groups, group: str) -> Response | None:
        """On to the next group, or past the last one; None where something was refused."""
        told, following = form.told(), beside(groups, group, 1)
        database, version, pk = db(), form.version.number, deal.id
        with transaction(database):
            made: Deal | None = attempt(
                form,
                lambda: answer_deal(
                    database, identity(), pk, told, version, clock.now(), all_seen=following is None
                ),
            )
        if made is None:
            return None
        if following is None or "later" in request.form:
            return screen.onward(self, made)
        return redirect(self._url(screen, made, following), code=303)  # type: ignore[return-value]

    def _url(self, screen: Book, deal: Deal, group: str) -> str:
        here = screen.url(deal, self.name)
        return f"{here}?group={group}" if group else here


def _groups(look: Look) -> Groups:
    found = look.assessed
    return groups_of(deal_questions_of(found.rules.rules, DealFile.read(found.file), found.found))
