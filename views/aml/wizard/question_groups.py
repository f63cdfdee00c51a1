"""Groups of questions as a page shows them, whatever the questions are asked of."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from flask_babel import ngettext

from app.aml.vigilance.asking import Question
from views.labels import language
from views.labels.aml_file import EVIDENCE
from views.labels.aml_groups import group_word

Groups = Mapping[str, tuple[Question, ...]]


def shown_of(groups: Groups, group: str, url_of: Callable[[str], str]) -> dict[str, Any]:
    """What a page of one group shows; `url_of` says where each group is asked."""
    missing = sum(one.unanswered for some in groups.values() for one in some)
    before = beside(groups, group, -1)
    return {
        "questions": [_line(one) for one in groups.get(group, ())],
        "group": group_word(group),
        "groups": [
            {
                "label": group_word(name),
                "url": url_of(name),
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
        "before_url": url_of(before) if before is not None else None,
    }


def first_open(groups: Groups) -> str:
    """The first group with a question that is open or wants something; '' where there is no group."""
    return next(
        (name for name, some in groups.items() if any(one.unanswered or one.wants for one in some)),
        next(iter(groups), ""),
    )


def beside(groups: Groups, group: str, step: int) -> str | None:
    """The group so many places further, if there is one."""
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
