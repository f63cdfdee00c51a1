"""A level and what made it, in the reader's words: each question with its answer, effect and legal basis; and what
is in the way of a decision, each with the page on which it is put right."""

from __future__ import annotations

from typing import Any, Protocol

from flask_babel import gettext, ngettext

from app.aml.assessing import Rules
from app.aml.pages import PageName
from app.aml.standing import Standing
from app.aml.vigilance.asking import group_of
from app.aml.vigilance.level import Assessment, Reason
from app.aml.vigilance.rule_set import Option, Rule
from models.aml import Contact
from models.values.vigilance import Effect, Level
from views.aml.wizard.page import Book
from views.labels import language
from views.labels.aml_file import EFFECTS, LEVEL_TONES, LEVELS, PAGE_LABELS
from views.labels.aml_groups import group_word
from views.labels.aml_lacking import LACKING

_TONES = {Effect.STOP: "bad", Effect.RAISED: "soon", Effect.OFFICER: "soon", Effect.WEAK: "wait",
          Effect.DOCUMENT: "wait", Effect.LOW: "good"}  # fmt: skip


class Result(Protocol):
    """What some rules say of something."""

    @property
    def rules(self) -> Rules: ...

    @property
    def found(self) -> Assessment: ...


def level_of(stands: Standing) -> dict[str, str]:
    """The level as a word with its tone, and what it means for who reads it."""
    found = stands.found
    if found.level is None:
        return {
            "tone": "off",
            "word": gettext("No level yet"),
            "said": gettext("A question that must be answered is still open."),
        }
    return {"tone": LEVEL_TONES[found.level], "word": str(LEVELS[found.level]), "said": _meaning(stands, found)}


def _meaning(stands: Standing, found: Assessment) -> str:
    if stands.asks_officer:
        return str(gettext("Only the AML officer may accept this contact."))
    if stands.is_officer and stands.in_spite:
        return str(gettext("As AML officer you may accept it in spite of that, with a reason."))
    if found.level is Level.RAISED:
        return str(gettext("You may accept it in spite of that, with a reason. The AML officer is told."))
    if found.level is Level.SIMPLIFIED:
        return str(gettext("Nothing raises vigilance, and something lowers it."))
    return str(gettext("Nothing raises vigilance."))


def reasons_of(stands: Result) -> list[dict[str, Any]]:
    """Every answer that does something, what weighs most first."""
    order = list(_TONES)
    found = sorted(stands.found.reasons, key=lambda one: min(order.index(effect) for effect in one.effects))
    return [_line(stands, one) for one in found]


def _line(stands: Result, reason: Reason) -> dict[str, Any]:
    words, rule = language(), stands.rules.rules.rule(reason.rule)
    option = rule.option(reason.option) if rule is not None else None
    return {
        "code": reason.rule,
        "question": rule.question.in_(words) if rule is not None else reason.rule,
        "answer": option.text.in_(words) if option is not None else reason.option,
        "basis": rule.basis.in_(words) if rule is not None else "",
        "effects": [_effect(stands, reason, one) for one in reason.effects],
        "by_file": reason.by_file,
        "note": reason.note,
        "cannot": reason.cannot,
    }


def _effect(stands: Result, reason: Reason, effect: Effect) -> dict[str, str]:
    """What the answer does; of a document, whether it is there by now."""
    if effect is Effect.DOCUMENT and reason.rule not in stands.found.open_documents and not reason.cannot:
        return {"tone": "good", "word": gettext("What it wants is there")}
    return {"tone": _TONES[effect], "word": str(EFFECTS[effect])}


def duties_of(stands: Result) -> list[str]:
    """What the law wants done at once."""
    options = (_option(stands, one) for one in stands.found.reasons)
    told = (one.duty.in_(language()) for one in options if one is not None and one.duty is not None)
    return list(dict.fromkeys(told))


def _option(stands: Result, reason: Reason) -> Option | None:
    rule = stands.rules.rules.rule(reason.rule)
    return rule.option(reason.option) if rule is not None else None


def in_the_way(screen: Book, contact: Contact, stands: Standing) -> list[dict[str, Any]]:
    """Everything that must be done before anybody accepts: on which page, and what."""
    return [
        *_lacking(screen, contact, stands),
        *_unanswered(screen, contact, stands),
        *(_wanted(screen, contact, stands, code) for code in stands.found.open_documents),
    ]


def _lacking(screen: Book, contact: Contact, stands: Standing) -> list[dict[str, Any]]:
    pages: dict[PageName, list[str]] = {}
    for one in stands.lacking:
        pages.setdefault(one.page, []).append(str(LACKING[one.field]))
    return [
        {"what": str(PAGE_LABELS[page]), "told": ", ".join(wanted), "url": screen.url(contact, page)}
        for page, wanted in pages.items()
    ]


def _unanswered(screen: Book, contact: Contact, stands: Standing) -> list[dict[str, Any]]:
    """The questions that aren't answered: a line for each group, with the question where it is alone."""
    groups: dict[str, list[str]] = {}
    for code in stands.found.unanswered:
        groups.setdefault(group_of(code), []).append(code)
    return [
        {
            "what": group_word(group),
            "told": ngettext(
                "Not answered yet: %(question)s",
                "%(num)s questions not answered yet",
                len(codes),
                question=_question(stands, codes[0]),
            ),
            "url": _questions_url(screen, contact, group),
        }
        for group, codes in groups.items()
    ]


def _wanted(screen: Book, contact: Contact, stands: Standing, code: str) -> dict[str, Any]:
    """A question whose answer needs a document or a text."""
    rule = stands.rules.rules.rule(code)
    option = _chosen(stands, rule) if rule is not None else None
    told = option.needed.in_(language()) if option is not None and option.needed else gettext("Document needed")
    if option is not None and option.evidence:
        url = f"{screen.url(contact, PageName.EVIDENCE)}?kind={option.evidence[0]}"
        return {"what": str(PAGE_LABELS[PageName.EVIDENCE]), "told": told, "url": url}
    group = group_of(code)
    return {"what": group_word(group), "told": told, "url": _questions_url(screen, contact, group)}


def _question(stands: Result, code: str) -> str:
    rule = stands.rules.rules.rule(code)
    return rule.question.in_(language()) if rule is not None else code


def _questions_url(screen: Book, contact: Contact, group: str) -> str:
    return f"{screen.url(contact, PageName.QUESTIONS)}?group={group}"


def _chosen(stands: Result, rule: Rule) -> Option | None:
    reason = next((one for one in stands.found.reasons if one.rule == rule.code), None)
    return rule.option(reason.option) if reason is not None else None
