"""The level of a transaction and what made it, in the reader's words; a party that raises it is named."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from typing import Any

from flask import url_for
from flask_babel import gettext

from app.aml.assessing import Rules
from app.aml.deal_assessing import PartyStanding
from app.aml.matter_decisions import Assessed
from app.aml.vigilance.asking import group_of
from app.aml.vigilance.deals import PARTY
from app.aml.vigilance.level import Assessment
from views.aml.matter_level import Weighed
from views.aml.wizard.reasons import reasons_of
from views.labels import language
from views.labels.aml_groups import group_word


def deal_reasons(rules: Rules, found: Assessment, standing: Sequence[PartyStanding] = ()) -> list[dict[str, Any]]:
    """Every answer that does something, what weighs most first, and each party that raises it. `standing`: where
    the parties' pages are linked."""
    urls = {str(one.party.root_id): url_for("ContactScreen.show", pk=one.contact.id) for one in standing}
    told = reasons_of(Weighed(rules, found))
    parties = {one.option: one for one in found.reasons if one.rule == PARTY}
    return [_of_party(one, urls.get(one["answer"], "")) if _is_party(one, parties) else one for one in told]


def _is_party(line: dict[str, Any], parties: Iterable[str]) -> bool:
    return line["code"] == PARTY and line["answer"] in parties


def _of_party(line: dict[str, Any], url: str) -> dict[str, Any]:
    return {
        **line,
        "code": gettext("party"),
        "question": gettext("Is the vigilance of a party raised?"),
        "answer": gettext("Yes: %(name)s", name=line["note"]),
        "basis": gettext("Act of 18 September 2017, art. 19 and 37"),
        "note": "",
        "url": url,
    }


def wanted_documents(questions_url: str, assessed: Assessed) -> list[dict[str, Any]]:
    """Answers that still want a text."""
    found = []
    for code in assessed.found.open_documents:
        rule = assessed.rules.rules.rule(code)
        reason = next((one for one in assessed.found.reasons if one.rule == code), None)
        option = rule.option(reason.option) if rule is not None and reason is not None else None
        needed = (
            option.needed.in_(language()) if option is not None and option.needed else gettext("Document needed")
        )
        group = group_of(code)
        found.append({"what": group_word(group), "told": needed, "url": f"{questions_url}?group={group}"})
    return found


def without_parties(found: Assessment) -> Assessment:
    """The same, with the reasons that come from answers only."""
    return replace(found, reasons=tuple(one for one in found.reasons if one.rule != PARTY))
