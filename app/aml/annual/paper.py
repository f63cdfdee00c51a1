"""The paper of an annual report: who and when, the figures, atypical operations with their written reports, what
the officer wrote, and the signature. Made from what is kept alone, so that it comes out the same; a draft bears
that word across each page."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date, datetime

from app import pdf
from app.aml.annual.account import Account, Served
from app.aml.annual.figures import SECTIONS, Breakdown, Figure, Section, part_code
from app.aml.annual.texts import Text
from app.aml.annual.wording import (
    breakdown_title,
    figure_word,
    meaning_word,
    part_word,
    risk_word,
    section_word,
    text_word,
    value_word,
)
from app.clock import BRUSSELS
from app.documents.checking import LOCALES
from app.words import Words
from models.values.registers import Conclusion, PolicyKind

_Blocks = Iterator[pdf.Block]


def sheet(
    _: Words,
    year: int,
    account: Account,
    texts: Mapping[str, str],
    now: datetime,
    *,
    signed_at: datetime | None = None,
) -> pdf.Sheet:
    """The paper in those words; a draft unless it was signed."""
    return pdf.Sheet(
        title=" ".join((_("Annual report of the AML officer"), str(year))),
        language=LOCALES[_.language],
        issuer=account.office,
        reference=str(year),
        issued_at=signed_at or now,
        page_words=_("Page {page} of {pages}"),
        subject=_("Prevention of money laundering and terrorist financing, %(year)s", year=year),
        blocks=tuple(_blocks(_, year, account, texts, signed_at)),
        across="" if signed_at else _("DRAFT"),
    )


def file_name(_: Words, year: int, *, signed: bool) -> str:
    name = _("annual-report-%(year)s", year=year) if signed else _("annual-report-%(year)s-draft", year=year)
    return f"{name}.pdf"


def _blocks(
    _: Words, year: int, account: Account, texts: Mapping[str, str], signed_at: datetime | None
) -> _Blocks:
    yield pdf.Facts(_title(_, year, account, signed_at))
    yield from _officers(_, account)
    yield from _rules_of_office(_, account, texts)
    yield pdf.Break()
    for section in SECTIONS:
        yield from _section(_, year, account, section)
        if section.code == "atypical":
            yield from _operations(_, account)
        if section.code == "members" and (said := texts.get(Text.TRAINING)):
            yield pdf.Heading(text_word(_, Text.TRAINING))
            yield pdf.Paragraph(said)
    for text in (Text.SHORTCOMINGS, Text.PLAN, Text.REMARKS):
        if text is not Text.REMARKS or texts.get(text):
            yield pdf.Heading(text_word(_, text))
            yield pdf.Paragraph(texts.get(text, "") or "–")
    yield from _signature(_, account, signed_at)


def _title(_: Words, year: int, account: Account, signed_at: datetime | None) -> list[tuple[str, str]]:
    rows = [
        (_("Office"), account.office),
        (_("Enterprise number"), _number(account.number)),
        (_("Period"), f"{_.day(date(year, 1, 1))} – {_.day(date(year, 12, 31))}"),
        (_("Signed by"), account.signed_by),
        (_("Signed on"), _moment(signed_at) if signed_at else ""),
    ]
    return [(label, value) for label, value in rows if value]


def _officers(_: Words, account: Account) -> _Blocks:
    yield pdf.Heading(_("AML officers and deputies"))
    if not account.officers:
        yield pdf.Paragraph(_("Nobody was AML officer in this year."))
        return
    rows = [(one.name, as_what(_, one), days(_, one.first_day, one.last_day)) for one in account.officers]
    yield pdf.Table((_("Name"), _("As"), _("Period")), rows, (3, 4, 3))


def _rules_of_office(_: Words, account: Account, texts: Mapping[str, str]) -> _Blocks:
    for kind, text, nothing in (
        (PolicyKind.RISK_ASSESSMENT, Text.RISK, _("No assessment of the office’s own risk was in force.")),
        (PolicyKind.ACCEPTANCE_POLICY, Text.ACCEPTANCE, _("No client acceptance policy was in force.")),
        (PolicyKind.PROCEDURE, None, _("No procedure was in force.")),
    ):
        yield pdf.Heading(text_word(_, text) if text is not None else _("Procedures"))
        rows = [
            (one.title, risk_word(_, one.overall) if one.overall else "", days(_, one.first_day, one.last_day))
            for one in account.in_force
            if one.kind == kind
        ]
        if rows and kind is PolicyKind.RISK_ASSESSMENT:
            yield pdf.Table((_("Title"), _("All in all"), _("In force")), rows, (4, 3, 3))
        elif rows:
            yield pdf.Table((_("Title"), _("In force")), [(one, when) for one, _risk, when in rows], (7, 3))
        else:
            yield pdf.Paragraph(nothing)
        if text is not None and (said := texts.get(text)):
            yield pdf.Paragraph(said)


def _section(_: Words, year: int, account: Account, section: Section) -> _Blocks:
    yield pdf.Heading(section_word(_, section.code))
    yield pdf.Note(meaning_word(_, section.code))
    whole = Figure(section.code, section.code)
    yield pdf.Facts(
        [
            (figure_word(_, one), _with_before(_, year, account, one))
            for one in (whole, *section.measured)
        ],
        figures=True,
    )  # fmt: skip
    if account.value(whole) or account.value_before(whole):
        for breakdown in section.breakdowns:
            yield from _breakdown(_, year, account, section, breakdown)


def _breakdown(_: Words, year: int, account: Account, section: Section, breakdown: Breakdown) -> _Blocks:
    most = max(account.value(Figure(section.code, section.code)) or 0, 1)
    parts = breakdown.parts or tuple(account.parts(section.code, breakdown.name))
    rows = []
    for part in parts:
        code = part_code(section, breakdown, part)
        figure = Figure(code, code)
        value, before = account.value(figure) or 0, account.value_before(figure)
        figures = (str(value),) if before is None else (str(value), str(before))
        rows.append(pdf.Bar(part_word(_, section.code, breakdown.name, part), value / most, figures))
    if rows:
        heads = (str(year),) if account.before is None else (str(year), str(year - 1))
        yield pdf.Bars(breakdown_title(_, section, breakdown), heads, rows)


def _with_before(_: Words, year: int, account: Account, figure: Figure) -> str:
    value = value_word(_, figure, account.value(figure))
    if account.before is None:
        return value
    return f"{value}  ({year - 1}: {value_word(_, figure, account.value_before(figure))})"


def _operations(_: Words, account: Account) -> _Blocks:
    for one in account.operations:
        conclusion = {
            Conclusion.UNSUSPICIOUS: _("Nothing suspicious"),
            Conclusion.SUSPICIOUS: _("Suspicious: to be reported"),
        }
        yield pdf.Facts(
            [
                (_("Operation"), one.title),
                (_("Noted on"), _.day(one.noted_on)),
                (_("What is atypical"), one.told),
                (_("Written report"), one.analysis or _("Not written yet")),
                (
                    _("Conclusion"),
                    conclusion[Conclusion(one.conclusion)] if one.conclusion else _("No conclusion yet"),
                ),
            ]
        )


def _signature(_: Words, account: Account, signed_at: datetime | None) -> _Blocks:
    yield pdf.Heading(_("Signature"))
    if signed_at is None:
        yield pdf.Paragraph(_("This is a draft. It isn’t signed, and its figures may still change."))
        return
    as_deputy = _("AML officer, as deputy") if account.as_deputy else _("AML officer")
    yield pdf.Facts(
        [
            (_("Name"), account.signed_by),
            (_("As"), as_deputy),
            (_("Signed on"), _moment(signed_at)),
        ]
    )
    yield pdf.Note(
        _("Signed in the tool with an account of the office. Figures and records were kept as they were then.")
    )


def as_what(_: Words, one: Served) -> str:
    return _("Deputy of %(name)s", name=one.instead_of) if one.instead_of else _("AML officer")


def days(_: Words, first: date, last: date | None) -> str:
    """From the first to the last, both included; open where it goes on."""
    return f"{_.day(first)} – {_.day(last)}" if last is not None else _("since %(day)s", day=_.day(first))


def _moment(at: datetime) -> str:
    return f"{at.astimezone(BRUSSELS):%d/%m/%Y %H:%M}"


def _number(digits: str) -> str:
    return f"{digits[:4]}.{digits[4:7]}.{digits[7:]}" if len(digits) == 10 else digits
