"""The questions that apply to a contact, a group on each screen; what the file answers itself is only told."""

from __future__ import annotations

from typing import Any

from flask import Response, redirect, request
from flask_babel import gettext

from app import clock
from app.aml.assessing import file_of, rules_in_force
from app.aml.identifying import answer
from app.aml.pages import PageName
from app.aml.vigilance.asking import groups_of, questions_of
from app.aml.vigilance.level import vigilance_of
from app.transaction import transaction
from models.aml import Contact
from models.values.identified import Details
from views.aml.wizard.page import Book, Page
from views.aml.wizard.question_forms import QuestionForm, form_of
from views.aml.wizard.question_groups import Groups, beside, first_open, shown_of
from views.framework.database import db
from views.framework.identity import identity
from views.framework.screens import after, attempt


class QuestionsPage(Page):
    name = PageName.QUESTIONS
    template = "aml/pages/questions.html"

    def respond(self, screen: Book, contact: Contact, details: Details) -> Response:
        """A group of questions: the one asked for, or the first with an open one."""
        groups = self._groups(contact)
        named = request.values.get("group", "")
        group = named if named in groups else first_open(groups)
        if named and named != group:
            return after(
                self._url(screen, contact, group),
                gettext("The questions changed meanwhile. Answer them as they stand here."),
                "info",
            )
        questions = groups.get(group, ())
        form = form_of(questions, version=str(contact.version), group=group)
        if form.validate_on_submit():
            made = self._kept(screen, contact, form, groups, group)
            if made is not None:
                return made
        status = 422 if form.is_submitted() else 200
        if form.is_submitted():
            db().expire_all()
            form.version.data = str(contact.version)
        return screen.show(
            self, contact, details, status, form=form, **self._shown(screen, contact, groups, group)
        )

    def _groups(self, contact: Contact) -> Groups:
        rules = rules_in_force(db()).rules
        file = file_of(db(), contact, clock.now())
        return groups_of(questions_of(rules, file, vigilance_of(rules, file)))

    def _kept(
        self, screen: Book, contact: Contact, form: QuestionForm, groups: Groups, group: str
    ) -> Response | None:
        """On to the next group, or past the last one; None where something was refused."""
        told = form.told()
        following = beside(groups, group, 1)
        database, version, pk = db(), form.version.number, contact.id
        with transaction(database):
            made = attempt(
                form,
                lambda: answer(database, identity(), pk, told, version, clock.now(), all_seen=following is None),
            )
        if made is None:
            return None
        if following is None or "later" in request.form:
            return screen.onward(self, made)
        return redirect(self._url(screen, contact, following), code=303)  # type: ignore[return-value]

    def _url(self, screen: Book, contact: Contact, group: str | None) -> str:
        here = screen.url(contact, self.name)
        return f"{here}?group={group}" if group else here

    def _shown(self, screen: Book, contact: Contact, groups: Groups, group: str) -> dict[str, Any]:
        return {
            **shown_of(groups, group, lambda name: self._url(screen, contact, name)),
            "evidence_url": screen.url(contact, PageName.EVIDENCE),
        }
