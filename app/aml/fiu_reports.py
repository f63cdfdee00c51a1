"""An AML officer reports a contact, a risk profile or a deal to the financial intelligence unit (FIU).

All of it in an officer's scope: members see nothing but the block, which looks like any other. Each act is kept as
it was done; what a report may become next stands in `goaml.moves`.
"""

from __future__ import annotations

import hashlib
from datetime import datetime
from pathlib import Path

from sqlalchemy import select, text
from sqlalchemy.orm import Session

from app import clock, events
from app.aml.blocks import begin_block, end_block
from app.aml.deciding_rules import told_reason
from app.aml.fiu_acts import is_last, keep_act, locked_report, next_state, tell
from app.aml.goaml.codes import codes_in_force
from app.aml.goaml.composing import composed
from app.aml.goaml.elements import Element
from app.aml.goaml.gathered import Gathered
from app.aml.goaml.gathering import gathered
from app.aml.goaml.moves import CHANGEABLE, is_back
from app.aml.goaml.profile import Profile
from app.aml.goaml.readiness import Finding, are_required, findings
from app.aml.goaml.told import LONGEST, ReportDetails, faults_of
from app.aml.goaml.writing import checked_against, written_file
from app.aml.handing import WITH_OFFICER
from app.aml.holding import end_hold
from app.aml.matters import Row, is_about, matter_in, named
from app.aml.officer_acts import fiu_has_it, hold_of, locked_matter
from app.errors import Missing, Refusal, Stale, refuse
from app.policy import Identity, Permission, require
from app.words import words_in
from models.aml import Contact, FiuFile, FiuReport, ReportProfile
from models.aml.contacts import REASON
from models.values.fiu import OfficerActKind as Kind
from models.values.fiu import ReportKind
from models.values.fiu import ReportState as State
from models.values.matters import Matter, MatterKind

_ONE = text("select pg_advisory_xact_lock(hashtext('sleutelbos.fiu_reports'), cast(:organisation as int))")


def open_report(session: Session, matter: Matter) -> FiuReport | None:
    """The report about it that isn't ended."""
    return session.scalars(
        select(FiuReport)
        .where(is_about(FiuReport, matter), FiuReport.state != State.ENDED)
        .execution_options(populate_existing=True)
    ).one_or_none()


def begin_report(
    session: Session, actor: Identity, matter: Matter, now: datetime, *, reason: str = ""
) -> FiuReport:
    """A report about it, as a draft: nothing is blocked yet. Where one isn't ended, that one. `reason`: why it is
    reported, as far as that was written already; what is longer than a report takes is cut.

    Raises Forbidden, Missing.
    """
    require(actor, Permission.FIU_REPORT)
    row = locked_matter(session, matter)
    require(actor, Permission.FIU_REPORT, row)
    if (found := open_report(session, matter)) is not None:
        return found
    session.execute(_ONE, {"organisation": matter.organisation_id})
    mine = FiuReport.organisation_id == matter.organisation_id
    last = session.scalars(select(FiuReport).where(mine).order_by(FiuReport.number.desc()).limit(1)).one_or_none()
    before = ReportDetails.read(last.details) if last is not None else ReportDetails()
    told = ReportDetails(
        language=actor.language,
        reason=reason[:LONGEST],
        # What is of the office, not of this report, is the same as last time.
        rentity_id=before.rentity_id,
        rentity_branch=before.rentity_branch,
        location=before.location,
    )
    made = FiuReport(
        **named(matter),
        number=(last.number if last is not None else 0) + 1,
        kind=str(ReportKind.STR if matter.kind is MatterKind.DEAL else ReportKind.SAR),
        state=State.DRAFT.value,
        details=told.told(),
        begun_by=actor.account_id,
        begun_at=now,
        moved_at=now,
    )
    session.add(made)
    session.flush()
    tell(session, events.Tag.REPORT_BEGUN, actor, made, now)
    return made


