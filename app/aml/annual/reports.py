"""An AML officer makes the report of a calendar year: begins it, writes in it, signs it. Signing keeps its
figures, the records under each, what was written and the paper, all in one transaction; nothing of it changes
afterwards, whatever becomes of the records."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import replace
from datetime import date, datetime
from typing import Any

from sqlalchemy import BigInteger, ColumnElement, false, insert, literal, select
from sqlalchemy.dialects.postgresql import insert as upsert
from sqlalchemy.orm import Session, undefer

from app import clock, events, pdf
from app.aml.annual import paper
from app.aml.annual.account import Account, Counted, account_of, by_year, gathered, totals
from app.aml.annual.sources import Window, counted_rows
from app.aml.annual.texts import MOST_TEXT, Text, are_required, lacking_in
from app.aml.deciding_rules import told_reason
from app.aml.officers import OFFICER, that_are, were_set
from app.errors import Missing, Refusal, Stale
from app.organisations.members import with_names
from app.policy import Identity, Permission, may, require
from app.words import words_in
from models.aml import AnnualRecord, AnnualReport
from models.organisations import Member

FIRST_YEAR = 2017
"""Since the act of 18 September 2017."""
LANGUAGES = ("nl", "fr", "en")


def reports_visible_to(who: Identity) -> ColumnElement[bool]:
    """The reports of the office, for its officers."""
    if not may(who, Permission.ANNUAL_KEEP) or who.organisation_id is None:
        return false()
    return AnnualReport.organisation_id == who.organisation_id


def years_to_begin(session: Session, actor: Identity, today: date, first: int) -> list[int]:
    """Years since `first` that began and have no report yet, the newest first."""
    there = set(session.scalars(select(AnnualReport.year).where(reports_visible_to(actor))))
    return [year for year in range(today.year, max(first, FIRST_YEAR) - 1, -1) if year not in there]


def begin_report(session: Session, actor: Identity, year: int, now: datetime) -> AnnualReport:
    """The draft of that year's report; where there is one already, that one.

    Raises Forbidden, Missing, Refusal aml.annual.year, .signed.
    """
    require(actor, Permission.ANNUAL_KEEP)
    office = actor.organisation_id or 0
    if not FIRST_YEAR <= year <= clock.day_of(now).year:
        raise Refusal("aml.annual.year", field="year", first=FIRST_YEAR)
    made = session.scalar(
        upsert(AnnualReport)
        .values(organisation_id=office, year=year, begun_by=actor.account_id, begun_at=now)
        .on_conflict_do_nothing(constraint="uq_aml_annual_report_year")
        .returning(AnnualReport.id)
    )
    found = session.scalars(
        select(AnnualReport).where(AnnualReport.organisation_id == office, AnnualReport.year == year)
    ).one_or_none()
    if found is None:  # there is one, which this reader isn't shown
        raise Missing("annual_report", year)
    if made is not None:
        _tell(session, events.Tag.ANNUAL_BEGUN, actor, found, now)
    elif found.state == "signed":
        raise Refusal("aml.annual.signed", field="year", year=year)
    return found


def save_text(
    session: Session, actor: Identity, report_id: int, text: Text, said: str, version: int, now: datetime
) -> AnnualReport:
    """What the officer writes in one of its parts.

    Raises Forbidden, Missing, Stale, Refusal aml.annual.signed, .text_too_long.
    """
    report, told = _locked(session, actor, report_id), told_reason(said)
    if report.state == "signed":
        raise Refusal("aml.annual.signed", year=report.year)
    if report.version != version:
        if report.texts.get(text, "") == told:
            return report
        raise Stale("annual_report", report_id)
    if len(told) > MOST_TEXT:
        raise Refusal("aml.annual.text_too_long", field="text", most=MOST_TEXT)
    if report.texts.get(text, "") != told:
        others = {name: words for name, words in report.texts.items() if name != text}
        report.texts = {**others, text.value: told} if told else others
        session.flush()
        _tell(session, events.Tag.ANNUAL_CHANGED, actor, report, now, part=text.value)
    return report


def sign_report(
    session: Session, actor: Identity, report_id: int, typed_year: int, language: str, version: int, now: datetime
) -> AnnualReport:
    """Keeps the report as it is now, for good; its paper in that language. Pressed twice it is signed once.

    Raises Forbidden, Missing, Stale, Refusal aml.annual.signed, .not_over, .not_officer, .typed_year, .language,
    .lacks with `count`.
    """
    report = _locked(session, actor, report_id)
    if report.state == "signed":
        if report.signed_by == actor.account_id:
            return report
        raise Refusal("aml.annual.signed", year=report.year)
    if report.version != version:
        raise Stale("annual_report", report_id)
    if not is_over(report.year, now):
        raise Refusal("aml.annual.not_over", year=report.year, day=date(report.year + 1, 1, 1))
    name, as_deputy = _signer(session, actor, clock.day_of(now))
    if typed_year != report.year:
        raise Refusal("aml.annual.typed_year", field="year", year=report.year)
    if language not in LANGUAGES:
        raise Refusal("aml.annual.language", field="language")
    kept = replace(_kept(session, report), language=language, signed_by=name, as_deputy=as_deputy)
    lacking = lacking_in(kept, report.texts)
    if are_required(lacking):
        raise Refusal("aml.annual.lacks", count=sum(one.required for one in lacking))
    made = pdf.made(paper.sheet(words_in(language), report.year, kept, report.texts, now, signed_at=now))
    report.figures, report.pdf, report.print = kept.told(), made, hashlib.sha256(made).digest()
    report.state, report.signed_by, report.signed_at = "signed", actor.account_id, now
    session.flush()
    _tell(session, events.Tag.ANNUAL_SIGNED, actor, report, now, print=report.print.hex())
    return report


def take_paper(
    session: Session, actor: Identity, report_id: int, language: str, now: datetime
) -> tuple[str, bytes]:
    """The name and the bytes of the paper: of a signed one as it was signed, of a draft as it is now, in that
    language; that it was taken is recorded. Raises Forbidden, Missing."""
    require(actor, Permission.ANNUAL_KEEP)
    report = session.scalars(
        select(AnnualReport)
        .where(AnnualReport.id == report_id, reports_visible_to(actor))
        .options(undefer(AnnualReport.pdf))
    ).one_or_none()
    if report is None:
        raise Missing("annual_report", report_id)
    if report.pdf is not None and report.print is not None:
        content, kept_in = report.pdf, Account.read(report.figures or {}).language
    else:
        account, kept_in = account_of(session, report), language
        content = pdf.made(paper.sheet(words_in(language), report.year, account, report.texts, now))
    _tell(session, events.Tag.ANNUAL_TAKEN, actor, report, now, print=hashlib.sha256(content).hexdigest())
    return paper.file_name(words_in(kept_in), report.year, signed=report.state == "signed"), content


def tell_taken(session: Session, actor: Identity, report: AnnualReport, figure: str, now: datetime) -> None:
    """The records under a figure were taken out as a file."""
    _tell(session, events.Tag.ANNUAL_TAKEN, actor, report, now, figure=figure)


def is_over(year: int, now: datetime) -> bool:
    """Whether that year has ended in Brussels."""
    return clock.day_of(now).year > year


def _kept(session: Session, report: AnnualReport) -> Account:
    """Keeps the records under each figure, and says what they come to: one statement, so that no record comes in
    between."""
    window = Window(report.organisation_id, report.year)
    rows = counted_rows(window).cte("counted")
    keys = (literal(report.organisation_id, BigInteger), literal(report.id, BigInteger))
    kept = (
        insert(AnnualRecord)
        .from_select(
            ["organisation_id", "report_id", "figure", "kind", "record_id"],
            select(*keys, rows.c.figure, rows.c.kind, rows.c.record_id),
        )
        .cte("kept")
    )
    now = by_year(session.execute(totals(rows).add_cte(kept)).all())
    both = Window(report.organisation_id, report.year, with_before=True)
    account = gathered(session, both, now | _before(session, report))
    # What was written of an operation meanwhile is of the next look.
    counted = account.counted.get("atypical", Counted()).count
    if len(account.operations) != counted:
        raise Stale("annual_report", report.id)
    return account


def _before(session: Session, report: AnnualReport) -> dict[int, dict[str, Counted]]:
    window = Window(report.organisation_id, report.year - 1)
    return by_year(session.execute(totals(counted_rows(window).subquery("counted"))).all())


def _signer(session: Session, actor: Identity, today: date) -> tuple[str, bool]:
    """His name, and whether he stands in for an officer. Raises Refusal aml.annual.not_officer."""
    office = actor.organisation_id or 0
    found = session.scalars(
        that_are(office, OFFICER, today).where(Member.account_id == actor.account_id).options(*with_names())
    ).first()
    if found is None:
        raise Refusal("aml.annual.not_officer")
    is_set = found.id in session.scalars(were_set(office, OFFICER, today)).all()
    return found.name, not is_set


def _locked(session: Session, actor: Identity, report_id: int) -> AnnualReport:
    """As it stands now, and nobody else changes it until this transaction has ended."""
    require(actor, Permission.ANNUAL_KEEP)
    found = session.scalars(
        select(AnnualReport)
        .where(AnnualReport.id == report_id, reports_visible_to(actor))
        .with_for_update()
        .execution_options(populate_existing=True)
    ).one_or_none()
    if found is None:
        raise Missing("annual_report", report_id)
    return found


def _tell(
    session: Session, tag: events.Tag, actor: Identity, report: AnnualReport, now: datetime, **facts: Any
) -> None:
    """Records it where officers alone read."""
    subject = events.Subject("annual_report", report.id, report.organisation_id)
    told: Mapping[str, Any] = {"year": report.year, **facts}
    events.record(session, tag, subject, actor, now, facts=dict(told))
