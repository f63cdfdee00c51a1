"""The questions that apply to a contact, a group on each screen; what the file answers itself is only told."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from flask import Response, redirect, request
from flask_babel import gettext, ngettext

from app import clock
from app.aml.assessing import file_of, rules_in_force
from app.aml.identifying import answer
from app.aml.pages import PageName
from app.aml.vigilance.asking import Question, groups_of, questions_of
from app.aml.vigilance.level import vigilance_of
from app.transaction import transaction
from models.aml import Contact
from models.values.identified import Details
from views.aml.wizard.page import Book, Page
from views.aml.wizard.question_forms import QuestionForm, form_of
from views.framework.database import db
from views.framework.identity import identity
from views.framework.screens import after, attempt
from views.labels import language
from views.labels.aml_file import EVIDENCE
from views.labels.aml_groups import group_word

Groups = Mapping[str, tuple[Question, ...]]


class QuestionsPage(Page):
    name = PageName.QUESTIONS
    template = "aml/pages/questions.html"

    def respond(self, screen: Book, contact: Contact, details: Details) -> Response:
        """A group of questions: the one asked for, or the first with an open one."""
        groups = self._groups(contact)
        named = request.values.get("group", "")
        group = named if named in groups else _first_open(groups)
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
        following = _beside(groups, group, 1)
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
        missing = sum(one.unanswered for some in groups.values() for one in some)
        before = _beside(groups, group, -1)
        return {
            "questions": [_line(one) for one in groups.get(group, ())],
            "group": group_word(group),
            "groups": [
                {
                    "label": group_word(name),
                    "url": self._url(screen, contact, name),
                    "current": name == group,
                    "open": sum(one.unanswered for one in some),
                }
                for name, some in groups.items()
            ],
            "notice": ngettext(
                "%(num)s question is still open: until it is answered there is no level.",
                "%(num)s questions are still open: until they are answered there is no level.",
                missing,
            )
            if missing
            else "",
            "before_url": self._url(screen, contact, before) if before is not None else None,
            "evidence_url": screen.url(contact, PageName.EVIDENCE),
        }


def _first_open(groups: Groups) -> str:
    return next(
        (name for name, some in groups.items() if any(one.unanswered or one.wants for one in some)),
        next(iter(groups), ""),
    )


def _beside(groups: Groups, group: str, step: int) -> str | None:
    names = list(groups)
    at = names.index(group) + step if group in groups else -1
    return names[at] if 0 <= at < len(names) else None


def _line(one: Question) -> dict[str, Any]:
    """A question as the page shows it; its texts are the rules' own."""
    words, option = language(), one.option
    needed = option.needed if option is not None and one.wants else None
    return {
        "code": one.rule.code,
        "question": one.rule.question.in_(words),
        "hint": one.rule.hint.in_(words),
        "basis": one.rule.basis.in_(words),
        "by_file": one.by_file,
        "answer": option.text.in_(words) if option is not None else "",
        "text": one.asks_text,
        "document": one.asks_document,
        "wants": one.wants,
        "needed": needed.in_(words) if needed is not None else "",
        "documents": [
            {"kind": str(kind), "label": str(EVIDENCE[kind])}
            for kind in (option.evidence if option is not None and one.wants else ())
        ],
        "told": bool(one.given and one.given.cannot),
    }