def save_report(
    session: Session, actor: Identity, report_id: int, details: ReportDetails, version: int, now: datetime
) -> FiuReport:
    """What the officer writes in it, while no file is on its way.

    Raises Forbidden, Missing, Stale, Refusal aml.fiu.not_changeable, .too_long, .significance.
    """
    report = locked_report(session, actor, report_id)
    if report.version != version:
        if report.details == details.told():
            return report
        raise Stale("fiu_report", report_id)
    if State(report.state) not in CHANGEABLE:
        raise Refusal("aml.fiu.not_changeable")
    refuse(faults_of(details))
    if report.details != details.told():
        report.details, report.moved_at = details.told(), now
        session.flush()
        tell(session, events.Tag.REPORT_CHANGED, actor, report, now)
    return report


def ready(
    session: Session, actor: Identity, report: FiuReport, now: datetime
) -> tuple[Gathered, tuple[Finding, ...]]:
    """What the report is made of now, and what lacks in it; no national number is decrypted. Raises Forbidden."""
    require(actor, Permission.FIU_SEE, report)
    profile = Profile.read(codes_in_force(session, clock.day_of(now)).data)
    known = gathered(session, report, actor.account_id, now)
    return known, findings(profile, known, _composed(profile, known, report))


def make_report(
    session: Session, actor: Identity, report_id: int, version: int, now: datetime, *, schema: Path | None = None
) -> FiuFile:
    """Makes the file for the portal. From this moment what it is about is blocked, as a hold blocks it; who held
    it holds it no longer. `schema`: the FIU's own, which the file is checked against as well. Pressed twice it is
    made once.

    Raises Forbidden, Missing, Stale, Refusal aml.fiu.not_now, .not_ready with `count`, .schema, .no_schema,
    aml.codes.none.
    """
    require(actor, Permission.FIU_REPORT)
    seen = session.scalars(select(FiuReport).where(FiuReport.id == report_id)).one_or_none()
    if seen is None:
        raise Missing("fiu_report", report_id)
    # First what it is about, then the report: whoever decides of it locks them in that order too.
    locked_matter(session, matter_in(seen))
    report = locked_report(session, actor, report_id)
    if report.version != version:
        if is_last(session, actor, report, Kind.REPORTED):
            return files_of(session, report)[-1]
        raise Stale("fiu_report", report_id)
    becoming = next_state(report, Kind.REPORTED)
    codes = codes_in_force(session, clock.day_of(now))
    number = len(files_of(session, report)) + 1
    content, known = _file(session, actor, report, codes, number, now, schema)
    begin_block(session, actor, matter_in(report), now)
    end_hold(session, actor, matter_in(report), None, now)
    report.state, report.moved_at, report.fiu_reference = becoming.value, now, ""
    report.made_at = report.made_at or now
    session.flush()
    made = FiuFile(
        organisation_id=report.organisation_id,
        report_id=report.id,
        number=number,
        content=content.decode("utf-8"),
        print=hashlib.sha256(content).digest(),
        report_profile_id=codes.id,
        made_by=actor.account_id,
        made_at=now,
    )
    session.add(made)
    session.flush()
    keep_act(session, actor, report, Kind.REPORTED, now, reference=known.reference)
    shown = [one.contact_id for one in known.parties if one.number]
    sealed = made.print.hex()
    tell(session, events.Tag.REPORT_MADE, actor, report, now, file=number, print=sealed, numbers_of=shown)
    return made


def take_file(session: Session, actor: Identity, report_id: int, number: int, now: datetime) -> tuple[str, bytes]:
    """The name and the bytes of a file, to upload; that it was taken is recorded. Raises Forbidden, Missing."""
    require(actor, Permission.FIU_REPORT)
    found = session.execute(
        select(FiuReport, FiuFile, FiuFile.content)
        .join(
            FiuFile,
            (FiuFile.organisation_id == FiuReport.organisation_id) & (FiuFile.report_id == FiuReport.id),
        )
        .where(FiuReport.id == report_id, FiuFile.number == number)
    ).one_or_none()
    if found is None:
        raise Missing("fiu_file", number)
    report, file, content = found
    require(actor, Permission.FIU_REPORT, report)
    tell(session, events.Tag.REPORT_TAKEN, actor, report, now, file=number, print=file.print.hex())
    return f"{report.kind}-{report.number}-{number}.xml", content.encode("utf-8")


