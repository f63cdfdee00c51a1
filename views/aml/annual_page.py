"""What the page of an annual report shows: its sections with figures, each a link to its records, what lacks, and
what was written."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from flask import current_app, url_for
from flask_babel import gettext
from sqlalchemy.orm import Session

from app import clock
from app.aml.annual.account import Account, account_of
from app.aml.annual.figures import SECTIONS, Breakdown, Figure, RecordKind, Section, part_code
from app.aml.annual.opening import Opened
from app.aml.annual.paper import as_what, days
from app.aml.annual.reports import is_over
from app.aml.annual.texts import Lack, Lacking, Text, are_required, lacking_in
from app.aml.annual.wording import (
    breakdown_title,
    figure_word,
    meaning_word,
    part_word,
    risk_word,
    section_word,
    value_word,
)
from app.words import Words, words_in
from models.aml import AnnualReport
from models.values.registers import Conclusion, PolicyKind
from views.framework.register import Fact
from views.labels import day, instant, language
from views.labels.aml_annual import STATES, TEXTS, TONES, lacking_word
from views.labels.aml_registers import CONCLUSIONS, POLICY_KINDS

_PAGES = {
    RecordKind.CONTACT: "ContactScreen.show",
    RecordKind.PROFILE: "ProfileScreen.show",
    RecordKind.DEAL: "DealScreen.show",
    RecordKind.ATYPICAL: "AtypicalScreen.show",
    RecordKind.NOTIFICATION: "NotificationScreen.show",
    RecordKind.REPORT: "FiuReportScreen.show",
    RecordKind.BREACH: "CashBreachScreen.show",
    RecordKind.DISCREPANCY: "DiscrepancyScreen.show",
    RecordKind.TRAINING: "TrainingScreen.show",
    RecordKind.ATTENDANCE: "TrainingScreen.show",
}
# Where it is put right, beside writing why.
_PLACES = {
    Lack.NO_ASSESSMENT: "PolicyScreen.list",
    Lack.NO_POLICY: "PolicyScreen.list",
    Lack.NO_TRAINING: "TrainingScreen.list",
    Lack.NO_OFFICER: "AmlOfficerScreen.index",
}


def page_there(endpoint: str, **values: Any) -> str:
    """The address of a page; '' where this installation has none."""
    return url_for(endpoint, **values) if endpoint in current_app.view_functions else ""


def record_url(one: Opened) -> str:
    """Its own page; '' for what has none."""
    endpoint = _PAGES.get(one.kind)
    return page_there(endpoint, pk=one.page) if endpoint is not None and one.page is not None else ""


def shown_report(database: Session, item: AnnualReport) -> dict[str, Any]:
    """Everything but the heading and the history."""
    account, words = account_of(database, item), words_in(language())
    signed = item.state == "signed"
    lacking = () if signed else lacking_in(account, item.texts)
    over = is_over(item.year, clock.now())
    return {
        "facts": list(_facts(item, account)),
        "state": TONES[item.state],
        "state_word": str(STATES[item.state]),
        "signed": signed,
        "lacking": [_lacking(item, one) for one in lacking],
        "may_sign": not signed and over and not are_required(lacking),
        "over": over,
        "next_year": item.year + 1,
        "first_text": Text.RISK.value,
        "officers": [(one.name, as_what(words, one), days(words, one.first_day, one.last_day))
                     for one in account.officers],
        "in_force": list(_in_force(words, account)),
        "sections": [_section(words, item, account, one) for one in SECTIONS],
        "operations": list(_operations(account)),
        "texts": [
            {
                "title": str(TEXTS[one]),
                "said": item.texts.get(one.value, ""),
                "url": "" if signed else url_for("AnnualReportScreen.write", pk=item.id, part=one.value),
            }
            for one in Text
        ],
        "print": item.print.hex() if item.print is not None else "",
    }  # fmt: skip


def _facts(item: AnnualReport, account: Account) -> Iterator[Fact]:
    yield Fact(gettext("Office"), account.office)
    if account.number:
        number = account.number
        yield Fact(gettext("Enterprise number"), f"{number[:4]}.{number[4:7]}.{number[7:]}")
    yield Fact(gettext("Period"), f"01/01/{item.year} – 31/12/{item.year}")
    yield Fact(gettext("Begun"), instant(item.begun_at))
    if item.signed_at is not None:
        as_deputy = gettext("as deputy") if account.as_deputy else ""
        yield Fact(gettext("Signed by"), account.signed_by, as_deputy)
        yield Fact(gettext("Signed on"), instant(item.signed_at))


def _lacking(item: AnnualReport, one: Lacking) -> dict[str, Any]:
    """The sentence, and where it is put right."""
    ways = []
    if (place := _PLACES.get(one.what)) is not None and (url := page_there(place)):
        ways.append((url, _place_word(one.what)))
    if one.text is not None:
        url = url_for("AnnualReportScreen.write", pk=item.id, part=one.text.value)
        ways.append((url, gettext("Write it in the annual report")))
    if one.figure:
        ways.append((records_url(item, one.figure), gettext("Open them")))
    return {
        "words": lacking_word(one),
        "severity": gettext("has to be there") if one.required else gettext("had better be settled"),
        "tone": "bad" if one.required else "soon",
        "ways": ways,
    }


def _place_word(what: Lack) -> str:
    if what is Lack.NO_OFFICER:
        return str(gettext("AML officers"))
    return str(gettext("Trainings") if what is Lack.NO_TRAINING else gettext("Procedures and policies"))


def _in_force(words: Words, account: Account) -> Iterator[dict[str, str]]:
    for one in account.in_force:
        yield {
            "kind": str(POLICY_KINDS[PolicyKind(one.kind)]),
            "title": one.title,
            "overall": risk_word(words, one.overall) if one.overall else "",
            "when": days(words, one.first_day, one.last_day),
            "url": page_there("PolicyScreen.show", pk=one.id),
        }


def _operations(account: Account) -> Iterator[dict[str, str]]:
    for one in account.operations:
        yield {
            "title": one.title,
            "when": day(one.noted_on),
            "told": one.told,
            "analysis": one.analysis,
            "conclusion": str(CONCLUSIONS[Conclusion(one.conclusion)]) if one.conclusion else "",
            "url": page_there("AtypicalScreen.show", pk=one.id),
        }


def records_url(item: AnnualReport, figure: str) -> str:
    return url_for("AnnualReportScreen.records", pk=item.id, figure=figure)


def _section(words: Words, item: AnnualReport, account: Account, section: Section) -> dict[str, Any]:
    whole = Figure(section.code, section.code)
    some = bool(account.value(whole) or account.value_before(whole))
    return {
        "code": section.code,
        "title": section_word(words, section.code),
        "meaning": meaning_word(words, section.code),
        "rows": [_row(words, item, account, one) for one in (whole, *section.measured)],
        "breakdowns": [
            {
                "title": breakdown_title(words, section, one),
                "rows": [_row(words, item, account, figure, whole) for figure in _figures(account, section, one)],
            }
            for one in section.breakdowns
            if some
        ],
        "before": str(item.year - 1) if account.before is not None else "",
    }


def _figures(account: Account, section: Section, breakdown: Breakdown) -> Iterator[Figure]:
    for part in breakdown.parts or account.parts(section.code, breakdown.name):
        code = part_code(section, breakdown, part)
        yield Figure(code, code)


def _row(
    words: Words, item: AnnualReport, account: Account, figure: Figure, whole: Figure | None = None
) -> dict[str, Any]:
    """A figure with its name, its address where it has records, the one of the year before, and how long its bar
    is, in percents of the whole."""
    value, most = account.value(figure), (account.value(whole) or 0) if whole is not None else 0
    named = figure.code.split(".")
    return {
        "label": part_word(words, *named) if whole is not None else figure_word(words, figure),
        "value": value_word(words, figure, value),
        "url": records_url(item, figure.code),
        "before": value_word(words, figure, account.value_before(figure)),
        "share": round(100 * (value or 0) / most, 2) if most else 0,
    }