def end_report(
    session: Session, actor: Identity, report_id: int, why: str, version: int, now: datetime
) -> FiuReport:
    """Gives up a draft; or, once the FIU lets the officer go on, ends the report, and frees what it is about where
    nothing else blocks it: what waits for the officer stays blocked until he decides, what he holds too.

    Raises Forbidden, Missing, Stale, Refusal aml.fiu.not_now, .has_it, .text_too_short, .text_too_long.
    """
    require(actor, Permission.FIU_REPORT)
    seen = session.scalars(select(FiuReport).where(FiuReport.id == report_id)).one_or_none()
    if seen is None:
        raise Missing("fiu_report", report_id)
    matter = matter_in(seen)
    row = locked_matter(session, matter)
    report = locked_report(session, actor, report_id)
    told = told_reason(why)
    if report.version != version:
        if is_last(session, actor, report, Kind.ENDED, text=told):
            return report
        raise Stale("fiu_report", report_id)
    refuse(text_faults(told))
    given_up = State(report.state) is State.DRAFT
    end_as_let_go(session, actor, report, told, now)
    if not given_up and not _blocks_otherwise(session, matter, row):
        end_block(session, actor, matter, now)
    return report


def end_as_let_go(session: Session, actor: Identity, report: FiuReport, why: str, now: datetime) -> None:
    """Ends a report because of what was decided of its matter; the caller holds both rows and looks after the
    block. Raises Refusal aml.fiu.not_now, .has_it."""
    becoming = next_state(report, Kind.ENDED)
    if fiu_has_it(report, clock.day_of(now)):
        raise Refusal("aml.fiu.has_it", number=report.number)
    report.state, report.moved_at, report.ended_at = becoming.value, now, now
    report.opposed_until = None
    session.flush()
    keep_act(session, actor, report, Kind.ENDED, now, text=why)
    tell(session, events.Tag.REPORT_ENDED, actor, report, now, text=why)


def waits_for_officer(report: FiuReport, now: datetime) -> bool:
    """Whether it is the officer's turn: to make or upload the file, to answer, to correct, or to decide."""
    state = State(report.state)
    acting = state in (State.DRAFT, State.MADE, State.QUESTION, State.REJECTED)
    return acting or is_back(state, report.opposed_until, clock.day_of(now))


def files_of(session: Session, report: FiuReport) -> list[FiuFile]:
    """Its files in their order, without what stands in them."""
    return list(
        session.scalars(
            select(FiuFile)
            .where(FiuFile.organisation_id == report.organisation_id, FiuFile.report_id == report.id)
            .order_by(FiuFile.number)
        )
    )


def text_faults(told: str) -> tuple[Refusal, ...]:
    """What is wrong with a text that is kept with an act, field `text`."""
    if not told:
        return (Refusal("aml.fiu.text_too_short", field="text"),)
    if len(told) > REASON:
        return (Refusal("aml.fiu.text_too_long", field="text", most=REASON),)
    return ()


def _file(
    session: Session,
    actor: Identity,
    report: FiuReport,
    codes: ReportProfile,
    number: int,
    now: datetime,
    schema: Path | None,
) -> tuple[bytes, Gathered]:
    """With national numbers, which are decrypted for nothing else."""
    reference = f"{report.number}-{number}"
    profile = Profile.read(codes.data)
    known = gathered(session, report, actor.account_id, now, reference=reference, numbers=True)
    whole = _composed(profile, known, report)
    found = findings(profile, known, whole)
    if are_required(found):
        raise Refusal("aml.fiu.not_ready", count=len(found))
    content = written_file(whole)
    if schema is not None:
        checked_against(schema, content)
    return content, known


def _composed(profile: Profile, known: Gathered, report: FiuReport) -> Element:
    told = ReportDetails.read(report.details)
    return composed(profile, known, told, words_in(told.language))


def _blocks_otherwise(session: Session, matter: Matter, row: Row) -> bool:
    if not isinstance(row, Contact) and row.state in WITH_OFFICER:
        return True
    return hold_of(session, matter) is not None
